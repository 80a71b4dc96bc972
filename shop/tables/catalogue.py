"""What the shop sells: categories, products, variants with stock, specs, prices over time."""

from __future__ import annotations

import sqlalchemy as sa

from shop.columns import Money, UtcDateTime, enum_type
from shop.enums import PriceKind
from shop.tables.base import metadata

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

# What is really bought (SKU). A product without options has one variant without a name.
variants = sa.Table(
    "variants",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),  # P10001-1
    sa.Column("product_id", sa.ForeignKey(products.c.id), nullable=False),
    sa.Column("name_zh", sa.String(80)),
    sa.Column("name_en", sa.String(80)),
    sa.Column("colour_zh", sa.String(40)),
    sa.Column("colour_en", sa.String(40)),
    sa.Column("size", sa.String(40)),
    sa.Column("storage", sa.String(20)),
    sa.Column("price", Money, nullable=False),  # the regular price; offers stand in price_periods
    sa.Column("stock", sa.Integer, nullable=False),  # pieces that can still be sold
    sa.Column("restock_on", sa.Date),  # when more are expected
    sa.UniqueConstraint("id", "product_id"),
    sa.CheckConstraint("price > 0", name="price_positive"),
    sa.CheckConstraint("stock >= 0", name="stock_not_negative"),
    sa.CheckConstraint("(name_zh IS NULL) = (name_en IS NULL)", name="both_names"),
    sa.Index(None, "product_id"),
)

product_specs = sa.Table(
    "product_specs",
    metadata,
    sa.Column("product_id", sa.ForeignKey(products.c.id), primary_key=True),
    sa.Column("key", sa.String(32), primary_key=True),  # battery, screen, material
    sa.Column("place", sa.Integer, nullable=False),  # order on the page
    sa.Column("name_zh", sa.String(40), nullable=False),
    sa.Column("name_en", sa.String(40), nullable=False),
    sa.Column("value_zh", sa.String(120), nullable=False),
    sa.Column("value_en", sa.String(120), nullable=False),
)

# The page of a product, and its words cut apart (`shop.words`) for the full-text index of either database:
# an FTS5 table with triggers on SQLite, an expression index on PostgreSQL (`shop.fulltext`).
product_texts = sa.Table(
    "product_texts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("product_id", sa.ForeignKey(products.c.id), nullable=False, unique=True),
    sa.Column("description_zh", sa.String(600), nullable=False),
    sa.Column("description_en", sa.String(1200), nullable=False),
    sa.Column("usage_zh", sa.String(600)),
    sa.Column("usage_en", sa.String(1200)),
    sa.Column("warranty_months", sa.Integer),  # None: as the policy says for the category
    sa.Column("name_words", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
)

price_periods = sa.Table(
    "price_periods",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("variant_id", sa.ForeignKey(variants.c.id), nullable=False),
    sa.Column("kind", enum_type(PriceKind, "kind"), nullable=False),
    sa.Column("price", Money, nullable=False),
    sa.Column("starts_at", UtcDateTime, nullable=False),
    sa.Column("ends_at", UtcDateTime),  # exclusive; None: until further notice
    sa.CheckConstraint("price > 0", name="price_positive"),
    sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
    sa.Index(None, "variant_id", "starts_at"),
    sa.Index(None, "kind", "ends_at"),
)
