"""Questions about rule versions, rounds and their results."""

from mingcha.appraisals.queries.results import PUBLIC as PUBLIC
from mingcha.appraisals.queries.results import Figures as Figures
from mingcha.appraisals.queries.results import Shown as Shown
from mingcha.appraisals.queries.results import as_told as as_told
from mingcha.appraisals.queries.results import bands as bands
from mingcha.appraisals.queries.results import figures as figures
from mingcha.appraisals.queries.results import figures_of as figures_of
from mingcha.appraisals.queries.results import least_told as least_told
from mingcha.appraisals.queries.results import newest as newest
from mingcha.appraisals.queries.results import shown as shown
from mingcha.appraisals.queries.results import told_groups as told_groups
from mingcha.appraisals.queries.rounds import KEEPERS as KEEPERS
from mingcha.appraisals.queries.rounds import matching as matching
from mingcha.appraisals.queries.rounds import participation as participation
from mingcha.appraisals.queries.rounds import parts_to_enter as parts_to_enter
from mingcha.appraisals.queries.rounds import rounds_of as rounds_of
from mingcha.appraisals.queries.rounds import rules_matching as rules_matching
from mingcha.appraisals.queries.rounds import rules_of as rules_of
from mingcha.appraisals.queries.rounds import rules_visible_to as rules_visible_to
from mingcha.appraisals.queries.rounds import units_named as units_named
from mingcha.appraisals.queries.rounds import visible_to as visible_to
from mingcha.appraisals.queries.rounds import waiting_for as waiting_for
