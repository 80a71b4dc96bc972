"""A yes before anything changes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import uuid4

from actions.matters.base import Subject
from actions.questions.base import SHORT_ANSWER, Question
from actions.reading import confirms, is_unsure, says_cancel
from actions.turn import Turn
from kefu.names import Intent, Slot

_PLAIN_ANSWER = 5  # characters of a yes or no that can hold no correction

Show = Callable[[Turn, Subject], Awaitable[None]]
ReadYes = Callable[[str], "bool | None"]


class Confirm(Question):
    """Shows what will happen and asks for a yes; the request key made here makes the change happen once.

    *show* says what will happen and asks; *reads* tells a yes from a no in cleaned text, None where it is unclear.
    *rewords*: *show* itself words it differently after an unclear answer.
    """

    comes_first = False

    def __init__(self, show: Show, reads: ReadYes = confirms, *, rewords: bool = False) -> None:
        super().__init__(Slot.CONFIRMED)
        self._show = show
        self._reads = reads
        self._rewords = rewords

    async def ask(self, turn: Turn, subject: Subject) -> None:
        """Ask; *show* may have words of its own for the second time."""
        await (self.put(turn, subject) if self._rewords else super().ask(turn, subject))

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Show what will happen; the key stays the same however often the yes is given or sent again."""
        if turn.slot(Slot.REQUEST_KEY) is None:
            turn.set(Slot.REQUEST_KEY, f"{turn.request}-{uuid4().hex}")
        await self._show(turn, subject)

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take a clear yes or no, because no undoing follows a yes."""
        answer = self.yes_or_no(turn)
        if answer is not None:
            turn.set(Slot.CONFIRMED, answer)
        return answer is not None

    def is_plainly_answered(self, turn: Turn) -> bool:
        """Return whether the message is a yes or no of a few characters."""
        return len(turn.text) <= _PLAIN_ANSWER and self.yes_or_no(turn) is not None

    def yes_or_no(self, turn: Turn) -> bool | None:
        """Return the answer; None when unclear."""
        if turn.is_button:
            pressed = {Intent.AFFIRM: True, Intent.DENY: False, Intent.UNDO_REQUEST: False}
            return pressed.get(turn.intent or "")
        said = self._reads(turn.text)
        takes_back = turn.intent == Intent.UNDO_REQUEST != turn.request
        if takes_back and said is not True:
            return False  # also as a question ("可以不取消吗"): nothing is lost by a no
        if is_unsure(turn.text):
            return None
        clear = takes_back or turn.intent in (Intent.AFFIRM, Intent.DENY, turn.request)
        if said is not None and (clear or len(turn.text) <= SHORT_ANSWER):
            return said
        if turn.intent == Intent.AFFIRM:
            return True
        return False if turn.intent == Intent.DENY and not says_cancel(turn.text) else None
