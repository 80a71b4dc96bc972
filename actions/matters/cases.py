"""Where returns, exchanges, repairs and refunds stand, how goods go back, and taking a request back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.buttons import human_button
from actions.matters.base import Matter, Scope, Subject
from actions.matters.case_status import say_case, say_refund
from actions.matters.case_wish import SENT_BACK
from actions.matters.case_words import case_facts, case_items, case_lines, pickup, steps
from actions.products_named import match_titles
from actions.questions import Choice, Confirm, Option, Question
from actions.reading import confirms_withdrawing, names_after_sale
from actions.service import leave_to_staff
from actions.turn import Turn
from kefu.names import Intent, Say, Slot
from shop.enums import CaseKind, CaseStatus, OrderStatus, RefundStatus, Verdict
from shop.errors import NotSupported
from shop.port import Capability
from shop.views import Case

MOST_TOLD = 3  # cases or refunds told one by one in one answer

_NUMBER = re.compile(r"(?<![A-Za-z])AS ?0*[0-9]{1,9}(?![0-9])", re.IGNORECASE)
_KIND_WORDS = {
    CaseKind.return_goods: "退货退款|退货|退款|不?退|return|refund",
    CaseKind.exchange: "换货|不?换|exchange",
    CaseKind.repair: "维修|报修|不?修|repair",
    CaseKind.refund: "仅退款|退款|refund",
    CaseKind.missing_parts: "补发|少发|少件|missing",
    CaseKind.quality: "质量|quality",
}
_CANCELLED_ORDER = re.compile(r"取消|恢复|\bcancel", re.IGNORECASE)


class AboutCases(Matter):
    """About a customer's cases; an order that is meant narrows them, and none has to be named."""

    scope = Scope.CUSTOMER
    narrowed_by_order = True

    @staticmethod
    def owner(turn: Turn, subject: Subject) -> str:
        """Return whose cases are meant: those of the order's owner, who has been verified."""
        return turn.customer_for(turn.order_id) or subject.customer

    async def cases(self, turn: Turn, subject: Subject) -> list[Case]:
        """Return the cases that are meant: by number, of the order, of the kind or goods that the message names."""
        owner = self.owner(turn, subject)
        number = _NUMBER.search(turn.text)
        if number:
            case = await subject.shop.case(owner, number.group())
            return [case] if case else []
        of_order = await subject.shop.cases(owner, turn.order_id) if turn.order_id else []
        return of_order or await subject.shop.cases(owner)


class ActionAfterSaleStatus(AboutCases):
    """Says where the open cases stand, or else the last one."""

    request = Intent.AFTER_SALE_STATUS
    inquiry = True

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Tell one case with its steps, several as a list."""
        cases = _of_the_kind_named(turn, await self.cases(turn, subject))
        under_way = [case for case in cases if case.closed_at is None] or cases[:1]
        if not under_way:
            turn.say(Say.NO_CASES)
        elif len(under_way) == 1:
            say_case(turn, under_way[0])
        else:
            turn.say(Say.CASE_LIST, cases=case_lines(turn.words, under_way))


class ActionRefundStatus(AboutCases):
    """Says where the money is: refunds under way, cases that will bring one, or else the last refund."""

    request = Intent.REFUND_STATUS
    inquiry = True

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Tell each refund that has not arrived, and each case before its refund."""
        owner = self.owner(turn, subject)
        refunds = await subject.shop.refunds(owner, turn.order_id)
        cases = await subject.shop.cases(owner, turn.order_id)
        waited_for = [refund for refund in refunds if refund.status is not RefundStatus.arrived]
        before = [case for case in cases if case.closed_at is None and case.refund_amount is not None]
        for refund in (waited_for or ([] if before else refunds[:1]))[:MOST_TOLD]:
            say_refund(turn, refund)
        for case in before[:MOST_TOLD]:
            say_case(turn, case)
        if not refunds and not before:
            turn.say(Say.NO_REFUNDS)


class ActionReturnPickup(AboutCases):
    """Says when goods are collected, or where to send them."""

    request = Intent.RETURN_PICKUP
    inquiry = True

    def scope_of(self, turn: Turn) -> Scope:
        """Tell anybody the address; whose goods go back only to them."""
        known = turn.identity.customer_id or turn.order_id
        return Scope.CUSTOMER if known else Scope.ANYONE

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Tell it for each case whose goods go, or went, back."""
        address = turn.words.pick(*turn.runtime.policy.after_sales.return_address)
        cases = await self.cases(turn, subject) if subject.customer_id else []
        going_back = [case for case in cases if case.closed_at is None and case.kind in SENT_BACK]
        if not going_back:
            turn.say(Say.PICKUP_NONE, address=address)
        for case in going_back[:MOST_TOLD]:
            facts = {**case_facts(turn.words, case), "pickup": pickup(turn.words, case.pickup)}
            if case.status not in (CaseStatus.requested, CaseStatus.approved):
                turn.say(Say.PICKUP_UNDER_WAY, steps=steps(turn.words, case), **facts)
            elif case.pickup is not None:
                turn.say(Say.PICKUP_BOOKED, buttons=[human_button(turn.words)], **facts)
            else:
                turn.say(Say.PICKUP_SEND, address=address, **facts)


class CaseQuestion(Choice):
    """Which of the customer's cases; by number, kind, or a part of the goods' name."""

    def _take_named(self, turn: Turn, options: Sequence[Option]) -> bool:
        if super()._take_named(turn, options) or turn.is_button or not turn.text:
            return turn.slot(self.slot) is not None
        named = match_titles(turn.text, {one.value: (one.label_zh, one.label_en) for one in options})
        if len(named) != 1:
            return False
        self.fill(turn, named[0])
        return True


async def _withdrawable(turn: Turn, subject: Subject) -> Sequence[Option]:
    if subject.customer_id is None:
        return ()  # not known yet whose; an answer may be overheard before that
    matter = ActionUndoRequest(turn.runtime)
    return [_case_option(turn, case) for case in await matter.cases(turn, subject) if case.can_withdraw]


async def _show(turn: Turn, subject: Subject) -> None:
    case = await subject.shop.case(AboutCases.owner(turn, subject), str(turn.slot(Slot.UNDO_CASE)))
    if case is None:
        raise LookupError("the case that is to be taken back has vanished")
    turn.say(Say.UNDO_CONFIRM, **case_facts(turn.words, case))


class ActionUndoRequest(AboutCases):
    """Takes a case back while the goods are still with the customer; a cancelled order stays cancelled."""

    request = Intent.UNDO_REQUEST
    questions = (
        CaseQuestion(Slot.UNDO_CASE, Say.UNDO_WHICH, _withdrawable),
        Confirm(_show, reads=confirms_withdrawing),
    )

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Return no question where there is nothing that could be taken back here."""
        if Capability.withdraw_case not in subject.shop.capabilities or _means_cancelled_order(turn):
            return ()
        known = turn.slot(Slot.UNDO_CASE) is not None
        return self.questions if known or await _withdrawable(turn, subject) else ()

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Withdraw after a yes, once; else say why nothing can be taken back."""
        if Capability.withdraw_case not in subject.shop.capabilities:
            await leave_to_staff(turn)
        elif not self.declined(turn):
            chosen = turn.slot(Slot.UNDO_CASE)
            await (
                self._withdraw(turn, subject, str(chosen))
                if chosen
                else self._say_nothing_to_undo(turn, subject)
            )

    async def _withdraw(self, turn: Turn, subject: Subject, case_id: str) -> None:
        owner = self.owner(turn, subject)
        try:
            result = await subject.shop.withdraw_case(owner, case_id, self.agreed_key(turn))
        except NotSupported:
            await leave_to_staff(turn)
            return
        response = WITHDRAWN.get(result.verdict)
        if response is None:
            await leave_to_staff(turn)
        elif result.case is None:
            turn.say(Say.UNDO_NOTHING)
        else:
            turn.say(
                response, cases=case_lines(turn.words, [result.case]), **case_facts(turn.words, result.case)
            )

    async def _say_nothing_to_undo(self, turn: Turn, subject: Subject) -> None:
        owner = self.owner(turn, subject)
        order = await subject.shop.order(owner, turn.order_id) if turn.order_id else None
        cancelled = order is not None and order.status is OrderStatus.cancelled
        under_way = [case for case in await self.cases(turn, subject) if case.closed_at is None]
        if cancelled or _means_cancelled_order(turn):
            turn.say(Say.UNDO_CANCELLED)
        elif under_way:
            facts = case_facts(turn.words, under_way[0])
            turn.say(Say.UNDO_TOO_FAR, cases=case_lines(turn.words, under_way), **facts)
        else:
            turn.say(Say.UNDO_NOTHING)


WITHDRAWN = {
    Verdict.allowed: Say.UNDO_DONE,
    Verdict.already_done: Say.UNDO_ALREADY,
    Verdict.too_far: Say.UNDO_TOO_FAR,
    Verdict.not_found: Say.UNDO_NOTHING,
}


def _case_option(turn: Turn, case: Case) -> Option:
    goods = case_items(turn.words, case.lines)
    words = re.compile(f"{_KIND_WORDS[case.kind]}|{case.case_id}", re.IGNORECASE)
    return Option(
        case.case_id,
        f"{case.kind.label_zh} · {goods} · {case.case_id}",
        f"{case.kind.label_en} · {goods} · {case.case_id}",
        words,
    )


def _of_the_kind_named(turn: Turn, cases: list[Case]) -> list[Case]:
    """Return the cases of the kind that the message names, all of them where it names none of theirs."""
    named = [case for case in cases if re.search(_KIND_WORDS[case.kind], turn.text, re.IGNORECASE)]
    return named or cases


def _means_cancelled_order(turn: Turn) -> bool:
    """Return whether the message that began this is about an order that was cancelled."""
    begins = turn.slot(Slot.REQUESTED_SLOT) is None and turn.intent == Intent.UNDO_REQUEST
    return begins and bool(_CANCELLED_ORDER.search(turn.text)) and not names_after_sale(turn.text)


MATTERS = (ActionAfterSaleStatus, ActionRefundStatus, ActionReturnPickup, ActionUndoRequest)
