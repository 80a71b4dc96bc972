"""Attempts to prove who one is, and the record of who changed what."""

from __future__ import annotations

import sqlalchemy as sa

from shop.columns import UtcDateTime
from shop.tables.base import metadata

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
