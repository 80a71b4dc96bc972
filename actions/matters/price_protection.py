"""Price protection: what has become cheaper since it was paid, line by line, and claiming the difference once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.matters.base import Matter, Subject
from actions.money_words import price_lines
from actions.questions import Confirm, Question
from actions.service import leave_to_staff
from actions.turn import Turn
from kefu.names import Intent, Say, Slot
from shop.enums import OrderStatus, Verdict
from shop.port import Capability
from shop.views import PriceQuote

_REFUSED = {
    Verdict.already_claimed: Say.PRICE_CLAIMED_BEFORE,
    Verdict.only_an_offer: Say.PRICE_ONLY_AN_OFFER,
    Verdict.too_late: Say.PRICE_TOO_LATE,
    Verdict.too_little: Say.PRICE_TOO_LITTLE,
    Verdict.category_excluded: Say.PRICE_CATEGORY_EXCLUDED,
    Verdict.price_not_lower: Say.PRICE_NOT_LOWER,
    Verdict.not_paid: Say.PRICE_NOT_PAID,
    Verdict.order_cancelled: Say.PRICE_ORDER_CANCELLED,
    Verdict.already_returned: Say.PRICE_RETURNED,
}


def _facts(turn: Turn, quote: PriceQuote) -> dict[str, Any]:
    words, rules = turn.words, turn.runtime.policy.prices
    method = quote.method
    return {
        "order_id": quote.order_id,
        "lines": price_lines(words, quote.lines),
        "amount": words.money(quote.amount),
        "claimed": words.money(quote.claimed),
        "method": words.pick(method.label_zh, method.label_en) if method else "",
        "by": words.day(quote.refund_by) if quote.refund_by else "",
        "days": words.days(rules.days),
        "least": words.money(rules.least),
    }


async def _quote(subject: Subject) -> PriceQuote:
    return await subject.shop.quote_price_protection(subject.customer, subject.the_order.order_id)


async def _show(turn: Turn, subject: Subject) -> None:
    """Show each line with what was paid and what it costs now, and what would come back."""
    turn.say(Say.PRICE_CONFIRM, **_facts(turn, await _quote(subject)))


class ActionPriceProtection(Matter):
    """Claims what prices have fallen once the customer has seen it and said yes; else says why nothing comes back."""

    request = Intent.PRICE_PROTECTION
    usual_statuses = frozenset({OrderStatus.pending_shipment, OrderStatus.shipped, OrderStatus.received})
    questions = (Confirm(_show),)

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Ask for a yes where something comes back."""
        allowed = (await _quote(subject)).verdict is Verdict.allowed
        return self.questions if allowed and subject.can(Capability.claim_price_protection) else ()

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Claim every line that has become cheaper, or say what keeps the money from coming back."""
        order_id = subject.the_order.order_id
        if self.declined(turn, Say.PRICE_KEPT, order_id=order_id):
            return
        if turn.slot(Slot.CONFIRMED):
            key = self.agreed_key(turn)
            quote = await subject.shop.claim_price_protection(subject.customer, order_id, key)
        else:
            quote = await _quote(subject)
        if quote.verdict is Verdict.not_found:
            raise LookupError("the order whose prices were compared has vanished")
        if quote.verdict is not Verdict.allowed:
            turn.say(_REFUSED[quote.verdict], **_facts(turn, quote))
        elif subject.can(Capability.claim_price_protection):
            turn.say(Say.PRICE_DONE, **_facts(turn, quote))
        else:
            await leave_to_staff(turn)


MATTERS = (ActionPriceProtection,)
