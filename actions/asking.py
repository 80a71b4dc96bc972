"""The order form's questions, worded by what went wrong before and by what the customer can choose from."""

from __future__ import annotations

from uuid import uuid4

from actions.base import KefuAction
from actions.buttons import order_buttons
from actions.order_form import LISTED_ORDERS, MISMATCH, NOT_FOUND
from actions.replies import UNUSABLE
from actions.turn import Turn
from kefu.names import Action, Say, Slot


class AskOrderId(KefuAction):
    """Asks which order: by its number from somebody unknown, by a list to choose from when the customer is known."""

    action_name = Action.ASK_ORDER_ID

    async def answer(self, turn: Turn) -> None:
        """Ask, and remember what was listed."""
        again = turn.slot(Slot.FORM_TROUBLE) == UNUSABLE
        customer_id = turn.identity.customer_id
        if customer_id is None:
            turn.say(Say.ASK_ORDER_ID_AGAIN if again else Say.ASK_ORDER_ID)
            return
        shop = await turn.shop()
        orders = await shop.orders(customer_id, limit=LISTED_ORDERS)
        turn.set(Slot.LISTED_ORDERS, [order.order_id for order in orders])
        turn.say(
            Say.CHOOSE_ORDER_AGAIN if again else Say.CHOOSE_ORDER,
            orders=turn.words.order_lines(orders),
            buttons=order_buttons(orders, turn.words),
        )


class AskPhoneTail(KefuAction):
    """Asks for the phone's last four digits, which prove together with the order number whose order it is."""

    action_name = Action.ASK_PHONE_TAIL

    async def answer(self, turn: Turn) -> None:
        """Ask; after a failure say what can be done about it."""
        trouble = turn.slot(Slot.FORM_TROUBLE)
        if trouble == MISMATCH:
            left = int(turn.slot(Slot.ATTEMPTS_LEFT) or 0)
            turn.say(Say.VERIFICATION_MISMATCH, order_id=turn.order_id, attempts=turn.words.attempts(left))
        elif trouble == UNUSABLE:
            turn.say(Say.ASK_PHONE_TAIL_AGAIN)
        elif trouble == NOT_FOUND or turn.identity.customer_id is not None:
            turn.say(Say.ORDER_NOT_FOUND, order_id=turn.order_id)
        else:
            turn.say(Say.ASK_PHONE_TAIL)


class AskCancelConfirmed(KefuAction):
    """Shows what will be cancelled and what comes back, and asks for a yes."""

    action_name = Action.ASK_CANCEL_CONFIRMED

    async def answer(self, turn: Turn) -> None:
        """Ask. The request key made here stays the same however often the yes is given or sent again."""
        order_id = str(turn.order_id)
        shop = await turn.shop()
        order = await shop.order(str(turn.customer_for(order_id)), order_id)
        if order is None:
            raise LookupError("the order that was to be cancelled has vanished")
        if turn.slot(Slot.REQUEST_KEY) is None:
            turn.set(Slot.REQUEST_KEY, f"cancel-{uuid4().hex}")
        again = turn.slot(Slot.FORM_TROUBLE) == UNUSABLE
        question = Say.CANCEL_CONFIRM if order.paid_at else Say.CANCEL_CONFIRM_UNPAID
        turn.say(
            Say.CANCEL_CONFIRM_AGAIN if again else question,
            order_id=order_id,
            items=turn.words.items(order.items),
            total=turn.words.money(order.total),
            refund=turn.words.money(order.options.cancel_refund),
        )
