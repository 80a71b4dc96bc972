"""Customers of the seeded shop by number, and what they have bought and filed."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from .conftest import Conversation, Person, _orders_of

SHIRT, EARBUDS, LAPTOP, COOKER, NUTS, PHONE = "P10121", "P10061", "P10041", "P10101", "P10181", "P10001"


def person(shop_file: Path, customer_id: str) -> Person:
    """Return a customer with their orders."""
    with sqlite3.connect(shop_file) as connection:
        ((phone,),) = connection.execute(
            "SELECT phone FROM customers WHERE id = ?", (customer_id,)
        ).fetchall()
        return Person(customer_id, phone[-4:], _orders_of(connection, customer_id))


def order_with(sql: Any, someone: Person, product: str) -> str:
    """Return the newest order of a customer that holds a product."""
    query = (
        "SELECT id FROM orders JOIN order_items ON order_id = orders.id WHERE customer_id = ? AND product_id = ?"
        " ORDER BY ordered_at DESC LIMIT 1"
    )
    ((number,),) = sql(query, someone.customer_id, product)
    return str(number)


def case_of(sql: Any, someone: Person, kind: str) -> int:
    """Return the id of the customer's newest case of a kind."""
    query = (
        "SELECT cases.id FROM cases JOIN orders ON order_id = orders.id WHERE customer_id = ? AND kind = ?"
        " ORDER BY requested_at DESC LIMIT 1"
    )
    ((case_id,),) = sql(query, someone.customer_id, kind)
    return int(case_id)


def button(talk: Conversation, title: str) -> str:
    """Return what the button sends whose title holds some words."""
    titles = {shown["title"]: shown["payload"] for message in talk.said for shown in message.buttons}
    return next(payload for words, payload in titles.items() if title in words)


async def press(talk: Conversation, payload: str) -> list[str]:
    """Press a button: send what it sends, read as Rasa reads it."""
    intent, brace, rest = payload.removeprefix("/").partition("{")
    values = json.loads(brace + rest) if brace else {}
    lists = [(name, given if isinstance(given, list) else [given]) for name, given in values.items()]
    return await talk.say(payload, intent, *((name, one) for name, given in lists for one in given))
