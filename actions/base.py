"""The base of all actions: whatever fails, the customer gets an answer and may try again."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from typing import ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.buttons import retry_button
from actions.runtime import Runtime, get_runtime
from actions.turn import Turn
from kefu.names import Say, Slot
from shop.errors import ShopError

logger = logging.getLogger(__name__)

TIME_LIMIT = 15.0  # seconds; a lock ticket of Rasa's lives 60


class KefuAction(Action, ABC):
    """An action that reads one `Turn`, asks the shop at most a few things, and says the result."""

    action_name: ClassVar[str]

    def __init__(self, runtime: Runtime | None = None) -> None:
        self._runtime = runtime

    def name(self) -> str:
        """Return the name under which the domain lists the action."""
        return self.action_name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Answer, or say that it cannot be done now; never raises, and always returns at least one event."""
        said_before = len(dispatcher.messages)
        try:
            turn = Turn(dispatcher, tracker, self._runtime or get_runtime())
        except Exception:
            logger.exception("%s: conversation %s cannot be read", self.name(), tracker.sender_id)
            dispatcher.utter_message(response=Say.INTERNAL_ERROR)
            return [SlotSet(Slot.REQUEST_STOPPED, True), SlotSet(Slot.REQUESTED_SLOT, None)]
        try:
            await asyncio.wait_for(self.answer(turn), TIME_LIMIT)
        except (ShopError, asyncio.TimeoutError) as error:
            logger.error(
                "%s: the shop does not answer (conversation %s): %s", self.name(), tracker.sender_id, error
            )
            return self._fail(turn, dispatcher, said_before, Say.SHOP_UNAVAILABLE)
        except Exception:
            logger.exception("%s failed (conversation %s)", self.name(), tracker.sender_id)
            return self._fail(turn, dispatcher, said_before, Say.INTERNAL_ERROR)
        return turn.events

    @abstractmethod
    async def answer(self, turn: Turn) -> None:
        """Do the action's work."""

    def _fail(
        self, turn: Turn, dispatcher: CollectingDispatcher, said_before: int, response: str
    ) -> list[EventType]:
        """Take back what was half said, apologise, and keep the request so that it can be tried again."""
        del dispatcher.messages[said_before:]
        turn.say(response, buttons=retry_button(turn))
        turn.set(Slot.REQUEST_STOPPED, True)
        turn.set(Slot.REQUESTED_SLOT, None)  # ends the request form when it was validating
        return turn.events
