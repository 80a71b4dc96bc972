"""What the payment provider says of each charge, and refunds of what was paid too much.

Going down again loses the notices, and turns such refunds into those of changed items.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_METHODS = ("alipay", "wechat", "bank_card", "credit_card", "huabei", "gift_card")
_OLD_CAUSES = ("cancellation", "after_sales", "price_protection", "item_change")
_NEW_CAUSES = (*_OLD_CAUSES, "overpayment")
_REFUND_COLUMNS = "id, order_id, case_id, cause, amount, method, status, started_at, expected_on, ended_at"


def _one_of(name: str, *values: str) -> sa.Column:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    """Add the notices and the new cause."""
    op.create_table(
        "payment_notices",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("payment_id", sa.Integer, sa.ForeignKey("payments.id"), nullable=False),
        sa.Column("trade_number", sa.String(64), nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        _one_of("method", *_METHODS),
        _one_of("settlement", "paid", "failed", "refunded", "ignored", "unknown"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name="amount_positive"),
    )
    name = op.f("ix_payment_notices_payment_id_trade_number")
    op.create_index(name, "payment_notices", ["payment_id", "trade_number"])
    _causes(_NEW_CAUSES)


def downgrade() -> None:
    """Take the notices and the new cause away."""
    op.execute("UPDATE refunds SET cause = 'item_change' WHERE cause = 'overpayment'")
    _causes(_OLD_CAUSES)
    op.drop_table("payment_notices")


def _causes(values: tuple[str, ...]) -> None:
    """Let refunds have these causes; SQLite cannot change a CHECK in place, so the table is copied there."""
    if op.get_bind().dialect.name == "postgresql":
        listed = ", ".join(f"'{value}'" for value in values)
        op.drop_constraint(op.f("ck_refunds_cause"), "refunds")
        op.create_check_constraint(op.f("ck_refunds_cause"), "refunds", f"cause IN ({listed})")
        return
    op.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM refunds")
    op.drop_table("refunds")
    op.create_table(
        "refunds",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("order_id", sa.String(12), sa.ForeignKey("orders.id"), nullable=False),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id")),
        _one_of("cause", *values),
        sa.Column("amount", sa.BigInteger, nullable=False),
        _one_of("method", *_METHODS),
        _one_of("status", "processing", "arrived", "failed"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expected_on", sa.Date, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.CheckConstraint("(case_id IS NOT NULL) = (cause = 'after_sales')", name="case_known"),
        sa.CheckConstraint("(ended_at IS NULL) = (status = 'processing')", name="ended_has_time"),
    )
    op.create_index(op.f("ix_refunds_case_id"), "refunds", ["case_id"])
    op.create_index(op.f("ix_refunds_order_id_started_at"), "refunds", ["order_id", "started_at"])
    op.execute(f"INSERT INTO refunds ({_REFUND_COLUMNS}) SELECT {_REFUND_COLUMNS} FROM kept")  # noqa: S608
    op.execute("DROP TABLE kept")
