"""When an order arrives: the promises before shipping, the carrier's days after. Pure, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from shop.enums import EstimateReason, OrderStatus
from shop.policy.days import SHOP_TIME, shop_day
from shop.policy.model import DeliveryRules, Distance
from shop.views import DeliveryEstimate


@dataclass(frozen=True)
class Parcel:
    """What the delivery rule needs to know of one shipment."""

    shipped_at: datetime
    estimated_delivery: date | None
    delivered_at: datetime | None
    last_event_at: datetime | None


def distance(rules: DeliveryRules, province: str) -> Distance:
    """Return the distance class of a province (浙江, also 浙江省); an unknown one is far."""
    for klass, region in rules.regions.items():
        if province.startswith(region.provinces):
            return klass
    return Distance.far


def shipping_fee(rules: DeliveryRules, items_total: Decimal) -> Decimal:
    """Return the CNY that sending an order costs whose goods cost *items_total*."""
    return Decimal("0.00") if items_total >= rules.free_shipping_from else rules.shipping_fee


def transit_days(rules: DeliveryRules, province: str) -> tuple[int, int]:
    """Return the fewest and the most days from dispatch to a door in *province*."""
    return rules.regions[distance(rules, province)].days


def dispatch_day(rules: DeliveryRules, moment: datetime) -> date:
    """Return the first day on which what is ready at *moment* can leave: today until the cut-off."""
    local = moment.astimezone(SHOP_TIME)
    return local.date() + timedelta(days=int(local.hour >= rules.cut_off_hour))


def is_stalled(rules: DeliveryRules, parcel: Parcel, now: datetime) -> bool:
    """Return whether an undelivered *parcel* had no news for longer than the rules bear."""
    return (
        parcel.delivered_at is None
        and now - (parcel.last_event_at or parcel.shipped_at) > rules.stalled_after
    )


def estimate_delivery(
    rules: DeliveryRules,
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
        return _before_shipping(rules, order_id, status, province, paid_at, now)
    if status is OrderStatus.received or all(parcel.delivered_at for parcel in parcels):
        moments = [parcel.delivered_at for parcel in parcels if parcel.delivered_at]
        days = sorted(shop_day(moment) for moment in moments or ([received_at] if received_at else []))
        first, last = (days[0], days[-1]) if days else (None, None)
        return DeliveryEstimate(order_id, EstimateReason.delivered, status, first, last)
    return _on_the_way(rules, order_id, status, province, parcels, now)


def _before_shipping(
    rules: DeliveryRules,
    order_id: str,
    status: OrderStatus,
    province: str,
    paid_at: datetime | None,
    now: datetime,
) -> DeliveryEstimate:
    """Earliest: leaves at the next cut-off, travels fast; latest: on the last promised day, slow."""
    fewest, most = transit_days(rules, province)
    first_day = dispatch_day(rules, now)
    promised_day = shop_day((paid_at or now) + rules.dispatch_promise)
    late = now - paid_at > rules.dispatch_promise if paid_at else False
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
    rules: DeliveryRules,
    order_id: str,
    status: OrderStatus,
    province: str,
    parcels: tuple[Parcel, ...],
    now: datetime,
) -> DeliveryEstimate:
    """From the first to the last estimated day of the parcels that are still on their way."""
    travelling = [parcel for parcel in parcels if parcel.delivered_at is None]
    slowest = timedelta(days=transit_days(rules, province)[1])
    days = [parcel.estimated_delivery or shop_day(parcel.shipped_at) + slowest for parcel in travelling]
    days_late = max(0, (shop_day(now) - min(days)).days)
    return DeliveryEstimate(
        order_id,
        EstimateReason.carrier_overdue if days_late else EstimateReason.carrier_estimate,
        status,
        min(days),
        max(days),
        days_late,
        stalled=any(is_stalled(rules, parcel, now) for parcel in travelling),
    )
