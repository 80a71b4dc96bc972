"""The base of the actions that answer a request about one order, once the order form has done its part."""

from __future__ import annotations

from abc import abstractmethod

from actions.base import KefuAction
from actions.turn import Turn
from kefu.names import Slot
from shop.port import ShopPort
from shop.views import OrderDetail


class OrderAnswer(KefuAction):
    """Reads the order on behalf of the verified customer and answers about it.

    Silent when the form was stopped: why was said then. The rules run this action after the form in any case.
    """

    async def answer(self, turn: Turn) -> None:
        """Answer about the order of the slot `order_id`, or of the parcel in the slot `tracking_number`."""
        if turn.slot(Slot.REQUEST_STOPPED):
            return
        shop = await turn.shop()
        if turn.slot(Slot.TRACKING_NUMBER) and not await self.find_by_tracking(turn, shop):
            return
        customer_id = turn.customer_for(turn.order_id)
        if customer_id is None or turn.order_id is None:
            raise LookupError("the order form ended without a verified customer or an order")
        order = await shop.order(customer_id, turn.order_id)
        if order is None:
            raise LookupError("the order has vanished since the form found it")
        turn.set(Slot.PHONE_TAIL, None)  # it has served its purpose
        turn.set(Slot.ORDER_ID, order.order_id)  # what "它" means from now on
        await self.answer_order(turn, shop, customer_id, order)

    async def find_by_tracking(self, turn: Turn, shop: ShopPort) -> bool:
        """Set the order of the tracking number; say that there is none, and return False, when it is not theirs."""
        raise LookupError(f"{self.name()} does not go by tracking numbers")

    @abstractmethod
    async def answer_order(self, turn: Turn, shop: ShopPort, customer_id: str, order: OrderDetail) -> None:
        """Answer about *order*, which is *customer_id*'s."""
