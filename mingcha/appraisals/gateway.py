"""How a message leaves the house: one sender a channel, named in the settings; none ships as set.

A sender is any class with `send`; it raises `Undelivered` with the reason. Where no sender is set
the message goes into the delivery list, which the office merges into cards or letters.
"""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.core.mail import send_mail
from django.utils.module_loading import import_string


class Undelivered(Exception):
    """A message that did not go out; its words say why."""


class Sender(Protocol):
    """What sends on one channel."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Hand one message over, or raise `Undelivered`."""


class Mail:
    """E-mail as Django sends it."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Send one letter."""
        try:
            sent = send_mail(subject, text, None, [to])
        except OSError as no:
            raise Undelivered(str(no)[:200]) from no
        if not sent:
            raise Undelivered("the mail server took nothing")


def sender_of(channel: str) -> Sender | None:
    """The sender of a channel, or None where none is set."""
    path = settings.SENDERS.get(channel, "")
    if not path:
        return None
    made: Sender = import_string(path)()
    return made
