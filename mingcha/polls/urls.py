"""The addresses of polls."""

from django.urls import path

from mingcha.polls.views import checking, desk, polls, scans, scrutineers

app_name = "polls"
urlpatterns = [
    path("", polls.polls, name="polls"),
    path("draft/", polls.draft, name="draft"),
    path("verify.py", checking.verifier, name="verifier"),
    path("checked/<str:code>/", checking.checked, name="checked"),
    path("checked/<str:code>/bundle.json", checking.bundle, name="bundle"),
    path("<int:pk>/", polls.poll, name="poll"),
    path("<int:pk>/intake/", polls.intake, name="intake"),
    path("<int:pk>/result/", checking.result, name="result"),
    path("<int:pk>/protocol.pdf", polls.protocol, name="protocol"),
    path("<int:pk>/protocol.docx", polls.protocol_docx, name="protocol_docx"),
    path("<int:pk>/scrutineers/", scrutineers.scrutineers, name="scrutineers"),
    path("<int:pk>/take_word/", scrutineers.take_word, name="take_word"),
    path("<int:pk>/take_share/", scrutineers.take_share, name="take_share"),
    path("<int:pk>/confirm_share/", scrutineers.confirm_share, name="confirm_share"),
    path("<int:pk>/make_tickets/", polls.make_tickets, name="make_tickets"),
    path("<int:pk>/make_more_slips/", polls.make_more_slips, name="make_more_slips"),
    path("<int:pk>/admit/", polls.admit, name="admit"),
    path("<int:pk>/return_slips/", polls.return_slips, name="return_slips"),
    path("<int:pk>/paper/", desk.entry_desk, name="entry_desk"),
    path("<int:pk>/scans/", scans.scan_desk, name="scan_desk"),
    path("<int:pk>/count/", polls.count, name="count"),
    path("<int:pk>/take_kit/", polls.take_kit, name="take_kit"),
    path("<int:pk>/take_scans/", polls.take_scans, name="take_scans"),
    path("<int:pk>/<str:act>/", polls.poll_act, name="poll_act"),
]
