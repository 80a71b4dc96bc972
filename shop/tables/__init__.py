"""The tables of the order database, one module a topic.

Constraints guard what the code relies on: sums, statuses, and that an order's address and an item's parcel
belong to the same customer and order. Who changes a table adds a migration in ``shop/migrations/versions``.
"""

from __future__ import annotations

from shop.tables.after_sales import case_events, case_lines, cases, price_claims
from shop.tables.base import FULL_TEXT, SCHEMA_REVISION, metadata
from shop.tables.catalogue import (
    categories,
    price_periods,
    product_specs,
    product_texts,
    products,
    variants,
)
from shop.tables.customers import account_changes, addresses, customers, deletion_requests
from shop.tables.logistics import (
    courier_runs,
    couriers,
    delivery_appointments,
    installation_appointments,
    pickup_points,
)
from shop.tables.marketing import (
    consents,
    coupons,
    customer_coupons,
    points_entries,
    promotions,
    subscriptions,
)
from shop.tables.orders import order_items, orders, shipments, tracking_events
from shop.tables.payments import (
    gift_card_entries,
    gift_cards,
    invoices,
    payment_notices,
    payments,
    refunds,
)
from shop.tables.security import audit, verification_attempts
from shop.tables.service import reviews, tickets

__all__ = [
    "FULL_TEXT",
    "SCHEMA_REVISION",
    "account_changes",
    "addresses",
    "audit",
    "case_events",
    "case_lines",
    "cases",
    "categories",
    "consents",
    "coupons",
    "courier_runs",
    "couriers",
    "customer_coupons",
    "customers",
    "deletion_requests",
    "delivery_appointments",
    "gift_card_entries",
    "gift_cards",
    "installation_appointments",
    "invoices",
    "metadata",
    "order_items",
    "orders",
    "payment_notices",
    "payments",
    "pickup_points",
    "points_entries",
    "price_claims",
    "price_periods",
    "product_specs",
    "product_texts",
    "products",
    "promotions",
    "refunds",
    "reviews",
    "shipments",
    "subscriptions",
    "tickets",
    "tracking_events",
    "variants",
    "verification_attempts",
]
