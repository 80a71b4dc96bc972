"""The shop's rules: what may be cancelled or hurried, and when an order arrives. Pure, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum

from shop.enums import Advice, EstimateReason, OrderStatus
from shop.views import DeliveryEstimate

# The warehouse stands in Hangzhou. China has one time zone and no summer time, so no zone database is needed.
SHOP_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
CUT_OFF_HOUR = 16  # orders paid before this hour leave on the same day
DISPATCH_PROMISE = timedelta(hours=48)  # from payment to hand-over to the carrier
STALLED_AFTER = timedelta(hours=72)  # a parcel on its way without news for longer is stalled

CANCELLABLE = (OrderStatus.pending_payment, OrderStatus.pending_shipment)
EXPEDITABLE = (OrderStatus.pending_shipment,)

_ADVICE = {
    OrderStatus.pending_payment: Advice.pay_first,
    OrderStatus.shipped: Advice.already_shipped,
    OrderStatus.received: Advice.already_received,
    OrderStatus.returning: Advice.return_in_progress,
    OrderStatus.returned: Advice.already_returned,
    OrderStatus.cancelled: Advice.order_cancelled,
}


class Distance(IntEnum):
    """How far a province lies from the warehouse."""

    local = 0
    near = 1
    far = 2
    remote = 3


_PROVINCES = {
    Distance.local: ("浙江", "上海", "江苏", "安徽"),
    Distance.near: ("福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "北京", "天津", "河北"),
    Distance.remote: ("西藏", "新疆", "青海", "内蒙古", "海南"),
}
# Days from dispatch to the door: the fewest and the most.
TRANSIT_DAYS = {
    Distance.local: (1, 2),
    Distance.near: (2, 3),
    Distance.far: (3, 5),
    Distance.remote: (5, 8),
}


@dataclass(frozen=True)
class Parcel:
    """What the delivery rule needs to know of one shipment."""

    shipped_at: datetime
    estimated_delivery: date | None
    delivered_at: datetime | None
    last_event_at: datetime | None


def cancel_refusal(status: OrderStatus) -> Advice | None:
    """Return None when an order in *status* may be cancelled, else what to do instead."""
    return None if status in CANCELLABLE else _ADVICE[status]


def expedite_refusal(status: OrderStatus) -> Advice | None:
    """Return None when shipping of an order in *status* can be hurried, else why not."""
    return None if status in EXPEDITABLE else _ADVICE[status]


def refund_on_cancel(total: Decimal, paid_at: datetime | None) -> Decimal:
    """Return the CNY that go back to the customer: all that was paid, fee and discount included."""
    return total if paid_at is not None else Decimal("0.00")


def distance(province: str) -> Distance:
    """Return the distance class of a province (浙江, also 浙江省); an unknown one is far."""
    for klass, names in _PROVINCES.items():
        if province.startswith(names):
            return klass
    return Distance.far


def shop_day(moment: datetime) -> date:
    """Return the day of *moment* in the shop's time zone."""
    return moment.astimezone(SHOP_TIME).date()


def dispatch_day(moment: datetime) -> date:
    """Return the first day on which what is ready at *moment* can leave: today until the cut-off."""
    local = moment.astimezone(SHOP_TIME)
    return local.date() + timedelta(days=int(local.hour >= CUT_OFF_HOUR))


def is_stalled(parcel: Parcel, now: datetime) -> bool:
    """Return whether an undelivered *parcel* had no news for longer than ``STALLED_AFTER``."""
    return parcel.delivered_at is None and now - (parcel.last_event_at or parcel.shipped_at) > STALLED_AFTER


def estimate_delivery(
    order_id: str,
    status: OrderStatus,
    province: str,
    paid_at: datetime | None,
    received_at: datetime | None,
    parcels: tuple[Parcel, ...],
    now: datetime,
) -> DeliveryEstimate:
    """Return when an order arrives: from its parcels once it is shipped, before that from the promises."""
    if status is OrderStatus.cancelled:
        return DeliveryEstimate(order_id, EstimateReason.order_cancelled, status)
    if status in (OrderStatus.returning, OrderStatus.returned):
        return DeliveryEstimate(order_id, EstimateReason.in_return, status)
    if status in (OrderStatus.pending_payment, OrderStatus.pending_shipment) or (
        status is OrderStatus.shipped and not parcels  # marked as shipped before the carrier's data came
    ):
        return _before_shipping(order_id, status, province, paid_at, now)
    if status is OrderStatus.received or all(parcel.delivered_at for parcel in parcels):
        moments = [parcel.delivered_at for parcel in parcels if parcel.delivered_at]
        days = sorted(shop_day(moment) for moment in moments or ([received_at] if received_at else []))
        first, last = (days[0], days[-1]) if days else (None, None)
        return DeliveryEstimate(order_id, EstimateReason.delivered, status, first, last)
    return _on_the_way(order_id, status, province, parcels, now)


def _before_shipping(
    order_id: str, status: OrderStatus, province: str, paid_at: datetime | None, now: datetime
) -> DeliveryEstimate:
    """Earliest: leaves at the next cut-off, travels fast; latest: on the last promised day, slow."""
    fewest, most = TRANSIT_DAYS[distance(province)]
    first_day = dispatch_day(now)
    promised_day = shop_day((paid_at or now) + DISPATCH_PROMISE)
    late = now - paid_at > DISPATCH_PROMISE if paid_at else False
    if paid_at is None:
        reason = EstimateReason.awaiting_payment
    else:
        reason = EstimateReason.dispatch_overdue if late else EstimateReason.dispatch_policy
    return DeliveryEstimate(
        order_id,
        reason,
        status,
        first_day + timedelta(days=fewest),
        max(first_day, promised_day) + timedelta(days=most),
        days_late=max(1, (shop_day(now) - promised_day).days) if late else 0,
    )


def _on_the_way(
    order_id: str, status: OrderStatus, province: str, parcels: tuple[Parcel, ...], now: datetime
) -> DeliveryEstimate:
    """From the first to the last estimated day of the parcels that are still on their way."""
    travelling = [parcel for parcel in parcels if parcel.delivered_at is None]
    slowest = timedelta(days=TRANSIT_DAYS[distance(province)][1])
    days = [parcel.estimated_delivery or shop_day(parcel.shipped_at) + slowest for parcel in travelling]
    days_late = max(0, (shop_day(now) - min(days)).days)
    return DeliveryEstimate(
        order_id,
        EstimateReason.carrier_overdue if days_late else EstimateReason.carrier_estimate,
        status,
        min(days),
        max(days),
        days_late,
        stalled=any(is_stalled(parcel, now) for parcel in travelling),
    )
