"""The port: all that actions may ask of a shop, whoever answers; they import this, the views, enums and errors.

`shop.database.Shop` answers from our own tables. An adapter answers from a merchant's tables or an HTTP
service: it returns the same views, keeps the rules of ``shop.policy`` or those of its service, lets nobody see
another customer's data, and names in `capabilities` what it cannot only read but do. What a customer has no
right to or what does not exist is ``not_found``, an empty list or None; never an error. When the shop does not
answer, every method raises `shop.errors.ShopUnavailable`; a write without its capability `NotSupported`.
"""

from __future__ import annotations

from typing import Protocol

from shop.port.after_sales import AfterSalesPort
from shop.port.capabilities import ALL, Capability
from shop.port.catalogue import CataloguePort
from shop.port.changes import ChangesPort
from shop.port.checkout import CheckoutPort
from shop.port.money import MoneyPort
from shop.port.orders import OrdersPort
from shop.port.service import ServicePort

MOST_LISTED = 50  # orders in one answer

__all__ = [
    "ALL",
    "MOST_LISTED",
    "AfterSalesPort",
    "Capability",
    "CataloguePort",
    "ChangesPort",
    "CheckoutPort",
    "MoneyPort",
    "OrdersPort",
    "ServicePort",
    "ShopPort",
]


class ShopPort(
    OrdersPort,
    ChangesPort,
    AfterSalesPort,
    MoneyPort,
    CataloguePort,
    CheckoutPort,
    ServicePort,
    Protocol,
):
    """A shop as actions see it. Safe for many tasks at once."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this shop can do besides answering questions; the rest is handed to the staff."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...
