"""Every no this room can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

CODE_TAKEN = refusal(
    "powers.code_taken",
    because=_("{code} is the code of {name}."),
    remedy=_("Choose another code, or change that item; a code is never given twice."),
)
TOO_EARLY = refusal(
    "powers.too_early",
    because=_("{code} has held as it stands only since {day}."),
    remedy=_("Choose a later day; what was handled before goes by what held then."),
)
BACKDATED = refusal(
    "powers.backdated",
    because=_("{code} cannot change on {day}: cases since then were handled by it."),
    remedy=_("Choose today or a later day."),
)
NOTHING_NEW = refusal(
    "powers.nothing_new",
    because=_("Nothing about {code} would change."),
    remedy=_("Change at least one field, or leave it as it is."),
    status=422,
)
LONGER_THAN_LAW = refusal(
    "powers.longer_than_law",
    because=_("The promise of {promised} is longer than the law allows: {legal}."),
    remedy=_("Promise at most what the law allows, or correct the legal limit first."),
    status=422,
)
NO_SHORTER = refusal(
    "powers.no_shorter",
    because=_("{code} is promised in {promised} already; a promise is only made shorter."),
    remedy=_("Promise fewer days. To take a promise back, ask the approval office to change it."),
    status=422,
)
NOT_LISTED = refusal(
    "powers.not_listed",
    because=_("{code} is not on the inventory on {day}."),
    remedy=_("Choose an item that is listed, or another day."),
)
NOT_ON_IT = refusal(
    "powers.not_on_it",
    because=_("{code} asks for nothing under {lines}."),
    remedy=_("Name only codes that stand on the page of the item."),
    status=422,
)
NO_DOCUMENT = refusal(
    "powers.no_document",
    because=_("A reform rests on a document, and none is named."),
    remedy=_("Write its title or number: 明政发〔2026〕12号."),
    status=422,
)
NO_SUCCESSOR = refusal(
    "powers.no_successor",
    because=_("It is not said into which item {code} is merged."),
    remedy=_("Choose a listed item other than itself. Only merging has one."),
    status=422,
)
NO_EFFECT = refusal(
    "powers.no_effect",
    because=_("Nothing about {code} would become less by this reform."),
    remedy=_("Name the steps, papers or fees that go, or a shorter limit."),
    status=422,
)
ITEM_GOES_ON = refusal(
    "powers.item_goes_on",
    because=_("By reform {number} the item stays on the inventory in its new form."),
    remedy=_("Confirm that the new way is in use instead."),
)
ITEM_ENDS = refusal(
    "powers.item_ends",
    because=_("By reform {number} the item leaves the inventory."),
    remedy=_("The receiving side confirms the hand-over instead."),
)
NOT_YET_IN_FORCE = refusal(
    "powers.not_yet_in_force",
    because=_("Reform {number} holds only from {day}."),
    remedy=_("Confirm it on that day or later."),
)
REFERRED_TO = refusal(
    "powers.referred_to",
    because=_("{code} cannot be taken off the register: {n} × {what} refer to it."),
    remedy=_("Let it leave the inventory by a reform; what it was stays on record."),
)
HAS_PARTS = refusal(
    "powers.has_parts",
    because=_("{n} items on the inventory are part of {code}."),
    remedy=_("Reform its parts first; an item without parts can go."),
)
