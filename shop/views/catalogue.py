"""What the shop sells, as customers see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class ProductName:
    """How a product and its brand are called."""

    name_zh: str
    name_en: str
    brand_zh: str
    brand_en: str


@dataclass(frozen=True)
class CatalogueNames:
    """What the shop sells, by name; a category's names are Chinese and English."""

    products: tuple[ProductName, ...]
    categories: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ProductQuery:
    """What a customer looks for; every part may be empty.

    ``text`` is free; ``attributes`` (``512GB``, ``黑色``) must all be there; prices in CNY, inclusive.
    """

    text: str = ""
    category: str | None = None  # id or name
    brand: str | None = None  # Chinese or English name
    attributes: tuple[str, ...] = ()
    least_price: Decimal | None = None
    most_price: Decimal | None = None
    in_stock: bool = False
    limit: int = 5


@dataclass(frozen=True)
class ProductHit:
    """One product found; ``price`` is what its cheapest variant costs now, offers included."""

    product_id: str
    name_zh: str
    name_en: str
    brand_zh: str
    brand_en: str
    category_zh: str
    category_en: str
    price: Decimal
    stock: int


@dataclass(frozen=True)
class VariantState:
    """What can be bought: regular price, the offer of the moment and its end (exclusive), pieces left."""

    variant_id: str
    name_zh: str | None
    name_en: str | None
    regular_price: Decimal
    offer_price: Decimal | None
    offer_ends_at: datetime | None
    stock: int
    restock_on: date | None

    @property
    def price(self) -> Decimal:
        """What it costs now."""
        return self.regular_price if self.offer_price is None else self.offer_price


@dataclass(frozen=True)
class Spec:
    """One line of a product's specifications; equal keys of two products can be compared."""

    key: str
    name_zh: str
    name_en: str
    value_zh: str
    value_en: str


@dataclass(frozen=True)
class ProductDetail:
    """The page of a product; ``stars`` is the mean of its reviews, None without any."""

    product_id: str
    name_zh: str
    name_en: str
    brand_zh: str
    brand_en: str
    category_id: str
    category_zh: str
    category_en: str
    description_zh: str
    description_en: str
    usage_zh: str | None
    usage_en: str | None
    warranty_months: int
    specs: tuple[Spec, ...]
    variants: tuple[VariantState, ...]
    stars: float | None
    reviews: int


@dataclass(frozen=True)
class ComparedSpec:
    """One row of a comparison; a value is None where a product does not state it."""

    name_zh: str
    name_en: str
    values_zh: tuple[str | None, ...]
    values_en: tuple[str | None, ...]


@dataclass(frozen=True)
class Comparison:
    """Products side by side: their pages, and the rows of the table in which they can differ."""

    products: tuple[ProductDetail, ...]
    rows: tuple[ComparedSpec, ...]
