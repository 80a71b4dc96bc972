"""What a customer's message means while the order form waits for an order, a phone tail or a yes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from actions.products_named import order_with_named_product
from actions.reading import confirms_cancelling, is_unsure, names_after_sale, says_cancel, says_stop
from actions.references import Kind, is_bare, resolve
from actions.requests import begin, order_of_parcel, stop
from actions.turn import Turn
from kefu.names import REQUESTS, SMALL_TALK, Action, Entity, Form, Intent, Say, Slot

MOST_UNUSABLE = 3  # unusable answers before a person is offered
UNUSABLE = "unusable"  # a value of the slot form_trouble
_LONGEST_SHORT_ANSWER = 15  # characters of an answer whose intent is uncertain

# Without a usable value, these are failed answers; every other intent interrupts the form.
_FAILED_ANSWERS = frozenset({Intent.INFORM, Intent.AFFIRM, Intent.NLU_FALLBACK, None})
_SAYS_NOTHING_ELSE = SMALL_TALK | REQUESTS | _FAILED_ANSWERS


def is_reply(turn: Turn) -> bool:
    """Return whether the message answers the form: it asked, and nothing else has reacted to the message yet."""
    if turn.slot(Slot.REQUESTED_SLOT) is None:
        return False
    for event in reversed(turn.tracker.events):
        if event.get("event") == "user":
            return True
        if event.get("event") == "action" and event.get("name") not in (Form.ORDER, Action.LISTEN):
            return False
    return False


async def take_reply(turn: Turn) -> bool:
    """Use the message as an answer, or as a change of the matter; False when it interrupts with something else."""
    asked = str(turn.slot(Slot.REQUESTED_SLOT))
    if asked != Slot.CANCEL_CONFIRMED and turn.intent != Intent.DENY and says_stop(turn.text):
        stop(turn)  # whatever the intent: "取消" alone leaves the question, not an order
        return True
    if turn.intent in REQUESTS and turn.intent != turn.request and not _is_plain_value(turn):
        await begin(turn, str(turn.intent), in_form=True)
        return True
    confirming = asked == Slot.CANCEL_CONFIRMED
    known = turn.intent in _SAYS_NOTHING_ELSE or (confirming and _takes_it_back(turn))
    other_matter = not known and not is_bare(turn.text)
    if not other_matter and await _READERS[asked](turn):
        turn.set(Slot.UNUSABLE_ANSWERS, 0)
        turn.set(Slot.FORM_TROUBLE, None)
        return True
    if other_matter:
        return False
    corrects = turn.intent == Intent.DENY and (
        turn.pointer is not None or (confirming and (says_cancel(turn.text) or _hesitates(turn.text)))
    )
    if corrects or turn.intent in _FAILED_ANSWERS or turn.intent == turn.request:
        _count_unusable(turn)
        return True
    return False


async def _read_order(turn: Turn) -> bool:
    """Take an order number, a place in the list, a product of the list, and a phone tail that came along."""
    order_id = await _order_in_reply(turn)
    if order_id is not None:
        turn.set(Slot.ORDER_ID, order_id)
    tail = turn.numbers.phone_tail if turn.identity.customer_id is None or order_id else None
    if tail is not None:
        turn.set(Slot.PHONE_TAIL, tail)
    return order_id is not None or tail is not None


async def _read_tail(turn: Turn) -> bool:
    """Take a phone tail, or another order number."""
    order_id = await _order_in_reply(turn)
    if order_id is not None and order_id != turn.order_id:
        turn.set(Slot.ORDER_ID, order_id)
        turn.set(Slot.PHONE_TAIL, None)
    if turn.numbers.phone_tail is not None:
        turn.set(Slot.PHONE_TAIL, turn.numbers.phone_tail)
    return order_id is not None or turn.numbers.phone_tail is not None


async def _read_confirmation(turn: Turn) -> bool:
    """Take yes or no, or another order instead of the one that was to be cancelled."""
    reason = turn.entity(Entity.REASON)
    if reason:
        turn.set(Slot.CANCEL_REASON, reason)
    order_id = await _order_in_reply(turn)
    other = turn.pointer is not None and turn.pointer.kind is Kind.OTHER
    if other or (order_id is not None and order_id != turn.order_id):
        turn.set(Slot.ORDER_ID, order_id)
        turn.set(Slot.REQUEST_KEY, None)
        return True
    answer = _yes_or_no(turn)
    if answer is not None:
        turn.set(Slot.CANCEL_CONFIRMED, answer)
    return answer is not None


_READERS: dict[str, Callable[[Turn], Awaitable[bool]]] = {
    Slot.ORDER_ID: _read_order,
    Slot.PHONE_TAIL: _read_tail,
    Slot.CANCEL_CONFIRMED: _read_confirmation,
}


def _yes_or_no(turn: Turn) -> bool | None:
    """Return the answer to "shall I cancel it"; None when unclear, because no undoing follows a yes."""
    taken_back = _takes_it_back(turn)
    if taken_back and confirms_cancelling(turn.text) is not True:
        return False  # also as a question ("可以不取消吗"): nothing is lost by a no
    if is_unsure(turn.text):
        return None
    clear = taken_back or turn.intent in (Intent.AFFIRM, Intent.DENY, Intent.CANCEL_ORDER)
    if clear or (turn.intent in _FAILED_ANSWERS and len(turn.text) <= _LONGEST_SHORT_ANSWER):
        said = confirms_cancelling(turn.text)
        if said is not None:
            return said
    if turn.intent == Intent.AFFIRM:
        return True
    return False if turn.intent == Intent.DENY and not says_cancel(turn.text) else None


def _takes_it_back(turn: Turn) -> bool:
    """Return whether the message takes back the wish to cancel, not a return, exchange or refund."""
    if turn.intent != Intent.UNDO_REQUEST:
        return False
    return confirms_cancelling(turn.text) is not None or not names_after_sale(turn.text)


def _hesitates(text: str) -> bool:
    """Return whether *text* leaves a yes or no open ("我还没想好"), whatever its intent was taken for."""
    return is_unsure(text) and confirms_cancelling(text) is None


def _is_plain_value(turn: Turn) -> bool:
    """Return whether the message only hands over a number or points, so that its guessed intent says little."""
    numbers = turn.numbers
    has_value = numbers.order_id or numbers.phone_tail or turn.pointer is not None
    return bool(has_value) and not turn.is_button and is_bare(turn.text)


async def _order_in_reply(turn: Turn) -> str | None:
    """Return the order that a reply names by number, by a product in it, or by pointing."""
    if turn.numbers.order_id:
        return turn.numbers.order_id
    by_parcel = await order_of_parcel(turn)
    if by_parcel is not None:
        return by_parcel
    named = None if is_bare(turn.text) else await order_with_named_product(turn)
    if named is not None:
        return named
    return resolve(turn.pointer, turn.listed, turn.order_id) if turn.pointer is not None else None


def _count_unusable(turn: Turn) -> None:
    """Note one more answer of no use; after `MOST_UNUSABLE` of them stop asking and offer a person."""
    count = int(turn.slot(Slot.UNUSABLE_ANSWERS) or 0) + 1
    turn.set(Slot.UNUSABLE_ANSWERS, count)
    turn.set(Slot.FORM_TROUBLE, UNUSABLE)
    if count >= MOST_UNUSABLE:
        turn.say(Say.GIVE_UP)
        turn.set(Slot.REQUEST_STOPPED, True)
