"""Lists of third bodies and the panel drawn from them before witnesses."""

from __future__ import annotations

import json
from datetime import date

import pytest

from mingcha.appraisals import queries
from mingcha.appraisals.commands import frame as frames
from mingcha.appraisals.commands import panel, retention
from mingcha.appraisals.models import Frame, FrameEntry, Panel, PanelMember
from mingcha.core.drawrecord import DrawRecord
from mingcha.core.panel import named_fingerprint, panel_faults
from mingcha.core.refusal import Refusal
from mingcha.draws import commands as draws
from mingcha.foundation import time
from mingcha.foundation.imports import commands as imports
from mingcha.foundation.imports import looking
from mingcha.foundation.models import JournalEntry
from tests.appraisals.test_rounds import refused
from tests.foundation.sheets_at_hand import text, workbook

DAY = date(2026, 5, 12)
HEADS = ["名册", "提供单位", "组别", "编号", "姓名", "代表团", "手机", "回避机关"]
WITNESSES = ["唐监票", "叶监票"]


def people(n, start=0, **facts):
    return [
        {"ref": f"D{k:04d}", "name": f"代表{k}", "phone": f"1380000{k:04d}", **facts}
        for k in range(start, start + n)
    ]


@pytest.fixture
def listed(clerk):
    def make(code, group, entries, owner="市人大常委会办公室", unit=None):
        facts = {"code": code, "group": group, "owner": owner, "owner_unit": unit}
        facts["received_on"] = DAY
        return frames.enter(facts, entries, by=clerk, on=DAY)[0]

    return make


@pytest.fixture
def deputies(listed):
    """Three hundred deputies of two layers, and twenty more who are tied to a rated organ."""
    entries = people(180, stratum="城东") + people(120, start=180, stratum="城西")
    return listed("RD-2026", "deputy", entries + people(20, start=300, ties=["MZ001"]))


@pytest.fixture
def prepared(published, deputies, clerk):
    with time.at(DAY):
        return panel.prepare_panel(
            published, frames=[deputies], seed_source="骰子", by=clerk, on=DAY
        )


@pytest.fixture
def panelled(prepared, clerk):
    draw = Panel.objects.get().draw
    with time.at(DAY):
        draws.draw(draw, seed="dice:3-1-6-2-5", witnesses=WITNESSES, by=clerk, on=DAY)
        return panel.draw_panel(prepared, drawn=True, blind=True, by=clerk, on=DAY)


def sheet(*lines):
    return [["RD-1", "市人大办", "人大代表", *line] for line in lines]


def test_a_list_comes_from_a_spreadsheet_and_is_taken_back_whole(clerk, day, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    rows = sheet(["1", "甲", "城东", "13800000001", ""], ["2", "乙", "", "", "MZ001"])
    rows[1][-1] = ""
    imp = imports.take_in("evaluators", text(HEADS, *rows), "名册.csv", by=clerk, on=day)
    imp = imports.commit(imp, by=clerk, on=day)
    one = Frame.objects.get()
    assert (one.code, one.group, one.size, one.received_on) == ("RD-1", "deputy", 2, day)
    facts = JournalEntry.objects.get(verb="appraisals.frame.enter").facts
    assert "甲" not in str(facts)
    imports.undo(imp, by=clerk, on=day)
    assert not Frame.objects.exists()
    assert not FrameEntry.objects.exists()


def test_a_row_that_cannot_be_is_faulty_in_its_column(deputies, clerk, day):
    def columns(*lines):
        look = looking.look("evaluators", workbook(HEADS, *lines), "a.xlsx", by=clerk, on=day)
        return {row.number: [f["column"] for f in row.faults] for row in look.rows if row.faults}

    assert columns(*sheet(["1", "甲", "", "", "XX1"])) == {2: ["ties"]}
    known = ["RD-2026", "市人大办", "人大代表", "1", "甲", "", "", ""]
    assert columns(known) == {2: ["list"]}
    two = sheet(["1", "甲", "", "", ""], ["2", "乙", "", "", ""])
    two[1][1] = "市政协办"
    assert columns(*two) == {3: ["owner"]}


def test_a_panel_is_drawn_by_quota_in_strata_without_the_tied(panelled, published):
    drawn = queries.members(published)
    layers = [drawn.filter(stratum=name).count() for name in ("城东", "城西")]
    assert layers == [120, 80]  # 200 of 300, three to two
    assert queries.left_out(published) == {"tied": 20}
    assert not drawn.filter(ref__gte="D0300").exists()
    assert PanelMember.objects.filter(left_out="tied", name="").count() == 20


def test_owners_name_some_and_the_rest_of_each_layer_is_drawn(published, listed, clerk):
    """Hangzhou draws eighty in a hundred at random inside each layer."""
    entries = people(180, stratum="城东") + people(120, start=180, stratum="城西")
    for one in entries[:24]:
        one["named"] = True
    facts = {"frames": [listed("RD-N", "deputy", entries)], "seed_source": "骰子"}
    with time.at(DAY):
        panel.prepare_panel(published, by=clerk, on=DAY, **facts)
        laid = Panel.objects.get()
        assert laid.draw.wants == {"deputy/城东": 96, "deputy/城西": 80}
        assert laid.draw.purpose.endswith(named_fingerprint(laid.named))
        draws.draw(laid.draw, seed="dice:3-1-6-2-5", witnesses=WITNESSES, by=clerk, on=DAY)
        panel.draw_panel(published, drawn=True, blind=True, by=clerk, on=DAY)
    members = queries.members(published)
    assert members.count() == 200
    assert set(members.filter(draw=None).values_list("ref", flat=True)) == {
        f"D{k:04d}" for k in range(24)
    }
    record = DrawRecord.from_json(json.dumps(laid.draw.record))
    assert panel_faults(record, laid.named, laid.at_random) == ()


def test_a_list_that_names_too_many_is_refused_with_the_numbers(published, listed, clerk):
    entries = people(300, stratum="城东", named=True)
    facts = {"frames": [listed("RD-N", "deputy", entries)], "seed_source": "骰子"}
    assert refused(panel.prepare_panel, published, by=clerk, on=DAY, **facts) == (
        "appraisals.named_unfit"
    )


def test_the_record_of_the_draw_names_nobody(panelled):
    made = Panel.objects.get()
    assert "代表" not in str(made.draw.record)
    assert "1380" not in str(made.draw.record)
    assert "代表1" not in str(list(JournalEntry.objects.values_list("facts", flat=True)))


def test_a_list_of_a_rated_organ_is_refused(published, listed, units, clerk):
    own = listed("X-1", "citizen", people(5), owner="市规划局", unit=units[0])
    facts = {"frames": [own], "seed_source": "骰子", "by": clerk, "on": DAY}
    assert refused(panel.prepare_panel, published, **facts) == "appraisals.frame_of_the_rated"


def test_lists_of_no_group_of_the_rule_are_refused(published, listed, clerk):
    odd = listed("X-1", "guest", people(5))
    facts = {"frames": [odd], "seed_source": "骰子", "by": clerk, "on": DAY}
    assert refused(panel.prepare_panel, published, **facts) == "appraisals.frame_unfit"


def test_a_panel_is_laid_out_once_and_waits_for_its_draw(prepared, deputies, clerk):
    facts = {"frames": [deputies], "seed_source": "骰子", "by": clerk, "on": DAY}
    with time.at(DAY):
        assert refused(panel.prepare_panel, prepared, **facts) == "appraisals.panel_prepared"
        assert refused(panel.draw_panel, prepared, by=clerk, on=DAY) == (
            "appraisals.panel_not_drawn"
        )
        draws.void(Panel.objects.get().draw, reason="重来", by=clerk, on=DAY)
        panel.prepare_panel(prepared, **facts)
    assert Panel.objects.count() == 1
    assert refused(frames.take_back, [deputies], by=clerk, on=DAY) == "appraisals.frame_in_use"


def test_variants_stand_on_the_paper_with_what_they_do_not_rate(published, listed, clerk):
    entries = people(100) + people(80, start=100, ties=["MZ001"])
    one = listed("JG-1", "peer", entries)
    with time.at(DAY):
        facts = {"frames": [one], "seed_source": "骰子", "variants": True, "by": clerk, "on": DAY}
        panel.prepare_panel(published, **facts)
        draw = Panel.objects.get().draw
        draws.draw(draw, seed="dice:1-1-6-2-5", witnesses=WITNESSES, by=clerk, on=DAY)
        panel.draw_panel(published, drawn=True, blind=True, by=clerk, on=DAY)
    groups = {group["code"]: group["recused"] for group in published.poll.groups}
    assert groups["peer.1"] == ["MZ001"]
    assert groups["peer"] == []
    sizes = [queries.members(published).filter(group=code).count() for code in ("peer", "peer.1")]
    assert sizes == [83, 67]


def test_users_of_an_office_are_drawn_office_by_office(published, listed, units, clerk):
    entries = people(200, used=units[2]) + people(100, start=200, used=units[3])
    one = listed("FW-1", "citizen", entries, owner="市行政服务中心业务系统")
    with time.at(DAY):
        facts = {"frames": [one], "seed_source": "骰子", "by": clerk, "on": DAY}
        panel.prepare_panel(published, **facts)
    wants = Panel.objects.get().draw.wants
    assert wants == {"citizen/MZ003": 200, "citizen/MZ004": 100}


def test_a_round_without_lists_gets_its_slips_in_the_hall(published, clerk):
    with time.at(DAY):
        panel.draw_panel(published, drawn=True, blind=False, by=clerk, on=DAY)
    assert published.state == "panel_drawn"
    assert queries.panel_of(published) is None


def test_only_those_who_keep_rounds_see_lists(deputies, clerk, auditor, director, head, inspector):
    for person in (clerk, auditor, director):
        assert list(queries.frames_visible_to(person)) == [deputies]
    for person in (head, inspector, None):
        assert not queries.frames_visible_to(person).exists()


def test_entries_go_with_their_list(deputies, clerk):
    frames.take_back_entries(list(deputies.entries.all()[:20]), by=clerk, on=DAY)
    assert deputies.entries.count() == 300


def test_only_the_conduct_office_enters_lists(director):
    with pytest.raises(Refusal) as no:
        frames.enter({}, [], by=director, on=DAY)
    assert no.value.code == "workflow.not_yours"


def test_names_go_when_their_time_is_over_and_numbers_stay(panelled, clerk, deputies):
    panelled.state, panelled.decided_on = "final", date(2026, 6, 25)
    panelled.save()
    assert retention.wipe(on=date(2026, 7, 20)) == 0
    assert PanelMember.objects.exclude(name="").exists()
    assert retention.wipe(on=date(2026, 7, 27)) == 1
    assert not PanelMember.objects.exclude(name="", phone="", email="", address="").exists()
    assert queries.members(panelled).count() == 200
    deputies.refresh_from_db()
    assert (deputies.size, deputies.entries.count()) == (320, 0)
    assert deputies.wiped_on == date(2026, 7, 27)
    assert retention.wipe(on=date(2026, 7, 28)) == 0
    facts = {"frames": [deputies], "seed_source": "骰子", "by": clerk, "on": DAY}
    panelled.state = "published"
    Panel.objects.all().delete()
    assert refused(panel.prepare_panel, panelled, **facts) == "appraisals.frame_wiped"
