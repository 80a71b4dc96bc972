"""Changing an order before it leaves, its delivery, and confirming receipt."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from shop import address_changes, appointments, item_changes, receipt
from shop.doors.base import Door
from shop.enums import Verdict
from shop.numbers import normalise_order_id
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


class ChangesDoor(Door):
    """What a customer can have changed on an order."""

    async def shipping_address(self, customer_id: str, order_id: str) -> ShippingAddress | None:
        """Return where the customer's order goes, the phone masked, or None."""
        number = normalise_order_id(order_id)
        if number is None:
            return None
        async with self._reading() as work:
            return await address_changes.address_of(work, customer_id, number)

    async def change_address(
        self, customer_id: str, order_id: str, change: AddressChange, request_key: str
    ) -> AddressResult:
        """Send the customer's order elsewhere while it has not left; once a *request_key*."""
        number = normalise_order_id(order_id)
        if number is None:
            return AddressResult(Verdict.not_found, order_id)
        async with self._writing() as work:
            return await address_changes.change_address(work, customer_id, number, change, request_key)

    async def quote_items(self, customer_id: str, change: ItemChange) -> ItemChangeQuote:
        """Return what another variant or number of pieces would cost, and whether it can be had."""
        number = normalise_order_id(change.order_id)
        if number is None:
            return ItemChangeQuote(Verdict.not_found, change.order_id, change.line)
        async with self._reading() as work:
            return await item_changes.quote_items(work, customer_id, replace(change, order_id=number))

    async def change_items(
        self, customer_id: str, change: ItemChange, request_key: str, agreed: Decimal | None = None
    ) -> ItemChangeResult:
        """Change a line of the order; *agreed* is the difference that the customer was told.

        When it is another one by now, nothing changes (``price_changed``). Once a *request_key*.
        """
        number = normalise_order_id(change.order_id)
        if number is None:
            quote = ItemChangeQuote(Verdict.not_found, change.order_id, change.line)
            return ItemChangeResult(Verdict.not_found, quote)
        wish = replace(change, order_id=number)
        async with self._writing() as work:
            return await item_changes.change_items(work, customer_id, wish, request_key, agreed)

    async def pickup_points(self, customer_id: str, order_id: str) -> list[PickupPoint]:
        """Return where the customer could collect the order, near its address."""
        number = normalise_order_id(order_id)
        if number is None:
            return []
        async with self._reading() as work:
            return await appointments.pickup_points_near(work, customer_id, number)

    async def book_delivery(
        self, customer_id: str, order_id: str, wish: BookingWish, request_key: str
    ) -> Booking:
        """Book another time or a pick-up point for the order's delivery; once a *request_key*."""
        number = normalise_order_id(order_id)
        if number is None:
            return Booking(Verdict.not_found, order_id)
        async with self._writing() as work:
            return await appointments.book_delivery(work, customer_id, number, wish, request_key)

    async def book_installation(
        self, customer_id: str, order_id: str, wish: BookingWish, request_key: str
    ) -> Booking:
        """Book the installation of the appliance in the order; once a *request_key*."""
        number = normalise_order_id(order_id)
        if number is None:
            return Booking(Verdict.not_found, order_id)
        async with self._writing() as work:
            return await appointments.book_installation(work, customer_id, number, wish, request_key)

    async def couriers(self, customer_id: str, order_id: str) -> list[CourierContact]:
        """Return who brings the order's parcels, those still on their way first."""
        number = normalise_order_id(order_id)
        if number is None:
            return []
        async with self._reading() as work:
            return await receipt.couriers_of(work, customer_id, number)

    async def confirm_receipt(self, customer_id: str, order_id: str, request_key: str) -> ReceiptResult:
        """Note that the customer has the whole order; once a *request_key*."""
        number = normalise_order_id(order_id)
        if number is None:
            return ReceiptResult(Verdict.not_found, order_id)
        async with self._writing() as work:
            return await receipt.confirm_receipt(work, customer_id, number, request_key)
