"""Another colour, size or storage, or another number of pieces, on an order that has not left."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from actions.buttons import payload
from actions.item_choice import ItemChoice, find_variants
from actions.matters.base import Matter, Subject
from actions.pieces import mentions_quantity, read_quantity
from actions.questions import Confirm, Option, Question, numbered, option_buttons
from actions.references import Kind, resolve_place
from actions.status_words import all_delivered, order_facts, say_status
from actions.turn import Turn
from kefu.names import Entity, Intent, Say, Slot
from shop.enums import Advice, OrderStatus, Verdict
from shop.port import Capability
from shop.views import ItemChange, ItemChangeQuote, ItemChangeResult, OrderDetail, OrderItem, VariantState

QUANTITY = "quantity"  # what the button "another number of pieces" sends


class WishQuestion(Question):
    """What the line shall become: another variant, or the same in another number."""

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Use what was said before the line was known; of a product without variants only the number can change."""
        item = _item_or_none(turn, subject)
        if turn.slot(self.slot) is not None or item is None:
            return turn.slot(self.slot) is not None
        said = turn.slot(Slot.WISH_WORDS)
        if said:
            turn.set(Slot.WISH_WORDS, None)
            await self._hear(turn, subject, item, str(said))
        only_number = len(await _variants(subject, item)) <= 1 or turn.slot(Slot.NEW_QUANTITY) is not None
        if turn.slot(self.slot) is None and only_number:
            turn.set(self.slot, await _variant_id(subject, item))
        return turn.slot(self.slot) is not None

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Show the variants with price and stock, and the number as one more choice."""
        item = _item(turn, subject)
        options = [_option(turn, variant) for variant in await self._others(subject, item)]
        more = {
            "title": turn.words.pick("改数量", "Another quantity"),
            "payload": payload(Intent.INFORM, **{Entity.CHOICE: QUANTITY}),
        }
        turn.say(
            Say.ITEMS_WISH,
            item=turn.words.item(item),
            options=numbered(turn.words.pick(option.label_zh, option.label_en) for option in options),
            buttons=[*option_buttons(turn, options), more],
        )

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take a button, a place in the list, a variant that is named, or a number of pieces."""
        item = _item(turn, subject)
        variants = await _variants(subject, item)
        if turn.is_button:
            return await self._take_button(turn, subject, item, variants)
        heard = await self.overhear(turn, subject)
        pointer = turn.pointer
        if not heard and pointer is not None and pointer.kind in (Kind.PLACE, Kind.MIDDLE):
            others = await self._others(subject, item)
            place = resolve_place(pointer, len(others))
            if place is not None:
                self.fill(turn, others[place].variant_id)
                return True
        if not heard and mentions_quantity(turn.text):
            self.fill(turn, await _variant_id(subject, item))
            return True
        return heard

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take a variant and a number of pieces; the words are kept until it is known of which line."""
        if not turn.text:
            return False
        item = _item_or_none(turn, subject) if subject.order is not None else None
        if item is None:
            if turn.slot(Slot.WISH_WORDS) is None:
                turn.set(Slot.WISH_WORDS, turn.text)
            return False
        return await self._hear(turn, subject, item, turn.text)

    async def _hear(self, turn: Turn, subject: Subject, item: OrderItem, text: str) -> bool:
        heard = _hear_quantity(turn, item, text)
        variants = await _variants(subject, item)
        now = await _variant_id(subject, item)
        current = next((one for one in variants if one.variant_id == now), None)
        named = [one for one in find_variants(text, variants, current) if one.variant_id != now]
        if len(named) == 1:
            self.fill(turn, named[0].variant_id)
            heard = True
        return heard

    async def _take_button(
        self, turn: Turn, subject: Subject, item: OrderItem, variants: Sequence[VariantState]
    ) -> bool:
        pressed = turn.entity(Entity.CHOICE)
        if pressed == QUANTITY:
            self.fill(turn, await _variant_id(subject, item))
            return True
        if pressed not in {variant.variant_id for variant in variants}:
            return False
        self.fill(turn, pressed)
        return True

    async def _others(self, subject: Subject, item: OrderItem) -> list[VariantState]:
        now = await _variant_id(subject, item)
        return [variant for variant in await _variants(subject, item) if variant.variant_id != now]


class QuantityQuestion(Question):
    """How many pieces."""

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Ask, naming how many there are now."""
        item = _item(turn, subject)
        turn.say(Say.ITEMS_QUANTITY, item=turn.words.item(item), now=item.quantity)

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take a number of pieces."""
        quantity = read_quantity(turn.text, _item(turn, subject).quantity, asked=True) if turn.text else None
        if quantity is None:
            turn.set(Slot.FORM_TROUBLE, Say.ITEMS_QUANTITY_UNUSABLE)
            return False
        return self.fill(turn, quantity) or True

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take a number of pieces that is called one."""
        item = _item_or_none(turn, subject) if subject.order is not None else None
        return item is not None and bool(turn.text) and _hear_quantity(turn, item, turn.text)


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
        item = _item_or_none(turn, subject)
        if item is None or not await wish.is_settled(turn, subject):
            return (line, wish)
        if turn.slot(wish.slot) == await _variant_id(subject, item) and turn.slot(quantity.slot) is None:
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
    item = _item(turn, subject)
    variant_id = turn.slot(Slot.NEW_VARIANT)
    names = {one.variant_id: (one.name_zh, one.name_en) for one in await _variants(subject, item)}
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


def _item_or_none(turn: Turn, subject: Subject) -> OrderItem | None:
    """Return the line that is meant, the only one where there is one."""
    items = subject.the_order.items
    if len(items) == 1:
        return items[0]
    return next((item for item in items if str(item.line) == str(turn.slot(Slot.ITEM_LINE))), None)


def _item(turn: Turn, subject: Subject) -> OrderItem:
    item = _item_or_none(turn, subject)
    if item is None:
        raise LookupError("the line of the order that was meant has vanished")
    return item


async def _variants(subject: Subject, item: OrderItem) -> tuple[VariantState, ...]:
    product = await subject.shop.product(item.product_id)
    return product.variants if product else ()


async def _variant_id(subject: Subject, item: OrderItem) -> str:
    """Return the variant that was bought, by its name; an empty text where the product has none of that name."""
    variants = await _variants(subject, item)
    same = [one.variant_id for one in variants if one.name_zh == item.variant_zh]
    return same[0] if same else ""


def _hear_quantity(turn: Turn, item: OrderItem, text: str) -> bool:
    quantity = read_quantity(text, item.quantity)
    if quantity is None or turn.slot(Slot.NEW_QUANTITY) == quantity:
        return quantity is not None
    turn.set(Slot.NEW_QUANTITY, quantity)
    turn.set(Slot.CONFIRMED, None)
    turn.set(Slot.REQUEST_KEY, None)
    return True


def _wish(turn: Turn, subject: Subject) -> ItemChange:
    quantity = turn.slot(Slot.NEW_QUANTITY)
    return ItemChange(
        subject.the_order.order_id,
        _item(turn, subject).line,
        turn.slot(Slot.NEW_VARIANT) or None,
        int(quantity) if quantity is not None else None,
    )


async def _quote(turn: Turn, subject: Subject) -> ItemChangeQuote:
    return await subject.shop.quote_items(subject.customer, _wish(turn, subject))


def _option(turn: Turn, variant: VariantState) -> Option:
    price = turn.words.money(variant.price)
    zh_stock = "有货" if variant.stock else "暂时缺货"
    en_stock = "in stock" if variant.stock else "out of stock"
    return Option(
        variant.variant_id,
        f"{variant.name_zh or '标准款'} · {price} · {zh_stock}",
        f"{variant.name_en or 'standard'} · {price} · {en_stock}",
    )


MATTERS = (ActionChangeOrderItems,)
