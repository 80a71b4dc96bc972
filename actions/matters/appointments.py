"""Another time or place for a delivery, and the installation of an appliance: a day, hours, a yes."""

from __future__ import annotations

from collections.abc import Sequence

from actions.matters.base import Matter, Subject
from actions.matters.booking import (
    DayChoice,
    HoursChoice,
    PlaceChoice,
    days_offered,
    hours_offered,
    hours_words,
    place_words,
    places_offered,
    when_words,
    wish_of,
)
from actions.questions import Confirm, Question
from actions.status_words import all_delivered, order_facts, say_status
from actions.turn import Turn
from kefu.names import Intent, Say, Slot
from shop.enums import OrderStatus, Verdict
from shop.port import Capability
from shop.views import Booking, OrderDetail


async def _show_delivery(turn: Turn, subject: Subject) -> None:
    wish = wish_of(turn)
    where = await place_words(turn, subject, wish)
    turn.say(
        Say.DELIVERY_CONFIRM, when=when_words(turn, wish), where=where, **order_facts(turn, subject.the_order)
    )


async def _show_installation(turn: Turn, subject: Subject) -> None:
    turn.say(
        Say.INSTALL_CONFIRM, when=when_words(turn, wish_of(turn)), **order_facts(turn, subject.the_order)
    )


def _say_offered(turn: Turn, booking: Booking) -> None:
    """Say which days and hours this shop offers, after it has refused others."""
    if booking.days is None:
        raise LookupError(f"a booking was refused without days: {booking.verdict}")
    hours = turn.words.pick("、", ", ").join(hours_words(turn, slot) for slot in booking.slots)
    turn.say(Say.BOOKING_OFFERED, days=turn.words.span(*booking.days), hours=hours)


class ActionChangeDeliveryTime(Matter):
    """Books another time or a pick-up point for an order on its way."""

    request = Intent.CHANGE_DELIVERY_TIME
    capability = Capability.book_delivery
    usual_statuses = frozenset({OrderStatus.pending_shipment, OrderStatus.shipped})
    questions = (
        PlaceChoice(Slot.BOOKING_PLACE, Say.DELIVERY_PLACE, places_offered),
        DayChoice(Slot.BOOKING_DAY, Say.DELIVERY_DAY, days_offered),
        HoursChoice(Slot.BOOKING_HOURS, Say.DELIVERY_HOURS, hours_offered),
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
        wish, key = wish_of(turn), self.agreed_key(turn)
        booking = await subject.shop.book_delivery(subject.customer, order.order_id, wish, key)
        if booking.verdict is Verdict.allowed:
            where = await place_words(turn, subject, wish)
            turn.say(
                Say.DELIVERY_BOOKED, when=when_words(turn, wish), where=where, **order_facts(turn, order)
            )
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
        DayChoice(Slot.BOOKING_DAY, Say.INSTALL_DAY, days_offered),
        HoursChoice(Slot.BOOKING_HOURS, Say.INSTALL_HOURS, hours_offered),
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
        wish, key = wish_of(turn), self.agreed_key(turn)
        booking = await subject.shop.book_installation(subject.customer, order.order_id, wish, key)
        if booking.verdict is Verdict.allowed:
            turn.say(Say.INSTALL_BOOKED, when=when_words(turn, wish), **order_facts(turn, order))
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
