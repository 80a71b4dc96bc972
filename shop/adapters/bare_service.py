"""Tickets, reviews, consent and account requests of a shop that has none of them."""

from __future__ import annotations

from typing import NoReturn

from shop.enums import AccountField, ConsentChannel, TicketKind, Verdict
from shop.errors import NotSupported
from shop.port import Capability
from shop.views import (
    AccountChangeResult,
    Consents,
    DeletionResult,
    Review,
    ReviewResult,
    Ticket,
    TicketResult,
)


class BareService:
    """Reads are empty, writes raise NotSupported."""

    async def tickets(self, customer_id: str) -> list[Ticket]:
        """Return none."""
        return []

    async def open_ticket(
        self, customer_id: str, kind: TicketKind, words: str, request_key: str, order_id: str | None = None
    ) -> TicketResult:
        """Refuse."""
        self._refuse(Capability.open_ticket)

    async def reviews(self, customer_id: str, order_id: str | None = None) -> list[Review]:
        """Return none."""
        return []

    async def write_review(
        self, customer_id: str, order_id: str, line: int, stars: int, text: str, request_key: str
    ) -> ReviewResult:
        """Refuse."""
        self._refuse(Capability.write_review)

    async def delete_review(
        self, customer_id: str, order_id: str, line: int, request_key: str
    ) -> ReviewResult:
        """Refuse."""
        self._refuse(Capability.delete_review)

    async def consents(self, customer_id: str) -> Consents:
        """Return neither consent nor refusal: nobody has recorded any."""
        return Consents((), ())

    async def set_consent(
        self, customer_id: str, channels: tuple[ConsentChannel, ...], granted: bool, request_key: str
    ) -> Consents:
        """Refuse."""
        self._refuse(Capability.set_consent)

    async def request_account_change(
        self, customer_id: str, field: AccountField, value: str, request_key: str
    ) -> AccountChangeResult:
        """Refuse."""
        self._refuse(Capability.request_account_change)

    async def deletion(self, customer_id: str) -> DeletionResult:
        """Return that no request is known."""
        return DeletionResult(Verdict.not_found)

    async def request_deletion(self, customer_id: str, request_key: str) -> DeletionResult:
        """Refuse."""
        self._refuse(Capability.request_deletion)

    async def withdraw_deletion(self, customer_id: str, request_key: str) -> DeletionResult:
        """Refuse."""
        self._refuse(Capability.withdraw_deletion)

    def _refuse(self, capability: Capability) -> NoReturn:
        raise NotSupported(f"this shop cannot {capability.value.replace('_', ' ')} here; its staff can")
