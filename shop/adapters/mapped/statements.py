"""The writes of a mapping: which there can be, what they may bind, and what each of them must bind.

A statement is the merchant's own SQL, and values reach it as bound parameters only. The first one of a write
decides: it must change exactly one row, and only while the order is the customer's (``:customer_id``) and its
status still allows it (``:allowed_statuses``, the codes of the statuses that the shop's policy names).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.types import NullType

from shop.adapters.mapped.lines import did_you_mean
from shop.adapters.mapped.model import Statement, Thing
from shop.port import Capability

_ALWAYS = frozenset({"customer_id", "request_key", "now", "now_utc", "now_seconds", "now_milliseconds"})
_ORDER = frozenset({"order_id", "allowed_statuses"})
# What a write may bind besides; and what its deciding statement must bind.
WRITES: Mapping[Capability, tuple[frozenset[str], frozenset[str]]] = {
    Capability.cancel_order: (_ORDER | {"reason", "refund"}, _ORDER),
    Capability.expedite: (_ORDER, _ORDER),
    Capability.change_address: (
        _ORDER | {"receiver", "phone", "province", "city", "district", "street"},
        _ORDER,
    ),
    Capability.confirm_receipt: (_ORDER, _ORDER),
    Capability.open_ticket: (
        frozenset({"order_id", "kind", "words", "reference", "due"}),
        frozenset({"reference"}),
    ),
}
LISTS = frozenset({"allowed_statuses"})  # bound as lists, for IN
_VERB = re.compile(r"(?:UPDATE|INSERT\s+INTO|DELETE\s+FROM)\b", re.IGNORECASE)


def prepared(sql: str) -> sa.sql.elements.TextClause:
    """Return a statement ready for its parameters."""
    clause = sa.text(sql.rstrip().rstrip(";"))
    # Without types of ours, so that the database takes those of the columns.
    binds = [sa.bindparam(name, type_=NullType(), expanding=name in LISTS) for name in parameters(sql)]
    return clause.bindparams(*binds)


def parameters(sql: str) -> set[str]:
    """Return the names that a statement binds."""
    return set(sa.text(sql).compile().params)


def check_statement(statement: Statement, things: Mapping[str, Thing]) -> str | None:
    """Return what is wrong with a statement, None when it can be tried."""
    allowed, needed = WRITES[statement.capability]
    bound, known = parameters(statement.sql), allowed | _ALWAYS
    if not _VERB.match(statement.sql):
        return "expected a statement that begins with UPDATE, INSERT INTO or DELETE FROM"
    if ";" in statement.sql.rstrip().rstrip(";"):
        return "expected one statement; write several as a list"
    for name in sorted(bound - known):
        return f":{name} is no parameter of it{did_you_mean(name, known)}"
    must = {"customer_id"} | (needed if statement.decides else frozenset())
    missing = sorted(must - bound)
    if missing:
        return (
            f"it must bind :{', :'.join(missing)}, so that it changes nothing but what belongs to the customer "
            "and may still be changed"
        )
    if statement.capability is Capability.open_ticket:
        tickets = things.get("tickets")
        if tickets is None or "reference" not in tickets.columns:
            return "it needs `tickets` with a column `reference`, by which the new ticket is found again"
    return None


def moments(now: datetime, zone: ZoneInfo, sqlite: bool) -> dict[str, Any]:
    """Return the moment in every form that a column may want.

    ``now`` is the wall clock in the mapping's time zone, ``now_utc`` knows its zone; on SQLite both are texts.
    """
    local = now.astimezone(zone).replace(tzinfo=None, microsecond=0)
    utc = now.astimezone(timezone.utc).replace(microsecond=0)
    return {
        "now": local.isoformat(" ") if sqlite else local,
        "now_utc": utc.isoformat(" ") if sqlite else utc,
        "now_seconds": int(now.timestamp()),
        "now_milliseconds": int(now.timestamp() * 1000),
    }
