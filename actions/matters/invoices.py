"""Invoices: one asked for, the one there is told, sent again or corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.invoice_reading import find_email
from actions.masking import mask_email, mask_tax_number
from actions.matters.base import Matter, Subject
from actions.matters.invoice_questions import (
    CORRECT,
    KEEP,
    RESEND,
    InvoiceKindChoice,
    InvoiceStep,
    InvoiceTitle,
    TaxNumber,
    current_invoice,
    invoice_facts,
)
from actions.questions import Confirm, Question, Text
from actions.service import leave_to_staff
from actions.turn import Turn
from kefu.names import Intent, Say, Slot
from shop.enums import InvoiceKind, InvoiceStatus, OrderStatus, Verdict
from shop.policy import decide_invoice
from shop.port import Capability
from shop.views import Invoice, InvoiceResult, InvoiceWish, OrderDetail

_REFUSED = {
    Verdict.not_paid: Say.INVOICE_NOT_PAID,
    Verdict.nothing_paid: Say.INVOICE_NOTHING_PAID,
    Verdict.too_late: Say.INVOICE_TOO_LATE,
    Verdict.kind_not_offered: Say.INVOICE_KIND_NOT_OFFERED,
    Verdict.already_invoiced: Say.INVOICE_SAME,
    Verdict.no_invoice: Say.INVOICE_NOT_ISSUED,
    Verdict.bad_email: Say.INVOICE_BAD_DETAIL,
    Verdict.bad_value: Say.INVOICE_BAD_DETAIL,
    Verdict.tax_number_needed: Say.INVOICE_BAD_DETAIL,
    Verdict.bad_tax_number: Say.INVOICE_BAD_DETAIL,
}


@dataclass(frozen=True)
class InvoiceState:
    """The invoice that counts for an order, if there is one; what was paid, and why none can be made out."""

    invoice: Invoice | None
    amount: Decimal
    refusal: Verdict


async def invoice_state(turn: Turn, subject: Subject) -> InvoiceState:
    """Read how it stands with the order's invoice: it is made out for what was paid and did not go back."""
    order = subject.the_order
    valid = await current_invoice(subject)
    refunds = await subject.shop.refunds(subject.customer, order.order_id)
    cancelled = order.status is OrderStatus.cancelled
    back = sum((refund.amount for refund in refunds), Decimal(0))
    amount = Decimal(0) if cancelled else max(order.total - back, Decimal(0))
    rules = turn.runtime.policy.invoices
    verdict = decide_invoice(rules, rules.kinds[0], order.paid_at, amount, turn.now)
    return InvoiceState(valid, amount, verdict)


async def _show(turn: Turn, subject: Subject) -> None:
    """Show what will stand on the invoice, or where it will be sent, and ask for a yes."""
    state = await invoice_state(turn, subject)
    email = turn.slot(Slot.INVOICE_EMAIL)
    if turn.slot(Slot.INVOICE_STEP) == RESEND and state.invoice is not None:
        facts = invoice_facts(turn, state.invoice)
        if email:
            facts["email"] = mask_email(str(email))
        turn.say(Say.INVOICE_RESEND_CONFIRM, **facts)
        return
    response = Say.INVOICE_CONFIRM if state.invoice is None else Say.INVOICE_CORRECT_CONFIRM
    turn.say(response, lines=_wish_lines(turn, state.amount), order_id=subject.the_order.order_id)


def _wish_lines(turn: Turn, amount: Decimal) -> str:
    wish = _wish(turn)
    pick = turn.words.pick
    lines = [
        pick(f"• 类型：{wish.kind.label_zh}", f"• Kind: {wish.kind.label_en}"),
        pick(f"• 抬头：{wish.title}", f"• Made out to: {wish.title}"),
    ]
    if wish.tax_number:
        tax = mask_tax_number(wish.tax_number)
        lines.append(pick(f"• 税号：{tax}", f"• Tax number: {tax}"))
    money = turn.words.money(amount)
    lines.append(pick(f"• 金额：{money}", f"• Amount: {money}"))
    if wish.email:
        lines.append(pick(f"• 发到：{mask_email(wish.email)}", f"• Sent to: {mask_email(wish.email)}"))
    return "\n".join(lines)


def _wish(turn: Turn) -> InvoiceWish:
    kind = InvoiceKind(turn.slot(Slot.INVOICE_KIND))
    tax = None if kind is InvoiceKind.personal else turn.slot(Slot.INVOICE_TAX_NUMBER)
    return InvoiceWish(kind, str(turn.slot(Slot.INVOICE_TITLE)), tax, turn.slot(Slot.INVOICE_EMAIL))


_STEP = InvoiceStep()
_KIND = InvoiceKindChoice()
_TITLE = InvoiceTitle()
_TAX = TaxNumber()
_EMAIL = Text(
    Slot.INVOICE_EMAIL, Say.ASK_INVOICE_EMAIL, find_email, trouble=Say.INVOICE_EMAIL_UNCLEAR, overheard=True
)
_CONFIRM = Confirm(_show)


class ActionInvoiceRequest(Matter):
    """Asks for an invoice after a look and a yes; tells, sends again or corrects the one there is."""

    request = Intent.INVOICE_REQUEST
    usual_statuses = frozenset({OrderStatus.pending_shipment, OrderStatus.shipped, OrderStatus.received})
    questions = (_STEP, _KIND, _TITLE, _TAX, _EMAIL, _CONFIRM)

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Return what stands on an invoice where one can be had; what shall become of it where there is one."""
        state = await invoice_state(turn, subject)
        if state.invoice is None:
            can = subject.can(Capability.request_invoice) and state.refusal is Verdict.allowed
            return self._details(turn) if can else ()
        possible = [option.value for option in await _STEP.options(turn, subject)]
        if not possible:
            return ()
        step = turn.slot(Slot.INVOICE_STEP)
        if step is not None and step not in possible:
            turn.set(Slot.INVOICE_STEP, None)
        if step == CORRECT:
            return (_STEP, *self._details(turn))
        if step == RESEND:
            return (_STEP, _CONFIRM) if state.invoice.email else (_STEP, _EMAIL, _CONFIRM)
        return (_STEP,)

    def _details(self, turn: Turn) -> Sequence[Question]:
        personal = turn.slot(Slot.INVOICE_KIND) == InvoiceKind.personal
        return (_KIND, _TITLE, *(() if personal else (_TAX,)), _EMAIL, _CONFIRM)

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Do what was agreed to, or tell how it stands."""
        order = subject.the_order
        if self.declined(turn, Say.INVOICE_KEPT, order_id=order.order_id):
            return
        if turn.slot(Slot.CONFIRMED):
            await self._act(turn, subject)
            return
        state = await invoice_state(turn, subject)
        if state.invoice is None and state.refusal is Verdict.allowed:
            await leave_to_staff(turn)
        elif state.invoice is None:
            self._refuse(turn, order, state.refusal)
        elif turn.slot(Slot.INVOICE_STEP) == KEEP:
            turn.say(Say.INVOICE_KEPT, order_id=order.order_id)
        elif state.invoice.status is InvoiceStatus.issued:
            turn.say(Say.INVOICE_ISSUED, **invoice_facts(turn, state.invoice))
        else:
            turn.say(Say.INVOICE_UNDER_WAY, **invoice_facts(turn, state.invoice))

    async def _act(self, turn: Turn, subject: Subject) -> None:
        order_id, shop = subject.the_order.order_id, subject.shop
        resends = turn.slot(Slot.INVOICE_STEP) == RESEND
        before = (await invoice_state(turn, subject)).invoice
        key = self.agreed_key(turn)
        if resends:
            email = turn.slot(Slot.INVOICE_EMAIL)
            result = await shop.resend_invoice(subject.customer, order_id, key, email)
            done = Say.INVOICE_RESENT
        else:
            result = await shop.request_invoice(subject.customer, order_id, _wish(turn), key)
            done = Say.INVOICE_REQUESTED if before is None else Say.INVOICE_CORRECTED
        if result.verdict is Verdict.allowed and result.invoice is not None:
            turn.say(done, ready=_ready(turn, result), **invoice_facts(turn, result.invoice))
        elif result.verdict is Verdict.too_late and before is not None:
            turn.say(Say.INVOICE_TOO_LATE_TO_CORRECT, days=self._correct_days(turn), order_id=order_id)
        else:
            self._refuse(turn, subject.the_order, result.verdict)

    def _refuse(self, turn: Turn, order: OrderDetail, verdict: Verdict) -> None:
        if verdict is Verdict.not_found:
            raise LookupError("the order that an invoice was asked for has vanished")
        days = turn.words.days(turn.runtime.policy.invoices.request_within_days)
        turn.say(_REFUSED[verdict], order_id=order.order_id, days=days)

    @staticmethod
    def _correct_days(turn: Turn) -> str:
        return turn.words.days(turn.runtime.policy.invoices.correct_within_days)


def _ready(turn: Turn, result: InvoiceResult) -> str:
    return turn.words.moment(result.ready_by) if result.ready_by else ""


MATTERS = (ActionInvoiceRequest,)
