"""The last steps of a delivery: who brings it, and confirming that it came."""

from __future__ import annotations

from collections.abc import Sequence

from actions.matters.base import Matter, Subject
from actions.questions import Confirm, Question
from actions.status_words import all_delivered, order_facts, say_status
from actions.turn import Turn
from kefu.names import Intent, Say
from shop.enums import CaseKind, CaseReason, OrderStatus, ShipmentStatus, Verdict
from shop.port import Capability
from shop.views import CaseRequest, CourierContact, OrderDetail


class ActionContactCourier(Matter):
    """Says who brings the parcels and under which number, or why nobody does yet."""

    request = Intent.CONTACT_COURIER
    inquiry = True
    by_tracking = True
    usual_statuses = frozenset({OrderStatus.shipped})

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Say names and numbers; where no courier has it yet, the carrier and the tracking number."""
        order = subject.the_order
        contacts = await subject.shop.couriers(subject.customer, order.order_id)
        if not contacts:
            if order.status is OrderStatus.pending_shipment:
                turn.say(Say.COURIER_NOT_SHIPPED, **order_facts(turn, order))
            else:
                await say_status(turn, subject.shop, subject.customer, order)
            return
        travelling = [contact for contact in contacts if not contact.delivered]
        shown = travelling or contacts
        lines = "\n".join(_contact_line(turn, contact) for contact in shown)
        known = any(contact.phone for contact in shown)
        if not travelling:
            response = Say.COURIER_DELIVERED if known else Say.COURIER_DELIVERED_UNKNOWN
        else:
            response = Say.COURIER if known else Say.COURIER_NOT_YET
        turn.say(response, couriers=lines, **order_facts(turn, order))


def _contact_line(turn: Turn, contact: CourierContact) -> str:
    carrier = turn.words.pick(contact.carrier.label_zh, contact.carrier.label_en)
    parcel = f"{carrier} {contact.tracking_number}"
    if not contact.phone:
        return turn.words.pick(f"• {parcel}：还没有安排快递员", f"• {parcel}: no courier yet")
    name = turn.words.pick(contact.name_zh or "", contact.name_en or "")
    return turn.words.pick(f"• {parcel}：{name} {contact.phone}", f"• {parcel}: {name} {contact.phone}")


async def _show(turn: Turn, subject: Subject) -> None:
    """Say what confirming means, and ask for a yes."""
    turn.say(Say.RECEIPT_CONFIRM, **order_facts(turn, subject.the_order))


class ActionConfirmReceipt(Matter):
    """Confirms receipt once everything has come, or says what is still on its way."""

    request = Intent.CONFIRM_RECEIPT
    capability = Capability.confirm_receipt
    usual_statuses = frozenset({OrderStatus.shipped})
    questions = (Confirm(_show),)

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Ask only when there is something to confirm."""
        order = subject.the_order
        return self.questions if order.status is OrderStatus.shipped and all_delivered(order) else ()

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Confirm it once and say what follows."""
        order = subject.the_order
        if self.declined(turn, Say.RECEIPT_KEPT, **order_facts(turn, order)):
            return
        if not await self.questions_for(turn, subject):
            await _say_not_now(turn, subject, order)
            return
        key = self.agreed_key(turn)
        result = await subject.shop.confirm_receipt(subject.customer, order.order_id, key)
        if result.verdict is Verdict.allowed:
            await _say_confirmed(turn, subject, order)
        elif result.verdict is Verdict.not_found:
            raise LookupError("the order whose receipt was to be confirmed has vanished")
        else:
            now = await subject.shop.order(subject.customer, order.order_id)
            await _say_not_now(turn, subject, now or order)


async def _say_confirmed(turn: Turn, subject: Subject, order: OrderDetail) -> None:
    """Say until when the goods can go back, as the shop's rules have it from now on."""
    request = CaseRequest(order.order_id, CaseKind.return_goods, CaseReason.no_longer_wanted)
    quote = await subject.shop.quote_case(subject.customer, request)
    last_days = [decision.last_day for decision in quote.decisions if decision.last_day]
    if quote.allowed and last_days:
        turn.say(Say.RECEIPT_DONE, until=turn.words.day(min(last_days)), **order_facts(turn, order))
    else:
        turn.say(Say.RECEIPT_DONE_NO_RETURN, **order_facts(turn, order))


async def _say_not_now(turn: Turn, subject: Subject, order: OrderDetail) -> None:
    waiting = [parcel for parcel in order.shipments if parcel.status is not ShipmentStatus.delivered]
    if order.status is OrderStatus.shipped and waiting:
        turn.say(
            Say.RECEIPT_ON_THE_WAY,
            parcels=turn.words.parcel_lines(waiting),
            waiting=len(waiting),
            **order_facts(turn, order),
        )
    elif order.status is OrderStatus.received:
        received = turn.words.moment(order.received_at) if order.received_at else ""
        turn.say(Say.RECEIPT_ALREADY, received=received, **order_facts(turn, order))
    else:
        await say_status(turn, subject.shop, subject.customer, order)


MATTERS = (ActionContactCourier, ActionConfirmReceipt)
