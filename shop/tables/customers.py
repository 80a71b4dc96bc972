"""Customers, their addresses, and what they ask for their accounts."""

from __future__ import annotations

import sqlalchemy as sa

from shop.columns import UtcDateTime, enum_type
from shop.enums import AccountField, MemberLevel, RequestStatus
from shop.tables.base import metadata, only_when

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

# A name or phone number that a customer wants changed; done by the shop after it has checked who asks.
account_changes = sa.Table(
    "account_changes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), nullable=False),
    sa.Column("field", enum_type(AccountField, "field"), nullable=False),
    sa.Column("new_value", sa.String(40), nullable=False),
    sa.Column("status", enum_type(RequestStatus, "status"), nullable=False),
    sa.Column("requested_at", UtcDateTime, nullable=False),
    sa.Column("decided_at", UtcDateTime),
    sa.CheckConstraint("(decided_at IS NULL) = (status = 'requested')", name="decided_has_time"),
    sa.Index(None, "customer_id", "requested_at"),
)

deletion_requests = sa.Table(
    "deletion_requests",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), nullable=False),
    sa.Column("status", enum_type(RequestStatus, "status"), nullable=False),
    sa.Column("requested_at", UtcDateTime, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),  # the last day on which the shop deletes
    sa.Column("ended_at", UtcDateTime),
    sa.CheckConstraint("(ended_at IS NULL) = (status = 'requested')", name="ended_has_time"),
    # One open request for each customer.
    sa.Index("uq_deletion_requests_open", "customer_id", unique=True, **only_when("status = 'requested'")),
)
