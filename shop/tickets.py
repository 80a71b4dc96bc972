"""Tickets: complaints and other matters for the shop's staff. Every query carries the customer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from shop.enums import TicketKind, TicketStatus, Verdict
from shop.tables import orders, tickets
from shop.views import Ticket, TicketResult
from shop.work import Work, one_line

_LONGEST_TEXT = 500  # characters
MOST_LISTED = 20


async def tickets_of(work: Work, customer_id: str) -> list[Ticket]:
    """Return the customer's tickets, newest first."""
    query = (
        sa.select(tickets)
        .where(tickets.c.customer_id == customer_id)
        .order_by(tickets.c.id.desc())
        .limit(MOST_LISTED)
    )
    return [_ticket(row) for row in await work.all(query)]


async def open_ticket(
    work: Work, customer_id: str, kind: TicketKind, words: str, request_key: str, order_id: str | None
) -> TicketResult:
    """Open a ticket; of one kind for one order only one is open at a time, and its words are not lost."""
    await work.lock_customer(customer_id)
    if order_id is not None:
        mine = sa.select(orders.c.id).where(orders.c.id == order_id, orders.c.customer_id == customer_id)
        if await work.scalar(mine) is None:
            return TicketResult(Verdict.not_found)
    earlier = await work.earlier(request_key, customer_id, "open_ticket", order_id)
    if earlier is not None:
        return TicketResult(Verdict.allowed, await _find(work, customer_id, earlier["ticket_id"]))
    text = one_line(words, _LONGEST_TEXT)
    same_order = tickets.c.order_id.is_(None) if order_id is None else tickets.c.order_id == order_id
    query = sa.select(tickets).where(
        tickets.c.customer_id == customer_id,
        tickets.c.kind == kind,
        same_order,
        tickets.c.status != TicketStatus.resolved,
    )
    there = (await work.all(query.order_by(tickets.c.id)))[:1]
    if there:
        ticket_id, verdict = there[0].id, Verdict.already_open
        added = one_line(f"{there[0].text}；{text}" if text else there[0].text, _LONGEST_TEXT)
        await work.update(tickets, tickets.c.id == ticket_id, text=added)
    else:
        verdict = Verdict.allowed
        ticket_id = await work.insert(
            tickets,
            customer_id=customer_id,
            order_id=order_id,
            kind=kind,
            text=text,
            status=TicketStatus.open,
            opened_at=work.now,
            due_at=work.now + _promise(work, kind),
        )
    await work.record(request_key, customer_id, "open_ticket", order_id, after={"ticket_id": ticket_id})
    return TicketResult(verdict, await _find(work, customer_id, ticket_id))


def _promise(work: Work, kind: TicketKind) -> timedelta:
    rules = work.policy.service
    hours = rules.complaint_hours if kind is TicketKind.complaint else rules.ticket_hours
    return timedelta(hours=hours)


async def _find(work: Work, customer_id: str, ticket_id: int) -> Ticket:
    query = sa.select(tickets).where(tickets.c.id == ticket_id, tickets.c.customer_id == customer_id)
    return _ticket(await work.one(query))


def _ticket(row: Any) -> Ticket:
    return Ticket(
        ticket_id=f"TK{row.id:08d}",
        kind=row.kind,
        order_id=row.order_id,
        text=row.text,
        status=row.status,
        answer=row.answer,
        opened_at=row.opened_at,
        due_at=row.due_at,
    )
