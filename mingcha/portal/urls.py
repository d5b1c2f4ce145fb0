"""The public's addresses."""

from django.urls import path

from mingcha.portal import open_data, views
from mingcha.portal.views import catalogue

app_name = "portal"
urlpatterns = [
    path("workdays/", views.deadline, name="workdays"),
    path("open-data/", open_data.measures, name="open_data"),
    path("open-data/<str:name>/", open_data.measure, name="open_measure"),
    path("catalogue/", catalogue.items, name="catalogue"),
    path("catalogue/<path:code>/", catalogue.item, name="catalogue_item"),
    path("api/workdays/due", views.deadline_api, name="workdays_due"),
]
