"""The customer's own words, or a value in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions.matters.base import Subject
from actions.questions.base import Question
from actions.turn import Turn
from kefu.names import Slot


class Text(Question):
    """The customer's own words, or a value in them that *find* cuts out.

    *find* gets the cleaned text and returns the value, or None where it holds none; *trouble* is the response that
    then says what is wrong with it.
    """

    def __init__(
        self,
        slot: str,
        response: str,
        find: Callable[[str], Any] | None = None,
        *,
        trouble: str | None = None,
        overheard: bool = False,
    ) -> None:
        super().__init__(slot)
        self.open_ended = find is None
        self._response = response
        self._find = find
        self._trouble = trouble
        self._overheard = overheard

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Ask."""
        turn.say(self._response)

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take the words, or the value in them."""
        value = (self._find(turn.text) if self._find else turn.verbatim) if turn.text else None
        if value is None or value == "":
            if self._trouble:
                turn.set(Slot.FORM_TROUBLE, self._trouble)
            return False
        self.fill(turn, value)
        return True

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take a value that *find* is sure of."""
        if not self._overheard or self._find is None or not turn.text:
            return False
        value = self._find(turn.text)
        if value is None:
            return False
        self.fill(turn, value)
        return True
