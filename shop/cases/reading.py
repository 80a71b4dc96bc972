"""Where a customer's cases stand. Every query carries the customer."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import sqlalchemy as sa

from shop.cases.machine import may_follow
from shop.enums import CaseStatus
from shop.numbers import squeeze
from shop.tables import case_events, case_lines, cases, order_items, orders, products
from shop.views import Case, CaseEvent, CaseLine, PickupWish
from shop.work import Work, owned

MOST_LISTED = 20
_CASE_ID = re.compile(r"(?:AS)?0*([1-9][0-9]{0,8})")
_of_customers = cases.join(orders, cases.c.order_id == orders.c.id)


def case_number(case_id: int) -> str:
    """Return the number that customers see: ``AS00000012``."""
    return f"AS{case_id:08d}"


def read_case_number(text: str) -> int | None:
    """Return the id in a case number as a customer types it, or None."""
    match = _CASE_ID.fullmatch(squeeze(text))
    return int(match.group(1)) if match else None


async def cases_of(
    work: Work, customer_id: str, order_id: str | None = None, case_id: int | None = None
) -> list[Case]:
    """Return the customer's cases, newest first, of one order or with one id if given."""
    query = (
        sa.select(cases)
        .select_from(_of_customers)
        .where(orders.c.customer_id == customer_id)
        .order_by(cases.c.requested_at.desc(), cases.c.id.desc())
        .limit(MOST_LISTED)
    )
    if order_id is not None:
        query = query.where(cases.c.order_id == order_id)
    if case_id is not None:
        query = query.where(cases.c.id == case_id)
    rows = await work.all(query)
    ids = [row.id for row in rows]
    lines, events = await _lines(work, customer_id, ids), await _events(work, customer_id, ids)
    return [_case(row, tuple(lines[row.id]), tuple(events[row.id])) for row in rows]


async def _lines(work: Work, customer_id: str, ids: list[int]) -> defaultdict[int, list[CaseLine]]:
    same_line = sa.and_(
        case_lines.c.order_id == order_items.c.order_id, case_lines.c.line == order_items.c.line
    )
    query = (
        sa.select(
            case_lines.c.case_id,
            case_lines.c.line,
            case_lines.c.quantity,
            order_items.c.variant_zh,
            order_items.c.variant_en,
            products.c.name_zh,
            products.c.name_en,
        )
        .select_from(
            case_lines.join(order_items, same_line).join(products, order_items.c.product_id == products.c.id)
        )
        .where(case_lines.c.case_id.in_(ids), owned(case_lines.c.order_id, customer_id))
        .order_by(case_lines.c.line)
    )
    found: defaultdict[int, list[CaseLine]] = defaultdict(list)
    for row in await work.all(query):
        names = row.name_zh, row.name_en, row.variant_zh, row.variant_en
        found[row.case_id].append(CaseLine(row.line, *names, quantity=row.quantity))
    return found


async def _events(work: Work, customer_id: str, ids: list[int]) -> defaultdict[int, list[CaseEvent]]:
    query = (
        sa.select(case_events)
        .select_from(case_events.join(cases, case_events.c.case_id == cases.c.id))
        .where(case_events.c.case_id.in_(ids), owned(cases.c.order_id, customer_id))
        .order_by(case_events.c.at.desc(), case_events.c.id.desc())
    )
    found: defaultdict[int, list[CaseEvent]] = defaultdict(list)
    for row in await work.all(query):
        found[row.case_id].append(CaseEvent(row.at, row.status, row.note_zh, row.note_en))
    return found


def _case(row: Any, lines: tuple[CaseLine, ...], events: tuple[CaseEvent, ...]) -> Case:
    pickup = None
    if row.pickup_day is not None:
        pickup = PickupWish(row.pickup_day, row.pickup_from_hour, row.pickup_to_hour)
    return Case(
        case_id=case_number(row.id),
        order_id=row.order_id,
        kind=row.kind,
        status=row.status,
        reason=row.reason,
        refund_amount=row.refund_amount,
        freight_payer=row.freight_payer,
        tracking_number=row.tracking_number,
        pickup=pickup,
        requested_at=row.requested_at,
        closed_at=row.closed_at,
        lines=lines,
        events=events,
        can_withdraw=may_follow(row.kind, row.status, CaseStatus.withdrawn),
    )
