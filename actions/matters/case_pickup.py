"""When goods that go back are collected: the day, and the hours of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from actions.matters.base import Subject
from actions.matters.case_words import clock_hours
from actions.questions import Choice, Option
from actions.turn import Turn
from kefu.names import Say, Slot
from shop.views import PickupWish

SELF_SENT = "self-sent"
PICKUP_DAYS = 5  # offered, from tomorrow on: the request is looked at first

_WEEKDAYS = (
    ("一", "mon"),
    ("二", "tue"),
    ("三", "wed"),
    ("四", "thu"),
    ("五", "fri"),
    ("六", "sat"),
    ("[日天]", "sun"),
)
_WORDS_OF_HOURS = {9: "上午|早上|早晨|morning", 12: "中午|noon", 18: "晚上|傍晚|夜里|evening|tonight"}
_HOUR_WORDS = "一两三四五六七八九"


class PickupDay(Choice):
    """The day on which the carrier collects the goods, or that the customer sends them."""

    def __init__(self) -> None:
        super().__init__(Slot.PICKUP_DAY, Say.ASK_PICKUP_DAY, self._days)

    async def _days(self, turn: Turn, subject: Subject) -> Sequence[Option]:
        today = turn.now.astimezone(turn.runtime.zone).date()
        count = min(PICKUP_DAYS, turn.runtime.policy.delivery.furthest_day)
        days = [today + timedelta(days=ahead) for ahead in range(1, count + 1)]
        by_hand = re.compile(
            r"自己寄|自行寄|我来?寄|不用(?:上门|来?取)|自己送|\bmyself\b|drop it off", re.IGNORECASE
        )
        return [
            *(_day_option(turn, day, ahead) for ahead, day in enumerate(days, start=1)),
            Option(SELF_SENT, "我自己寄回", "I'll send it myself", by_hand),
        ]

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take a day only where the message speaks of the pick-up: "周三收到的" names none."""
        return _speaks_of_pickup(turn) and await super().overhear(turn, subject)

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take a day by its name before a place in the list: "6号" is no sixth one."""
        return self._take_named(turn, await self.options(turn, subject)) or await super().read(turn, subject)


class PickupHours(Choice):
    """The hours in which the carrier comes."""

    def __init__(self) -> None:
        super().__init__(Slot.PICKUP_HOURS, Say.ASK_PICKUP_HOURS, self._slots)

    async def _slots(self, turn: Turn, subject: Subject) -> Sequence[Option]:
        return [_hours_option(*hours) for hours in turn.runtime.policy.delivery.slots]

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Ask only where somebody comes."""
        return turn.slot(Slot.PICKUP_DAY) == SELF_SENT or await super().is_settled(turn, subject)

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take hours that come along with the day."""
        return _speaks_of_pickup(turn) and await super().overhear(turn, subject)

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take hours by the clock before a place in the list: "3点" is no third one."""
        return self._take_named(turn, await self.options(turn, subject)) or await super().read(turn, subject)


def chosen_pickup(turn: Turn) -> PickupWish | None:
    """Return when the goods shall be collected; None where the customer sends them."""
    day, hours = turn.slot(Slot.PICKUP_DAY), turn.slot(Slot.PICKUP_HOURS)
    if not day or day == SELF_SENT or not hours:
        return None
    first, last = map(int, str(hours).removeprefix("hours-").split("-"))
    return PickupWish(date.fromisoformat(str(day)), first, last)


def _speaks_of_pickup(turn: Turn) -> bool:
    asked = turn.slot(Slot.REQUESTED_SLOT) in (Slot.PICKUP_DAY, Slot.CONFIRMED)
    return turn.is_button or asked or bool(re.search(r"取|上门|collect|pick", turn.text, re.IGNORECASE))


def _day_option(turn: Turn, day: date, ahead: int) -> Option:
    near = {1: "明天|明儿|明早|明晚|tomorrow", 2: "后天|day after tomorrow", 3: "大后天"}.get(ahead)
    zh, en = _WEEKDAYS[day.weekday()]
    patterns = [
        rf"(?<!下)(?:周|星期|礼拜){zh}|\b{en}[a-z]*\b",
        rf"(?<![0-9]){day.month} ?[月/.-] ?{day.day}(?![0-9])|(?<![0-9月/.-]){day.day} ?[号日]",
    ]
    if near:
        patterns.insert(0, rf"(?<!大){near}" if ahead == 2 else near)
    shown = turn.words.day(day)
    return Option(day.isoformat(), shown, shown, re.compile("|".join(patterns), re.IGNORECASE))


def _hours_option(first: int, last: int) -> Option:
    shown = clock_hours(first, last)
    by_clock = [rf"(?<![0-9:]){hour}(?::[0-5][0-9]| ?点)?(?![0-9号日月])" for hour in range(first, last)]
    after_noon = [
        rf"(?<![0-9]){hour} ?(?:点|pm)|(?<!十){_HOUR_WORDS[hour - 1]}点"
        for hour in range(first - 12, last - 12)
        if hour > 0
    ]
    words = "|".join([rf"{first}(?::00)? ?[-到至~] ?{last}(?::00)?", *after_noon, *by_clock])
    if first in _WORDS_OF_HOURS:
        words += f"|{_WORDS_OF_HOURS[first]}"
    return Option(f"hours-{first}-{last}", shown, shown, re.compile(words, re.IGNORECASE))
