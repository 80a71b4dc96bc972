"""The whole shop: variants, specs, prices, payments, invoices, after-sales cases, coupons, points, tickets.

The table ``returns`` becomes part of ``cases``. Going down again keeps the returns among the cases and loses
all that the first tables have no room for.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# The new tables, each after those that it points to.
_BEFORE_ORDERS = (
    *("account_changes", "deletion_requests"),
    *("variants", "product_specs", "product_texts", "price_periods"),
)
_ON_ORDERS = (
    *("couriers", "courier_runs", "pickup_points", "delivery_appointments", "installation_appointments"),
    *("cases", "case_lines", "case_events", "price_claims"),
    *("payments", "refunds", "gift_cards", "gift_card_entries", "invoices"),
    *("promotions", "coupons", "customer_coupons", "points_entries", "subscriptions", "consents"),
    *("tickets", "reviews"),
)
_ITEM_COLUMNS = "order_id, line, product_id, variant_zh, variant_en, unit_price, quantity, shipment_id"

# SQLite's full-text index over the words of product_texts, kept up to date by triggers.
_SQLITE_FULL_TEXT = (
    "CREATE VIRTUAL TABLE product_words USING fts5("
    "name_words, words, content='product_texts', content_rowid='id', tokenize='unicode61')",
    "CREATE TRIGGER product_words_insert AFTER INSERT ON product_texts BEGIN "
    "INSERT INTO product_words (rowid, name_words, words) VALUES (new.id, new.name_words, new.words); END",
    "CREATE TRIGGER product_words_delete AFTER DELETE ON product_texts BEGIN "
    "INSERT INTO product_words (product_words, rowid, name_words, words) "
    "VALUES ('delete', old.id, old.name_words, old.words); END",
    "CREATE TRIGGER product_words_update AFTER UPDATE ON product_texts BEGIN "
    "INSERT INTO product_words (product_words, rowid, name_words, words) "
    "VALUES ('delete', old.id, old.name_words, old.words); "
    "INSERT INTO product_words (rowid, name_words, words) VALUES (new.id, new.name_words, new.words); END",
)
# The words are cut already: as an array they need no parser, which would depend on the server's locale.
_POSTGRESQL_FULL_TEXT = (
    "CREATE INDEX ix_product_texts_words ON product_texts "
    "USING gin (array_to_tsvector(string_to_array(words, ' ')))",
)


def _number() -> sa.Column:
    return sa.Column("id", sa.Integer, primary_key=True)


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


def _unique_where(name: str, table: str, condition: str, *columns: str) -> None:
    where = {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
    op.create_index(op.f(name), table, list(columns), unique=True, **where)


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


_CASE_STATUSES = (
    *("requested", "approved", "rejected", "in_transit", "arrived", "processing"),
    *("resent", "refunded", "completed", "withdrawn"),
)


def upgrade() -> None:
    """Make the new tables and move the returns into the cases."""
    _customers()
    _catalogue()
    _full_text()
    _lines_with_variants()
    _logistics()
    _after_sales()
    _payments()
    _marketing()
    _service()
    _returns_become_cases()


def _full_text() -> None:
    for statement in _SQLITE_FULL_TEXT if _on_sqlite() else _POSTGRESQL_FULL_TEXT:
        op.execute(statement)


def _lines_with_variants() -> None:
    """Give order_items a column; SQLite cannot add one with a foreign key, so the table is made anew there."""
    if _on_sqlite():
        op.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM order_items")
        op.drop_table("order_items")
        _order_items(with_variant=True)
        op.execute(f"INSERT INTO order_items ({_ITEM_COLUMNS}) SELECT {_ITEM_COLUMNS} FROM kept")  # noqa: S608
        op.execute("DROP TABLE kept")
        return
    op.add_column("order_items", _text("variant_id", 20, nullable=True))
    op.create_foreign_key(None, "order_items", "variants", ["variant_id", "product_id"], ["id", "product_id"])
    _index("order_items", "variant_id")


def _lines_without_variants() -> None:
    if _on_sqlite():
        op.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM order_items")
        op.drop_table("order_items")
        _order_items(with_variant=False)
        op.execute(f"INSERT INTO order_items ({_ITEM_COLUMNS}) SELECT {_ITEM_COLUMNS} FROM kept")  # noqa: S608
        op.execute("DROP TABLE kept")
        return
    op.drop_column("order_items", "variant_id")


def _order_items(with_variant: bool) -> None:
    new: tuple[sa.schema.SchemaItem, ...] = (
        _text("variant_id", 20, nullable=True),
        sa.ForeignKeyConstraint(["variant_id", "product_id"], ["variants.id", "variants.product_id"]),
    )
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
        *(new if with_variant else ()),
        sa.ForeignKeyConstraint(["shipment_id", "order_id"], ["shipments.id", "shipments.order_id"]),
        sa.CheckConstraint("line >= 1", name="line_from_one"),
        sa.CheckConstraint("unit_price >= 0", name="unit_price_not_negative"),
        sa.CheckConstraint("quantity >= 1", name="quantity_positive"),
    )
    _index("order_items", "shipment_id")
    _index("order_items", "product_id")
    if with_variant:
        _index("order_items", "variant_id")


def _returns_become_cases() -> None:
    op.execute(
        "INSERT INTO cases (id, order_id, kind, status, reason, reason_zh, reason_en, refund_amount, "
        "freight_payer, tracking_number, order_status_before, requested_at, closed_at) "
        "SELECT id, order_id, 'return_goods', status, 'other', reason_zh, reason_en, refund_amount, "
        "'customer', tracking_number, 'received', requested_at, refunded_at FROM returns"
    )
    op.execute(
        "INSERT INTO case_lines (case_id, line, order_id, quantity) "
        "SELECT returns.id, order_items.line, order_items.order_id, order_items.quantity "
        "FROM returns JOIN order_items ON order_items.order_id = returns.order_id"
    )
    # What happened between the request and now was not recorded: the request, and where it stands.
    op.execute(
        "INSERT INTO case_events (case_id, at, status, note_zh, note_en) "
        "SELECT id, requested_at, 'requested', reason_zh, reason_en FROM returns ORDER BY id"
    )
    op.execute(
        "INSERT INTO case_events (case_id, at, status, note_zh, note_en) "
        "SELECT id, coalesce(refunded_at, requested_at), status, reason_zh, reason_en FROM returns "
        "WHERE status <> 'requested' ORDER BY id"
    )
    op.drop_table("returns")
    _continue_numbers("cases")


def _cases_become_returns() -> None:
    op.create_table(
        "returns",
        _number(),
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
    op.execute(
        "INSERT INTO returns (id, order_id, status, reason_zh, reason_en, refund_amount, tracking_number, "
        "requested_at, refunded_at) "
        "SELECT id, order_id, CASE status WHEN 'arrived' THEN 'in_transit' ELSE status END, "
        "reason_zh, reason_en, refund_amount, tracking_number, requested_at, closed_at FROM cases "
        "WHERE kind = 'return_goods' "
        "AND status IN ('requested', 'approved', 'in_transit', 'arrived', 'refunded')"
    )
    _continue_numbers("returns")


def _continue_numbers(table: str) -> None:
    """Let PostgreSQL count on after the ids that were copied (SQLite does so by itself)."""
    if not _on_sqlite():
        last = f"SELECT coalesce(max(id), 0) + 1 FROM {table}"  # noqa: S608 - a name of ours
        op.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), ({last}), false)")


def _customers() -> None:
    op.create_table(
        "account_changes",
        _number(),
        sa.Column("customer_id", sa.String(16), sa.ForeignKey("customers.id"), nullable=False),
        _one_of("field", "phone", "name"),
        _text("new_value", 40),
        _one_of("status", "requested", "completed", "withdrawn", "refused"),
        _time("requested_at"),
        _time("decided_at", nullable=True),
        sa.CheckConstraint("(decided_at IS NULL) = (status = 'requested')", name="decided_has_time"),
    )
    _index("account_changes", "customer_id", "requested_at")
    op.create_table(
        "deletion_requests",
        _number(),
        sa.Column("customer_id", sa.String(16), sa.ForeignKey("customers.id"), nullable=False),
        _one_of("status", "requested", "completed", "withdrawn", "refused"),
        _time("requested_at"),
        sa.Column("due_on", sa.Date, nullable=False),
        _time("ended_at", nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (status = 'requested')", name="ended_has_time"),
    )
    _unique_where("uq_deletion_requests_open", "deletion_requests", "status = 'requested'", "customer_id")


def _catalogue() -> None:
    op.create_table(
        "product_specs",
        sa.Column("product_id", sa.String(16), sa.ForeignKey("products.id"), primary_key=True),
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        _text("name_zh", 40),
        _text("name_en", 40),
        _text("value_zh", 120),
        _text("value_en", 120),
    )
    op.create_table(
        "product_texts",
        _number(),
        sa.Column("product_id", sa.String(16), sa.ForeignKey("products.id"), nullable=False, unique=True),
        _text("description_zh", 600),
        _text("description_en", 1200),
        _text("usage_zh", 600, nullable=True),
        _text("usage_en", 1200, nullable=True),
        sa.Column("warranty_months", sa.Integer),
        sa.Column("name_words", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
    op.create_table(
        "variants",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("product_id", sa.String(16), sa.ForeignKey("products.id"), nullable=False),
        _text("name_zh", 80, nullable=True),
        _text("name_en", 80, nullable=True),
        _text("colour_zh", 40, nullable=True),
        _text("colour_en", 40, nullable=True),
        _text("size", 40, nullable=True),
        _text("storage", 20, nullable=True),
        _fen("price"),
        sa.Column("stock", sa.Integer, nullable=False),
        sa.Column("restock_on", sa.Date),
        sa.CheckConstraint("stock >= 0", name="stock_not_negative"),
        sa.CheckConstraint("price > 0", name="price_positive"),
        sa.UniqueConstraint("id", "product_id"),
        sa.CheckConstraint("(name_zh IS NULL) = (name_en IS NULL)", name="both_names"),
    )
    _index("variants", "product_id")
    op.create_table(
        "price_periods",
        _number(),
        sa.Column("variant_id", sa.String(20), sa.ForeignKey("variants.id"), nullable=False),
        _one_of("kind", "regular", "offer"),
        _fen("price"),
        _time("starts_at"),
        _time("ends_at", nullable=True),
        sa.CheckConstraint("price > 0", name="price_positive"),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
    )
    _index("price_periods", "kind", "ends_at")
    _index("price_periods", "variant_id", "starts_at")


def _logistics() -> None:
    op.create_table(
        "couriers",
        _number(),
        _one_of("carrier", "SF", "YT", "ZTO", "JD"),
        _text("name_zh", 40),
        _text("name_en", 80),
        _text("phone", 20),
    )
    op.create_table(
        "pickup_points",
        _number(),
        _text("city", 20),
        _text("district", 40),
        _text("name_zh", 80),
        _text("name_en", 80),
        _text("street", 200),
        sa.Column("opens", sa.Integer, nullable=False),
        sa.Column("closes", sa.Integer, nullable=False),
        sa.CheckConstraint("opens >= 0 AND closes <= 24 AND opens < closes", name="opening_hours"),
    )
    _index("pickup_points", "city")
    op.create_table(
        "delivery_appointments",
        _number(),
        sa.Column("order_id", sa.String(12), sa.ForeignKey("orders.id"), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("from_hour", sa.Integer, nullable=False),
        sa.Column("to_hour", sa.Integer, nullable=False),
        sa.Column("pickup_point_id", sa.Integer, sa.ForeignKey("pickup_points.id")),
        _one_of("status", "booked", "kept", "cancelled"),
        _time("requested_at"),
        sa.CheckConstraint("from_hour >= 0 AND to_hour <= 24 AND from_hour < to_hour", name="hours"),
    )
    _unique_where("uq_delivery_appointments_booked", "delivery_appointments", "status = 'booked'", "order_id")
    op.create_table(
        "courier_runs",
        sa.Column(
            "shipment_id", sa.Integer, sa.ForeignKey("shipments.id"), primary_key=True, autoincrement=False
        ),
        sa.Column("courier_id", sa.Integer, sa.ForeignKey("couriers.id"), nullable=False),
    )
    _index("courier_runs", "courier_id")
    op.create_table(
        "installation_appointments",
        _number(),
        _text("order_id", 12),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("from_hour", sa.Integer, nullable=False),
        sa.Column("to_hour", sa.Integer, nullable=False),
        _one_of("status", "booked", "kept", "cancelled"),
        _time("requested_at"),
        sa.ForeignKeyConstraint(["order_id", "line"], ["order_items.order_id", "order_items.line"]),
        sa.CheckConstraint("from_hour >= 0 AND to_hour <= 24 AND from_hour < to_hour", name="hours"),
    )
    _unique_where(
        "uq_installation_appointments_booked",
        "installation_appointments",
        "status = 'booked'",
        "order_id",
        "line",
    )


def _after_sales() -> None:
    op.create_table(
        "cases",
        _number(),
        sa.Column("order_id", sa.String(12), sa.ForeignKey("orders.id"), nullable=False),
        _one_of("kind", "return_goods", "exchange", "repair", "refund", "missing_parts", "quality"),
        _one_of(
            "status",
            "requested",
            "approved",
            "rejected",
            "in_transit",
            "arrived",
            "processing",
            "resent",
            "refunded",
            "completed",
            "withdrawn",
        ),
        _one_of(
            "reason",
            "no_longer_wanted",
            "wrong_size",
            "not_as_described",
            "faulty",
            "damaged_in_transit",
            "wrong_item",
            "missing_item",
            "not_received",
            "other",
        ),
        _text("reason_zh", 200),
        _text("reason_en", 200),
        _fen("refund_amount", nullable=True),
        _one_of("freight_payer", "shop", "customer"),
        _text("exchange_variant_id", 20, nullable=True),
        _text("tracking_number", 32, nullable=True),
        sa.Column("pickup_day", sa.Date),
        sa.Column("pickup_from_hour", sa.Integer),
        sa.Column("pickup_to_hour", sa.Integer),
        _one_of(
            "order_status_before",
            "pending_payment",
            "pending_shipment",
            "shipped",
            "received",
            "returning",
            "returned",
            "cancelled",
            nullable=True,
        ),
        _time("requested_at"),
        _time("closed_at", nullable=True),
        sa.CheckConstraint(
            "refund_amount IS NOT NULL OR (kind NOT IN ('return_goods', 'refund') AND status <> 'refunded')",
            name="refund_known",
        ),
        sa.CheckConstraint(
            "(closed_at IS NOT NULL) = (status IN ('rejected', 'refunded', 'completed', 'withdrawn'))",
            name="closed_has_time",
        ),
        sa.CheckConstraint("refund_amount >= 0", name="refund_not_negative"),
        sa.UniqueConstraint("id", "order_id"),
        sa.CheckConstraint("pickup_from_hour < pickup_to_hour", name="pickup_hours"),
    )
    _index("cases", "order_id", "requested_at")
    op.create_table(
        "case_events",
        _number(),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False),
        _time("at"),
        _one_of(
            "status",
            "requested",
            "approved",
            "rejected",
            "in_transit",
            "arrived",
            "processing",
            "resent",
            "refunded",
            "completed",
            "withdrawn",
        ),
        _text("note_zh", 300),
        _text("note_en", 300),
    )
    _index("case_events", "case_id", "at")
    op.create_table(
        "case_lines",
        sa.Column("case_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
        _text("order_id", 12),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["case_id", "order_id"], ["cases.id", "cases.order_id"]),
        sa.CheckConstraint("quantity >= 1", name="quantity_positive"),
        sa.ForeignKeyConstraint(["order_id", "line"], ["order_items.order_id", "order_items.line"]),
    )
    _index("case_lines", "order_id", "line")
    op.create_table(
        "price_claims",
        _number(),
        _text("order_id", 12),
        sa.Column("line", sa.Integer, nullable=False),
        _fen("paid_price"),
        _fen("found_price"),
        sa.Column("quantity", sa.Integer, nullable=False),
        _fen("amount"),
        _one_of("status", "approved", "paid"),
        _time("requested_at"),
        sa.CheckConstraint("quantity >= 1", name="quantity_positive"),
        sa.CheckConstraint("amount > 0 AND found_price < paid_price", name="price_fell"),
        sa.ForeignKeyConstraint(["order_id", "line"], ["order_items.order_id", "order_items.line"]),
        sa.UniqueConstraint("order_id", "line"),
    )


def _payments() -> None:
    op.create_table(
        "gift_cards",
        _number(),
        sa.Column("customer_id", sa.String(16), sa.ForeignKey("customers.id"), nullable=False),
        sa.Column("number", sa.String(20), nullable=False, unique=True),
        _fen("face_value"),
        _fen("balance"),
        _time("expires_at"),
        sa.CheckConstraint("balance >= 0 AND balance <= face_value", name="balance_within_face_value"),
    )
    _index("gift_cards", "customer_id")
    op.create_table(
        "gift_card_entries",
        _number(),
        sa.Column("card_id", sa.Integer, sa.ForeignKey("gift_cards.id"), nullable=False),
        sa.Column("order_id", sa.String(12), sa.ForeignKey("orders.id")),
        _fen("amount"),
        _time("at"),
        sa.CheckConstraint("amount <> 0", name="amount_not_zero"),
    )
    _index("gift_card_entries", "card_id", "at")
    op.create_table(
        "invoices",
        _number(),
        sa.Column("order_id", sa.String(12), sa.ForeignKey("orders.id"), nullable=False),
        _one_of("kind", "personal", "company", "special"),
        _text("title", 100),
        _text("tax_number", 20, nullable=True),
        _text("email", 120, nullable=True),
        _fen("amount"),
        _one_of("status", "requested", "issued", "replaced"),
        sa.Column("number", sa.String(20), unique=True),
        _time("requested_at"),
        _time("issued_at", nullable=True),
        _time("sent_at", nullable=True),
        sa.Column("replaces_id", sa.Integer, sa.ForeignKey("invoices.id")),
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.CheckConstraint("(number IS NULL) = (issued_at IS NULL)", name="issued_has_time"),
        sa.CheckConstraint("kind = 'personal' OR tax_number IS NOT NULL", name="company_has_tax_number"),
        sa.CheckConstraint("status <> 'issued' OR number IS NOT NULL", name="issued_has_number"),
    )
    _index("invoices", "order_id", "requested_at")
    _unique_where("uq_invoices_valid", "invoices", "status IN ('requested', 'issued')", "order_id")
    op.create_table(
        "payments",
        _number(),
        sa.Column("order_id", sa.String(12), sa.ForeignKey("orders.id"), nullable=False),
        _one_of("purpose", "order", "supplement"),
        _one_of(
            "method", "alipay", "wechat", "bank_card", "credit_card", "huabei", "gift_card", nullable=True
        ),
        sa.Column("instalments", sa.Integer),
        _fen("amount"),
        _one_of("status", "pending", "paid", "failed", "closed"),
        _one_of(
            "failure",
            "insufficient_balance",
            "card_expired",
            "limit_exceeded",
            "wrong_password",
            "bank_refused",
            "timed_out",
            "risk_control",
            nullable=True,
        ),
        _time("started_at"),
        _time("ended_at", nullable=True),
        sa.CheckConstraint("amount >= 0", name="amount_not_negative"),
        sa.CheckConstraint("(failure IS NOT NULL) = (status = 'failed')", name="failed_has_reason"),
        sa.CheckConstraint("status <> 'paid' OR method IS NOT NULL", name="paid_has_method"),
        sa.CheckConstraint("instalments IS NULL OR instalments >= 2", name="several_instalments"),
        sa.CheckConstraint("(ended_at IS NULL) = (status = 'pending')", name="ended_has_time"),
    )
    _index("payments", "order_id", "started_at")
    op.create_table(
        "refunds",
        _number(),
        sa.Column("order_id", sa.String(12), sa.ForeignKey("orders.id"), nullable=False),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id")),
        _one_of("cause", "cancellation", "after_sales", "price_protection", "item_change"),
        _fen("amount"),
        _one_of("method", "alipay", "wechat", "bank_card", "credit_card", "huabei", "gift_card"),
        _one_of("status", "processing", "arrived", "failed"),
        _time("started_at"),
        sa.Column("expected_on", sa.Date, nullable=False),
        _time("ended_at", nullable=True),
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.CheckConstraint("(case_id IS NOT NULL) = (cause = 'after_sales')", name="case_known"),
        sa.CheckConstraint("(ended_at IS NULL) = (status = 'processing')", name="ended_has_time"),
    )
    _index("refunds", "case_id")
    _index("refunds", "order_id", "started_at")


def _marketing() -> None:
    op.create_table(
        "consents",
        _number(),
        sa.Column("customer_id", sa.String(16), sa.ForeignKey("customers.id"), nullable=False),
        _one_of("channel", "sms", "email", "phone", "app"),
        sa.Column("granted", sa.Boolean, nullable=False),
        _time("at"),
    )
    _index("consents", "customer_id", "channel", "id")
    op.create_table(
        "coupons",
        _number(),
        sa.Column("code", sa.String(24), nullable=False, unique=True),
        _text("name_zh", 80),
        _text("name_en", 120),
        sa.Column("category_id", sa.String(32), sa.ForeignKey("categories.id")),
        _fen("threshold"),
        _fen("reduction"),
        _time("starts_at"),
        _time("ends_at"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("threshold >= 0 AND reduction > 0", name="amounts"),
    )
    op.create_table(
        "promotions",
        _number(),
        _one_of("kind", "reduction", "flash_sale", "gift"),
        _text("name_zh", 80),
        _text("name_en", 120),
        _text("rule_zh", 300),
        _text("rule_en", 400),
        sa.Column("category_id", sa.String(32), sa.ForeignKey("categories.id")),
        _fen("threshold"),
        _fen("reduction"),
        _time("starts_at"),
        _time("ends_at"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("threshold >= 0 AND reduction >= 0", name="amounts"),
    )
    _index("promotions", "ends_at")
    op.create_table(
        "customer_coupons",
        _number(),
        sa.Column("coupon_id", sa.Integer, sa.ForeignKey("coupons.id"), nullable=False),
        sa.Column("customer_id", sa.String(16), sa.ForeignKey("customers.id"), nullable=False),
        _time("granted_at"),
        _time("used_at", nullable=True),
        sa.Column("order_id", sa.String(12), sa.ForeignKey("orders.id")),
        sa.CheckConstraint("(used_at IS NULL) = (order_id IS NULL)", name="used_on_an_order"),
    )
    _index("customer_coupons", "customer_id", "granted_at")
    _index("customer_coupons", "order_id")
    op.create_table(
        "points_entries",
        _number(),
        sa.Column("customer_id", sa.String(16), sa.ForeignKey("customers.id"), nullable=False),
        _one_of("kind", "purchase", "review", "sign_in", "redeemed", "taken_back", "expired"),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("order_id", sa.String(12), sa.ForeignKey("orders.id")),
        _time("at"),
        sa.CheckConstraint("points <> 0", name="points_not_zero"),
    )
    _index("points_entries", "customer_id", "at")
    op.create_table(
        "subscriptions",
        _number(),
        sa.Column("customer_id", sa.String(16), sa.ForeignKey("customers.id"), nullable=False),
        _one_of("kind", "back_in_stock", "price_drop"),
        sa.Column("variant_id", sa.String(20), sa.ForeignKey("variants.id"), nullable=False),
        _fen("price_then"),
        _one_of("status", "active", "notified", "cancelled"),
        _time("created_at"),
        _time("ended_at", nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (status = 'active')", name="ended_has_time"),
    )
    _index("subscriptions", "variant_id")
    _unique_where(
        "uq_subscriptions_active", "subscriptions", "status = 'active'", "customer_id", "kind", "variant_id"
    )


def _service() -> None:
    op.create_table(
        "tickets",
        _number(),
        sa.Column("customer_id", sa.String(16), sa.ForeignKey("customers.id"), nullable=False),
        sa.Column("order_id", sa.String(12), sa.ForeignKey("orders.id")),
        _one_of(
            "kind",
            "complaint",
            "delivery_problem",
            "courier_call",
            "login_problem",
            "authenticity",
            "question",
        ),
        _text("text", 500),
        _one_of("status", "open", "in_progress", "resolved"),
        _text("answer", 500, nullable=True),
        _time("opened_at"),
        _time("due_at"),
        _time("resolved_at", nullable=True),
        sa.CheckConstraint("(resolved_at IS NOT NULL) = (status = 'resolved')", name="resolved_has_time"),
    )
    _index("tickets", "customer_id", "opened_at")
    _index("tickets", "order_id")
    op.create_table(
        "reviews",
        _number(),
        _text("order_id", 12),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("stars", sa.Integer, nullable=False),
        _text("text", 500),
        _text("reply", 500, nullable=True),
        _one_of("status", "published", "hidden", "deleted"),
        _time("written_at"),
        _time("changed_at", nullable=True),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
        sa.ForeignKeyConstraint(["order_id", "line"], ["order_items.order_id", "order_items.line"]),
    )
    _unique_where("uq_reviews_standing", "reviews", "status <> 'deleted'", "order_id", "line")


def downgrade() -> None:
    """Bring the returns back and drop the new tables, with every row."""
    _cases_become_returns()
    for table in reversed(_ON_ORDERS):
        op.drop_table(table)
    _lines_without_variants()  # they hold the variants
    if _on_sqlite():
        op.execute("DROP TABLE product_words")
    for table in reversed(_BEFORE_ORDERS):
        op.drop_table(table)
