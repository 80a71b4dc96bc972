"""What the shop's queries and writes return: frozen, typed, money in CNY, times aware and in UTC."""

from __future__ import annotations

from shop.views.catalogue import (
    CatalogueNames,
    ProductName,
)
from shop.views.orders import (
    CancelResult,
    CustomerProfile,
    DeliveryEstimate,
    DemoAccount,
    ExpediteResult,
    OrderDetail,
    OrderItem,
    OrderReturn,
    OrderSummary,
    ShipmentTrack,
    TrackingEvent,
    Verification,
)

__all__ = [
    "CancelResult",
    "CatalogueNames",
    "CustomerProfile",
    "DeliveryEstimate",
    "DemoAccount",
    "ExpediteResult",
    "OrderDetail",
    "OrderItem",
    "OrderReturn",
    "OrderSummary",
    "ProductName",
    "ShipmentTrack",
    "TrackingEvent",
    "Verification",
]
