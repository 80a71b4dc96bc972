"""What must never be said to a customer: everything in the shop's tables that belongs to somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# Selects the owner and one thing of theirs. Numbers are as customers see them.
_OWNED = (
    "SELECT customer_id, id FROM orders",
    "SELECT id, name FROM customers",
    "SELECT id, phone FROM customers",
    "SELECT customer_id, receiver FROM addresses",
    "SELECT customer_id, phone FROM addresses",
    "SELECT customer_id, street FROM addresses",
    "SELECT customer_id, number FROM gift_cards",
    "SELECT customer_id, printf('TK%08d', id) FROM tickets",
    "SELECT customer_id, text FROM tickets",
    "SELECT customer_id, tracking_number FROM shipments JOIN orders ON orders.id = order_id",
    "SELECT customer_id, tracking_number FROM cases JOIN orders ON orders.id = order_id",
    "SELECT customer_id, printf('AS%08d', cases.id) FROM cases JOIN orders ON orders.id = order_id",
    "SELECT customer_id, title FROM invoices JOIN orders ON orders.id = order_id",
    "SELECT customer_id, tax_number FROM invoices JOIN orders ON orders.id = order_id",
    "SELECT customer_id, email FROM invoices JOIN orders ON orders.id = order_id",
    "SELECT customer_id, number FROM invoices JOIN orders ON orders.id = order_id",
    "SELECT customer_id, text FROM reviews JOIN orders ON orders.id = order_id",
)
_SHORTEST = 2  # characters; Chinese names have no more


def secrets_of_others(select: Callable[[str], list[list[Any]]], customer_id: str) -> set[str]:
    """Return what belongs to others and not to *customer_id* as well; *select* runs SQL on the shop's tables."""
    own, foreign = set(), set()
    for statement in _OWNED:
        for owner, value in select(statement):
            if value and len(str(value)) >= _SHORTEST:
                (own if owner == customer_id else foreign).add(str(value))
    return foreign - own
