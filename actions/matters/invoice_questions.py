"""What is asked about an invoice: what shall become of it, to whom it is made out, the tax number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from actions.buttons import payload
from actions.invoice_reading import (
    answered_title,
    find_email,
    find_tax_number,
    is_surely_a_name,
    named_title,
    without_title,
)
from actions.masking import mask_tax_number
from actions.matters.base import Subject
from actions.questions import Choice, Option, Question, Text, option_buttons
from actions.turn import Turn
from kefu.names import REQUESTS, SMALL_TALK, Entity, Intent, Say, Slot
from shop.enums import InvoiceKind, InvoiceStatus
from shop.port import Capability
from shop.views import Invoice

RESEND, CORRECT, KEEP = "resend", "correct", "keep"

_RESEND = Option(
    RESEND,
    "重新发送",
    "Send it again",
    re.compile(
        r"^(?!.*(?:换开|重新?开|改|错|\bcorrect|\bwrong)).*?"
        r"(?:重新?发|再发|补发|发(?:一下)?到|没(?:有)?收到|找不到|re-?send|send (?:it )?(?:again|once more)"
        r"|(?:didn'?t|not|never) (?:get|receive|arrived?))",
        re.IGNORECASE,
    ),
)
_CORRECT = Option(
    CORRECT,
    "更正换开",
    "Correct it",
    re.compile(
        r"换开|重新?开|重开|更正|改(?!天)|错|红冲|换(?:成|个|一下)?抬头|\bcorrect\b|\bwrong\b|\bchange\b|\bre-?issue\b|\bmistake\b",
        re.IGNORECASE,
    ),
)
_KEEP = Option(
    KEEP,
    "不用了",
    "No, thanks",
    re.compile(
        r"不用|不需要|没事|没问题|知道了|就这样|可以了|\b(?:no need|nothing|no thanks|that'?s (?:all|fine|ok))\b",
        re.IGNORECASE,
    ),
)
_KINDS = {
    InvoiceKind.personal: r"个人|私人|我自己|我本人|personal|private|individual|myself",
    InvoiceKind.company: r"(?:公司|企业|单位)(?:抬头|发票|普票|普通发票|的)?|company|business|corporate",
    InvoiceKind.special: r"专用发票|专票|增值税专|special",
}


async def current_invoice(subject: Subject) -> Invoice | None:
    """Return the invoice that counts for the order, or None."""
    found = await subject.shop.invoices(subject.customer, subject.the_order.order_id)
    return next((one for one in found if one.status is not InvoiceStatus.replaced), None)


def invoice_facts(turn: Turn, invoice: Invoice) -> dict[str, Any]:
    """Return what is told of an invoice; numbers that identify somebody are masked."""
    tax = mask_tax_number(invoice.tax_number) if invoice.tax_number else ""
    return {
        "order_id": invoice.order_id,
        "kind": turn.words.pick(invoice.kind.label_zh, invoice.kind.label_en),
        "title": turn.words.pick(f"{invoice.title}，税号 {tax}", f"{invoice.title}, tax number {tax}")
        if tax
        else invoice.title,
        "amount": turn.words.money(invoice.amount),
        "number": invoice.number or "",
        "email": invoice.email or turn.words.pick("（没有留邮箱）", "(no address yet)"),
    }


class InvoiceStep(Choice):
    """What shall become of the invoice there is; its question tells how it stands."""

    def __init__(self) -> None:
        super().__init__(Slot.INVOICE_STEP, Say.INVOICE_ISSUED, self._steps, heard_early=True)

    async def _steps(self, turn: Turn, subject: Subject) -> Sequence[Option]:
        if subject.order is None:
            return (_RESEND, _CORRECT)
        invoice = await current_invoice(subject)
        if invoice is None:
            return ()
        steps = []
        if invoice.status is InvoiceStatus.issued and subject.can(Capability.resend_invoice):
            steps.append(_RESEND)
        last = timedelta(days=turn.runtime.policy.invoices.correct_within_days)
        in_time = invoice.issued_at is None or turn.now - invoice.issued_at <= last
        if in_time and subject.can(Capability.request_invoice):
            steps.append(_CORRECT)
        return [*steps, _KEEP] if steps else ()

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Tell how the invoice stands, and what can be done."""
        invoice = await current_invoice(subject)
        if invoice is None:
            raise LookupError("an invoice has vanished while it was spoken of")
        issued = invoice.status is InvoiceStatus.issued
        turn.say(
            Say.INVOICE_ISSUED if issued else Say.INVOICE_UNDER_WAY,
            buttons=option_buttons(turn, await self.options(turn, subject)),
            **invoice_facts(turn, invoice),
        )


class InvoiceKindChoice(Choice):
    """To whom the invoice is made out, among the kinds that the shop offers."""

    def __init__(self) -> None:
        super().__init__(Slot.INVOICE_KIND, Say.ASK_INVOICE_KIND, self._kinds, heard_early=True)

    async def _kinds(self, turn: Turn, subject: Subject) -> Sequence[Option]:
        return [Option.of(kind, _KINDS[kind]) for kind in turn.runtime.policy.invoices.kinds]

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take a kind that is named, where the message is no title."""
        asked = turn.slot(Slot.REQUESTED_SLOT) == Slot.INVOICE_TITLE
        return False if asked else await super().overhear(turn, subject)

    def heard_in(self, turn: Turn) -> str:
        """Leave the title out: "个人护理用品有限公司" is no person."""
        return without_title(turn.text)


class InvoiceTitle(Question):
    """The name on the invoice; a button offers the customer's own where a person gets it."""

    def __init__(self) -> None:
        super().__init__(Slot.INVOICE_TITLE)

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Ask for a person's or a company's name."""
        if turn.slot(Slot.INVOICE_KIND) != InvoiceKind.personal:
            turn.say(Say.ASK_INVOICE_COMPANY)
            return
        person = await subject.shop.customer(subject.customer)
        own = (
            [{"title": person.name, "payload": payload(Intent.INFORM, **{Entity.CHOICE: person.name})}]
            if person
            else []
        )
        turn.say(Say.ASK_INVOICE_NAME, buttons=own)

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take a name, and no question or other matter for one."""
        title = turn.entity(Entity.CHOICE) if turn.is_button else self._answered(turn)
        if not title:
            return False
        self.fill(turn, title)
        return True

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take a title that is given as one."""
        title = named_title(turn.text)
        return self.fill(turn, title) if title else False

    @staticmethod
    def _answered(turn: Turn) -> str | None:
        title = named_title(turn.text) or answered_title(turn.text)
        if title is None or is_surely_a_name(title):
            return title
        if turn.intent == Intent.INVOICE_REQUEST and "发票" in turn.text:
            return None  # says once more what is wanted
        others = (REQUESTS - {Intent.INVOICE_REQUEST}) | SMALL_TALK | {Intent.REQUEST_HUMAN}
        return None if turn.intent in others else title


class TaxNumber(Text):
    """The tax number of a company, its check digit checked."""

    def __init__(self) -> None:
        super().__init__(
            Slot.INVOICE_TAX_NUMBER,
            Say.ASK_INVOICE_TAX_NUMBER,
            find_tax_number,
            trouble=Say.INVOICE_TAX_NUMBER_WRONG,
            overheard=True,
        )

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take the number; an address that is sent instead is not a wrong number."""
        taken = await super().read(turn, subject)
        if not taken and (find_email(turn.text) or not any(c.isdigit() for c in turn.text)):
            turn.set(Slot.FORM_TROUBLE, None)
        return taken
