"""Money: attempts to pay, refunds, gift cards, invoices."""

from __future__ import annotations

import sqlalchemy as sa

from shop.columns import Money, UtcDateTime, enum_type
from shop.enums import (
    InvoiceKind,
    InvoiceStatus,
    PaymentFailure,
    PaymentMethod,
    PaymentPurpose,
    PaymentStatus,
    RefundCause,
    RefundStatus,
    Settlement,
)
from shop.tables.after_sales import cases
from shop.tables.base import metadata, only_when
from shop.tables.customers import customers
from shop.tables.orders import orders

# Each attempt is a row: a failed one stays, and the next one is another row.
payments = sa.Table(
    "payments",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("order_id", sa.ForeignKey(orders.c.id), nullable=False),
    sa.Column("purpose", enum_type(PaymentPurpose, "purpose"), nullable=False),
    sa.Column("method", enum_type(PaymentMethod, "method")),  # None until the customer has chosen one
    sa.Column("instalments", sa.Integer),  # months; None: paid at once
    sa.Column("amount", Money, nullable=False),
    sa.Column("status", enum_type(PaymentStatus, "status"), nullable=False),
    sa.Column("failure", enum_type(PaymentFailure, "failure")),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    sa.CheckConstraint("amount >= 0", name="amount_not_negative"),
    sa.CheckConstraint("instalments IS NULL OR instalments >= 2", name="several_instalments"),
    sa.CheckConstraint("(failure IS NOT NULL) = (status = 'failed')", name="failed_has_reason"),
    sa.CheckConstraint("(ended_at IS NULL) = (status = 'pending')", name="ended_has_time"),
    sa.CheckConstraint("status <> 'paid' OR method IS NOT NULL", name="paid_has_method"),
    sa.Index(None, "order_id", "started_at"),
)

# What the payment provider said, each notice once. Rows never change.
payment_notices = sa.Table(
    "payment_notices",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),  # the provider's number of the notice
    sa.Column("payment_id", sa.ForeignKey(payments.c.id), nullable=False),
    sa.Column("trade_number", sa.String(64), nullable=False),  # the provider's number of the charge
    sa.Column("amount", Money, nullable=False),
    sa.Column("method", enum_type(PaymentMethod, "method"), nullable=False),
    sa.Column("settlement", enum_type(Settlement, "settlement"), nullable=False),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.CheckConstraint("amount > 0", name="amount_positive"),
    sa.Index(None, "payment_id", "trade_number"),
)

refunds = sa.Table(
    "refunds",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("order_id", sa.ForeignKey(orders.c.id), nullable=False),
    sa.Column("case_id", sa.ForeignKey(cases.c.id)),
    sa.Column("cause", enum_type(RefundCause, "cause"), nullable=False),
    sa.Column("amount", Money, nullable=False),
    sa.Column("method", enum_type(PaymentMethod, "method"), nullable=False),  # where the money goes
    sa.Column("status", enum_type(RefundStatus, "status"), nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("expected_on", sa.Date, nullable=False),  # the last day on which it should arrive
    sa.Column("ended_at", UtcDateTime),
    sa.CheckConstraint("amount > 0", name="amount_positive"),
    sa.CheckConstraint("(ended_at IS NULL) = (status = 'processing')", name="ended_has_time"),
    sa.CheckConstraint("(case_id IS NOT NULL) = (cause = 'after_sales')", name="case_known"),
    sa.Index(None, "order_id", "started_at"),
    sa.Index(None, "case_id"),
)

gift_cards = sa.Table(
    "gift_cards",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), nullable=False),
    sa.Column("number", sa.String(20), nullable=False, unique=True),
    sa.Column("face_value", Money, nullable=False),
    sa.Column("balance", Money, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.CheckConstraint("balance >= 0 AND balance <= face_value", name="balance_within_face_value"),
    sa.Index(None, "customer_id"),
)

# What was taken off a card (negative) or put back; the card's balance is what is left.
gift_card_entries = sa.Table(
    "gift_card_entries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("card_id", sa.ForeignKey(gift_cards.c.id), nullable=False),
    sa.Column("order_id", sa.ForeignKey(orders.c.id)),
    sa.Column("amount", Money, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.CheckConstraint("amount <> 0", name="amount_not_zero"),
    sa.Index(None, "card_id", "at"),
)

invoices = sa.Table(
    "invoices",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("order_id", sa.ForeignKey(orders.c.id), nullable=False),
    sa.Column("kind", enum_type(InvoiceKind, "kind"), nullable=False),
    sa.Column("title", sa.String(100), nullable=False),
    sa.Column("tax_number", sa.String(20)),
    sa.Column("email", sa.String(120)),
    sa.Column("amount", Money, nullable=False),
    sa.Column("status", enum_type(InvoiceStatus, "status"), nullable=False),
    sa.Column("number", sa.String(20), unique=True),  # once issued
    sa.Column("requested_at", UtcDateTime, nullable=False),
    sa.Column("issued_at", UtcDateTime),
    sa.Column("sent_at", UtcDateTime),  # the last time it went out by e-mail
    sa.Column("replaces_id", sa.ForeignKey("invoices.id")),  # the wrong one that this corrects
    sa.CheckConstraint("amount > 0", name="amount_positive"),
    sa.CheckConstraint("kind = 'personal' OR tax_number IS NOT NULL", name="company_has_tax_number"),
    sa.CheckConstraint("status <> 'issued' OR number IS NOT NULL", name="issued_has_number"),
    sa.CheckConstraint("(number IS NULL) = (issued_at IS NULL)", name="issued_has_time"),
    sa.Index(None, "order_id", "requested_at"),
    # One invoice that counts for each order.
    sa.Index("uq_invoices_valid", "order_id", unique=True, **only_when("status IN ('requested', 'issued')")),
)
