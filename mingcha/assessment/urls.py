"""The addresses of assessment."""

from django.urls import path

from mingcha.assessment.views import quarter

app_name = "assessment"
urlpatterns = [
    path("", quarter.all_sheets, name="sheets"),
    path("rules/", quarter.rules, name="rules"),
    path("rules/publish_rule/", quarter.publish_rule, name="publish_rule"),
    path("rules/<int:pk>/", quarter.rule, name="rule"),
    path("periods/<str:period>/<slug:act>/", quarter.period_act, name="period_act"),
    path("<int:pk>/", quarter.sheet, name="sheet"),
    path("<int:pk>/<slug:act>/", quarter.sheet_act, name="sheet_act"),
]
