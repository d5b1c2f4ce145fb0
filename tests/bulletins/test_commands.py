"""A bulletin from composing to its print: what each act does, and what must not happen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mingcha.bulletins import commands
from mingcha.bulletins.models import Issue, Named, Print
from mingcha.bulletins.record import paper
from mingcha.bulletins.record.figures import Figures
from mingcha.bulletins.render.press import pdf
from mingcha.core.refusal import Refusal
from mingcha.evidence.models import Evidence
from mingcha.findings.models import Finding
from mingcha.foundation import journal, time
from mingcha.foundation.models import JournalEntry
from mingcha.rectification.models import Order
from tests.bulletins import papers
from tests.bulletins.conftest import SINCE, UNTIL

PRINTED = pdf(papers.slip())
S = Issue.State
N = Named.State


def acts(thing):
    return [entry.verb.rpartition(".")[2] for entry in journal.about(thing)]


def text(issue):
    return "\n".join(paper.content(issue).words())


def compose(by, day, **facts):
    said = {"since": SINCE, "until": UNTIL, "kind": "situation", "scope": "city", **facts}
    return commands.compose(by=by, on=day, **said)


# ---------------------------------------------------------------- composing
def test_compose_copies_the_quarter_as_it_stands(composed):
    figures = Figures.of(composed.figures)
    assert (figures.open_visits, figures.covert_visits, figures.visited) == (6, 6, 2)
    assert figures.faults.count == 5
    assert figures.faults.base == 30
    assert figures.faults.low < figures.faults.value < figures.faults.high
    assert composed.number == "TB-2026-0001"
    assert composed.doc_number == ""
    assert acts(composed) == ["compose"]


def test_after_composing_nothing_reads_live_data(composed, organ, clerk, day):
    before = text(composed)
    Finding.objects.update(state=Finding.State.WITHDRAWN)
    Order.objects.update(state=Order.State.WITHDRAWN)
    commands.edit_text(
        composed, title=composed.title, introduction=composed.introduction,
        requirements=composed.requirements, by=clerk, on=day,
    )  # fmt: skip
    assert text(composed) == before


def test_compose_names_for_praise_as_well_as_for_criticism(composed, organ, water):
    named = {(one.organ, one.tone): one.passage for one in composed.named.all()}
    assert set(named) == {(water, "praise"), (organ, "criticism")}
    assert "逾期13个工作日，已发蓝色督办单" in named[organ, "criticism"]
    assert "值得肯定（FK-2026-0006）" in named[water, "praise"]


def test_a_bulletin_of_praise_names_nobody_for_criticism(quarter, clerk, day):
    issue = compose(clerk, day, kind="praise")
    assert {one.tone for one in issue.named.all()} == {"praise"}
    assert "逾期" not in text(issue)


def test_a_bulletin_never_quotes_the_free_text_of_a_finding(composed):
    assert "某某同志" not in text(composed)


def test_compose_refuses_a_period_that_is_not_over(quarter, clerk, day):
    for since, until in ((SINCE, day + timedelta(1)), (UNTIL, SINCE)):
        with pytest.raises(Refusal) as no:
            compose(clerk, day, since=since, until=until)
        assert no.value.code == "bulletins.period_unfit"
    assert not Issue.objects.exists()


def test_compose_is_for_the_conduct_office_and_the_director(quarter, leader, inspector, head, day):
    for person in (leader, inspector, head):
        with pytest.raises(Refusal) as no:
            compose(person, day)
        assert no.value.code == "workflow.not_yours"


# ---------------------------------------------------------------- words
def test_edit_text_changes_words_and_never_a_figure(composed, clerk, day):
    figures = composed.figures
    commands.edit_text(
        composed, title="关于第一季度的通报", introduction="一段。\n又一段。", requirements="",
        by=clerk, on=day,
    )  # fmt: skip
    composed.refresh_from_db()
    assert composed.figures == figures
    assert "又一段。" in text(composed)
    assert "下一步要求" not in text(composed)


@pytest.mark.parametrize(
    ("title", "code"), [("  ", "bulletins.no_text"), ("关于\x01通报", "bulletins.unfit_words")]
)
def test_edit_text_refuses_an_empty_title_and_unseen_characters(composed, clerk, day, title, code):
    before = text(composed)
    with pytest.raises(Refusal) as no:
        commands.edit_text(
            composed, title=title, introduction="一段。", requirements="", by=clerk, on=day
        )
    assert no.value.code == code
    assert text(Issue.objects.get()) == before


def test_name_adds_an_organ_once(composed, water, clerk, day):
    commands.name(
        composed, organ=water, tone="criticism", passage="市水务局：首问不负责。", by=clerk, on=day
    )
    assert "市水务局：首问不负责。" in text(composed)
    with pytest.raises(Refusal) as no:
        commands.name(composed, organ=water, tone="criticism", passage="再。", by=clerk, on=day)
    assert no.value.code == "bulletins.named_already"


def test_leave_out_keeps_its_reason_and_takes_the_overdue_row_along(composed, organ, clerk, day):
    one = composed.named.get(organ=organ)
    with pytest.raises(Refusal) as no:
        commands.leave_out(one, reason=" ", by=clerk, on=day)
    assert no.value.code == "bulletins.no_reason"
    commands.leave_out(one, reason="已获准延期，系统登记有误。", by=clerk, on=day)
    said = text(Issue.objects.get())
    assert one.passage not in said
    assert "ZG-2026-0001" not in said
    assert JournalEntry.objects.get(verb="bulletins.named.leave_out").facts["ruling"]


def test_a_word_no_font_has_stops_it_before_it_is_told(composed, clerk, day):
    commands.edit_text(
        composed, title="关于𱁬的通报", introduction="一段。", requirements="", by=clerk, on=day
    )
    with pytest.raises(Refusal) as no:
        commands.tell(composed, by=clerk, on=day)
    assert no.value.code == "bulletins.unprintable"
    assert "𱁬" in no.value.because


# ---------------------------------------------------------------- hearing those named
def test_tell_starts_a_clock_of_three_working_days_for_each(told, day):
    clocks = [one.clock for one in told.named.all()]
    assert {clock.due_on for clock in clocks} == {date(2026, 4, 15)}
    assert {clock.side for clock in clocks} == {"organ"}
    assert {one.state for one in told.named.all()} == {N.TOLD}


def test_correct_facts_is_for_the_organ_named_and_says_which_fact(
    told, organ, head, other_head, day
):
    one = told.named.get(organ=organ)
    with pytest.raises(Refusal) as no:
        commands.correct_facts(one, correction="不对。", by=other_head, on=day)
    assert no.value.code == "workflow.not_yours"
    with pytest.raises(Refusal) as no:
        commands.correct_facts(one, correction=" ", by=head, on=day)
    assert no.value.code == "bulletins.no_correction"
    commands.correct_facts(one, correction="已于4月8日办结。", by=head, on=day)
    assert one.state == N.DISPUTED
    one.clock.refresh_from_db()
    assert one.clock.ended_on == day


def disputed(told, organ, head, day):
    one = told.named.get(organ=organ)
    return commands.correct_facts(one, correction="逾期天数有误。", by=head, on=day)


def test_rule_correction_is_for_somebody_else_than_the_composer(
    told, organ, head, clerk, director, day
):
    one = disputed(told, organ, head, day)
    facts = {"outcome": "upheld", "ruling": "经核实无误。"}
    with pytest.raises(Refusal) as no:
        commands.rule_correction(one, by=clerk, on=day, **facts)
    assert no.value.code == "workflow.not_yours"
    commands.rule_correction(one, by=director, on=day, **facts)
    assert one.state == N.RULED
    assert one.passage in text(Issue.objects.get())


def test_rule_correction_can_amend_or_drop_a_passage(told, organ, head, director, day):
    one = disputed(told, organ, head, day)
    with pytest.raises(Refusal) as no:
        commands.rule_correction(one, outcome="amended", ruling="成立。", by=director, on=day)
    assert no.value.code == "bulletins.no_ruling"
    commands.rule_correction(
        one, outcome="amended", ruling="成立。", passage="市规划局：逾期11个工作日。",
        by=director, on=day,
    )  # fmt: skip
    assert "逾期11个工作日" in text(Issue.objects.get())


def test_a_dropped_passage_takes_its_overdue_rows_along(told, organ, head, director, day):
    one = disputed(told, organ, head, day)
    commands.rule_correction(one, outcome="dropped", ruling="已办结。", by=director, on=day)
    said = text(Issue.objects.get())
    assert "ZG-2026-0001" not in said
    assert "市规划局" not in said


def test_lapse_is_the_calendars_and_only_after_the_last_day(told, organ, head, day):
    one = told.named.get(organ=organ)
    with pytest.raises(Refusal) as no:
        commands.lapse(one, by=None, on=day)
    assert no.value.code == "bulletins.still_in_time"
    with time.at(date(2026, 4, 16)):
        with pytest.raises(Refusal):
            commands.lapse(one, by=head, on=date(2026, 4, 16))
        commands.lapse(one, by=None, on=date(2026, 4, 16))
    assert one.state == N.LAPSED


def test_reword_tells_the_organ_again(told, organ, water, other_head, leader, clerk, day):
    commands.accept_facts(told.named.get(organ=water), by=other_head, on=day)
    commands.send_back(told, reason="措辞过重。", by=leader, on=day)
    one = told.named.get(organ=organ)
    commands.reword(one, passage="市规划局：一项整改逾期。", by=clerk, on=day)
    commands.tell(told, by=clerk, on=day)
    states = {named.organ: named.state for named in told.named.all()}
    assert states == {organ: N.TOLD, water: N.ACCEPTED}


def test_passages_stand_once_they_are_told(told, organ, clerk, day):
    with pytest.raises(Refusal) as no:
        commands.reword(told.named.get(organ=organ), passage="新。", by=clerk, on=day)
    assert no.value.code == "bulletins.no_longer_composed"


# ---------------------------------------------------------------- approving and publishing
def test_approve_waits_until_everybody_named_is_heard(told, organ, leader, day):
    with pytest.raises(Refusal) as no:
        commands.approve(told, by=leader, on=day)
    assert no.value.code == "bulletins.still_to_hear"
    assert "市规划局" in no.value.because


def test_approve_is_for_a_leader_and_never_for_the_composer(told, clerk, director, leader, day):
    for person in (clerk, director):
        with pytest.raises(Refusal) as no:
            commands.approve(told, by=person, on=day)
        assert no.value.code == "workflow.not_yours"
    Issue.objects.update(composer=leader)
    told.refresh_from_db()
    with pytest.raises(Refusal) as no:
        commands.approve(told, by=leader, on=day)
    assert no.value.code == "workflow.not_yours"


def test_send_back_needs_a_reason(approved, leader, day):
    with pytest.raises(Refusal) as no:
        commands.send_back(approved, reason="", by=leader, on=day)
    assert no.value.code == "bulletins.no_reason"
    commands.send_back(approved, reason="请补充说明。", by=leader, on=day)
    assert approved.state == S.COMPOSED
    assert Issue.objects.get().approver is None


def test_publish_numbers_it_fixes_its_digest_and_prints_the_journals_head(published, day):
    document = paper.content(Issue.objects.get())
    assert published.doc_number == document.number == "明作风办通报〔2026〕1号"
    assert published.digest == document.digest == document.proof.digest
    assert published.head_root in document.proof.journal_head
    assert published.head_root == journal.head().root
    assert journal.verify() == []
    assert document.date == day
    assert paper.DRAFT not in text(published)


def test_publish_changes_no_word_that_was_approved(approved, clerk, day):
    before = paper.content(approved)
    commands.publish(approved, by=clerk, on=day)
    after = paper.content(approved)
    assert (after.body, after.annexes, after.title) == (before.body, before.annexes, before.title)


def test_what_is_not_approved_is_not_published_and_takes_no_number(told, clerk, day):
    with pytest.raises(Refusal) as no:
        commands.publish(told, by=clerk, on=day)
    assert no.value.code == "workflow.wrong_state"
    assert Issue.objects.get().doc_number == ""


def test_publishing_twice_is_refused(published, clerk, day):
    with pytest.raises(Refusal):
        commands.publish(published, by=clerk, on=day)
    assert Issue.objects.get().doc_number == "明作风办通报〔2026〕1号"


def test_a_public_bulletin_says_that_it_is_public(approved, clerk, day):
    Issue.objects.update(scope="public")
    approved.refresh_from_db()
    commands.publish(approved, by=clerk, on=day)
    assert paper.content(approved).note == paper.PUBLIC


# ---------------------------------------------------------------- afterwards
def test_correct_happens_when_a_later_bulletin_that_says_so_is_published(
    published, clerk, leader, head, other_head, day
):
    with pytest.raises(Refusal) as no:
        commands.correct(published, by=clerk, on=day)
    assert no.value.code == "bulletins.later_not_out"
    later = compose(clerk, day, corrects=published)
    assert "明作风办通报〔2026〕1号" in text(later)
    commands.tell(later, by=clerk, on=day)
    for one in later.named.all():
        commands.accept_facts(one, by=head if one.organ == head.organ else other_head, on=day)
    commands.approve(later, by=leader, on=day)
    commands.publish(later, by=clerk, on=day)
    published.refresh_from_db()
    assert published.state == S.CORRECTED
    assert later.doc_number == "明作风办通报〔2026〕2号"


def test_compose_cannot_correct_what_was_never_out(composed, clerk, day):
    with pytest.raises(Refusal) as no:
        compose(clerk, day, corrects=composed)
    assert no.value.code == "bulletins.not_out"


def test_withdraw_needs_a_reason_and_keeps_number_digest_and_print(published, clerk, day):
    commands.keep_print(published, "pdf", PRINTED, by=None, on=day)
    with pytest.raises(Refusal) as no:
        commands.withdraw(published, reason="", by=clerk, on=day)
    assert no.value.code == "bulletins.no_reason"
    digest = published.digest
    commands.withdraw(published, reason="误点名一个单位。", by=clerk, on=day)
    issue = Issue.objects.get()
    assert (issue.state, issue.digest) == (S.WITHDRAWN, digest)
    assert issue.prints.count() == 1


def test_keep_print_keeps_one_print_a_form_however_often_it_is_heard(published, day):
    first = commands.keep_print(published, "pdf", PRINTED, by=None, on=day)
    again = commands.keep_print(published, "pdf", PRINTED, by=None, on=day)
    assert first == again
    assert Print.objects.count() == Evidence.objects.count() == 1
    assert first.evidence.name == "明作风办通报〔2026〕1号.pdf"


def test_inform_is_part_of_telling_and_not_done_twice(told, organ, clerk, day):
    with pytest.raises(Refusal):
        commands.inform(told.named.get(organ=organ), by=clerk, on=day)


def test_nothing_is_heard_on_a_withdrawn_bulletin(told, organ, head, clerk, day):
    commands.withdraw(told, reason="资料有误。", by=clerk, on=day)
    one = Named.objects.get(issue=told, organ=organ)
    for answer in (
        lambda: commands.accept_facts(one, by=head, on=day),
        lambda: commands.correct_facts(one, correction="有误。", by=head, on=day),
    ):
        with pytest.raises(Refusal) as no:
            answer()
        assert no.value.code == "bulletins.hearing_over"
    assert Named.objects.get(pk=one.pk).state == N.TOLD
