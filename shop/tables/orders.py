"""Orders, parcels, and the lines of an order with the parcel that holds each."""

from __future__ import annotations

import sqlalchemy as sa

from shop.columns import Money, UtcDateTime, enum_type
from shop.enums import Carrier, EventKind, OrderStatus, ShipmentStatus, SignedBy
from shop.tables.base import metadata
from shop.tables.catalogue import products, variants
from shop.tables.customers import addresses, customers

orders = sa.Table(
    "orders",
    metadata,
    sa.Column("id", sa.String(12), primary_key=True),  # YYMMDD and six digits
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), nullable=False),
    sa.Column("address_id", sa.Integer, nullable=False),
    sa.Column("status", enum_type(OrderStatus, "status"), nullable=False),
    sa.Column("ordered_at", UtcDateTime, nullable=False),
    sa.Column("paid_at", UtcDateTime),
    sa.Column("expedited_at", UtcDateTime),  # when the customer asked for faster shipping
    sa.Column("received_at", UtcDateTime),
    sa.Column("cancelled_at", UtcDateTime),
    sa.Column("cancel_reason", sa.String(200)),
    sa.Column("items_total", Money, nullable=False),
    sa.Column("shipping_fee", Money, nullable=False),
    sa.Column("discount", Money, nullable=False),
    sa.Column("total", Money, nullable=False),
    sa.Column("refund_amount", Money),  # what goes back to the customer after a cancellation
    sa.ForeignKeyConstraint(["address_id", "customer_id"], [addresses.c.id, addresses.c.customer_id]),
    sa.CheckConstraint("length(id) = 12", name="id_length"),
    sa.CheckConstraint(
        "items_total >= 0 AND shipping_fee >= 0 AND discount >= 0 AND total >= 0", name="amounts"
    ),
    sa.CheckConstraint("total = items_total + shipping_fee - discount", name="total_adds_up"),
    sa.CheckConstraint("refund_amount >= 0 AND refund_amount <= total", name="refund_within_total"),
    sa.CheckConstraint(
        "paid_at IS NOT NULL OR status IN ('pending_payment', 'cancelled')", name="paid_when_due"
    ),
    sa.CheckConstraint("paid_at IS NULL OR status <> 'pending_payment'", name="unpaid_when_pending"),
    sa.CheckConstraint("(cancelled_at IS NOT NULL) = (status = 'cancelled')", name="time_when_cancelled"),
    sa.CheckConstraint("(refund_amount IS NOT NULL) = (status = 'cancelled')", name="refund_when_cancelled"),
    sa.Index(None, "customer_id", "ordered_at"),
    sa.Index(None, "customer_id", "status", "ordered_at"),
)

shipments = sa.Table(
    "shipments",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("order_id", sa.ForeignKey(orders.c.id), nullable=False),
    sa.Column("carrier", enum_type(Carrier, "carrier"), nullable=False),
    sa.Column("tracking_number", sa.String(32), nullable=False, unique=True),
    sa.Column("status", enum_type(ShipmentStatus, "status"), nullable=False),
    sa.Column("shipped_at", UtcDateTime, nullable=False),
    sa.Column("estimated_delivery", sa.Date),  # the carrier's promise, a day in the shop's time zone
    sa.Column("delivered_at", UtcDateTime),
    sa.Column("signed_by", enum_type(SignedBy, "signed_by")),
    sa.UniqueConstraint("id", "order_id"),
    sa.CheckConstraint("(delivered_at IS NOT NULL) = (status = 'delivered')", name="delivered_has_time"),
    sa.CheckConstraint("(signed_by IS NOT NULL) = (status = 'delivered')", name="delivered_has_signer"),
    sa.Index(None, "order_id"),
)

order_items = sa.Table(
    "order_items",
    metadata,
    sa.Column("order_id", sa.ForeignKey(orders.c.id), primary_key=True),
    sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),  # 1, 2, ...
    sa.Column("product_id", sa.ForeignKey(products.c.id), nullable=False),
    sa.Column("variant_zh", sa.String(80)),  # colour, size, storage
    sa.Column("variant_en", sa.String(80)),
    sa.Column("unit_price", Money, nullable=False),  # as sold, whatever the product costs today
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("shipment_id", sa.Integer),  # the parcel that holds this line, once packed
    sa.Column("variant_id", sa.String(20)),  # None where an older shop did not record it
    sa.ForeignKeyConstraint(["shipment_id", "order_id"], [shipments.c.id, shipments.c.order_id]),
    sa.ForeignKeyConstraint(["variant_id", "product_id"], [variants.c.id, variants.c.product_id]),
    sa.CheckConstraint("line >= 1", name="line_from_one"),
    sa.CheckConstraint("unit_price >= 0", name="unit_price_not_negative"),
    sa.CheckConstraint("quantity >= 1", name="quantity_positive"),
    sa.Index(None, "shipment_id"),
    sa.Index(None, "product_id"),
    sa.Index(None, "variant_id"),
)

tracking_events = sa.Table(
    "tracking_events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("shipment_id", sa.ForeignKey(shipments.c.id), nullable=False),
    sa.Column("occurred_at", UtcDateTime, nullable=False),
    sa.Column("kind", enum_type(EventKind, "kind"), nullable=False),
    sa.Column("city", sa.String(20), nullable=False),
    sa.Column("city_en", sa.String(40), nullable=False),
    sa.Column("text_zh", sa.String(300), nullable=False),
    sa.Column("text_en", sa.String(300), nullable=False),
    sa.Index(None, "shipment_id", "occurred_at"),
)
