"""What phones vote in, for tests: `python -m tests.polls.phones` fills an empty city with polls.

It prints, for each poll by a name of the story, its code, its number, the codes of its slips and
the key that opens its ballots; then it answers what is asked, a line each.
"""

from __future__ import annotations

import json
import secrets
import sys

ORGANS = ["市规划局", "市水务局", "市公安局", "市教育局", "市卫生健康委员会", "市交通运输局",
          "市市场监督管理局", "市人力资源和社会保障局", "市生态环境局", "市税务局", "市民政局",
          "市城市管理局"]  # fmt: skip
FIVE = [
    ("很好", "Very good"),
    ("较好", "Good"),
    ("一般", "Fair"),
    ("较差", "Poor"),
    ("很差", "Very poor"),
]
THREE = [("满意", "Content"), ("基本满意", "Mostly content"), ("不满意", "Not content")]
QUESTIONS = [("attitude", "服务态度", "Attitude"), ("efficiency", "办事效率", "Efficiency"),
             ("law", "依法办事", "Lawfulness"), ("integrity", "清正廉洁", "Integrity"),
             ("effect", "工作实效", "Effect")]  # fmt: skip


def organs(many):
    """So many organs with Chinese and English names."""
    names = [ORGANS[n % 12] + ("" if n < 12 else f"第{n // 12}分局") for n in range(many)]
    return [
        {"code": f"MZ{n + 1:03d}", "name": name, "name_en": f"Organ {n + 1}"}
        for n, name in enumerate(names)
    ]


def grades(words):
    return [{"text": text, "text_en": english} for text, english in words]


def group(code, name, *recused):
    return {"code": code, "name": name, "name_en": code, "recused": list(recused)}


def poll(state="open", *, many=12, questions=1, words=FIVE, slips=6, **facts):
    """One poll with its slot in the box and slips; answers with the poll and the slips' codes."""
    from mingcha.core.ticket import code_of, ticket_digest
    from mingcha.foundation.boxes import box
    from mingcha.polls import record, sealing
    from mingcha.polls.models import Poll, Slot, Ticket

    made = Poll.objects.create(
        **{
            "number": f"TP-2026-{Poll.objects.count() + 1:04d}",
            "code": secrets.token_hex(16),
            "title": "2026年市级机关作风现场评议",
            "organs": organs(many),
            "questions": [
                {"code": code, "text": text, "text_en": english}
                for code, text, english in QUESTIONS[:questions]
            ],
            "grades": grades(words),
            "groups": [group("deputy", "人大代表"), group("leader", "市领导")],
            "state": state,
            **facts,
        }
    )
    paper = json.dumps(record.paper_of(made).as_dict(), sort_keys=True, separators=(",", ":"))
    where = {"open": "open", "paper": "paper"}.get(state, "closed")
    private, public = sealing.keypair()
    KEYS[made.code] = private.hex()
    moduli = {one["code"]: _signer(made, one["code"]) for one in made.groups if made.blind}
    Slot.objects.using(box()).create(
        poll=made.code, paper=paper, seal=public, keys=moduli, state=where
    )
    if made.blind:
        return made, invite(made, slips)
    codes = [code_of(secrets.token_bytes(15)) for _slip in range(slips)]
    Ticket.objects.using(box()).bulk_create(
        Ticket(
            digest=ticket_digest(made.code, code),
            poll=made.code,
            group=made.groups[n % len(made.groups)]["code"],
        )
        for n, code in enumerate(codes)
    )
    return made, codes


KEYS = {}


def _signer(made, name):
    """One group's key for blind tickets."""
    from mingcha.polls.keys import make_group_key
    from mingcha.polls.locks import locked
    from mingcha.polls.models import GroupKey

    key = make_group_key()
    GroupKey.objects.create(poll=made, group=name, modulus=f"{key.n:x}", private=locked(key))
    return f"{key.n:x}"


def invite(made, many):
    """Invitations of the first group; only digests are kept."""
    from mingcha.polls import queries
    from mingcha.polls.models import Elector

    secrets_ = [secrets.token_urlsafe(24) for _n in range(many)]
    for one in secrets_:
        digest = queries.invitation_digest(made.code, one)
        Elector.objects.create(poll=made, group=made.groups[0]["code"], invitation=digest)
    return secrets_


def votes(code, key):
    """What lies in the box, unsealed, in the order of the marks."""
    from mingcha.core.ballot import read_vote
    from mingcha.foundation.boxes import box
    from mingcha.polls import record, sealing
    from mingcha.polls.models import Ballot, Poll, Remark

    paper, private = record.paper_of(Poll.objects.get(code=code)), bytes.fromhex(key)
    mine = Ballot.objects.using(box()).filter(poll=code)
    opened = [read_vote(paper, sealing.unseal(private, bytes(one.sealed))) for one in mine]
    remarks = Remark.objects.using(box()).filter(poll=code)
    return {
        "votes": sorted([one.marks, one.told, one.group] for one in opened),
        "remarks": sorted(sealing.unseal_remark(private, bytes(one.sealed)) for one in remarks),
    }


def shut(code):
    """The chair closes; whatever comes later is too late."""
    from mingcha.foundation.boxes import box
    from mingcha.polls.models import Poll, Slot

    Poll.objects.filter(code=code).update(state="closed")
    return Slot.objects.using(box()).filter(poll=code).update(state="closed")


STORY = {
    "plain": {"contact_first": False, "many": 3, "slips": 40},
    "contact": {"contact_first": True},
    "questions": {"contact_first": False, "many": 3, "questions": 5, "words": THREE},
    "recused": {
        "contact_first": False,
        "many": 4,
        "groups": [group("leader", "市领导", "MZ002"), group("deputy", "人大代表")],
    },
    "block": {"many": 84, "block": 10},
    "whole": {"many": 84},
    "rehearsal": {"rehearsal": True, "many": 3},
    "soon": {"state": "frozen"},
    "closed": {"state": "closed"},
    "draft": {"state": "drafted"},
    "scriptless": {"many": 3},
    "flaky": {"contact_first": False, "many": 3},
    "ends": {"contact_first": False, "many": 3},
    "blind": {"contact_first": False, "many": 3, "drawn": False, "blind": True},
}


def fill():
    """Every table, then the story's polls."""
    from mingcha.foundation import boxes

    boxes.migrate()
    made = {name: poll(**facts) for name, facts in STORY.items()}
    return {
        name: [one.code, one.number, slips, KEYS[one.code]] for name, (one, slips) in made.items()
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(fill()), flush=True)
    for line in sys.stdin:  # then whatever the story asks, a line each: `votes CODE KEY`
        name, *facts = line.split()
        print(json.dumps({"votes": votes, "shut": shut}[name](*facts)), flush=True)
