"""Another colour, size or storage, or another number of pieces, on an order that has not left."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from actions.item_choice import ItemChoice
from actions.matters.base import Matter, Subject
from actions.matters.item_wishes import (
    QuantityQuestion,
    WishQuestion,
    item_of,
    item_or_none,
    variant_id_of,
    variants_of,
)
from actions.questions import Confirm, Question
from actions.status_words import all_delivered, order_facts, say_status
from actions.turn import Turn
from kefu.names import Intent, Say, Slot
from shop.enums import Advice, OrderStatus, Verdict
from shop.port import Capability
from shop.views import ItemChange, ItemChangeQuote, ItemChangeResult, OrderDetail


async def _show(turn: Turn, subject: Subject) -> None:
    """Show what the line becomes and what it costs, and ask for a yes."""
    quote = await _quote(turn, subject)
    response = Say.ITEMS_CONFIRM_COUPON_LOST if quote.coupon_lost else Say.ITEMS_CONFIRM
    turn.set(Slot.QUOTED_DIFFERENCE, str(quote.difference))
    turn.say(
        response, settlement=_settlement(turn, subject.the_order, quote), **await _facts(turn, subject, quote)
    )


class ActionChangeOrderItems(Matter):
    """Changes one line of an order that has not left, at the price that was shown and agreed."""

    request = Intent.CHANGE_ORDER_ITEMS
    capability = Capability.change_items
    usual_statuses = frozenset({OrderStatus.pending_payment, OrderStatus.pending_shipment})
    remembers = (Slot.QUOTED_DIFFERENCE, Slot.WISH_WORDS)
    questions = (
        ItemChoice(Slot.ITEM_LINE, Say.ITEMS_WHICH),
        WishQuestion(Slot.NEW_VARIANT),
        QuantityQuestion(Slot.NEW_QUANTITY),
        Confirm(_show),
    )

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Ask for a yes only where the wish can be had; else the answer is why not."""
        if subject.the_order.options.change_items is not None:
            return ()
        line, wish, quantity, confirm = self.questions
        item = item_or_none(turn, subject)
        if item is None or not await wish.is_settled(turn, subject):
            return (line, wish)
        if turn.slot(wish.slot) == await variant_id_of(subject, item) and turn.slot(quantity.slot) is None:
            return (line, wish, quantity)
        quote = await _quote(turn, subject)
        return (line, wish, confirm) if quote.verdict is Verdict.allowed else (line, wish)

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Change it once, at the price that was shown."""
        order = subject.the_order
        if self.declined(turn):
            return
        advice = order.options.change_items
        if turn.slot(Slot.CONFIRMED) is None:
            if advice is not None:
                await _say_too_late(turn, subject, order, advice)
            else:
                await _say_refusal(turn, subject, await _quote(turn, subject))
            return
        agreed = Decimal(str(turn.slot(Slot.QUOTED_DIFFERENCE)))
        change, key = _wish(turn, subject), self.agreed_key(turn)
        result = await subject.shop.change_items(subject.customer, change, key, agreed)
        await _say_result(turn, subject, result)


async def _say_result(turn: Turn, subject: Subject, result: ItemChangeResult) -> None:
    if result.verdict is not Verdict.allowed:
        await _say_refusal(turn, subject, result.quote)
        return
    facts = await _facts(turn, subject, result.quote)
    payment = await subject.shop.payment(subject.customer, subject.the_order.order_id)
    if payment is not None and payment.due:
        turn.say(Say.ITEMS_CHANGED_PAY, due=turn.words.money(payment.due), **facts)
    elif result.refund:
        turn.say(Say.ITEMS_CHANGED_REFUND, refund=turn.words.money(result.refund), **facts)
    else:
        turn.say(Say.ITEMS_CHANGED, **facts)


_REFUSALS = {
    Verdict.same_as_before: Say.ITEMS_SAME,
    Verdict.out_of_stock: Say.ITEMS_OUT_OF_STOCK,
    Verdict.too_many: Say.ITEMS_TOO_MANY,
    Verdict.price_changed: Say.ITEMS_PRICE_CHANGED,
    Verdict.allowed: Say.ITEMS_PRICE_CHANGED,  # the quote that comes with a refused agreement is today's
    Verdict.not_found: Say.ITEMS_NOT_TO_HAVE,
}


async def _say_refusal(turn: Turn, subject: Subject, quote: ItemChangeQuote) -> None:
    order = subject.the_order
    if quote.verdict is Verdict.too_late and quote.advice is not None:
        await _say_too_late(turn, subject, order, quote.advice)
        return
    most = turn.runtime.policy.orders.most_pieces
    response = _REFUSALS[quote.verdict]
    facts = await _facts(turn, subject, quote)
    turn.say(response, stock=quote.stock or 0, most=most, settlement=_settlement(turn, order, quote), **facts)


async def _say_too_late(turn: Turn, subject: Subject, order: OrderDetail, advice: Advice) -> None:
    if advice is Advice.already_shipped and not all_delivered(order):
        turn.say(Say.ITEMS_TOO_LATE_SHIPPED, **order_facts(turn, order))
    elif advice in (Advice.already_shipped, Advice.already_received):
        turn.say(Say.ITEMS_TOO_LATE_DELIVERED, **order_facts(turn, order))
    elif advice is Advice.wait_for_shipping:
        turn.say(Say.ITEMS_NOT_OFFERED, **order_facts(turn, order))
    else:
        await say_status(turn, subject.shop, subject.customer, order)


async def _facts(turn: Turn, subject: Subject, quote: ItemChangeQuote) -> dict[str, Any]:
    """Return the line as it was and as it would be, with the order's number."""
    item = item_of(turn, subject)
    variant_id = turn.slot(Slot.NEW_VARIANT)
    names = {one.variant_id: (one.name_zh, one.name_en) for one in await variants_of(subject, item)}
    zh, en = names.get(variant_id, (item.variant_zh, item.variant_en))
    pieces = quote.quantity or turn.slot(Slot.NEW_QUANTITY) or item.quantity
    name = turn.words.pick(item.name_zh, item.name_en)
    variant = turn.words.pick(zh or "", en or "")
    wanted = f"{name}（{variant}）" if variant else name
    wanted = turn.words.pick(wanted, wanted.replace("（", " (").replace("）", ")"))
    return {
        "order_id": subject.the_order.order_id,
        "item": turn.words.item(item),
        "wanted": f"{wanted} × {int(pieces)}",
    }


def _settlement(turn: Turn, order: OrderDetail, quote: ItemChangeQuote) -> str:
    """Return what the change costs, in one phrase."""
    words, difference = turn.words, quote.difference
    if difference is None or quote.new_total is None:
        return ""
    total, amount = words.money(quote.new_total), words.money(abs(difference))
    if difference == 0:
        return words.pick("价格不变", "The price stays the same")
    if order.paid_at is None:
        return words.pick(f"订单应付金额变为 {total}", f"The order then comes to {total}")
    if difference > 0:
        return words.pick(f"需要补 {amount}", f"{amount} more to pay")
    return words.pick(f"退您 {amount}，按原支付方式退回", f"{amount} goes back to you, the way you paid")


def _wish(turn: Turn, subject: Subject) -> ItemChange:
    quantity = turn.slot(Slot.NEW_QUANTITY)
    return ItemChange(
        subject.the_order.order_id,
        item_of(turn, subject).line,
        turn.slot(Slot.NEW_VARIANT) or None,
        int(quantity) if quantity is not None else None,
    )


async def _quote(turn: Turn, subject: Subject) -> ItemChangeQuote:
    return await subject.shop.quote_items(subject.customer, _wish(turn, subject))


MATTERS = (ActionChangeOrderItems,)
