"""Why a case cannot be filed, and what can be done instead, each way by a button that starts it."""

from __future__ import annotations

from typing import Any

from actions.buttons import human_button
from actions.matters.base import Subject
from actions.matters.case_words import (
    case_item,
    case_items,
    case_lines,
    start_button,
    way_buttons,
    way_lines,
    ways_open,
    window,
)
from actions.service import leave_to_staff
from actions.turn import Button, Turn
from kefu.names import Entity, Intent, Say, Slot
from shop.enums import Verdict
from shop.views import CaseDecision, CaseQuote, Remedy

REFUSALS = {
    Verdict.not_found: Say.CASE_NOT_FOUND,
    Verdict.not_paid: Say.CASE_NOT_PAID,
    Verdict.cancel_instead: Say.CASE_CANCEL_INSTEAD,
    Verdict.order_cancelled: Say.CASE_ORDER_CANCELLED,
    Verdict.already_returned: Say.CASE_ALREADY_RETURNED,
    Verdict.already_received: Say.CASE_ALREADY_RECEIVED,
    Verdict.not_arrived: Say.CASE_NOT_ARRIVED,
    Verdict.too_late: Say.CASE_TOO_LATE,
    Verdict.not_returnable: Say.CASE_NOT_RETURNABLE,
    Verdict.no_warranty: Say.CASE_NO_WARRANTY,
    Verdict.in_a_case: Say.CASE_IN_A_CASE,
    Verdict.too_many: Say.CASE_TOO_MANY,
    Verdict.out_of_stock: Say.CASE_OUT_OF_STOCK,
    Verdict.day_not_offered: Say.CASE_PICKUP_GONE,
    Verdict.hours_not_offered: Say.CASE_PICKUP_GONE,
}
# Said by the rules of time and kind: what else they allow is told with it.
_BY_RULE = frozenset({Verdict.too_late, Verdict.not_returnable, Verdict.no_warranty})


async def say_refusal(turn: Turn, subject: Subject, quote: CaseQuote, verdict: Verdict | None = None) -> None:
    """Say why what was quoted cannot be filed, with the facts, and offer what can be done instead."""
    verdict = verdict or quote.verdict
    response = REFUSALS.get(verdict)
    if response is None:
        await leave_to_staff(turn)
        return
    facts = await _facts(turn, subject, quote, verdict)
    turn.say(response, buttons=_instead(turn, quote, verdict), **facts)
    decision = quote.decision
    if verdict in _BY_RULE and decision is not None:
        say_ways(turn, subject.the_order.order_id, decision, _item_of(quote))


def say_ways(turn: Turn, order_id: str, decision: CaseDecision, item: str | None) -> None:
    """Say what is still open for the goods, or that nothing is, and that a person may still look at it."""
    ways = worth_offering(ways_open(decision))
    human = human_button(turn.words)
    if not ways:
        turn.say(Say.CASE_NO_WAY_OPEN, buttons=[human])
        return
    buttons = [*way_buttons(turn.words, ways, order_id, item), human]
    turn.say(Say.CASE_WAYS_OPEN, ways=way_lines(turn.words, ways), buttons=buttons)


def worth_offering(ways: list[Remedy]) -> list[Remedy]:
    """Return one way of each kind and reason, the first of the same ones."""
    return list({(way.kind, way.reason): way for way in reversed(ways)}.values())[::-1]


async def _facts(turn: Turn, subject: Subject, quote: CaseQuote, verdict: Verdict) -> dict[str, Any]:
    words, decision = turn.words, quote.decision
    facts: dict[str, Any] = {"order_id": quote.order_id, "item": _refused_goods(turn, subject, quote)}
    if decision is not None and decision.last_day is not None:
        facts |= {
            "window": window(words, decision),
            "last_day": words.day(decision.last_day),
            "over": words.days(decision.days_over),
        }
    if verdict is Verdict.in_a_case:
        cases = await subject.shop.cases(subject.customer, quote.order_id)
        facts["cases"] = case_lines(words, [case for case in cases if case.closed_at is None])
    return facts


def _refused_goods(turn: Turn, subject: Subject, quote: CaseQuote) -> str:
    """Name the goods that the rules refuse, all that were meant where it is not about single ones."""
    refused = [
        line
        for line, decision in zip(quote.lines, quote.decisions, strict=False)
        if not decision.allowed and decision.verdict is quote.verdict
    ]
    if refused and quote.verdict in _BY_RULE:
        return case_item(turn.words, refused[0])
    return case_items(turn.words, quote.lines) or turn.words.items(subject.the_order.items)


def _item_of(quote: CaseQuote) -> str | None:
    """Return the goods as the item question's answer, where it is one line."""
    return f"item-{quote.lines[0].line}" if len(quote.lines) == 1 else None


def _instead(turn: Turn, quote: CaseQuote, verdict: Verdict) -> list[Button]:
    words, order = turn.words, {Entity.ORDER_ID: quote.order_id}
    reason = turn.slot(Slot.CASE_REASON)
    again = {**order, Entity.CHOICE: [str(reason)]} if reason else order
    cancel = start_button(words, Intent.CANCEL_ORDER, "取消这个订单", "Cancel this order", **order)
    refund = start_button(words, Intent.REFUND_STATUS, "查退款进度", "Where is the refund", **order)
    once_more = start_button(words, str(turn.request), "重新选一下", "Choose again", **again)
    offered: dict[Verdict, list[Button]] = {
        Verdict.not_paid: [cancel],
        Verdict.cancel_instead: [cancel],
        Verdict.order_cancelled: [refund],
        Verdict.already_returned: [refund],
        Verdict.already_received: [
            start_button(words, Intent.DELIVERY_PROBLEM, "签收了但没拿到", "Signed for, but not here"),
            start_button(
                words, Intent.RETURN_GOODS, "拿到了，想退货", "I have it and want to return it", **order
            ),
        ],
        Verdict.not_arrived: [
            start_button(words, Intent.TRACK_LOGISTICS, "查物流", "Track the parcel", **order)
        ],
        Verdict.in_a_case: [
            start_button(words, Intent.AFTER_SALE_STATUS, "查售后进度", "How far is it", **order),
            start_button(words, Intent.UNDO_REQUEST, "撤回申请", "Take it back", **order),
        ],
        Verdict.too_many: [once_more],
        Verdict.day_not_offered: [once_more],
        Verdict.hours_not_offered: [once_more],
        Verdict.out_of_stock: [
            once_more,
            start_button(words, Intent.RETURN_GOODS, "改为退货", "Return it instead", **again),
        ],
    }
    return offered.get(verdict, [])
