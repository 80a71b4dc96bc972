"""What a customer looks for: kind, brand, attributes, budget; read from a message and refined by the next."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from actions.budgets import Budget, read_budget, without_budget
from actions.product_names import MOST_NAMED, brand_in, category_called, heads_first, named_products
from actions.products_in_focus import attributes_in, entities_of, has_attribute, is_option, variants_with
from actions.turn import Turn
from actions.wording import Wording
from kefu.names import Entity
from shop.port import ShopPort
from shop.views import ProductDetail, ProductHit, ProductQuery

MOST_OPENED = 10  # pages that are read to look for a colour or size

_CHEAPER = re.compile(
    r"便宜|实惠|低一?点价|价格低|\bcheaper\b|\bless expensive\b|\blower price", re.IGNORECASE
)
_DEARER = re.compile(
    r"(?:更|再)?贵一?[点些]|高端|档次高|\bmore expensive\b|\bbetter quality\b|\bhigh[- ]end\b", re.IGNORECASE
)
_FILLERS = re.compile(
    r"[\W_]|你们?|您|我们?|咱|店里|这里|那儿|有没有|有木有|有卖|卖不卖|还有|别的|其他|有|卖|想要?|要|买|找|搜一?下?|看看?|给|帮|推荐|介绍|一下|一款|一个|几款|几个"
    r"|什么|哪些|哪款|哪个|哪种|好的?|吗|呢|吧|啊|呀|么|的|了|款|个|再|请问|那种|适合|用|送|能|可以|预算|价格|多少钱|便宜|实惠|一?点|最|性价比高?|颜色|尺码|码"
    r"|\b(?:do|you|have|any|got|sell|i|i'?m|want|need|to|buy|looking|for|a|an|the|some|show|me|find|search|recommend|suggest"
    r"|what|which|is|are|there|of|in|with|please|pls|something|one|ones|cheaper|good|best|can|could|would|like|my|your|it|this|that)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wish:
    """What is looked for; every part may be empty."""

    kind: str | None = None  # a kind of product or a product's name, in the customer's words
    brand: str | None = None
    words: str = ""  # other words of the customer, by which results are ranked
    attributes: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    strictly: bool = False  # the bounds are prices that were shown: cheaper or dearer than these

    def __bool__(self) -> bool:
        return any((self.kind, self.brand, self.words, self.attributes, self.least, self.most))

    def as_slot(self) -> dict[str, Any]:
        """Return it as JSON values."""
        amounts = {name: str(value) for name, value in (("least", self.least), ("most", self.most)) if value}
        return {**asdict(self), "attributes": list(self.attributes), "least": None, "most": None, **amounts}

    @staticmethod
    def of_slot(value: Mapping[str, Any] | None) -> Wish:
        """Return the wish that `as_slot` wrote."""
        kept = dict(value or {})
        for name in ("least", "most"):
            kept[name] = Decimal(kept[name]) if kept.get(name) else None
        return Wish(**{**kept, "attributes": tuple(kept.get("attributes") or ())})

    def refined(self, newer: Wish) -> Wish:
        """Return this wish with what the *newer* one adds or changes; another kind of product starts anew."""
        if newer.kind and newer.kind != self.kind:
            return newer
        bounded = newer.least is not None or newer.most is not None
        return Wish(
            kind=self.kind,
            brand=newer.brand or self.brand,
            words=newer.words or self.words,
            attributes=newer.attributes or self.attributes,
            least=newer.least if bounded else self.least,
            most=newer.most if bounded else self.most,
            strictly=newer.strictly if bounded else self.strictly,
        )

    def named(self, words: Wording) -> str:
        """Return it in few words: ``声屿 · 黑色 · 耳机 · ¥500.00 以内``."""
        parts = [self.brand, *self.attributes, self.kind or self.words, self.budget(words)]
        return " · ".join(part for part in parts if part)

    def budget(self, words: Wording) -> str:
        """Return the budget in words; the empty text for none."""
        low, high = (words.money(one) if one is not None else "" for one in (self.least, self.most))
        if low and high:
            return words.pick(f"{low} 到 {high}", f"{low} to {high}")
        if self.strictly:
            cheaper = words.pick(f"低于 {high}", f"below {high}")
            return cheaper if high else words.pick(f"高于 {low}", f"above {low}")
        if high:
            return words.pick(f"{high} 以内", f"up to {high}")
        return words.pick(f"{low} 以上", f"from {low}") if low else ""

    def affords(self, price: Decimal) -> bool:
        """Return whether *price* is within the budget."""
        if self.strictly and price in (self.least, self.most):
            return False
        return (self.least or price) <= price <= (self.most or price)


@dataclass(frozen=True)
class Found:
    """What a search found; `dropped` is the condition that had to be let go for it, in words."""

    hits: tuple[ProductHit, ...] = ()
    dropped: str = ""


def read_wish(turn: Turn, our_brand: str | None) -> Wish:
    """Return what the message looks for; *our_brand* is a brand of ours that it names."""
    if turn.is_button:
        return Wish(kind=turn.entity(Entity.CATEGORY), brand=turn.entity(Entity.BRAND))
    kinds = [*entities_of(turn, Entity.CATEGORY), *entities_of(turn, Entity.PRODUCT)]
    brand = our_brand or turn.entity(Entity.BRAND)
    attributes = attributes_in(turn)
    rest = without_budget(turn.text)
    for part in (*kinds, *([brand] if brand else []), *attributes):
        rest = rest.replace(part, " ")
    kind = next((kind for kind in kinds if kind != brand), None)
    budget: Budget = read_budget(turn.text)
    return Wish(kind, brand, _FILLERS.sub(" ", rest).strip(), tuple(attributes), budget.least, budget.most)


def wants_cheaper(turn: Turn) -> bool:
    """Return whether the message wants something cheaper than what was shown."""
    return bool(_CHEAPER.search(turn.text)) and not read_budget(turn.text)


def wants_dearer(turn: Turn) -> bool:
    """Return whether the message wants something dearer than what was shown."""
    return bool(_DEARER.search(turn.text)) and not read_budget(turn.text)


async def search(shop: ShopPort, wish: Wish, words: Wording) -> Found:
    """Return what fits; else what fits without one condition, and which."""
    hits = await _fitting(shop, wish)
    if hits:
        return Found(tuple(hits))
    for looser, dropped in _loosened(wish, words):
        hits = await _fitting(shop, looser)
        if hits:
            return Found(tuple(hits), dropped)
    return Found()


async def brand_of_ours(turn: Turn, shop: ShopPort) -> str | None:
    """Return the brand of ours that the message names, or None."""
    return brand_in(turn.text, await shop.catalogue_names())


def _loosened(wish: Wish, words: Wording) -> Iterator[tuple[Wish, str]]:
    if wish.least is not None or wish.most is not None:
        yield replace(wish, least=None, most=None), wish.budget(words)
    if wish.attributes:
        yield replace(wish, attributes=()), words.pick("、", ", ").join(wish.attributes)
    if wish.brand and (wish.kind or wish.words):
        yield replace(wish, brand=None), wish.brand


async def _fitting(shop: ShopPort, wish: Wish) -> list[ProductHit]:
    brand = brand_in(wish.brand, await shop.catalogue_names()) if wish.brand else None
    if wish.brand and brand is None:
        return []
    hits = await _of_kind(shop, wish, brand)
    hits = [hit for hit in hits if wish.affords(hit.price)]
    if wish.kind and wish.words and len(hits) > 1:
        ranked = await shop.search_products(ProductQuery(text=wish.words, brand=brand, limit=MOST_NAMED))
        places = {hit.product_id: place for place, hit in enumerate(ranked)}
        hits = sorted(hits, key=lambda hit: places.get(hit.product_id, MOST_NAMED))
    return await _with_attributes(shop, hits, wish.attributes) if wish.attributes else hits


async def _of_kind(shop: ShopPort, wish: Wish, brand: str | None) -> list[ProductHit]:
    """Return the products of the kind, the thing itself first; by other words where no kind is named."""
    if wish.kind:
        if await category_called(shop, wish.kind):
            return heads_first(wish.kind, await named_products(shop, wish.kind, brand))
        named = await named_products(shop, wish.kind, brand)
        if named:
            return named
        same = await shop.search_products(
            ProductQuery(attributes=(wish.kind,), brand=brand, limit=MOST_NAMED)
        )
        return heads_first(wish.kind, same)
    if wish.words:
        return await shop.search_products(ProductQuery(text=wish.words, brand=brand, limit=MOST_NAMED))
    bounds = ProductQuery(brand=brand, least_price=wish.least, most_price=wish.most, limit=MOST_NAMED)
    return await shop.search_products(bounds)


async def _with_attributes(
    shop: ShopPort, hits: list[ProductHit], attributes: tuple[str, ...]
) -> list[ProductHit]:
    """Return the products that come with all attributes: in one variant, else in their words and specifications."""
    pages = await asyncio.gather(*(shop.product(hit.product_id) for hit in hits[:MOST_OPENED]))
    options = [one for one in attributes if is_option(one)]
    others = [one for one in attributes if one not in options]
    kept = []
    for hit, page in zip(hits, pages, strict=False):
        if page is None or not all(_states(page, one) for one in others):
            continue
        fitting = variants_with(page, options)
        if options and not fitting and not all(_states(page, one) for one in options):
            continue
        stock = sum(one.stock for one in fitting) if fitting else hit.stock
        kept.append(replace(hit, stock=stock))
    return kept


def _states(page: ProductDetail, attribute: str) -> bool:
    specs = " ".join(f"{spec.value_zh} {spec.value_en}" for spec in page.specs)
    text = f"{page.name_zh} {page.name_en} {page.description_zh} {page.description_en} {specs}".casefold()
    return attribute.casefold() in text or has_attribute(text, attribute)
