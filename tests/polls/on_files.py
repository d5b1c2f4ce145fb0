"""A poll lived through on real files, then every byte of them looked at; run as a program too."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import django

TABLES = (("box_ballot", "key"), ("box_remark", "key"), ("polls_elector", "invitation"))


def on_paper(poll, codes, people, day):
    """Two sheets are entered, one by two people and one by one; a page is scanned."""
    from mingcha.polls import commands
    from mingcha.polls.models import SheetEntry

    for code, who in ((codes[0], people), (codes[1], people[:1])):
        for person in who:
            facts = {"code": code, "marks": "111", "told": False}
            commands.enter_sheet(poll, **facts, by=person, on=day)
    commands.keep_scans(poll, [b"a page"], by=people[0], on=day)
    return [bytes(entry.cells) for entry in SheetEntry.objects.all() if entry.cells]


def vote(poll, codes):
    """Slips and invitations are used in an order that has nothing to do with keys."""
    from mingcha.core.ticket import Drawn
    from tests.polls import hall

    for n, code in enumerate(codes["deputy"][:12]):
        hall.cast(poll, Drawn(code), "111", remarks=[("MZ001", f"意见{n}")])
    taken = list(codes["deputy invitations"])
    random.Random(7).shuffle(taken)
    sent = []
    for invitation in taken:
        ticket, blinded = hall.blind_ticket(poll, "deputy", invitation)
        hall.cast(poll, ticket, "222")
        sent.append(blinded)
    return sent


def _rows(sql):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def is_sorted(table, key):
    """Whether rows lie on the disk of PostgreSQL in the order of their keys."""
    keys = [bytes(row[0]) for row in _rows(f'SELECT "{key}" FROM "{table}" ORDER BY ctid')]
    return keys == sorted(keys)


def writers(table):
    """How many transactions wrote the rows that stand."""
    return len(_rows(f'SELECT DISTINCT xmin::text FROM "{table}"'))


def dead_rows(table):
    """Pages beyond those that the rows standing need."""
    pages = _rows(f"SELECT pg_relation_size('{table}') / 8192")[0][0]
    last = _rows(f'SELECT max((ctid::text::point)[0]::int) + 1 FROM "{table}"')[0][0]
    return pages - (last or 0)


def main():
    """Live through a poll on files, close, sweep, and search every byte."""
    django.setup()
    from django.conf import settings
    from django.db import connections

    from mingcha.foundation import boxes, time
    from mingcha.people import commands as people
    from mingcha.people.models import Duty
    from mingcha.polls import commands
    from mingcha.polls.models import GroupKey
    from tests.polls import hall

    boxes.migrate()  # where tables were laid before it finds nothing to do
    day = date(2026, 4, 10)
    with time.at(day):
        clerk = people.register("clerk", "顾知行", by=None, password="mingzhou-2026")
        people.charge(clerk, Duty.Role.CONDUCT_OFFICE, since=date(2020, 1, 1), by=clerk)
        poll, codes, shares, three = hall.opened(clerk, day, blind=True)
        cells = on_paper(poll, codes["deputy"][12:], (clerk, three[0]), day)
        sent = vote(poll, codes)
        import hashlib

        private = list(GroupKey.objects.values_list("private", flat=True))
        secrets = [text.encode() for text in private]
        secrets += [hashlib.sha256(blinded).digest() for blinded in sent]
        secrets += cells
        files = [Path(str(base["NAME"])) for base in settings.DATABASES.values()]
        connections.close_all()
        before = everything(files)
        assert all(secret in before for secret in secrets), "while it is open they are there"
        commands.close(poll, by=clerk, on=day)
        assert commands.sweep(poll)
        connections.close_all()
        after = everything(files)
    for name, found in (
        ("a key that signs, what was signed, an entry of a sheet", secrets),
        ("a code of a slip", [c.encode() for c in codes["deputy"]]),
        ("an invitation", [i.encode() for i in codes["deputy invitations"]]),
        ("a share", [s.encode() for s in shares] + [s.replace("-", "").encode() for s in shares]),
        ("a comment in clear", ["意见".encode()]),
    ):
        assert not any(secret in after for secret in found), name
    with boxes_line() as line:
        line.execute("SELECT name FROM pragma_table_list WHERE name LIKE 'box_%' AND wr = 1")
        assert len(line.fetchall()) == 4, "no table of the box has a hidden row number"
        line.execute("SELECT count(*) FROM pragma_freelist_count WHERE freelist_count > 0")
        assert line.fetchone()[0] == 0, "no page set free is left in the box"
    print("nothing is left")


def boxes_line():
    """A cursor on the box's own file."""
    from django.db import connections

    from mingcha.foundation.boxes import box

    return connections[box()].cursor()


def everything(files):
    """Every byte of the databases, their journals beside them."""
    found = [path for file in files for path in file.parent.glob(f"{file.name}*")]
    return b"".join(path.read_bytes() for path in found)


if __name__ == "__main__":
    main()
