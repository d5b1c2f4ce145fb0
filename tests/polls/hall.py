"""A hall for the voting page's tests: `python -m tests.polls.hall` fills an empty city with polls.

It prints, for each poll by a name of the story, its code, number and the codes of its slips.
"""

from __future__ import annotations

import json
import secrets
import sys

ORGANS = ["市规划局", "市水务局", "市公安局", "市教育局", "市卫生健康委员会", "市交通运输局",
          "市市场监督管理局", "市人力资源和社会保障局", "市生态环境局", "市税务局", "市民政局",
          "市城市管理局"]  # fmt: skip
FIVE = [("很好", "Very good"), ("较好", "Good"), ("一般", "Fair"), ("较差", "Poor"), ("很差", "Very poor")]
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
    from nacl.public import PrivateKey

    from mingcha.core.ticket import code_of, ticket_digest
    from mingcha.foundation.boxes import box
    from mingcha.polls import voting
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
    paper = json.dumps(voting.paper_of(made).as_dict(), sort_keys=True, separators=(",", ":"))
    where = {"open": "open", "paper": "paper"}.get(state, "closed")
    seal = bytes(PrivateKey.generate().public_key)
    Slot.objects.using(box()).create(poll=made.code, paper=paper, seal=seal, state=where)
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
}


def main():
    """Every table, then the story's polls."""
    import django

    django.setup()
    from mingcha.foundation import boxes

    boxes.migrate()
    made = {name: poll(**facts) for name, facts in STORY.items()}
    said = {name: [one.code, one.number, codes] for name, (one, codes) in made.items()}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
