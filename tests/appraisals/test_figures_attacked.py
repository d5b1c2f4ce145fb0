"""Everything a round publishes, taken together, leaves every small count in the dark."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import numpy as np
import pytest
from django.urls import reverse
from django.utils import translation

from mingcha.appraisals import facts, queries
from mingcha.appraisals.commands import result
from mingcha.appraisals.commands import round as rounds
from mingcha.appraisals.queries import hall
from mingcha.core import bundle
from mingcha.foundation import time
from mingcha.people.models import Duty
from mingcha.polls.models import Proof
from mingcha.polls.record import paper_of
from tests.appraisals.conftest import COUNTED_ON, count, parameters
from tests.attacks.linear import Attacker, Cell

R = Duty.Role
FINAL_ON = date(2026, 6, 25)
SMALL = {
    "enterprise": 130, "citizen": 260, "supervisor": 3, "deputy": 110, "cppcc": 60,
    "grassroots": 30, "leader": 4, "peer": 60,
}  # fmt: skip
WIDE = 5  # ballots: the fewest of any class that is published
TOLD = {
    "organ", "kind", "exact", "score", "band", "standing", "best_place", "worst_place", "places",
}  # fmt: skip
SHARES = {"MZ001": 0.9, "MZ002": 0.5, "MZ003": 0.8, "MZ004": 0.7}


def by_chance(poll, sizes):
    """A count as people give it: leaders of one mind, citizens of many."""
    rng = np.random.default_rng(7)
    poll = count(poll, SHARES, sizes)
    for organ, groups in poll.tally["cells"].items():
        for group, questions in groups.items():
            n, good = sizes[group.partition(".")[0]], SHARES[organ]
            parts = [1, 0, 0, 0, 0, 0] if group == "leader" else [
                good, 0.9 - good + 0.02, 0.03, 0.03, 0.01, 0.01]  # fmt: skip
            drawn = rng.multinomial(n, np.array(parts) / sum(parts))
            for question in questions:
                questions[question] = dict(zip("123un-", drawn.tolist(), strict=True))
    poll.save()
    return poll


@pytest.fixture
def rule(ruled):
    """Small groups count: the rule asks for two answers, and gives them all a weight."""
    held = parameters()
    for group in held["groups"]:
        group["min_valid"] = 2
    for kind in held["weights"]:
        row = zip(SMALL, (".15", ".30", ".10", ".10", ".10", ".05", ".10", ".10"), strict=True)
        held["weights"][kind] = dict(row)
    return ruled(groups=held["groups"], weights=held["weights"])


@pytest.fixture
def designed(designed, rule):
    """Every round of this file rests on that rule."""
    return lambda *kinds, **facts: designed(*kinds, rule=rule, **facts)


@pytest.fixture
def closed(opened, clerk, director):
    """A small round, published to the last page."""
    by_chance(opened.poll, SMALL)
    with time.at(COUNTED_ON):
        result.score(opened, by=clerk, on=COUNTED_ON)
        result.validate(opened, checks="正常", by=director, on=COUNTED_ON)
        result.tell(opened, by=clerk, on=COUNTED_ON)
    with time.at(FINAL_ON):
        result.decide(opened, by=director, on=FINAL_ON)
        return rounds.close(opened, by=clerk, on=FINAL_ON)


def published(round_):
    content = bytes(Proof.objects.get(poll=round_.poll).content)
    return bundle.read(content, bundle.PUBLIC)


@pytest.fixture
def attacker(closed):
    """Has read the bundle, and every page and program's answer that gives counts."""
    one = Attacker.of(paper_of(closed.poll))
    one.reads_bundle(published(closed))
    one.reads_counts(closed.public["organs"])
    for shown in hall.results_shown(closed, closed.poll):  # shares on result page, screen, plot
        groups = [g for part in closed.public["organs"][shown.organ] for g in part["groups"]]
        for marks, ballots in shown.classes:
            one.learn(one.where(shown.organ, groups, "conduct", marks), ballots)
    return one


def printed_alone(round_):
    """Cells that are published as they are: one group, one mark."""
    return {
        Cell(organ, part["groups"][0], question, marks)
        for organ, parts in round_.public["organs"].items()
        for part in parts
        for question, classes in part["questions"].items()
        for marks, _n in classes
        if len(part["groups"]) == len(marks) == 1
    }


def truth(round_, cell):
    return round_.poll.tally["cells"][cell.organ][cell.group][cell.question][cell.mark]


def too_narrow(attacker, round_):
    """Hidden counts that the attacker knows to less than a class, or less than all ballots."""
    alone, sizes = printed_alone(round_), published(round_)["ballots"]
    for cell in attacker.cells:
        if cell in alone:
            continue
        low, high = attacker.bounds([cell])
        assert low - 1e-6 <= truth(round_, cell) <= high + 1e-6, "the attacker learns no lie"
        if high - low < min(WIDE, sizes[cell.group]) - 1e-6:
            yield cell


def test_no_hidden_count_follows_from_all_published_counts(attacker, closed):
    assert printed_alone(closed), "something is published"
    assert [*too_narrow(attacker, closed)] == []


def test_a_planted_margin_is_found(attacker, closed):
    """One more table, harmless to look at: best marks of all but the leaders."""
    groups = [g.code for g in paper_of(closed.poll).groups if g.code != "leader"]
    one = "MZ001"
    cells = attacker.where(one, groups, "conduct", "1")
    attacker.learn(cells, sum(truth(closed, cell) for cell in cells))
    parts = closed.public["organs"][one]
    whole = attacker.where(one, [*groups, "leader"], "conduct", "1")
    attacker.learn(whole, sum(truth(closed, cell) for cell in whole))
    assert parts
    found = {cell for cell in too_narrow(attacker, closed) if cell.mark == "1"}
    assert Cell(one, "leader", "conduct", "1") in found


def weights_of(round_, organ):
    said = published(round_)["result"]
    return {g: _figure(w) for g, w in said["weights"][organ].items()}, said["scale"]


def _figure(text):
    above, _line, below = text.partition("/")
    return float(above) / float(below or 1)


def mean_of(round_, organ, group, answers):
    """The mean of a group as a linear fact, for somebody who knows how many graded."""
    scale = published(round_)["result"]["scale"]
    held = [g for g in round_.poll.tally["cells"][organ] if g.partition(".")[0] == group]
    return {
        Cell(organ, g, "conduct", mark): _figure(points) / answers[group]
        for g in held
        for mark, points in scale.items()
    }


def knows_who_graded(attacker, round_, organ):
    """A stronger attacker: knows of every group how many gave the organ a grade."""
    answers = {}
    for group, questions in round_.poll.tally["cells"][organ].items():
        cells = attacker.where(organ, [group], "conduct", "123")
        n = sum(questions["conduct"][mark] for mark in "123")
        attacker.learn(cells, n)
        answers[group.partition(".")[0]] = answers.get(group.partition(".")[0], 0) + n
    return answers


def whole_score(round_, organ, answers):
    weights, _scale = weights_of(round_, organ)
    terms = {}
    for group, weight in weights.items():
        for cell, value in mean_of(round_, organ, group, answers).items():
            terms[cell] = weight * value / sum(weights.values())
    return terms


def test_no_small_group_s_mean_follows_from_scores_bands_and_counts_together(attacker, closed):
    """Even for somebody who knows how many of each group graded the organ."""
    scores, step = closed.public["scores"], closed.public["step"]
    floors = {"satisfied": 85, "fairly_satisfied": 75, "basically_satisfied": 60, "dissatisfied": 0}
    for organ in SHARES:
        answers = knows_who_graded(attacker, closed, organ)
        terms = whole_score(closed, organ, answers)
        if scores[organ] is not None:
            half = float(step) / 2
            attacker.learn(terms, float(scores[organ]) - half, float(scores[organ]) + half)
        band = next(f.score.band for f in queries.figures(closed) if f.subject.code == organ)
        above = min((v for v in floors.values() if v > floors[band]), default=100.01)
        attacker.learn(terms, floors[band] - 0.005, above)
        for group in ("leader", "supervisor"):
            low, high = attacker.bounds(mean_of(closed, organ, group, answers))
            assert high - low > 10, (organ, group, low, high)


def test_an_exact_score_beside_the_counts_is_found_to_be_a_leak(attacker, closed):
    """Planted: with exact scores and exact means of all but one group, the one lies open."""
    answers = knows_who_graded(attacker, closed, "MZ001")
    made = next(f.score for f in queries.figures(closed) if f.subject.code == "MZ001")
    score = float(made.score)
    attacker.learn(whole_score(closed, "MZ001", answers), score - 5e-5, score + 5e-5)
    for group in made.groups:
        if group.group != "leader":
            mean = mean_of(closed, "MZ001", group.group, answers)
            attacker.learn(mean, float(group.score) - 5e-5, float(group.score) + 5e-5)
    low, high = attacker.bounds(mean_of(closed, "MZ001", "leader", answers))
    assert high - low < 1


# The head of an organ, who sees more of their own


def test_a_head_cannot_work_out_small_groups_from_their_own_exact_result(closed):
    """Whatever is hidden from a head is at least two groups, and ten ballots together."""
    for one in queries.figures(closed):
        seen = queries.told_groups(one.score.groups, least=10)
        hidden = [g for g in one.score.groups if g.group not in seen and g.used != "0"]
        assert len(hidden) != 1
        assert not hidden or sum(g.valid for g in hidden) >= 10
        assert {"leader", "supervisor"} <= {g.group for g in hidden}


# Nothing else is on any page


def numbers(text):
    return set(re.findall(r"\d+(?:\.\d+)?", text))


def words_of(html):
    main = html.partition("<main")[2].partition("</main>")[0] or html
    return unescape(re.sub(r"<[^>]+>", " ", main))


def test_every_number_on_every_public_page_is_one_the_attacker_has_read(closed, client, charged):
    """Tables, plots and exports of an outsider: whatever is new there must be read above first."""
    client.force_login(charged("outsider", "路人甲", R.LAY_SUPERVISOR))
    known = _explained(closed)
    pages = [reverse(f"appraisals:{name}", args=[closed.pk]) for name in ("round", "result")]
    pages += [reverse("appraisals:organ_result", args=[closed.pk, code]) for code in SHARES]
    with time.at(FINAL_ON), translation.override("en"):
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200, page
            new = numbers(words_of(answer.content.decode())) - known
            assert not new, (page, new)
            plotted = re.findall(r"<svg.*?</svg>", answer.content.decode(), re.DOTALL)
            assert all("<rect" not in one and "<circle" not in one for one in plotted)
        told = client.get(f"/api/appraisals/{closed.pk}/result").json()
        given = {key for one in told for key, value in one.items() if value not in (None, [], "")}
        assert given <= TOLD
        assert client.get(reverse("appraisals:severity", args=[closed.pk])).status_code in {
            403,
            404,
        }
        assert client.get(reverse("appraisals:trial", args=[closed.pk])).status_code in {403, 404}
        assert client.get("/api/suspicions").json()["items"] == []
    for row in facts.scores(FINAL_ON):
        assert row[4] is None or f"{row[4]:g}" in known


def _explained(round_):
    said = published(round_)
    sums = {str(sum(said[name].values())) for name in ("issued", "ballots")}
    share = 100 * sum(said["ballots"].values()) / sum(said["issued"].values())
    shown = hall.results_shown(round_, round_.poll)
    percents = {f"{100 * n / one.ballots:.1f}" for one in shown for _held, n in one.classes}
    named = json.dumps([said, round_.public, round_.rule.parameters, round_.number, round_.title])
    dates = " ".join(f"{day:%Y %m %d} {day:%Y}年{day.month}月{day.day}日" for day in
                     (round_.opens_on, round_.closes_on, COUNTED_ON, FINAL_ON))  # fmt: skip
    small = {str(n) for n in range(5)} | {"09", "00"}  # places, organs; the hour of the tests
    return numbers(named) | numbers(dates) | sums | {f"{share:.1f}"} | percents | small
