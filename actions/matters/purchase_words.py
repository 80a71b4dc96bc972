"""An order's sums before it is placed, put into words."""

from __future__ import annotations

from typing import Any

from actions.wording import Wording
from shop.enums import Verdict
from shop.views import OrderQuote, PurchaseLine

_TROUBLES = {
    Verdict.no_coupon: ("您的账户里没有这张券", "this coupon isn't in your account"),
    Verdict.coupon_used: ("这张券已经用过了", "this coupon has been used already"),
    Verdict.coupon_expired: ("这张券已经过期", "this coupon has expired"),
    Verdict.coupon_upcoming: ("这张券还没到使用时间", "this coupon isn't valid yet"),
    Verdict.category_excluded: ("这件商品不在这张券的使用范围里", "this coupon doesn't cover this product"),
}


def quote_facts(words: Wording, quote: OrderQuote) -> dict[str, Any]:
    """Return what the shown order says: goods, sums, reductions, address."""
    fee = words.money(quote.shipping_fee) if quote.shipping_fee else words.pick("包邮", "free")
    sums = [
        words.pick(f"• 商品 {words.money(quote.items_total)}", f"• Goods {words.money(quote.items_total)}")
    ]
    sums.append(words.pick(f"• 运费 {fee}", f"• Shipping {fee}"))
    for one in quote.reductions:
        sums.append(f"• {words.pick(one.name_zh, one.name_en)} -{words.money(one.amount)}")
    return {
        "product": words.pick("、", ", ").join(_line(words, line) for line in quote.lines),
        "sums": "\n".join(sums),
        "total": words.money(quote.total),
        "address": _address(words, quote),
    }


def coupon_trouble(words: Wording, quote: OrderQuote) -> str:
    """Return why a coupon does not count."""
    if quote.verdict is Verdict.too_little:
        least = words.money(quote.coupon_from) if quote.coupon_from is not None else ""
        return words.pick(f"这张券要满 {least} 才能用", f"this coupon counts from {least} on")
    return words.pick(*_TROUBLES[quote.verdict])


def _line(words: Wording, line: PurchaseLine) -> str:
    name = words.pick(line.name_zh, line.name_en)
    variant = words.pick(line.variant_zh or "", line.variant_en or "")
    named = words.pick(f"{name}（{variant}）", f"{name} ({variant})") if variant else name
    return f"{named} × {line.quantity}"


def _address(words: Wording, quote: OrderQuote) -> str:
    if quote.address is None:
        return ""
    to = quote.address.address
    city = words.pick(to.city, to.city_en or to.city)
    return words.pick(
        f"{to.receiver} {to.phone}，{city}{to.district}{to.street}",
        f"{to.receiver} {to.phone}, {to.street}, {to.district}, {city}",
    )
