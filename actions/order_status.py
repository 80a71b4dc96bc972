"""Where an order stands, and which orders there are."""

from __future__ import annotations

from actions.answers import OrderAnswer
from actions.base import KefuAction
from actions.buttons import order_buttons
from actions.logistics import find_order_of_parcel
from actions.order_form import LISTED_ORDERS
from actions.status_words import say_status
from actions.turn import Turn
from kefu.names import Action, Entity, Say, Slot
from shop.enums import OrderStatus
from shop.port import ShopPort
from shop.views import OrderDetail

_STATUS_BY_LABEL = {status.label_zh: status for status in OrderStatus}


class ActionOrderStatus(OrderAnswer):
    """Says where an order stands."""

    action_name = Action.ORDER_STATUS

    async def find_by_tracking(self, turn: Turn, shop: ShopPort) -> bool:
        """Go by the parcel's order."""
        return await find_order_of_parcel(turn, shop)

    async def answer_order(self, turn: Turn, shop: ShopPort, customer_id: str, order: OrderDetail) -> None:
        """Say its status with what matters next."""
        await say_status(turn, shop, customer_id, order)


class ActionListOrders(KefuAction):
    """Lists the newest orders, all or those of one status."""

    action_name = Action.LIST_ORDERS

    async def answer(self, turn: Turn) -> None:
        """List, and remember the list for "the second one"; no order is in focus afterwards."""
        customer_id = turn.identity.customer_id
        if turn.slot(Slot.REQUEST_STOPPED) or customer_id is None:
            return
        status = _STATUS_BY_LABEL.get(turn.entity(Entity.ORDER_STATUS) or "")
        shop = await turn.shop()
        orders = await shop.orders(customer_id, limit=LISTED_ORDERS, status=status)
        turn.set(Slot.ORDER_ID, None)
        turn.set(Slot.PHONE_TAIL, None)
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
