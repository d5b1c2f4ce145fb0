"""A ballot and its answers, as a survey program would keep them."""

from django.db import models


class Ballot(models.Model):
    code = models.CharField(max_length=64, unique=True)

    class Meta:
        app_label = "peer"


class Answer(models.Model):
    ballot = models.ForeignKey(Ballot, models.CASCADE)
    question = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=1)

    class Meta:
        app_label = "peer"
