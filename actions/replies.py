"""What a customer's message means while the request form waits for an answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from actions.matters.base import Matter, Scope, Subject
from actions.matters.registry import MATTERS, current_matter
from actions.missing import missing
from actions.products_named import order_with_named_product
from actions.questions import SHORT_ANSWER, UNUSABLE, Question
from actions.reading import confirms_cancelling, is_unsure, names_after_sale, says_cancel, says_stop
from actions.references import Kind, is_bare, resolve
from actions.requests import begin, forget_details, order_of_parcel, stop
from actions.turn import Turn
from kefu.names import REQUESTS, SMALL_TALK, Action, Form, Intent, Say, Slot

_SHORT_NO = 2  # characters of a no that can be nothing else
ORDER_DIGITS = 12
MOST_UNUSABLE = 3  # unusable answers before a person is offered

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
        if event.get("event") == "action" and event.get("name") not in (Form.REQUEST, Action.LISTEN):
            return False
    return False


async def overhear(turn: Turn) -> bool:
    """Take what a message says of the matter's details without having been asked; False when that is nothing."""
    matter = current_matter(turn)
    subject = await matter.subject_so_far(turn)
    known = matter.knows(turn, subject)
    heard = [
        await question.overhear(turn, subject)
        for question in matter.questions
        if known or not question.needs_subject
    ]
    return any(heard)


async def take_reply(turn: Turn) -> bool:
    """Use the message as an answer, or as a change of the matter; False when it interrupts with something else."""
    asked = str(turn.slot(Slot.REQUESTED_SLOT))
    matter = current_matter(turn)
    turn.set(Slot.FORM_TROUBLE, None)
    question = next((one for one in matter.questions if one.slot == asked), None)
    if asked != Slot.CONFIRMED and says_stop(turn.text):
        stop(turn)  # whatever the intent: "取消" alone leaves the question, not an order
        return True
    if question is not None and await _answers_first(turn, matter, question):
        await overhear(turn)  # "坏了，明天下午来取" answers two questions at once
        return _understood(turn)
    if await _is_other_order(turn, asked):
        return True
    if _takes_back(turn):
        if asked == Slot.CONFIRMED:
            return await _take_answer(turn, asked, question)
        stop(turn)
        return True
    plainly = question is not None and question.is_plainly_answered(turn)
    if turn.intent in REQUESTS and turn.intent != turn.request and not plainly and not _is_plain_value(turn):
        if MATTERS[turn.intent].heard_first:
            return False
        if not await answered_in_passing(turn, str(turn.intent)):
            await begin(turn, str(turn.intent), in_form=True)
            await overhear(turn)
        return True
    return await _take_answer(turn, asked, question)


async def answered_in_passing(turn: Turn, request: str) -> bool:
    """Answer an inquiry that needs nothing to be asked, and leave the open matter as it was; False if it is not so."""
    if not MATTERS[request].inquiry:
        return False
    before = turn.snapshot()
    await begin(turn, request, in_form=True)
    await overhear(turn)
    answered = await missing(turn) is None and not turn.slot(Slot.REQUEST_STOPPED)
    if answered:
        turn.set(Slot.SUSPENDED, None)  # nothing has to be taken up again: it was not left
        await current_matter(turn).answer(turn)
    turn.restore(before, silently=not answered)
    return answered


async def _answers_first(turn: Turn, matter: Matter, question: Question) -> bool:
    """Return whether the message answers the question or corrects an earlier answer, whatever its intent may be."""
    subject = await matter.subject_so_far(turn)
    if question.open_ended:
        return _is_told(turn, question) and await question.read(turn, subject)
    if question.comes_first:
        return not _asks_else(turn, question) and await question.read(turn, subject)
    return not question.is_plainly_answered(turn) and await _corrects(turn, matter, subject)


def _asks_else(turn: Turn, question: Question) -> bool:
    """Return whether the message asks about something else: "is the first one in stock?" chooses no day."""
    other = turn.intent in REQUESTS and turn.intent not in (turn.request, *question.answered_by)
    return other and MATTERS[str(turn.intent)].inquiry and is_unsure(turn.text)


def _is_told(turn: Turn, question: Question) -> bool:
    """Return whether the message may be the words that were asked for, and is no question and no small talk."""
    if turn.is_button or turn.intent == Intent.REQUEST_HUMAN:
        return False
    if _asks_else(turn, question):
        return False  # a question of its own; "用两天就坏了" is told, though it may be taken for a matter
    shortest = _SHORT_NO if turn.intent == Intent.DENY else SHORT_ANSWER  # "不好用" is told, "不了" is not
    return turn.intent not in SMALL_TALK or len(turn.text) > shortest


async def _corrects(turn: Turn, matter: Matter, subject: Subject) -> bool:
    """Take "不对，是尺码不合适" while a yes is awaited: a new value of something asked before."""
    details = [one for one in matter.questions if one.is_asked and one.slot != Slot.CONFIRMED]
    before = [turn.slot(one.slot) for one in details]
    for one in details:
        await one.overhear(turn, subject)
    return [turn.slot(one.slot) for one in details] != before


async def _is_other_order(turn: Turn, asked: str) -> bool:
    """Take "不对，是另一个订单" at any question of a matter about an order: it starts anew with that order."""
    if current_matter(turn).scope_of(turn) is not Scope.ORDER or asked in (Slot.ORDER_ID, Slot.PHONE_TAIL):
        return False
    order_id = await _order_in_reply(turn)
    if current_matter(turn).takes_phone and order_id and len(order_id) != ORDER_DIGITS:
        return False  # a phone number with a digit too few
    other = turn.pointer is not None and turn.pointer.kind is Kind.OTHER
    if not other and (order_id is None or order_id == turn.order_id):
        return False
    forget_details(turn)
    turn.set(Slot.ORDER_ID, order_id)
    return _understood(turn)


async def _take_answer(turn: Turn, asked: str, question: Question | None) -> bool:
    confirming = asked == Slot.CONFIRMED
    known = turn.intent in _SAYS_NOTHING_ELSE or (confirming and _takes_back(turn))
    if not known and not is_bare(turn.text):
        return False
    if question is None:
        taken = await _READERS[asked](turn)
    elif question.open_ended:
        taken = False  # it was not told: see `_answers_first`
    else:
        taken = await question.read(turn, await current_matter(turn).subject_so_far(turn))
    if taken:
        await overhear(turn)
        return _understood(turn)
    if question is not None and await _corrects(
        turn, current_matter(turn), await current_matter(turn).subject_so_far(turn)
    ):
        return _understood(
            turn
        )  # another detail than the one that was asked for: "要两件" while asked where to
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


_READERS: dict[str, Callable[[Turn], Awaitable[bool]]] = {
    Slot.ORDER_ID: _read_order,
    Slot.PHONE_TAIL: _read_tail,
}


def _takes_back(turn: Turn) -> bool:
    """Return whether the message takes back what the form is about, which has not been done yet."""
    if turn.intent != Intent.UNDO_REQUEST or current_matter(turn).inquiry:
        return False
    if turn.request == Intent.UNDO_REQUEST:
        return False  # "撤回吧" goes on with it
    if turn.request != Intent.CANCEL_ORDER:
        return True
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


def _understood(turn: Turn) -> bool:
    turn.set(Slot.UNUSABLE_ANSWERS, 0)
    turn.set(Slot.FORM_TROUBLE, None)
    return True


def _count_unusable(turn: Turn) -> None:
    """Note one more answer of no use; after `MOST_UNUSABLE` of them stop asking and offer a person."""
    count = int(turn.slot(Slot.UNUSABLE_ANSWERS) or 0) + 1
    turn.set(Slot.UNUSABLE_ANSWERS, count)
    if turn.slot(Slot.FORM_TROUBLE) is None:  # else it is known what was wrong with the answer
        turn.set(Slot.FORM_TROUBLE, UNUSABLE)
    if count >= MOST_UNUSABLE:
        turn.say(Say.GIVE_UP)
        turn.set(Slot.REQUEST_STOPPED, True)
        forget_details(turn)
