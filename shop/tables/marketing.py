"""Promotions, coupons, points, subscriptions, and consent to advertising."""

from __future__ import annotations

import sqlalchemy as sa

from shop.columns import Money, UtcDateTime, enum_type
from shop.enums import (
    ConsentChannel,
    PointsKind,
    PromotionKind,
    SubscriptionKind,
    SubscriptionStatus,
)
from shop.tables.base import metadata, only_when
from shop.tables.catalogue import categories, variants
from shop.tables.customers import customers
from shop.tables.orders import orders

promotions = sa.Table(
    "promotions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", enum_type(PromotionKind, "kind"), nullable=False),
    sa.Column("name_zh", sa.String(80), nullable=False),
    sa.Column("name_en", sa.String(120), nullable=False),
    sa.Column("rule_zh", sa.String(300), nullable=False),
    sa.Column("rule_en", sa.String(400), nullable=False),
    sa.Column("category_id", sa.ForeignKey(categories.c.id)),  # None: the whole shop
    sa.Column("threshold", Money, nullable=False),  # from this sum on; 0.00: from the first piece
    sa.Column("reduction", Money, nullable=False),  # 0.00 where nothing is taken off the sum
    sa.Column("starts_at", UtcDateTime, nullable=False),
    sa.Column("ends_at", UtcDateTime, nullable=False),
    sa.CheckConstraint("threshold >= 0 AND reduction >= 0", name="amounts"),
    sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    sa.Index(None, "ends_at"),
)

coupons = sa.Table(
    "coupons",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(24), nullable=False, unique=True),
    sa.Column("name_zh", sa.String(80), nullable=False),
    sa.Column("name_en", sa.String(120), nullable=False),
    sa.Column("category_id", sa.ForeignKey(categories.c.id)),  # None: the whole shop
    sa.Column("threshold", Money, nullable=False),
    sa.Column("reduction", Money, nullable=False),
    sa.Column("starts_at", UtcDateTime, nullable=False),
    sa.Column("ends_at", UtcDateTime, nullable=False),
    sa.CheckConstraint("threshold >= 0 AND reduction > 0", name="amounts"),
    sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
)

customer_coupons = sa.Table(
    "customer_coupons",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("coupon_id", sa.ForeignKey(coupons.c.id), nullable=False),
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), nullable=False),
    sa.Column("granted_at", UtcDateTime, nullable=False),
    sa.Column("used_at", UtcDateTime),
    sa.Column("order_id", sa.ForeignKey(orders.c.id)),
    sa.CheckConstraint("(used_at IS NULL) = (order_id IS NULL)", name="used_on_an_order"),
    sa.Index(None, "customer_id", "granted_at"),
    sa.Index(None, "order_id"),
)

# Rows never change; the balance is their sum.
points_entries = sa.Table(
    "points_entries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), nullable=False),
    sa.Column("kind", enum_type(PointsKind, "kind"), nullable=False),
    sa.Column("points", sa.Integer, nullable=False),  # negative where points went
    sa.Column("order_id", sa.ForeignKey(orders.c.id)),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.CheckConstraint("points <> 0", name="points_not_zero"),
    sa.Index(None, "customer_id", "at"),
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), nullable=False),
    sa.Column("kind", enum_type(SubscriptionKind, "kind"), nullable=False),
    sa.Column("variant_id", sa.ForeignKey(variants.c.id), nullable=False),
    sa.Column("price_then", Money, nullable=False),  # below this price a drop is told
    sa.Column("status", enum_type(SubscriptionStatus, "status"), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    sa.CheckConstraint("(ended_at IS NULL) = (status = 'active')", name="ended_has_time"),
    sa.Index(
        "uq_subscriptions_active",
        "customer_id",
        "kind",
        "variant_id",
        unique=True,
        **only_when("status = 'active'"),
    ),
    sa.Index(None, "variant_id"),
)

# Rows never change: the newest of a channel counts, the older ones prove what held before.
consents = sa.Table(
    "consents",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), nullable=False),
    sa.Column("channel", enum_type(ConsentChannel, "channel"), nullable=False),
    sa.Column("granted", sa.Boolean, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index(None, "customer_id", "channel", "id"),
)
