"""What the command line itself says, in the reader's language: usage, errors, help."""

from __future__ import annotations

import argparse
from typing import Any

from django.utils.translation import gettext, ngettext


def speak() -> None:
    """Let argparse ask our catalogues for its own words; it asks gettext for every one of them."""
    argparse._ = gettext  # type: ignore[attr-defined]
    argparse.ngettext = ngettext  # type: ignore[attr-defined]


def own_words() -> list[Any]:
    """The words of argparse that people meet, so that they are gathered and translated."""
    return [
        gettext("usage: "),
        gettext("positional arguments"),
        gettext("options"),
        gettext("subcommands"),
        gettext("show this help message and exit"),
        gettext("argument %(argument_name)s: %(message)s"),
        gettext("the following arguments are required: %s"),
        gettext("unrecognized arguments: %s"),
        gettext("invalid choice: %(value)r (choose from %(choices)s)"),
        gettext("invalid %(type)s value: %(value)r"),
        gettext("expected one argument"),
        gettext("expected at least one argument"),
        gettext("expected at most one argument"),
        ngettext("expected %s argument", "expected %s arguments", 1),
        gettext("%(prog)s: error: %(message)s\n"),
        gettext("not allowed with argument %s"),
        gettext("one of the arguments %s is required"),
        gettext("ambiguous option: %(option)s could match %(matches)s"),
    ]
