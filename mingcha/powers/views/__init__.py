"""Pages of the inventory: lists, an item, a reform, the ledger, what the checks found."""

from mingcha.foundation.acts import act_page
from mingcha.powers import doors
from mingcha.powers.views.items import checks as checks
from mingcha.powers.views.items import enter as enter
from mingcha.powers.views.items import item as item
from mingcha.powers.views.items import items as items
from mingcha.powers.views.reforms import ledger as ledger
from mingcha.powers.views.reforms import reform as reform
from mingcha.powers.views.reforms import reforms as reforms

item_act = act_page(doors.ITEMS)
