"""Another time or place for a delivery, and the installation of an appliance: a day, hours, a yes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from actions.matters.base import Matter, Subject
from actions.moments import Hours, read_day, read_hours
from actions.questions import Choice, Confirm, Option, Question
from actions.status_words import all_delivered, order_facts, say_status
from actions.turn import Turn
from kefu.names import Intent, Say, Slot
from shop.enums import OrderStatus, Verdict
from shop.port import Capability
from shop.views import Booking, BookingWish, OrderDetail, PickupPoint

_PICK_UP = re.compile(r"自提|代收|驿站|自取|去取|柜|\b(?:pick[ -]?up|collect|locker)\b", re.IGNORECASE)
DOOR = "door"  # a value of the slot booking_place; others are numbers of pick-up points


def _today(turn: Turn) -> date:
    return turn.now.astimezone(turn.runtime.zone).date()


def _free_hours(turn: Turn, day: date) -> list[Hours]:
    """Return the hours that can still be booked on *day*."""
    hour = turn.now.astimezone(turn.runtime.zone).hour
    slots = turn.runtime.policy.delivery.slots
    return [slot for slot in slots if day != _today(turn) or slot[0] > hour]


def _hours(turn: Turn, slot: Hours) -> str:
    return f"{slot[0]:02}:00-{slot[1]:02}:00"


async def _days(turn: Turn, subject: Subject) -> Sequence[Option]:
    today = _today(turn)
    ahead = (today + timedelta(days=count) for count in range(turn.runtime.policy.delivery.furthest_day + 1))
    days = [day for day in ahead if _free_hours(turn, day)]
    return [Option(day.isoformat(), turn.words.day(day), turn.words.day(day)) for day in days]


async def _slots(turn: Turn, subject: Subject) -> Sequence[Option]:
    day = turn.slot(Slot.BOOKING_DAY)
    free = _free_hours(turn, date.fromisoformat(day)) if day else turn.runtime.policy.delivery.slots
    return [Option(f"{slot[0]}-{slot[1]}", _hours(turn, slot), _hours(turn, slot)) for slot in free]


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


async def _places(turn: Turn, subject: Subject) -> Sequence[Option]:
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


def _wish(turn: Turn) -> BookingWish:
    first, last = _slot_of(str(turn.slot(Slot.BOOKING_HOURS)))
    place = turn.slot(Slot.BOOKING_PLACE)
    point = int(place) if place not in (None, DOOR) else None
    return BookingWish(date.fromisoformat(str(turn.slot(Slot.BOOKING_DAY))), first, last, point)


def _when(turn: Turn, wish: BookingWish) -> str:
    return f"{turn.words.day(wish.day)} {_hours(turn, (wish.from_hour, wish.to_hour))}"


async def _place_words(turn: Turn, subject: Subject, wish: BookingWish) -> str:
    points = {point.point_id: point for point in await _points(subject)}
    point = points.get(wish.pickup_point_id or 0)
    if point is None:
        return turn.words.pick("送货上门", "to your door")
    return turn.words.pick(
        f"到“{point.name_zh}”自提（{point.district} {point.street}）",
        f'for pick-up at "{point.name_en}" ({point.street})',
    )


async def _show_delivery(turn: Turn, subject: Subject) -> None:
    wish = _wish(turn)
    where = await _place_words(turn, subject, wish)
    turn.say(
        Say.DELIVERY_CONFIRM, when=_when(turn, wish), where=where, **order_facts(turn, subject.the_order)
    )


async def _show_installation(turn: Turn, subject: Subject) -> None:
    turn.say(Say.INSTALL_CONFIRM, when=_when(turn, _wish(turn)), **order_facts(turn, subject.the_order))


def _say_offered(turn: Turn, booking: Booking) -> None:
    """Say which days and hours this shop offers, after it has refused others."""
    if booking.days is None:
        raise LookupError(f"a booking was refused without days: {booking.verdict}")
    hours = turn.words.pick("、", ", ").join(_hours(turn, slot) for slot in booking.slots)
    turn.say(Say.BOOKING_OFFERED, days=turn.words.span(*booking.days), hours=hours)


class ActionChangeDeliveryTime(Matter):
    """Books another time or a pick-up point for an order on its way."""

    request = Intent.CHANGE_DELIVERY_TIME
    capability = Capability.book_delivery
    usual_statuses = frozenset({OrderStatus.pending_shipment, OrderStatus.shipped})
    questions = (
        PlaceChoice(Slot.BOOKING_PLACE, Say.DELIVERY_PLACE, _places),
        DayChoice(Slot.BOOKING_DAY, Say.DELIVERY_DAY, _days),
        HoursChoice(Slot.BOOKING_HOURS, Say.DELIVERY_HOURS, _slots),
        Confirm(_show_delivery),
    )

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Return no question when nothing will be delivered any more, or not before it is paid."""
        return self.questions if _is_to_come(subject.the_order) else ()

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Book it once, or say why there is nothing to book."""
        order = subject.the_order
        if self.declined(turn):
            return
        if turn.slot(Slot.CONFIRMED) is None:
            await _say_nothing_to_come(turn, subject, order)
            return
        wish, key = _wish(turn), self.agreed_key(turn)
        booking = await subject.shop.book_delivery(subject.customer, order.order_id, wish, key)
        if booking.verdict is Verdict.allowed:
            where = await _place_words(turn, subject, wish)
            turn.say(Say.DELIVERY_BOOKED, when=_when(turn, wish), where=where, **order_facts(turn, order))
        elif booking.verdict in (Verdict.day_not_offered, Verdict.hours_not_offered):
            _say_offered(turn, booking)
        elif booking.verdict is Verdict.not_found:  # the order is there, so it is the pick-up point
            turn.say(Say.DELIVERY_POINT_GONE, **order_facts(turn, order))
        else:
            await _say_nothing_to_come(turn, subject, order)


def _is_to_come(order: OrderDetail) -> bool:
    on_the_way = order.status is OrderStatus.shipped and not all_delivered(order)
    return on_the_way or order.status is OrderStatus.pending_shipment


async def _say_nothing_to_come(turn: Turn, subject: Subject, order: OrderDetail) -> None:
    if order.status is OrderStatus.pending_payment:
        turn.say(Say.DELIVERY_PAY_FIRST, **order_facts(turn, order))
    elif order.status is OrderStatus.received or all_delivered(order):
        turn.say(Say.DELIVERY_DELIVERED, **order_facts(turn, order))
    else:
        await say_status(turn, subject.shop, subject.customer, order)


class ActionInstallationService(Matter):
    """Books the installation of an appliance, or says that nothing needs installing."""

    request = Intent.INSTALLATION_SERVICE
    capability = Capability.book_installation
    questions = (
        DayChoice(Slot.BOOKING_DAY, Say.INSTALL_DAY, _days),
        HoursChoice(Slot.BOOKING_HOURS, Say.INSTALL_HOURS, _slots),
        Confirm(_show_installation),
    )

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Ask only for what is installed, and not before it is paid."""
        order = subject.the_order
        possible = order.status in (OrderStatus.pending_shipment, OrderStatus.shipped, OrderStatus.received)
        return self.questions if possible and await _is_installed(turn, subject) else ()

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Book it once, or say why not."""
        order = subject.the_order
        if self.declined(turn):
            return
        if turn.slot(Slot.CONFIRMED) is None:
            await self._say_why_not(turn, subject, installed=await _is_installed(turn, subject))
            return
        wish, key = _wish(turn), self.agreed_key(turn)
        booking = await subject.shop.book_installation(subject.customer, order.order_id, wish, key)
        if booking.verdict is Verdict.allowed:
            turn.say(Say.INSTALL_BOOKED, when=_when(turn, wish), **order_facts(turn, order))
        elif booking.verdict in (Verdict.day_not_offered, Verdict.hours_not_offered):
            _say_offered(turn, booking)
        else:
            await self._say_why_not(turn, subject, installed=booking.verdict is not Verdict.not_installed)

    async def _say_why_not(self, turn: Turn, subject: Subject, installed: bool) -> None:
        order = subject.the_order
        if not installed:
            turn.say(Say.INSTALL_NOT_NEEDED, **order_facts(turn, order))
        elif order.status is OrderStatus.pending_payment:
            turn.say(Say.INSTALL_PAY_FIRST, **order_facts(turn, order))
        else:
            await say_status(turn, subject.shop, subject.customer, order)


async def _is_installed(turn: Turn, subject: Subject) -> bool:
    """Return whether the shop installs anything in the order."""
    installed = turn.runtime.policy.delivery.installed_categories
    products = [await subject.shop.product(item.product_id) for item in subject.the_order.items]
    return any(product is not None and product.category_id in installed for product in products)


MATTERS = (ActionChangeDeliveryTime, ActionInstallationService)
