"""Whole dialogues as YAML, and the people and orders of the seeded shop that play in them.

A dialogue:

    - dialogue: what it shows
      as: customer            # with a session token; `stranger` without one
      needs: [shipped]        # statuses of which the person has an order: {shipped} is its number
      turns:
      - user: 我的订单到哪了？   # or what a button sends: /list_orders
        bot: [say_choose_order, 已发货]   # the responses of this turn in order, and words that occur in them; [] is any
        slots: {last_request: query_order_status}
        not: [待付款]           # words that must not occur in this turn
      database: {"{shipped}": shipped}   # statuses in the end
      rows:                   # what the shop's tables hold in the end, each row a list of its columns
      - select: SELECT kind, status FROM after_sales WHERE order_id = '{received}'
        are: [[return_goods, requested]]

Two more keys choose who plays and give placeholders of one's own, by SQL on the seeded shop:

      who: SELECT customer_id FROM coupons WHERE used_at IS NULL     # one of these customers
      with:
        item: SELECT name_zh FROM order_items WHERE order_id = '{received}' ORDER BY line LIMIT 1   # {item}

Placeholders: the statuses; {first} to {fifth} (newest orders); {customer} {tail} {tracking} (of {shipped});
the same of another person: {other_shipped} {other_pending_shipment} {other_received} {other_customer} {other_tail}
{other_tracking}.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.engine import make_url

from shop.database import Shop
from shop.enums import OrderStatus
from shop.port import ShopPort
from shop.views import DemoAccount

FOLDER = Path(__file__).parent
RESPONSE = re.compile(r"(?:utter|say)_\w+")
_PLACEHOLDER = re.compile(r"{(\w+)}")
_PLACES = ("first", "second", "third", "fourth", "fifth")
_OTHERS = (OrderStatus.shipped, OrderStatus.pending_shipment, OrderStatus.received)


@dataclass(frozen=True)
class Dialogue:
    """One dialogue as written."""

    name: str
    customer: bool
    needs: tuple[OrderStatus, ...]
    turns: tuple[dict[str, Any], ...]
    database: dict[str, str] = field(default_factory=dict)
    rows: tuple[dict[str, Any], ...] = ()
    who: str = ""
    given: dict[str, str] = field(default_factory=dict)


def load(path: Path) -> list[Dialogue]:
    """Read the dialogues of a file; raises ValueError that names what is wrong."""
    dialogues = []
    for raw in yaml.safe_load(path.read_text(encoding="utf-8")):
        unknown = set(raw) - {"dialogue", "as", "needs", "turns", "database", "rows", "who", "with"}
        odd_rows = [row for row in raw.get("rows", []) if set(row) != {"select", "are"}]
        odd_turns = [turn for turn in raw["turns"] if set(turn) - {"user", "bot", "slots", "not"}]
        if unknown or odd_turns or odd_rows or raw.get("as") not in ("customer", "stranger"):
            raise ValueError(
                f"{path.name}, {raw.get('dialogue')!r}: unknown keys {unknown}, odd {odd_turns + odd_rows}"
            )
        needs = tuple(OrderStatus(status) for status in raw.get("needs", []))
        dialogues.append(
            Dialogue(
                raw["dialogue"],
                raw["as"] == "customer",
                needs,
                tuple(raw["turns"]),
                raw.get("database", {}),
                tuple(raw.get("rows", [])),
                raw.get("who", ""),
                raw.get("with", {}),
            )
        )
    return dialogues


class Stage:
    """Casts people of the shop: each dialogue somebody who has what it needs and has played least."""

    def __init__(self, url: str, open_shop: Callable[[], Awaitable[ShopPort]]) -> None:
        self._url = url  # of the demo shop, which knows the phone tails
        self._open_shop = open_shop  # the shop that is played with, whoever answers for it
        self._played: Counter[str] = Counter()
        accounts = asyncio.run(self._load())
        self.everyones_orders = {number for account in accounts for number in self._numbers(account)}

    def cast(self, dialogue: Dialogue) -> dict[str, str]:
        """Return the values of the placeholders for a dialogue."""
        person = self._somebody(dialogue.needs, without="", who=dialogue.who)
        other = self._somebody(_OTHERS, without=person.customer_id)
        values = {
            **asyncio.run(self._values(person, dialogue.needs)),
            **{f"other_{key}": value for key, value in asyncio.run(self._values(other, _OTHERS)).items()},
        }
        for name, statement in dialogue.given.items():
            found = self.select(fill(statement, values))
            assert found, f"{dialogue.name}: nothing is found for {{{name}}} by {fill(statement, values)}"
            values[name] = str(found[0][0])
        return values

    def select(self, statement: str) -> list[list[Any]]:
        """Read rows of the shop's tables."""
        with closing(sqlite3.connect(str(make_url(self._url).database))) as connection:
            return [list(row) for row in connection.execute(statement)]

    def statuses(self, customer_id: str, order_ids: list[str]) -> dict[str, str]:
        """Return the present statuses of orders."""

        async def read() -> dict[str, str]:
            async with self._opened() as shop:
                orders = [await shop.order(customer_id, order_id) for order_id in order_ids]
            return {order.order_id: str(order.status) for order in orders if order is not None}

        return asyncio.run(read())

    def _somebody(self, needs: tuple[OrderStatus, ...], without: str, who: str = "") -> DemoAccount:
        # As the orders are now: other dialogues have cancelled some since the seed.
        accounts = asyncio.run(self._load())
        able = [a for a in accounts if set(needs) <= set(a.order_ids) and a.customer_id != without]
        if who:
            among = {row[0] for row in self.select(who)}
            able = [account for account in able if account.customer_id in among]
        assert able, (
            f"nobody has orders in {[str(status) for status in needs]}: seed more in data/shop/orders.yml"
        )
        chosen = min(able, key=lambda account: self._played[account.customer_id])
        self._played[chosen.customer_id] += 1
        return chosen

    async def _load(self) -> list[DemoAccount]:
        async with await Shop.open(self._url) as demo:
            accounts = await demo.demo_accounts(limit=1000)
        async with self._opened() as shop:
            return [await self._as_now(shop, account) for account in accounts]

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[ShopPort]:
        shop = await self._open_shop()
        try:
            yield shop
        finally:
            await shop.close()

    @staticmethod
    async def _as_now(shop: ShopPort, account: DemoAccount) -> DemoAccount:
        """Return an account with its orders in their present statuses."""
        numbers: dict[OrderStatus, tuple[str, ...]] = {}
        for order in await shop.orders(account.customer_id, limit=50):
            numbers[order.status] = (*numbers.get(order.status, ()), order.order_id)
        return replace(account, order_ids=numbers)

    async def _values(self, person: DemoAccount, needs: tuple[OrderStatus, ...]) -> dict[str, str]:
        """Read the placeholders of one person."""
        async with self._opened() as shop:
            orders = await shop.orders(person.customer_id, limit=50)
            values = {"customer": person.customer_id, "tail": person.phone_tail}
            values |= dict(zip(_PLACES, (order.order_id for order in orders), strict=False))
            for status in needs:
                fitting = [order for order in orders if order.status is status]
                values[str(status)] = fitting[0].order_id
            if OrderStatus.shipped in needs:
                parcels = await shop.shipment(person.customer_id, values["shipped"])
                values["tracking"] = parcels[0].tracking_number
        return values

    @staticmethod
    def _numbers(account: DemoAccount) -> list[str]:
        return [number for numbers in account.order_ids.values() for number in numbers]


def fill(text: str, values: dict[str, str]) -> str:
    """Replace the placeholders that are known; other braces stay."""
    return _PLACEHOLDER.sub(lambda match: values.get(match.group(1), match.group()), text)
