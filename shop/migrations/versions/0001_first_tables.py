"""The first tables: customers, products, orders, shipments, returns, verification attempts, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _time(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _fen(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def _text(name: str, length: int, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _one_of(name: str, *values: str, nullable: bool = False) -> sa.Column:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)
    return sa.Column(name, kind, nullable=nullable)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def upgrade() -> None:
    """Make every table."""
    _customers()
    _products()
    _orders()
    _shipments()
    _order_items()
    _returns()
    _security()


def _customers() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.String(16), primary_key=True),
        _text("name", 40),
        sa.Column("phone", sa.String(20), nullable=False, unique=True),
        _one_of("member_level", "regular", "silver", "gold", "diamond"),
        _time("created_at"),
        sa.CheckConstraint("length(phone) >= 4", name="phone_has_tail"),
    )
    op.create_table(
        "addresses",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("customer_id", sa.String(16), sa.ForeignKey("customers.id"), nullable=False),
        _text("receiver", 40),
        _text("phone", 20),
        _text("province", 20),
        _text("city", 20),
        _text("city_en", 40),
        _text("district", 40),
        _text("street", 200),
        sa.Column("is_default", sa.Boolean, nullable=False),
        sa.UniqueConstraint("id", "customer_id"),
    )
    _index("addresses", "customer_id")


def _products() -> None:
    op.create_table(
        "categories",
        sa.Column("id", sa.String(32), primary_key=True),
        _text("name_zh", 40),
        _text("name_en", 80),
    )
    op.create_table(
        "products",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("category_id", sa.String(32), sa.ForeignKey("categories.id"), nullable=False),
        _text("name_zh", 120),
        _text("name_en", 200),
        _text("brand_zh", 40),
        _text("brand_en", 40),
        _fen("price"),
        sa.CheckConstraint("price > 0", name="price_positive"),
    )
    _index("products", "category_id", "price")


def _orders() -> None:
    statuses = (
        *("pending_payment", "pending_shipment", "shipped", "received"),
        *("returning", "returned", "cancelled"),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.String(12), primary_key=True),
        sa.Column("customer_id", sa.String(16), sa.ForeignKey("customers.id"), nullable=False),
        sa.Column("address_id", sa.Integer, nullable=False),
        _one_of("status", *statuses),
        _time("ordered_at"),
        _time("paid_at", nullable=True),
        _time("expedited_at", nullable=True),
        _time("received_at", nullable=True),
        _time("cancelled_at", nullable=True),
        _text("cancel_reason", 200, nullable=True),
        _fen("items_total"),
        _fen("shipping_fee"),
        _fen("discount"),
        _fen("total"),
        _fen("refund_amount", nullable=True),
        sa.ForeignKeyConstraint(["address_id", "customer_id"], ["addresses.id", "addresses.customer_id"]),
        *_order_checks(),
    )
    _index("orders", "customer_id", "ordered_at")
    _index("orders", "customer_id", "status", "ordered_at")


def _order_checks() -> list[sa.CheckConstraint]:
    return [
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
        sa.CheckConstraint(
            "(refund_amount IS NOT NULL) = (status = 'cancelled')", name="refund_when_cancelled"
        ),
    ]


def _shipments() -> None:
    op.create_table(
        "shipments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("order_id", sa.String(12), sa.ForeignKey("orders.id"), nullable=False),
        _one_of("carrier", "SF", "YT", "ZTO", "JD"),
        sa.Column("tracking_number", sa.String(32), nullable=False, unique=True),
        _one_of("status", "in_transit", "out_for_delivery", "delivered"),
        _time("shipped_at"),
        sa.Column("estimated_delivery", sa.Date),
        _time("delivered_at", nullable=True),
        _one_of("signed_by", "receiver", "family", "neighbour", "front_desk", "locker", nullable=True),
        sa.UniqueConstraint("id", "order_id"),
        sa.CheckConstraint("(delivered_at IS NOT NULL) = (status = 'delivered')", name="delivered_has_time"),
        sa.CheckConstraint("(signed_by IS NOT NULL) = (status = 'delivered')", name="delivered_has_signer"),
    )
    _index("shipments", "order_id")
    kinds = ("picked_up", "departed", "arrived", "delayed", "out_for_delivery", "attempt_failed", "delivered")
    op.create_table(
        "tracking_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("shipment_id", sa.Integer, sa.ForeignKey("shipments.id"), nullable=False),
        _time("occurred_at"),
        _one_of("kind", *kinds),
        _text("city", 20),
        _text("city_en", 40),
        _text("text_zh", 300),
        _text("text_en", 300),
    )
    _index("tracking_events", "shipment_id", "occurred_at")


def _order_items() -> None:
    op.create_table(
        "order_items",
        sa.Column("order_id", sa.String(12), sa.ForeignKey("orders.id"), primary_key=True),
        sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("product_id", sa.String(16), sa.ForeignKey("products.id"), nullable=False),
        _text("variant_zh", 80, nullable=True),
        _text("variant_en", 80, nullable=True),
        _fen("unit_price"),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("shipment_id", sa.Integer),
        sa.ForeignKeyConstraint(["shipment_id", "order_id"], ["shipments.id", "shipments.order_id"]),
        sa.CheckConstraint("line >= 1", name="line_from_one"),
        sa.CheckConstraint("unit_price >= 0", name="unit_price_not_negative"),
        sa.CheckConstraint("quantity >= 1", name="quantity_positive"),
    )
    _index("order_items", "shipment_id")
    _index("order_items", "product_id")


def _returns() -> None:
    op.create_table(
        "returns",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("order_id", sa.String(12), sa.ForeignKey("orders.id"), nullable=False),
        _one_of("status", "requested", "approved", "in_transit", "refunded"),
        _text("reason_zh", 200),
        _text("reason_en", 200),
        _fen("refund_amount"),
        _text("tracking_number", 32, nullable=True),
        _time("requested_at"),
        _time("refunded_at", nullable=True),
        sa.CheckConstraint("refund_amount >= 0", name="refund_not_negative"),
        sa.CheckConstraint("(refunded_at IS NOT NULL) = (status = 'refunded')", name="refunded_has_time"),
    )
    _index("returns", "order_id")


def _security() -> None:
    op.create_table(
        "verification_attempts",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("session_hash", 64),
        _text("order_id", 12, nullable=True),
        sa.Column("succeeded", sa.Boolean, nullable=False),
        _time("attempted_at"),
    )
    _index("verification_attempts", "session_hash", "attempted_at")
    _index("verification_attempts", "order_id", "attempted_at")
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        _time("at"),
        _text("actor", 40),
        _text("action", 40),
        _text("order_id", 12, nullable=True),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("after", sa.JSON, nullable=False),
        sa.Column("request_key", sa.String(128), nullable=False, unique=True),
    )
    _index("audit", "order_id", "at")
    _index("audit", "actor", "at")


def downgrade() -> None:
    """Drop every table, with every row."""
    for table in (
        "audit",
        "verification_attempts",
        "returns",
        "order_items",
        "tracking_events",
        "shipments",
        "orders",
        "products",
        "categories",
        "addresses",
        "customers",
    ):
        op.drop_table(table)
