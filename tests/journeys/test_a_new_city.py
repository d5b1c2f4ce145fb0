"""Another city begins with nothing but the README: from an empty database to a published notice.

Commands and pages only, as its administrator and clerk have them; no demonstration, no code.
"""

from __future__ import annotations

import hashlib
import os
import re
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager

import pytest

from tests.journeys import linjiang
from tests.journeys.desk import OWN, Desk
from tests.journeys.town import wait_for

PLANNED, VISITED = "2026-04-07", "2026-04-10"
FIRST = "LJ001"
# What an undone import leaves behind on purpose: the journal, its own record, used numbers.
BOOKS = {"foundation_journalentry", "foundation_import", "foundation_importrow",
         "foundation_importdeed", "foundation_series", "foundation_journalhead",
         "sqlite_sequence", "django_tasks_database_dbtaskresult", "foundation_clock"}  # fmt: skip
THEMES = "在岗履职 | 临江市作风建设工作要点〔2026〕1号"
DICE = "dice:" + "-".join("4162535142361526341625143625314265")


class City:
    """The city's folder, its command line and its server."""

    def __init__(self, home):
        self.home = home

    def said(self, day):
        words = {**os.environ, "MINGCHA_HOME": str(self.home), "MINGCHA_DEMO_DAY": day}
        words.pop("DATABASE_URL", None)
        return words

    def run(self, *words, day=PLANNED, code=0):
        told = [sys.executable, "-m", "mingcha.web.cli", *words]
        done = subprocess.run(
            told, env=self.said(day), check=False, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    @contextmanager
    def served(self, day):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        told = [sys.executable, "-m", "mingcha.web.cli", "up", "--port", port]
        running = subprocess.Popen(told, env=self.said(day), stdout=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/health/")
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            assert running.wait(timeout=30) == 0, "the program stops cleanly"

    def file(self, name, content):
        path = self.home / name
        path.write_bytes(content)
        return str(path)

    def dump(self):
        """Every table but the books that record the import itself."""
        with closing(sqlite3.connect(self.home / "city.db")) as base:
            names = [
                row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type='table'")
            ]
            return {
                name: sorted(map(repr, base.execute(f'SELECT * FROM "{name}"')))
                for name in names if name not in BOOKS
            }  # fmt: skip

    def passwords(self, *numbers, day=VISITED):
        """Passwords for one log-in, issued at the machine."""
        told = self.run("password", *numbers, day=day)
        return dict(re.findall(r"^\s+(\S+)\s.*[:：]\s?(\S+)$", told, re.M))


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return City(tmp_path_factory.mktemp("linjiang"))


def test_an_empty_city_says_how_to_begin_and_begins_once(city):
    assert "mingcha begin" in city.run("doctor", code=2)
    words = ("begin", "--city", "临江市", "--city-en", "Linjiang",
             "--staff-no", FIRST, "--name", "江明远")  # fmt: skip
    told = city.run(*words)
    city.secret = re.search(r"[:：]\s?((?:\w{4}-){3}\w{4})", told)[1]
    assert "临江市" in told
    assert "mingcha up" in told
    assert "mingcha password" in city.run(*words, code=2)
    checked = city.run("doctor", code=1)
    assert "察访中心主任" in checked
    assert "察访表" in checked


def test_its_lists_are_looked_through_entered_undone_and_entered_again(city):
    raw = city.file("机构名录.xlsx", linjiang.organs(mended=False))
    told = city.run("import", "organs", raw, "--as", FIRST, code=1)
    assert "第 65 行" in told
    assert "市不存在局" in told
    before = city.dump()
    mended = city.file("机构名录（改）.xlsx", linjiang.organs(mended=True))
    number = _number(city.run("import", "organs", mended, "--commit", "--as", FIRST))
    assert city.dump() != before
    city.run("import", "undo", number, "--as", FIRST)
    assert city.dump() == before
    city.run("import", "organs", mended, "--commit", "--as", FIRST)
    staff = city.file("人员.csv", linjiang.staff())
    before = city.dump()
    number = _number(city.run("import", "people", staff, "--commit", "--as", FIRST))
    city.run("import", "undo", number, "--as", FIRST)
    assert city.dump() == before
    told = city.run("import", "people", staff, "--commit", "--as", FIRST)
    assert "密码" in told, "a column of passwords is named and not read"


def _number(told):
    return re.search(r"DR-\d{4}-\d{4}", told)[0]


def test_the_first_page_leads_to_norms_a_plan_and_a_draw(city):
    with city.served(PLANNED) as address:
        office = Desk(address).log_in(FIRST, city.secret)
        page = office.get("/")
        steps = re.findall(r'<li class="step-(\w+)"', page)
        assert steps[:3] == ["done"] * 3
        assert "current" in steps
        assert "临江市" in page
        assert "明州" not in page
        office.post("/norms/enter_catalogue/")
        office.post(
            "/visits/plans/draft/", year=2026, title="2026年察访计划", themes=THEMES, ceiling=4
        )
        plan = office.path
        office.post(f"{plan}approve/")
        office.post(f"{plan}prepare_round/", theme="在岗履职", mode="open", place_type="office",
                    opens_at="2026-04-09T08:30", want=10)  # fmt: skip
        round_ = office.path
        draw = re.search(r'href="(/draws/\d+/)"', office.get(round_))[1]
        office.post(f"{draw}draw/", seed=DICE, witnesses="高市长\n严审")
        office.post(f"{round_}assign_round/")
        assert len(set(re.findall(r"CF-2026-\d{4}", office.get("/visits/")))) == 10


def test_ten_sheets_come_in_and_a_notice_goes_out(city):
    numbers = [FIRST, *(number for number, *_rest in linjiang.CENTRE)]
    secrets = city.passwords(*numbers[1:])
    with city.served(VISITED) as address:
        desks = {FIRST: Desk(address).log_in(FIRST, f"{OWN}{FIRST}")}
        desks |= {who: Desk(address).log_in(who, secrets[who]) for who in numbers[1:]}
        visits = _opened(desks)
        assert len(visits) == 10
        _import_sheets(city, desks[FIRST], visits)
        _sign_and_verify(desks, visits)
        faulty = _findings(city, address, desks)
        assert len(faulty) == 4, "every third of ten sheets tells of a fault"
        _publish(city, address, desks, faulty)
        page = desks[FIRST].get("/")
        assert "step-current" not in page, "once a visit is on record the first steps are gone"
    city.run("work", day=VISITED)
    city.run("doctor", day=VISITED)  # nothing lacks: the printed papers are kept as well
    city.run("journal", day=VISITED)


INSPECTORS = {name: number for number, name, duty in linjiang.CENTRE if "察访员" in duty}


def _all(desk, what):
    return desk.api(f"{what}?limit=100")["items"]


def _opened(desks):
    """The inspectors open their envelopes and note what stands in them."""
    seen = {}
    for who in INSPECTORS.values():
        for visit in _all(desks[who], "visits"):
            if visit["state"] == "sealed":
                desks[who].post(f"/visits/{visit['id']}/open/")
        seen |= {visit["number"]: visit for visit in _all(desks[who], "visits")}
    return [seen[number] for number in sorted(seen)]


def _import_sheets(city, office, visits):
    """The clerk types the paper sheets into a workbook; names stand there, not codes."""
    told = [
        {
            "number": visit["number"],
            "organ": linjiang.NAMES[int(visit["organ"][1:]) - 1],
            "place": linjiang.OFFICES[int(visit["place"][-1]) - 1],
            "team": visit["team"],
        }
        for visit in visits
    ]
    used = next(one for one in office.api("checklists") if one["place_type"] == "office")
    asked = office.api(f"checklists/{used['id']}")["items"]
    questions = [(one["number"], one["telling"]) for one in asked]
    content = linjiang.sheets(told, questions)
    before = city.dump()
    preview = office.hand_in("visits", "察访记录.xlsx", content)
    office.post(f"{preview}commit/")
    assert city.dump() != before
    office.post(f"{preview}undo/")
    after = city.dump()
    changed = {name: set(after[name]) ^ set(before[name]) for name in after}
    left = {name: rows for name, rows in changed.items() if rows and name not in QUIET}
    assert left == {}, str(left)[:2000]
    again = office.hand_in("visits", "察访记录.xlsx", content)
    office.post(f"{again}commit/")
    assert "已执行" in office.get(again)


# What runs beside: sessions are read, the queue works on, and in-trays tell what was done.
QUIET = {"django_session", "django_tasks_database_dbtaskresult", "people_message"}


def _sign_and_verify(desks, visits):
    for visit in visits:
        first, second = (desks[INSPECTORS[name]] for name in visit["team"])
        first.post(f"/visits/{visit['id']}/sign/")
        second.post(f"/visits/{visit['id']}/countersign/")
        desks["LJ010"].post(f"/visits/{visit['id']}/verify/")


def _findings(city, address, desks):
    """Each is fed back, accepted by the head of its organ, confirmed, and becomes an order."""
    handler = desks["LJ014"]
    found = _all(handler, "findings")
    heads = [f"H{one['organ'][1:]}" for one in found]
    secrets = city.passwords(*heads)
    for one, head in zip(found, heads, strict=True):
        page = f"/findings/{one['id']}/"
        handler.post(f"{page}feed_back/", note="")
        desks[head] = desks.get(head) or Desk(address).log_in(head, secrets[head])
        desks[head].post(f"{page}reply/", stance="accepts", reply="")
        handler.post(f"{page}confirm/", required="每个工位有人在岗或有人顶岗。",
                     pace="time_limited", proof_wanted="值班表", decision="")  # fmt: skip
    orders = _all(handler, "orders")
    assert sorted(one["organ"] for one in orders) == sorted(one["organ"] for one in found)
    assert {one["state"] for one in orders} == {"issued"}
    return found


def _publish(city, address, desks, faulty):
    """Composed, told to those named, approved by a leader, published for everybody, as a PDF."""
    office, leader = desks[FIRST], desks["LJ015"]
    office.post("/bulletins/compose/", since="2026-04-01", until="2026-04-10", kind="situation",
                scope="public", corrects="")  # fmt: skip
    issue = office.path
    office.post(f"{issue}tell/")
    _hear(issue, [desks[f"H{one['organ'][1:]}"] for one in faulty])
    leader.post(f"{issue}approve/")
    office.post(f"{issue}publish/")
    _fetch(city, address)


def _hear(issue, heads):
    """Whoever is named reads the passage and accepts it; the others are not even shown it."""
    for head in heads:
        page = head.get(issue) if issue in head.get("/bulletins/") else ""
        for named in set(re.findall(r"/bulletins/named/(\d+)/accept_facts/", page)):
            head.post(f"/bulletins/named/{named}/accept_facts/")


def _fetch(city, address):
    """Anybody reads the notice without an account and keeps the paper."""
    public = Desk(address)
    notice = re.search(r'href="(/notices/\d+/)"', public.get("/notices/"))[1]
    assert "临江市" in public.get(notice)
    paper = public.file(f"{notice}notice.pdf")
    assert paper.startswith(b"%PDF")
    kept = city.home / "通报.pdf"
    kept.write_bytes(paper)
    assert (
        hashlib.sha256(public.file(f"{notice}notice.pdf")).digest()
        == hashlib.sha256(kept.read_bytes()).digest()
    ), "the paper is the same however often it is fetched"
