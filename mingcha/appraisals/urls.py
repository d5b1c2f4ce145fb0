"""The addresses of appraisals."""

from django.urls import path

from mingcha.appraisals.views import (
    chair,
    comments,
    deliveries,
    frames,
    objections,
    results,
    rounds,
    rules,
    screen,
    sitting,
)

app_name = "appraisals"
urlpatterns = [
    path("", rounds.rounds, name="rounds"),
    path("design/", rounds.design, name="design"),
    path("rules/", rules.rules, name="rules"),
    path("rules/draft/", rules.draft, name="draft_rule"),
    path("rules/<int:pk>/", rules.rule, name="rule"),
    path("rules/<int:pk>/<slug:act>/", rules.rule_act, name="rule_act"),
    path("objections/", objections.objections, name="objections"),
    path("objections/<int:pk>/", objections.objection, name="objection"),
    path("objections/<int:pk>/<slug:act>/", objections.objection_act, name="objection_act"),
    path("comments/", comments.comments, name="comments"),
    path("comments/<int:pk>/", comments.comment, name="comment"),
    path("comments/<int:pk>/<slug:act>/", comments.comment_act, name="comment_act"),
    path("frames/", frames.frames, name="frames"),
    path("frames/<int:pk>/", frames.frame, name="frame"),
    path("<int:pk>/", rounds.round_, name="round"),
    path("<int:pk>/screen/", screen.screen, name="screen"),
    path("<int:pk>/screen/live/", screen.live, name="live"),
    path("<int:pk>/chair/", chair.chair, name="chair"),
    path("<int:pk>/chair/live/", chair.chair_live, name="chair_live"),
    path("<int:pk>/chair/<slug:act>/", chair.chair_act, name="chair_act"),
    path("<int:pk>/sitting/", sitting.sitting, name="sitting"),
    path("<int:pk>/result/", results.result, name="result"),
    path("<int:pk>/result/<str:code>/", results.organ_result, name="organ_result"),
    path("<int:pk>/parts/<str:code>/", rounds.part, name="part"),
    path("<int:pk>/panel/", deliveries.panel, name="panel"),
    path("<int:pk>/invite/", deliveries.invite, name="invite"),
    path("<int:pk>/send_test/", deliveries.send_test, name="send_test"),
    path("<int:pk>/report_deliveries/", deliveries.report_deliveries, name="report_deliveries"),
    path("<int:pk>/object/<str:code>/", objections.file_objection, name="file_objection"),
    path("<int:pk>/take_comments/", comments.take_comments, name="take_comments"),
    path("<int:pk>/hand_over_comments/", comments.hand_over_comments, name="hand_over_comments"),
    path("<int:pk>/<slug:act>/", rounds.round_act, name="round_act"),
]
