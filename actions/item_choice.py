"""Which line of an order is meant, and which variant of a product: choices by product name, colour, size, storage."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.matters.base import Subject
from actions.products_named import match_titles
from actions.questions import Choice, Option
from actions.turn import Turn
from actions.wording import EN, ZH, Wording
from shop.views import OrderItem, VariantState

WHOLE_ORDER = "all"
_ALL = r"全部|所有|整[个单]|都[是要]?|\b(?:all|both|everything|whole order)\b"
_PARTS = re.compile(r"[\s/,、·+]+")
_TURNS = re.compile(r"改成|换成|改为|换为|想要|要|换|改|\b(?:to|into|for)\b", re.IGNORECASE)
_SHORTEST_PART = 2  # characters of a Chinese colour without 色: "雾蓝"


class ItemChoice(Choice):
    """Which line of the order; *with_all* adds the whole order as an answer."""

    def __init__(self, slot: str, response: str, *, with_all: bool = False) -> None:
        super().__init__(slot, response, self._lines)
        self._with_all = with_all

    async def _lines(self, turn: Turn, subject: Subject) -> Sequence[Option]:
        items = subject.order.items if subject.order else ()
        options = [_option(turn, item) for item in items]
        if self._with_all and len(options) > 1:
            options.append(Option(WHOLE_ORDER, "全部", "All of them", re.compile(_ALL, re.IGNORECASE)))
        return options

    def _take_named(self, turn: Turn, options: Sequence[Option]) -> bool:
        if super()._take_named(turn, options):
            return True
        if turn.is_button:
            return False
        titles = {option.value: (option.label_zh, option.label_en) for option in options}
        named = match_titles(turn.text, titles)
        if len(named) != 1:
            return False
        self.fill(turn, named[0])
        return True


def _option(turn: Turn, item: OrderItem) -> Option:
    words = {language: Wording(language, turn.now, turn.words.zone) for language in (ZH, EN)}
    return Option(str(item.line), words[ZH].item(item), words[EN].item(item))


def find_variants(
    text: str, variants: Sequence[VariantState], current: VariantState | None
) -> list[VariantState]:
    """Return the variants that cleaned *text* names best; none when it names no part of any.

    A part that is not named stays as it is in the *current* one: "蓝色的" of a black L is the blue L, if there is one.
    """
    # "黑色的换成白色": what is wanted comes after.
    for piece in reversed(_TURNS.split(text)):
        scores = {variant.variant_id: _named_parts(piece, variant) for variant in variants}
        best = max(scores.values(), default=0)
        if best:
            break
    else:
        return []
    named = [variant for variant in variants if scores[variant.variant_id] == best]
    if len(named) > 1 and current is not None:
        kept = {variant.variant_id: len(_parts(variant) & _parts(current)) for variant in named}
        most = max(kept.values())
        named = [variant for variant in named if kept[variant.variant_id] == most]
    return named


def _parts(variant: VariantState) -> set[str]:
    return {part for part in _PARTS.split((variant.name_zh or "").casefold()) if part}


def _named_parts(text: str, variant: VariantState) -> int:
    folded = text.casefold().replace(" ", "")
    spaced = text.casefold()
    chinese = sum(_is_named(part, folded) for part in _parts(variant))
    english = [part for part in _PARTS.split((variant.name_en or "").casefold()) if part]
    named = sum(bool(re.search(rf"(?<![a-z0-9]){re.escape(part)}(?![a-z0-9])", spaced)) for part in english)
    return max(chinese, named)


def _is_named(part: str, folded: str) -> bool:
    """Return whether a part of a Chinese variant name stands in *folded*: whole, or the colour without 色."""
    if re.search(r"[a-z0-9]", part):
        return bool(re.search(rf"(?<![a-z0-9.]){re.escape(part)}(?![a-z0-9])", folded)) or (
            part.removesuffix("gb") != part and f"{part.removesuffix('gb')}g" in folded
        )
    bare = part.removesuffix("色")
    return part in folded or (len(bare) >= _SHORTEST_PART and bare in folded) or f"{bare}的" in folded
