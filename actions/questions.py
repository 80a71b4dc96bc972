"""The kinds of question that the request form asks about a matter: a choice, a text, a yes."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from actions.buttons import payload
from actions.matters.base import Subject
from actions.reading import confirms, is_unsure, says_cancel
from actions.references import Kind, resolve_place
from actions.turn import Button, Turn
from kefu.names import Entity, Intent, Say, Slot
from shop.enums import LabelledEnum

UNUSABLE = "unusable"  # a value of the slot form_trouble: the answer was of no use
_PLAIN_ANSWER = 5  # characters of a yes or no that can hold no correction
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


@dataclass(frozen=True)
class Option:
    """One answer of a choice: its value, as a button sends it, its labels, and other words for it."""

    value: str
    label_zh: str
    label_en: str
    words: re.Pattern[str] | None = None

    @staticmethod
    def of(member: LabelledEnum, words: str = "") -> Option:
        """Return the option that a labelled value of the shop stands for; *words* is a pattern."""
        pattern = re.compile(words, re.IGNORECASE) if words else None
        return Option(str(member), member.label_zh, member.label_en, pattern)

    @staticmethod
    def named(value: str, label_zh: str, label_en: str, words: str) -> Option:
        """Return an option that a pattern of words names besides its labels."""
        return Option(value, label_zh, label_en, re.compile(words, re.IGNORECASE))

    def named_in(self, text: str) -> int:
        """Return how many characters of cleaned *text* name this option, 0 when it does not."""
        folded = text.casefold()
        labels = [len(label) for label in (self.label_zh, self.label_en) if label.casefold() in folded]
        match = self.words.search(text) if self.words else None
        return max([*labels, len(match.group()) if match else 0])


Options = Callable[[Turn, Subject], Awaitable[Sequence[Option]]]


class Choice(Question):
    """One of several; shown as buttons and as a numbered list in the response's ``{options}``.

    *overheard*: An option that is named without having been asked for is taken. *heard_early*: *options* can be told
    before it is known whose and which order's matter it is.
    """

    def __init__(
        self,
        slot: str,
        response: str,
        options: Sequence[Option] | Options,
        *,
        overheard: bool = True,
        heard_early: bool = False,
    ) -> None:
        super().__init__(slot)
        self._response = response
        self._options = options
        self.needs_subject = callable(options) and not heard_early
        self._overheard = overheard

    async def options(self, turn: Turn, subject: Subject) -> Sequence[Option]:
        """Return what can be chosen now."""
        return await self._options(turn, subject) if callable(self._options) else self._options

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Take the only option without asking."""
        if turn.slot(self.slot) is not None:
            return True
        options = await self.options(turn, subject)
        if len(options) == 1:
            turn.set(self.slot, options[0].value)
        return len(options) <= 1

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Show the options."""
        options = await self.options(turn, subject)
        turn.say(
            self._response,
            options=numbered(turn.words.pick(option.label_zh, option.label_en) for option in options),
            buttons=option_buttons(turn, options),
        )

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take a button, a place in the list, or the only option that is named."""
        options = await self.options(turn, subject)
        pointer = turn.pointer
        if pointer is not None and pointer.kind in (Kind.PLACE, Kind.MIDDLE):
            place = resolve_place(pointer, len(options))
            if place is not None:
                self.fill(turn, options[place].value)
                return True
        return self._take_named(turn, options)

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take the only option that is named."""
        return self._overheard and self._take_named(turn, await self.options(turn, subject))

    def heard_in(self, turn: Turn) -> str:
        """Return the words in which an option may be named."""
        return turn.text

    def _take_named(self, turn: Turn, options: Sequence[Option]) -> bool:
        if turn.is_button:
            named = [option for option in options if option.value in turn.all_of(Entity.CHOICE)]
        else:  # "退货退款" names itself, not "退款" as well
            lengths = {option.value: option.named_in(self.heard_in(turn)) for option in options}
            longest = max(lengths.values(), default=0)
            named = [option for option in options if longest and lengths[option.value] == longest]
        if len(named) != 1:
            return False
        self.fill(turn, named[0].value)
        return True


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


def numbered(lines: Iterable[str]) -> str:
    """Return a numbered list, one line each, for channels that show no buttons."""
    return "\n".join(f"{place}. {line}" for place, line in enumerate(lines, start=1))


def option_buttons(turn: Turn, options: Sequence[Option]) -> list[Button]:
    """Return a button for each option, which sends its value."""
    return [
        {
            "title": turn.words.pick(option.label_zh, option.label_en),
            "payload": payload(Intent.INFORM, **{Entity.CHOICE: option.value}),
        }
        for option in options
    ]
