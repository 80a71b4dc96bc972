"""What all questions of the request form have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from actions.matters.base import Subject
from actions.turn import Turn
from kefu.names import Say, Slot

UNUSABLE = "unusable"  # a value of the slot form_trouble: the answer was of no use
SHORT_ANSWER = 15  # characters of an answer that may be read without a sure intent


class Question(ABC):
    """One thing to find out; its slot holds the answer.

    comes_first: An answer is looked for before the message's intent is believed ("质量问题" names a reason here).
    open_ended: Any words are an answer.
    is_asked: It is asked at all, and not only noted when the customer says it.
    needs_subject: It means something only once it is known whose and which order's matter it is.
    answered_by: Intents whose sentences are answers to it, though they would be questions of their own elsewhere.
    """

    comes_first = True
    open_ended = False
    is_asked = True
    needs_subject = False
    answered_by: frozenset[str] = frozenset()

    def __init__(self, slot: str) -> None:
        self.slot = slot

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Return whether nothing has to be asked; may fill the slot itself where only one answer is possible."""
        return turn.slot(self.slot) is not None

    async def ask(self, turn: Turn, subject: Subject) -> None:
        """Ask; after an answer of no use say first that it was none, and why where that is known."""
        trouble = turn.slot(Slot.FORM_TROUBLE)
        if trouble:
            turn.say(Say.UNUSABLE_ANSWER if trouble == UNUSABLE else trouble)
        await self.put(turn, subject)

    @abstractmethod
    async def put(self, turn: Turn, subject: Subject) -> None:
        """Say the question."""

    @abstractmethod
    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Fill the slot from a reply; False when it holds no answer.

        Where it is known what is wrong with it, set ``form_trouble`` to a response that says so.
        """

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Fill the slot from a message that was not a reply to this, only where there is no doubt."""
        return False

    def is_plainly_answered(self, turn: Turn) -> bool:
        """Return whether the message is an answer to this and can be nothing else."""
        return False

    def fill(self, turn: Turn, value: Any) -> bool:
        """Set the slot; what was agreed to before no longer counts. Returns True if that is something new."""
        if turn.slot(self.slot) == value:
            return False
        turn.set(self.slot, value)
        turn.set(Slot.CONFIRMED, None)
        turn.set(Slot.REQUEST_KEY, None)
        return True
