"""The order form: finds out who asks and which order is meant, and has a cancellation confirmed."""

from __future__ import annotations

from rasa_sdk.events import ActionExecutionRejected

from actions.base import KefuAction
from actions.replies import is_reply, take_reply
from actions.requests import BY_TRACKING_NUMBER
from actions.turn import Turn
from kefu.names import Action, Form, Intent, Say, Slot
from shop.enums import VerifyOutcome
from shop.port import ShopPort

LISTED_ORDERS = 5  # orders in one list
# Values of the slot form_trouble, by which the next question is worded.
MISMATCH = "mismatch"
NOT_FOUND = "not_found"


class ValidateOrderForm(KefuAction):
    """Reads the customer's reply and decides what the form asks next (Rasa's slot `requested_slot`)."""

    action_name = Action.VALIDATE_ORDER_FORM

    async def answer(self, turn: Turn) -> None:
        """Set `requested_slot` to what is missing, to None when the form is done, or reject the message."""
        if is_reply(turn):
            if not await take_reply(turn):
                # Lets the rules answer the interruption; Rasa then comes back to the form
                # (rasa/core/policies/rule_policy.py `_find_action_from_rules`).
                turn.events.append(ActionExecutionRejected(Form.ORDER))
                return
        else:
            turn.set(Slot.FORM_TROUBLE, None)
        stopped = bool(turn.slot(Slot.REQUEST_STOPPED))
        turn.set(Slot.REQUESTED_SLOT, None if stopped else await _missing(turn))


async def _missing(turn: Turn) -> str | None:
    """Return the slot to ask for next, or None when the request can be answered or had to be stopped."""
    shop = await turn.shop()
    tail = turn.slot(Slot.PHONE_TAIL)
    if turn.order_id and tail and not await _may_see(turn, shop) and not await _verify(turn, shop, tail):
        return _unless_stopped(turn, Slot.PHONE_TAIL)
    customer_id = turn.identity.customer_id
    if customer_id is None:
        return Slot.PHONE_TAIL if turn.order_id else Slot.ORDER_ID
    by_tracking = turn.slot(Slot.TRACKING_NUMBER) and turn.request in BY_TRACKING_NUMBER
    if turn.request == Intent.LIST_ORDERS or by_tracking:
        return None
    if turn.order_id is None and not await _choose_order(turn, shop, customer_id):
        return _unless_stopped(turn, Slot.ORDER_ID)
    return await _missing_for_order(turn, shop)


async def _missing_for_order(turn: Turn, shop: ShopPort) -> str | None:
    """Return what is missing once an order is named: proof that it may be seen, and a yes to cancelling it."""
    order_id = str(turn.order_id)
    order = await shop.order(str(turn.customer_for(order_id)), order_id)
    if order is None:
        # The same whether it does not exist or is somebody else's.
        if turn.slot(Slot.FORM_TROUBLE) is None:
            turn.set(Slot.FORM_TROUBLE, NOT_FOUND)
        return Slot.PHONE_TAIL
    confirmed = turn.slot(Slot.CANCEL_CONFIRMED) is not None
    if turn.request == Intent.CANCEL_ORDER and not confirmed and order.options.cancel is None:
        return Slot.CANCEL_CONFIRMED
    return None


async def _may_see(turn: Turn, shop: ShopPort) -> bool:
    customer_id = turn.customer_for(turn.order_id)
    return customer_id is not None and await shop.order(customer_id, str(turn.order_id)) is not None


async def _verify(turn: Turn, shop: ShopPort, tail: str) -> bool:
    """Check order number and phone tail; on failure forget the tail and word the next question accordingly."""
    order_id = str(turn.order_id)
    result = await shop.verify(order_id, tail, session_key=turn.tracker.sender_id, now=turn.now)
    turn.set(Slot.PHONE_TAIL, None)
    if result.outcome is VerifyOutcome.verified and result.customer_id:
        turn.verified(result.customer_id, order_id)
        return True
    if result.outcome is VerifyOutcome.mismatch and result.attempts_left > 0:
        turn.set(Slot.FORM_TROUBLE, MISMATCH)
        turn.set(Slot.ATTEMPTS_LEFT, result.attempts_left)
        return False
    window = turn.words.minutes(turn.runtime.settings.verify_window_minutes)
    wait = turn.words.wait(result.locked_until) if result.locked_until else window
    turn.say(Say.VERIFICATION_LOCKED, wait=wait)
    turn.set(Slot.REQUEST_STOPPED, True)
    return False


async def _choose_order(turn: Turn, shop: ShopPort, customer_id: str) -> bool:
    """Choose the order when there is only one; False when it must be asked, or when there is none."""
    orders = await shop.orders(customer_id, limit=LISTED_ORDERS)
    if not orders:
        turn.say(Say.NO_ORDERS)
        turn.set(Slot.REQUEST_STOPPED, True)
        return False
    if len(orders) > 1:
        return False
    turn.set(Slot.ORDER_ID, orders[0].order_id)
    return True


def _unless_stopped(turn: Turn, slot: str) -> str | None:
    return None if turn.slot(Slot.REQUEST_STOPPED) else slot
