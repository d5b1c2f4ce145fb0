"""Acts on plans, rounds and visits: the only writer of this room's tables."""

# Plans, rounds and the burden meter.
from mingcha.visits.commands.burden import record_burden as record_burden
from mingcha.visits.commands.plan import approve as approve
from mingcha.visits.commands.plan import close as close
from mingcha.visits.commands.plan import draft as draft
from mingcha.visits.commands.plan import revise as revise
from mingcha.visits.commands.rounds import assign_round as assign_round
from mingcha.visits.commands.rounds import cancel_sealed as cancel_sealed
from mingcha.visits.commands.rounds import name_target as name_target
from mingcha.visits.commands.rounds import prepare_round as prepare_round
