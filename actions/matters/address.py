"""Sending an order elsewhere, or to somebody else, while it has not left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.address_reading import masked
from actions.matters.address_questions import (
    PHONE,
    PLACE,
    RECEIVER,
    PartsQuestion,
    PlaceQuestion,
    ValueQuestion,
    address_now,
)
from actions.matters.base import Matter, Subject
from actions.questions import Confirm, Question
from actions.status_words import all_delivered, order_facts, say_status
from actions.turn import Turn
from kefu.names import Intent, Say, Slot
from shop.enums import Advice, EstimateReason, OrderStatus, Verdict
from shop.port import Capability
from shop.views import AddressChange, AddressResult, OrderDetail, ShippingAddress


async def _show(turn: Turn, subject: Subject) -> None:
    """Show the old and the new address, and ask for a yes."""
    old = await address_now(turn, subject)
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


MATTERS = (ActionChangeAddress,)
