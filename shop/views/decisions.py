"""What the shop's rules decide, with the facts that a customer is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shop.enums import CaseKind, CaseReason, Payer, Verdict


@dataclass(frozen=True)
class Remedy:
    """What is still possible instead, and until when (the day counts)."""

    kind: CaseKind
    reason: CaseReason
    last_day: date


@dataclass(frozen=True)
class CaseDecision:
    """Whether a case may be filed, and why.

    ``days_since`` counts from receipt; ``window_days`` and ``last_day`` bound what was asked for, 0 and None
    where the rules have no window; ``days_over`` counts days past it. ``remedies`` are other open ways.
    """

    allowed: bool
    verdict: Verdict
    kind: CaseKind
    reason: CaseReason
    freight_payer: Payer
    days_since: int | None = None
    window_days: int = 0
    last_day: date | None = None
    days_over: int = 0
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True)
class PriceDecision:
    """Whether a difference goes back; prices of one piece, ``amount`` of the whole line."""

    allowed: bool
    verdict: Verdict
    paid_price: Decimal
    found_price: Decimal
    amount: Decimal = Decimal("0.00")
    window_days: int = 0
    last_day: date | None = None
    days_over: int = 0
    offer_price: Decimal | None = None  # a lower price of the day that does not count


@dataclass(frozen=True)
class InstalmentPlan:
    """One way to pay in parts: months, the whole fee in per cent and in CNY, the first and each later part."""

    months: int
    rate: Decimal
    fee: Decimal
    first: Decimal
    each: Decimal
