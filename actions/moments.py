"""The day and the hours that a customer names; pure functions for Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

Hours = tuple[int, int]

_RELATIVE = (
    (re.compile(r"大后天|\bin three days\b", re.IGNORECASE), 3),
    (re.compile(r"后天|\bday after tomorrow\b|\bin two days\b", re.IGNORECASE), 2),
    (re.compile(r"明[天儿日早晚]|明(?=上午|下午|中午|晚)|\btomorrow\b", re.IGNORECASE), 1),
    (re.compile(r"今[天儿日早晚]|\b(?:today|tonight|this (?:afternoon|evening))\b", re.IGNORECASE), 0),
)
_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六")} | {"日": 6, "天": 6, "末": 5}
_WEEKDAY = re.compile(r"(?P<next>下)?(?:个)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末])")
_EN_WEEKDAY = re.compile(
    r"\b(?P<next>next )?(?P<day>mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?\b", re.IGNORECASE
)
_EN_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_DAY = re.compile(
    r"(?<![0-9])(?P<m>1[0-2]|0?[1-9])\s*[月/.-]\s*(?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9])\s*[日号]?"
)
_DAY_ONLY = re.compile(r"(?<![0-9])(?<![0-9]月)(?P<d>3[01]|[12][0-9]|[1-9])\s*[号日](?!楼)")
_EN_DATE = re.compile(
    rf"\b(?:(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)? (?P<m>{'|'.join(_MONTHS)})[a-z]*"
    rf"|(?P<m2>{'|'.join(_MONTHS)})[a-z]* (?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?)\b",
    re.IGNORECASE,
)
_ZH_HOURS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "十": 10, "十一": 11, "十二": 12}
_CLOCK = re.compile(
    r"(?P<h>[0-9]{1,2}|十[一二]?|[一二两三四五六七八九])\s*(?:点|时|:[0-5][0-9])"
    r"|\b(?P<e>[0-9]{1,2})(?::[0-5][0-9])? ?(?P<half>am|pm)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(?<![0-9])(?P<a>[0-9]{1,2})(?::00|点)?\s*(?:-|到|至|~|to)\s*(?P<b>[0-9]{1,2})(?::00|点)?(?![0-9])"
)
_NOON = 12
_PARTS = (  # pattern, the hour that is meant when no other is named
    (
        re.compile(
            r"晚上|傍晚|夜里|下班后|晚点|[今明]晚|\b(?:evening|night|tonight|after work)\b", re.IGNORECASE
        ),
        18,
    ),
    (re.compile(r"下午|\bafternoon\b", re.IGNORECASE), 15),
    (re.compile(r"中午|午后|\b(?:noon|midday|lunch)\b", re.IGNORECASE), 12),
    (re.compile(r"上午|早上|早晨|一早|[今明]早|\bmorning\b", re.IGNORECASE), 9),
)


def read_day(text: str, today: date) -> date | None:
    """Return the day that cleaned *text* names, the next such one from *today* on; None when it names none."""
    dated = _dated(text, today)
    if dated is not None:
        return dated
    for pattern, days in _RELATIVE:
        if pattern.search(text):
            return today + timedelta(days=days)
    match = _WEEKDAY.search(text)
    if match:
        return _weekday(today, _WEEKDAYS[match.group("day")], bool(match.group("next")))
    match = _EN_WEEKDAY.search(text)
    if match:
        return _weekday(today, _EN_DAYS.index(match.group("day").casefold()), False)
    match = _DAY_ONLY.search(text)
    return _next_of_month(int(match.group("d")), today) if match else None


def read_hours(text: str, slots: Sequence[Hours]) -> Hours | None:
    """Return the slot that cleaned *text* names: its hours, an hour within it, or a part of the day."""
    match = _RANGE.search(text)
    if match:
        wanted = int(match.group("a")), int(match.group("b"))
        afternoon = tuple(hour + _NOON for hour in wanted)
        return next((slot for slot in slots if slot in (wanted, afternoon)), None)
    hour = _hour(text)
    if hour is None:
        hour = next((usual for pattern, usual in _PARTS if pattern.search(text)), None)
    if hour is None:
        return None
    return next((slot for slot in slots if slot[0] <= hour < slot[1]), None)


def _dated(text: str, today: date) -> date | None:
    match = _MONTH_DAY.search(text) if not _RANGE.fullmatch(text) else None
    if match:
        return _of_year(int(match.group("m")), int(match.group("d")), today)
    match = _EN_DATE.search(text)
    if match is None:
        return None
    month = (match.group("m") or match.group("m2")).casefold()[:3]
    return _of_year(_MONTHS.index(month) + 1, int(match.group("d") or match.group("d2")), today)


def _of_year(month: int, day: int, today: date) -> date | None:
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        if found >= today:
            return found
    return None


def _next_of_month(day: int, today: date) -> date | None:
    for ahead in range(62):
        found = today + timedelta(days=ahead)
        if found.day == day:
            return found
    return None


def _weekday(today: date, weekday: int, next_week: bool) -> date:
    if next_week:
        return today + timedelta(days=7 - today.weekday() + weekday)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _hour(text: str) -> int | None:
    match = _CLOCK.search(text)
    if match is None:
        return None
    if match.group("e"):
        hour = int(match.group("e")) % _NOON
        return hour + _NOON if match.group("half").casefold() == "pm" else hour
    word = match.group("h")
    hour = int(word) if word.isdigit() else _ZH_HOURS[word]
    late = re.search(r"下午|晚|傍晚|\b(?:afternoon|evening|night)\b", text, re.IGNORECASE)
    return hour + _NOON if late and hour < _NOON else hour
