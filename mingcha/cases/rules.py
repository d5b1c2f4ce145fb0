"""The rules of the city on cases: declared once, changed as dated data."""

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.policy import declare

UNSOURCED = _("unsourced: default of this project")
ARTICLE_32 = _("Administrative Licensing Law, art. 32")

ANSWER_WD = declare(
    "cases.answer_wd",
    3,
    _("Working days for the organ to answer a flag before it may be confirmed"),
    source=UNSOURCED,
).key
DECISION_WD = declare(
    "cases.decision_wd",
    5,
    _("Working days to confirm or excuse a flag once the organ was heard"),
    source=UNSOURCED,
).key
NOTICE_WD = declare(
    "cases.notice_wd",
    5,
    _("Working days to accept an application or say once what is missing"),
    source=ARTICLE_32,
).key
DELIVERY_WD = declare(
    "cases.delivery_wd",
    10,
    _("Working days to deliver the certificate after the decision"),
    source=_("Administrative Licensing Law, art. 44"),
).key
EXTENSION_WD = declare(
    "cases.extension_wd",
    10,
    _("Working days of an extension whose length the log does not tell"),
    source=_("Administrative Licensing Law, art. 42"),
).key
SILENCE_WD = declare(
    "cases.silence_wd",
    10,
    _("Working days without any event after which an open case looks abandoned"),
    source=UNSOURCED,
).key
LEAST_MINUTES = declare(
    "cases.least_minutes",
    5,
    _("Minutes between acceptance and decision below which entry after the fact is suspected"),
    source=UNSOURCED,
).key
REMINDER_WD = declare(
    "cases.reminder_wd",
    1,
    _("Working days before the promised limit on which a reminder goes out"),
    source=_("domain reference 5.1, card.reminder_wd_before"),
).key
ACKNOWLEDGE_WD = declare(
    "cases.acknowledge_wd",
    1,
    _("Working days for the organ to take note of a card"),
    source=_("domain reference 4.14"),
).key
OBJECT_WD = declare(
    "cases.object_wd",
    3,
    _("Working days for the organ to object to a yellow or red card"),
    source=_("domain reference 4.14"),
).key
