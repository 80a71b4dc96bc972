"""Finding and comparing products, and waiting for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from shop.enums import SubscriptionKind
from shop.views import (
    CatalogueNames,
    Comparison,
    ProductDetail,
    ProductHit,
    ProductQuery,
    Subscription,
    SubscriptionResult,
)


class CataloguePort(Protocol):
    """What the shop sells."""

    async def catalogue_names(self) -> CatalogueNames:
        """Return the names of all products and categories; they are nobody's secret."""
        ...

    async def search_products(self, query: ProductQuery) -> list[ProductHit]:
        """Return the products that fit, the best first."""
        ...

    async def product(self, product_id: str) -> ProductDetail | None:
        """Return the page of a product with what its variants cost now and how many there are, or None."""
        ...

    async def compare_products(self, ids: Sequence[str]) -> Comparison:
        """Return up to four products side by side; unknown ones are left out."""
        ...

    async def subscriptions(self, customer_id: str) -> list[Subscription]:
        """Return what the customer waits for, newest first."""
        ...

    async def subscribe(
        self, customer_id: str, kind: SubscriptionKind, variant_id: str, request_key: str
    ) -> SubscriptionResult:
        """Tell the customer when a variant is back in stock or cheaper; once a *request_key*."""
        ...

    async def unsubscribe(
        self,
        customer_id: str,
        request_key: str,
        kind: SubscriptionKind | None = None,
        variant_id: str | None = None,
    ) -> SubscriptionResult:
        """End subscriptions of a *kind* and a variant, all where None; once a *request_key*."""
        ...
