"""One call of one action: what the customer said, what the conversation remembers, what is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.identity import BY_ORDER, Identity, identify
from actions.reading import clean, read_numbers, verbatim
from actions.references import Kind, Pointer, find_pointer
from actions.runtime import Runtime
from actions.wording import EN, ZH, Wording
from kefu.names import REQUESTS, Intent, Slot
from shop.port import ShopPort

Button = dict[str, str]

# What a conversation keeps when another customer goes on with it; all else is forgotten.
_NOT_PERSONAL = frozenset(
    {Slot.MOOD, Slot.LANGUAGE, Slot.LAST_REQUEST, Slot.REQUESTED_SLOT, Slot.SESSION_METADATA}
)


@dataclass(frozen=True)
class Snapshot:
    """A moment in a turn: the slots, and how many events and messages there were."""

    slots: dict[str, Any]
    events: int
    messages: int


class Turn:
    """Reads the tracker and collects what the action says and remembers (`events`)."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker, runtime: Runtime) -> None:
        self.tracker = tracker
        self.runtime = runtime
        self.now = runtime.clock()
        self.events: list[EventType] = []
        self._dispatcher = dispatcher
        message = tracker.latest_message or {}
        self.raw_text: str = message.get("text") or ""
        # "/intent{...}" is a pressed button: its meaning is in intent and entities, not in the letters.
        self.is_button = self.raw_text.startswith("/")
        self.text = "" if self.is_button else clean(self.raw_text)
        self.verbatim = "" if self.is_button else verbatim(self.raw_text)  # what people will read
        self.intent: str | None = (message.get("intent") or {}).get("name")
        self.entities: list[dict[str, Any]] = message.get("entities") or []
        self.numbers = read_numbers(self.text, self.entities)
        self.pointer = self._find_pointer()
        language = tracker.get_slot(Slot.LANGUAGE)
        self.words = Wording(EN if language == EN else ZH, self.now, runtime.zone)
        self.identity = self._refresh_identity()

    async def shop(self) -> ShopPort:
        """Return the order database."""
        return await self.runtime.shop()

    def slot(self, name: str) -> Any:
        """Return what the conversation remembers, with what this turn has set."""
        return self.tracker.get_slot(name)

    def set(self, name: str, value: Any) -> None:
        """Remember a value."""
        self.tracker.slots[name] = value
        self.events.append(SlotSet(name, value))

    def entity(self, name: str) -> str | None:
        """Return the first value of an entity in the message."""
        return next(iter(self.all_of(name)), None)

    def all_of(self, name: str) -> list[str]:
        """Return every value of an entity in the message; a button may send several of one."""
        values = (item.get("value") for item in self.entities if item.get("entity") == name)
        return [str(value) for value in values if value not in (None, "")]

    def messages_since(self, slot: str) -> int:
        """Return how many messages of the customer's came since *slot* last got a value, this one included."""
        messages = 0
        for event in reversed(self.tracker.events):
            if event.get("event") == "slot" and event.get("name") == slot and event.get("value"):
                break
            messages += event.get("event") == "user"
        return messages

    def say(self, response: str, buttons: Sequence[Button] = (), **facts: Any) -> None:
        """Utter a response of the domain, in the variation for the customer's language and mood."""
        self._dispatcher.utter_message(response=response, buttons=list(buttons), **facts)

    def press(self, intent: str, entities: Mapping[str, Any]) -> None:
        """Read the message as the pressing of a button: a yes to the only one that was offered."""
        self.is_button, self.text, self.verbatim, self.pointer = True, "", "", None
        self.intent = intent
        self.entities = [{"entity": name, "value": value} for name, value in entities.items()]

    def snapshot(self) -> Snapshot:
        """Return what is remembered and said so far, for `restore`."""
        return Snapshot(dict(self.tracker.slots), len(self.events), len(self._dispatcher.messages))

    def restore(self, before: Snapshot, *, silently: bool) -> None:
        """Remember again what was remembered *before*; *silently* takes back what was said since as well."""
        self.tracker.slots = before.slots
        del self.events[before.events :]
        if silently:
            del self._dispatcher.messages[before.messages :]

    def message_key(self, wish: str) -> str:
        """Return a request key for *wish* that is the same when this very message is handled again."""
        heard = (event for event in reversed(self.tracker.events) if event.get("event") == "user")
        message_id = next((event.get("message_id") for event in heard), None)
        return f"{wish}-{self.tracker.sender_id}-{message_id}"

    @property
    def request(self) -> str | None:
        """What the customer wants, one of `REQUESTS`."""
        request = self.slot(Slot.LAST_REQUEST)
        return request if request in REQUESTS else None

    @property
    def order_id(self) -> str | None:
        """The order that we speak of."""
        return self.slot(Slot.ORDER_ID)

    @property
    def listed(self) -> list[str]:
        """The orders shown last, in their order."""
        return list(self.slot(Slot.LISTED_ORDERS) or [])

    def customer_for(self, order_id: str | None) -> str | None:
        """Return the customer on whose behalf an order may be read: one verified for it alone, or the speaker."""
        alone = self.slot(Slot.VERIFIED_ORDER) or {}
        if order_id is not None and alone.get("order_id") == order_id:
            return str(alone["customer_id"])
        return self.identity.customer_id

    def verified(self, customer_id: str, order_id: str) -> None:
        """Remember that the speaker has proved to own *order_id*, which is *customer_id*'s.

        Somebody unknown becomes that customer. A customer who came with a session stays who they are and
        may see this one order besides.
        """
        if self.identity.customer_id is None:
            self.identity = Identity(customer_id, BY_ORDER)
            self.set(Slot.CUSTOMER_ID, customer_id)
            self.set(Slot.VERIFIED_BY, BY_ORDER)
        else:
            self.set(Slot.VERIFIED_ORDER, {"order_id": order_id, "customer_id": customer_id})

    def _find_pointer(self) -> Pointer | None:
        """Return how the message points to an order; "换一个" in an exchange means other goods, no other order."""
        pointer = find_pointer(self.text)
        exchanging = Intent.EXCHANGE_GOODS in (self.intent, self.request)
        if exchanging and pointer is not None and pointer.kind is Kind.OTHER and "单" not in self.text:
            return None
        return pointer

    def _refresh_identity(self) -> Identity:
        """Take the identity into the slots: always an event, which tells a call that worked from a failed one."""
        identity = identify(self.tracker, self.runtime.settings.session_secret, self.now)
        before = self.slot(Slot.CUSTOMER_ID)
        if before is not None and before != identity.customer_id:
            for name in set(self.tracker.slots) - _NOT_PERSONAL:
                self.set(name, None)
        self.set(Slot.CUSTOMER_ID, identity.customer_id)
        self.set(Slot.VERIFIED_BY, identity.verified_by)
        return identity
