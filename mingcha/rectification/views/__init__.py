"""The pages of this room: lists and the ageing plot, one order, one slip."""

from mingcha.rectification.views.lists import ageing, orders
from mingcha.rectification.views.order import notice, order, order_act
from mingcha.rectification.views.slip import slip, slip_act

__all__ = ["ageing", "notice", "order", "order_act", "orders", "slip", "slip_act"]
