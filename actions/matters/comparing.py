"""Putting two to four products, or variants of one, side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.matters.base import Matter, Scope, Subject
from actions.matters.product_questions import hits_of
from actions.product_lines import hit_lines, price_of, stock_words
from actions.product_names import named_products
from actions.products_in_focus import (
    attributes_in,
    entities_of,
    in_focus,
    is_option,
    product_name,
    products_meant,
    show,
    shown,
    variant_name,
    variants_with,
)
from actions.questions import Option, Question, numbered, option_buttons
from actions.references import find_places
from actions.turn import Turn
from kefu.names import Entity, Intent, Say, Slot
from shop.views import ComparedSpec, Comparison, ProductDetail, VariantState

MOST_COMPARED = 4
_THESE = re.compile(
    r"这两|这俩|那两|那俩|这几|这些|两个|两款|俩|几款|它们|这三|\b(?:these|those|them|both|the two)\b",
    re.IGNORECASE,
)

_COMPARES = re.compile(
    r"比|哪|区别|差别|差异|差在|不同|一样|还是|和|跟|与|同|pk|vs|两|俩"
    r"|\b(?:compar\w*|differ\w*|versus|which|better|best|or|and|than|same|two|both)\b",
    re.IGNORECASE,
)


class WhichToCompare(Question):
    """Two to four products: named, pointed to, or shown last; or one, of which variants are compared."""

    def __init__(self) -> None:
        super().__init__(Slot.COMPARED_PRODUCTS)

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Two are enough, and one of which two variants are named."""
        chosen = turn.slot(self.slot) or []
        return len(chosen) > 1 or (len(chosen) == 1 and await _variants(turn, subject, chosen[0]) != [])

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Ask for the other one, or for both, with those shown last as choices."""
        chosen = turn.slot(self.slot) or []
        others = [one for one in shown(turn) if one not in chosen]
        hits = await hits_of(subject, others)
        if chosen:
            (first,) = await hits_of(subject, chosen[:1])
            options = [Option(hit.product_id, hit.name_zh, hit.name_en) for hit in hits]
            turn.say(
                Say.COMPARE_WITH,
                product=product_name(turn.words, first),
                products=hit_lines(turn.words, hits),
                buttons=option_buttons(turn, options),
            )
        else:
            turn.say(Say.COMPARE_WHICH, products=hit_lines(turn.words, hits))

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Add what the reply names to what is known; without any entity the words themselves."""
        if await self.overhear(turn, subject):
            return True
        named = await named_products(subject.shop, turn.text) if turn.text else []
        return len(named) == 1 and self._take(turn, [*(turn.slot(self.slot) or []), named[0].product_id])

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take what the message names, with the product in focus when it names one more."""
        return await self._collect(turn, subject, list(turn.slot(self.slot) or []))

    async def _collect(self, turn: Turn, subject: Subject, known: list[str]) -> bool:
        chosen = list(dict.fromkeys([*known, *await _named(turn, subject)]))
        if len(chosen) < 2 and not known and _THESE.search(turn.text) and len(shown(turn)) > 1:
            chosen = shown(turn)[:MOST_COMPARED]
        now = in_focus(turn)
        if len(chosen) < 2 and not known and now and now not in chosen:
            chosen = [now, *chosen]
        return self._take(turn, chosen) if chosen and chosen != known else False

    def _take(self, turn: Turn, chosen: list[str]) -> bool:
        return self.fill(turn, list(dict.fromkeys(chosen))[:MOST_COMPARED])


async def _named(turn: Turn, subject: Subject) -> list[str]:
    """Return every product that the message names or points to, in order."""
    listed = shown(turn)
    found = [listed[place] for place in find_places(turn.text) if -len(listed) <= place < len(listed)]
    values = [*entities_of(turn, Entity.PRODUCT), *entities_of(turn, Entity.CATEGORY)]
    if turn.is_button or not (values or found):
        return [*found, *(await products_meant(turn, subject.shop) or [])][:MOST_COMPARED]
    for value in values:
        named = [hit.product_id for hit in await named_products(subject.shop, value)]
        at_hand = [one for one in named if one in listed]
        # "哪款手机好": a kind alone names the first few of it, one beside others the likeliest.
        found += (
            at_hand if at_hand and len(values) == 1 else named[: MOST_COMPARED if len(values) == 1 else 1]
        )
    return found


async def _variants(turn: Turn, subject: Subject, product_id: str) -> list[VariantState]:
    """Return the variants of one product that the message names, two or more of them; none otherwise."""
    page = await subject.shop.product(product_id)
    if page is None:
        return []
    named = [one for one in attributes_in(turn) if is_option(one)]
    fitting = {state.variant_id: state for one in named for state in variants_with(page, [one])}
    return list(fitting.values()) if len(named) > 1 and len(fitting) > 1 else []


class ActionProductCompare(Matter):
    """Shows what differs, and what is the same, line by line."""

    request = Intent.PRODUCT_COMPARE

    @classmethod
    def really(cls, turn: Turn) -> str:
        """Who sets nothing beside anything wants to know what it is like ("介绍一下星澜 X20 Pro")."""
        compares = _COMPARES.search(turn.text) or turn.request == cls.request
        return cls.request if compares else Intent.PRODUCT_DETAIL

    scope = Scope.ANYONE
    inquiry = True
    questions = (WhichToCompare(),)

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Compare products, or variants of the only one."""
        chosen = list(turn.slot(Slot.COMPARED_PRODUCTS) or [])
        if len(chosen) == 1:
            page = await subject.shop.product(chosen[0])
            if page is not None:
                self._say_variants(turn, page, await _variants(turn, subject, chosen[0]))
                return
        compared = await subject.shop.compare_products(chosen)
        if len(compared.products) < 2:
            turn.say(Say.PRODUCT_GONE)
            return
        show(turn, [page.product_id for page in compared.products])
        names = numbered(product_name(turn.words, page) for page in compared.products)
        different, same = _rows(turn, compared)
        turn.say(
            Say.COMPARED, products=names, different=different, same=same or turn.words.pick("没有", "nothing")
        )

    def _say_variants(self, turn: Turn, page: ProductDetail, variants: Sequence[VariantState]) -> None:
        show(turn, [page.product_id])
        words = turn.words
        lines = [
            words.pick("：", ": ").join([variant_name(words, one), price_of(words, one)])
            + f" · {stock_words(words, one.stock)}"
            for one in variants
        ]
        turn.say(Say.COMPARED_VARIANTS, product=product_name(words, page), variants=numbered(lines))


def _rows(turn: Turn, compared: Comparison) -> tuple[str, str]:
    """Return the lines in which the products differ, then what is the same in all, each in one text."""
    words, pages = turn.words, compared.products
    prices = [price_of(words, min(page.variants, key=lambda one: one.price)) for page in pages]
    stock = [stock_words(words, sum(one.stock for one in page.variants)) for page in pages]
    unrated = words.pick("还没有评价", "no reviews yet")
    stars = [unrated if page.stars is None else f"{page.stars} ({page.reviews})" for page in pages]
    table = [(words.pick("价格", "Price"), prices), (words.pick("库存", "Stock"), stock)]
    table += [(words.pick(row.name_zh, row.name_en), _values(turn, row)) for row in compared.rows]
    if any(page.stars is not None for page in pages):
        table.append((words.pick("评分", "Rating"), stars))
    colon = words.pick("：", ": ")
    different = [f"• {name}{colon}{' ｜ '.join(values)}" for name, values in table if len(set(values)) > 1]
    same = [f"{name}{colon}{values[0]}" for name, values in table if len(set(values)) == 1]
    return "\n".join(different) or words.pick("没有", "nothing"), words.pick("；", "; ").join(same)


def _values(turn: Turn, row: ComparedSpec) -> list[str]:
    unknown = turn.words.pick("没有写", "not stated")
    return [value or unknown for value in (row.values_en if turn.words.language == "en" else row.values_zh)]


MATTERS = (ActionProductCompare,)
