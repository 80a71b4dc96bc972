from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.enums import InvoiceKind, PaymentMethod, Verdict
from shop.policy import (
    SHOP_TIME,
    decide_invoice,
    decide_price,
    instalment_plans,
    load_policy,
    refund_day,
)

RULES = load_policy()
NOW = datetime(2026, 11, 6, 10, 0, tzinfo=SHOP_TIME)
PAID = Decimal("100.00")


# Category, days since payment, today's regular price, today's offer, pieces; verdict and CNY.
@pytest.mark.parametrize(
    ("category", "days", "regular", "offer", "pieces", "verdict", "amount"),
    [
        ("home", 3, "89.90", None, 2, Verdict.allowed, "20.20"),
        ("home", 7, "89.90", None, 1, Verdict.allowed, "10.10"),
        ("home", 9, "89.90", None, 1, Verdict.too_late, "0.00"),
        ("home", 3, "100.00", None, 1, Verdict.price_not_lower, "0.00"),
        ("home", 3, "120.00", None, 1, Verdict.price_not_lower, "0.00"),
        ("home", 3, "100.00", "79.00", 1, Verdict.only_an_offer, "0.00"),
        ("home", 3, "99.50", None, 1, Verdict.too_little, "0.00"),
        ("food", 1, "50.00", None, 1, Verdict.category_excluded, "0.00"),
    ],
)
def test_price_protection(
    category: str, days: int, regular: str, offer: str | None, pieces: int, verdict: Verdict, amount: str
) -> None:
    found = decide_price(
        RULES.prices,
        category,
        NOW - timedelta(days=days),
        PAID,
        Decimal(regular),
        Decimal(offer) if offer else None,
        pieces,
        NOW,
    )
    assert (found.verdict, found.amount) == (verdict, Decimal(amount))
    assert found.days_over == (2 if verdict is Verdict.too_late else 0)
    assert found.last_day == date(2026, 11, 13) - timedelta(days=days)


def test_nothing_is_protected_before_it_is_paid() -> None:
    found = decide_price(RULES.prices, "home", None, PAID, Decimal("1.00"), None, 1, NOW)
    assert found.verdict is Verdict.not_paid


def test_refunds_arrive_by_the_way_they_were_paid() -> None:
    days = {method: refund_day(RULES, method, NOW) for method in PaymentMethod}
    assert days[PaymentMethod.gift_card] == date(2026, 11, 6)
    assert days[PaymentMethod.alipay] == date(2026, 11, 9), "one working day after a Friday"
    assert days[PaymentMethod.credit_card] == date(2026, 11, 17)


@given(st.integers(0, 10**9).map(lambda fen: Decimal(fen) / 100))
def test_the_parts_of_an_instalment_plan_add_up(amount: Decimal) -> None:
    plans = instalment_plans(RULES.instalments, amount)
    assert bool(plans) is (amount >= RULES.instalments.least)
    for plan in plans:
        assert plan.first + plan.each * (plan.months - 1) == amount + plan.fee
        assert abs(plan.first - plan.each) <= Decimal("0.01") * plan.months


@pytest.mark.parametrize(
    ("kind", "days", "amount", "verdict"),
    [
        (InvoiceKind.personal, 3, "10.00", Verdict.allowed),
        (InvoiceKind.special, 365, "10.00", Verdict.allowed),
        (InvoiceKind.personal, 366, "10.00", Verdict.too_late),
        (InvoiceKind.personal, 3, "0.00", Verdict.nothing_paid),
        (InvoiceKind.personal, None, "10.00", Verdict.not_paid),
    ],
)
def test_invoices(kind: InvoiceKind, days: int | None, amount: str, verdict: Verdict) -> None:
    paid_at = None if days is None else NOW - timedelta(days=days)
    assert decide_invoice(RULES.invoices, kind, paid_at, Decimal(amount), NOW) is verdict
