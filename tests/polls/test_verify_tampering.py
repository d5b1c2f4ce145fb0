"""Whoever changes one byte of a bundle or kit is seen; so is who makes the digest agree again."""

import base64
import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.core import bundle
from mingcha.core.ballot import Blind, Cast, Drawn, Group, vote_bytes
from mingcha.core.notice import Unfit
from mingcha.polls import verify
from tests.polls.sample_polls import Box, again, box, paper


@lru_cache(maxsize=1)
def small() -> Box:
    return box(paper(organs=("A", "B"), groups=(Group("d"), Group("e"))), 6)


@lru_cache(maxsize=1)
def files() -> tuple[bytes, bytes]:
    return small().bundle(), small().kit()


def seen(public: bytes, kit: bytes | None = None, key: bytes | None = None) -> set[str]:
    """The names of what does not hold."""
    key = key or small().private
    checks = (
        verify.check_kit(kit, public, lambda _: key)
        if kit is not None
        else verify.check_bundle(public)
    )
    return {check.name for check in checks if not check.ok}


def test_every_byte_of_a_bundle_and_of_a_kit_counts() -> None:
    for file, schema in zip(files(), (verify.PUBLIC, verify.KIT), strict=True):
        for place in range(len(file)):
            for flip in (1, 32):
                spoilt = file[:place] + bytes([file[place] ^ flip]) + file[place + 1 :]
                with pytest.raises(verify.Wrong):
                    verify.load(spoilt, schema)
                with pytest.raises(Unfit):
                    bundle.read(spoilt, schema)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([0, 1]), st.data())
def test_any_byte_changed_to_any_other_left_out_or_put_in_is_seen(
    which: int, data: st.DataObject
) -> None:
    file = files()[which]
    place = data.draw(st.integers(0, len(file) - 1))
    new = data.draw(st.binary(max_size=2).filter(lambda new: new != file[place : place + 1]))
    spoilt = file[:place] + new + file[place + 1 :]
    public, kit = (spoilt, files()[1]) if which == 0 else (files()[0], spoilt)
    assert seen(public, kit)
    with pytest.raises(Unfit):
        bundle.read(spoilt, (bundle.PUBLIC, bundle.KIT)[which])


NO_BUNDLES = [b"", b"{}", b"[]", b"null", b"\xff", b'{"content":{}}', b"[" * 9999,
              b'{"content":[],"digest":""}', b'{"content":1e5,"digest":""}']  # fmt: skip


@pytest.mark.parametrize("text", NO_BUNDLES)
def test_what_is_no_bundle_at_all_is_refused(text: bytes) -> None:
    assert seen(text) == {"form"}
    assert seen(files()[0], text) == {"form"}
    for schema in (bundle.PUBLIC, bundle.KIT):
        with pytest.raises(Unfit):
            bundle.read(text, schema)


def test_a_file_written_in_another_way_or_with_a_key_too_many_is_refused() -> None:
    whole = json.loads(files()[0])
    assert seen(json.dumps(whole, indent=1).encode()) == {"form"}
    for spoil in (lambda c: c.update(voters=[]), lambda c: c.pop("root"),
                  lambda c: c["paper"].update(voters=[])):  # fmt: skip
        assert seen(again(files()[0], spoil))
    with pytest.raises(Unfit):
        bundle.read(again(files()[0], lambda c: c.update(voters=[])), bundle.PUBLIC)
    with pytest.raises(Unfit):
        bundle.read(files()[1], bundle.PUBLIC)


def _first_class(content: Any) -> Any:
    return content["published"]["organs"]["A"][0]["questions"]["conduct"]


def _move_one(content: Any) -> None:
    classes = _first_class(content)
    largest = max(classes, key=lambda one: one[1])
    largest[1] -= 1
    next(one for one in classes if one is not largest)[1] += 1


def _add(content: Any) -> None:
    _first_class(content)[0][1] += 1


# What a forger changes in the public bundle, and which check of the public sees it.
PUBLIC: dict[str, tuple[Callable[[Any], Any], str]] = {
    "receipt dropped": (lambda c: c["receipts"].pop(), "root"),
    "receipt doubled": (lambda c: c["receipts"].insert(0, c["receipts"][0]), "receipts"),
    "receipt added": (lambda c: c["receipts"].append("f" * 64), "number"),
    "receipts swapped": (lambda c: c["receipts"].reverse(), "receipts"),
    "receipt in capitals": (lambda c: c["receipts"].append("F" * 64), "receipts"),
    "another root": (lambda c: c.update(root="0" * 64), "root"),
    "ballots moved": (lambda c: c["ballots"].update(d=4, e=2), "counts"),
    "ballot more": (lambda c: c["ballots"].update(d=4), "issued"),
    "ballots below nothing": (lambda c: c["ballots"].update(d=-1, e=7), "number"),
    "fewer issued": (lambda c: c["issued"].update(d=2), "issued"),
    "count added": (_add, "counts"),
    "class left out": (lambda c: _first_class(c).pop(), "counts"),
    "organ left out": (lambda c: c["published"]["organs"].pop("B"), "counts"),
    "group left out": (lambda c: c["published"]["organs"]["A"].pop(), "counts"),
    "score higher": (lambda c: c["result"]["scores"].update(A="100"), "result"),
    "score between steps": (lambda c: c["result"]["scores"].update(A="88.8888"), "result"),
    "score without counts": (lambda c: c["published"]["organs"].update(A=[]), "result"),
    "score is no number": (lambda c: c["result"]["scores"].update(A="high"), "result"),
    "broken added": (lambda c: c.update(broken=1), "number"),
}


@pytest.mark.parametrize("case", PUBLIC)
def test_what_is_forged_with_a_digest_that_agrees_is_seen_by_everyone(case: str) -> None:
    spoil, check = PUBLIC[case]
    assert check in seen(again(files()[0], spoil))


def test_counts_moved_between_classes_are_seen_by_the_auditor() -> None:
    assert "recount" in seen(again(files()[0], _move_one), files()[1])


def test_a_weight_changed_is_seen_by_the_auditor() -> None:
    made = box(seed=3)
    public = again(made.bundle(), lambda c: c["result"]["weights"]["MZ001"].update(deputy="9"))
    assert "rescore" in seen(public, made.kit(), made.private)


def _regroup(content: Any) -> None:
    one = content["sealed"][0]
    one[0] = "e" if one[0] == "d" else "d"


def _flip(content: Any) -> None:
    sealed = bytearray(base64.b64decode(content["sealed"][0][1]))
    sealed[-1] ^= 1
    content["sealed"][0][1] = base64.b64encode(sealed).decode()


# What a forger changes in the kit alone.
KIT: dict[str, tuple[Callable[[Any], Any], set[str]]] = {
    "ballot dropped": (lambda c: c["sealed"].pop(), {"sealed"}),
    "ballot doubled": (lambda c: c["sealed"].append(c["sealed"][0]), {"sealed", "tickets"}),
    "ballots swapped": (lambda c: c["sealed"].reverse(), {"sealed"}),
    "ballot of another group": (_regroup, {"papers", "recount"}),
    "sealed text broken": (lambda c: c["sealed"][0].__setitem__(1, "!!"), {"papers"}),
    "sealed byte changed": (_flip, {"papers", "sealed"}),
    "ticket forgotten": (lambda c: c["tickets"]["d"].pop(), {"papers", "tickets"}),
    "ticket listed twice": (lambda c: c["tickets"]["d"].append(c["tickets"]["d"][0]), {"tickets"}),
    "another seal": (lambda c: c.update(seal="00" * 32), {"key"}),
    "another paper": (lambda c: c["paper"].update(grades=5), {"same"}),
    "another root": (lambda c: c.update(root="00" * 32), {"same"}),
}


@pytest.mark.parametrize("case", KIT)
def test_a_kit_that_was_forged_is_seen(case: str) -> None:
    spoil, names = KIT[case]
    assert names <= seen(files()[0], again(files()[1], spoil))


# A forger who rules the box and writes bundle and kit in agreement with each other.


def forged(spoil: Callable[[Box], None], kind: Any = None) -> set[str]:
    made = box(kind, 12)
    spoil(made)
    made.count()
    return seen(made.bundle(), made.kit(), made.private)


def _stuff(made: Box) -> None:
    group = made.paper.groups[0]
    made.add(group.code, vote_bytes(made.paper, Cast(Drawn("Z" * 16), "111", bytes(16)), group))


def _twice(made: Box) -> None:
    ticket = made.ticket("deputy")
    for _ in range(2):
        made.put(made.paper.groups[0], ticket)


def _other_group(made: Box) -> None:
    made.put(made.paper.groups[1], made.ticket("deputy"))


def _own_organ(made: Box) -> None:
    made.put(made.paper.groups[1], made.ticket("citizen"), "111")


def _bad_grade(made: Box) -> None:
    made.put(made.paper.groups[0], marks="1-9")


def _forged_signature(made: Box) -> None:
    real = made.ticket("deputy")
    assert isinstance(real, Blind)
    signature = real.signature[:-1] + bytes([real.signature[-1] ^ 1])
    made.put(made.paper.groups[0], Blind("deputy", real.nonce, real.prefix, signature))


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (_stuff, None),
        (_twice, None),
        (_other_group, None),
        (_own_organ, None),
        (_bad_grade, None),
        (_forged_signature, paper(drawn=False, blind=True)),
        (_other_group, paper(drawn=False, blind=True)),
        (_twice, paper(drawn=False, blind=True)),
    ],
    ids=lambda value: getattr(value, "__name__", "drawn" if value is None else "blind"),
)
def test_a_box_stuffed_by_who_rules_it_is_seen_by_the_auditor(spoil: Any, kind: Any) -> None:
    assert {"papers", "tickets"} & forged(spoil, kind)


def test_a_box_that_nobody_spoilt_is_not_accused() -> None:
    assert forged(lambda made: None) == set()
    assert forged(lambda made: None, paper(drawn=False, blind=True)) == set()
