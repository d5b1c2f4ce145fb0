"""Who sees what of a result, and when: nothing before the count, nobody's small group ever."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mingcha.appraisals import queries, record, xrays
from mingcha.appraisals.commands import result
from mingcha.appraisals.models import Reckoning, Round
from mingcha.appraisals.views import sections
from mingcha.core.refusal import Refusal
from mingcha.core.roundscore import GroupFigures
from mingcha.foundation import time
from mingcha.people.models import Duty, Message
from tests.appraisals.conftest import COUNTED_ON, SHARES, count
from tests.hearing import hear_everything

R = Duty.Role


def code_of(round_, person):
    with time.at(COUNTED_ON), pytest.raises(Refusal) as no:
        queries.shown(round_, person)
    return no.value.code


def test_before_the_count_nobody_sees_a_result_whoever_asks(
    opened, clerk, director, auditor, leader, head
):
    for person in (clerk, director, auditor, leader, head):
        assert code_of(opened, person) == "appraisals.not_counted"


def test_a_count_that_is_being_checked_is_for_those_who_check_it(
    counted, director, auditor, leader, head
):
    with time.at(COUNTED_ON):
        assert queries.shown(counted, director).all_organs
        assert queries.shown(counted, auditor).keeps
    for person in (leader, head):
        assert code_of(counted, person) == "appraisals.still_hidden"


def test_an_interim_result_is_told_to_each_head_alone(told, head, inspector, leader):
    with time.at(COUNTED_ON):
        seen = queries.shown(told, head)
        assert (seen.own, seen.all_organs, seen.public) == ({"MZ001"}, False, False)
        assert queries.shown(told, leader).all_organs
        assert not queries.shown(told, leader).keeps
    assert code_of(told, inspector) == "appraisals.still_hidden"


def test_a_final_result_is_public_and_only_as_far_as_it_may_be(final, inspector):
    with time.at(final.decided_on):
        seen = queries.shown(final, inspector)
        rows = queries.as_told(final, seen)
    assert (seen.public, seen.all_organs, seen.own) == (True, False, frozenset())
    assert {row["exact"] for row in rows} == {False}
    assert all(row["shares"] == [] and row["valid"] is None for row in rows)


def _group(code, valid, used, missing=""):
    return GroupFigures(code, used, used, valid, valid, 0, 0, "80", "1", (), missing)


def test_one_small_group_takes_the_smallest_of_the_others_with_it():
    groups = [_group("a", 100, "0.4"), _group("b", 40, "0.4"), _group("c", 7, "0.2")]
    assert queries.told_groups(groups, least=10) == {"a"}


def test_the_gap_between_groups_gives_no_small_group_away(told, head, leader, director):
    whole = queries.figures(told)
    score = next(f.score for f in whole if f.subject.code == "MZ001")
    small = score.gap[2]
    groups = tuple(replace(g, valid=9) if g.group == small else g for g in score.groups)
    held = [replace(whole[0], score=replace(score, groups=groups))]
    rule = record.rule_of(told.rule)

    def gap_for(person):
        known = sections.Beside(rule, seen=queries.shown(told, person))
        shown = sections.results(told, held, known)
        place = [one["key"] for one in shown["columns"]].index("gap")
        return str(shown["rows"][0]["cells"][place])

    with time.at(COUNTED_ON):
        exact = gap_for(director)
        assert [score.gap[0][:4] in exact, "withheld" in exact] == [True, False]
        for person in (head, leader):
            assert "withheld" in gap_for(person)
            assert score.gap[0][:4] not in gap_for(person)


def test_two_small_groups_hide_each_other():
    groups = [_group("a", 100, "0.4"), _group("b", 9, "0.4"), _group("c", 7, "0.2")]
    assert queries.told_groups(groups, least=10) == {"a"}


def test_a_group_that_is_left_out_of_the_score_gives_nothing_away():
    groups = [_group("a", 100, "1"), _group("b", 7, "0", "few")]
    assert queries.told_groups(groups, least=10) == {"a"}


def test_organs_stand_in_bands_only_where_the_data_part_them(counted):
    found = queries.figures(counted)
    bands = queries.bands(counted, found)
    assert bands["management"] == (("MZ001",), ("MZ002",))
    assert "service" not in bands


def test_nobody_is_ranked_after_an_appraisal_on_the_spot(designed, clerk, scrutineers, day):
    from mingcha.appraisals.commands import round as rounds

    one = rounds.publish(designed("on_the_spot"), by=clerk, on=day)
    rounds.draw_panel(one, drawn=True, blind=False, by=clerk, on=day)
    rounds.open(one, scrutineers=scrutineers, by=clerk, on=day)
    count(one.poll, SHARES)
    result.score(one, by=clerk, on=day)
    assert queries.bands(one, queries.figures(one)) == {}


def test_every_point_is_traced_to_the_counts(counted):
    steps = queries.figures_of(counted, "MZ003").steps
    (ballot,) = steps.children
    item = ballot.children[0].children[0]
    assert dict(item.inputs)["100"] == "160"  # enterprises, 200 ballots, four fifths satisfied
    kept = {f.subject.code: f.score for f in queries.figures(counted)}["MZ003"]
    assert steps.value == kept.score


def test_a_reckoning_can_be_repeated_and_a_touched_one_is_found(counted):
    made = counted.reckonings.get()
    assert record.agrees(made)
    assert list(xrays.reckonings_that_cannot_be_repeated()) == []
    Reckoning.objects.filter(pk=made.pk).update(sheet=made.sheet.replace("rated", "reted", 1))
    assert [f.which for f in xrays.reckonings_that_cannot_be_repeated()] == [str(made)]


def test_the_doctor_finds_a_ballot_opened_before_its_round(drawn):
    assert list(xrays.ballots_opened_without_their_round()) == []
    drawn.poll.state = "open"
    drawn.poll.save()
    assert [f.which for f in xrays.ballots_opened_without_their_round()] == [drawn.number]


def test_published_rules_keep_their_digest(rule):
    assert list(xrays.rules_changed_after_their_publication()) == []


def test_heads_are_told_that_they_are_rated_and_that_their_result_waits(told, head, director):
    hear_everything()
    texts = list(Message.objects.filter(to=head).values_list("text", flat=True))
    assert len(texts) == 2
    assert Message.objects.filter(to=director).count() == 1


def test_rounds_are_seen_from_their_publication_on(designed, clerk, head, day):
    one = designed()
    assert list(queries.visible_to(clerk)) == [one]
    assert not queries.visible_to(head).exists()
    Round.objects.filter(pk=one.pk).update(state="published", published_on=day)
    assert list(queries.visible_to(head)) == [one]
    assert list(queries.rounds_of(head.organ, head)) == [one]
    assert not queries.visible_to(None).exists()


def test_the_next_act_waits_for_those_who_may_do_it(counted, clerk, director, head):
    with time.at(COUNTED_ON):
        assert [w.number for w in queries.waiting_for(director, on=COUNTED_ON)] == [counted.number]
        assert queries.waiting_for(clerk, on=COUNTED_ON) == []  # who counted does not check
        assert queries.waiting_for(head, on=COUNTED_ON) == []


def test_participation_hides_small_numbers(opened):
    opened.poll.state = "open"
    seen = queries.participation(opened)
    assert seen is not None
    assert {group.code for group in seen.groups} >= {"enterprise", "peer"}


def test_who_was_told_what_to_mark_is_a_number_by_group_and_small_ones_are_withheld(
    counted, director
):
    tally = counted.poll.tally
    tally["groups"]["citizen"]["told"] = 40
    tally["groups"]["deputy"]["told"] = 3
    counted.poll.save()
    rows = {group: (n, ballots) for group, n, ballots in queries.told(counted, least=10)}
    assert rows["citizen"] == (40, 300)
    assert rows["deputy"] == (None, None)
    assert rows["enterprise"] == (0, 200)
    assert "leader" not in {group for group, _n, _all in queries.told(counted, least=30)}


def test_who_was_told_stands_by_organ_on_its_page_for_those_who_keep_rounds(
    counted, client, clerk, head, director
):
    poll = counted.poll
    poll.tally["groups"] |= {"citizen": {"ballots": 300, "told": 60}}
    poll.tally["told_of"] = {
        "MZ001": {"citizen": [250, 40], "deputy": [100, 0], "leader": [12, 0]},
        "MZ002": {"citizen": [250, 55], "leader": [3, 0]},
    }
    poll.save()
    assert queries.told_about(counted, "MZ003", least=10) == ()
    assert [line.groups for line in queries.told_about(counted, "MZ001", least=10)] == [
        ("citizen",), ("deputy",)
    ]  # fmt: skip
    assert queries.told_about(counted, "MZ002", least=10) == (), "five were told and did not know"
    client.force_login(clerk)
    with time.at(COUNTED_ON):
        assert "40" in client.get(f"/appraisals/{counted.pk}/result/MZ001/").content.decode()
