from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from shop.enums import Advice, EstimateReason, OrderStatus
from shop.policy import (
    SHOP_TIME,
    Distance,
    Parcel,
    dispatch_day,
    distance,
    estimate_delivery,
    is_stalled,
    load_policy,
    refund_on_cancel,
    refusal,
)
from shop.views import DeliveryEstimate

Status = OrderStatus
RULES = load_policy()
NOW = datetime(2026, 11, 6, 10, 0, tzinfo=SHOP_TIME)


@pytest.mark.parametrize(
    ("status", "cancel", "expedite"),
    [
        (Status.pending_payment, None, Advice.pay_first),
        (Status.pending_shipment, None, None),
        (Status.shipped, Advice.already_shipped, Advice.already_shipped),
        (Status.received, Advice.already_received, Advice.already_received),
        (Status.returning, Advice.return_in_progress, Advice.return_in_progress),
        (Status.returned, Advice.already_returned, Advice.already_returned),
        (Status.cancelled, Advice.order_cancelled, Advice.order_cancelled),
    ],
)
def test_what_may_be_done_in_each_status(
    status: OrderStatus, cancel: Advice | None, expedite: Advice | None
) -> None:
    assert refusal(RULES.orders.cancellable, status) is cancel
    assert refusal(RULES.orders.expeditable, status) is expedite


def test_only_what_was_paid_goes_back() -> None:
    assert refund_on_cancel(Decimal("129.90"), True) == Decimal("129.90")
    assert refund_on_cancel(Decimal("129.90"), False) == Decimal("0.00")


@pytest.mark.parametrize(
    ("province", "expected"),
    [
        ("浙江省", Distance.local),
        ("浙江", Distance.local),
        ("上海市", Distance.local),
        ("广东省", Distance.near),
        ("北京市", Distance.near),
        ("四川省", Distance.far),
        ("香港特别行政区", Distance.far),
        ("", Distance.far),
        ("西藏自治区", Distance.remote),
        ("内蒙古自治区", Distance.remote),
        ("新疆维吾尔自治区", Distance.remote),
    ],
)
def test_distance_classes(province: str, expected: Distance) -> None:
    assert distance(RULES.delivery, province) is expected


def test_the_cut_off_is_at_four_in_the_afternoon_shop_time() -> None:
    just_before = datetime(2026, 11, 6, 15, 59, 59, tzinfo=SHOP_TIME)
    assert dispatch_day(RULES.delivery, just_before) == date(2026, 11, 6)
    assert dispatch_day(RULES.delivery, just_before + timedelta(seconds=1)) == date(2026, 11, 7)


def estimate(
    status: OrderStatus,
    *,
    province: str = "浙江省",
    paid: timedelta | None = None,
    received: timedelta | None = None,
    parcels: tuple[Parcel, ...] = (),
    now: datetime = NOW,
) -> DeliveryEstimate:
    return estimate_delivery(
        RULES.delivery,
        "261105482913",
        status,
        province,
        now - paid if paid is not None else None,
        now - received if received is not None else None,
        parcels,
        now,
    )


def parcel(promised: date | None, *, delivered: datetime | None = None, silent_hours: int = 5) -> Parcel:
    shipped = datetime(2026, 11, 3, 17, 0, tzinfo=SHOP_TIME)
    return Parcel(shipped, promised, delivered, NOW - timedelta(hours=silent_hours))


@pytest.mark.parametrize(
    ("province", "paid_hours_ago", "now_hour", "earliest", "latest"),
    [
        # Paid just now at 10:00 on the 6th: leaves on the 6th at best, on the 8th (48 hours) at worst.
        ("浙江省", 0, 10, date(2026, 11, 7), date(2026, 11, 10)),
        ("广东省", 0, 10, date(2026, 11, 8), date(2026, 11, 11)),
        ("四川省", 0, 10, date(2026, 11, 9), date(2026, 11, 13)),
        ("西藏自治区", 0, 10, date(2026, 11, 11), date(2026, 11, 16)),
        # After the cut-off it leaves a day later at best.
        ("浙江省", 0, 16, date(2026, 11, 8), date(2026, 11, 10)),
        # Paid a day ago: a day of the promise is used up.
        ("浙江省", 24, 10, date(2026, 11, 7), date(2026, 11, 9)),
    ],
)
def test_before_shipping_the_promises_count(
    province: str, paid_hours_ago: int, now_hour: int, earliest: date, latest: date
) -> None:
    found = estimate(
        Status.pending_shipment,
        province=province,
        paid=timedelta(hours=paid_hours_ago),
        now=NOW.replace(hour=now_hour),
    )
    assert (found.reason, found.earliest, found.latest) == (EstimateReason.dispatch_policy, earliest, latest)
    assert found.days_late == 0


def test_a_missed_dispatch_promise_is_admitted() -> None:
    found = estimate(Status.pending_shipment, paid=timedelta(days=4))
    assert found.reason is EstimateReason.dispatch_overdue
    assert found.days_late == 2
    assert (found.earliest, found.latest) == (date(2026, 11, 7), date(2026, 11, 8))


def test_the_promise_holds_for_exactly_48_hours() -> None:
    assert estimate(Status.pending_shipment, paid=timedelta(hours=48)).days_late == 0
    late = estimate(Status.pending_shipment, paid=timedelta(hours=48, seconds=1))
    assert (late.reason, late.days_late) == (EstimateReason.dispatch_overdue, 1)


def test_an_unpaid_order_is_reckoned_as_if_paid_now() -> None:
    unpaid = estimate(Status.pending_payment)
    paid = estimate(Status.pending_shipment, paid=timedelta(0))
    assert unpaid.reason is EstimateReason.awaiting_payment
    assert (unpaid.earliest, unpaid.latest) == (paid.earliest, paid.latest)


def test_on_the_way_the_carriers_date_counts() -> None:
    found = estimate(Status.shipped, paid=timedelta(days=4), parcels=(parcel(date(2026, 11, 7)),))
    assert found.reason is EstimateReason.carrier_estimate
    assert (found.earliest, found.latest) == (date(2026, 11, 7), date(2026, 11, 7))
    assert (found.days_late, found.stalled) == (0, False)


def test_due_today_is_not_late_and_due_yesterday_is() -> None:
    today = estimate(
        Status.shipped, parcels=(parcel(date(2026, 11, 6)),), now=NOW.replace(hour=23, minute=59)
    )
    assert (today.reason, today.days_late) == (EstimateReason.carrier_estimate, 0)
    late = estimate(Status.shipped, parcels=(parcel(date(2026, 11, 5)),), now=NOW.replace(hour=0))
    assert (late.reason, late.days_late) == (EstimateReason.carrier_overdue, 1)


def test_a_parcel_without_a_date_gets_the_slowest_transit() -> None:
    found = estimate(Status.shipped, province="四川省", parcels=(parcel(None),))
    assert (found.earliest, found.latest) == (date(2026, 11, 8), date(2026, 11, 8))


def test_split_parcels_span_a_range_and_delivered_ones_do_not_count() -> None:
    there = parcel(date(2026, 11, 5), delivered=datetime(2026, 11, 5, 12, 0, tzinfo=SHOP_TIME))
    found = estimate(Status.shipped, parcels=(there, parcel(date(2026, 11, 7)), parcel(date(2026, 11, 9))))
    assert found.reason is EstimateReason.carrier_estimate
    assert (found.earliest, found.latest) == (date(2026, 11, 7), date(2026, 11, 9))


def test_delivered_but_not_confirmed_is_delivered() -> None:
    there = parcel(date(2026, 11, 5), delivered=datetime(2026, 11, 5, 12, 0, tzinfo=SHOP_TIME))
    found = estimate(Status.shipped, parcels=(there,))
    assert (found.reason, found.latest) == (EstimateReason.delivered, date(2026, 11, 5))


def test_received_without_parcel_data_uses_the_receipt() -> None:
    found = estimate(Status.received, received=timedelta(days=2))
    assert (found.reason, found.latest) == (EstimateReason.delivered, date(2026, 11, 4))
    assert estimate(Status.received).latest is None


def test_shipped_without_parcel_data_still_gets_an_answer() -> None:
    found = estimate(Status.shipped, paid=timedelta(hours=20))
    assert found.reason is EstimateReason.dispatch_policy
    assert found.earliest is not None


@pytest.mark.parametrize(("hours", "stalled"), [(71, False), (72, False), (73, True)])
def test_a_parcel_is_stalled_after_three_silent_days(hours: int, stalled: bool) -> None:
    assert is_stalled(RULES.delivery, parcel(None, silent_hours=hours), NOW) is stalled
    found = estimate(Status.shipped, parcels=(parcel(date(2026, 11, 7), silent_hours=hours),))
    assert found.stalled is stalled


def test_a_delivered_parcel_is_never_stalled() -> None:
    there = parcel(None, delivered=NOW - timedelta(days=9), silent_hours=9 * 24)
    assert not is_stalled(RULES.delivery, there, NOW)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.cancelled, EstimateReason.order_cancelled),
        (Status.returning, EstimateReason.in_return),
        (Status.returned, EstimateReason.in_return),
    ],
)
def test_what_will_not_come_has_no_date(status: OrderStatus, reason: EstimateReason) -> None:
    found = estimate(status, paid=timedelta(days=9))
    assert (found.reason, found.earliest, found.latest) == (reason, None, None)
