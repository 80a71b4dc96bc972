"""What the shop sells, as customers see it."""

from __future__ import annotations

from dataclasses import dataclass


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
