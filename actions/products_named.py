"""The customer's order that a message names by a product in it: "那个耳机到哪了", "cancel the rice cooker"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from actions.reading import clean
from actions.turn import Turn
from kefu.names import Entity
from shop.port import MOST_LISTED

# Phrases about the phone number, which would otherwise name every phone and phone case.
_ABOUT_NUMBERS = re.compile(r"手机(?:号码?|尾号|尾数|后四位|最后四位)")
# English words in titles that name no product.
_NO_PRODUCT = re.compile(
    r"\b(?:with|case|pack|size|sets|order|from|this|that|when|over|items?|black|white|blue|pink|grey|green|light"
    r"|small|large|pieces?|pairs?|time|real|good|best|home|house|hold)\b"
)

# Letters of an English word that names a product: in any sentence, and where a product was recognised.
_ANY_WORD, _RECOGNISED_WORD = 5, 3


def names_product(turn: Turn) -> bool:
    """Return whether a product, a kind of product or a brand was recognised in the message."""
    return any(map(turn.entity, (Entity.PRODUCT, Entity.CATEGORY, Entity.BRAND)))


async def order_with_named_product(turn: Turn) -> str | None:
    """Return the only order of the verified customer that holds what the message names; None otherwise.

    Of several, the one that we speak of.
    """
    customer_id = turn.identity.customer_id
    if customer_id is None or not turn.text:
        return None
    values = [turn.entity(name) for name in (Entity.PRODUCT, Entity.CATEGORY, Entity.BRAND)]
    recognised = " ".join(value for value in values if value)
    text = recognised or _ABOUT_NUMBERS.sub(" ", turn.text)
    shop = await turn.shop()
    orders = await shop.orders(customer_id, limit=MOST_LISTED)
    titles = {order.order_id: (order.title_zh, order.title_en) for order in orders}
    named = match_titles(text, titles, shortest=_RECOGNISED_WORD if recognised else _ANY_WORD)
    if turn.order_id in named:
        return turn.order_id
    return named[0] if len(named) == 1 else None


def match_titles(text: str, titles: Mapping[str, Sequence[str]], shortest: int = _ANY_WORD) -> list[str]:
    """Return the orders whose product titles the *text* names best, in order; none when it names none.

    *titles* maps an order number to its titles. Two Chinese characters or one English word of *shortest*
    letters in common are the least that counts.
    """
    wanted = clean(text).casefold()
    scores = {
        order_id: max((_overlap(wanted, t, shortest) for t in named), default=0)
        for order_id, named in titles.items()
    }
    best = max(scores.values(), default=0)
    return [order_id for order_id, score in scores.items() if score == best] if best else []


def _overlap(wanted: str, title: str, shortest: int) -> int:
    """Return the length of the longest Chinese run in common, plus that of all common English words."""
    folded = _NO_PRODUCT.sub(" ", clean(title).casefold())
    word = re.compile(rf"[a-z0-9]{{{shortest},}}")
    words = set(word.findall(folded)) & set(word.findall(wanted))
    longest = 0
    for run in re.findall(r"[\u4e00-\u9fff]{2,}", folded):
        for size in range(len(run), max(1, longest), -1):
            if any(run[i : i + size] in wanted for i in range(len(run) - size + 1)):
                longest = size
                break
    return longest + sum(map(len, words))
