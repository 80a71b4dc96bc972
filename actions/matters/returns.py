"""Returns, exchanges, refunds, repairs, missing parts, and faults without a wished remedy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from actions.buttons import human_button
from actions.matters.base import Matter, Subject
from actions.matters.case_pickup import PickupDay, PickupHours
from actions.matters.case_questions import (
    Description,
    ItemQuestion,
    PiecesQuestion,
    VariantQuestion,
    chosen_item,
    line_number,
)
from actions.matters.case_reasons import reason_options
from actions.matters.case_refusals import say_refusal, worth_offering
from actions.matters.case_wish import Agreement, Aim
from actions.matters.case_words import FAULTS, case_items, way_buttons, way_lines
from actions.matters.filing import Filing, is_refused, warn_of_danger
from actions.questions import Choice, Noted, Question
from actions.turn import Turn
from kefu.names import Entity, Intent, Say, Slot
from shop.enums import CaseKind, CaseReason, OrderStatus, Verdict
from shop.views import CaseQuote, Remedy

_R = CaseReason
_WORDS = Noted(Slot.CASE_WORDS, Entity.REASON)
_PICKUP = (PickupDay(), PickupHours())


class ActionReturnGoods(Filing):
    """Files a return: goods back, money back."""

    request = Intent.RETURN_GOODS
    aim = Aim(CaseKind.return_goods)
    probes = (_R.no_longer_wanted, _R.faulty)
    questions = (
        _WORDS,
        ItemQuestion(CaseKind.return_goods),
        PiecesQuestion(CaseKind.return_goods),
        Choice(
            Slot.CASE_REASON,
            Say.ASK_RETURN_REASON,
            reason_options(
                _R.no_longer_wanted,
                _R.wrong_size,
                _R.not_as_described,
                _R.faulty,
                _R.damaged_in_transit,
                _R.wrong_item,
                _R.other,
            ),
        ),
        *_PICKUP,
        Agreement(aim),
    )


class ActionExchangeGoods(Filing):
    """Files an exchange for a variant that is in stock."""

    request = Intent.EXCHANGE_GOODS
    aim = Aim(CaseKind.exchange)
    probes = (_R.wrong_size, _R.faulty)
    _variant: ClassVar[VariantQuestion] = VariantQuestion()
    questions = (
        _WORDS,
        ItemQuestion(CaseKind.exchange, several=False),
        PiecesQuestion(CaseKind.exchange),
        Choice(
            Slot.CASE_REASON,
            Say.ASK_EXCHANGE_REASON,
            reason_options(
                _R.wrong_size,
                _R.not_as_described,
                _R.faulty,
                _R.damaged_in_transit,
                _R.wrong_item,
                _R.other,
            ),
        ),
        _variant,
        *_PICKUP,
        Agreement(aim),
    )

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Return no question either when nothing is in stock that could come instead."""
        sold_out = await self._is_sold_out(turn, subject)
        return () if sold_out else await super().questions_for(turn, subject)

    async def refuse(self, turn: Turn, subject: Subject, quote: CaseQuote) -> None:
        """Say why nothing can be exchanged; also that nothing is in stock, which the shop's rules do not know."""
        await say_refusal(turn, subject, quote, Verdict.out_of_stock if quote.allowed else None)

    async def _is_sold_out(self, turn: Turn, subject: Subject) -> bool:
        ready = chosen_item(turn, subject) is not None and self.aim.reason(turn) is not None
        return ready and not await self._variant.options(turn, subject)


class ActionRequestRefund(Filing):
    """Files a refund: for goods that never came or were missing without anything sent back, else by a return."""

    request = Intent.REQUEST_REFUND
    aim = Aim(CaseKind.return_goods, {_R.not_received: CaseKind.refund, _R.missing_item: CaseKind.refund})
    usual_statuses = frozenset({OrderStatus.pending_shipment, OrderStatus.shipped, OrderStatus.received})
    probes = (_R.no_longer_wanted, _R.faulty, _R.not_received)
    questions = (
        _WORDS,
        ItemQuestion(CaseKind.refund),
        PiecesQuestion(CaseKind.refund),
        Choice(
            Slot.CASE_REASON,
            Say.ASK_REFUND_REASON,
            reason_options(
                _R.not_received,
                _R.no_longer_wanted,
                _R.wrong_size,
                _R.faulty,
                _R.missing_item,
                _R.damaged_in_transit,
                _R.wrong_item,
                _R.not_as_described,
                _R.other,
            ),
        ),
        *_PICKUP,
        Agreement(aim),
    )


class ActionRepairRequest(Filing):
    """Files a repair under warranty."""

    request = Intent.REPAIR_REQUEST
    aim = Aim(CaseKind.repair, only_reason=_R.faulty)
    probes = (_R.faulty,)
    questions = (
        ItemQuestion(CaseKind.repair, several=False),
        PiecesQuestion(CaseKind.repair),
        Description(
            Say.ASK_WHAT_IS_BROKEN,
            r"报修|维修|保修|修理|修|坏了|\b(?:repair|fix|broken|please|it|my|the|i|need|want|a|to|have)\b",
        ),
        *_PICKUP,
        Agreement(aim),
    )


class ActionMissingParts(Filing):
    """Files what was missing or wrong, so that it is sent later."""

    request = Intent.MISSING_PARTS
    aim = Aim(CaseKind.missing_parts)
    probes = (_R.missing_item, _R.wrong_item)
    questions = (
        ItemQuestion(CaseKind.missing_parts),
        PiecesQuestion(CaseKind.missing_parts),
        Choice(Slot.CASE_REASON, Say.ASK_MISSING_REASON, reason_options(_R.missing_item, _R.wrong_item)),
        Description(
            Say.ASK_WHAT_IS_MISSING,
            r"收到|订单|不全|不齐|少发|漏发|发错|寄错|错发|缺件|少件|少|缺|漏|补发|配件|东西|货|件|个"
            r"|\b(?:missing|wrong|item|part|parts|one|something|was|is|are|the|a|i|you|sent|me|got)\b",
        ),
        Agreement(aim),
    )


class ActionQualityProblem(Matter):
    """Offers what can still be done about a fault; the customer starts one of it by a button."""

    request = Intent.QUALITY_PROBLEM
    inquiry = True
    usual_statuses = Filing.usual_statuses
    questions = (
        ItemQuestion(CaseKind.quality, several=False),
        Description(
            Say.ASK_WHAT_IS_BROKEN,
            r"质量|问题|商品|东西|\b(?:quality|problem|faulty|broken|it|is|the)\b",
            asked=False,
        ),
    )
    _aim = Aim(CaseKind.quality, only_reason=_R.faulty)

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Return no question where nothing can be done about any of the goods."""
        quote = await self._aim.quote(turn, subject, _R.faulty)
        return () if is_refused(turn, quote) and not _ways(quote) else self.questions

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Name the ways that are open, each with its last day."""
        warn_of_danger(turn)
        quote = await self._aim.quote(turn, subject, _R.faulty)
        ways = _ways(quote)
        taken = quote.verdict in (Verdict.in_a_case, Verdict.already_returned)
        if not ways or taken:
            await say_refusal(turn, subject, quote)
            return
        item = f"item-{line_number(turn)}" if line_number(turn) else None
        said = str(turn.slot(Slot.CASE_WORDS) or "")
        order_id = subject.the_order.order_id
        buttons = way_buttons(turn.words, ways, order_id, item, said)
        turn.say(
            Say.QUALITY_WAYS,
            item=case_items(turn.words, quote.lines),
            order_id=order_id,
            ways=way_lines(turn.words, ways),
            buttons=[*buttons, human_button(turn.words)],
        )


def _ways(quote: CaseQuote) -> list[Remedy]:
    """Return what is open because of a fault: nobody has to pay the way back of a faulty thing."""
    decision = quote.decision
    return worth_offering([way for way in decision.remedies if way.reason in FAULTS]) if decision else []


MATTERS = (
    ActionReturnGoods,
    ActionExchangeGoods,
    ActionRequestRefund,
    ActionRepairRequest,
    ActionMissingParts,
    ActionQualityProblem,
)
