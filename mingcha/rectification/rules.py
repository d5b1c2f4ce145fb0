"""The rules of the city on orders and slips: declared once, changed as dated data."""

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.policy import declare

OURS = _("unsourced: default of this project")
LIFE = _("state table of the rectification order, domain reference 4.7")
SANMING = _("three-colour slips as practised in Sanming [113]; domain reference 4.8")

RECEIVE = declare(
    "rectification.receive_wd", 1, _("Working days to sign for an order"), source=LIFE
).key
PLAN = declare(
    "rectification.plan_wd", 3, _("Working days to file the plan: measures, person, date"),
    source=LIFE,
).key  # fmt: skip
ASK_RETURN = declare(
    "rectification.ask_return_wd", 2, _("Working days after receipt to say “not ours”"), source=LIFE
).key
RULE_RETURN = declare(
    "rectification.rule_return_wd", 2, _("Working days to rule on “not ours”"),
    source=_(
        "one ruling, no second return: hotline regulations [L8 art. 22]; domain reference 4.7"
    ),
).key  # fmt: skip
RULE_EXTENSION = declare(
    "rectification.rule_extension_wd", 2, _("Working days to decide on an extension"), source=LIFE
).key
AT_ONCE = declare(
    "rectification.at_once_wd", 5, _("Working days to put right what is to be put right at once"),
    source=_("five working days in practice [79]"),
).key  # fmt: skip
TIME_LIMITED = declare(
    "rectification.time_limited_wd", 15, _("Working days to put right within a time limit"),
    source=_(
        "fifteen working days in practice [78][80]; fifteen days where no date is named [112]"
    ),
).key  # fmt: skip
MILESTONE = declare(
    "rectification.milestone_wd", 20, _("Working days between the milestones of a long order"),
    source=LIFE,
).key  # fmt: skip
RECHECK = declare(
    "rectification.recheck_wd", 10, _("Working days for re-check and call-back"), source=OURS
).key
CLOSE = declare("rectification.close_wd", 1, _("Working days to close an order"), source=LIFE).key
RETURNED = declare(
    "rectification.returned_wd", 5, _("Working days an organ has at least after a return"),
    source=LIFE,
).key  # fmt: skip
LONGEST_EXTENSION = declare(
    "rectification.longest_extension_wd", 15, _("Working days an extension gives at most"),
    source=OURS,
).key  # fmt: skip

BLUE = declare(
    "rectification.blue_wd", 5, _("Working days to answer a blue slip"), source=SANMING
).key
ORANGE = declare(
    "rectification.orange_wd", 3, _("Working days to answer an orange slip"), source=SANMING
).key
RED = declare("rectification.red_wd", 2, _("Working days to answer a red slip"), source=SANMING).key
BLUE_FROM = declare(
    "rectification.blue_from_wd", 1, _("Working days overdue for a blue slip"), source=LIFE
).key
ORANGE_FROM = declare(
    "rectification.orange_from_wd", 5, _("Working days overdue for an orange slip"), source=LIFE
).key
RED_FROM = declare(
    "rectification.red_from_wd", 10, _("Working days overdue for a red slip"), source=LIFE
).key

REMIND_BEFORE = declare(
    "rectification.remind_wd_before", 1, _("Working days before the due day to remind"),
    source=_("reminder one working day before the limit [104]"),
).key  # fmt: skip
REVISIT_FROM = declare(
    "rectification.revisit_from_d", 60, _("Days after closing from which a relapse visit is due"),
    source=OURS,
).key  # fmt: skip
REVISIT_UNTIL = declare(
    "rectification.revisit_until_d", 90, _("Days after closing until which a relapse visit is due"),
    source=OURS,
).key  # fmt: skip
REVISIT_SHARE = declare(
    "rectification.revisit_share", 0.2, _("Share of closed orders drawn for a relapse visit"),
    source=_(
        "random spot re-checks, domain reference part 8, P15 and P18; the figure is a default"
    ),
).key  # fmt: skip

TERMS = frozenset({AT_ONCE, TIME_LIMITED, MILESTONE, RETURNED})  # the organ's own time
