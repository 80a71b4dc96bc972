"""Where a parcel is, when an order arrives, and pressing for faster shipping."""

from __future__ import annotations

from actions.matters.base import Matter, Subject
from actions.status_words import all_delivered, order_facts, say_status
from actions.turn import Turn
from kefu.names import Intent, Say
from shop.enums import Advice, EstimateReason, ExpediteOutcome, OrderStatus
from shop.views import DeliveryEstimate


class ActionTrackLogistics(Matter):
    """Says where the parcels of an order are."""

    request = Intent.TRACK_LOGISTICS
    inquiry = True
    by_tracking = True

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Say the track, or the status when nothing is under way."""
        order = subject.the_order
        if not order.shipments:
            if order.status is OrderStatus.pending_shipment:
                turn.say(Say.TRACK_NOT_SHIPPED, **order_facts(turn, order))
            else:
                await say_status(turn, subject.shop, subject.customer, order)
            return
        response = Say.TRACK_DELIVERED if all_delivered(order) else Say.TRACK
        turn.say(response, parcels=turn.words.parcel_lines(order.shipments), **order_facts(turn, order))


class ActionDeliveryTime(Matter):
    """Says when an order arrives, and what that rests on."""

    request = Intent.DELIVERY_TIME
    inquiry = True
    by_tracking = True

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Say the estimate, or the status when nothing will come any more."""
        order = subject.the_order
        estimate = await subject.shop.delivery_estimate(subject.customer, order.order_id)
        response = _ESTIMATE_WORDS.get(estimate.reason)
        if response is None:
            await say_status(turn, subject.shop, subject.customer, order)
            return
        late = turn.words.days(estimate.days_late)
        turn.say(response, when=_when(turn, estimate), late=late, **order_facts(turn, order))


_ESTIMATE_WORDS = {
    EstimateReason.carrier_estimate: Say.ETA_ON_THE_WAY,
    EstimateReason.carrier_overdue: Say.ETA_LATE,
    EstimateReason.dispatch_policy: Say.ETA_NOT_SHIPPED,
    EstimateReason.dispatch_overdue: Say.ETA_DISPATCH_LATE,
    EstimateReason.awaiting_payment: Say.ETA_UNPAID,
    EstimateReason.delivered: Say.ETA_DELIVERED,
}


def _when(turn: Turn, estimate: DeliveryEstimate) -> str:
    if estimate.earliest is None:
        return ""
    return turn.words.span(estimate.earliest, estimate.latest or estimate.earliest)


class ActionExpediteShipping(Matter):
    """Notes that the customer presses for shipping."""

    request = Intent.EXPEDITE_SHIPPING

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Record the wish once, or say why there is nothing to hurry."""
        order = subject.the_order
        key = turn.message_key(f"expedite-{order.order_id}")
        result = await subject.shop.expedite(subject.customer, order.order_id, key)
        facts = order_facts(turn, order)
        if result.outcome is ExpediteOutcome.recorded:
            turn.say(Say.EXPEDITE_RECORDED, **facts)
        elif result.outcome is ExpediteOutcome.already_recorded:
            since = turn.words.moment(result.expedited_at) if result.expedited_at else ""
            turn.say(Say.EXPEDITE_ALREADY, since=since, **facts)
        elif result.advice is Advice.pay_first:
            turn.say(Say.EXPEDITE_PAY_FIRST, **facts)
        elif result.advice is Advice.already_shipped and order.shipments:
            response = Say.TRACK_DELIVERED if all_delivered(order) else Say.EXPEDITE_SHIPPED
            turn.say(response, parcels=turn.words.parcel_lines(order.shipments), **facts)
        else:
            turn.say(Say.EXPEDITE_OVER, status=turn.words.status(order), **facts)


MATTERS = (ActionTrackLogistics, ActionDeliveryTime, ActionExpediteShipping)
