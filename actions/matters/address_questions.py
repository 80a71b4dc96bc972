"""What shall change of an address, and the questions about it: the place, the receiver, the phone."""

from __future__ import annotations

import re

from actions.address_reading import AddressWords, read_address, read_phone, read_receiver
from actions.buttons import payload
from actions.matters.base import Subject
from actions.questions import Question, Text
from actions.turn import Button, Turn
from kefu.names import Entity, Intent, Say, Slot
from shop.views import ShippingAddress

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
        old = await address_now(turn, subject)
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
            old = await address_now(turn, subject)
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


async def address_now(turn: Turn, subject: Subject) -> ShippingAddress:
    """Return where the order goes now. Raises LookupError when it has vanished."""
    address = await subject.shop.shipping_address(subject.customer, subject.the_order.order_id)
    if address is None:
        raise LookupError("the order has no address, or has vanished since")
    return address


def _part_button(turn: Turn, part: str) -> Button:
    return {
        "title": turn.words.pick(*_PART_LABELS[part]),
        "payload": payload(Intent.INFORM, **{Entity.CHOICE: part}),
    }
