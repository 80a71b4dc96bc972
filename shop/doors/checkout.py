"""Buying in the conversation."""

from __future__ import annotations

from decimal import Decimal

from shop.addresses import addresses_of
from shop.checkout import placing, quoting
from shop.doors.base import Door
from shop.views import OrderQuote, PlacedOrder, Purchase, SavedAddress


class CheckoutDoor(Door):
    """From a wish to an order that waits for its payment."""

    async def addresses(self, customer_id: str) -> list[SavedAddress]:
        """Return the customer's addresses, the default one first, then the newest; phones are masked."""
        async with self._reading() as work:
            return await addresses_of(work, customer_id)

    async def quote_order(self, customer_id: str, purchase: Purchase) -> OrderQuote:
        """Return what the *purchase* would cost now, or why it cannot be had; changes nothing."""
        async with self._reading() as work:
            return await quoting.quote_order(work, customer_id, purchase)

    async def place_order(
        self, customer_id: str, purchase: Purchase, request_key: str, agreed: Decimal | None = None
    ) -> PlacedOrder:
        """Place the order and reserve its pieces; *agreed* is the total that the customer was told.

        When it is another one by now, nothing is ordered (``price_changed``). Once a *request_key*.
        """
        async with self._writing() as work:
            return await placing.place_order(work, customer_id, purchase, request_key, agreed)
