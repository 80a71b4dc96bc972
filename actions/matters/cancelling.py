"""Cancelling an order, once, after the customer has seen what will be cancelled and has said yes."""

from __future__ import annotations

from collections.abc import Sequence

from actions.matters.base import Matter, Subject
from actions.questions import UNUSABLE, Confirm, Noted, Question
from actions.reading import confirms_cancelling
from actions.status_words import all_delivered, order_facts
from actions.turn import Turn
from kefu.names import Entity, Intent, Say, Slot
from shop.enums import Advice, CancelOutcome
from shop.views import CancelResult, OrderDetail

_TOO_LATE = {
    Advice.already_shipped: Say.CANCEL_TOO_LATE_SHIPPED,
    Advice.already_received: Say.CANCEL_TOO_LATE_DELIVERED,
    Advice.return_in_progress: Say.CANCEL_TOO_LATE_RETURN,
    Advice.already_returned: Say.CANCEL_TOO_LATE_RETURN,
}


async def _show(turn: Turn, subject: Subject) -> None:
    """Show what will be cancelled and what comes back, and ask for a yes."""
    order = subject.the_order
    question = Say.CANCEL_CONFIRM if order.paid_at else Say.CANCEL_CONFIRM_UNPAID
    again = turn.slot(Slot.FORM_TROUBLE) == UNUSABLE
    refund = turn.words.money(order.options.cancel_refund)
    turn.say(Say.CANCEL_CONFIRM_AGAIN if again else question, refund=refund, **order_facts(turn, order))


class ActionCancelOrder(Matter):
    """Cancels when the form got a yes; else says that the order stays, or why it cannot be cancelled."""

    request = Intent.CANCEL_ORDER
    questions = (
        Noted(Slot.CANCEL_REASON, Entity.REASON),
        Confirm(_show, reads=confirms_cancelling, rewords=True),
    )

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Return no question when the shop's policy forbids cancelling; the shop itself would refuse as well."""
        return self.questions if subject.the_order.options.cancel is None else ()

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Act on the answer and forget it, so that it can never serve another order."""
        order = subject.the_order
        if self.declined(turn, Say.CANCEL_KEPT, **order_facts(turn, order)):
            return
        advice = order.options.cancel
        if advice is not None and turn.slot(Slot.CONFIRMED) is None:
            self._say_refusal(turn, order, advice)
            return
        key = self.agreed_key(turn)
        reason = str(turn.slot(Slot.CANCEL_REASON) or "")
        self._say_result(
            turn, order, await subject.shop.cancel_order(subject.customer, order.order_id, key, reason)
        )

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


MATTERS = (ActionCancelOrder,)
