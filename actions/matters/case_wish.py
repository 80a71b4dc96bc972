"""What a customer wants filed, put together from what the form has asked, and the yes that it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.matters.base import Subject
from actions.matters.case_pickup import chosen_pickup
from actions.matters.case_questions import chosen_pieces, line_number
from actions.matters.case_words import case_items, freight, money_back, pickup
from actions.questions import Confirm
from actions.reading import confirms_filing
from actions.turn import Turn
from kefu.names import Say, Slot
from shop.enums import CaseKind, CaseReason
from shop.views import CaseQuote, CaseRequest

SENT_BACK = frozenset({CaseKind.return_goods, CaseKind.exchange, CaseKind.repair})
_CONFIRM = {
    CaseKind.return_goods: Say.RETURN_CONFIRM,
    CaseKind.exchange: Say.EXCHANGE_CONFIRM,
    CaseKind.repair: Say.REPAIR_CONFIRM,
    CaseKind.refund: Say.REFUND_CONFIRM,
    CaseKind.missing_parts: Say.MISSING_CONFIRM,
}


@dataclass(frozen=True)
class Aim:
    """What a matter files: a kind of case, another one for some reasons, and its reason where none is asked."""

    kind: CaseKind
    for_reasons: Mapping[CaseReason, CaseKind] = field(default_factory=dict)
    only_reason: CaseReason | None = None

    def kind_for(self, reason: CaseReason) -> CaseKind:
        """Return what is filed for a reason."""
        return self.for_reasons.get(reason, self.kind)

    def reason(self, turn: Turn) -> CaseReason | None:
        """Return the reason; None while it is unknown."""
        given = turn.slot(Slot.CASE_REASON)
        return self.only_reason or (CaseReason(given) if given else None)

    def wish(self, turn: Turn, subject: Subject, reason: CaseReason) -> CaseRequest:
        """Return what the customer asks for, as far as it is known, for a *reason*."""
        number, kind = line_number(turn), self.kind_for(reason)
        return CaseRequest(
            order_id=subject.the_order.order_id,
            kind=kind,
            reason=reason,
            lines=((number, chosen_pieces(turn) or 1),) if number else (),
            words=str(turn.slot(Slot.CASE_WORDS) or ""),
            exchange_variant_id=turn.slot(Slot.EXCHANGE_VARIANT) if kind is CaseKind.exchange else None,
            pickup=chosen_pickup(turn) if kind in SENT_BACK else None,
        )

    async def quote(self, turn: Turn, subject: Subject, reason: CaseReason) -> CaseQuote:
        """Return what the shop says to it."""
        return await subject.shop.quote_case(subject.customer, self.wish(turn, subject, reason))


class Agreement(Confirm):
    """Shows what will be filed with all it brings, and asks for a yes."""

    def __init__(self, aim: Aim) -> None:
        super().__init__(self._show_case, reads=confirms_filing)
        self._aim = aim

    async def _show_case(self, turn: Turn, subject: Subject) -> None:
        reason = self._aim.reason(turn)
        assert reason is not None, "a case is shown before its reason is known"
        quote = await self._aim.quote(turn, subject, reason)
        facts = quote_facts(turn, quote)
        facts["reason"] = turn.words.pick(reason.label_zh, reason.label_en)
        facts["wanted"] = await wanted_variant(turn, subject)
        turn.say(_CONFIRM[quote.kind], **facts)


def quote_facts(turn: Turn, quote: CaseQuote) -> dict[str, Any]:
    """Return what is told of a case before and after it is filed."""
    words = turn.words
    return {
        "order_id": quote.order_id,
        "item": case_items(words, quote.lines),
        "freight": freight(words, quote),
        "pickup": pickup(words, chosen_pickup(turn)),
        "refund": words.money(quote.refund) if quote.refund is not None else "",
        "back": money_back(words, quote.method, quote.refund_days) if quote.method else "",
        "words": str(turn.slot(Slot.CASE_WORDS) or ""),
    }


async def wanted_variant(turn: Turn, subject: Subject) -> str:
    """Return the name of the variant that comes instead; of goods without variants the goods' own."""
    wanted = turn.slot(Slot.EXCHANGE_VARIANT)
    for item in subject.the_order.items if wanted else ():
        product = await subject.shop.product(item.product_id)
        for variant in product.variants if product else ():
            if variant.variant_id == wanted:
                return turn.words.pick(variant.name_zh or item.name_zh, variant.name_en or item.name_en)
    return ""
