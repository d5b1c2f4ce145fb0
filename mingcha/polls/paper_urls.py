"""The addresses of the desk for paper ballots."""

from django.urls import path

from mingcha.polls.views import desk, scans

urlpatterns = [
    path("<int:pk>/paper/", desk.entry_desk, name="entry_desk"),
    path("<int:pk>/scans/", scans.scan_desk, name="scan_desk"),
]
