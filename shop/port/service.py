"""Tickets, reviews, consent, and requests about an account."""

from __future__ import annotations

from typing import Protocol

from shop.enums import AccountField, ConsentChannel, TicketKind
from shop.views import (
    AccountChangeResult,
    Consents,
    DeletionResult,
    Review,
    ReviewResult,
    Ticket,
    TicketResult,
)


class ServicePort(Protocol):
    """What goes to the shop's staff, to other customers, and about a customer's data."""

    async def tickets(self, customer_id: str) -> list[Ticket]:
        """Return the customer's tickets, newest first."""
        ...

    async def open_ticket(
        self, customer_id: str, kind: TicketKind, words: str, request_key: str, order_id: str | None = None
    ) -> TicketResult:
        """Open a complaint or another ticket, about one of their orders if given; once a *request_key*."""
        ...

    async def reviews(self, customer_id: str, order_id: str | None = None) -> list[Review]:
        """Return the customer's reviews, newest first, of one order if given."""
        ...

    async def write_review(
        self, customer_id: str, order_id: str, line: int, stars: int, text: str, request_key: str
    ) -> ReviewResult:
        """Write or change the review of one line, 1 to 5 stars; once a *request_key*."""
        ...

    async def delete_review(
        self, customer_id: str, order_id: str, line: int, request_key: str
    ) -> ReviewResult:
        """Delete the review of one line; once a *request_key*."""
        ...

    async def consents(self, customer_id: str) -> Consents:
        """Return by which channels the customer lets the shop advertise."""
        ...

    async def set_consent(
        self, customer_id: str, channels: tuple[ConsentChannel, ...], granted: bool, request_key: str
    ) -> Consents:
        """Grant or withdraw consent by some channels, all where empty; once a *request_key*."""
        ...

    async def request_account_change(
        self, customer_id: str, field: AccountField, value: str, request_key: str
    ) -> AccountChangeResult:
        """Ask for another name or phone; staff check who asks. Once a *request_key*."""
        ...

    async def deletion(self, customer_id: str) -> DeletionResult:
        """Return where the customer's wish to be deleted stands."""
        ...

    async def request_deletion(self, customer_id: str, request_key: str) -> DeletionResult:
        """Ask that all of the customer's data be deleted; once a *request_key*."""
        ...

    async def withdraw_deletion(self, customer_id: str, request_key: str) -> DeletionResult:
        """Take the wish to be deleted back; once a *request_key*."""
        ...
