"""Changing an order before it leaves, its delivery, and confirming receipt."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from shop.views import (
    AddressChange,
    AddressResult,
    Booking,
    BookingWish,
    CourierContact,
    ItemChange,
    ItemChangeQuote,
    ItemChangeResult,
    PickupPoint,
    ReceiptResult,
    ShippingAddress,
)


class ChangesPort(Protocol):
    """What a customer can have changed on an order."""

    async def shipping_address(self, customer_id: str, order_id: str) -> ShippingAddress | None:
        """Return where the customer's order goes, the phone masked, or None."""
        ...

    async def change_address(
        self, customer_id: str, order_id: str, change: AddressChange, request_key: str
    ) -> AddressResult:
        """Send the customer's order elsewhere while it has not left; once a *request_key*."""
        ...

    async def quote_items(self, customer_id: str, change: ItemChange) -> ItemChangeQuote:
        """Return what another variant or number of pieces would cost, and whether it can be had."""
        ...

    async def change_items(
        self, customer_id: str, change: ItemChange, request_key: str, agreed: Decimal | None = None
    ) -> ItemChangeResult:
        """Change a line of the order; *agreed* is the difference that the customer was told."""
        ...

    async def pickup_points(self, customer_id: str, order_id: str) -> list[PickupPoint]:
        """Return where the customer could collect the order, near its address."""
        ...

    async def book_delivery(
        self, customer_id: str, order_id: str, wish: BookingWish, request_key: str
    ) -> Booking:
        """Book another time or a pick-up point for the order's delivery; once a *request_key*."""
        ...

    async def book_installation(
        self, customer_id: str, order_id: str, wish: BookingWish, request_key: str
    ) -> Booking:
        """Book the installation of the appliance in the order; once a *request_key*."""
        ...

    async def couriers(self, customer_id: str, order_id: str) -> list[CourierContact]:
        """Return who brings the order's parcels, those still on their way first."""
        ...

    async def confirm_receipt(self, customer_id: str, order_id: str, request_key: str) -> ReceiptResult:
        """Note that the customer has the whole order; once a *request_key*."""
        ...
