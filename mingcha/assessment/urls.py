"""The addresses of assessment."""

from django.urls import path

from mingcha.assessment.views import adjustments, quarter, year_rules, years

app_name = "assessment"
urlpatterns = [
    path("", quarter.all_sheets, name="sheets"),
    path("rules/", quarter.rules, name="rules"),
    path("rules/publish_rule/", quarter.publish_rule, name="publish_rule"),
    path("rules/<int:pk>/", quarter.rule, name="rule"),
    path("periods/<str:period>/<slug:act>/", quarter.period_act, name="period_act"),
    path("years/", years.year_sheets, name="year_sheets"),
    path("years/<int:pk>/", years.year_sheet, name="year_sheet"),
    path("years/<int:pk>/<slug:act>/", years.year_sheet_act, name="year_sheet_act"),
    path("year/<int:year>/<slug:act>/", years.year_act, name="year_act"),
    path("year-rules/", year_rules.year_rules, name="year_rules"),
    path("year-rules/draft/", year_rules.draft_year_rule, name="draft_year_rule"),
    path("year-rules/<int:pk>/", year_rules.year_rule, name="year_rule"),
    path("year-rules/<int:pk>/what-if/", year_rules.what_if, name="what_if"),
    path("year-rules/<int:pk>/<slug:act>/", year_rules.year_rule_act, name="year_rule_act"),
    path("adjustments/", adjustments.adjustments, name="adjustments"),
    path("adjustments/propose/", adjustments.propose, name="propose_adjustment"),
    path("adjustments/<int:pk>/", adjustments.adjustment, name="adjustment"),
    path("adjustments/<int:pk>/<slug:act>/", adjustments.adjustment_act, name="adjustment_act"),
    path("<int:pk>/", quarter.sheet, name="sheet"),
    path("<int:pk>/<slug:act>/", quarter.sheet_act, name="sheet_act"),
]
