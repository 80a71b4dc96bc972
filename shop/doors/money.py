"""Payments, invoices, coupons, points and gift cards."""

from __future__ import annotations

from shop import invoices, marketing, payments
from shop.doors.base import Door
from shop.enums import PaymentMethod, Verdict
from shop.numbers import normalise_order_id
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


class MoneyDoor(Door):
    """What a customer pays, saves, and gets in writing."""

    async def payment(self, customer_id: str, order_id: str) -> PaymentState | None:
        """Return what is due for the customer's order and how paying was tried, or None."""
        number = normalise_order_id(order_id)
        if number is None:
            return None
        async with self._reading() as work:
            return await payments.payment_state(work, customer_id, number)

    async def retry_payment(
        self,
        customer_id: str,
        order_id: str,
        request_key: str,
        method: PaymentMethod | None = None,
        instalments: int | None = None,
    ) -> PaymentRetry:
        """Open a new payment, for a link, in place of what was open; once a *request_key*."""
        number = normalise_order_id(order_id)
        if number is None:
            return PaymentRetry(Verdict.not_found)
        async with self._writing() as work:
            return await payments.retry_payment(work, customer_id, number, request_key, method, instalments)

    async def invoices(self, customer_id: str, order_id: str) -> list[Invoice]:
        """Return the invoices of the customer's order, newest first."""
        number = normalise_order_id(order_id)
        if number is None:
            return []
        async with self._reading() as work:
            return await invoices.invoices_of(work, customer_id, number)

    async def request_invoice(
        self, customer_id: str, order_id: str, wish: InvoiceWish, request_key: str
    ) -> InvoiceResult:
        """Ask for an invoice, or correct the one there is; once a *request_key*."""
        number = normalise_order_id(order_id)
        if number is None:
            return InvoiceResult(Verdict.not_found, order_id)
        async with self._writing() as work:
            return await invoices.request_invoice(work, customer_id, number, wish, request_key)

    async def resend_invoice(
        self, customer_id: str, order_id: str, request_key: str, email: str | None = None
    ) -> InvoiceResult:
        """Send the issued invoice once more, to *email* if given; once a *request_key*."""
        number = normalise_order_id(order_id)
        if number is None:
            return InvoiceResult(Verdict.not_found, order_id)
        async with self._writing() as work:
            return await invoices.resend_invoice(work, customer_id, number, request_key, email)

    async def coupons(self, customer_id: str) -> list[CustomerCoupon]:
        """Return the customer's coupons, those that can be used first."""
        async with self._reading() as work:
            return await marketing.coupons_of(work, customer_id)

    async def promotions(self) -> list[Promotion]:
        """Return the promotions that run now."""
        async with self._reading() as work:
            return await marketing.promotions_now(work)

    async def points(self, customer_id: str, limit: int = 5) -> Points:
        """Return the customer's points with the newest *limit* entries."""
        async with self._reading() as work:
            return await marketing.points_of(work, customer_id, limit)

    async def gift_cards(self, customer_id: str) -> list[GiftCard]:
        """Return the customer's gift cards, those that expire first in front."""
        async with self._reading() as work:
            return await payments.gift_cards_of(work, customer_id)
