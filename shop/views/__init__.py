"""What the shop's queries and writes return: frozen, typed, money in CNY, times aware and in UTC."""

from __future__ import annotations

from shop.views.catalogue import (
    CatalogueNames,
    ProductName,
)
from shop.views.decisions import (
    CaseDecision,
    InstalmentPlan,
    PriceDecision,
    Remedy,
)
from shop.views.orders import (
    CancelResult,
    CustomerProfile,
    DeliveryEstimate,
    DemoAccount,
    ExpediteResult,
    OrderDetail,
    OrderItem,
    OrderOptions,
    OrderReturn,
    OrderSummary,
    ShipmentTrack,
    TrackingEvent,
    Verification,
)
from shop.views.payments import (
    GiftCard,
    Invoice,
    InvoiceResult,
    PaymentAttempt,
    PaymentState,
    RefundState,
)

__all__ = [
    "CancelResult",
    "CaseDecision",
    "CatalogueNames",
    "CustomerProfile",
    "DeliveryEstimate",
    "DemoAccount",
    "ExpediteResult",
    "GiftCard",
    "InstalmentPlan",
    "Invoice",
    "InvoiceResult",
    "OrderDetail",
    "OrderItem",
    "OrderOptions",
    "OrderReturn",
    "OrderSummary",
    "PaymentAttempt",
    "PaymentState",
    "PriceDecision",
    "ProductName",
    "RefundState",
    "Remedy",
    "ShipmentTrack",
    "TrackingEvent",
    "Verification",
]
