"""A small hall: a paper, three scrutineers, voters who cast; what other rooms' tests use too."""

from __future__ import annotations

import json
import secrets
from datetime import date

from mingcha.core import blindrsa
from mingcha.core.ballot import Cast, Paper, Remark, accept, asked_of
from mingcha.core.ticket import Blind, Drawn, ballot_key, blind_message
from mingcha.foundation.boxes import box
from mingcha.people import commands as people
from mingcha.people.models import Duty
from mingcha.polls import commands, queries, record, sealing
from mingcha.polls.models import Ballot, Slot
from mingcha.polls.models import Remark as SealedRemark

R = Duty.Role
ORGANS = [{"code": f"MZ{n:03d}", "name": f"市第{n}局", "name_en": f"Bureau {n}"} for n in (1, 2, 3)]
QUESTIONS = [{"code": "conduct", "text": "作风", "text_en": "Conduct"}]
GRADES = [
    {"text": "满意", "text_en": "Satisfied"},
    {"text": "基本满意", "text_en": "Rather satisfied"},
    {"text": "不满意", "text_en": "Not satisfied"},
]
GROUPS = [
    {"code": "deputy", "name": "人大代表", "name_en": "Deputies", "recused": []},
    {"code": "peer", "name": "机关互评", "name_en": "Peers", "recused": ["MZ001"]},
]


def person(staff_no, name, clerk, role=R.LAY_SUPERVISOR, organ=None):
    """Somebody with one duty."""
    found = people.register(staff_no, name, by=clerk, password="mingzhou-2026", organ=organ)
    people.charge(found, role, since=date(2020, 1, 1), by=clerk, organ=organ)
    return found


def scrutineers(clerk):
    """Three people who keep no list of anybody."""
    return [
        person(f"s{n}", name, clerk) for n, name in enumerate(("周文博", "吴静安", "郑秉公"), 1)
    ]


def drafted(clerk, day, **facts):
    """A paper on three organs for two groups."""
    said = {"organs": ORGANS, "questions": QUESTIONS, "grades": GRADES, "groups": GROUPS, **facts}
    title = said.pop("title", "现场评议")
    texts = [said.pop(name) for name in ("organs", "questions", "grades", "groups")]
    return commands.draft(title, *texts, by=clerk, on=day, **said)


def frozen(clerk, day, people, *, slips=20, **facts):
    """The paper fixed, slips made, scrutineers seated. Gives poll and codes by group."""
    poll = commands.freeze(drafted(clerk, day, **facts), by=clerk, on=day)
    codes = {}
    for group in poll.groups if poll.drawn else ():
        made = commands.make_tickets(poll, group["code"], slips, by=clerk, on=day)
        codes[group["code"]] = made
    return commands.seat_scrutineers(poll, people, by=clerk, on=day), codes


def with_key(poll, people, clerk, day):
    """Words taken, key made, shares taken and confirmed; gives the three shares."""
    words = [commands.take_word(poll, by=one, on=day) for one in people]
    commands.make_key(poll, by=clerk, on=day)
    shares = []
    for one, word in zip(people, words, strict=True):
        share = commands.take_share(poll, word=word, by=one, on=day)
        commands.confirm_share(poll, share=share, by=one, on=day)
        shares.append(share)
    return shares


def paper_in_the_box(poll):
    """The paper and the public key as the box has them."""
    slot = Slot.objects.using(box()).get(poll=poll.code)
    return Paper.of(json.loads(slot.paper)), bytes(slot.seal)


def cast(poll, ticket, marks=None, *, told=False, remarks=()):
    """Cast as the slot would, straight into the box's table; gives the receipt."""
    paper, seal = paper_in_the_box(poll)
    tickets = queries.ticket_digests(poll)
    moduli = {g: int(n, 16) for g, n in poll.keys.values_list("group", "modulus")}
    group = ticket.group if isinstance(ticket, Blind) else None
    cast = Cast(ticket, marks or _marks(paper, ticket, tickets, group), secrets.token_bytes(16),
                told, tuple(Remark(*one) for one in remarks))  # fmt: skip
    right = accept(
        paper, cast, group_of=tickets.get,
        genuine=lambda g, said, signature: blindrsa.verify(moduli[g], said, signature),
    )  # fmt: skip
    sealed = sealing.seal(seal, right.vote)
    Ballot.objects.using(box()).create(
        key=right.key, poll=poll.code, group=right.group, fingerprint=right.fingerprint,
        sealed=sealed,
    )  # fmt: skip
    for one in right.remarks:
        SealedRemark.objects.using(box()).create(
            key=secrets.token_bytes(32), poll=poll.code,
            sealed=sealing.seal_remark(seal, one.organ, one.text),
        )  # fmt: skip
    return record_receipt(sealed)


def record_receipt(sealed):
    """The receipt a phone is given."""
    from mingcha.core.bundle import receipt_of

    return receipt_of(sealed)


def _marks(paper, ticket, tickets, group):
    from mingcha.core.ticket import ticket_digest

    group = group or tickets[ticket_digest(paper.poll, ticket.code)]
    key = ballot_key(paper.poll, ticket)
    asked = asked_of(paper, key, paper.group(group))
    return "".join(
        ("1" if n in asked else "x") * len(paper.questions) for n in range(len(paper.organs))
    )


def opened(clerk, day, **facts):
    """A poll that is open. Gives poll, codes by group, the three shares, the scrutineers."""
    three = scrutineers(clerk)
    poll, codes = frozen(clerk, day, three, **facts)
    for group in poll.groups if poll.blind else ():
        codes[group["code"] + " invitations"] = commands.admit(
            poll, group["code"], 5, by=clerk, on=day
        )
    shares = with_key(poll, three, clerk, day)
    return commands.open(poll, by=clerk, on=day), codes, shares, three


def closed(clerk, day, *, votes=12, **facts):
    """A poll closed with so many ballots of each group, all of the best mark."""
    poll, codes, shares, three = opened(clerk, day, **facts)
    for group in poll.groups:
        for code in codes[group["code"]][:votes]:
            cast(poll, Drawn(code))
    return commands.close(poll, by=clerk, on=day), shares, three


def counted(clerk, day, **facts):
    """A poll that two of three have counted."""
    poll, shares, three = closed(clerk, day, **facts)
    return commands.count(poll, shares=shares[:2], by=clerk, on=day), shares, three


def blind_ticket(poll, group, invitation):
    """A ticket as a phone makes it: blinded, signed by the issuer, finished. Gives it whole."""
    modulus = int(poll.keys.get(group=group).modulus, 16)
    nonce, prefix, salt = (secrets.token_bytes(n) for n in (32, 32, 48))
    prepared = blindrsa.prepare(blind_message(poll.code, group, nonce), prefix)
    blinded = blindrsa.blind(
        modulus, prepared, salt=salt, chance=2 + secrets.randbelow(modulus - 3)
    )
    found, signature = commands.issue_ticket(poll.code, invitation, blinded.message)
    assert found == group
    done = blindrsa.finalise(modulus, prepared, signature, blinded.inverse)
    return Blind(group, nonce, prefix, done), blinded.message


__all__ = ["record"]
