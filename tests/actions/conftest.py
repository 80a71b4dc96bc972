"""A seeded shop at a fixed moment, and conversations with the actions without a Rasa server."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.asking import ASKERS, AskOrderId, AskPhoneTail
from actions.complaining import ActionHearComplaint
from actions.fallback import ActionAskBack
from actions.form import ValidateRequestForm
from actions.matters.registry import MATTERS
from actions.requests import ActionBeginRequest
from actions.runtime import Runtime
from actions.small_answers import ActionAffirm, ActionDeny, ActionInform
from kefu.names import REQUESTS, Form, Intent, Slot
from kefu.session import mint
from kefu.settings import Settings
from shop.seed import seed

PROJECT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 5)
NOW = datetime(2026, 11, 5, 2, 0, tzinfo=timezone.utc)  # 10:00 in the shop
SECRET = "a secret of the action tests"

_QUESTIONS = {Slot.ORDER_ID: AskOrderId, Slot.PHONE_TAIL: AskPhoneTail, **ASKERS}
_OTHERS = {
    Intent.INFORM: ActionInform,
    Intent.AFFIRM: ActionAffirm,
    Intent.DENY: ActionDeny,
    Intent.NLU_FALLBACK: ActionAskBack,
    Intent.COMPLAIN: ActionHearComplaint,
}


@pytest.fixture(scope="session")
def seeded_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seed") / "shop.db"
    seed(f"sqlite+aiosqlite:///{path}", AS_OF)
    return path


@pytest.fixture
def shop_file(seeded_shop: Path, tmp_path: Path) -> Path:
    """A copy of the seeded shop that a test may change."""
    return Path(shutil.copy(seeded_shop, tmp_path / "shop.db"))


@pytest.fixture
def runtime(shop_file: Path, tmp_path: Path) -> Runtime:
    settings = Settings(
        database_url=f"sqlite+aiosqlite:///{shop_file}",
        session_secret=SECRET,
        payment_secret=SECRET,
        log_dir=tmp_path / "logs",
    )
    return Runtime(settings, clock=lambda: NOW)


@dataclass
class Person:
    """A customer of the seeded shop."""

    customer_id: str
    tail: str
    orders: list[tuple[str, str]]  # (number, status), newest first

    def order(self, status: str) -> str:
        """Return the newest order of a status."""
        return next(number for number, its in self.orders if its == status)


@pytest.fixture
def people(shop_file: Path) -> list[Person]:
    with sqlite3.connect(shop_file) as connection:
        rows = connection.execute("SELECT id, phone FROM customers ORDER BY id LIMIT 3").fetchall()
        return [Person(row[0], row[1][-4:], _orders_of(connection, row[0])) for row in rows]


@pytest.fixture
def anna(people: list[Person]) -> Person:
    return people[0]


@pytest.fixture
def boris(people: list[Person]) -> Person:
    return people[1]


@pytest.fixture
def person(shop_file: Path) -> Callable[[str], Person]:
    """Find a customer of the seeded shop by number."""

    def find(customer_id: str) -> Person:
        with sqlite3.connect(shop_file) as connection:
            ((phone,),) = connection.execute(
                "SELECT phone FROM customers WHERE id = ?", (customer_id,)
            ).fetchall()
            return Person(customer_id, phone[-4:], _orders_of(connection, customer_id))

    return find


def _orders_of(connection: sqlite3.Connection, customer_id: str) -> list[tuple[str, str]]:
    query = "SELECT id, status FROM orders WHERE customer_id = ? ORDER BY ordered_at DESC, id DESC"
    return [(number, status) for number, status in connection.execute(query, (customer_id,))]


@pytest.fixture
def sql(shop_file: Path) -> Iterator[Callable[..., list[Any]]]:
    """Run one statement on the shop's database."""
    connection = sqlite3.connect(shop_file, isolation_level=None)
    yield lambda statement, *values: connection.execute(statement, values).fetchall()
    connection.close()


def initial_slots() -> dict[str, Any]:
    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    slots = {name: slot.get("initial_value") for name, slot in domain["slots"].items()}
    return {**slots, Slot.REQUESTED_SLOT: None, Slot.SESSION_METADATA: None}


@dataclass
class Said:
    """One bot message as an action sent it."""

    response: str
    facts: dict[str, Any]
    buttons: list[dict[str, str]]


@dataclass
class Conversation:
    """Runs the actions as Rasa's rules and form would; what Rasa really does is tested with a server."""

    runtime: Runtime
    token: str | None = None
    sender: str = "someone"
    slots: dict[str, Any] = field(default_factory=initial_slots)
    events: list[dict[str, Any]] = field(default_factory=list)
    loop: bool = False
    said: list[Said] = field(default_factory=list)
    interrupted: bool = False

    async def say(self, text: str, intent: str, *entities: tuple[str, str], ranking: Any = ()) -> list[str]:
        """Send a message; return the names of the responses to it."""
        self.said = []
        self._hear(text, intent, entities, ranking)
        if self.loop:
            await self._form()
            if self.interrupted and intent == Intent.COMPLAIN:
                await self._rule(intent)
        elif intent in REQUESTS and intent not in _OTHERS:
            await self.run(ActionBeginRequest)
            await self._form()
        else:
            await self._rule(intent)
        return [message.response for message in self.said]

    async def _rule(self, intent: str) -> None:
        events = await self.run(_OTHERS[intent])
        if self.loop or {"event": "followup", "timestamp": None, "name": Form.REQUEST} in events:
            await self._form()

    async def run(self, action_class: type) -> list[dict[str, Any]]:
        """Run one action and apply its events."""
        action, dispatcher = action_class(self.runtime), CollectingDispatcher()
        tracker = Tracker(
            self.sender, dict(self.slots), self._latest(), list(self.events), False, None, {}, "action_listen"
        )
        events = await action.run(dispatcher, tracker, {})
        assert events, f"{action.name()} returned no event: it would be taken for a failure"
        for message in dispatcher.messages:
            known = ("text", "buttons", "elements", "custom", "template", "response", "image", "attachment")
            facts = {key: value for key, value in message.items() if key not in known}
            self.said.append(Said(message["response"], facts, message["buttons"]))
            data = {"buttons": message["buttons"]}
            self.events.append(
                {"event": "bot", "data": data, "metadata": {"utter_action": message["response"]}}
            )
        self.events.append({"event": "action", "name": action.name()})
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            self.events.append(event)
        return events

    async def _form(self) -> None:
        events = await self.run(ValidateRequestForm)
        self.interrupted = any(event["event"] == "action_execution_rejected" for event in events)
        if self.interrupted:
            return
        asked = self.slots[Slot.REQUESTED_SLOT]
        if asked is not None:
            await self.run(_QUESTIONS[asked])
        self.loop = self.slots[Slot.REQUESTED_SLOT] is not None
        if not self.loop:
            await self.run(MATTERS[self.slots[Slot.LAST_REQUEST]])

    def _hear(self, text: str, intent: str, entities: Any, ranking: Any) -> None:
        parse = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": [{"entity": name, "value": value} for name, value in entities],
            "intent_ranking": [{"name": name, "confidence": confidence} for name, confidence in ranking],
        }
        metadata = {"session_token": self.token} if self.token else {}
        message_id = f"m{len(self.events)}"
        self.events.append(
            {
                "event": "user",
                "text": text,
                "parse_data": parse,
                "metadata": metadata,
                "message_id": message_id,
            }
        )

    def _latest(self) -> dict[str, Any]:
        users = [event for event in self.events if event["event"] == "user"]
        return users[-1]["parse_data"] if users else {}

    def facts(self) -> dict[str, Any]:
        """Return what the last message was filled with."""
        return self.said[-1].facts


@pytest.fixture
def stranger(runtime: Runtime) -> Conversation:
    return Conversation(runtime)


@pytest.fixture
def of(runtime: Runtime) -> Callable[[Person], Conversation]:
    """Open a conversation with a session token of a person."""

    def make(person: Person) -> Conversation:
        return Conversation(runtime, token=mint(person.customer_id, SECRET, timedelta(hours=1), now=NOW))

    return make
