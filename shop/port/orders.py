"""Orders, parcels, cancelling and hurrying, and proving who one is."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from shop.enums import OrderStatus
from shop.views import (
    CancelResult,
    CustomerProfile,
    DeliveryEstimate,
    ExpediteResult,
    OrderDetail,
    OrderSummary,
    ShipmentTrack,
    Verification,
)


class OrdersPort(Protocol):
    """Who a customer is and what their orders are."""

    async def customer(self, customer_id: str) -> CustomerProfile | None:
        """Return the customer's name, masked phone and member level, or None for an unknown id."""
        ...

    async def orders(
        self, customer_id: str, limit: int = 5, status: OrderStatus | str | None = None
    ) -> list[OrderSummary]:
        """Return the customer's newest orders, newest first; ValueError for an unknown *status*."""
        ...

    async def order(self, customer_id: str, order_id: str) -> OrderDetail | None:
        """Return the customer's order with items, parcels and returns, or None."""
        ...

    async def shipment(self, customer_id: str, order_id: str) -> list[ShipmentTrack]:
        """Return the parcels of the customer's order, events newest first; none when unshipped or unknown."""
        ...

    async def shipment_by_tracking(self, customer_id: str, tracking_number: str) -> ShipmentTrack | None:
        """Return the customer's parcel with this tracking number, or None."""
        ...

    async def delivery_estimate(self, customer_id: str, order_id: str) -> DeliveryEstimate:
        """Return when the customer's order arrives, and what that rests on (``reason``)."""
        ...

    async def cancel_order(
        self, customer_id: str, order_id: str, request_key: str, reason: str = ""
    ) -> CancelResult:
        """Cancel the customer's order if it has not been shipped; once per *request_key*, audited."""
        ...

    async def expedite(self, customer_id: str, order_id: str, request_key: str) -> ExpediteResult:
        """Note that the customer presses for shipping; once per *request_key* and order, audited."""
        ...

    async def verify(
        self, order_id: str, phone_tail: str, session_key: str, now: datetime | None = None
    ) -> Verification:
        """Check an order number with the last four digits of the customer's phone, within the limits."""
        ...
