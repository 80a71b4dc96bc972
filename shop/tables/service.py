"""Tickets for the shop's staff, and reviews of products."""

from __future__ import annotations

import sqlalchemy as sa

from shop.columns import UtcDateTime, enum_type
from shop.enums import ReviewStatus, TicketKind, TicketStatus
from shop.tables.base import metadata, only_when
from shop.tables.customers import customers
from shop.tables.orders import order_items, orders

tickets = sa.Table(
    "tickets",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), nullable=False),
    sa.Column("order_id", sa.ForeignKey(orders.c.id)),
    sa.Column("kind", enum_type(TicketKind, "kind"), nullable=False),
    sa.Column("text", sa.String(500), nullable=False),  # the customer's own words
    sa.Column("status", enum_type(TicketStatus, "status"), nullable=False),
    sa.Column("answer", sa.String(500)),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),  # when the shop has promised an answer
    sa.Column("resolved_at", UtcDateTime),
    sa.CheckConstraint("(resolved_at IS NOT NULL) = (status = 'resolved')", name="resolved_has_time"),
    sa.Index(None, "customer_id", "opened_at"),
    sa.Index(None, "order_id"),
)

reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("order_id", sa.String(12), nullable=False),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("stars", sa.Integer, nullable=False),
    sa.Column("text", sa.String(500), nullable=False),
    sa.Column("reply", sa.String(500)),  # the shop's
    sa.Column("status", enum_type(ReviewStatus, "status"), nullable=False),
    sa.Column("written_at", UtcDateTime, nullable=False),
    sa.Column("changed_at", UtcDateTime),
    sa.ForeignKeyConstraint(["order_id", "line"], [order_items.c.order_id, order_items.c.line]),
    sa.CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
    # One review of each line; a deleted one may be written anew.
    sa.Index("uq_reviews_standing", "order_id", "line", unique=True, **only_when("status <> 'deleted'")),
)
