"""After-sales cases, price-protection claims and their quotes, as customers see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from shop.enums import CaseKind, CaseReason, CaseStatus, Payer, PaymentMethod, Verdict
from shop.views.decisions import CaseDecision, PriceDecision


@dataclass(frozen=True)
class PickupWish:
    """When the carrier shall collect the goods: a day and hours of the shop's time zone."""

    day: date
    from_hour: int
    to_hour: int


@dataclass(frozen=True)
class CaseRequest:
    """What a customer asks for; ``lines`` maps order lines to pieces, empty for all that is left of the order."""

    order_id: str
    kind: CaseKind
    reason: CaseReason
    lines: tuple[tuple[int, int], ...] = ()
    words: str = ""  # the customer's own
    exchange_variant_id: str | None = None
    pickup: PickupWish | None = None


@dataclass(frozen=True)
class CaseLine:
    """Some pieces of one order line."""

    line: int
    name_zh: str
    name_en: str
    variant_zh: str | None
    variant_en: str | None
    quantity: int


@dataclass(frozen=True)
class CaseQuote:
    """What filing would bring; ``verdict`` is the first refusal, ``decisions`` go with ``lines``.

    ``refund`` is what would come back, by ``method`` and until ``refund_by`` once the goods are checked.
    """

    verdict: Verdict
    order_id: str
    kind: CaseKind
    lines: tuple[CaseLine, ...] = ()
    decisions: tuple[CaseDecision, ...] = ()
    refund: Decimal | None = None
    method: PaymentMethod | None = None
    refund_days: int = 0  # working days
    freight: Decimal = Decimal("0.00")  # what the customer pays for the way back

    @property
    def allowed(self) -> bool:
        """Whether the case can be filed."""
        return self.verdict is Verdict.allowed

    @property
    def decision(self) -> CaseDecision | None:
        """The rule's decision that is told: the first refusal, else the first."""
        refused = (decision for decision in self.decisions if not decision.allowed)
        return next(refused, self.decisions[0] if self.decisions else None)


@dataclass(frozen=True)
class CaseEvent:
    """One step of a case."""

    at: datetime
    status: CaseStatus
    note_zh: str
    note_en: str


@dataclass(frozen=True)
class Case:
    """An after-sales case with its events, newest first; ``can_withdraw`` says whether it can be taken back."""

    case_id: str
    order_id: str
    kind: CaseKind
    status: CaseStatus
    reason: CaseReason
    refund_amount: Decimal | None
    freight_payer: Payer
    tracking_number: str | None
    pickup: PickupWish | None
    requested_at: datetime
    closed_at: datetime | None
    lines: tuple[CaseLine, ...]
    events: tuple[CaseEvent, ...]
    can_withdraw: bool


@dataclass(frozen=True)
class CaseResult:
    """The end of a wish to file or withdraw a case."""

    verdict: Verdict
    case: Case | None = None
    quote: CaseQuote | None = None


@dataclass(frozen=True)
class PriceLine:
    """The decision on one line of an order."""

    line: int
    name_zh: str
    name_en: str
    quantity: int
    decision: PriceDecision


@dataclass(frozen=True)
class PriceQuote:
    """What price protection would bring for an order, and what it has brought."""

    verdict: Verdict  # allowed when any line is
    order_id: str
    lines: tuple[PriceLine, ...] = ()
    amount: Decimal = Decimal("0.00")
    claimed: Decimal = Decimal("0.00")
    method: PaymentMethod | None = None
    refund_by: date | None = None
