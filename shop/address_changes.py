"""Sending an order elsewhere, while it has not left."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from shop.addresses import shown
from shop.enums import Verdict
from shop.policy import refusal
from shop.tables import addresses, orders
from shop.views import AddressChange, AddressResult, ShippingAddress
from shop.work import Work, one_line
from shop.writes import change_order

_LENGTHS = {"receiver": 40, "phone": 20, "province": 20, "city": 20, "district": 40, "street": 200}
_SHORTEST_PHONE = 4  # what the table asks for


async def address_of(work: Work, customer_id: str, order_id: str) -> ShippingAddress | None:
    """Return where the customer's order goes, or None."""
    query = (
        sa.select(addresses)
        .select_from(orders.join(addresses, orders.c.address_id == addresses.c.id))
        .where(orders.c.id == order_id, orders.c.customer_id == customer_id)
    )
    row = await work.one(query)
    return None if row is None else shown(row)


async def change_address(
    work: Work, customer_id: str, order_id: str, change: AddressChange, request_key: str
) -> AddressResult:
    """Give the order a new address row, so that what was on earlier parcels stays as it was."""
    order = await work.lock_order(customer_id, order_id)
    if order is None:
        return AddressResult(Verdict.not_found, order_id)
    old = await work.one(
        sa.select(addresses).where(addresses.c.id == order.address_id, addresses.c.customer_id == customer_id)
    )
    if await work.earlier(request_key, customer_id, "change_address", order_id):
        return AddressResult(Verdict.allowed, order_id, order.status, address=shown(old))
    allowed = work.policy.orders.address_changeable
    advice = refusal(allowed, order.status)
    if advice is not None:
        return AddressResult(Verdict.too_late, order_id, order.status, advice, shown(old))
    new = _merged(old, change)
    trouble = await _complete(work, old, new, bool(change.province))
    if trouble is not None:
        return AddressResult(trouble, order_id, order.status, address=shown(old))
    address_id = await work.insert(addresses, customer_id=customer_id, is_default=False, **new)
    await change_order(work, order, allowed, {"address_id": address_id})
    await work.record(
        request_key,
        customer_id,
        "change_address",
        order_id,
        before={"address_id": order.address_id},
        after={"address_id": address_id},
    )
    row = await work.one(
        sa.select(addresses).where(addresses.c.id == address_id, addresses.c.customer_id == customer_id)
    )
    return AddressResult(Verdict.allowed, order_id, order.status, address=shown(row))


def _merged(old: Any, change: AddressChange) -> dict[str, Any]:
    """Return the whole new address; the old district and street mean nothing in another city."""
    wanted = {name: one_line(value, _LENGTHS[name]) for name, value in asdict(change).items() if value}
    if "city" in wanted:
        wanted["city"] = wanted["city"].removesuffix("市") or wanted["city"]
        if wanted["city"] != old.city:
            wanted = {"district": "", "street": "", **wanted}
    return {name: wanted.get(name, getattr(old, name)) for name in _LENGTHS}


async def _complete(work: Work, old: Any, new: dict[str, Any], province_named: bool) -> Verdict | None:
    """Add what follows from the city to *new*; return what is wrong with it, if anything."""
    if len(new["phone"]) < _SHORTEST_PHONE or not new["receiver"]:
        return Verdict.bad_value
    if all(getattr(old, name) == value for name, value in new.items()):
        return Verdict.same_as_before
    if new["city"] == old.city:
        new["city_en"] = old.city_en
    else:
        known = await work.one(
            sa.select(addresses.c.province, addresses.c.city_en)
            .where(addresses.c.city == new["city"])
            .limit(1)
        )
        if known is not None:
            new["province"], new["city_en"] = known.province, known.city_en
        elif province_named:
            new["city_en"] = new["city"]
        else:
            return Verdict.unknown_city  # which province is it in? The freight and the days depend on it
    return None if new["street"] else Verdict.bad_value
