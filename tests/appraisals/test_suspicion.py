"""Suspicions: raised with the count, decided by two who did not count, kept with both results."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from mingcha.appraisals import queries, xrays
from mingcha.appraisals.alternative import raised as flags_of
from mingcha.appraisals.commands import result, suspicion
from mingcha.appraisals.commands import round as rounds
from mingcha.appraisals.models import Round, Suspicion
from mingcha.core.rulebook import BANDS, band_of
from mingcha.core.steps import exact
from mingcha.foundation import journal, policy, time
from mingcha.people.models import Duty, Message
from tests.appraisals.conftest import COUNTED_ON, SHARES, SIZES, count
from tests.appraisals.test_rounds import refused
from tests.hearing import hear_everything

S, R = Suspicion.State, Duty.Role
UNDECIDED = "appraisals.suspicions_undecided"
LATER = COUNTED_ON + timedelta(1)


def flag(kind="identical", papers=40, without=None, **facts):
    facts = {"papers": papers, "of": 1110, "most": 6, **facts}
    said = {"kind": kind, "wording": kind, "papers": papers, "of": 1110, "statistic": 40.0}
    said |= {"threshold": 11.0, "false_alarm": 0.002, "facts": facts, "effects": []}
    return said | {"without": without}


def kept(mean: str, group="citizen", taken=40, organ="MZ001"):
    return {"taken": {group: taken}, "means": {organ: {group: {"conduct": mean}}}}


@pytest.fixture
def scored(opened, clerk):
    """Reckon a round whose count left these flags."""

    def make(*flags):
        poll = count(opened.poll, SHARES)
        poll.tally["flags"] = list(flags)
        poll.save()
        with time.at(COUNTED_ON):
            result.score(opened, by=clerk, on=COUNTED_ON)
        return opened

    return make


@pytest.fixture
def raised(scored):
    """One suspicion on which the result may hang."""
    return scored(flag(without=kept("55.00"))).suspicions.get()


@pytest.fixture
def colleague(charged):
    return charged("colleague", "同事", R.CONDUCT_OFFICE)


def proposed(one, by, verdict="confirm"):
    with time.at(COUNTED_ON):
        return suspicion.propose(one, verdict=verdict, proposal="问过该组", by=by, on=COUNTED_ON)


# Raised with the count


def test_each_flag_of_a_count_becomes_one_suspicion_with_its_rate(scored):
    made = scored(flag(), flag("told", group="peer"), flag("lifted", target="MZ001"))
    rows = [(one.sign, one.group, one.target, one.state) for one in made.suspicions.all()]
    assert rows == [
        ("identical", "", "", S.RAISED),
        ("told", "peer", "", S.RAISED),
        ("lifted", "", "MZ001", S.RAISED),
    ]
    assert made.suspicions.first().number == "YD-2026-0001"
    assert made.suspicions.first().flag["false_alarm"] == 0.002
    assert [entry.verb for entry in journal.about(made.suspicions.first())] == [
        "appraisals.suspicion.flag"
    ]


def test_the_results_with_and_without_are_frozen_when_it_is_raised(raised):
    rows = {row["code"]: row for row in raised.figures["organs"]}
    assert raised.figures["taken"] == {"citizen": 40}
    assert float(rows["MZ001"]["without"]) < float(rows["MZ001"]["with"])
    assert rows["MZ001"]["whole"] is True
    assert rows["MZ002"]["whole"] is False, "its mean was not kept, and that is said"
    assert rows["MZ002"]["without"] == rows["MZ002"]["with"]
    assert "without" not in raised.flag, "means of groups stay in the tally"


def test_the_score_without_is_what_the_weights_make_of_the_other_mean(raised):
    made = queries.newest(raised.round)
    one = next(f.score for f in queries.figures(raised.round, made) if f.subject.code == "MZ001")
    group = next(g for g in one.groups if g.group == "citizen")
    above, _line, below = group.used.partition("/")
    shift = float(above) / float(below or 1) * (55 - float(group.score))
    row = raised.figures["organs"][0]
    assert float(row["without"]) == pytest.approx(float(one.score) + shift, abs=0.006)


@pytest.mark.parametrize(("score", "shown"), [("83.1250", "83.13"), ("59.9950", "60.00")])
def test_scores_beside_each_other_are_rounded_as_offices_round(scored, score, shown):
    made = queries.newest(scored())
    sheet = json.loads(made.sheet)
    sheet["scores"][0] |= {"score": score, "band": band_of(exact(shown), BANDS)}
    made.sheet = json.dumps(sheet)
    made.inputs["tally"]["flags"] = [flag(without={"taken": {"citizen": 40}, "means": {}})]
    (one,) = flags_of(made, None, least=10)
    row = one.figures["organs"][0]
    assert (row["with"], row["without"]) == (shown, shown)
    assert row["band"] == row["band_without"]


@pytest.mark.parametrize(
    ("left", "why"),
    [
        (flag(without=None), "few"),
        (flag(without=kept("80.00", taken=9)), "few"),
        ({k: v for k, v in flag().items() if k != "without"}, "not_kept"),
    ],
)
def test_where_the_result_without_would_tell_of_few_it_is_withheld_and_said(scored, left, why):
    one = scored(left).suspicions.get()
    assert (one.figures, one.withheld, one.weighty) == (None, why, True)


def test_a_city_that_asks_for_more_papers_is_shown_less(scored, clerk):
    facts = {"valid_from": COUNTED_ON, "reason": "明府〔2026〕9号", "on": date(2026, 5, 1)}
    policy.change("appraisal.least_told", 50, by=clerk, **facts)
    assert scored(flag(without=kept("55.00"))).suspicions.get().withheld == "few"


def test_a_flag_about_a_group_shows_the_round_without_the_group(scored):
    one = scored(flag("apart", group="peer", target="MZ001", points=9, most=4)).suspicions.get()
    assert one.figures["taken"] == {"peer": SIZES["peer"]}
    rows = one.figures["organs"]
    assert [row["code"] for row in rows] == list(SHARES)
    assert all(row["whole"] for row in rows)


# Two persons


def test_nobody_who_counted_judges_what_the_count_flagged(raised, clerk, director):
    with time.at(COUNTED_ON):
        facts = {"verdict": "dismiss", "proposal": "无", "on": COUNTED_ON}
        assert refused(suspicion.propose, raised, by=clerk, **facts) == "workflow.not_yours"
    proposed(raised, director)
    with time.at(COUNTED_ON):
        assert (
            refused(suspicion.confirm, raised, reason="属实", by=clerk, on=COUNTED_ON)
            == "workflow.not_yours"
        )


def test_one_proposes_and_another_decides(raised, director, colleague):
    proposed(raised, director)
    with time.at(LATER):
        assert (
            refused(suspicion.confirm, raised, reason="属实", by=director, on=LATER)
            == "workflow.not_yours"
        )
        assert (
            refused(suspicion.dismiss, raised, reason="无", by=director, on=LATER)
            == "workflow.not_yours"
        )
        suspicion.confirm(raised, reason="属实", by=colleague, on=LATER)
    raised.refresh_from_db()
    assert (raised.state, raised.decided_by, raised.reason) == (S.CONFIRMED, colleague, "属实")
    assert raised.figures is not None, "both results stay with the decision"
    assert raised.clock.ended_on == LATER


def test_nobody_alone_dismisses_what_a_result_may_hang_on(raised, director, colleague):
    with time.at(COUNTED_ON):
        facts = {"reason": "无", "by": director, "on": COUNTED_ON}
        assert refused(suspicion.dismiss, raised, **facts) == "appraisals.takes_two"
    proposed(raised, director, "dismiss")
    with time.at(COUNTED_ON):
        suspicion.dismiss(raised, reason="该组确实满意", by=colleague, on=COUNTED_ON)
    assert raised.state == S.DISMISSED


def test_one_alone_dismisses_what_moves_nothing(scored, director):
    one = scored(flag()).suspicions.get()
    Suspicion.objects.filter(pk=one.pk).update(weighty=False)
    one.refresh_from_db()
    with time.at(COUNTED_ON):
        suspicion.dismiss(one, reason="属正常", by=director, on=COUNTED_ON)
    assert one.state == S.DISMISSED


@pytest.mark.parametrize(("moved", "weighty"), [("nearly", False), ("far", True)])
def test_a_result_hangs_on_it_if_a_band_or_more_than_the_doubt_would_change(scored, moved, weighty):
    """Taken out of one group, its means one hundredth or thirty points away."""
    probe = scored(flag())
    found = {f.subject.code: f.score for f in queries.figures(probe)}
    means = {}
    for code, score in found.items():
        group = next(g for g in score.groups if g.group == "citizen")
        by = 0.01 if moved == "nearly" else -30.0
        means[code] = {"citizen": {"conduct": f"{float(group.score) + by:.2f}"}}
    made = queries.newest(probe)
    made.inputs["tally"]["flags"] = [flag("extreme", without={"taken": {"citizen": 40},
                                                               "means": means})]  # fmt: skip
    with time.at(COUNTED_ON):
        (one,) = suspicion.flag(made, on=COUNTED_ON)
    assert one.weighty is weighty


@pytest.mark.parametrize("act", ["propose", "confirm", "dismiss"])
def test_nothing_is_said_without_a_reason(raised, director, colleague, act):
    facts = {"verdict": "confirm", "proposal": " "} if act == "propose" else {"reason": " "}
    if act != "propose":
        proposed(raised, director)
    with time.at(COUNTED_ON):
        facts |= {"by": colleague, "on": COUNTED_ON}
        assert refused(getattr(suspicion, act), raised, **facts) == "appraisals.no_reason"


def test_no_row_can_be_confirmed_by_one_person(raised, director):
    mine = Suspicion.objects.filter(pk=raised.pk)
    for facts in ({"proposed_by": director, "decided_by": director}, {"decided_by": director}):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(state=S.CONFIRMED, **facts)


# The round waits


def test_a_count_is_declared_valid_only_once_every_suspicion_is_decided(
    raised, director, colleague
):
    round_ = raised.round
    with time.at(COUNTED_ON):
        facts = {"checks": "正常", "by": director, "on": COUNTED_ON}
        assert refused(result.validate, round_, **facts) == UNDECIDED
        voiding = {"groups": {"citizen": "集中填写"}, **facts}
        assert refused(result.void_part, round_, **voiding) == UNDECIDED
    proposed(raised, director)
    with time.at(COUNTED_ON):
        suspicion.confirm(raised, reason="属实", by=colleague, on=COUNTED_ON)
        result.void_part(round_, **voiding)
    assert round_.state == Round.State.PARTLY_VOID


def test_a_confirmed_suspicion_changes_no_figure_by_itself(raised, director, colleague):
    before = queries.newest(raised.round).digest
    proposed(raised, director)
    with time.at(COUNTED_ON):
        suspicion.confirm(raised, reason="属实", by=colleague, on=COUNTED_ON)
    assert queries.newest(raised.round).digest == before
    assert raised.round.reckonings.count() == 1


def test_the_doctor_finds_a_round_that_went_on_and_a_suspicion_left_lying(raised):
    assert not [*xrays.rounds_told_with_a_suspicion_undecided()]
    Round.objects.filter(pk=raised.round.pk).update(state=Round.State.OBJECTIONS)
    (found,) = xrays.rounds_told_with_a_suspicion_undecided()
    assert raised.number in found.which
    with time.at(COUNTED_ON):
        assert not [*xrays.suspicions_left_lying()]
    with time.at(raised.clock.due_on + timedelta(1)):
        assert [one.which for one in xrays.suspicions_left_lying()] == [raised.number]


def test_a_void_round_stops_the_time_of_what_nobody_decided(raised, clerk):
    with time.at(LATER):
        rounds.void(raised.round, reason="集中填写", by=clerk, on=LATER)
        suspicion.leave(raised.round, on=LATER + timedelta(1))  # it was over by then
    raised.refresh_from_db()
    assert (raised.state, raised.clock.ended_on) == (S.RAISED, LATER)


# Who sees and hears what


def test_only_those_who_keep_rounds_see_suspicions(raised, auditor, director, leader, head):
    for person, sees in ((auditor, True), (director, True), (leader, False), (head, False)):
        assert queries.suspicions_visible_to(person).exists() is sees
    assert not queries.suspicions_visible_to(None).exists()


def test_suspicions_about_an_organ_are_those_that_lift_or_press_it(scored, organ, auditor):
    scored(flag(), flag("lifted", target="MZ001"), flag("pressed", target="MZ002"))
    assert [one.sign for one in queries.suspicions_about(organ, auditor)] == ["lifted"]
    assert queries.suspicions_matching("YD-2026-0002", auditor).count() == 1


def test_it_waits_for_those_who_may_act_and_a_second_person_is_told(
    raised, director, colleague, clerk
):
    def waits(person):
        with time.at(COUNTED_ON):
            found = queries.waiting_for(person, on=COUNTED_ON)
        return raised.number in [one.number for one in found]

    assert (waits(director), waits(colleague), waits(clerk)) == (True, True, False)
    proposed(raised, director)
    assert (waits(director), waits(colleague), waits(clerk)) == (False, True, False)
    hear_everything()
    told = Message.objects.filter(text__contains=raised.number).values_list("to", flat=True)
    assert set(told) == {colleague.pk}
    with time.at(COUNTED_ON):
        suspicion.confirm(raised, reason="属实", by=colleague, on=COUNTED_ON)
    hear_everything()
    assert Message.objects.filter(to=director, text__contains=raised.number).exists()


# The pages


def test_the_page_says_what_was_seen_and_both_results(client, raised, director):
    client.force_login(director)
    with time.at(COUNTED_ON), translation.override("zh-hans"):
        page = client.get(reverse("appraisals:suspicion", args=[raised.pk])).content.decode()
        listed = client.get(reverse("appraisals:suspicions")).content.decode()
    assert raised.number in listed
    row = raised.figures["organs"][0]
    assert row["with"] in page
    assert row["without"] in page
    assert "0.2 %" in page


def test_acts_are_done_at_the_door_and_the_check_begins_with_what_was_decided(
    client, raised, director, colleague
):
    act = lambda name: reverse("appraisals:suspicion_act", args=[raised.pk, name])  # noqa: E731
    with time.at(COUNTED_ON), translation.override("zh-hans"):
        client.force_login(director)
        client.post(act("propose"), {"verdict": "confirm", "proposal": "问过该组"})
        client.force_login(colleague)
        client.post(act("confirm"), {"reason": "统一填写属实"})
        raised.refresh_from_db()
        assert raised.state == S.CONFIRMED
        client.force_login(director)
        url = reverse("appraisals:round_act", args=[raised.round.pk, "validate"])
        assert "统一填写属实" in client.get(url).content.decode()
        page = client.get(reverse("appraisals:severity", args=[raised.round.pk]))
        assert raised.number in page.content.decode()


def test_programs_read_and_decide_as_people_do(client, raised, director, head):
    client.force_login(head)
    with time.at(COUNTED_ON):
        assert client.get("/api/suspicions").json()["items"] == []
        assert client.get(f"/api/suspicions/{raised.pk}").status_code == 404
        client.force_login(director)
        one = client.get(f"/api/suspicions/{raised.pk}").json()
    assert one["figures"]["taken"] == {"citizen": 40}
    assert one["round"] == raised.round.number
