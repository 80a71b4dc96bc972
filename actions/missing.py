"""What the request form still has to ask: proof of who speaks, the order that is meant, and the matter's details."""

from __future__ import annotations

from actions.matters.base import LISTED_ORDERS, Matter, Scope, Subject
from actions.matters.registry import current_matter
from actions.turn import Turn
from kefu.names import Say, Slot
from shop.enums import VerifyOutcome
from shop.views import OrderSummary

# Values of the slot form_trouble, by which the next question is worded.
MISMATCH = "mismatch"
NOT_FOUND = "not_found"


async def missing(turn: Turn) -> str | None:
    """Return the slot to ask for next, or None when the request can be answered or had to be stopped."""
    matter = current_matter(turn)
    scope = matter.scope_of(turn)
    if scope is not Scope.ANYONE:
        unproven = await _missing_identity(turn, matter)
        if unproven is not None or turn.slot(Slot.REQUEST_STOPPED):
            return unproven
    if matter.by_tracking and turn.slot(Slot.TRACKING_NUMBER):
        return None
    if scope is Scope.ORDER and turn.order_id is None and not await _choose_order(turn, matter):
        return _unless_stopped(turn, Slot.ORDER_ID)
    subject = await matter.subject_so_far(turn)
    if scope is Scope.ORDER and subject.order is None:
        # The same whether it does not exist or is somebody else's.
        if turn.slot(Slot.FORM_TROUBLE) is None:
            turn.set(Slot.FORM_TROUBLE, NOT_FOUND)
        return Slot.PHONE_TAIL
    return await _missing_detail(turn, matter, subject)


async def _missing_detail(turn: Turn, matter: Matter, subject: Subject) -> str | None:
    if not matter.is_possible(subject.shop):
        return None
    for question in await matter.questions_for(turn, subject):
        if not await question.is_settled(turn, subject):
            return question.slot
    return None


async def _missing_identity(turn: Turn, matter: Matter) -> str | None:
    """Return what proves who asks: an order number, or the phone tail that goes with it; None once proven."""
    tail = turn.slot(Slot.PHONE_TAIL)
    if turn.order_id and tail and not await _may_see(turn) and not await _verify(turn, tail):
        return _unless_stopped(turn, Slot.PHONE_TAIL)
    if turn.identity.customer_id is None:
        return Slot.PHONE_TAIL if turn.order_id else Slot.ORDER_ID
    return None


async def _may_see(turn: Turn) -> bool:
    customer_id = turn.customer_for(turn.order_id)
    shop = await turn.shop()
    return customer_id is not None and await shop.order(customer_id, str(turn.order_id)) is not None


async def _verify(turn: Turn, tail: str) -> bool:
    """Check order number and phone tail; on failure forget the tail and word the next question accordingly."""
    order_id = str(turn.order_id)
    shop = await turn.shop()
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


async def orders_to_choose_from(turn: Turn, matter: Matter) -> list[OrderSummary]:
    """Return the newest orders that the matter is usually about; the newest of all when there is none of these."""
    customer_id = turn.identity.customer_id
    if customer_id is None:
        return []
    shop = await turn.shop()
    usual = [
        order
        for status in sorted(matter.usual_statuses)
        for order in await shop.orders(customer_id, limit=LISTED_ORDERS, status=status)
    ]
    usual.sort(key=lambda order: order.ordered_at, reverse=True)
    return usual[:LISTED_ORDERS] or await shop.orders(customer_id, limit=LISTED_ORDERS)


async def _choose_order(turn: Turn, matter: Matter) -> bool:
    """Choose the order when there is only one; False when it must be asked, or when there is none."""
    orders = await orders_to_choose_from(turn, matter)
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
