"""The city's rules for polls: how small a group may be told, how many must come back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.policy import declare

LEAST = declare(
    "poll.least",
    30,
    _("Fewest ballots of a group whose marks are published"),
    source=_("domain reference part 3, N5"),
).key
LEAST_SHOWN = declare(
    "poll.least_shown",
    10,
    _("Fewest tickets or ballots of a group that are told while a poll is open"),
    source=_("domain reference part 3, N2 and N5"),
).key
QUORUM = declare(
    "poll.quorum",
    0.5,
    _("Share of a group's tickets of which more must come back for its ballot to count"),
    source=_("domain reference 4.11: more than half must attend"),
).key
SCANS_DAYS = declare(
    "poll.scans_days",
    90,
    _("Days after publication for which sealed pictures of paper ballots are kept"),
    source=_("domain reference 5.5: paper ballots are destroyed with the kit"),
).key
