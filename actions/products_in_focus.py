"""The products that we speak of: the one in focus, its variant, and those shown last."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.product_names import best_named, brand_in, named_products
from actions.references import Kind, resolve
from actions.turn import Turn
from actions.wording import Wording
from kefu.names import Entity, Slot
from shop.port import ShopPort
from shop.views import ProductDetail, ProductHit, VariantState

SHOWN = 5  # products in one list
FOCUS_MESSAGES = 6  # after so many messages, "有黑色的吗" no longer means what we spoke of

_ID = re.compile(r"\bP[0-9]{5,}\b", re.IGNORECASE)
_COLOUR = re.compile(
    r"[深浅墨米酒玫宝天藏雾月曜豆象]?[黑白红蓝绿灰粉紫黄橙棕银金青咖米](?=色)|(?<=[要想有])[黑白红蓝绿灰粉紫黄银金](?=的)"
    r"|\b(?:black|white|red|blue|green|grey|gray|pink|purple|yellow|orange|brown|silver|gold|navy|beige|ivory|khaki)\b",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"[0-9]{2,4}\s*(?:gb?|cm|码|号)(?![a-z])|(?<![a-z0-9])(?:[xX]{0,3}[lL]|[sSmM])(?=\s*(?:码|号|的))"
    r"|\bsize\s+(?:[0-9]{2}|x{0,3}l|[sm])\b|[0-9](?:\.[0-9])?\s*(?:米|m)床?(?![a-z])",
    re.IGNORECASE,
)
_SHARED_WORDS = re.compile(r"色|码|号|的|尺码|颜色|\bsize\b|\bcolou?r\b|\s", re.IGNORECASE)


def shown(turn: Turn) -> list[str]:
    """Return the products shown last, in their order."""
    return list(turn.slot(Slot.SHOWN_PRODUCTS) or [])


def show(turn: Turn, product_ids: Sequence[str]) -> None:
    """Remember what is shown; one alone is what "it" means, of several none is."""
    turn.set(Slot.SHOWN_PRODUCTS, list(product_ids[:SHOWN]))
    turn.set(Slot.PRODUCT_ID, product_ids[0] if len(product_ids) == 1 else None)
    turn.set(Slot.VARIANT_ID, None)


def focus(turn: Turn, product_id: str, variant_id: str | None = None) -> None:
    """Speak of this product from now on; a list that holds it stays "the first", "the second"."""
    turn.set(Slot.PRODUCT_ID, product_id)
    turn.set(Slot.VARIANT_ID, variant_id)
    if product_id not in shown(turn):
        turn.set(Slot.SHOWN_PRODUCTS, [product_id])


def in_focus(turn: Turn) -> str | None:
    """Return the product that we speak of, if it is not too long ago."""
    product_id = turn.slot(Slot.PRODUCT_ID)
    return product_id if product_id and turn.messages_since(Slot.PRODUCT_ID) <= FOCUS_MESSAGES else None


async def products_meant(turn: Turn, shop: ShopPort) -> list[str] | None:
    """Return what the message means: one, several to choose from, none that we sell; None if it names nothing."""
    pressed = [value for value in (turn.entity(Entity.PRODUCT), turn.entity(Entity.CHOICE)) if value]
    if turn.is_button:
        return [value for value in pressed if _ID.fullmatch(value)][:1] or None
    by_id = _ID.search(turn.text)
    if by_id:
        return [by_id.group().upper()]
    pointer, now = turn.pointer, in_focus(turn)
    if pointer is not None and pointer.kind is not Kind.CURRENT and shown(turn):
        pointed = resolve(pointer, shown(turn), now)
        if pointed is not None:
            return [pointed]
    named = await _named(turn, shop)
    if named is None:
        return None
    if now in named or (not named and now and pointer is not None and pointer.kind is Kind.CURRENT):
        return [now]
    among = [one for one in named if one in shown(turn)]
    return among if len(among) == 1 else named


async def _named(turn: Turn, shop: ShopPort) -> list[str] | None:
    """Return what the entities of the message name; None when there is no such entity."""
    names = await shop.catalogue_names()
    products, kinds = entities_of(turn, Entity.PRODUCT), entities_of(turn, Entity.CATEGORY)
    brand = turn.entity(Entity.BRAND) or brand_in(turn.text, names)
    ours = brand_in(brand, names) if brand else None
    phrase = " ".join(products[:1]) or " ".join(kinds[:1])
    if brand and not ours and not products:
        return []  # a brand that we do not sell
    if phrase and ours and ours.casefold() not in phrase.casefold():
        full = f"{ours}{phrase}"
        found = best_named(full, await named_products(shop, phrase, brand=ours)) or await named_products(
            shop, phrase, brand=ours
        )
        return [hit.product_id for hit in found]
    if phrase or ours:
        return [hit.product_id for hit in await named_products(shop, phrase or str(ours))]
    return None


def entities_of(turn: Turn, name: str) -> list[str]:
    """Return all values of an entity in the message, in order."""
    return [str(item["value"]) for item in turn.entities if item.get("entity") == name and item.get("value")]


def attributes_in(turn: Turn) -> list[str]:
    """Return the colours, sizes and amounts of memory that the message names."""
    if turn.is_button:
        return []
    found = [*entities_of(turn, Entity.ATTRIBUTE)]
    for pattern in (_COLOUR, _SIZE):
        found += [match.group() for match in pattern.finditer(turn.text)]
    kept: list[str] = []
    for one in sorted(found, key=len, reverse=True):
        if not any(_bare(one) in _bare(other) for other in kept):
            kept.append(one)
    return kept


def is_option(attribute: str) -> bool:
    """Return whether *attribute* is one by which variants differ: a colour, a size, an amount of memory."""
    return bool(_COLOUR.search(f"{attribute}色") or _SIZE.search(f"{attribute}的"))


def has_attribute(label: str, attribute: str) -> bool:
    """Return whether a variant's name (both languages in one) holds *attribute*: "月光白 256GB" is 白色 and 256G.

    >>> has_attribute("黑色 M black M", "M码"), has_attribute("曜石黑 256GB", "256G"), has_attribute("黑色 42", "2")
    (True, True, False)
    """
    wanted = _bare(attribute)
    if not wanted:
        return False
    if wanted.isascii():
        return any(_is_token(wanted, token) for token in re.findall(r"[a-z0-9.]+", label.casefold()))
    return wanted in label


def variants_with(product: ProductDetail, attributes: Sequence[str]) -> list[VariantState]:
    """Return the variants that have all of *attributes*."""
    return [one for one in product.variants if all(has_attribute(_label(one), a) for a in attributes)]


def variant_name(words: Wording, variant: VariantState) -> str:
    """Return what a variant is called; the empty text for a product of one kind."""
    return words.pick(variant.name_zh or "", variant.name_en or "")


def product_name(words: Wording, product: ProductDetail | ProductHit) -> str:
    """Return what a product is called."""
    return words.pick(product.name_zh, product.name_en)


def _label(variant: VariantState) -> str:
    return f"{variant.name_zh or ''} {variant.name_en or ''}"


def _is_token(wanted: str, token: str) -> bool:
    """Return whether *token* is *wanted*, or begins with it and goes on with its unit: ``256`` of ``256gb``."""
    return token == wanted or (
        token.startswith(wanted) and wanted[0].isdigit() and token[len(wanted) :].isalpha()
    )


def _bare(attribute: str) -> str:
    return _SHARED_WORDS.sub("", attribute.casefold())
