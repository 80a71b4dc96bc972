"""The tables of the order database.

Constraints guard what the code relies on: sums, statuses, and that an order's address and an item's parcel
belong to the same customer and order. Who changes a table adds a migration in ``shop/migrations/versions``.
"""

from __future__ import annotations

import sqlalchemy as sa

from shop.columns import Money, UtcDateTime, enum_type
from shop.enums import (
    Carrier,
    EventKind,
    MemberLevel,
    OrderStatus,
    ReturnStatus,
    ShipmentStatus,
    SignedBy,
)

# The Alembic revision that makes exactly these tables; `Shop.open` compares it with the database's.
SCHEMA_REVISION = "0001"

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

customers = sa.Table(
    "customers",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),  # C10001
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("phone", sa.String(20), nullable=False, unique=True),
    sa.Column("member_level", enum_type(MemberLevel, "member_level"), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.CheckConstraint("length(phone) >= 4", name="phone_has_tail"),
)

# Rows never change: a corrected address is a new row, so that old orders keep what was on the parcel.
addresses = sa.Table(
    "addresses",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), nullable=False),
    sa.Column("receiver", sa.String(40), nullable=False),
    sa.Column("phone", sa.String(20), nullable=False),
    sa.Column("province", sa.String(20), nullable=False),
    sa.Column("city", sa.String(20), nullable=False),
    sa.Column("city_en", sa.String(40), nullable=False),
    sa.Column("district", sa.String(40), nullable=False),
    sa.Column("street", sa.String(200), nullable=False),
    sa.Column("is_default", sa.Boolean, nullable=False),
    sa.UniqueConstraint("id", "customer_id"),
    sa.Index(None, "customer_id"),
)

categories = sa.Table(
    "categories",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),  # phones
    sa.Column("name_zh", sa.String(40), nullable=False),
    sa.Column("name_en", sa.String(80), nullable=False),
)

products = sa.Table(
    "products",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),  # P10001
    sa.Column("category_id", sa.ForeignKey(categories.c.id), nullable=False),
    sa.Column("name_zh", sa.String(120), nullable=False),
    sa.Column("name_en", sa.String(200), nullable=False),
    sa.Column("brand_zh", sa.String(40), nullable=False),
    sa.Column("brand_en", sa.String(40), nullable=False),
    sa.Column("price", Money, nullable=False),
    sa.CheckConstraint("price > 0", name="price_positive"),
    sa.Index(None, "category_id", "price"),
)

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
    sa.ForeignKeyConstraint(["shipment_id", "order_id"], [shipments.c.id, shipments.c.order_id]),
    sa.CheckConstraint("line >= 1", name="line_from_one"),
    sa.CheckConstraint("unit_price >= 0", name="unit_price_not_negative"),
    sa.CheckConstraint("quantity >= 1", name="quantity_positive"),
    sa.Index(None, "shipment_id"),
    sa.Index(None, "product_id"),
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

returns = sa.Table(
    "returns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("order_id", sa.ForeignKey(orders.c.id), nullable=False),
    sa.Column("status", enum_type(ReturnStatus, "status"), nullable=False),
    sa.Column("reason_zh", sa.String(200), nullable=False),
    sa.Column("reason_en", sa.String(200), nullable=False),
    sa.Column("refund_amount", Money, nullable=False),
    sa.Column("tracking_number", sa.String(32)),  # of the parcel on its way back
    sa.Column("requested_at", UtcDateTime, nullable=False),
    sa.Column("refunded_at", UtcDateTime),
    sa.CheckConstraint("refund_amount >= 0", name="refund_not_negative"),
    sa.CheckConstraint("(refunded_at IS NOT NULL) = (status = 'refunded')", name="refunded_has_time"),
    sa.Index(None, "order_id"),
)

# Order numbers here are what was typed, existing or not: no foreign key, so that both are counted alike.
verification_attempts = sa.Table(
    "verification_attempts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("session_hash", sa.String(64), nullable=False),  # SHA-256: a reader learns no session
    sa.Column("order_id", sa.String(12)),  # NULL when what was typed cannot be an order number
    sa.Column("succeeded", sa.Boolean, nullable=False),
    sa.Column("attempted_at", UtcDateTime, nullable=False),
    sa.Index(None, "session_hash", "attempted_at"),
    sa.Index(None, "order_id", "attempted_at"),
)

# Outlives what it speaks of: no foreign keys.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("actor", sa.String(40), nullable=False),  # who acted: a customer id, or "seed"
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("order_id", sa.String(12)),
    sa.Column("before", sa.JSON, nullable=False),
    sa.Column("after", sa.JSON, nullable=False),
    sa.Column("request_key", sa.String(128), nullable=False, unique=True),
    sa.Index(None, "order_id", "at"),
    sa.Index(None, "actor", "at"),
)
