"""Every address of the program."""

from django.urls import include, path

from mingcha.bulletins import urls as bulletins
from mingcha.organs import urls as organs
from mingcha.web import holidays, intray, organ, rulebook, search, sight, views, work
from mingcha.web.api import api
from mingcha.web.style import style

register = [*organs.urlpatterns, path("<int:unit_id>/", organ.organ, name="organ")]

urlpatterns = [
    path("", include("mingcha.portal.urls")),
    path("", include("mingcha.polls.voting_urls")),
    path("", work.home, name="home"),
    path("work/count/", work.count, name="work_count"),
    path("n/<str:number>/", search.by_number, name="number"),
    path("", include("mingcha.web.signing_urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("organs/", include((register, organs.app_name))),
    path("people/<int:pk>/sight/", sight.sight, name="sight"),
    path("roles/", sight.roles, name="roles"),
    path("", include("mingcha.people.urls")),
    path("norms/", include("mingcha.norms.urls")),
    path("powers/", include("mingcha.powers.urls")),
    path("evidence/", include("mingcha.evidence.urls")),
    path("draws/", include("mingcha.draws.urls")),
    path("meetings/", include("mingcha.meetings.urls")),
    path("visits/", include("mingcha.visits.urls")),
    path("cases/", include("mingcha.cases.urls")),
    path("findings/", include("mingcha.findings.urls")),
    path("orders/", include("mingcha.rectification.urls")),
    path("polls/", include("mingcha.polls.urls")),
    path("appraisals/", include("mingcha.appraisals.urls")),
    path("analytics/", include("mingcha.analytics.urls")),
    path("assessment/", include("mingcha.assessment.urls")),
    path("bulletins/", include("mingcha.bulletins.urls")),
    path("imports/", include("mingcha.web.imports_urls")),
    path("notices/", include((bulletins.notices, "notices"))),
    path("messages/", intray.messages, name="messages"),
    path("messages/read/", intray.read_all, name="read_messages"),
    path("search/", search.search, name="search"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/enter_notice/", holidays.enter_notice, name="calendar_enter_notice"),
    path("settings/rules/", rulebook.rules, name="rules"),
    path("settings/rules/<str:key>/", rulebook.rule, name="rule"),
    path("journal/", views.journal, name="journal"),
    path("journal/export", views.journal_export, name="journal_export"),
    path("api/", api.urls),
    path("health/", views.health, name="health"),
    path("style/", style, name="style"),
]
