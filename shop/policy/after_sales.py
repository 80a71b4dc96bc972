"""Who may return, exchange or have repaired what, until when, and who pays the way back. Pure, no database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from shop.enums import CaseKind, CaseReason, OrderStatus, Payer, Verdict
from shop.policy.days import after_months
from shop.policy.model import AfterSalesRules, CategoryRules
from shop.views import CaseDecision, Remedy

_OPEN = (OrderStatus.received, OrderStatus.shipped, OrderStatus.returning)
_BEFORE_SHIPPING = {
    OrderStatus.pending_payment: Verdict.not_paid,
    OrderStatus.pending_shipment: Verdict.cancel_instead,
    OrderStatus.cancelled: Verdict.order_cancelled,
    OrderStatus.returned: Verdict.already_returned,
}


def decide_case(
    rules: AfterSalesRules,
    kind: CaseKind,
    reason: CaseReason,
    category_id: str,
    status: OrderStatus,
    arrived_on: date | None,
    today: date,
    warranty_months: int | None = None,
) -> CaseDecision:
    """Decide on a request for goods of *category_id* that *arrived_on* a day (None while on their way).

    *warranty_months* is the product's own warranty where it differs from its category's.
    """
    category = rules.of(category_id)
    months = category.warranty_months if warranty_months is None else warranty_months
    payer = Payer.shop if reason in rules.shop_pays else Payer.customer
    early = _too_early(kind, reason, status, arrived_on)
    if early is not None or arrived_on is None:
        verdict = early or Verdict.allowed
        return CaseDecision(verdict is Verdict.allowed, verdict, kind, reason, payer)
    last_day = _last_day(rules, category, kind, reason, arrived_on, months)
    open_ways = tuple(
        Remedy(other, because, day)
        for other, because, day in _ways(rules, category, arrived_on, months)
        if day >= today and (other, because) != (kind, reason)
    )
    facts = (kind, reason, payer, (today - arrived_on).days)
    if last_day is None:
        verdict = Verdict.no_warranty if kind is CaseKind.repair else Verdict.not_returnable
        return CaseDecision(False, verdict, *facts, remedies=open_ways)
    window = (last_day - arrived_on).days
    if today > last_day:
        over = (today - last_day).days
        return CaseDecision(False, Verdict.too_late, *facts, window, last_day, over, open_ways)
    return CaseDecision(True, Verdict.allowed, *facts, window, last_day, remedies=open_ways)


def _too_early(
    kind: CaseKind, reason: CaseReason, status: OrderStatus, arrived_on: date | None
) -> Verdict | None:
    """Return why nothing can be filed before the goods have come, None when something can."""
    if status not in _OPEN:
        return _BEFORE_SHIPPING[status]
    if kind is CaseKind.refund and reason is CaseReason.not_received:
        return None if arrived_on is None or status is OrderStatus.shipped else Verdict.already_received
    return Verdict.not_arrived if arrived_on is None else None


def _last_day(
    rules: AfterSalesRules,
    category: CategoryRules,
    kind: CaseKind,
    reason: CaseReason,
    arrived_on: date,
    months: int,
) -> date | None:
    """Return the last day of the window, None where the rules have none."""
    if kind is CaseKind.repair:
        return after_months(arrived_on, months) if months else None
    days = _window(rules, category, kind, reason)
    return arrived_on + timedelta(days=days) if days else None


def _window(rules: AfterSalesRules, category: CategoryRules, kind: CaseKind, reason: CaseReason) -> int:
    fault = reason in rules.quality_reasons
    if kind is CaseKind.missing_parts:
        return rules.missing_parts_days
    if kind is CaseKind.exchange:
        return category.quality_exchange_days if fault else category.no_reason_exchange_days
    if kind is CaseKind.quality:
        return max(category.quality_return_days, category.quality_exchange_days)
    if reason is CaseReason.not_received:
        return category.quality_return_days
    return category.quality_return_days if fault else category.no_reason_days


def _ways(
    rules: AfterSalesRules, category: CategoryRules, arrived_on: date, months: int
) -> Iterator[tuple[CaseKind, CaseReason, date]]:
    """Yield what the rules know for such goods, with the last day of each."""
    unwanted, fault = CaseReason.no_longer_wanted, CaseReason.faulty
    for kind, reason in (
        (CaseKind.return_goods, unwanted),
        (CaseKind.return_goods, fault),
        (CaseKind.exchange, fault),
        (CaseKind.repair, fault),
    ):
        day = _last_day(rules, category, kind, reason, arrived_on, months)
        if day is not None:
            yield kind, reason, day
