"""What a line of an order shall become, and the questions about it: another variant, another number of pieces."""

from __future__ import annotations

from collections.abc import Sequence

from actions.buttons import payload
from actions.item_choice import find_variants
from actions.matters.base import Subject
from actions.pieces import mentions_quantity, read_quantity
from actions.questions import Option, Question, numbered, option_buttons
from actions.references import Kind, resolve_place
from actions.turn import Turn
from kefu.names import Entity, Intent, Say, Slot
from shop.views import OrderItem, VariantState

QUANTITY = "quantity"  # what the button "another number of pieces" sends


class WishQuestion(Question):
    """What the line shall become: another variant, or the same in another number."""

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Use what was said before the line was known; of a product without variants only the number can change."""
        item = item_or_none(turn, subject)
        if turn.slot(self.slot) is not None or item is None:
            return turn.slot(self.slot) is not None
        said = turn.slot(Slot.WISH_WORDS)
        if said:
            turn.set(Slot.WISH_WORDS, None)
            await self._hear(turn, subject, item, str(said))
        only_number = len(await variants_of(subject, item)) <= 1 or turn.slot(Slot.NEW_QUANTITY) is not None
        if turn.slot(self.slot) is None and only_number:
            turn.set(self.slot, await variant_id_of(subject, item))
        return turn.slot(self.slot) is not None

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Show the variants with price and stock, and the number as one more choice."""
        item = item_of(turn, subject)
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
        item = item_of(turn, subject)
        variants = await variants_of(subject, item)
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
            self.fill(turn, await variant_id_of(subject, item))
            return True
        return heard

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take a variant and a number of pieces; the words are kept until it is known of which line."""
        if not turn.text:
            return False
        item = item_or_none(turn, subject) if subject.order is not None else None
        if item is None:
            if turn.slot(Slot.WISH_WORDS) is None:
                turn.set(Slot.WISH_WORDS, turn.text)
            return False
        return await self._hear(turn, subject, item, turn.text)

    async def _hear(self, turn: Turn, subject: Subject, item: OrderItem, text: str) -> bool:
        heard = _hear_quantity(turn, item, text)
        variants = await variants_of(subject, item)
        now = await variant_id_of(subject, item)
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
            self.fill(turn, await variant_id_of(subject, item))
            return True
        if pressed not in {variant.variant_id for variant in variants}:
            return False
        self.fill(turn, pressed)
        return True

    async def _others(self, subject: Subject, item: OrderItem) -> list[VariantState]:
        now = await variant_id_of(subject, item)
        return [variant for variant in await variants_of(subject, item) if variant.variant_id != now]


class QuantityQuestion(Question):
    """How many pieces."""

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Ask, naming how many there are now."""
        item = item_of(turn, subject)
        turn.say(Say.ITEMS_QUANTITY, item=turn.words.item(item), now=item.quantity)

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take a number of pieces."""
        quantity = (
            read_quantity(turn.text, item_of(turn, subject).quantity, asked=True) if turn.text else None
        )
        if quantity is None:
            turn.set(Slot.FORM_TROUBLE, Say.ITEMS_QUANTITY_UNUSABLE)
            return False
        return self.fill(turn, quantity) or True

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take a number of pieces that is called one."""
        item = item_or_none(turn, subject) if subject.order is not None else None
        return item is not None and bool(turn.text) and _hear_quantity(turn, item, turn.text)


def item_or_none(turn: Turn, subject: Subject) -> OrderItem | None:
    """Return the line that is meant, the only one where there is one."""
    items = subject.the_order.items
    if len(items) == 1:
        return items[0]
    return next((item for item in items if str(item.line) == str(turn.slot(Slot.ITEM_LINE))), None)


def item_of(turn: Turn, subject: Subject) -> OrderItem:
    """Return the line that is meant. Raises LookupError when it is not known."""
    item = item_or_none(turn, subject)
    if item is None:
        raise LookupError("the line of the order that was meant has vanished")
    return item


async def variants_of(subject: Subject, item: OrderItem) -> tuple[VariantState, ...]:
    """Return what the product of a line can be bought in."""
    product = await subject.shop.product(item.product_id)
    return product.variants if product else ()


async def variant_id_of(subject: Subject, item: OrderItem) -> str:
    """Return the variant that was bought, by its name; an empty text where the product has none of that name."""
    variants = await variants_of(subject, item)
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


def _option(turn: Turn, variant: VariantState) -> Option:
    price = turn.words.money(variant.price)
    zh_stock = "有货" if variant.stock else "暂时缺货"
    en_stock = "in stock" if variant.stock else "out of stock"
    return Option(
        variant.variant_id,
        f"{variant.name_zh or '标准款'} · {price} · {zh_stock}",
        f"{variant.name_en or 'standard'} · {price} · {en_stock}",
    )
