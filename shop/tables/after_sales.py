"""After-sales cases with their events, and price-protection claims."""

from __future__ import annotations

import sqlalchemy as sa

from shop.columns import Money, UtcDateTime, enum_type
from shop.enums import CaseKind, CaseReason, CaseStatus, ClaimStatus, OrderStatus, Payer
from shop.tables.base import metadata
from shop.tables.orders import order_items, orders

# Every kind of request after a purchase: return, exchange, repair, refund, missing parts, fault.
cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("order_id", sa.ForeignKey(orders.c.id), nullable=False),
    sa.Column("kind", enum_type(CaseKind, "kind"), nullable=False),
    sa.Column("status", enum_type(CaseStatus, "status"), nullable=False),
    sa.Column("reason", enum_type(CaseReason, "reason"), nullable=False),
    sa.Column("reason_zh", sa.String(200), nullable=False),  # the customer's or the shop's own words
    sa.Column("reason_en", sa.String(200), nullable=False),
    sa.Column("refund_amount", Money),  # what goes back when all goes well; None where nothing does
    sa.Column("freight_payer", enum_type(Payer, "freight_payer"), nullable=False),
    sa.Column("exchange_variant_id", sa.String(20)),  # what is wanted instead
    sa.Column("tracking_number", sa.String(32)),  # of the parcel on its way back
    sa.Column("pickup_day", sa.Date),  # when the carrier collects it at the customer's door
    sa.Column("pickup_from_hour", sa.Integer),
    sa.Column("pickup_to_hour", sa.Integer),
    # What the order goes back to when the customer withdraws a case that changed its status.
    sa.Column("order_status_before", enum_type(OrderStatus, "order_status_before")),
    sa.Column("requested_at", UtcDateTime, nullable=False),
    sa.Column("closed_at", UtcDateTime),
    sa.UniqueConstraint("id", "order_id"),
    sa.CheckConstraint("refund_amount >= 0", name="refund_not_negative"),
    sa.CheckConstraint(
        "refund_amount IS NOT NULL OR (kind NOT IN ('return_goods', 'refund') AND status <> 'refunded')",
        name="refund_known",
    ),
    sa.CheckConstraint(
        "(closed_at IS NOT NULL) = (status IN ('rejected', 'refunded', 'completed', 'withdrawn'))",
        name="closed_has_time",
    ),
    sa.CheckConstraint("pickup_from_hour < pickup_to_hour", name="pickup_hours"),
    sa.Index(None, "order_id", "requested_at"),
)

case_lines = sa.Table(
    "case_lines",
    metadata,
    sa.Column("case_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("order_id", sa.String(12), nullable=False),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.ForeignKeyConstraint(["case_id", "order_id"], [cases.c.id, cases.c.order_id]),
    sa.ForeignKeyConstraint(["order_id", "line"], [order_items.c.order_id, order_items.c.line]),
    sa.CheckConstraint("quantity >= 1", name="quantity_positive"),
    sa.Index(None, "order_id", "line"),
)

# Rows never change: how a case came to where it stands.
case_events = sa.Table(
    "case_events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("case_id", sa.ForeignKey(cases.c.id), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("status", enum_type(CaseStatus, "status"), nullable=False),
    sa.Column("note_zh", sa.String(300), nullable=False),
    sa.Column("note_en", sa.String(300), nullable=False),
    sa.Index(None, "case_id", "at"),
)

price_claims = sa.Table(
    "price_claims",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("order_id", sa.String(12), nullable=False),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("paid_price", Money, nullable=False),  # of one piece
    sa.Column("found_price", Money, nullable=False),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("amount", Money, nullable=False),
    sa.Column("status", enum_type(ClaimStatus, "status"), nullable=False),
    sa.Column("requested_at", UtcDateTime, nullable=False),
    sa.ForeignKeyConstraint(["order_id", "line"], [order_items.c.order_id, order_items.c.line]),
    sa.UniqueConstraint("order_id", "line"),  # a line is compared with its price once
    sa.CheckConstraint("amount > 0 AND found_price < paid_price", name="price_fell"),
    sa.CheckConstraint("quantity >= 1", name="quantity_positive"),
)
