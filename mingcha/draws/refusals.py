"""Every no this room can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

POOL_UNFIT = refusal(
    "draws.pool_unfit",
    because=_("This pool cannot give what is wanted: {why}"),
    remedy=_("Change the pool or the number wanted; nothing has been fixed yet."),
    status=422,
)
SEED_UNFIT = refusal(
    "draws.seed_unfit",
    because=_("Nothing can be drawn with this seed: {why}"),
    remedy=_("Write the source and its values as they fell, like dice:3-1-6-2-5-5."),
    status=422,
)
SEED_USED = refusal(
    "draws.seed_used",
    because=_("Draw {number} was made with this very seed, so it was known before."),
    remedy=_("Throw the dice anew before the witnesses; each draw has a seed of its own."),
    status=422,
)
TOO_FEW_WITNESSES = refusal(
    "draws.too_few_witnesses",
    because=_("A draw needs at least two witnesses besides whoever makes it."),
    remedy=_("Write the names of two people who saw the seed fall."),
    status=422,
)
NO_SEED_YET = refusal(
    "draws.no_seed_yet",
    because=_("The seed of draw {number} has not been thrown yet."),
    remedy=_("Throw it before witnesses, then write it down as it fell."),
    status=422,
)
NO_REASON = refusal(
    "draws.no_reason",
    because=_("A draw is not declared void without a reason."),
    remedy=_("Say what was wrong with it; the draw stays on record beside the reason."),
    status=422,
)
RECORD_UNFIT = refusal(
    "draws.record_unfit",
    because=_("The file cannot be read as the record of a draw: {why}"),
    remedy=_("Give the JSON file as it was downloaded or published."),
    status=422,
)
SEALED = refusal(
    "draws.sealed",
    because=_("What draw {number} drew is sealed until {when}."),
    remedy=_("Come back then, or look into it now: looking is entered in the journal."),
)
NOTHING_DRAWN = refusal(
    "draws.nothing_drawn",
    because=_("Draw {number} has no record: nothing was drawn."),
    remedy=_("Look at the pool; a record exists once a seed has been thrown."),
    status=404,
)
NOT_SEALED = refusal(
    "draws.not_sealed",
    because=_("What draw {number} drew is not sealed."),
    remedy=_("It stands on the page of the draw for everybody who may see draws."),
)
