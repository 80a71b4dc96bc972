"""Facts in words: exact, in one language, as people say them."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from actions.wording import Wording
from shop.enums import Carrier, EventKind, OrderStatus, ShipmentStatus, SignedBy
from shop.views import OrderItem, OrderSummary, ShipmentTrack, TrackingEvent

UTC = timezone.utc
NOW = datetime(2026, 11, 5, 2, 0, tzinfo=UTC)  # Thursday, 10:00 in Shanghai
ZH, EN = (Wording(language, NOW, ZoneInfo("Asia/Shanghai")) for language in ("zh", "en"))


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0", "¥0.00"), ("0.1", "¥0.10"), ("1299", "¥1,299.00"), ("1234567.89", "¥1,234,567.89")],
)
def test_money(amount, text):
    assert ZH.money(Decimal(amount)) == EN.money(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("day", "chinese", "english"),
    [
        (date(2026, 11, 5), "今天", "today"),
        (date(2026, 11, 4), "昨天", "yesterday"),
        (date(2026, 11, 6), "明天", "tomorrow"),
        (date(2026, 11, 7), "后天", "Sat 7 Nov"),
        (date(2026, 11, 8), "11月8日（周日）", "Sun 8 Nov"),
        (date(2025, 12, 31), "2025年12月31日（周三）", "Wed 31 Dec 2025"),
    ],
)
def test_days(day, chinese, english):
    assert (ZH.day(day), EN.day(day)) == (chinese, english)


def test_a_moment_is_told_in_the_shops_zone():
    late = datetime(2026, 11, 4, 16, 5, tzinfo=UTC)  # already the 5th in Shanghai
    assert ZH.moment(late) == "今天 00:05"
    assert EN.moment(late - timedelta(minutes=6)) == "yesterday, 23:59"


def test_spans():
    first, last = date(2026, 11, 6), date(2026, 11, 8)
    assert ZH.span(first, last) == "明天到11月8日（周日）"
    assert EN.span(first, last) == "between tomorrow and Sun 8 Nov"
    assert ZH.span(first, first) == "明天"
    assert EN.span(last, first) == "Sun 8 Nov"


@pytest.mark.parametrize(
    ("delta", "chinese", "english"),
    [
        (timedelta(minutes=30), "30 分钟", "30 minutes"),
        (timedelta(minutes=29, seconds=1), "30 分钟", "30 minutes"),
        (timedelta(seconds=1), "1 分钟", "1 minute"),
        (timedelta(0), "1 分钟", "1 minute"),
        (timedelta(minutes=-5), "1 分钟", "1 minute"),
    ],
)
def test_waits_are_rounded_up(delta, chinese, english):
    assert (ZH.wait(NOW + delta), EN.wait(NOW + delta)) == (chinese, english)


@pytest.mark.parametrize(("count", "english"), [(1, "one attempt"), (4, "4 attempts")])
def test_counts(count, english):
    assert EN.attempts(count) == english
    assert EN.days(1) == "1 day"
    assert ZH.days(3) == "3 天"


def item(line, quantity=1, variant=True):
    colour = ("黑色", "black") if variant else (None, None)
    return OrderItem(
        line, f"P1000{line}", f"耳机{line}", f"Earbuds {line}", *colour, Decimal("99.00"), quantity
    )


def test_items():
    assert ZH.items([item(1)]) == "耳机1（黑色）"
    assert EN.items([item(1, quantity=2), item(2, variant=False)]) == "Earbuds 1 (black) × 2, Earbuds 2"
    five = [item(line, variant=False) for line in range(1, 6)]
    assert ZH.items(five) == "耳机1、耳机2、耳机3等 5 种商品"
    assert EN.items(five) == "Earbuds 1, Earbuds 2, Earbuds 3 and 2 more"


def test_order_lines():
    order = OrderSummary("261105000001", OrderStatus.shipped, NOW, Decimal("99"), 2, "耳机", "Earbuds")
    assert ZH.order_lines([order]) == "1. 261105000001 · 耳机 等 2 件 · ¥99.00 · 已发货 · 今天"
    assert EN.order_lines([order]) == "1. 261105000001 · Earbuds (2 items) · ¥99.00 · shipped · today"


def parcel(**changes):
    event = TrackingEvent(
        NOW - timedelta(hours=1), EventKind.arrived, "杭州", "Hangzhou", "已到杭州", "Arrived"
    )
    facts = {
        "order_id": "261105000001",
        "carrier": Carrier.SF,
        "tracking_number": "SF1390284756120",
        "status": ShipmentStatus.in_transit,
        "shipped_at": NOW - timedelta(days=1),
        "estimated_delivery": date(2026, 11, 6),
        "delivered_at": None,
        "signed_by": None,
        "events": (event,) * 5,
        "items": (item(1),),
    }
    return ShipmentTrack(**{**facts, **changes})


def test_one_parcel():
    assert ZH.parcel_lines([parcel()]).split("\n") == [
        "顺丰速运 SF1390284756120",
        *["• 今天 09:00 已到杭州"] * 3,
        "预计明天送达",
    ]
    assert EN.parcel_lines([parcel()]).split("\n")[-1] == "Expected tomorrow"


def test_a_promise_that_has_passed_is_not_repeated():
    assert "预计" not in ZH.parcel_lines([parcel(estimated_delivery=date(2026, 11, 4))])


def test_two_parcels_say_what_is_in_them():
    delivered = parcel(status=ShipmentStatus.delivered, delivered_at=NOW, signed_by=SignedBy.locker)
    text = ZH.parcel_lines([parcel(), delivered])
    assert "包裹 1：顺丰速运 SF1390284756120（耳机1（黑色））" in text
    assert text.endswith("今天 10:00 送达，已放入快递柜")
    assert EN.parcel_lines([delivered]).endswith("Delivered today, 10:00, left in a parcel locker")


def test_every_way_of_signing_has_words():
    for signed in SignedBy:
        assert "送达" in ZH.parcel_lines(
            [parcel(status=ShipmentStatus.delivered, delivered_at=NOW, signed_by=signed)]
        )
