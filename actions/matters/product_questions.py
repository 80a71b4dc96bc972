"""The questions about goods that several matters ask: which product, which of its variants."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from actions.matters.base import Matter, Scope, Subject
from actions.product_lines import hit_lines, product_buttons
from actions.product_names import named_products
from actions.products_in_focus import (
    SHOWN,
    attributes_in,
    focus,
    in_focus,
    products_meant,
    show,
    shown,
    variants_with,
)
from actions.products_named import names_product
from actions.questions import Choice, Option, Question
from actions.turn import Turn
from kefu.names import Entity, Say, Slot
from shop.views import ProductDetail, ProductHit

NOT_SOLD = "not_sold"  # a value of wanted_product: what was named is nothing that we sell


class WhichProduct(Question):
    """The product that a question is about: named, pointed to, or the one that we speak of; else asked with choices."""

    def __init__(self, *, is_asked: bool = True) -> None:
        super().__init__(Slot.WANTED_PRODUCT)
        self.is_asked = is_asked

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Take the product in focus when the message names none."""
        if turn.slot(self.slot) is not None or not self.is_asked:
            return True
        asking = turn.slot(Slot.REQUESTED_SLOT) == self.slot
        if asking or (names_product(turn) and not turn.is_button):
            return False
        if in_focus(turn) is None:
            return False
        turn.set(self.slot, in_focus(turn))
        return True

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Ask, with what the message may have meant or what was shown last as choices."""
        meant = await products_meant(turn, subject.shop) or shown(turn)
        hits = await hits_of(subject, meant[:SHOWN])
        if not hits:
            turn.say(Say.WHICH_PRODUCT)
            return
        show(turn, [hit.product_id for hit in hits])
        buttons = product_buttons(turn, hits, turn.request or "")
        turn.say(Say.WHICH_PRODUCT_OF, products=hit_lines(turn.words, hits), buttons=buttons)

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take a button, a place in the list, a name; without any entity the words themselves."""
        if await self.overhear(turn, subject):
            return True
        if turn.is_button or not turn.text or names_product(turn):
            return False
        named = await named_products(subject.shop, turn.text)
        return len(named) == 1 and self._take(turn, named[0].product_id)

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take what the message names when it is one product, or nothing that we sell."""
        meant = await products_meant(turn, subject.shop)
        if meant is None or len(meant) > 1:
            return False
        return self._take(turn, meant[0] if meant else NOT_SOLD)

    def _take(self, turn: Turn, value: str) -> bool:
        if self.fill(turn, value) and turn.slot(Slot.CHOSEN_VARIANT) is not None:
            turn.set(Slot.CHOSEN_VARIANT, None)  # it was another product's
        if value not in (NOT_SOLD, turn.slot(Slot.PRODUCT_ID)):
            focus(turn, value)  # what "it" means from now on, also while something else is asked
        return True


async def hits_of(subject: Subject, product_ids: Sequence[str]) -> list[ProductHit]:
    """Return products as lines of a list show them, in the order of their ids."""
    pages = [await subject.shop.product(product_id) for product_id in product_ids]
    return [hit_of(page) for page in pages if page is not None]


def hit_of(page: ProductDetail) -> ProductHit:
    """Return a product's page as a line of a list shows it."""
    return ProductHit(
        product_id=page.product_id,
        name_zh=page.name_zh,
        name_en=page.name_en,
        brand_zh=page.brand_zh,
        brand_en=page.brand_en,
        category_zh=page.category_zh,
        category_en=page.category_en,
        price=min(variant.price for variant in page.variants),
        stock=sum(variant.stock for variant in page.variants),
    )


class WhichVariant(Choice):
    """The variant of the product: by a button, a place, or the colour and size that are named."""

    def __init__(self, response: str) -> None:
        super().__init__(Slot.CHOSEN_VARIANT, response, _variant_options)

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Take the variant in focus when it is one of the product's."""
        values = [option.value for option in await self.options(turn, subject)]
        if turn.slot(self.slot) is None and turn.slot(Slot.VARIANT_ID) in values:
            turn.set(self.slot, turn.slot(Slot.VARIANT_ID))
        return await super().is_settled(turn, subject)

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take a button, a place, a name, or attributes that only one variant has."""
        return await super().read(turn, subject) or await self._by_attributes(turn, subject)

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take a name, or attributes that only one variant has."""
        return await super().overhear(turn, subject) or await self._by_attributes(turn, subject)

    async def _by_attributes(self, turn: Turn, subject: Subject) -> bool:
        page = await wanted_page(turn, subject)
        attributes = attributes_in(turn)
        if page is None or not attributes:
            return False
        fitting = variants_with(page, attributes)
        if len(fitting) != 1:
            return False
        self.fill(turn, fitting[0].variant_id)
        return True


async def wanted_page(turn: Turn, subject: Subject) -> ProductDetail | None:
    """Return the page of the product that the matter is about, or None while it is not known."""
    product_id = turn.slot(Slot.WANTED_PRODUCT)
    return await subject.shop.product(product_id) if product_id and product_id != NOT_SOLD else None


async def _variant_options(turn: Turn, subject: Subject) -> Sequence[Option]:
    page = await wanted_page(turn, subject)
    if page is None:
        return ()
    return [
        Option(one.variant_id, one.name_zh or page.name_zh, one.name_en or page.name_en)
        for one in page.variants
    ]


class ProductMatter(Matter):
    """Answers something about one product."""

    scope = Scope.ANYONE
    inquiry = True
    questions = (WhichProduct(),)

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Tell it about the product, which is in focus from now on."""
        page = await wanted_page(turn, subject)
        if page is None:
            say_not_sold(turn)
            return
        if page.product_id != turn.slot(Slot.PRODUCT_ID):
            focus(turn, page.product_id)
        await self.tell(turn, subject, page)

    @abstractmethod
    async def tell(self, turn: Turn, subject: Subject, page: ProductDetail) -> None:
        """Answer about the product."""


def say_not_sold(turn: Turn) -> None:
    """Say that what was named is nothing that we sell."""
    named = [turn.entity(name) for name in (Entity.BRAND, Entity.PRODUCT, Entity.CATEGORY)]
    name = " ".join(dict.fromkeys(one for one in named if one))
    turn.say(Say.PRODUCT_NOT_SOLD if name else Say.PRODUCT_GONE, name=name)
