"""Running a merchant's write statements: one transaction, once a request key, and only what the policy allows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shop.adapters.mapped.ledger import requests
from shop.adapters.mapped.statements import moments, parameters, prepared
from shop.adapters.mapped.visit import Visit
from shop.audit import check_request_key, earlier_change, record
from shop.engine import serialise
from shop.enums import OrderStatus
from shop.errors import ShopUnavailable
from shop.port import Capability

TRIES = 2  # a change that was lost to somebody else is looked at once more, to say what is true now


async def hold(visit: Visit, what: str) -> None:
    """Let no other write of ours about the same thing run beside this one."""
    await serialise(visit.connection, f"kefu {what}")


async def earlier(
    visit: Visit, request_key: str, customer_id: str, capability: Capability, order_id: str | None
) -> dict[str, Any] | None:
    """Return what an earlier request with this key left behind, or None; checks the key."""
    check_request_key(request_key)
    action = capability.value
    return await earlier_change(visit.connection, request_key, customer_id, action, order_id, requests)


async def note(
    visit: Visit,
    request_key: str,
    customer_id: str,
    capability: Capability,
    order_id: str | None,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    """Remember the request, in the transaction of its change."""
    await record(
        visit.connection,
        at=visit.now,
        actor=customer_id,
        action=capability.value,
        order_id=order_id,
        before=before,
        after=after,
        request_key=request_key,
        table=requests,
    )


async def change(
    visit: Visit,
    capability: Capability,
    customer_id: str,
    order_id: str | None,
    request_key: str,
    allowed: Iterable[OrderStatus] = (),
    **values: Any,
) -> bool:
    """Run the statements of a write; False when the first one changed nothing, so that nothing has happened.

    Raises ShopUnavailable, and by that takes everything back, when it changed more than one row.
    """
    orders = visit.tables["orders"]
    bound = {
        **moments(visit.now, visit.mapping.zone, visit.connection.dialect.name == "sqlite"),
        "customer_id": orders.write_key("customer", customer_id),
        "order_id": None if order_id is None else orders.write_key("id", order_id),
        "request_key": request_key,
        "allowed_statuses": orders.codes("status", *allowed),
        **values,
    }
    for statement in visit.mapping.writes[capability]:
        used = {name: bound[name] for name in parameters(statement.sql)}
        done = await visit.connection.execute(prepared(statement.sql), used)
        if statement.decides and done.rowcount != 1:
            if done.rowcount == 0:
                return False
            raise ShopUnavailable(
                f"{visit.mapping.where(statement.line)}: {capability} changed {done.rowcount} rows instead of one; "
                "nothing was changed"
            )
    return True


def lost(visit: Visit, capability: Capability) -> ShopUnavailable:
    """Return the error for a write that changes nothing although the policy allows it."""
    line = visit.mapping.writes[capability][0].line
    return ShopUnavailable(
        f"{visit.mapping.where(line)}: {capability} changed no row although the order allows it: somebody changes "
        "the order at this moment, or the WHERE of the statement does not fit the mapping"
    )


def untrue(visit: Visit, capability: Capability, what: str) -> ShopUnavailable:
    """Return the error for a write after which the tables do not say what it was for."""
    line = visit.mapping.writes[capability][0].line
    return ShopUnavailable(f"{visit.mapping.where(line)}: after {capability} {what}; nothing was changed")
