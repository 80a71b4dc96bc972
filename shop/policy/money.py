"""Price protection, refunds, instalments and invoices. Pure, no database."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from shop.enums import InvoiceKind, PaymentMethod, Verdict
from shop.policy.days import after_working_days, shop_day
from shop.policy.model import InstalmentRules, InvoiceRules, Policy, PriceRules
from shop.views import InstalmentPlan, PriceDecision

_FEN = Decimal("0.01")


def decide_price(
    rules: PriceRules,
    category_id: str,
    paid_at: datetime | None,
    paid_price: Decimal,
    regular_price: Decimal,
    offer_price: Decimal | None,
    quantity: int,
    now: datetime,
) -> PriceDecision:
    """Decide what goes back for one line because its price has fallen since it was paid.

    *regular_price* and *offer_price* are today's, of one piece.
    """
    offer = offer_price if offer_price is not None and offer_price < regular_price else None
    found = offer if offer is not None and rules.includes_offers else regular_price
    if paid_at is None:
        return PriceDecision(False, Verdict.not_paid, paid_price, found)
    last_day = shop_day(paid_at) + timedelta(days=rules.days)
    amount = (paid_price - found) * quantity
    if category_id in rules.excluded_categories:
        verdict = Verdict.category_excluded
    elif shop_day(now) > last_day:
        verdict = Verdict.too_late
    elif found < paid_price:
        verdict = Verdict.allowed if amount >= rules.least else Verdict.too_little
    else:
        only_offer = offer is not None and offer < paid_price
        verdict = Verdict.only_an_offer if only_offer else Verdict.price_not_lower
    over = max(0, (shop_day(now) - last_day).days)
    allowed = verdict is Verdict.allowed
    back = amount if allowed else Decimal("0.00")
    return PriceDecision(allowed, verdict, paid_price, found, back, rules.days, last_day, over, offer)


def refund_day(policy: Policy, method: PaymentMethod, now: datetime) -> date:
    """Return the last day on which a refund that starts now should arrive, by the way it was paid."""
    return after_working_days(shop_day(now), policy.refund_days[method])


def instalment_plans(rules: InstalmentRules, amount: Decimal) -> tuple[InstalmentPlan, ...]:
    """Return how *amount* can be paid in parts, none when it is too small; the first part takes the rest."""
    if amount < rules.least:
        return ()
    plans = []
    for months, rate in sorted(rules.plans.items()):
        fee = (amount * rate / 100).quantize(_FEN, ROUND_HALF_UP)
        each = ((amount + fee) / months).quantize(_FEN, ROUND_HALF_UP)
        plans.append(InstalmentPlan(months, rate, fee, amount + fee - each * (months - 1), each))
    return tuple(plans)


def decide_invoice(
    rules: InvoiceRules, kind: InvoiceKind, paid_at: datetime | None, amount: Decimal, now: datetime
) -> Verdict:
    """Decide whether an invoice of *kind* can be made out for what was paid."""
    if kind not in rules.kinds:
        return Verdict.kind_not_offered
    if paid_at is None:
        return Verdict.not_paid
    if amount <= 0:
        return Verdict.nothing_paid
    if now - paid_at > timedelta(days=rules.request_within_days):
        return Verdict.too_late
    return Verdict.allowed
