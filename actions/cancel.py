"""Cancelling an order, once, after the customer has seen what will be cancelled and has said yes."""

from __future__ import annotations

from actions.answers import OrderAnswer
from actions.status_words import all_delivered, order_facts
from actions.turn import Turn
from kefu.names import Action, Say, Slot
from shop.enums import Advice, CancelOutcome
from shop.port import ShopPort
from shop.views import CancelResult, OrderDetail

_TOO_LATE = {
    Advice.already_shipped: Say.CANCEL_TOO_LATE_SHIPPED,
    Advice.already_received: Say.CANCEL_TOO_LATE_DELIVERED,
    Advice.return_in_progress: Say.CANCEL_TOO_LATE_RETURN,
    Advice.already_returned: Say.CANCEL_TOO_LATE_RETURN,
}


class ActionCancelOrder(OrderAnswer):
    """Cancels when the form got a yes; else says that the order stays, or why it cannot be cancelled."""

    action_name = Action.CANCEL_ORDER

    async def answer_order(self, turn: Turn, shop: ShopPort, customer_id: str, order: OrderDetail) -> None:
        """Act on the answer and forget it, so that it can never serve another order."""
        confirmed = turn.slot(Slot.CANCEL_CONFIRMED)
        key = turn.slot(Slot.REQUEST_KEY)
        turn.set(Slot.CANCEL_CONFIRMED, None)
        turn.set(Slot.REQUEST_KEY, None)
        if confirmed is False:
            turn.say(Say.CANCEL_KEPT, **order_facts(turn, order))
            return
        if confirmed and key:
            reason = str(turn.slot(Slot.CANCEL_REASON) or "")
            self._say_result(turn, order, await shop.cancel_order(customer_id, order.order_id, key, reason))
            return
        # The form asks for no yes when the shop's policy forbids cancelling; the shop itself would refuse as well.
        advice = order.options.cancel
        if advice is None:
            raise RuntimeError("a cancellation reached the shop without the customer's yes")
        self._say_refusal(turn, order, advice)

    def _say_result(self, turn: Turn, order: OrderDetail, result: CancelResult) -> None:
        if result.outcome is CancelOutcome.cancelled:
            turn.set(Slot.ORDER_ID, None)  # this matter is closed
            refund = result.refund_amount
            if refund:
                turn.say(Say.CANCEL_DONE, refund=turn.words.money(refund), **order_facts(turn, order))
            else:
                turn.say(Say.CANCEL_DONE_UNPAID, **order_facts(turn, order))
        elif result.outcome is CancelOutcome.already_cancelled:
            self._say_refusal(turn, order, Advice.order_cancelled)
        elif result.advice is not None:
            self._say_refusal(turn, order, result.advice)
        else:
            raise LookupError("the order that was to be cancelled has vanished")

    def _say_refusal(self, turn: Turn, order: OrderDetail, advice: Advice) -> None:
        response = _TOO_LATE.get(advice, Say.CANCEL_ALREADY)
        if advice is Advice.already_shipped and all_delivered(order):
            response = Say.CANCEL_TOO_LATE_DELIVERED  # what has come can no longer be refused at the door
        turn.say(response, **order_facts(turn, order))
