"""An appraisal on the spot: 200 voters of four groups, from the check-in to the final notice.

The hall's people act on pages; the voters are phones over real HTTP, a few of them a real browser,
some without script, some on paper. The tests are one story and run in their order.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from tests.journeys.assembly import GROUPS, HELD, LEFT_OVER
from tests.journeys.spot import Spot
from tests.journeys.steps import do

pytestmark = pytest.mark.browser
HEARD = "2026-04-27"  # the first day after the time to object
WITHOUT_SCRIPT, ON_PAPER, BY_THUMB = 24, 6, 3


@pytest.fixture(scope="module")
def spot(browser, tmp_path_factory):
    """The hall on its day."""
    one = Spot(tmp_path_factory.mktemp("spot"), browser)
    try:
        yield one.live_on(HELD.isoformat())
    finally:
        one.close()


@pytest.fixture(scope="module")
def kept():
    """What the story remembers: shares, ballots, receipts."""
    return {"receipts": {}, "ballots": {}}


def intake(spot):
    """Tickets and ballots as a program is told them."""
    return spot.desk("auditor").api(f"polls/{spot.poll}/intake")


def act(spot, who, name, **facts):
    """One act on the round, done on its page."""
    return spot.desk(who).post(f"/appraisals/{spot.round}/{name}/", **facts)


def shows(wall, ballots):
    """The wall shows this number of ballots, and soon."""
    there = "n => document.querySelector('#ballots')?.innerText.replace(/\\s/g, '') === n"
    wall.wait_for_function(there, arg=ballots, timeout=5000)


def test_late_comers_are_checked_in_by_the_code_of_their_card(spot):
    handler = spot.desk("handler")
    for code in (code for late in spot.late.values() for code in late):
        assert "tone-good" in handler.post(f"/meetings/{spot.meeting}/desk/", said=code)
    handler.get(f"/meetings/{spot.meeting}/desk/")


def test_nobody_votes_before_the_key_is_in_three_hands_and_the_chair_has_opened(spot, kept):
    (early,) = spot.codes["deputy"][:1]
    status, said = spot.cast(spot.ballot(early))
    assert (status, "receipt" in said) == (404, False)
    kept["shares"] = spot.shares()
    table = spot.page("office", f"/appraisals/{spot.round}/chair/", 1024, 1366)
    do(table, "open")
    do(table, "announce_end", minutes=12)
    assert intake(spot)["ballots"] == 0


def test_the_wall_counts_what_comes_in_and_hides_small_groups(spot):
    wall = spot.page("office", f"/appraisals/{spot.round}/screen/", 1920, 1080)
    wall.locator("#left").wait_for()
    assert re.match(r"^1\d:\d\d$", wall.locator("#left").inner_text())
    assert wall.locator(".three dd").first.inner_text() == str(sum(GROUPS.values()))
    spot.vote(spot.slips("enterprise", 3))
    wall.get_by_text("少于 10").first.wait_for()
    shows(wall, "0+")


def test_phones_vote_and_get_receipts(spot, kept):
    codes = {}
    for group, many in GROUPS.items():
        codes[group] = spot.slips(group, many - 3 * (group == "enterprise"))
    kept["thumb"] = [codes["deputy"].pop() for _n in range(BY_THUMB)]
    kept["paper"] = [codes["supervisor"].pop() for _n in range(ON_PAPER)]
    plain = [codes["enterprise"].pop() for _n in range(WITHOUT_SCRIPT)]
    rest = [code for some in codes.values() for code in some]
    for code, (status, said) in spot.vote(rest).items():
        assert status == 201, said
        kept["receipts"][code] = said["receipt"]
    for code, (status, page) in spot.vote(plain, script=False).items():
        assert status == 201, page[:300]
        kept["receipts"][code] = re.search(r"[0-9a-f]{64}", re.sub(r"\s", "", page))[0]
    assert len(set(kept["receipts"].values())) == len(rest) + len(plain)
    wall = spot.page("office", f"/appraisals/{spot.round}/screen/", 1920, 1080)
    shows(wall, str(len(rest) + len(plain) + 3))


def test_people_vote_by_thumb_on_the_real_page(spot, kept):
    for code in kept["thumb"]:
        phone = spot.phone()
        phone.goto(f"/vote/{spot.code}/#{code}")
        phone.locator(".tick").first.wait_for()
        for box in phone.locator(".tick input").all():
            box.check()
        phone.get_by_role("button", name="下一步").click()
        for _organ in range(6):
            before = phone.locator("h2").inner_text()
            phone.get_by_role("button", name="满意", exact=True).click()
            changed = "before => document.querySelector('h2').textContent !== before"
            phone.wait_for_function(changed, arg=before)
        phone.get_by_role("button", name="投票", exact=True).click()
        phone.get_by_role("heading", name="您的选票已入票箱").wait_for()
        shown = phone.locator("#stage .code").inner_text()
        kept["receipts"][code] = re.sub(r"\s", "", shown)


def test_a_second_ballot_on_one_ticket_is_refused_and_the_same_one_is_the_same(spot, kept):
    code = spot.slips("cppcc", 1)[0]
    ballot = spot.ballot(code)
    first, again = spot.cast(ballot), spot.cast(ballot)
    assert (first[0], again[0]) == (201, 200)
    assert first[1]["receipt"] == again[1]["receipt"]
    kept["receipts"][code] = first[1]["receipt"]
    other = dict(ballot, marks="3" * 6)
    status, said = spot.cast(other)
    assert (status, said["type"]) == (409, "ballot.already_cast")
    for used in list(kept["receipts"])[:5]:
        assert spot.cast(spot.ballot(used, seed="another mind"))[0] == 409


def test_paper_ballots_are_entered_by_two_people_after_the_phones_are_closed(spot, kept):
    table = spot.page("office", f"/appraisals/{spot.round}/chair/", 1024, 1366)
    do(table, "close_phones")
    late = spot.slips("cppcc", 1)[0]
    assert spot.cast(spot.ballot(late))[0] == 410
    desk = f"/polls/{spot.poll}/paper/"
    for code in kept["paper"]:
        marks = {f"m-{n}": 1 + n % 2 for n in range(6)}
        for who, agreed in (("handler", False), ("office", True)):
            page = spot.desk(who).post(desk, code=code, step="marks", **marks)
            assert ("notice tone-good" in page) is agreed, page[:500]


def test_the_close_fixes_what_was_handed_out_and_what_came_in(spot):
    office = spot.desk("office")
    for group in GROUPS:
        left = LEFT_OVER - (group == "cppcc")
        office.post(f"/polls/{spot.poll}/return_slips/", group=group, size=left)
    table = spot.page("office", f"/appraisals/{spot.round}/chair/", 1024, 1366)
    do(table, "close")
    told = intake(spot)
    assert (told["issued"], told["ballots"]) == (sum(GROUPS.values()) + 1,) * 2


def test_nobody_learns_anything_before_two_scrutineers_open_the_box(spot, kept):
    office, count = spot.desk("office"), f"/appraisals/{spot.round}/sitting/"
    with pytest.raises(AssertionError, match="409"):
        office.get(f"/polls/{spot.poll}/result/")
    with pytest.raises(AssertionError, match=r"^4\d\d"):
        office.post(count, first=kept["shares"][0], second=kept["shares"][0])
    office.post(count, first=kept["shares"][0], second=kept["shares"][2])
    assert "市规划局" in spot.desk("auditor").get(f"/polls/{spot.poll}/result/")
    wall = spot.page("office", f"/appraisals/{spot.round}/screen/", 1920, 1080)
    wall.locator(".organs li").nth(5).wait_for()
    assert "名次" in wall.locator(".sentence").inner_text()
    assert spot.desk("s1").get(f"/appraisals/{spot.round}/sitting/")
    assert spot.desk("s1").file(f"/polls/{spot.poll}/protocol.pdf")[:5] == b"%PDF-"


def test_the_count_is_checked_by_somebody_else_and_told_to_each_head(spot, kept):
    act(spot, "office", "score")
    act(spot, "director", "validate", checks="投票率、整齐划一、晚到选票均未见异常。")
    with pytest.raises(AssertionError, match=r"^4\d\d"):
        spot.desk("head").get(f"/appraisals/{spot.round}/result/")
    act(spot, "office", "tell")
    page = spot.desk("head").get(f"/appraisals/{spot.round}/result/")
    assert "市规划局" in page
    assert "市水务局" not in page


def test_a_head_objects_to_a_fact_and_others_than_the_counters_decide(spot, kept):
    head, director = spot.desk("head"), spot.desk("director")
    where = f"/appraisals/{spot.round}/object/MZ001/"
    head.post(where, text="我局名称在纸质票上印错，有两张纸质票据此作废。")
    (number,) = re.findall(r"/appraisals/objections/(\d+)/", head.path + "/")
    director.post(
        f"/appraisals/objections/{number}/reject/", answer="六张纸质票全部计入，未有作废。"
    )
    with pytest.raises(AssertionError, match="409"):
        act(spot, "director", "decide")


def test_after_the_time_to_object_it_is_final_and_the_proof_is_out(spot, kept):
    spot.live_on(HEARD)
    act(spot, "director", "decide")
    act(spot, "office", "close")
    page = spot.desk("leader").get(f"/appraisals/{spot.round}/result/")
    assert "现场评议" in page


def test_anybody_verifies_the_count_and_every_voter_finds_their_receipt(spot, kept):
    checked = f"/polls/checked/{spot.code}"
    stranger = spot.desk("leader")
    bundle, verifier = spot.folder / "bundle.json", spot.folder / "verify.py"
    bundle.write_bytes(stranger.file(f"{checked}/bundle.json"))
    verifier.write_bytes(stranger.file("/polls/verify.py"))
    done = subprocess.run(
        [sys.executable, "-I", str(verifier), str(bundle)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    listed = json.loads(bundle.read_bytes())["content"]["receipts"]
    assert len(listed) == sum(GROUPS.values()) + 1
    assert set(kept["receipts"].values()) <= set(listed)
    phone, mine = spot.phone(), kept["receipts"][kept["thumb"][0]]
    phone.goto(f"/vote/{spot.code}/receipt/")
    phone.locator("input[name=receipt]").fill(mine[:12])
    phone.locator("main button").click()
    assert mine in re.sub(r"\s", "", phone.locator("main").inner_text())
