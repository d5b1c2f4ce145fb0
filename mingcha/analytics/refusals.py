"""Every no this room can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

NOT_TODAY = refusal(
    "analytics.not_today",
    because=_("Facts can be kept as they stand today only, not as of {day}."),
    remedy=_("Keep a snapshot every night; what was not kept on its day cannot be made up."),
    status=422,
)
NO_SNAPSHOT = refusal(
    "analytics.no_snapshot",
    because=_("No snapshot of the facts has been kept yet."),
    remedy=_("Wait for the coming night, or let the conduct office keep one now."),
    status=404,
)
NO_SUCH_MEASURE = refusal(
    "analytics.no_such_measure",
    because=_("There is no measure called {name}."),
    remedy=_("Measures there are: {known}."),
    status=404,
)
FILE_GONE = refusal(
    "analytics.file_gone",
    because=_("The file {file} of the snapshot of {day} is not what was kept."),
    remedy=_("Call the administrator to restore the folder of facts from the backup."),
)
NOTHING_PUBLIC = refusal(
    "analytics.nothing_public",
    because=_("Nothing is published of {quarter} yet."),
    remedy=_("Choose a quarter that is listed; a quarter is published once its days have settled."),
    status=404,
)
ENGINE_MISSING = refusal(
    "analytics.engine_missing",
    because=_("The engine “{engine}” named by MINGCHA_ENGINE is not installed here."),
    remedy=_("Install mingcha[spark] with Java beside it, or leave MINGCHA_ENGINE unset."),
)
