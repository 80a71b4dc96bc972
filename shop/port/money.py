"""Payments, invoices, coupons, points and gift cards."""

from __future__ import annotations

from typing import Protocol

from shop.enums import PaymentMethod
from shop.views import (
    CustomerCoupon,
    GiftCard,
    Invoice,
    InvoiceResult,
    InvoiceWish,
    PaymentRetry,
    PaymentState,
    Points,
    Promotion,
)


class MoneyPort(Protocol):
    """What a customer pays, saves, and gets in writing."""

    async def payment(self, customer_id: str, order_id: str) -> PaymentState | None:
        """Return what is due for the customer's order and how paying was tried, or None."""
        ...

    async def retry_payment(
        self,
        customer_id: str,
        order_id: str,
        request_key: str,
        method: PaymentMethod | None = None,
        instalments: int | None = None,
    ) -> PaymentRetry:
        """Open a new payment, for a link, in place of what was open; once a *request_key*."""
        ...

    async def invoices(self, customer_id: str, order_id: str) -> list[Invoice]:
        """Return the invoices of the customer's order, newest first."""
        ...

    async def request_invoice(
        self, customer_id: str, order_id: str, wish: InvoiceWish, request_key: str
    ) -> InvoiceResult:
        """Ask for an invoice, or correct the one there is; once a *request_key*."""
        ...

    async def resend_invoice(
        self, customer_id: str, order_id: str, request_key: str, email: str | None = None
    ) -> InvoiceResult:
        """Send the issued invoice once more, to *email* if given; once a *request_key*."""
        ...

    async def coupons(self, customer_id: str) -> list[CustomerCoupon]:
        """Return the customer's coupons, those that can be used first."""
        ...

    async def promotions(self) -> list[Promotion]:
        """Return the promotions that run now."""
        ...

    async def points(self, customer_id: str, limit: int = 5) -> Points:
        """Return the customer's points with the newest *limit* entries."""
        ...

    async def gift_cards(self, customer_id: str) -> list[GiftCard]:
        """Return the customer's gift cards, those that expire first in front."""
        ...
