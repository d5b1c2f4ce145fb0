"""The addresses of assessment."""

from django.urls import path

from mingcha.assessment import views

app_name = "assessment"
urlpatterns = [
    path("", views.all_sheets, name="sheets"),
    path("rules/", views.rules, name="rules"),
    path("rules/publish_rule/", views.publish_rule, name="publish_rule"),
    path("rules/<int:pk>/", views.rule, name="rule"),
    path("periods/<str:period>/<slug:act>/", views.period_act, name="period_act"),
    path("<int:pk>/", views.sheet, name="sheet"),
    path("<int:pk>/<slug:act>/", views.sheet_act, name="sheet_act"),
]
