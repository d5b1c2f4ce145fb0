"""The addresses of appraisals."""

from django.urls import path

from mingcha.appraisals.views import results, rounds, rules

app_name = "appraisals"
urlpatterns = [
    path("", rounds.rounds, name="rounds"),
    path("design/", rounds.design, name="design"),
    path("rules/", rules.rules, name="rules"),
    path("rules/draft/", rules.draft, name="draft_rule"),
    path("rules/<int:pk>/", rules.rule, name="rule"),
    path("rules/<int:pk>/<slug:act>/", rules.rule_act, name="rule_act"),
    path("<int:pk>/", rounds.round_, name="round"),
    path("<int:pk>/result/", results.result, name="result"),
    path("<int:pk>/result/<str:code>/", results.organ_result, name="organ_result"),
    path("<int:pk>/parts/<str:code>/", rounds.part, name="part"),
    path("<int:pk>/<slug:act>/", rounds.round_act, name="round_act"),
]
