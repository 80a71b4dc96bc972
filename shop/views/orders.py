"""A customer's profile, orders and parcels, and how wishes about them ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from shop.enums import (
    Advice,
    CancelOutcome,
    Carrier,
    CaseStatus,
    EstimateReason,
    EventKind,
    ExpediteOutcome,
    MemberLevel,
    OrderStatus,
    ShipmentStatus,
    SignedBy,
    VerifyOutcome,
)


@dataclass(frozen=True)
class CustomerProfile:
    """A customer as shown to themself; the phone is masked (``154****6721``)."""

    customer_id: str
    name: str
    phone: str
    member_level: MemberLevel


@dataclass(frozen=True)
class OrderSummary:
    """One row of a list of orders; ``title_*`` is the first product, ``item_count`` counts pieces."""

    order_id: str
    status: OrderStatus
    ordered_at: datetime
    total: Decimal
    item_count: int
    title_zh: str
    title_en: str


@dataclass(frozen=True)
class OrderItem:
    """One line of an order; ``line`` starts at 1, ``unit_price`` is as sold."""

    line: int
    product_id: str
    name_zh: str
    name_en: str
    variant_zh: str | None
    variant_en: str | None
    unit_price: Decimal
    quantity: int


@dataclass(frozen=True)
class TrackingEvent:
    """One scan of a parcel."""

    occurred_at: datetime
    kind: EventKind
    city: str
    city_en: str
    text_zh: str
    text_en: str


@dataclass(frozen=True)
class ShipmentTrack:
    """One parcel with its events, newest first, and the order lines in it."""

    order_id: str
    carrier: Carrier
    tracking_number: str
    status: ShipmentStatus
    shipped_at: datetime
    estimated_delivery: date | None
    delivered_at: datetime | None
    signed_by: SignedBy | None
    events: tuple[TrackingEvent, ...]
    items: tuple[OrderItem, ...]


@dataclass(frozen=True)
class OrderReturn:
    """A return that is not withdrawn or refused; ``tracking_number`` is the parcel on its way back."""

    status: CaseStatus
    reason_zh: str
    reason_en: str
    refund_amount: Decimal
    tracking_number: str | None
    requested_at: datetime
    refunded_at: datetime | None


@dataclass(frozen=True)
class OrderOptions:
    """What may be done with an order now: None where it may, else why not; and what a cancellation brings."""

    cancel: Advice | None
    expedite: Advice | None
    change_address: Advice | None
    change_items: Advice | None
    cancel_refund: Decimal


@dataclass(frozen=True)
class OrderDetail:
    """One order whole; ``total`` is items + fee - discount, ``refund_amount`` is set when cancelled."""

    order_id: str
    status: OrderStatus
    ordered_at: datetime
    paid_at: datetime | None
    expedited_at: datetime | None
    received_at: datetime | None
    cancelled_at: datetime | None
    items_total: Decimal
    shipping_fee: Decimal
    discount: Decimal
    total: Decimal
    refund_amount: Decimal | None
    province: str
    city: str
    city_en: str
    items: tuple[OrderItem, ...]
    shipments: tuple[ShipmentTrack, ...]
    returns: tuple[OrderReturn, ...]
    options: OrderOptions


@dataclass(frozen=True)
class DeliveryEstimate:
    """When an order arrives: days (inclusive) in the shop's time zone, None where ``reason`` allows none.

    ``days_late`` counts days past the promise, 0 when in time; ``stalled``: a parcel had no news for long.
    """

    order_id: str
    reason: EstimateReason
    status: OrderStatus | None
    earliest: date | None = None
    latest: date | None = None
    days_late: int = 0
    stalled: bool = False


@dataclass(frozen=True)
class CancelResult:
    """The end of a wish to cancel; ``refund_amount`` is what goes back (0.00 for an unpaid order)."""

    outcome: CancelOutcome
    order_id: str
    status: OrderStatus | None = None
    refund_amount: Decimal | None = None
    cancelled_at: datetime | None = None
    advice: Advice | None = None


@dataclass(frozen=True)
class ExpediteResult:
    """The end of a wish for faster shipping; ``advice`` says why it is not needed."""

    outcome: ExpediteOutcome
    order_id: str
    status: OrderStatus | None = None
    expedited_at: datetime | None = None
    advice: Advice | None = None


@dataclass(frozen=True)
class Verification:
    """The end of one attempt to verify; ``locked_until`` is set when ``outcome`` is ``locked``."""

    outcome: VerifyOutcome
    customer_id: str | None
    attempts_left: int
    locked_until: datetime | None


@dataclass(frozen=True)
class DemoAccount:
    """A seeded customer for trying out; ``order_ids`` maps a status to order numbers, newest first."""

    customer_id: str
    name: str
    phone_tail: str
    order_ids: dict[OrderStatus, tuple[str, ...]]
