"""The public's addresses."""

from django.urls import path

from mingcha.portal import views

app_name = "portal"
urlpatterns = [
    path("workdays/", views.deadline, name="workdays"),
    path("api/workdays/due", views.deadline_api, name="workdays_due"),
]
