"""Tickets, reviews, consent, and requests about an account."""

from __future__ import annotations

from shop import account_requests, reviews, subscriptions, tickets
from shop.doors.base import Door
from shop.enums import AccountField, ConsentChannel, TicketKind, Verdict
from shop.numbers import normalise_order_id
from shop.views import (
    AccountChangeResult,
    Consents,
    DeletionResult,
    Review,
    ReviewResult,
    Ticket,
    TicketResult,
)


class ServiceDoor(Door):
    """What a customer hands over to the shop's staff, tells other customers, and decides about their data."""

    async def tickets(self, customer_id: str) -> list[Ticket]:
        """Return the customer's tickets, newest first."""
        async with self._reading() as work:
            return await tickets.tickets_of(work, customer_id)

    async def open_ticket(
        self, customer_id: str, kind: TicketKind, words: str, request_key: str, order_id: str | None = None
    ) -> TicketResult:
        """Open a complaint or another ticket, about one of their orders if given; once a *request_key*."""
        number = None if order_id is None else normalise_order_id(order_id)
        if order_id is not None and number is None:
            return TicketResult(Verdict.not_found)
        async with self._writing() as work:
            return await tickets.open_ticket(work, customer_id, kind, words, request_key, number)

    async def reviews(self, customer_id: str, order_id: str | None = None) -> list[Review]:
        """Return the customer's reviews, newest first, of one order if given."""
        number = None if order_id is None else normalise_order_id(order_id)
        if order_id is not None and number is None:
            return []
        async with self._reading() as work:
            return await reviews.reviews_of(work, customer_id, number)

    async def write_review(
        self, customer_id: str, order_id: str, line: int, stars: int, text: str, request_key: str
    ) -> ReviewResult:
        """Write or change the review of one line, 1 to 5 stars; once a *request_key*."""
        number = normalise_order_id(order_id)
        if number is None:
            return ReviewResult(Verdict.not_found)
        async with self._writing() as work:
            return await reviews.write_review(work, customer_id, number, line, stars, text, request_key)

    async def delete_review(
        self, customer_id: str, order_id: str, line: int, request_key: str
    ) -> ReviewResult:
        """Delete the review of one line; once a *request_key*."""
        number = normalise_order_id(order_id)
        if number is None:
            return ReviewResult(Verdict.not_found)
        async with self._writing() as work:
            return await reviews.delete_review(work, customer_id, number, line, request_key)

    async def consents(self, customer_id: str) -> Consents:
        """Return by which channels the customer lets the shop advertise."""
        async with self._reading() as work:
            return await subscriptions.consents_of(work, customer_id)

    async def set_consent(
        self, customer_id: str, channels: tuple[ConsentChannel, ...], granted: bool, request_key: str
    ) -> Consents:
        """Grant or withdraw consent by some channels, all where empty; once a *request_key*."""
        async with self._writing() as work:
            return await subscriptions.set_consent(work, customer_id, channels, granted, request_key)

    async def request_account_change(
        self, customer_id: str, field: AccountField, value: str, request_key: str
    ) -> AccountChangeResult:
        """Ask for another name or phone; staff check who asks. Once a *request_key*."""
        async with self._writing() as work:
            return await account_requests.request_account_change(work, customer_id, field, value, request_key)

    async def deletion(self, customer_id: str) -> DeletionResult:
        """Return where the customer's wish to be deleted stands."""
        async with self._reading() as work:
            return await account_requests.deletion_state(work, customer_id)

    async def request_deletion(self, customer_id: str, request_key: str) -> DeletionResult:
        """Ask that all of the customer's data be deleted; once a *request_key*."""
        async with self._writing() as work:
            return await account_requests.request_deletion(work, customer_id, request_key)

    async def withdraw_deletion(self, customer_id: str, request_key: str) -> DeletionResult:
        """Take the wish to be deleted back; once a *request_key*."""
        async with self._writing() as work:
            return await account_requests.withdraw_deletion(work, customer_id, request_key)
