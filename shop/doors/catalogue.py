"""Finding and comparing products, and waiting for them."""

from __future__ import annotations

from collections.abc import Sequence

from shop import products, subscriptions
from shop.doors.base import Door
from shop.enums import SubscriptionKind
from shop.search.products import search_products
from shop.views import (
    CatalogueNames,
    Comparison,
    ProductDetail,
    ProductHit,
    ProductQuery,
    Subscription,
    SubscriptionResult,
)


class CatalogueDoor(Door):
    """What the shop sells; nobody's secret but who waits for it."""

    async def catalogue_names(self) -> CatalogueNames:
        """Return the names of all products and categories; they are nobody's secret."""
        async with self._reading() as work:
            return await products.catalogue_names(work.connection)

    async def search_products(self, query: ProductQuery) -> list[ProductHit]:
        """Return the products that fit, the best first."""
        async with self._reading() as work:
            return await search_products(work, query)

    async def product(self, product_id: str) -> ProductDetail | None:
        """Return the page of a product with what its variants cost now and how many there are, or None."""
        async with self._reading() as work:
            found = await products.product_details(work, [product_id])
        return found[0] if found else None

    async def compare_products(self, ids: Sequence[str]) -> Comparison:
        """Return up to four products side by side; unknown ones are left out."""
        async with self._reading() as work:
            return await products.compare(work, ids)

    async def subscriptions(self, customer_id: str) -> list[Subscription]:
        """Return what the customer waits for, newest first."""
        async with self._reading() as work:
            return await subscriptions.subscriptions_of(work, customer_id)

    async def subscribe(
        self, customer_id: str, kind: SubscriptionKind, variant_id: str, request_key: str
    ) -> SubscriptionResult:
        """Tell the customer when a variant is back in stock or cheaper; once a *request_key*."""
        async with self._writing() as work:
            return await subscriptions.subscribe(work, customer_id, kind, variant_id, request_key)

    async def unsubscribe(
        self,
        customer_id: str,
        request_key: str,
        kind: SubscriptionKind | None = None,
        variant_id: str | None = None,
    ) -> SubscriptionResult:
        """End subscriptions of a *kind* and a variant, all where None; once a *request_key*."""
        async with self._writing() as work:
            return await subscriptions.unsubscribe(work, customer_id, request_key, kind, variant_id)
