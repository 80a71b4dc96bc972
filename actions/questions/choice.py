"""One of several: options, and the question that offers them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from actions.buttons import payload
from actions.matters.base import Subject
from actions.questions.base import Question
from actions.references import Kind, resolve_place
from actions.turn import Button, Turn
from kefu.names import Entity, Intent
from shop.enums import LabelledEnum


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
