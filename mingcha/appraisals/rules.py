"""The rules of the city on the course of rounds; how points are made is a rule version."""

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.policy import declare

LIFE = _("domain reference 4.11")
UNSOURCED = _("unsourced: default of this project")

PUBLISH_WD = declare(
    "appraisal.publish_wd",
    20,
    _("Working days between the publication of rule and organs and the opening of a round"),
    source=LIFE,
).key
PUBLISH_SPOT_WD = declare(
    "appraisal.publish_spot_wd",
    5,
    _("The same for an appraisal on the spot, which is part of a meeting"),
    source=UNSOURCED,
).key
PANEL_WD = declare(
    "appraisal.panel_wd",
    10,
    _("Working days before the opening by which the panel is drawn"),
    source=LIFE,
).key
OPEN_WD = declare(
    "appraisal.open_wd",
    10,
    _("Working days for which a round is open unless it says otherwise"),
    source=LIFE,
).key
COUNT_WD = declare(
    "appraisal.count_wd",
    1,
    _("Working days from the close of a round to its count"),
    source=LIFE,
).key
CHECK_WD = declare(
    "appraisal.check_wd",
    5,
    _("Working days to check a count before it is told"),
    source=LIFE,
).key
OBJECTION_WD = declare(
    "appraisal.objection_wd",
    5,
    _("Working days for an organ to object to the facts of its result"),
    source=LIFE,
).key
DECISION_WD = declare(
    "appraisal.decision_wd",
    10,
    _("Working days to decide on objections"),
    source=LIFE,
).key
NOTICE_WD = declare(
    "appraisal.notice_wd",
    5,
    _("Working days from the final result to the notice and the handing over of comments"),
    source=LIFE,
).key
LEAST_TOLD = declare(
    "appraisal.least_told",
    10,
    _("Fewest ballots of a group result told to an organ, and of a number shown while open"),
    source=_("domain reference N5"),
).key
CLEAN_WD = declare(
    "appraisal.clean_wd",
    10,
    _("Working days from the count of a round until its comments are cleaned"),
    source=UNSOURCED,
).key
REPLY_WD = declare(
    "appraisal.reply_wd",
    10,
    _("Working days for an organ to reply to a comment handed to it"),
    source=UNSOURCED,
).key
REPLY_CHECK_WD = declare(
    "appraisal.reply_check_wd",
    5,
    _("Working days for the centre to accept a reply or send it back"),
    source=UNSOURCED,
).key
LEAST_VARIANT = declare(
    "appraisal.least_variant",
    30,
    _("Fewest members of a group's variant that does not rate its own organ"),
    source=_("domain reference N5"),
).key
AT_RANDOM = declare(
    "appraisal.at_random",
    80,
    _("Members of a stratum in a hundred who are drawn at least; the others may be named"),
    source=_("domain reference 5.6"),
).key
MOST_UNDELIVERED = declare(
    "appraisal.most_undelivered",
    5,
    _("Invitations in a hundred that may be undelivered when a ballot is released"),
    source=UNSOURCED,
).key
RETAIN_DAYS = declare(
    "appraisal.retain_days",
    30,
    _("Days after a round is final, until names, contacts and raw comments are deleted"),
    source=_("domain reference N10; the number is unsourced"),
).key
