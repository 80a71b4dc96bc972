"""What a matter keeps without asking for it."""

from __future__ import annotations

import re

from actions.matters.base import Subject
from actions.questions.base import Question
from actions.turn import Turn


class Noted(Question):
    """What is kept when the customer mentions it, and never asked: an entity of the message."""

    is_asked = False

    def __init__(self, slot: str, entity: str) -> None:
        super().__init__(slot)
        self._entity = entity

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Nothing has to be asked."""
        return True

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Never called. Raises LookupError."""
        raise LookupError(f"{self.slot} is only noted")

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take the entity."""
        return await self.overhear(turn, subject)

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take the entity; what was agreed to stays agreed."""
        value = turn.entity(self._entity)
        if value:
            turn.set(self.slot, value)
        return bool(value)


class Kept(Question):
    """What the matter itself remembers while it lasts, and never asks."""

    is_asked = False

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Nothing has to be asked."""
        return True

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Never called. Raises LookupError."""
        raise LookupError(f"{self.slot} is only kept")

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take nothing."""
        return False


class Mentioned(Noted):
    """Whether the customer has mentioned something that *words* find in cleaned text; never asked."""

    def __init__(self, slot: str, words: re.Pattern[str]) -> None:
        super().__init__(slot, "")
        self._words = words

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Note it; it stays noted."""
        if turn.slot(self.slot) or not self._words.search(turn.text):
            return False
        turn.set(self.slot, True)
        return True
