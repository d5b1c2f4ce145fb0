"""The trip of a case: a log in the night, a slow flag, a finding, an order, a score, a bulletin.

Told through the program's own pages, without a browser; the days are moved on between the acts.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingcha.assessment import commands as assessment
from mingcha.assessment.models import Sheet
from mingcha.bulletins import commands as bulletins
from mingcha.cases.models import Case, Flag, Intake
from mingcha.demo import caselog
from mingcha.demo.people import People
from mingcha.foundation import reactions, time
from mingcha.people.models import Person

pytestmark = pytest.mark.usefixtures("small_city", "db")
TAKEN_IN, HEARD, FED_BACK = date(2026, 4, 24), date(2026, 4, 28), date(2026, 4, 29)
REPLIED, CONFIRMED, SCORED = date(2026, 4, 30), date(2026, 5, 6), date(2026, 7, 2)
ITEM = "XK-WJ-001"
ROWS = """SP2026-9,XK-WJ-001,取号,2026-04-02 09:05,,,李四,,
SP2026-9,XK-WJ-001,受理,2026-04-02 09:40,收件员,,李四,,
SP2026-9,XK-WJ-001,现场审核,2026-04-09 15:00,审核员,,李四,,
SP2026-9,XK-WJ-001,决定,2026-04-22 10:00,处长,,李四,,
SP2026-9,XK-WJ-001,送达,2026-04-23 10:00,收件员,,李四,,
"""


def act(who, address, **said):
    """Do one act on its page; it is done, not refused."""
    browser = Client()
    browser.force_login(Person.objects.get(pk=who.pk))
    answer = browser.post(address, said)
    assert answer.status_code == 302, answer.content.decode()[:3000]


def page(who, address):
    """A page as this person reads it."""
    browser = Client()
    browser.force_login(Person.objects.get(pk=who.pk))
    return browser.get(address, follow=True).content.decode()


def test_a_confirmed_slow_flag_walks_to_a_finding_an_order_a_score_and_the_bulletin():
    people = People()
    flag = a_log_is_taken_in_and_flagged_in_the_night(people)
    with time.at(TAKEN_IN):
        head = people.head_of(flag.organ, TAKEN_IN)
        assert "李四" not in page(head, f"/n/{flag.number}/"), "who applied is told to nobody"
        act(head, f"/cases/flags/{flag.pk}/answer/", answer="审核后积压，未及时呈批，情况属实。")
    with time.at(HEARD):
        act(
            people.office, f"/cases/flags/{flag.pk}/confirm/", decision="流水与案卷一致，确已超期。"
        )
    flag.refresh_from_db()
    finding = flag.finding
    the_finding_is_heard_and_ordered(people, finding, head)
    finding.refresh_from_db()
    it_is_scored(people, finding)
    it_is_told_in_the_bulletin(people, finding)
    chain = page(people.office, f"/n/{finding.number}/")
    sheet = Sheet.objects.get(period="2026Q2", organ=finding.organ)
    for number in (flag.number, finding.number, finding.order.number, sheet.number, "TB-2026-"):
        assert number in chain, "the whole chain stands on one page"


def a_log_is_taken_in_and_flagged_in_the_night(people):
    log = SimpleUploadedFile("办件.csv", f"{caselog.HEAD}\n{ROWS}".encode(), "text/csv")
    with time.at(TAKEN_IN):
        act(people.handler, "/cases/intakes/take_in/", log=log, own_mapping=caselog.MAPPING)
        assert Intake.objects.order_by("-pk")[0].cases == 1
        assert not Flag.objects.filter(case__reference="SP2026-9").exists(), "nothing by day"
    with time.at(date(2026, 4, 25)), reactions.heard_afterwards():
        reactions.live_through(date(2026, 4, 25))
    case = Case.objects.get(reference="SP2026-9")
    assert case.decided_on > case.promised_due_on
    return Flag.objects.select_related("organ").get(case=case, check_code="slow.promise")


def the_finding_is_heard_and_ordered(people, finding, head):
    door = f"/findings/{finding.pk}"
    with time.at(FED_BACK):
        assert "13" in page(people.handler, f"/n/{finding.number}/")
        act(people.handler, f"{door}/feed_back/", note="")
    with time.at(REPLIED):
        act(head, f"{door}/reply/", stance="accepts")
    with time.at(CONFIRMED):
        asked = {"required": "超期件逐件预警到人", "pace": "time_limited", "proof_wanted": "台账"}
        act(people.director, f"{door}/confirm/", **asked)


def it_is_scored(people, finding):
    with time.at(SCORED):
        assessment.compute("2026Q2", by=people.office, on=SCORED)
        assessment.check_all("2026Q2", by=people.auditor, on=SCORED)
        assessment.tell_all("2026Q2", by=people.office, on=SCORED)
    sheet = Sheet.objects.get(period="2026Q2", organ=finding.organ)
    assert finding.number in str(sheet.reckoning), "the fault stands in the steps of the score"


def it_is_told_in_the_bulletin(people, finding):
    with time.at(SCORED):
        issue = bulletins.compose(
            since=date(2026, 4, 1), until=date(2026, 6, 30), kind="situation", scope="public",
            by=people.office, on=SCORED,
        )  # fmt: skip
        named = issue.named.get(organ=finding.organ, tone="criticism")
        said = f"{finding.organ.name}审批超期（{finding.number}），已责令整改。"
        bulletins.reword(named, passage=said, by=people.office, on=SCORED)
        bulletins.tell(issue, by=people.office, on=SCORED)
        assert said in page(people.office, f"/n/{issue.number}/")
