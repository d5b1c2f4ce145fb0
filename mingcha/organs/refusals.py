"""Every no this room can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

CODE_TAKEN = refusal(
    "organs.code_taken",
    because=_("Code {code} already belongs to {name}."),
    remedy=_("Choose another code, or open that unit to change what is on record."),
)
NO_PLACE = refusal(
    "organs.no_place",
    because=_("{name} needs an organ or office to belong to."),
    remedy=_("Name the unit it belongs to; only organs stand by themselves."),
)
NO_CLASS = refusal(
    "organs.no_class",
    because=_("{name} has no class, so it could not be compared with anyone."),
    remedy=_("Choose one of the six classes."),
)
CIRCLE = refusal(
    "organs.circle",
    because=_("{name} cannot belong to {parent}: that lies inside {name} itself."),
    remedy=_("Choose a unit outside its own branch."),
)
GONE = refusal(
    "organs.gone",
    because=_("{name} stopped existing on {day}."),
    remedy=_("Act on its successor; its page names it."),
)
BEFORE_ITS_TIME = refusal(
    "organs.before_its_time",
    because=_("{name} has stood only since {day}."),
    remedy=_("Choose a later day."),
)
STILL_OPEN = refusal(
    "organs.still_open",
    because=_("A merger needs at least two organs; a split at least two successors."),
    remedy=_("Name them all; use renaming where only the name changes."),
)
REFERRED_TO = refusal(
    "organs.referred_to",
    because=_("{name} cannot be taken off the register: {n} × {what} refer to it."),
    remedy=_("Dissolve it with its last day instead; its record stays."),
)
