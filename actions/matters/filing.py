"""Filing an after-sales case: judged by the shop's rules, shown with all it brings, filed once after a yes."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from actions.matters.base import Matter, Subject
from actions.matters.case_pickup import PickupDay, PickupHours
from actions.matters.case_refusals import say_refusal
from actions.matters.case_wish import SENT_BACK, Aim, quote_facts, wanted_variant
from actions.questions import Question
from actions.service import leave_to_staff
from actions.turn import Turn
from kefu.names import Say, Slot
from shop.enums import CaseKind, CaseReason, OrderStatus, Verdict
from shop.errors import NotSupported
from shop.port import Capability
from shop.views import CaseQuote

_FILED = {
    CaseKind.return_goods: Say.RETURN_FILED,
    CaseKind.exchange: Say.EXCHANGE_FILED,
    CaseKind.repair: Say.REPAIR_FILED,
    CaseKind.refund: Say.REFUND_FILED,
    CaseKind.missing_parts: Say.MISSING_FILED,
}
_DANGEROUS = re.compile(
    r"漏电|触电|电到|冒烟|起火|着火|烧焦|焦味|鼓包|爆炸"
    r"|\b(?:smok(?:e|ing)|spark\w*|on fire|burn\w*|swollen|electric shock)\b",
    re.IGNORECASE,
)


class Filing(Matter):
    """A matter that ends in an after-sales case.

    probes: Reasons that are tried while none is known: what none of them allows is refused without asking, in the
        words of the first.
    """

    family = "after-sales"
    usual_statuses = frozenset({OrderStatus.received, OrderStatus.shipped})
    probes: ClassVar[tuple[CaseReason, ...]]

    @property
    @abstractmethod
    def aim(self) -> Aim:
        """What is filed; subclasses set it on the class."""

    async def judge(self, turn: Turn, subject: Subject) -> CaseQuote:
        """Return what the shop says to what is known so far."""
        known = self.aim.reason(turn)
        quotes = [
            await self.aim.quote(turn, subject, reason) for reason in ((known,) if known else self.probes)
        ]
        return next((quote for quote in quotes if not is_refused(turn, quote)), quotes[0])

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Return no question where the shop refuses, or where it leaves this to its staff."""
        if Capability.file_case not in subject.shop.capabilities:
            return ()
        quote = await self.judge(turn, subject)
        if is_refused(turn, quote):
            return ()
        if quote.kind in SENT_BACK:
            return self.questions
        return [one for one in self.questions if not isinstance(one, (PickupDay, PickupHours))]

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """File it after a yes, once; else say why not, and what can be done instead."""
        if Capability.file_case not in subject.shop.capabilities:
            await leave_to_staff(turn)
            return
        warn_of_danger(turn)
        if self.declined(turn):
            return
        if turn.slot(Slot.CONFIRMED) is None:
            await self.refuse(turn, subject, await self.judge(turn, subject))
            return
        await self._file(turn, subject)

    async def refuse(self, turn: Turn, subject: Subject, quote: CaseQuote) -> None:
        """Say why nothing can be filed."""
        await say_refusal(turn, subject, quote)

    async def _file(self, turn: Turn, subject: Subject) -> None:
        reason = self.aim.reason(turn)
        assert reason is not None, "a case was agreed to without a reason"
        wish = self.aim.wish(turn, subject, reason)
        before = await self.aim.quote(turn, subject, reason)
        try:
            result = await subject.shop.file_case(subject.customer, wish, self.agreed_key(turn))
        except NotSupported:
            await leave_to_staff(turn)
            return
        quote = result.quote or before
        if result.verdict is not Verdict.allowed or result.case is None:
            await say_refusal(turn, subject, quote, result.verdict)
            return
        wanted = await wanted_variant(turn, subject)
        turn.say(_FILED[quote.kind], case_id=result.case.case_id, wanted=wanted, **quote_facts(turn, quote))


def is_refused(turn: Turn, quote: CaseQuote) -> bool:
    """Return whether nothing that may still be answered makes this allowed: other goods of the order might."""
    if quote.allowed:
        return False
    some_are_open = any(decision.allowed for decision in quote.decisions)
    by_rule = any(decision.verdict is quote.verdict for decision in quote.decisions)
    undecided = turn.slot(Slot.CASE_ITEM) is None
    return not (undecided and by_rule and some_are_open)


def warn_of_danger(turn: Turn) -> None:
    """Say to switch it off where the customer's words speak of smoke or electric shocks."""
    if _DANGEROUS.search(str(turn.slot(Slot.CASE_WORDS) or "")):
        turn.say(Say.SAFETY_FIRST)
