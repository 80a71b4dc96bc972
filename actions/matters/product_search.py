"""Looking for products by need, kind, brand, budget and attributes; suggesting some, with facts for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.buttons import human_button, payload
from actions.matters.base import Matter, Scope, Subject
from actions.matters.product_questions import hits_of
from actions.matters.variant_answers import tell_stock
from actions.product_lines import hit_lines, price_of, product_buttons
from actions.product_wishes import (
    Found,
    Wish,
    brand_of_ours,
    read_wish,
    search,
    wants_cheaper,
    wants_dearer,
)
from actions.products_in_focus import FOCUS_MESSAGES, SHOWN, focus, in_focus, product_name, show, shown
from actions.questions import Question, numbered
from actions.turn import Turn
from actions.wording import Wording
from kefu.names import Entity, Intent, Say, Slot
from shop.views import ProductDetail

SUGGESTED = 3
UPSET = "negative"


class WhatToFind(Question):
    """What is looked for, read from the message and refined by the next; asked when nothing is said of it."""

    def __init__(self, response: str) -> None:
        super().__init__(Slot.SEARCH_WISH)
        self._response = response

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Ask, with the shop's categories to choose from."""
        names = (await subject.shop.catalogue_names()).categories
        kinds = [turn.words.pick(zh, en) for zh, en in names]
        buttons = [
            {"title": kind, "payload": payload(Intent.INFORM, **{Entity.CATEGORY: zh})}
            for kind, (zh, _) in zip(kinds, names, strict=True)
        ]
        turn.say(self._response, categories=turn.words.pick("、", ", ").join(kinds), buttons=buttons)

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take what the reply says, in any words."""
        wish = read_wish(turn, await brand_of_ours(turn, subject.shop))
        return self._take(turn, wish)

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take kind, brand, attributes and budget; other words only where they find something."""
        newer = read_wish(turn, await brand_of_ours(turn, subject.shop))
        earlier = _earlier(turn)
        bounded = await _bounded_by_shown(turn, subject, newer)
        if not (bounded.kind or bounded.brand or bounded.attributes or bounded.least or bounded.most):
            found = await search(subject.shop, bounded, turn.words) if bounded else Found()
            if not found.hits:
                return False
            return self._take(turn, bounded)
        return self._take(turn, earlier.refined(bounded))

    def _take(self, turn: Turn, wish: Wish) -> bool:
        if wish:
            self.fill(turn, wish.as_slot())
        return bool(wish)


def _earlier(turn: Turn) -> Wish:
    """Return what was looked for last, if it was not too long ago."""
    alive = turn.messages_since(Slot.PRODUCT_SEARCH) <= FOCUS_MESSAGES
    return Wish.of_slot(turn.slot(Slot.PRODUCT_SEARCH)) if alive else Wish()


async def _bounded_by_shown(turn: Turn, subject: Subject, wish: Wish) -> Wish:
    """Return *wish* with the bound that "便宜点" or "贵点" sets: the prices that were shown."""
    now = in_focus(turn)
    ids = [now] if now else shown(turn)
    if wish.kind or not ids or not (wants_cheaper(turn) or wants_dearer(turn)):
        return wish
    prices = [hit.price for hit in await hits_of(subject, ids)]
    if not prices:
        return wish
    if wants_cheaper(turn):
        return replace(wish, words="", most=min(prices), least=None, strictly=True)
    return replace(wish, words="", least=max(prices), most=None, strictly=True)


class ActionSearchProduct(Matter):
    """Shows what fits, or says honestly that nothing does, and what fits without one of the conditions."""

    request = Intent.SEARCH_PRODUCT
    scope = Scope.ANYONE
    inquiry = True
    questions = (WhatToFind(Say.ASK_WHAT_TO_FIND),)

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Search, and remember what was shown."""
        wish = Wish.of_slot(turn.slot(Slot.SEARCH_WISH))
        page = await _only_its_variants(turn, subject, wish)
        if page is not None:
            focus(turn, page.product_id)
            tell_stock(turn, page)
            return
        found = await search(subject.shop, wish, turn.words)
        if not found.hits:
            human = human_button(turn.words)
            turn.say(Say.FOUND_NOTHING, wanted=wish.named(turn.words), buttons=[human])
            return
        if found.dropped and (wants_cheaper(turn) or wants_dearer(turn)):
            turn.say(Say.FOUND_NO_CHEAPER if wants_cheaper(turn) else Say.FOUND_NO_DEARER)
            return
        turn.set(Slot.PRODUCT_SEARCH, wish.as_slot())
        self._list(turn, wish, found)

    def _list(self, turn: Turn, wish: Wish, found: Found) -> None:
        hits = sorted(found.hits, key=lambda hit: hit.stock <= 0)
        listed = hits[:SHOWN]
        show(turn, [hit.product_id for hit in listed])
        lines = hit_lines(turn.words, listed)
        more = len(hits) - len(listed)
        if more:
            lines += "\n" + turn.words.pick(f"（还有 {more} 款）", f"({more} more)")
        turn.say(
            Say.FOUND_LOOSENED if found.dropped else Say.FOUND,
            products=lines,
            wanted=wish.named(turn.words),
            dropped=found.dropped,
            buttons=product_buttons(turn, listed, Intent.PRODUCT_DETAIL),
        )


async def _only_its_variants(turn: Turn, subject: Subject, wish: Wish) -> ProductDetail | None:
    """Return the product in focus when the message only names colours or sizes: "有没有白色的" asks about it."""
    said = read_wish(turn, None)
    now = in_focus(turn)
    if now is None or not said.attributes or said.kind or said.brand or said.least or said.most:
        return None
    return await subject.shop.product(now) if wish.attributes else None


class ActionRecommendProduct(Matter):
    """Suggests a few products and says by facts why; somebody upset is helped first and sold nothing."""

    request = Intent.RECOMMEND_PRODUCT
    scope = Scope.ANYONE
    inquiry = True
    questions = (WhatToFind(Say.ASK_NEED),)

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Ask nothing of somebody upset."""
        return () if turn.slot(Slot.MOOD) == UPSET else self.questions

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Suggest what can be had now."""
        if turn.slot(Slot.MOOD) == UPSET:
            turn.say(Say.RECOMMEND_LATER, buttons=[human_button(turn.words)])
            return
        wish = Wish.of_slot(turn.slot(Slot.SEARCH_WISH))
        found = await search(subject.shop, wish, turn.words)
        there = [hit for hit in found.hits if hit.stock > 0][:SUGGESTED]
        if not there:
            human = human_button(turn.words)
            turn.say(Say.FOUND_NOTHING, wanted=wish.named(turn.words), buttons=[human])
            return
        turn.set(Slot.PRODUCT_SEARCH, wish.as_slot())
        pages = (await subject.shop.compare_products([hit.product_id for hit in there])).products
        show(turn, [page.product_id for page in pages])
        turn.say(
            Say.RECOMMENDED_LOOSENED if found.dropped else Say.RECOMMENDED,
            products=numbered(_reasons(turn.words, page) for page in pages),
            dropped=found.dropped,
            buttons=product_buttons(turn, there, Intent.PRODUCT_DETAIL),
        )


def _reasons(words: Wording, page: ProductDetail) -> str:
    """Return a product with its price and what speaks for it: its page, its stars, an offer."""
    cheapest = min(page.variants, key=lambda variant: variant.price)
    facts = [words.pick(page.description_zh, page.description_en)]
    if page.stars is not None:
        facts.append(
            words.pick(
                f"顾客评分 {page.stars}（{page.reviews} 条评价）",
                f"rated {page.stars} of 5 in {page.reviews} review{'' if page.reviews == 1 else 's'}",
            )
        )
    told = words.pick("；", "; ").join(fact for fact in facts if fact)
    return f"{product_name(words, page)} · {price_of(words, cheapest)}\n   {told}"


MATTERS = (ActionSearchProduct, ActionRecommendProduct)
