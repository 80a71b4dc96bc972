"""Buying in the conversation: what a customer wants, what it costs, and the order that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shop.enums import OrderStatus, Verdict
from shop.views.changes import ShippingAddress

_ZERO = Decimal("0.00")


@dataclass(frozen=True)
class SavedAddress:
    """An address of the customer; ``address_id`` goes into a `Purchase`."""

    address_id: int
    is_default: bool
    address: ShippingAddress


@dataclass(frozen=True)
class Purchase:
    """What a customer wants to buy: pairs of variant id and pieces.

    Without ``address_id`` it goes to the default address; ``coupon`` is a code as the customer types it.
    """

    lines: tuple[tuple[str, int], ...]
    address_id: int | None = None
    coupon: str | None = None


@dataclass(frozen=True)
class PurchaseLine:
    """One line at the prices of the moment; ``stock`` says how many pieces there are."""

    variant_id: str
    product_id: str
    name_zh: str
    name_en: str
    variant_zh: str | None
    variant_en: str | None
    quantity: int
    regular_price: Decimal
    unit_price: Decimal  # with the offer of the moment
    stock: int

    @property
    def amount(self) -> Decimal:
        """What the whole line costs."""
        return self.unit_price * self.quantity

    @property
    def missing(self) -> int:
        """How many pieces there are too few."""
        return max(0, self.quantity - self.stock)


@dataclass(frozen=True)
class Reduction:
    """What a promotion or a coupon takes off the sum; ``code`` is the coupon's, None for a promotion."""

    name_zh: str
    name_en: str
    amount: Decimal
    code: str | None = None


@dataclass(frozen=True)
class OrderQuote:
    """What a purchase would cost; ``verdict`` is the first refusal.

    ``variant_id`` names the goods that are refused. A coupon that cannot be used is refused with the sums that
    hold without it; ``coupon_from`` is the sum from which it counts, ``coupon_starts`` and ``coupon_ends`` its
    dates. ``total`` is items + fee - discount, ``discount`` the sum of ``reductions``.
    """

    verdict: Verdict
    lines: tuple[PurchaseLine, ...] = ()
    items_total: Decimal = _ZERO
    shipping_fee: Decimal = _ZERO
    free_shipping_from: Decimal = _ZERO
    reductions: tuple[Reduction, ...] = ()
    total: Decimal = _ZERO
    address: SavedAddress | None = None
    variant_id: str | None = None
    most_pieces: int = 0  # of one line
    coupon_from: Decimal | None = None
    coupon_starts: datetime | None = None
    coupon_ends: datetime | None = None

    @property
    def allowed(self) -> bool:
        """Whether the order can be placed."""
        return self.verdict is Verdict.allowed

    @property
    def discount(self) -> Decimal:
        """What is taken off in all."""
        return sum((reduction.amount for reduction in self.reductions), _ZERO)


@dataclass(frozen=True)
class PlacedOrder:
    """The end of a wish to buy; when refused, ``quote`` says what holds now.

    ``payment_id`` names the open payment of ``due`` CNY for a payment link, until ``pay_until``; None when
    nothing is due.
    """

    verdict: Verdict
    quote: OrderQuote
    order_id: str | None = None
    status: OrderStatus | None = None
    due: Decimal = _ZERO
    payment_id: int | None = None
    pay_until: datetime | None = None
