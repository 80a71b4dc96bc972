"""What a customer asks for their account: another phone or name, and deletion. Staff carry it out."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from shop.enums import AccountField, RequestStatus, Verdict
from shop.numbers import squeeze
from shop.tables import account_changes, customers, deletion_requests
from shop.views import AccountChangeResult, DeletionResult
from shop.work import Work, one_line

_PHONE = re.compile(r"1[3-9][0-9]{9}")
_LONGEST_NAME = 40  # characters
_requested = deletion_requests.c.status == RequestStatus.requested


async def request_account_change(
    work: Work, customer_id: str, field: AccountField, value: str, request_key: str
) -> AccountChangeResult:
    """Ask for another name or phone; the newest wish replaces an open one. Nothing changes before a check."""
    await work.lock_customer(customer_id)
    earlier = await work.earlier(request_key, customer_id, "request_account_change", None)
    if earlier is not None:
        return AccountChangeResult(Verdict.allowed, field, RequestStatus.requested)
    phone = field is AccountField.phone
    wanted = squeeze(value) if phone else one_line(value, _LONGEST_NAME)
    person = await work.one(sa.select(customers).where(customers.c.id == customer_id))
    if person is None:
        return AccountChangeResult(Verdict.not_found, field)
    if not wanted or (phone and not _PHONE.fullmatch(wanted)):
        return AccountChangeResult(Verdict.bad_value, field)
    if wanted == (person.phone if phone else person.name):
        return AccountChangeResult(Verdict.same_as_before, field)
    table = account_changes
    open_one = (table.c.customer_id == customer_id, table.c.field == field)
    still = table.c.status == RequestStatus.requested
    await work.update(table, *open_one, still, status=RequestStatus.withdrawn, decided_at=work.now)
    await work.insert(
        table,
        customer_id=customer_id,
        field=field,
        new_value=wanted,
        status=RequestStatus.requested,
        requested_at=work.now,
    )
    await work.record(request_key, customer_id, "request_account_change", None, after={"field": field.value})
    return AccountChangeResult(Verdict.allowed, field, RequestStatus.requested)


async def deletion_state(work: Work, customer_id: str) -> DeletionResult:
    """Return the customer's newest wish to be deleted, ``not_found`` when there was none."""
    query = (
        sa.select(deletion_requests)
        .where(deletion_requests.c.customer_id == customer_id)
        .order_by(deletion_requests.c.id.desc())
        .limit(1)
    )
    row = await work.one(query)
    return DeletionResult(Verdict.not_found) if row is None else _deletion(Verdict.allowed, row)


async def request_deletion(work: Work, customer_id: str, request_key: str) -> DeletionResult:
    """Ask that all of the customer's data be deleted by the promised day."""
    await work.lock_customer(customer_id)
    earlier = await work.earlier(request_key, customer_id, "request_deletion", None)
    row = await work.one(
        sa.select(deletion_requests).where(deletion_requests.c.customer_id == customer_id, _requested)
    )
    if row is not None:
        return _deletion(Verdict.allowed if earlier else Verdict.already_open, row)
    if earlier is not None:
        return await deletion_state(work, customer_id)
    if await work.scalar(sa.select(customers.c.id).where(customers.c.id == customer_id)) is None:
        return DeletionResult(Verdict.not_found)
    due_on = work.today + timedelta(days=work.policy.service.deletion_days)
    await work.insert(
        deletion_requests,
        customer_id=customer_id,
        status=RequestStatus.requested,
        requested_at=work.now,
        due_on=due_on,
    )
    await work.record(
        request_key, customer_id, "request_deletion", None, after={"due_on": due_on.isoformat()}
    )
    return DeletionResult(Verdict.allowed, RequestStatus.requested, work.now, due_on)


async def withdraw_deletion(work: Work, customer_id: str, request_key: str) -> DeletionResult:
    """Take the wish to be deleted back, while nothing is deleted."""
    await work.lock_customer(customer_id)
    if await work.earlier(request_key, customer_id, "withdraw_deletion", None):
        return await deletion_state(work, customer_id)
    mine = deletion_requests.c.customer_id == customer_id
    changed = {"status": RequestStatus.withdrawn, "ended_at": work.now}
    if not await work.update(deletion_requests, mine, _requested, **changed):
        return DeletionResult(Verdict.not_found)
    await work.record(request_key, customer_id, "withdraw_deletion", None, after={"status": "withdrawn"})
    return await deletion_state(work, customer_id)


def _deletion(verdict: Verdict, row: Any) -> DeletionResult:
    return DeletionResult(verdict, row.status, row.requested_at, row.due_on)
