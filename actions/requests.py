"""What a customer asks for, and which order is meant: the start of everything the request form deals with."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import ActiveLoop, FollowupAction

from actions.base import KefuAction
from actions.matters.base import Scope
from actions.matters.registry import DETAILS, MATTERS
from actions.product_follow_ups import about_one, product_follow_up, speaks_of_products
from actions.products_named import names_product, order_with_named_product
from actions.reading import names_deletion, says_cancel
from actions.references import Kind, is_bare, resolve
from actions.turn import Turn
from kefu.names import REQUESTS, Action, Form, Intent, Say, Slot

# An order that was spoken of longer ago than this many messages is no longer what "when will it arrive" means.
FOCUS_MESSAGES = 6


class ActionBeginRequest(KefuAction):
    """Notes what is asked and which order is meant; the request form then asks for what is missing."""

    action_name = Action.BEGIN_REQUEST

    async def answer(self, turn: Turn) -> None:
        """Begin the request that the message's intent names."""
        follows_up = bool(turn.request) and not turn.is_button and points(turn) and is_bare(turn.text)
        if follows_up:  # "那第二个呢？" asks the same again, whatever intent was guessed
            await begin(turn, _continued(turn))
        elif turn.intent == Intent.UNDO_REQUEST and names_deletion(turn.text):
            await begin(turn, Intent.DELETE_MY_DATA)  # "撤回注销申请": that matter takes it back
        elif turn.intent in REQUESTS:
            await begin(turn, turn.intent)
        else:
            raise ValueError(
                f"{self.name()} expects one of {sorted(REQUESTS)}, got the intent {turn.intent!r}"
            )


class ActionStopRequest(KefuAction):
    """Ends the request form because the customer does not want to go on."""

    action_name = Action.STOP_REQUEST

    async def answer(self, turn: Turn) -> None:
        """Say so and close the form."""
        stop(turn)
        turn.set(Slot.REQUESTED_SLOT, None)
        turn.events.append(ActiveLoop(None))


async def begin(turn: Turn, request: str, in_form: bool = False) -> None:
    """Start *request* anew: nothing of an earlier one is left but the order, and that only if it is meant.

    *in_form*: the customer changed the matter while the form was asking, so who they are and which order it is
    stays, and what they had begun is kept to be taken up again.
    """
    request = request if turn.is_button else MATTERS[request].really(turn)
    left = _left_behind(turn, request) if in_form else None
    kept = _kept(turn, request) if in_form else {}
    if _takes_up(turn, request):
        turn.set(Slot.SUSPENDED, left)
        return
    numbers = turn.numbers
    tracking = numbers.tracking_number if MATTERS[request].by_tracking else None
    said = None if MATTERS[request].takes_phone else numbers.phone_tail
    tail = said or (turn.slot(Slot.PHONE_TAIL) if in_form else None)
    goes_on = in_form or _still_in_focus(turn, request)
    turn.set(Slot.LAST_REQUEST, request)  # before the shop is asked, so that "try again" tries this
    about_order = MATTERS[request].scope is Scope.ORDER or MATTERS[request].narrowed_by_order
    if about_order:
        turn.set(Slot.ORDER_ID, None if tracking else await _order_meant(turn, goes_on))
    elif numbers.order_id:
        turn.set(Slot.ORDER_ID, numbers.order_id)
    turn.set(Slot.TRACKING_NUMBER, tracking)
    turn.set(Slot.PHONE_TAIL, tail)
    turn.set(Slot.SUSPENDED, left)
    turn.set(Slot.REQUEST_STOPPED, False)
    turn.set(Slot.UNUSABLE_ANSWERS, 0)
    turn.set(Slot.FORM_TROUBLE, None)
    forget_details(turn)
    for slot, value in kept.items():
        turn.set(slot, value)


def forget_details(turn: Turn) -> None:
    """Forget what was asked about a matter besides its order."""
    for slot in sorted(DETAILS | {Slot.REQUEST_KEY}):
        if turn.slot(slot) is not None:
            turn.set(slot, None)


def stop(turn: Turn) -> None:
    """Give the request up: nothing is answered, and a follow-up does not take it up again."""
    turn.say(Say.REQUEST_STOPPED)
    turn.set(Slot.REQUEST_STOPPED, True)
    turn.set(Slot.SUSPENDED, None)
    forget_details(turn)


async def continue_request(turn: Turn, only_bare: bool = False) -> bool:
    """Take up the last request for an order that the message hands over or points to; False if it does neither.

    *only_bare*: a pointer counts only when the message says nothing else, because its intent is uncertain.
    """
    numbers = turn.numbers
    about_products = None if numbers.order_id else product_follow_up(turn, only_bare)
    if about_products is not None:
        await begin(turn, about_products)
    elif numbers.tracking_number and not numbers.order_id:
        same = turn.request and MATTERS[turn.request].by_tracking and not turn.slot(Slot.REQUEST_STOPPED)
        await begin(turn, str(turn.request) if same else Intent.TRACK_LOGISTICS)
    elif numbers.order_id or (points(turn) and (not only_bare or is_bare(turn.text))):
        await begin(turn, _continued(turn))
    elif turn.request and MATTERS[turn.request].goes_on_with(turn):
        await begin(turn, turn.request)  # "三千块的话呢" after the terms of instalments
    elif turn.order_id and says_cancel(turn.text) and not turn.slot(Slot.REQUEST_STOPPED):
        await begin(turn, Intent.CANCEL_ORDER)  # "cancel it", with no question open that it could answer
    elif not only_bare and turn.request and turn.identity.customer_id and names_product(turn):
        await begin(turn, _continued(turn))  # "那个耳机呢": the form looks for it among the customer's orders
    else:
        return False
    turn.events.append(FollowupAction(Form.REQUEST))
    return True


def points(turn: Turn) -> bool:
    """Return whether the message points to an order in a way that means something here."""
    if turn.pointer is None:
        return False
    if turn.pointer.kind is Kind.CURRENT:
        return turn.order_id is not None and is_bare(turn.text)
    return bool(turn.listed) or turn.request is not None


async def order_of_parcel(turn: Turn) -> str | None:
    """Return the order whose parcel has the tracking number in the message, if it is the verified customer's."""
    number, customer_id = turn.numbers.tracking_number, turn.identity.customer_id
    if number is None or customer_id is None:
        return None
    track = await (await turn.shop()).shipment_by_tracking(customer_id, number)
    return track.order_id if track else None


def _left_behind(turn: Turn, request: str) -> dict[str, Any] | None:
    """Return the matter that *request* interrupts, if it is worth coming back to: something is to be done in it."""
    current = turn.request
    begun = current is not None and not MATTERS[current].inquiry and _has_begun(turn, current)
    if not begun or current == request or _is_instead(turn, request):
        earlier = turn.slot(Slot.SUSPENDED)
        return dict(earlier) if earlier and earlier.get(Slot.LAST_REQUEST) != request else None
    kept = {slot: turn.slot(slot) for slot in DETAILS | {Slot.ORDER_ID, Slot.LAST_REQUEST}}
    return {slot: value for slot, value in kept.items() if value is not None and slot != Slot.CONFIRMED}


def _has_begun(turn: Turn, request: str) -> bool:
    """Return whether it is known what *request* is about, so that something would be lost by forgetting it."""
    if MATTERS[request].scope is Scope.ORDER:
        return turn.order_id is not None
    return any(turn.slot(question.slot) is not None for question in MATTERS[request].questions)


def _is_instead(turn: Turn, request: str) -> bool:
    """Return whether *request* takes the place of the matter in hand: a refund where a return was begun."""
    family = MATTERS[request].family
    return family is not None and turn.request is not None and MATTERS[turn.request].family == family


def _kept(turn: Turn, request: str) -> dict[str, Any]:
    """Return what was answered already and *request* would ask again, if it takes the place of the other matter."""
    if not _is_instead(turn, request):
        return {}
    asked = [{one.slot for one in MATTERS[name].questions} for name in (str(turn.request), request)]
    shared = (asked[0] & asked[1]) - {Slot.CONFIRMED}
    return {slot: turn.slot(slot) for slot in sorted(shared) if turn.slot(slot) is not None}


def _takes_up(turn: Turn, request: str) -> bool:
    """Take the suspended matter up where it was left, if *request* is that and no other order is named."""
    suspended = turn.slot(Slot.SUSPENDED)
    if not suspended or suspended.get(Slot.LAST_REQUEST) != request or turn.numbers.order_id:
        return False
    forget_details(turn)
    for slot, value in suspended.items():
        turn.set(slot, value)
    turn.set(Slot.REQUEST_STOPPED, False)
    turn.set(Slot.UNUSABLE_ANSWERS, 0)
    turn.set(Slot.FORM_TROUBLE, None)
    return True


def _continued(turn: Turn) -> str:
    """Return the request that a follow-up continues; what was given up, or only a list, becomes its status."""
    if speaks_of_products(turn):
        return about_one(turn)
    if turn.request in (None, Intent.LIST_ORDERS) or turn.slot(Slot.REQUEST_STOPPED):
        return Intent.QUERY_ORDER_STATUS
    return str(turn.request)


async def _order_meant(turn: Turn, goes_on: bool) -> str | None:
    """Return the order that the message names, points to, or else *goes_on* about; None when it must be asked."""
    if turn.numbers.order_id:
        return turn.numbers.order_id
    by_parcel = await order_of_parcel(turn)
    if by_parcel is not None:
        return by_parcel
    pointer = turn.pointer
    if pointer is not None and pointer.kind is not Kind.CURRENT:
        return resolve(pointer, turn.listed, turn.order_id)
    named = await order_with_named_product(turn)
    if named is not None:
        return named
    if names_product(turn):
        return None  # not one of theirs, or several: to be asked
    if pointer is not None:
        return resolve(pointer, turn.listed, turn.order_id)
    return turn.order_id if goes_on else None


def _still_in_focus(turn: Turn, request: str) -> bool:
    """Return whether a question without any order goes on about the one we spoke of.

    Another question right after does. The same question once more does not: it was answered, so another order
    may be meant, unless the answer failed.
    """
    if turn.order_id is None:
        return False
    if request == turn.request and not turn.slot(Slot.REQUEST_STOPPED):
        return False
    return turn.messages_since(Slot.ORDER_ID) <= FOCUS_MESSAGES
