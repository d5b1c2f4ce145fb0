"""How sure a result is: places, change, adjusted scores; what-ifs that give no group away."""

from __future__ import annotations

import re

import pytest

from mingcha.appraisals import queries, record, verdict
from mingcha.appraisals.commands import result
from mingcha.appraisals.commands import round as rounds
from mingcha.appraisals.commands import rule as rules
from mingcha.appraisals.models import Round
from mingcha.core.refusal import Refusal
from mingcha.core.standing import Change, standings
from mingcha.foundation import time
from tests.appraisals.conftest import CLOSES, COUNTED_ON, OPENS, SHARES, SIZES, count, parameters
from tests.appraisals.test_docket import FINAL_ON

ORGANS = {"MZ001": "规划局", "MZ002": "水务局", "MZ003": "服务中心", "MZ004": "人社局"}


@pytest.fixture
def page(client):
    def ask(url, person, status=200, on=COUNTED_ON, **said):
        client.force_login(person)
        with time.at(on):
            answer = client.get(url, said.pop("data", {}), **said)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.content.decode()

    return ask


def severe(poll):
    """What the count would have kept, had citizens who marked MZ003 been harsh."""
    sd = {"target": "4.0000", "rater": "6.0000", "residual": "9.0000"}
    group = {"papers": 300, "answers": 900, "why_not": "", "mean": "88.0000", "sd": sd}
    few = {"papers": 9, "answers": 30, "why_not": "few"}
    said = {"n": 250, "mean": "88.0000", "mildness": "-2.00", "se": "0.5000"}
    poll.tally["adjusted"] = {
        "scale": ["100", "75", "55"],
        "groups": {"citizen": group, "leader": few},
        "organs": {"MZ003": {"citizen": said}, "MZ004": {"citizen": said | {"mildness": None}}},
        "papers": [{"from": None, "to": 0, "papers": 140}, {"from": 0, "to": None, "papers": 160}],
    }
    poll.save()


@pytest.fixture
def looked(opened, clerk):
    """A round whose count looked at severity."""
    count(opened.poll, SHARES)
    severe(opened.poll)
    with time.at(COUNTED_ON):
        return result.score(opened, by=clerk, on=COUNTED_ON)


def stand(scores, error=1.0):
    return standings(scores, dict.fromkeys(scores, error))


SAID = [
    ((90, 89.5, 80), "规划局和水务局无法区分；服务中心低于前两者。"),
    ((90, 80, 79.5), "规划局高于其他机关；其下是水务局和服务中心，彼此无法区分。"),
    ((90, 80, 70), "规划局高于其他机关；水务局在其下；服务中心在其下。"),
    ((90, 80), "规划局高于水务局。"),
    ((90, 89.5), "本类 2 个机关无法区分。"),
    ((90,), "本类没有可以比较的机关。"),
]


@pytest.mark.parametrize(("scores", "says"), SAID)
def test_the_sentence_says_what_the_sets_allow_and_no_more(scores, says):
    from django.utils import translation

    with translation.override("zh-hans"):
        said = verdict.apart(ORGANS, stand(dict(zip(ORGANS, scores, strict=False))))
    assert said == says


def test_where_no_line_parts_a_class_the_ends_may_still_be_named():
    chain = {"MZ001": 96.0, "MZ002": 94.2, "MZ003": 92.4, "MZ004": 90.6}
    said = verdict.apart(ORGANS, stand(chain, 0.6))
    assert "只能说规划局高于人社局" in said
    assert "划不出界线" in said
    assert "水务局" not in said


def test_changes_in_words_name_only_what_is_beyond_chance():
    found = {"MZ001": Change(3, 1, 5, True), "MZ002": Change(-1, -3, 1, False)}
    said = verdict.changed(ORGANS, found, "PY-2025-0001")
    assert "变好的有规划局" in said
    assert "水务局" not in said
    assert verdict.changed(ORGANS, {}, "PY-2025-0001") == ""


def test_adjusted_stands_beside_raw_and_never_in_its_place(looked):
    found, made = queries.figures(looked), queries.newest(looked)
    by_code = {f.subject.code: f.score for f in found}
    adjusted = queries.adjusted(made, list(by_code.values()), 1.0)
    assert set(adjusted) == {"MZ003", "MZ004"}
    assert adjusted["MZ004"].shift == 0, "nothing is made of what the count withheld"
    one, weight = adjusted["MZ003"], 0.35
    assert one.shift == pytest.approx(2.0 * weight)
    assert one.score == pytest.approx(float(by_code["MZ003"].score) + one.shift)
    assert not one.whole
    assert record.agrees(made), "the result itself does not know severity"


def test_the_severity_page_is_for_those_who_keep_rounds(page, looked, director, auditor, leader):
    text = page(f"/appraisals/{looked.pk}/severity/", auditor)
    assert "选票太少" in text
    assert "140" in text
    assert "None" not in text
    assert "27.1 %" in text  # 36 of 16 + 36 + 81
    page(f"/appraisals/{looked.pk}/severity/", director)
    page(f"/appraisals/{looked.pk}/severity/", leader, status=403)


def test_a_count_that_did_not_look_says_so(page, counted, director, told, leader):
    assert "没有测算宽严" in page(f"/appraisals/{counted.pk}/severity/", director)
    page(f"/appraisals/{told.pk}/severity/", leader, status=404)


@pytest.fixture
def second(final, clerk, director, day, units, scrutineers):
    """A later round by a rule that names the first as its baseline; MZ002 has become better."""
    held = parameters(baseline=final.number, scale=["100", "70", "30"])
    facts = {"kind": "quarterly", "title": "季度评议办法", "by": clerk, "on": day}
    rule = rules.draft("quarterly-2026-2", parameters=held, **facts)
    rules.publish(rule, document="明作风办〔2026〕9号", by=clerk, on=day)
    one = rounds.design("三季度机关作风评议", kind="quarterly", by=clerk, on=day, rule=rule,
                        period="2026Q3", units=units, opens_on=OPENS, closes_on=CLOSES)  # fmt: skip
    one = rounds.publish(one, by=clerk, on=day)
    rounds.draw_panel(one, drawn=True, blind=False, by=clerk, on=day)
    rounds.open(one, scrutineers=scrutineers, by=clerk, on=OPENS)
    count(one.poll, SHARES | {"MZ002": 0.85})
    with time.at(COUNTED_ON):
        return result.score(one, by=clerk, on=COUNTED_ON)


def test_change_is_measured_on_the_scale_of_now_and_only_clear_change_is_named(second, final):
    base = queries.baseline_of(second, queries.figures(second), record.rule_of(second.rule))
    assert (base.round.number, base.rescored, base.why_not) == (final.number, True, "")
    assert {code: one.way for code, one in base.changes.items()} == {
        "MZ001": "none", "MZ002": "up", "MZ003": "none", "MZ004": "none",
    }  # fmt: skip
    assert base.changes["MZ001"].value == pytest.approx(0, abs=1e-3)


def test_the_page_shows_the_change_with_its_interval(page, second, final, director):
    text = page(f"/appraisals/{second.pk}/result/", director)
    assert f"比 {final.number} 的变化" in text
    assert "变好的有市水务局" in text
    assert re.search(r"\+\d+\.\d\s±\s\d", text)


def test_a_rule_names_only_a_final_round_as_its_baseline(told, clerk, day):
    held = parameters(baseline=told.number)
    rule = rules.draft("q-3", kind="quarterly", title="办法", parameters=held, by=clerk, on=day)
    with pytest.raises(Refusal) as no:
        rules.publish(rule, document="3号", by=clerk, on=day)
    assert no.value.code == "appraisals.baseline_not_final"


def test_a_rule_without_a_baseline_keeps_the_digest_it_always_had(rule):
    assert "baseline" not in rule.parameters
    assert record.rule_of(rule).digest == rule.digest


def test_what_if_follows_weights_and_scale_and_keeps_nothing(page, counted, director):
    url = f"/appraisals/{counted.pk}/what_if/"
    plain = page(url, director, data={"class": "management"})
    assert "市规划局高于市水务局。" in plain
    before = counted.reckonings.count()
    asked = {"class": "management", "s-1": "100", "s-2": "100", "s-3": "99"}
    flat = page(url, director, data=asked)
    assert "99.9" in flat[flat.index('id="tried"') :]
    assert "99.9" not in plain
    assert counted.reckonings.count() == before


def test_the_living_part_comes_alone_and_without_script_the_form_does_it(page, counted, director):
    url = f"/appraisals/{counted.pk}/what_if/"
    part = page(url, director, headers={"HX-Request": "true"})
    assert "<html" not in part
    assert "data-part" in part
    assert '<form class="trial" method="get"' in page(url, director)


@pytest.mark.parametrize(
    "asked",
    [
        {"s-1": "10"},
        {"s-1": "x", "s-2": "-5"},
        {"class": "nope"},
        {"w-citizen": "1e9"},
        {"out": "?"},
    ],
)
def test_a_what_if_that_cannot_be_is_a_sentence_or_the_rule(page, counted, director, asked):
    text = page(f"/appraisals/{counted.pk}/what_if/", director, data=asked)
    assert "nan" not in text.lower()


def test_a_what_if_with_no_weight_at_all_is_a_sentence(page, counted, director):
    asked = {f"w-{group}": "0" for group in SIZES}
    text = page(f"/appraisals/{counted.pk}/what_if/", director, data=asked)
    assert "权重不小于 0" in text


def test_who_may_not_see_small_groups_moves_them_together(told, leader, director, monkeypatch):
    with time.at(COUNTED_ON):
        seen, keeper = queries.shown(told, leader), queries.shown(told, director)
        held = [f for f in queries.figures(told) if f.subject.kind == "service"]
        rule = record.rule_of(told.rule)
        monkeypatch.setattr("mingcha.appraisals.queries.trial.least_told", lambda: 100)
        few = queries.handles(held, rule, "service", seen)
        every = queries.handles(held, rule, "service", keeper)
    (small,) = [handle for handle in few if handle.key == "others"]
    assert set(small.groups) >= {"leader", "supervisor"}
    assert len(every) == 7
    moved = {handle.key: handle.weight for handle in few}
    spread = queries.spread_out(moved | {"others": 1.0}, few, rule, "service")
    ratio = spread["leader"] / spread["supervisor"]
    assert ratio == pytest.approx(0.05 / 0.10), "only as the rule shares them"


def test_what_ifs_are_for_those_who_see_every_score(page, told, final, head, leader, inspector):
    page(f"/appraisals/{told.pk}/what_if/", leader)
    page(f"/appraisals/{told.pk}/what_if/", head, status=404)
    page(f"/appraisals/{final.pk}/what_if/", inspector, status=404, on=FINAL_ON)


def test_everybody_sees_bands_made_of_published_scores_alone(page, final, inspector):
    found = queries.figures(final)
    public = queries.standings_published(final, found)
    assert {kind for kind, one in public.items() if one.parted} <= set(
        queries.bands(final, found)
    ), "never finer than what is inside"
    text = page(f"/appraisals/{final.pk}/result/", inspector, on=FINAL_ON)
    for one in public.values():
        assert ("数据允许的位次" in text) == bool(one.places)
    assert "±" not in text


def test_published_bands_do_not_read_exact_scores(final):
    found = queries.figures(final)
    before = queries.standings_published(final, found)
    shifted = [queries.Figures(f.subject, _moved(f.score), f.issued, f.returned) for f in found]
    assert queries.standings_published(final, shifted) == before


def _moved(score):
    from dataclasses import replace

    return replace(score, score=str(float(score.score) + 0.2), interval=None)


def test_before_the_result_is_final_nothing_is_published_of_places(told):
    assert queries.standings_published(told, queries.figures(told)) == {}


def test_response_by_group_adds_variants_and_names_lists_without_who_answered(counted):
    rows = {one.group: one for one in queries.answered(counted, queries.newest(counted))}
    assert (rows["citizen"].share.count, rows["citizen"].share.base) == (300, 330)
    assert queries.evenness(list(rows.values())).chance > 0.9
    assert Round.objects.get(pk=counted.pk).members.count() == 0
    assert rows["citizen"].lists == ()


def test_a_line_says_what_silence_could_do_to_it():
    made = stand({"MZ001": 90, "MZ002": 80})
    (line,) = queries.silences(made, {"MZ001": 90, "MZ002": 80}, 0.75)
    assert (line.above, line.below, line.gap, line.needed) == ("MZ001", "MZ002", 10, 40)
    assert queries.silences(made, {}, None) == []


def test_pages_of_results_ask_the_database_little(client, second, director):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(director)
    with time.at(COUNTED_ON):
        for name in ("result", "severity", "what_if"):
            url = f"/appraisals/{second.pk}/{name}/"
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            assert len(asked) <= 19, (name, len(asked))
