"""Changes of an order before it leaves, its delivery, and receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from shop.enums import Advice, Carrier, OrderStatus, Verdict


@dataclass(frozen=True)
class AddressChange:
    """What of an order's address shall be another; None keeps what is there."""

    receiver: str | None = None
    phone: str | None = None
    province: str | None = None
    city: str | None = None
    district: str | None = None
    street: str | None = None


@dataclass(frozen=True)
class ShippingAddress:
    """Where an order goes; the phone is masked."""

    receiver: str
    phone: str
    province: str
    city: str
    city_en: str
    district: str
    street: str


@dataclass(frozen=True)
class AddressResult:
    """The end of a wish for another address; ``address`` is the one that holds now."""

    verdict: Verdict
    order_id: str
    status: OrderStatus | None = None
    advice: Advice | None = None
    address: ShippingAddress | None = None


@dataclass(frozen=True)
class ItemChange:
    """Another variant or number of pieces for one line; None keeps what is there."""

    order_id: str
    line: int
    variant_id: str | None = None
    quantity: int | None = None


@dataclass(frozen=True)
class ItemChangeQuote:
    """What a change would bring; ``difference`` is the new total less the old one, in CNY.

    ``stock`` says how many pieces of the wanted variant there are.
    """

    verdict: Verdict
    order_id: str
    line: int
    advice: Advice | None = None
    variant_id: str | None = None
    quantity: int = 0
    unit_price: Decimal | None = None
    new_total: Decimal | None = None
    difference: Decimal | None = None
    stock: int | None = None
    coupon_lost: bool = False


@dataclass(frozen=True)
class ItemChangeResult:
    """The end of a wish to change items; ``to_pay`` is open, ``refund`` on its way."""

    verdict: Verdict
    quote: ItemChangeQuote
    to_pay: Decimal = Decimal("0.00")
    refund: Decimal = Decimal("0.00")


@dataclass(frozen=True)
class PickupPoint:
    """Where a customer can collect a parcel; hours of the day."""

    point_id: int
    name_zh: str
    name_en: str
    city: str
    district: str
    street: str
    opens: int
    closes: int


@dataclass(frozen=True)
class BookingWish:
    """A day and hours, and the pick-up point where it is not the door."""

    day: date
    from_hour: int
    to_hour: int
    pickup_point_id: int | None = None


@dataclass(frozen=True)
class Booking:
    """The end of a wish for a time; ``days`` and ``slots`` are what is offered where it was refused."""

    verdict: Verdict
    order_id: str
    wish: BookingWish | None = None
    days: tuple[date, date] | None = None
    slots: tuple[tuple[int, int], ...] = ()
    point: PickupPoint | None = None


@dataclass(frozen=True)
class CourierContact:
    """Who brings a parcel; the names and the phone are None while no courier has it."""

    order_id: str
    tracking_number: str
    carrier: Carrier
    delivered: bool
    name_zh: str | None
    name_en: str | None
    phone: str | None


@dataclass(frozen=True)
class ReceiptResult:
    """The end of a wish to confirm receipt; ``waiting`` counts parcels still on their way."""

    verdict: Verdict
    order_id: str
    status: OrderStatus | None = None
    received_at: datetime | None = None
    waiting: int = 0
