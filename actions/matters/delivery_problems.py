"""A parcel that is lost, damaged, refused or with somebody else: the facts first, then what the shop does about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.item_choice import WHOLE_ORDER, ItemChoice
from actions.matters.base import Matter, Subject
from actions.matters.problem_kinds import (
    CASES,
    DAMAGED,
    EXCHANGE,
    KINDS,
    MISSING,
    OTHER,
    REFUND,
    REFUSED,
    REMEDIES,
    RETURN,
    TRACE,
    WordsKept,
)
from actions.questions import Choice, Confirm, Option, Question
from actions.status_words import all_delivered, order_facts, say_status
from actions.turn import Turn
from kefu.names import Intent, Say, Slot
from shop.enums import EstimateReason, OrderStatus, TicketKind, Verdict
from shop.port import Capability
from shop.views import CaseQuote, CaseRequest, CaseResult, OrderDetail


class RemedyChoice(Choice):
    """What shall be done, after the facts."""

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Say the facts, then what is possible."""
        await _say_facts(turn, subject)
        await super().put(turn, subject)


async def _remedies(turn: Turn, subject: Subject) -> Sequence[Option]:
    """Return what the shop would do by its rules; somebody who looks into it always."""
    if subject.order is None or turn.slot(Slot.PROBLEM_KIND) is None:
        return tuple(REMEDIES.values())
    kind = turn.slot(Slot.PROBLEM_KIND)
    possible = {MISSING: (REFUND,), REFUSED: (REFUND,), DAMAGED: (RETURN, EXCHANGE)}.get(kind, ())
    if kind == MISSING and await _comes_in_time(subject):
        possible = ()
    if Capability.file_case not in subject.shop.capabilities:
        possible = ()
    found = [REMEDIES[remedy] for remedy in possible if (await _quote(turn, subject, remedy)).allowed]
    return (*found, REMEDIES[TRACE])


async def _comes_in_time(subject: Subject) -> bool:
    """Return whether the parcels are under way, not late, and were heard of lately."""
    estimate = await subject.shop.delivery_estimate(subject.customer, subject.the_order.order_id)
    return estimate.reason is EstimateReason.carrier_estimate and not estimate.stalled


def _request(turn: Turn, subject: Subject, remedy: str) -> CaseRequest:
    kind, reason = CASES[remedy]
    order = subject.the_order
    chosen = turn.slot(Slot.PROBLEM_LINE) if remedy in (RETURN, EXCHANGE) else None
    lines = tuple(
        (item.line, item.quantity)
        for item in order.items
        if chosen not in (None, WHOLE_ORDER) and str(item.line) == chosen
    )
    words = str(turn.slot(Slot.PROBLEM_WORDS) or "")
    return CaseRequest(order.order_id, kind, reason, lines, words)


async def _quote(turn: Turn, subject: Subject, remedy: str) -> CaseQuote:
    return await subject.shop.quote_case(subject.customer, _request(turn, subject, remedy))


async def _say_facts(turn: Turn, subject: Subject) -> None:
    """Say what the tracks tell: who signed when, or where the parcels are, and what to do with a damaged one."""
    order, kind = subject.the_order, turn.slot(Slot.PROBLEM_KIND)
    facts = {"parcels": turn.words.parcel_lines(order.shipments), **order_facts(turn, order)}
    arrived = order.status is OrderStatus.received or all_delivered(order)
    if kind == DAMAGED:
        turn.say(Say.PROBLEM_DAMAGED if arrived else Say.PROBLEM_DAMAGED_UNDERWAY, **facts)
    elif kind == REFUSED:
        turn.say(Say.PROBLEM_REFUSED, **facts)
    elif kind == OTHER:
        turn.say(Say.PROBLEM_OTHER, **facts)
    elif arrived:
        turn.say(Say.PROBLEM_SIGNED, **facts)
    else:
        in_time = await _comes_in_time(subject)
        turn.say(Say.PROBLEM_UNDERWAY if in_time else Say.PROBLEM_OVERDUE, **facts)


async def _show(turn: Turn, subject: Subject) -> None:
    """Say what will be filed, and ask for a yes."""
    if len(await _remedies(turn, subject)) == 1 and turn.slot(Slot.FORM_TROUBLE) is None:
        await _say_facts(turn, subject)  # with a choice they were said there
    order_id, remedy = subject.the_order.order_id, str(turn.slot(Slot.REMEDY))
    if remedy == TRACE:
        hours = turn.runtime.policy.service.ticket_hours
        turn.say(Say.PROBLEM_CONFIRM_TRACE, order_id=order_id, hours=hours)
        return
    quote = await _quote(turn, subject, remedy)
    response = Say.PROBLEM_CONFIRM_EXCHANGE if remedy == EXCHANGE else Say.PROBLEM_CONFIRM_REFUND
    turn.say(response, order_id=order_id, **_case_facts(turn, subject, remedy, quote))


def _case_facts(turn: Turn, subject: Subject, remedy: str, quote: CaseQuote | None) -> dict[str, Any]:
    chosen = turn.slot(Slot.PROBLEM_LINE)
    items = [item for item in subject.the_order.items if chosen in (None, WHOLE_ORDER, str(item.line))]
    named = subject.the_order.items if remedy == REFUND else items
    return {
        "remedy": turn.words.pick(REMEDIES[remedy].label_zh, CASES[remedy][0].label_en),
        "items": turn.words.items(named),
        "refund": turn.words.money(quote.refund) if quote and quote.refund is not None else "",
    }


class ActionDeliveryProblem(Matter):
    """Files the right case or opens a ticket, once, after the facts and a yes."""

    request = Intent.DELIVERY_PROBLEM
    capability = Capability.open_ticket
    usual_statuses = frozenset({OrderStatus.shipped, OrderStatus.received})
    questions = (
        WordsKept(Slot.PROBLEM_WORDS),
        Choice(Slot.PROBLEM_KIND, Say.PROBLEM_WHAT, KINDS),
        ItemChoice(Slot.PROBLEM_LINE, Say.PROBLEM_WHICH, with_all=True),
        RemedyChoice(Slot.REMEDY, Say.PROBLEM_REMEDY, _remedies, overheard=False),
        Confirm(_show),
    )

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Ask which goods only where some are damaged; nothing where nothing was sent or a case is open."""
        if not _was_sent(subject.the_order) or await _open_case(turn, subject) is not None:
            return ()
        words, kind, line, remedy, confirm = self.questions
        damaged = turn.slot(Slot.PROBLEM_KIND) == DAMAGED
        return (words, kind, line, remedy, confirm) if damaged else (words, kind, remedy, confirm)

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Do what was agreed, or say where the order or its case stands."""
        order = subject.the_order
        if self.declined(turn):
            return
        if turn.slot(Slot.CONFIRMED) is None:
            await self._say_nothing_to_do(turn, subject)
            return
        remedy = str(turn.slot(Slot.REMEDY))
        words = str(turn.slot(Slot.PROBLEM_WORDS) or turn.slot(Slot.PROBLEM_KIND))
        request, key = (None if remedy == TRACE else _request(turn, subject, remedy)), self.agreed_key(turn)
        if request is None:
            done = await subject.shop.open_ticket(
                subject.customer, TicketKind.delivery_problem, words, key, order.order_id
            )
            if done.ticket is None:
                raise LookupError(f"no ticket was opened about the order: {done.verdict}")
            known = done.verdict is Verdict.already_open
            turn.say(
                Say.PROBLEM_TICKET_KNOWN if known else Say.PROBLEM_TICKET,
                order_id=order.order_id,
                ticket=done.ticket.ticket_id,
                due=turn.words.moment(done.ticket.due_at),
            )
            return
        result = await subject.shop.file_case(subject.customer, request, key)
        _say_case(turn, subject, remedy, result)

    async def _say_nothing_to_do(self, turn: Turn, subject: Subject) -> None:
        case = await _open_case(turn, subject) if _was_sent(subject.the_order) else None
        if case is not None:
            turn.say(Say.PROBLEM_IN_CASE, order_id=subject.the_order.order_id, **case)
        else:
            await say_status(turn, subject.shop, subject.customer, subject.the_order)


def _say_case(turn: Turn, subject: Subject, remedy: str, result: CaseResult) -> None:
    order_id = subject.the_order.order_id
    facts = _case_facts(turn, subject, remedy, result.quote)
    if result.verdict is Verdict.allowed and result.case is not None:
        turn.say(Say.PROBLEM_FILED, order_id=order_id, case=result.case.case_id, remedy=facts["remedy"])
    elif result.verdict is Verdict.in_a_case:
        turn.say(Say.PROBLEM_MEANWHILE, order_id=order_id, **facts)
    else:
        turn.say(Say.PROBLEM_NOT_FILED, order_id=order_id, **facts)


def _was_sent(order: OrderDetail) -> bool:
    return bool(order.shipments) and order.status in (
        OrderStatus.shipped,
        OrderStatus.received,
        OrderStatus.returning,
    )


async def _open_case(turn: Turn, subject: Subject) -> dict[str, Any] | None:
    """Return the facts of the open case that the whole order is in already, None when it is in none."""
    quote = await _quote(turn, subject, REFUND)
    if quote.verdict is not Verdict.in_a_case:
        return None
    cases = await subject.shop.cases(subject.customer, subject.the_order.order_id)
    case = next((one for one in cases if one.closed_at is None), None)
    if case is None:
        return None
    return {
        "case": case.case_id,
        "kind": turn.words.pick(case.kind.label_zh, case.kind.label_en),
        "status": turn.words.pick(case.status.label_zh, case.status.label_en),
    }


MATTERS = (ActionDeliveryProblem,)
