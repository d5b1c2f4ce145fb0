"""The addresses of visits."""

from django.urls import URLPattern, URLResolver, path

from mingcha.foundation.acts import act_page
from mingcha.visits.doors.visits import VISIT_DOORS
from mingcha.visits.views import burden, plans, sheet, visits

app_name = "visits"
urlpatterns: list[URLPattern | URLResolver] = [
    *plans.urls,
    *burden.urls,
    path("", visits.visits, name="visits"),
    path("verify/", visits.verify_code, name="verify_code"),
    path("<uuid:pk>/", visits.visit, name="visit"),
    path("<uuid:pk>/record/", visits.paper, name="record"),
    path("<uuid:pk>/hand_in/", sheet.sheet, name="sheet"),
    path("<uuid:pk>/<slug:act>/", act_page(VISIT_DOORS), name="visit_act"),
]
