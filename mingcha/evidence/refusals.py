"""Every no this room can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

EMPTY_FILE = refusal(
    "evidence.empty_file",
    because=_("“{name}” is empty."),
    remedy=_("Open it on your machine; if it shows nothing there, take the photo again."),
    status=422,
)
TOO_LARGE = refusal(
    "evidence.too_large",
    because=_("“{name}” is {size} MB; at most {limit} MB are taken."),
    remedy=_("Hand in a smaller version, or cut the recording into parts."),
    status=422,
)
UNKNOWN_KIND = refusal(
    "evidence.unknown_kind",
    because=_("“{name}” is of no kind that is kept as evidence."),
    remedy=_("Hand it in as one of these: {kinds}."),
    status=422,
)
WRONG_ENDING = refusal(
    "evidence.wrong_ending",
    because=_("“{name}” claims to be a .{ending} file, but its content is: {kind}."),
    remedy=_("Hand in the file that was meant, or give it its true ending: {endings}."),
    status=422,
)
BROKEN_PICTURE = refusal(
    "evidence.broken_picture",
    because=_("“{name}” breaks off: the picture in it cannot be read to its end."),
    remedy=_("Copy it from the camera or telephone once more and hand that in."),
    status=422,
)
TOO_MANY_PIXELS = refusal(
    "evidence.too_many_pixels",
    because=_("“{name}” has more than {limit} million pixels."),
    remedy=_("Hand in a smaller version of the picture."),
    status=422,
)
SCANNER_SAID_NO = refusal(
    "evidence.scanner_said_no",
    because=_("The virus scanner does not let “{name}” pass."),
    remedy=_("Do not open it again. Hand in a photo or print of what it shows."),
    status=422,
)
SCANNER_SILENT = refusal(
    "evidence.scanner_silent",
    because=_("The virus scanner gave no answer, so “{name}” was not taken."),
    remedy=_("Try again in some minutes; until the scanner answers nothing is kept."),
    status=503,
)
NOT_YET = refusal(
    "evidence.not_yet",
    because=_("{day} has not come yet; nothing can have happened then."),
    remedy=_("Give the day and hour at which it happened."),
    status=422,
)
NO_SUCH_PIECE = refusal(
    "evidence.no_such_piece",
    because=_("There is no piece of evidence {key} that you may see."),
    remedy=_("Hand the file in first and name it by the key you are given."),
    status=422,
)
NO_COPY = refusal(
    "evidence.no_copy",
    because=_("“{name}” cannot be freed here from its hidden place data, so it is not shown."),
    remedy=_("Ask the visiting-inspection centre for a copy as JPEG."),
    status=403,
)
LOST = refusal(
    "evidence.lost",
    because=_("The file of “{name}” does not lie where it was put."),
    remedy=_("Bring it back from the last backup; its checksum shows whether it is the same."),
    status=410,
)
