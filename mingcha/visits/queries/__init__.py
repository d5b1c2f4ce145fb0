"""Questions about plans, rounds, burden and visits."""

# Plans, rounds and the burden meter.
from mingcha.visits.queries.burden import Borne as Borne
from mingcha.visits.queries.burden import borne as borne
from mingcha.visits.queries.burden import burden_of as burden_of
from mingcha.visits.queries.burden import burdens_visible_to as burdens_visible_to
from mingcha.visits.queries.burden import organs_visible_to as organs_visible_to
from mingcha.visits.queries.plans import envelopes as envelopes
from mingcha.visits.queries.plans import named as named
from mingcha.visits.queries.plans import plans_matching as plans_matching
from mingcha.visits.queries.plans import plans_visible_to as plans_visible_to
from mingcha.visits.queries.plans import plans_waiting_for as plans_waiting_for
from mingcha.visits.queries.plans import rounds_of as rounds_of
from mingcha.visits.queries.plans import rounds_visible_to as rounds_visible_to
from mingcha.visits.queries.plans import steps as steps
from mingcha.visits.queries.plans import uses as uses
