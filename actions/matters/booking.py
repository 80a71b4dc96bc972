"""A day, hours and a place that can be booked, and the questions about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from actions.matters.base import Subject
from actions.moments import Hours, read_day, read_hours
from actions.questions import Choice, Option
from actions.turn import Turn
from kefu.names import Say, Slot
from shop.views import BookingWish, PickupPoint

_PICK_UP = re.compile(r"自提|代收|驿站|自取|去取|柜|\b(?:pick[ -]?up|collect|locker)\b", re.IGNORECASE)
DOOR = "door"  # a value of the slot booking_place; others are numbers of pick-up points


def _today(turn: Turn) -> date:
    return turn.now.astimezone(turn.runtime.zone).date()


def _free_hours(turn: Turn, day: date) -> list[Hours]:
    """Return the hours that can still be booked on *day*."""
    hour = turn.now.astimezone(turn.runtime.zone).hour
    slots = turn.runtime.policy.delivery.slots
    return [slot for slot in slots if day != _today(turn) or slot[0] > hour]


def hours_words(turn: Turn, slot: Hours) -> str:
    """Return hours as they are written: 09:00-12:00."""
    return f"{slot[0]:02}:00-{slot[1]:02}:00"


async def days_offered(turn: Turn, subject: Subject) -> Sequence[Option]:
    """Return the days on which anything can still be booked."""
    today = _today(turn)
    ahead = (today + timedelta(days=count) for count in range(turn.runtime.policy.delivery.furthest_day + 1))
    days = [day for day in ahead if _free_hours(turn, day)]
    return [Option(day.isoformat(), turn.words.day(day), turn.words.day(day)) for day in days]


async def hours_offered(turn: Turn, subject: Subject) -> Sequence[Option]:
    """Return the hours that are free on the chosen day, all while none is chosen."""
    day = turn.slot(Slot.BOOKING_DAY)
    free = _free_hours(turn, date.fromisoformat(day)) if day else turn.runtime.policy.delivery.slots
    return [Option(f"{slot[0]}-{slot[1]}", hours_words(turn, slot), hours_words(turn, slot)) for slot in free]


class DayChoice(Choice):
    """Which day: a button, a place in the list, or a day in the customer's words."""

    def _take_named(self, turn: Turn, options: Sequence[Option]) -> bool:
        if turn.is_button:
            return super()._take_named(turn, options)
        day = read_day(turn.text, _today(turn))
        if day is None:
            return False
        if day.isoformat() not in {option.value for option in options}:
            turn.set(Slot.FORM_TROUBLE, Say.BOOKING_DAY_NOT_OFFERED)
            return False
        self.fill(turn, day.isoformat())
        return True

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take a day before a place in the list: "8号" is a date."""
        options = await self.options(turn, subject)
        if self._take_named(turn, options):
            return True
        return turn.slot(Slot.FORM_TROUBLE) is None and await super().read(turn, subject)


class HoursChoice(Choice):
    """Which hours of that day."""

    def _take_named(self, turn: Turn, options: Sequence[Option]) -> bool:
        if turn.is_button:
            return super()._take_named(turn, options)
        slots = [_slot_of(option.value) for option in options]
        found = read_hours(turn.text, slots)
        if found is None:
            if read_hours(turn.text, turn.runtime.policy.delivery.slots):
                turn.set(Slot.FORM_TROUBLE, Say.BOOKING_HOURS_NOT_OFFERED)
            return False
        self.fill(turn, f"{found[0]}-{found[1]}")
        return True

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take hours before a place in the list: "3点" is an hour."""
        if self._take_named(turn, await self.options(turn, subject)):
            return True
        return turn.slot(Slot.FORM_TROUBLE) is None and await super().read(turn, subject)

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take hours that are named; whether they are free on that day is asked once the day is known."""
        found = read_hours(turn.text, turn.runtime.policy.delivery.slots) if turn.text else None
        return found is not None and self.fill(turn, f"{found[0]}-{found[1]}")

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Ask again when the hours that were heard are over on the day that was chosen."""
        free = {option.value for option in await self.options(turn, subject)}
        if turn.slot(self.slot) is not None and turn.slot(self.slot) not in free:
            turn.set(self.slot, None)
            turn.set(Slot.FORM_TROUBLE, Say.BOOKING_HOURS_NOT_OFFERED)
        return turn.slot(self.slot) is not None


def _slot_of(value: str) -> Hours:
    first, last = value.split("-")
    return int(first), int(last)


async def places_offered(turn: Turn, subject: Subject) -> Sequence[Option]:
    """Return the door and the pick-up points near the order's address."""
    points = await _points(subject)
    words = re.compile(r"上门|到家|门口|\b(?:door|home)\b", re.IGNORECASE)
    door = Option(DOOR, "送货上门", "Deliver to my door", words)
    return [door, *(_point_option(turn, point) for point in points)]


def _point_option(turn: Turn, point: PickupPoint) -> Option:
    zh = f"自提：{point.name_zh}（{point.district} {point.street}，{point.opens}-{point.closes} 点）"
    en = f"Pick up: {point.name_en} ({point.street}, {point.opens}:00-{point.closes}:00)"
    names = re.compile(f"{re.escape(point.name_zh)}|{re.escape(point.name_en)}", re.IGNORECASE)
    return Option(str(point.point_id), zh, en, names)


async def _points(subject: Subject) -> list[PickupPoint]:
    if subject.order is None:
        return []
    return await subject.shop.pickup_points(subject.customer, subject.order.order_id)


class PlaceChoice(Choice):
    """At the door or at a pick-up point; whoever names a time alone means the door."""

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take a point or the door that is named, and the door when only a time is."""
        if await super().overhear(turn, subject):
            return True
        if not turn.text or turn.slot(self.slot) is not None or _PICK_UP.search(turn.text):
            return False
        names_time = read_day(turn.text, _today(turn)) or read_hours(
            turn.text, turn.runtime.policy.delivery.slots
        )
        return bool(names_time) and self.fill(turn, DOOR)


def wish_of(turn: Turn) -> BookingWish:
    """Return what the slots hold as the shop takes it."""
    first, last = _slot_of(str(turn.slot(Slot.BOOKING_HOURS)))
    place = turn.slot(Slot.BOOKING_PLACE)
    point = int(place) if place not in (None, DOOR) else None
    return BookingWish(date.fromisoformat(str(turn.slot(Slot.BOOKING_DAY))), first, last, point)


def when_words(turn: Turn, wish: BookingWish) -> str:
    """Return day and hours in one phrase."""
    return f"{turn.words.day(wish.day)} {hours_words(turn, (wish.from_hour, wish.to_hour))}"


async def place_words(turn: Turn, subject: Subject, wish: BookingWish) -> str:
    """Return where it is brought or kept, in one phrase."""
    points = {point.point_id: point for point in await _points(subject)}
    point = points.get(wish.pickup_point_id or 0)
    if point is None:
        return turn.words.pick("送货上门", "to your door")
    return turn.words.pick(
        f"到“{point.name_zh}”自提（{point.district} {point.street}）",
        f'for pick-up at "{point.name_en}" ({point.street})',
    )
