"""Where an order stands, and which orders there are."""

from __future__ import annotations

import re

from actions.buttons import order_buttons
from actions.matters.base import LISTED_ORDERS, Matter, Scope, Subject
from actions.status_words import say_status
from actions.turn import Turn
from kefu.names import Entity, Intent, Say, Slot
from shop.enums import OrderStatus

_SENDS_TO = re.compile(
    r"(?:寄|送|发|改)(?:到|成|去|往).{2,40}(?:路|街|道|巷|村|小区|大厦|公寓|[0-9]\s*号)(?!.*[吗?])"
)
_STATUS_BY_LABEL = {status.label_zh: status for status in OrderStatus}


class ActionOrderStatus(Matter):
    """Says where an order stands."""

    request = Intent.QUERY_ORDER_STATUS
    inquiry = True
    by_tracking = True

    @classmethod
    def really(cls, turn: Turn) -> str:
        """Who says where it shall go does not ask where it is."""
        return Intent.CHANGE_ADDRESS if _SENDS_TO.search(turn.text) else cls.request

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Say its status with what matters next."""
        await say_status(turn, subject.shop, subject.customer, subject.the_order)


class ActionListOrders(Matter):
    """Lists the newest orders, all or those of one status."""

    request = Intent.LIST_ORDERS
    scope = Scope.CUSTOMER

    @classmethod
    def really(cls, turn: Turn) -> str:
        """Who names one order does not ask for all of them."""
        return Intent.QUERY_ORDER_STATUS if turn.numbers.order_id else cls.request

    narrowed_by_order = True  # a number proves who asks

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """List, and remember the list for "the second one"; no order is in focus afterwards."""
        status = _STATUS_BY_LABEL.get(turn.entity(Entity.ORDER_STATUS) or "")
        orders = await subject.shop.orders(subject.customer, limit=LISTED_ORDERS, status=status)
        turn.set(Slot.ORDER_ID, None)
        turn.set(Slot.LISTED_ORDERS, [order.order_id for order in orders])
        label = turn.words.pick(status.label_zh, status.label_en) if status else ""
        if not orders:
            turn.say(Say.NO_ORDERS_FILTERED if status else Say.NO_ORDERS, status=label)
            return
        turn.say(
            Say.ORDER_LIST_FILTERED if status else Say.ORDER_LIST,
            orders=turn.words.order_lines(orders),
            status=label,
            buttons=order_buttons(orders, turn.words),
        )


MATTERS = (ActionOrderStatus, ActionListOrders)
