"""Products put into words: numbered lines, prices with their offers, stock, buttons."""

from __future__ import annotations

from collections.abc import Sequence

from actions.buttons import payload
from actions.products_in_focus import product_name, variant_name
from actions.questions import numbered
from actions.turn import Button, Turn
from actions.wording import Wording
from kefu.names import Entity, Intent
from shop.views import ProductDetail, ProductHit, Promotion, VariantState


def hit_lines(words: Wording, hits: Sequence[ProductHit]) -> str:
    """Return what was found, one numbered line each: name, price, whether there is any."""
    return numbered(
        f"{product_name(words, hit)} · {words.pick(f'{words.money(hit.price)} 起', f'from {words.money(hit.price)}')}"
        f" · {stock_words(words, hit.stock)}"
        for hit in hits
    )


def stock_words(words: Wording, stock: int) -> str:
    """Return whether there is any."""
    return words.pick("有货", "in stock") if stock > 0 else words.pick("暂时缺货", "out of stock for now")


def product_buttons(turn: Turn, hits: Sequence[ProductHit], intent: str) -> list[Button]:
    """Return a button for each product, which asks *intent* about it."""
    return [
        {"title": f"{place}. {product_name(turn.words, hit)}", "payload": about(intent, hit.product_id)}
        for place, hit in enumerate(hits, start=1)
    ]


def about(intent: str, product_id: str) -> str:
    """Return what a button sends that asks *intent* about a product."""
    return payload(intent, **{Entity.PRODUCT: product_id})


def buy_button(turn: Turn, product_id: str) -> Button:
    """Return the button that begins a purchase."""
    title = turn.words.pick("就买这个", "Buy this one")
    return {"title": title, "payload": about(Intent.PLACE_ORDER_HELP, product_id)}


def notice_button(turn: Turn, product_id: str) -> Button:
    """Return the button that asks for a notice."""
    title = turn.words.pick("到货或降价通知我", "Tell me when it changes")
    return {"title": title, "payload": about(Intent.SUBSCRIBE_NOTIFICATION, product_id)}


def price_of(words: Wording, variant: VariantState) -> str:
    """Return what a variant costs now, with the regular price and the end of an offer."""
    if variant.offer_price is None or variant.offer_price >= variant.regular_price:
        return words.money(variant.regular_price)
    now, usual = words.money(variant.offer_price), words.money(variant.regular_price)
    if variant.offer_ends_at is None:
        return words.pick(f"限时价 {now}（平时 {usual}）", f"{now} on offer (usually {usual})")
    until = words.moment(variant.offer_ends_at)
    return words.pick(
        f"限时价 {now}（平时 {usual}，{until} 恢复原价）", f"{now} on offer until {until} (usually {usual})"
    )


def price_lines(words: Wording, variants: Sequence[VariantState]) -> str:
    """Return the prices of variants: one for all that cost the same, else a line each."""
    prices = [price_of(words, variant) for variant in variants]
    if len(set(prices)) == 1:
        return prices[0]
    return "\n".join(
        f"• {variant_name(words, variant)} {price}" for variant, price in zip(variants, prices, strict=True)
    )


def stock_lines(words: Wording, variants: Sequence[VariantState]) -> str:
    """Return what there is of each variant, a line each; when a sold-out one comes back, where that is known."""
    lines = []
    for variant in variants:
        state = stock_words(words, variant.stock)
        if variant.stock <= 0:
            state = words.pick(f"{state}，{restock(words, variant)}", f"{state}, {restock(words, variant)}")
        name = variant_name(words, variant)
        lines.append(f"• {name} {state}" if name else state)
    return "\n".join(lines)


def restock(words: Wording, variant: VariantState) -> str:
    """Return when a variant comes back."""
    if variant.restock_on is None:
        return words.pick("补货时间还没定", "no date for the next delivery yet")
    day = words.day(variant.restock_on)
    return words.pick(f"预计{day}到货", f"expected {day}")


def promotion_lines(words: Wording, product: ProductDetail, promotions: Sequence[Promotion]) -> str:
    """Return the promotions of the moment that the product takes part in, a line each with its end."""
    own = [one for one in promotions if one.category_zh in (None, product.category_zh)]
    return "\n".join(
        words.pick(
            f"• {one.name_zh}：{one.rule_zh}（{words.moment(one.ends_at)} 结束）",
            f"• {one.name_en}: {one.rule_en} (until {words.moment(one.ends_at)})",
        )
        for one in own
    )
