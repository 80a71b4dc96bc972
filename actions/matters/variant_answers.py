"""What there is of a product's variants: the one that is asked about, or all of them."""

from __future__ import annotations

from actions.product_lines import buy_button, notice_button, restock, stock_lines
from actions.products_in_focus import (
    attributes_in,
    focus,
    is_option,
    product_name,
    variant_name,
    variants_with,
)
from actions.turn import Turn
from kefu.names import Say, Slot
from shop.views import ProductDetail, VariantState


def asked_variants(turn: Turn, page: ProductDetail) -> tuple[list[str], list[VariantState]]:
    """Return the colours and sizes that the message names, and the variants that have them; all when it names none."""
    options = [one for one in attributes_in(turn) if is_option(one)]
    return options, variants_with(page, options) if options else list(page.variants)


def say_not_offered(turn: Turn, page: ProductDetail, options: list[str]) -> None:
    """Say that the product does not come in what was asked for, and in what it does."""
    turn.say(
        Say.VARIANT_NOT_OFFERED,
        product=product_name(turn.words, page),
        wanted=turn.words.pick("、", ", ").join(options),
        variants=stock_lines(turn.words, page.variants),
    )


def tell_stock(turn: Turn, page: ProductDetail) -> None:
    """Say whether the product, or the variant that the message names, can be had now."""
    options, variants = asked_variants(turn, page)
    if not variants:
        say_not_offered(turn, page, options)
        return
    only = variants[0] if len(variants) == 1 else None
    if only is not None:
        focus(turn, page.product_id, only.variant_id)
    name = product_name(turn.words, page)
    if only is not None and variant_name(turn.words, only):
        named = variant_name(turn.words, only)
        name = turn.words.pick(f"{name}（{named}）", f"{name} ({named})")
    if all(one.stock <= 0 for one in variants):
        when = restock(turn.words, min(variants, key=lambda one: (one.restock_on is None, one.restock_on)))
        turn.say(Say.STOCK_NONE, product=name, restock=when, buttons=[notice_button(turn, page.product_id)])
    elif only is not None:
        turn.say(Say.STOCK_THERE, product=name, buttons=_buy(turn, page))
    else:
        lines = stock_lines(turn.words, variants)
        turn.say(Say.STOCK_LIST, product=name, variants=lines, buttons=_buy(turn, page))


def _buy(turn: Turn, page: ProductDetail) -> list[dict[str, str]]:
    """Return the button to buy; none for somebody upset."""
    return [] if turn.slot(Slot.MOOD) == "negative" else [buy_button(turn, page.product_id)]
