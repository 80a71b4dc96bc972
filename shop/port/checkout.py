"""Buying in the conversation."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from shop.views import OrderQuote, PlacedOrder, Purchase, SavedAddress


class CheckoutPort(Protocol):
    """From a wish to an order that waits for its payment."""

    async def addresses(self, customer_id: str) -> list[SavedAddress]:
        """Return the customer's addresses, the default one first, then the newest; phones are masked."""
        ...

    async def quote_order(self, customer_id: str, purchase: Purchase) -> OrderQuote:
        """Return what the *purchase* would cost now, or why it cannot be had; changes nothing."""
        ...

    async def place_order(
        self, customer_id: str, purchase: Purchase, request_key: str, agreed: Decimal | None = None
    ) -> PlacedOrder:
        """Place the order and reserve its pieces; *agreed* is the total that the customer was told.

        When it is another one by now, nothing is ordered (``price_changed``). Once a *request_key*.
        """
        ...
