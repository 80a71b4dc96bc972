from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.enums import CaseKind, CaseReason, OrderStatus, Payer, Verdict
from shop.policy import after_months, after_working_days, decide_case, load_policy

RULES = load_policy().after_sales
TODAY = date(2026, 11, 6)
Kind, Reason, Status = CaseKind, CaseReason, OrderStatus


def arrived(days_ago: int) -> date:
    return TODAY - timedelta(days=days_ago)


# What is asked, why, in which category, days since receipt; the verdict, days of the window, days over.
CASES = [
    (Kind.return_goods, Reason.no_longer_wanted, "home", 7, Verdict.allowed, 7, 0),
    (Kind.return_goods, Reason.no_longer_wanted, "home", 9, Verdict.too_late, 7, 2),
    (Kind.return_goods, Reason.faulty, "home", 8, Verdict.too_late, 7, 1),
    (Kind.return_goods, Reason.faulty, "beauty", 15, Verdict.allowed, 15, 0),
    (Kind.return_goods, Reason.no_longer_wanted, "food", 0, Verdict.not_returnable, 0, 0),
    (Kind.return_goods, Reason.wrong_item, "food", 7, Verdict.allowed, 7, 0),
    (Kind.exchange, Reason.wrong_size, "clothing", 15, Verdict.allowed, 15, 0),
    (Kind.exchange, Reason.wrong_size, "home", 8, Verdict.too_late, 7, 1),
    (Kind.exchange, Reason.faulty, "large-appliances", 30, Verdict.allowed, 30, 0),
    (Kind.repair, Reason.faulty, "phones", 365, Verdict.allowed, 365, 0),
    (Kind.repair, Reason.faulty, "phones", 366, Verdict.too_late, 365, 1),
    (Kind.repair, Reason.faulty, "books", 1, Verdict.no_warranty, 0, 0),
    (Kind.missing_parts, Reason.missing_item, "baby-toys", 7, Verdict.allowed, 7, 0),
    (Kind.quality, Reason.faulty, "home", 15, Verdict.allowed, 15, 0),
    (Kind.refund, Reason.not_received, "home", 3, Verdict.already_received, 0, 0),
]


@pytest.mark.parametrize(("kind", "reason", "category", "days", "verdict", "window", "over"), CASES)
def test_windows(
    kind: CaseKind, reason: CaseReason, category: str, days: int, verdict: Verdict, window: int, over: int
) -> None:
    found = decide_case(RULES, kind, reason, category, Status.received, arrived(days), TODAY)
    assert (found.verdict, found.window_days, found.days_over) == (verdict, window, over)
    assert found.allowed is (verdict is Verdict.allowed)


def test_a_refusal_says_what_is_still_possible_and_until_when() -> None:
    """已超过 7 天无理由退货期 2 天，但质量问题仍可在 15 天内换货，保修到明年."""
    found = decide_case(
        RULES, Kind.return_goods, Reason.no_longer_wanted, "phones", Status.received, arrived(9), TODAY
    )
    assert (found.days_since, found.window_days, found.days_over) == (9, 7, 2)
    assert found.last_day == TODAY - timedelta(days=2)
    assert [(way.kind, way.reason, way.last_day) for way in found.remedies] == [
        (Kind.exchange, Reason.faulty, TODAY + timedelta(days=6)),
        (Kind.repair, Reason.faulty, date(2027, 10, 28)),
    ]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (Status.pending_payment, Verdict.not_paid),
        (Status.pending_shipment, Verdict.cancel_instead),
        (Status.shipped, Verdict.not_arrived),
        (Status.cancelled, Verdict.order_cancelled),
        (Status.returned, Verdict.already_returned),
    ],
)
def test_before_the_goods_have_come(status: OrderStatus, verdict: Verdict) -> None:
    found = decide_case(RULES, Kind.return_goods, Reason.no_longer_wanted, "home", status, None, TODAY)
    assert (found.allowed, found.verdict, found.remedies) == (False, verdict, ())


def test_what_never_came_is_refunded_without_a_return() -> None:
    for day in (None, arrived(1)):  # signed for by a stranger, says the customer
        found = decide_case(RULES, Kind.refund, Reason.not_received, "home", Status.shipped, day, TODAY)
        assert (found.allowed, found.freight_payer) == (True, Payer.shop)


def test_who_pays_the_way_back() -> None:
    for reason, payer in ((Reason.no_longer_wanted, Payer.customer), (Reason.faulty, Payer.shop)):
        found = decide_case(RULES, Kind.return_goods, reason, "home", Status.received, arrived(1), TODAY)
        assert found.freight_payer is payer


def test_a_product_may_have_a_longer_warranty_than_its_category() -> None:
    ask = (Kind.repair, Reason.faulty, "books", Status.received, arrived(100), TODAY)
    assert decide_case(RULES, *ask).verdict is Verdict.no_warranty
    assert decide_case(RULES, *ask, warranty_months=24).allowed


@given(
    st.sampled_from(list(CaseKind)),
    st.sampled_from(list(CaseReason)),
    st.sampled_from([*RULES.categories, "unheard of"]),
    st.sampled_from(list(OrderStatus)),
    st.none() | st.integers(0, 2000).map(arrived),
)
def test_a_decision_is_never_at_odds_with_itself(
    kind: CaseKind, reason: CaseReason, category: str, status: OrderStatus, day: date | None
) -> None:
    found = decide_case(RULES, kind, reason, category, status, day, TODAY)
    assert found.allowed is (found.verdict is Verdict.allowed)
    assert (found.days_over > 0) is (found.verdict is Verdict.too_late)
    assert all(way.last_day >= TODAY for way in found.remedies)
    for way in found.remedies:
        assert decide_case(RULES, way.kind, way.reason, category, status, day, TODAY).allowed


def test_months_and_working_days() -> None:
    assert after_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert after_months(date(2025, 12, 15), 14) == date(2027, 2, 15)
    assert after_working_days(date(2026, 11, 6), 0) == date(2026, 11, 6)
    assert after_working_days(date(2026, 11, 6), 1) == date(2026, 11, 9), "a Friday: over the weekend"
