"""How far a case and a refund are, with what happens next."""

from __future__ import annotations

from typing import Any

from actions.buttons import human_button
from actions.matters.case_wish import SENT_BACK
from actions.matters.case_words import case_facts, pickup, steps
from actions.turn import Turn
from kefu.names import Say
from shop.enums import CaseStatus, RefundStatus
from shop.views import Case, RefundState

CASE_WORDS = {
    CaseStatus.requested: Say.CASE_REQUESTED,
    CaseStatus.rejected: Say.CASE_REJECTED,
    CaseStatus.in_transit: Say.CASE_IN_TRANSIT,
    CaseStatus.arrived: Say.CASE_ARRIVED,
    CaseStatus.processing: Say.CASE_PROCESSING,
    CaseStatus.resent: Say.CASE_RESENT,
    CaseStatus.refunded: Say.CASE_REFUNDED,
    CaseStatus.completed: Say.CASE_COMPLETED,
    CaseStatus.withdrawn: Say.CASE_WITHDRAWN,
}


def say_case(turn: Turn, case: Case) -> None:
    """Say where *case* stands, what has happened, and what comes next."""
    words = turn.words
    turn.say(
        _response(case),
        steps=steps(words, case),
        pickup=pickup(words, case.pickup),
        address=words.pick(*turn.runtime.policy.after_sales.return_address),
        refund=words.money(case.refund_amount) if case.refund_amount is not None else "",
        **case_facts(words, case),
    )


def say_refund(turn: Turn, refund: RefundState) -> None:
    """Say where the money is; late money by the days that it is late, with a person to turn to."""
    words = turn.words
    facts: dict[str, Any] = {
        "order_id": refund.order_id,
        "cause": words.pick(refund.cause.label_zh, refund.cause.label_en),
        "refund": words.money(refund.amount),
        "method": words.pick(refund.method.label_zh, refund.method.label_en),
        "started": words.moment(refund.started_at),
        "expected": words.day(refund.expected_on),
        "late": words.days(refund.days_late),
        "ended": words.moment(refund.ended_at) if refund.ended_at else "",
    }
    if refund.status is RefundStatus.arrived:
        turn.say(Say.REFUND_ARRIVED, **facts)
    elif refund.status is RefundStatus.failed:
        turn.say(Say.REFUND_FAILED, buttons=[human_button(words)], **facts)
    elif refund.days_late:
        turn.say(Say.REFUND_LATE, buttons=[human_button(words)], **facts)
    else:
        turn.say(Say.REFUND_PROCESSING, **facts)


def _response(case: Case) -> str:
    if case.status is not CaseStatus.approved:
        return CASE_WORDS[case.status]
    if case.kind not in SENT_BACK:
        return Say.CASE_APPROVED_WAIT
    return Say.CASE_APPROVED_SEND if case.pickup is None else Say.CASE_APPROVED_PICKUP
