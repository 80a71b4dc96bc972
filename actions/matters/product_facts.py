"""What a product is like, costs and how it is used, whether there is any, whether it is genuine: its own facts only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from actions.buttons import human_button
from actions.matters.base import Matter, Scope, Subject
from actions.matters.product_questions import (
    NOT_SOLD,
    ProductMatter,
    WhichProduct,
    hit_of,
    say_not_sold,
    wanted_page,
)
from actions.matters.variant_answers import asked_variants, say_not_offered, tell_stock
from actions.product_lines import hit_lines, notice_button, price_lines, product_buttons, promotion_lines
from actions.products_in_focus import (
    attributes_in,
    focus,
    in_focus,
    is_option,
    product_name,
    show,
    shown,
    variants_with,
)
from actions.products_named import names_product
from actions.questions import Question
from actions.spec_words import asked_keys
from actions.turn import Turn
from kefu.names import Intent, Say, Slot
from shop.views import ProductDetail, Spec

# What nobody can tell: prices of the past and of the future.
_PRICE_OF_ANOTHER_DAY = re.compile(
    r"之前|以前|原来|历史|上次|上个月|去年|昨天|前几天|会不会(?:再)?(?:降|涨|便宜)|还会(?:降|涨|便宜)|什么时候(?:降|便宜|打折)|最低价|(?:涨|降)过"
    r"|\b(?:last (?:week|month|year)|yesterday|before|used to|history"
    r"|lowest ever|will it (?:drop|go down|get cheaper)|going to (?:drop|rise))\b",
    re.IGNORECASE,
)


class ActionProductDetail(ProductMatter):
    """Tells what the page says; the line that is asked for, where one is."""

    request = Intent.PRODUCT_DETAIL

    async def tell(self, turn: Turn, subject: Subject, page: ProductDetail) -> None:
        """Tell the lines that are asked for; that they are not known; or the whole page."""
        keys = asked_keys(turn.text, page.specs)
        asked = [spec for spec in page.specs if spec.key in keys]
        facts: dict[str, Any] = {"product": product_name(turn.words, page)}
        if asked:
            turn.say(Say.SPEC_TOLD, specs=_spec_lines(turn, asked), **facts)
        elif keys:
            human = human_button(turn.words)
            turn.say(Say.SPEC_UNKNOWN, specs=_spec_lines(turn, page.specs), buttons=[human], **facts)
        else:
            text = turn.words.pick(page.description_zh, page.description_en)
            turn.say(Say.PRODUCT_TOLD, about=text, specs=_all_lines(turn, page), **facts)


class ActionProductPrice(ProductMatter):
    """Tells what it costs now, with the offers and promotions of today; nothing of other days."""

    request = Intent.PRODUCT_PRICE

    async def tell(self, turn: Turn, subject: Subject, page: ProductDetail) -> None:
        """Tell the price of what is asked for."""
        options, variants = asked_variants(turn, page)
        if not variants:
            say_not_offered(turn, page, options)
            return
        if len(variants) == 1:
            focus(turn, page.product_id, variants[0].variant_id)
        promotions = promotion_lines(turn.words, page, await subject.shop.promotions())
        facts: dict[str, Any] = {
            "product": product_name(turn.words, page),
            "prices": price_lines(turn.words, variants),
        }
        if promotions:
            turn.say(Say.PRICE_AND_PROMOTIONS, promotions=promotions, **facts)
        else:
            turn.say(Say.PRICE, **facts)
        if _PRICE_OF_ANOTHER_DAY.search(turn.text):
            turn.say(Say.PRICE_OF_TODAY_ONLY, buttons=[notice_button(turn, page.product_id)])


class ActionProductStock(ProductMatter):
    """Tells whether there is any, by variant, and when a sold-out one comes back."""

    request = Intent.PRODUCT_STOCK

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Ask nothing when the message asks which of those shown come in a colour or size."""
        return () if _asks_about_shown(turn) else self.questions

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Tell of those shown, or of one product."""
        if _asks_about_shown(turn) and turn.slot(Slot.WANTED_PRODUCT) is None:
            await _tell_shown(turn, subject)
        else:
            await super().respond(turn, subject)

    async def tell(self, turn: Turn, subject: Subject, page: ProductDetail) -> None:
        """Tell what there is."""
        tell_stock(turn, page)


class ActionProductUsage(ProductMatter):
    """Tells how it is used as far as its page says; else that it is not known, with a person to ask."""

    request = Intent.PRODUCT_USAGE

    async def tell(self, turn: Turn, subject: Subject, page: ProductDetail) -> None:
        """Tell the page's instructions, and never others."""
        usage = turn.words.pick(page.usage_zh or "", page.usage_en or "")
        facts: dict[str, Any] = {"product": product_name(turn.words, page)}
        human = [human_button(turn.words)]
        if usage:
            turn.say(Say.USAGE, usage=usage, buttons=human, **facts)
        else:
            turn.say(Say.USAGE_UNKNOWN, buttons=human, **facts)


class ActionProductAuthenticity(Matter):
    """Tells what the shop answers for; that something is genuine is nothing that a machine can vouch for."""

    request = Intent.PRODUCT_AUTHENTICITY
    scope = Scope.ANYONE
    inquiry = True
    questions = (WhichProduct(is_asked=False),)

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Tell about the product that is named or in focus, or about all of them."""
        if turn.slot(Slot.WANTED_PRODUCT) == NOT_SOLD:
            say_not_sold(turn)
            return
        if turn.slot(Slot.WANTED_PRODUCT) is None and not names_product(turn):
            turn.set(Slot.WANTED_PRODUCT, in_focus(turn))
        page = await wanted_page(turn, subject)
        rules = turn.runtime.policy.after_sales
        days = rules.of(page.category_id if page else "default").quality_return_days
        facts: dict[str, Any] = {"days": turn.words.days(days), "buttons": [human_button(turn.words)]}
        if page is None:
            turn.say(Say.AUTHENTICITY, **facts)
            return
        focus(turn, page.product_id)
        name, brand = product_name(turn.words, page), turn.words.pick(page.brand_zh, page.brand_en)
        turn.say(Say.AUTHENTICITY_OF, product=name, brand=brand, **facts)


def _asks_about_shown(turn: Turn) -> bool:
    if in_focus(turn) is not None or len(shown(turn)) < 2 or turn.pointer is not None or names_product(turn):
        return False
    return any(is_option(one) for one in attributes_in(turn))


async def _tell_shown(turn: Turn, subject: Subject) -> None:
    """Say which of the products shown come in what is asked for."""
    options = [one for one in attributes_in(turn) if is_option(one)]
    pages = [await subject.shop.product(one) for one in shown(turn)]
    fitting = [page for page in pages if page is not None and variants_with(page, options)]
    wanted = turn.words.pick("、", ", ").join(options)
    if not fitting:
        turn.say(Say.SHOWN_WITHOUT, wanted=wanted)
        return
    hits = [hit_of(page) for page in fitting]
    show(turn, [page.product_id for page in fitting])
    buttons = product_buttons(turn, hits, Intent.PRODUCT_STOCK)
    turn.say(Say.FOUND, products=hit_lines(turn.words, hits), wanted=wanted, buttons=buttons)


def _spec_lines(turn: Turn, specs: Sequence[Spec]) -> str:
    return "\n".join(
        turn.words.pick(f"• {spec.name_zh}：{spec.value_zh}", f"• {spec.name_en}: {spec.value_en}")
        for spec in specs
    )


def _all_lines(turn: Turn, page: ProductDetail) -> str:
    lines = [_spec_lines(turn, page.specs)] if page.specs else []
    if page.warranty_months:
        lines.append(
            turn.words.pick(
                f"• 质保：{page.warranty_months} 个月", f"• Warranty: {page.warranty_months} months"
            )
        )
    if page.stars is not None:
        stars, count = page.stars, page.reviews
        reviews = "review" if count == 1 else "reviews"
        lines.append(
            turn.words.pick(
                f"• 评分：{stars}（{count} 条评价）", f"• Rating: {stars} of 5 ({count} {reviews})"
            )
        )
    return "\n".join(lines)


MATTERS = (
    ActionProductDetail,
    ActionProductPrice,
    ActionProductStock,
    ActionProductUsage,
    ActionProductAuthenticity,
)
