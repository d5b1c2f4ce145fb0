"""Questions about plans, rounds, burden and visits."""

# Plans, rounds and the burden meter.
from mingcha.visits.queries.burden import Borne as Borne
from mingcha.visits.queries.burden import borne as borne
from mingcha.visits.queries.burden import burden_of as burden_of
from mingcha.visits.queries.burden import burdens_visible_to as burdens_visible_to
from mingcha.visits.queries.burden import may_report as may_report
from mingcha.visits.queries.burden import organs_visible_to as organs_visible_to

# The visit's own life.
from mingcha.visits.queries.checks import MonthOfVisits as MonthOfVisits
from mingcha.visits.queries.checks import checks_by_organ as checks_by_organ
from mingcha.visits.queries.checks import counts as counts
from mingcha.visits.queries.plans import Step as Step
from mingcha.visits.queries.plans import Use as Use
from mingcha.visits.queries.plans import envelopes as envelopes
from mingcha.visits.queries.plans import is_to_be_sealed as is_to_be_sealed
from mingcha.visits.queries.plans import may_see_rounds as may_see_rounds
from mingcha.visits.queries.plans import named as named
from mingcha.visits.queries.plans import plan_of as plan_of
from mingcha.visits.queries.plans import plans_matching as plans_matching
from mingcha.visits.queries.plans import plans_visible_to as plans_visible_to
from mingcha.visits.queries.plans import plans_waiting_for as plans_waiting_for
from mingcha.visits.queries.plans import rounds_of as rounds_of
from mingcha.visits.queries.plans import rounds_visible_to as rounds_visible_to
from mingcha.visits.queries.plans import steps as steps
from mingcha.visits.queries.plans import uses as uses
from mingcha.visits.queries.visits import ALL as ALL
from mingcha.visits.queries.visits import INSIDE as INSIDE
from mingcha.visits.queries.visits import UNOPENED as UNOPENED
from mingcha.visits.queries.visits import Envelope as Envelope
from mingcha.visits.queries.visits import findings_seen as findings_seen
from mingcha.visits.queries.visits import is_handed_in as is_handed_in
from mingcha.visits.queries.visits import is_sealed_to as is_sealed_to
from mingcha.visits.queries.visits import is_unopened as is_unopened
from mingcha.visits.queries.visits import looked_at as looked_at
from mingcha.visits.queries.visits import matching as matching
from mingcha.visits.queries.visits import may_know_team as may_know_team
from mingcha.visits.queries.visits import may_see_pieces as may_see_pieces
from mingcha.visits.queries.visits import my_envelopes as my_envelopes
from mingcha.visits.queries.visits import numbered as numbered
from mingcha.visits.queries.visits import open_visit_of_today as open_visit_of_today
from mingcha.visits.queries.visits import remark_for as remark_for
from mingcha.visits.queries.visits import team_of as team_of
from mingcha.visits.queries.visits import visible_to as visible_to
from mingcha.visits.queries.visits import visits_of as visits_of
from mingcha.visits.queries.visits import waiting_for as waiting_for
from mingcha.visits.queries.visits import whole as whole
from mingcha.visits.queries.visits import with_pieces as with_pieces
