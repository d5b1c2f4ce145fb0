"""Acts on plans, rounds and visits: the only writer of this room's tables."""

# Plans, rounds and the burden meter.
from mingcha.visits.commands.burden import record_burden as record_burden

# The visit's own life.
from mingcha.visits.commands.error import put_back as put_back
from mingcha.visits.commands.error import take_back as take_back
from mingcha.visits.commands.plan import approve as approve
from mingcha.visits.commands.plan import close as close
from mingcha.visits.commands.plan import draft as draft
from mingcha.visits.commands.plan import revise as revise
from mingcha.visits.commands.rounds import assign_round as assign_round
from mingcha.visits.commands.rounds import cancel_sealed as cancel_sealed
from mingcha.visits.commands.rounds import name_target as name_target
from mingcha.visits.commands.rounds import prepare_round as prepare_round
from mingcha.visits.commands.sheet import enter_field_sheet as enter_field_sheet
from mingcha.visits.commands.sheet import hand_in as hand_in
from mingcha.visits.commands.sheet import new_code as new_code
from mingcha.visits.commands.visit import add_organ_words as add_organ_words
from mingcha.visits.commands.visit import cancel as cancel
from mingcha.visits.commands.visit import countersign as countersign
from mingcha.visits.commands.visit import look as look
from mingcha.visits.commands.visit import open as open  # noqa: A004 -- the act's own name
from mingcha.visits.commands.visit import send_back as send_back
from mingcha.visits.commands.visit import sign as sign
from mingcha.visits.commands.visit import verify as verify
