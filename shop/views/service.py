"""Tickets, reviews and requests about an account, as customers see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shop.enums import AccountField, RequestStatus, ReviewStatus, TicketKind, TicketStatus, Verdict


@dataclass(frozen=True)
class Ticket:
    """A matter that the shop's staff work on; ``due_at`` is the promise."""

    ticket_id: str
    kind: TicketKind
    order_id: str | None
    text: str
    status: TicketStatus
    answer: str | None
    opened_at: datetime
    due_at: datetime


@dataclass(frozen=True)
class TicketResult:
    """The end of a wish for a ticket; ``already_open`` comes with the one that is open."""

    verdict: Verdict
    ticket: Ticket | None = None


@dataclass(frozen=True)
class Review:
    """A customer's review of one line of an order."""

    order_id: str
    line: int
    product_id: str
    name_zh: str
    name_en: str
    stars: int
    text: str
    reply: str | None
    status: ReviewStatus
    written_at: datetime
    changed_at: datetime | None


@dataclass(frozen=True)
class ReviewResult:
    """The end of a wish to write, change or delete a review."""

    verdict: Verdict
    review: Review | None = None


@dataclass(frozen=True)
class DeletionResult:
    """The end of a wish to have all data deleted, or to take that wish back."""

    verdict: Verdict
    status: RequestStatus | None = None
    requested_at: datetime | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class AccountChangeResult:
    """The end of a wish to change the account."""

    verdict: Verdict
    field: AccountField
    status: RequestStatus | None = None
