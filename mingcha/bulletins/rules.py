"""The city's rules for bulletins, and the words that stand in their heads."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.policy import declare

CITY = settings.CITY["name"]
OWN = _("unsourced: default of this project")

CORRECT_WD = declare(
    "bulletin.correct_wd",
    3,
    _("Working days for an organ named in a bulletin to correct facts"),
    source=_("domain reference 4.14"),
).key
MIN_CELL = declare(
    "bulletin.min_cell",
    3,
    _("Smallest count of findings that a bulletin within the city prints"),
    source=_("floor of survey vendors, domain reference part 3, N5"),
).key
MIN_CELL_PUBLIC = declare(
    "bulletin.min_cell_public",
    5,
    _("Smallest count of findings that a public bulletin prints"),
    source=_("survey vendors' default for averages, domain reference part 3, N5"),
).key
NAME_SEVERITY = declare(
    "bulletin.name_severity",
    3,
    _("Severity from which a confirmed finding is listed under the organ's name"),
    source=OWN,
).key
OFFICE = declare(
    "bulletin.office",
    f"{CITY}机关作风建设领导小组办公室",
    _("The office that signs bulletins, orders and letters"),
    source=OWN,
).key
CODE = declare(
    "bulletin.code",
    f"{CITY[:1]}作风办",
    _("The office's code in document numbers"),
    source=_("GB/T 9704-2012, document number"),
).key
ADDRESSEES = declare(
    "bulletin.addressees",
    "各县（市、区）机关作风建设领导小组办公室，市直各单位",
    _("To whom bulletins are addressed, with commas between"),
    source=_("GB/T 9704-2012, main addressees"),
).key
COPIES_TO = declare(
    "bulletin.copies_to",
    "市委办公室，市人大常委会办公室，市政府办公室，市政协办公室，市纪委监委机关",
    _("Who gets a copy, with commas between"),
    source=_("GB/T 9704-2012, copies"),
).key
CONTACT = declare(
    "bulletin.contact",
    f"联系单位：{CITY}察访中心",
    _("The contact named under letters and orders"),
    source=_("GB/T 9704-2012, note"),
).key
