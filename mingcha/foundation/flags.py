"""What a flag of `core.suspicion` says, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _


def sentence(wording: str, facts: Mapping[str, Any]) -> str:
    """The sentence of a flag, filled in."""
    return _sentences()[wording] % facts


def _sentences() -> dict[str, str]:
    return {
        "best": _(
            "%(papers)s of %(of)s papers give everything the best mark; honest rounds like this "
            "one have at most %(most)s."
        ),
        "straight": _(
            "%(papers)s of %(of)s papers give everything one and the same mark below the best; "
            "honest rounds like this one have at most %(most)s."
        ),
        "identical": _(
            "%(papers)s of %(of)s papers are the same in every mark as two others or more; honest "
            "rounds like this one have at most %(most)s."
        ),
        "extreme": _(
            "%(papers)s of %(of)s papers use only the best and the worst mark; honest rounds like "
            "this one have at most %(most)s."
        ),
        "lifted": _(
            "%(papers)s of %(of)s papers put %(target)s far above what they give the others: "
            "%(ratio)s times as far as honest rounds reach."
        ),
        "pressed": _(
            "%(papers)s of %(of)s papers put %(target)s far below what they give the others: "
            "%(ratio)s times as far as honest rounds reach."
        ),
        "one_way": _("%(papers)s of %(of)s papers pull one way: up for %(up)s, down for %(down)s."),
        "told": _(
            "%(papers)s of %(of)s voters of the group %(group)s report that they were told what to "
            "say; by mistake it would be at most %(most)s."
        ),
        "told_few": _(
            "Fewer than %(least)s of %(of)s voters of the group %(group)s report that they were "
            "told what to say; by mistake it would be at most %(most)s."
        ),
        "apart": _(
            "The group %(group)s puts %(target)s %(points)s points away from what all other "
            "groups say; chance and taste reach %(most)s."
        ),
        "moved": _(
            "Since %(round)s the group %(group)s has moved %(target)s by %(points)s points against "
            "what all other groups say; chance and taste reach %(most)s."
        ),
    }
