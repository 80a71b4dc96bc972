"""Sending an order elsewhere, or to somebody else, while it has not left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from actions.address_reading import AddressWords, masked, read_address, read_phone, read_receiver
from actions.buttons import payload
from actions.matters.base import Matter, Subject
from actions.questions import Confirm, Question, Text
from actions.status_words import all_delivered, order_facts, say_status
from actions.turn import Button, Turn
from kefu.names import Entity, Intent, Say, Slot
from shop.enums import Advice, EstimateReason, OrderStatus, Verdict
from shop.port import Capability
from shop.views import AddressChange, AddressResult, OrderDetail, ShippingAddress

# The parts that a customer can want changed, as the slot holds them.
PLACE, RECEIVER, PHONE = "place", "receiver", "phone"
SAME_CITY = "same_city"  # what the button "still in that city" sends
_PART_LABELS = {
    PLACE: ("改地址", "The address"),
    RECEIVER: ("改收货人", "The receiver"),
    PHONE: ("改电话", "The phone"),
}
_PART_WORDS = {
    PLACE: re.compile(
        r"地址|寄到|送到|发到|地方|搬家|门牌|\b(?:address|somewhere else|moved)\b", re.IGNORECASE
    ),
    RECEIVER: re.compile(
        r"收货人|收件人|联系人|名字|姓名|别人收|\b(?:receiver|recipient|name|someone else)\b", re.IGNORECASE
    ),
    PHONE: re.compile(r"电话|手机|联系方式|号码|\b(?:phone|mobile|number)\b", re.IGNORECASE),
}
_STAYS = re.compile(
    r"不[变改换动用]|照旧|原来的|一样|没变|\b(?:stays?|same|keep|unchanged|don'?t change)\b", re.IGNORECASE
)
_SAME_CITY = re.compile(
    r"同(?:一个)?(?:城|市|区)|本市|(?:还是|就是|也是|还在|就在)|没[变换]|^[是对]|\b(?:same|still|yes)\b",
    re.IGNORECASE,
)


class PartsQuestion(Question):
    """What of the address shall be another; whatever is given needs no asking."""

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Ask, with a button for each part."""
        turn.say(Say.ADDRESS_WHAT, buttons=[_part_button(turn, part) for part in _PART_LABELS])

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take the parts that are named or given."""
        if turn.is_button:
            pressed = turn.entity(Entity.CHOICE)
            return pressed in _PART_LABELS and self.fill(turn, [pressed])
        return self._take(turn, read_address(turn.text, asked=True))

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take the parts that are named or given."""
        return bool(turn.text) and self._take(turn, read_address(turn.text))

    def _take(self, turn: Turn, words: AddressWords) -> bool:
        given = {PLACE: words.street or words.city, RECEIVER: words.receiver, PHONE: words.phone}
        parts = {part for part, value in given.items() if value}
        if not _STAYS.search(turn.text):
            parts |= {part for part, pattern in _PART_WORDS.items() if pattern.search(turn.text)}
        known = set(turn.slot(self.slot) or ())
        return self.fill(turn, sorted(known | parts)) if parts - known else bool(parts)


class PlaceQuestion(Question):
    """Where to: asks for the whole address, or only for the city of a street."""

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Return whether street and city are known."""
        place = turn.slot(self.slot) or {}
        return bool(place.get("street") and place.get("city"))

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Ask for what is missing; the city of the old address is the likeliest."""
        place = turn.slot(self.slot) or {}
        if not place.get("street"):
            turn.say(Say.ADDRESS_PLACE)
            return
        old = await _old_address(turn, subject)
        city = turn.words.pick(old.city, old.city_en)
        same = {
            "title": turn.words.pick(f"还是{city}", f"Still {city}"),
            "payload": payload(Intent.INFORM, **{Entity.CHOICE: SAME_CITY}),
        }
        turn.say(Say.ADDRESS_CITY, street=place["street"], city=city, buttons=[same])

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take an address, what completes one, or the old city."""
        place = dict(turn.slot(self.slot) or {})
        found = read_address(turn.text, asked=True).place if turn.text else {}
        same = turn.entity(Entity.CHOICE) == SAME_CITY if turn.is_button else _SAME_CITY.search(turn.text)
        if place.get("street") and not found.get("city") and same:
            old = await _old_address(turn, subject)
            found = {"province": old.province, "city": old.city, "district": old.district}
            found = {name: value for name, value in found.items() if value} | place
        if not found.get("street") and not found.get("city"):
            turn.set(Slot.FORM_TROUBLE, Say.ADDRESS_UNUSABLE)
            return False
        if found.get("city") and "street" not in found:
            place.pop("district", None)
        return self.fill(turn, place | found) or True

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take a street or a city that is named."""
        found = read_address(turn.text).place if turn.text else {}
        if not found.get("street") and not found.get("city"):
            return False
        if found.get("street") and found.get("city"):
            return self.fill(turn, found)
        return self.fill(turn, (turn.slot(self.slot) or {}) | found)


class ValueQuestion(Text):
    """Who receives it, or under which phone: also heard in the middle of an address."""

    def __init__(self, slot: str, response: str, trouble: str, part: str) -> None:
        find = read_receiver if part == RECEIVER else read_phone
        super().__init__(slot, response, find, trouble=trouble)
        self._part = part

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take what is called the receiver's name or phone."""
        words = read_address(turn.text) if turn.text else AddressWords()
        value = words.receiver if self._part == RECEIVER else words.phone
        return value is not None and self.fill(turn, value)


async def _show(turn: Turn, subject: Subject) -> None:
    """Show the old and the new address, and ask for a yes."""
    old = await _old_address(turn, subject)
    change = _change(turn)
    kept = change.receiver is None and change.phone is None
    response = Say.ADDRESS_CONFIRM if kept else Say.ADDRESS_CONFIRM_CONTACT
    new = _after(old, change)
    turn.say(
        response,
        old=_line(turn, old),
        new=_line(turn, new),
        order_id=subject.the_order.order_id,
        items=turn.words.items(subject.the_order.items),
    )


class ActionChangeAddress(Matter):
    """Changes address, receiver or phone of an order that has not left, or says what is still possible."""

    request = Intent.CHANGE_ADDRESS
    capability = Capability.change_address
    takes_phone = True
    usual_statuses = frozenset(
        {OrderStatus.pending_payment, OrderStatus.pending_shipment, OrderStatus.shipped}
    )
    questions = (
        PartsQuestion(Slot.ADDRESS_PARTS),
        PlaceQuestion(Slot.NEW_ADDRESS),
        ValueQuestion(Slot.NEW_RECEIVER, Say.ADDRESS_RECEIVER, Say.ADDRESS_RECEIVER_UNUSABLE, RECEIVER),
        ValueQuestion(Slot.NEW_PHONE, Say.ADDRESS_PHONE, Say.ADDRESS_PHONE_UNUSABLE, PHONE),
        Confirm(_show),
    )

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Return the questions about the parts that shall be another; none when the order keeps its address."""
        if subject.the_order.options.change_address is not None:
            return ()
        what, place, receiver, phone, confirm = self.questions
        parts = turn.slot(Slot.ADDRESS_PARTS) or ()
        asked = ((PLACE, place), (RECEIVER, receiver), (PHONE, phone))
        return (what, *(question for part, question in asked if part in parts), confirm)

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Change it once, as shown and agreed."""
        order = subject.the_order
        if self.declined(turn):
            return
        advice = order.options.change_address
        if advice is not None and turn.slot(Slot.CONFIRMED) is None:
            await _say_too_late(turn, subject, order, advice)
            return
        change, key = _change(turn), self.agreed_key(turn)
        result = await subject.shop.change_address(subject.customer, order.order_id, change, key)
        await _say_result(turn, subject, order, result)


_TROUBLE = {
    Verdict.same_as_before: Say.ADDRESS_SAME,
    Verdict.unknown_city: Say.ADDRESS_UNKNOWN_CITY,
    Verdict.bad_value: Say.ADDRESS_BAD_VALUE,
}


async def _say_result(turn: Turn, subject: Subject, order: OrderDetail, result: AddressResult) -> None:
    address = _line(turn, result.address) if result.address else ""
    if result.verdict is Verdict.allowed:
        estimate = await subject.shop.delivery_estimate(subject.customer, order.order_id)
        if estimate.reason is EstimateReason.dispatch_policy and estimate.earliest and estimate.latest:
            when = turn.words.span(estimate.earliest, estimate.latest)
            turn.say(Say.ADDRESS_CHANGED_ETA, address=address, when=when, order_id=order.order_id)
        else:
            turn.say(Say.ADDRESS_CHANGED, address=address, order_id=order.order_id)
    elif result.verdict is Verdict.too_late and result.advice is not None:
        await _say_too_late(turn, subject, order, result.advice)
    elif result.verdict in _TROUBLE:
        turn.say(_TROUBLE[result.verdict], address=address, order_id=order.order_id)
    else:
        raise LookupError(f"the order whose address was to be changed: {result.verdict}")


async def _say_too_late(turn: Turn, subject: Subject, order: OrderDetail, advice: Advice) -> None:
    if advice is Advice.already_shipped and not all_delivered(order):
        turn.say(Say.ADDRESS_TOO_LATE_SHIPPED, **order_facts(turn, order))
    elif advice in (Advice.already_shipped, Advice.already_received):
        turn.say(Say.ADDRESS_TOO_LATE_DELIVERED, **order_facts(turn, order))
    elif advice is Advice.wait_for_shipping:
        turn.say(Say.ADDRESS_NOT_OFFERED, **order_facts(turn, order))
    else:  # cancelled, or on its way back: there is nothing left to send
        await say_status(turn, subject.shop, subject.customer, order)


def _change(turn: Turn) -> AddressChange:
    """Return what the slots hold of the parts that shall be another."""
    parts = turn.slot(Slot.ADDRESS_PARTS) or ()
    place: dict[str, Any] = dict(turn.slot(Slot.NEW_ADDRESS) or {}) if PLACE in parts else {}
    return AddressChange(
        receiver=turn.slot(Slot.NEW_RECEIVER) if RECEIVER in parts else None,
        phone=turn.slot(Slot.NEW_PHONE) if PHONE in parts else None,
        **place,
    )


def _after(old: ShippingAddress, change: AddressChange) -> ShippingAddress:
    """Return the address as it would be, the phone masked."""
    moved = change.city is not None and change.city != old.city
    return ShippingAddress(
        receiver=change.receiver or old.receiver,
        phone=masked(change.phone) if change.phone else old.phone,
        province=change.province or old.province,
        city=change.city or old.city,
        city_en=old.city_en if not moved else change.city or "",
        district=change.district or ("" if moved else old.district),
        street=change.street or old.street,
    )


def _line(turn: Turn, address: ShippingAddress) -> str:
    province = "" if address.province.removesuffix("市") == address.city else address.province
    place = f"{province}{address.city}{address.district} {address.street}"
    return f"{address.receiver} {address.phone}{turn.words.pick('，', ', ')}{place}"


async def _old_address(turn: Turn, subject: Subject) -> ShippingAddress:
    address = await subject.shop.shipping_address(subject.customer, subject.the_order.order_id)
    if address is None:
        raise LookupError("the order has no address, or has vanished since")
    return address


def _part_button(turn: Turn, part: str) -> Button:
    return {
        "title": turn.words.pick(*_PART_LABELS[part]),
        "payload": payload(Intent.INFORM, **{Entity.CHOICE: part}),
    }


MATTERS = (ActionChangeAddress,)
