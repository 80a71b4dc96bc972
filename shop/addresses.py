"""A customer's saved addresses. Every query carries the customer."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shop.numbers import mask_phone
from shop.tables import addresses
from shop.views import SavedAddress, ShippingAddress
from shop.work import Work

MOST_LISTED = 10
_READ = 200  # rows; changed orders leave copies, of which one is shown


async def addresses_of(work: Work, customer_id: str) -> list[SavedAddress]:
    """Return the customer's addresses, the default one first, then the newest; equal ones once."""
    query = (
        sa.select(addresses)
        .where(addresses.c.customer_id == customer_id)
        .order_by(addresses.c.is_default.desc(), addresses.c.id.desc())
        .limit(_READ)
    )
    found: dict[tuple[str, ...], SavedAddress] = {}
    for row in await work.all(query):
        same = (row.receiver, row.phone, row.province, row.city, row.district, row.street)
        found.setdefault(same, _saved(row))
    return list(found.values())[:MOST_LISTED]


async def address_of(work: Work, customer_id: str, address_id: int | None) -> SavedAddress | None:
    """Return one of the customer's addresses, without an id the default one or the newest; else None."""
    if address_id is None:
        return next(iter(await addresses_of(work, customer_id)), None)
    query = sa.select(addresses).where(addresses.c.id == address_id, addresses.c.customer_id == customer_id)
    row = await work.one(query)
    return None if row is None else _saved(row)


def shown(row: Any) -> ShippingAddress:
    """Return an address as the customer sees it."""
    return ShippingAddress(
        receiver=row.receiver,
        phone=mask_phone(row.phone),
        province=row.province,
        city=row.city,
        city_en=row.city_en,
        district=row.district,
        street=row.street,
    )


def _saved(row: Any) -> SavedAddress:
    return SavedAddress(row.id, row.is_default, shown(row))
