"""Hearing a complaint: an apology, the delay that we see ourselves, and the offer to record it."""

from __future__ import annotations

import re

from rasa_sdk.events import FollowupAction

from actions.base import KefuAction
from actions.requests import begin
from actions.turn import Turn
from kefu.names import Action, Entity, Form, Intent, Say, Slot
from shop.enums import EstimateReason, OrderStatus
from shop.port import ShopPort
from shop.views import DeliveryEstimate, OrderDetail

TICKET = "ticket"  # the value of the button that has a complaint recorded
_LOOKED_AT = 3  # newest orders that are looked at for what went wrong
_WANTS_TICKET = re.compile(
    r"(?:要|想|我|帮我|给我)?(?:投诉|举报)(?!无门)|维权|12315|消协|\b(?:file|make|lodge|record)\b.{0,12}\bcomplaint\b",
    re.IGNORECASE,
)
_STILL_OPEN = (OrderStatus.pending_shipment, OrderStatus.shipped)


class ActionHearComplaint(KefuAction):
    """Apologises, names the delay that we see ourselves, and offers to record the complaint; never sells."""

    action_name = Action.HEAR_COMPLAINT

    async def answer(self, turn: Turn) -> None:
        """Record it when that is what the customer asks for; else hear it."""
        if turn.entity(Entity.CHOICE) == TICKET or _WANTS_TICKET.search(turn.text):
            await begin(turn, Intent.COMPLAIN, in_form=turn.slot(Slot.REQUESTED_SLOT) is not None)
            turn.events.append(FollowupAction(Form.REQUEST))
            return
        shop = await turn.shop()
        late = await _late_order(turn, shop)
        if late is None:
            turn.say(Say.COMPLAINT_HEARD)
            return
        order, estimate = late
        turn.set(Slot.ORDER_ID, order.order_id)
        unshipped = estimate.reason is EstimateReason.dispatch_overdue
        turn.say(
            Say.COMPLAINT_UNSHIPPED if unshipped else Say.COMPLAINT_DELAYED,
            order_id=order.order_id,
            items=turn.words.items(order.items),
            late=turn.words.days(estimate.days_late),
        )


async def _late_order(turn: Turn, shop: ShopPort) -> tuple[OrderDetail, DeliveryEstimate] | None:
    """Return the order we speak of if it is late, else the only late one among the customer's newest."""
    if turn.order_id is not None:
        owner = turn.customer_for(turn.order_id)
        return await _if_late(shop, owner, turn.order_id) if owner else None
    customer_id = turn.identity.customer_id
    if customer_id is None:
        return None
    newest = [
        order
        for status in _STILL_OPEN
        for order in await shop.orders(customer_id, limit=_LOOKED_AT, status=status)
    ]
    late = [found for order in newest if (found := await _if_late(shop, customer_id, order.order_id))]
    return late[0] if len(late) == 1 else None


async def _if_late(
    shop: ShopPort, customer_id: str, order_id: str
) -> tuple[OrderDetail, DeliveryEstimate] | None:
    estimate = await shop.delivery_estimate(customer_id, order_id)
    if estimate.reason not in (EstimateReason.dispatch_overdue, EstimateReason.carrier_overdue):
        return None
    order = await shop.order(customer_id, order_id)
    return (order, estimate) if order and estimate.days_late > 0 else None
