"""Another address for an order, and tickets for the staff, in a merchant's tables."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any

from shop.adapters.mapped.changes import TRIES, change, earlier, hold, lost, note, untrue
from shop.adapters.mapped.fields import ADDRESS
from shop.adapters.mapped.money import promise, tickets_of
from shop.adapters.mapped.statements import moments
from shop.adapters.mapped.visit import Visit
from shop.enums import TicketKind, TicketStatus, Verdict
from shop.numbers import mask_phone
from shop.policy import refusal
from shop.port import Capability
from shop.views import AddressChange, AddressResult, ShippingAddress, Ticket, TicketResult
from shop.work import one_line

_LONGEST = {"receiver": 40, "phone": 20, "province": 20, "city": 20, "district": 40, "street": 200}
_SHORTEST_PHONE = 4
_LONGEST_TEXT = 500  # characters of a ticket


async def change_address(
    visit: Visit, customer_id: str, order_id: str, wish: AddressChange, request_key: str
) -> AddressResult:
    """Send the order elsewhere while the policy allows it."""
    this, allowed = Capability.change_address, visit.policy.orders.address_changeable
    await hold(visit, f"order {order_id}")
    for _ in range(TRIES):
        order = await visit.order(customer_id, order_id)
        if order is None:
            return AddressResult(Verdict.not_found, order_id)
        if await earlier(visit, request_key, customer_id, this, order_id):
            return AddressResult(Verdict.allowed, order_id, order.status, address=_address(order))
        advice = refusal(allowed, order.status)
        if advice is not None:
            return AddressResult(Verdict.too_late, order_id, order.status, advice, _address(order))
        new = _merged(order, wish)
        trouble = await _trouble(visit, customer_id, order, new)
        if trouble is not None:
            return AddressResult(trouble, order_id, order.status, address=_address(order))
        if not await change(visit, this, customer_id, order_id, request_key, allowed, **new):
            continue
        now = await visit.order(customer_id, order_id)
        kept = [name for name in ADDRESS if name in visit.tables["orders"]]
        if now is None or any((getattr(now, name) or "") != new[name] for name in kept):
            raise untrue(visit, this, "the order has another address than was asked for")
        await note(visit, request_key, customer_id, this, order_id, {}, {"changed": _changed(order, new)})
        return AddressResult(Verdict.allowed, order_id, now.status, address=_address(now))
    raise lost(visit, this)


def _merged(order: Any, wish: AddressChange) -> dict[str, str]:
    """Return the whole new address; the old district and street mean nothing in another city."""
    wanted = {name: one_line(value, _LONGEST[name]) for name, value in asdict(wish).items() if value}
    moved = "city" in wanted and wanted["city"].removesuffix("市") != (order.city or "").removesuffix("市")
    if moved:
        wanted = {"district": "", "street": "", **wanted}
    return {name: wanted.get(name, getattr(order, name) or "") for name in ADDRESS}


def _changed(order: Any, new: dict[str, str]) -> list[str]:
    """Return which parts changed; the address itself stands in the merchant's tables only."""
    return [name for name in ADDRESS if (getattr(order, name) or "") != new[name]]


async def _trouble(visit: Visit, customer_id: str, order: Any, new: dict[str, str]) -> Verdict | None:
    if len(new["phone"]) < _SHORTEST_PHONE:
        return Verdict.bad_value
    if new["city"] != (order.city or ""):
        old = (order.city or "").removesuffix("市")
        if new["city"].removesuffix("市") == old:
            new["city"] = order.city
    if not _changed(order, new):
        return Verdict.same_as_before
    if new["city"] == (order.city or ""):
        return None
    if new["province"] == (order.province or ""):
        province = await _province(visit, customer_id, new["city"])
        if province is None:
            return Verdict.unknown_city  # which province is it in? The freight and the days depend on it
        new["province"] = province
    return None if new["street"] or "street" not in visit.tables["orders"] else Verdict.bad_value


async def _province(visit: Visit, customer_id: str, city: str) -> str | None:
    """Return the province to which the customer has had something sent to this city before."""
    orders = visit.tables["orders"]
    if "city" not in orders.columns or "province" not in orders.columns:
        return None
    query = orders.select(orders.equal("customer", customer_id), orders.columns["city"] == city)
    found = await visit.read("orders", query.limit(1))
    return found[0].province if found else None


async def address_of(visit: Visit, customer_id: str, order_id: str) -> ShippingAddress | None:
    """Return where the customer's order goes, or None."""
    order = await visit.order(customer_id, order_id)
    return None if order is None else _address(order)


def _address(order: Any) -> ShippingAddress:
    city = order.city or ""
    return ShippingAddress(
        receiver=order.receiver or "",
        phone=mask_phone(order.phone) if order.phone else "",
        province=order.province or "",
        city=city,
        city_en=order.city_en or city,
        district=order.district or "",
        street=order.street or "",
    )


async def open_ticket(
    visit: Visit, customer_id: str, kind: TicketKind, words: str, request_key: str, order_id: str | None
) -> TicketResult:
    """Open a ticket; one of the same kind and order that is open already stands for it, unless words are new."""
    this = Capability.open_ticket
    await hold(visit, f"customer {customer_id}")
    if order_id is not None and await visit.order(customer_id, order_id) is None:
        return TicketResult(Verdict.not_found)
    before = await earlier(visit, request_key, customer_id, this, order_id)
    if before is not None:
        return TicketResult(Verdict.allowed, await _by_reference(visit, customer_id, before["reference"]))
    text = one_line(words, _LONGEST_TEXT)
    there = await _open(visit, customer_id, kind, order_id)
    if there is not None and text in there.text:
        return TicketResult(Verdict.already_open, there)
    tickets = visit.tables["tickets"]
    reference = f"KF{hashlib.sha256(f'{customer_id} {request_key}'.encode()).hexdigest()[:18]}"
    sqlite = visit.connection.dialect.name == "sqlite"
    due = moments(visit.now + promise(visit, kind), visit.mapping.zone, sqlite)["now"]
    code = next(iter(tickets.codes("kind", kind)), kind.value)
    values = {"kind": code, "words": text, "reference": reference, "due": due}
    if not await change(visit, this, customer_id, order_id, request_key, **values):
        raise lost(visit, this)
    opened = await _by_reference(visit, customer_id, reference)
    if opened is None:
        raise untrue(visit, this, "no ticket with its :reference can be read")
    await note(visit, request_key, customer_id, this, order_id, {}, {"reference": reference})
    return TicketResult(Verdict.allowed, opened)


async def _by_reference(visit: Visit, customer_id: str, reference: str) -> Ticket | None:
    tickets = visit.tables["tickets"]
    found = await tickets_of(visit, customer_id, tickets.equal("reference", reference))
    return found[0] if found else None


async def _open(visit: Visit, customer_id: str, kind: TicketKind, order_id: str | None) -> Ticket | None:
    for ticket in await tickets_of(visit, customer_id):
        if ticket.kind is kind and ticket.order_id == order_id and ticket.status is not TicketStatus.resolved:
            return ticket
    return None
