"""Offers, prices and what a customer has saved, as lines of the customer's language."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from actions.wording import Wording
from shop.enums import CouponStatus
from shop.policy.model import InstalmentRules
from shop.views import CustomerCoupon, GiftCard, InstalmentPlan, PointsEntry, PriceLine, Promotion


def price_lines(words: Wording, lines: Sequence[PriceLine]) -> str:
    """Return for each line of an order what was paid, what it costs now, and until when a difference goes back."""
    return "\n".join(_price_line(words, line) for line in lines)


def _price_line(words: Wording, line: PriceLine) -> str:
    decision = line.decision
    name = words.pick(line.name_zh, line.name_en)
    paid, now = words.money(decision.paid_price), words.money(decision.found_price)
    shown = words.pick(f"• {name}：买时 {paid}，现价 {now}", f"• {name}: paid {paid}, now {now}")
    if decision.offer_price is not None:
        offer = words.money(decision.offer_price)
        shown += words.pick(f"（限时特价 {offer}）", f" (flash sale {offer})")
    if decision.allowed:
        back = words.money(decision.amount)
        pieces = words.pick(
            f"{line.quantity} 件", "1 piece" if line.quantity == 1 else f"{line.quantity} pieces"
        )
        shown += words.pick(f"，{pieces}可退 {back}", f", {back} back for {pieces}")
    if decision.last_day is not None:
        day = words.day(decision.last_day)
        shown += words.pick(f"，保价到{day}", f"; protected until {day}")
    return shown


def coupon_lines(words: Wording, coupons: Sequence[CustomerCoupon]) -> str:
    """Return each coupon with its condition, and how long it can be used or why it cannot."""
    return "\n".join(f"• {coupon_line(words, coupon)}" for coupon in coupons)


def coupon_line(words: Wording, coupon: CustomerCoupon) -> str:
    """Return one coupon with its condition and its state."""
    name = f"{words.pick(coupon.name_zh, coupon.name_en)} {coupon.code}"
    off, least = words.money(coupon.reduction), words.money(coupon.threshold)
    goods = words.pick(coupon.category_zh or "", coupon.category_en or "")
    rule = words.pick(
        f"{goods}满 {least} 减 {off}", f"{off} off from {least}" + (f" of {goods}" if goods else "")
    )
    return words.pick(f"{name}：{rule}，", f"{name}: {rule}, ") + _coupon_state(words, coupon)


def _coupon_state(words: Wording, coupon: CustomerCoupon) -> str:
    ends, starts = words.moment(coupon.ends_at), words.moment(coupon.starts_at)
    if coupon.status is CouponStatus.unused:
        return words.pick(f"{ends} 前有效", f"valid until {ends}")
    if coupon.status is CouponStatus.upcoming:
        return words.pick(f"{starts} 起才能用", f"valid from {starts}")
    if coupon.status is CouponStatus.expired:
        return words.pick(f"{ends} 已过期", f"expired {ends}")
    order = coupon.order_id
    return words.pick(
        f"已用在订单 {order}" if order else "已使用", f"used on order {order}" if order else "used"
    )


def promotion_lines(words: Wording, promotions: Sequence[Promotion]) -> str:
    """Return each promotion with its rule and its end."""
    return "\n".join(
        words.pick(
            f"• {one.name_zh}：{one.rule_zh}，{words.moment(one.ends_at)} 结束",
            f"• {one.name_en}: {one.rule_en}; ends {words.moment(one.ends_at)}",
        )
        for one in promotions
    )


def gift_card_lines(words: Wording, cards: Sequence[GiftCard]) -> str:
    """Return each gift card, its number masked, with its balance and its end."""
    return "\n".join(f"• {_gift_card(words, card)}" for card in cards)


def _gift_card(words: Wording, card: GiftCard) -> str:
    left, face = words.money(card.balance), words.money(card.face_value)
    day = words.day(card.expires_at.astimezone(words.zone).date())
    end = (
        words.pick(f"{day}已过期", f"expired {day}")
        if card.expired
        else words.pick(f"{day}到期", f"valid until {day}")
    )
    return words.pick(
        f"{card.number}：余额 {left}（面值 {face}），{end}", f"{card.number}: {left} left of {face}, {end}"
    )


def points_lines(words: Wording, entries: Sequence[PointsEntry]) -> str:
    """Return the entries of a points account, newest first."""
    return "\n".join(f"• {_points(words, entry)}" for entry in entries)


def _points(words: Wording, entry: PointsEntry) -> str:
    day = words.day(entry.at.astimezone(words.zone).date())
    label = words.pick(entry.kind.label_zh, entry.kind.label_en)
    order = words.pick(f"（订单 {entry.order_id}）", f" (order {entry.order_id})") if entry.order_id else ""
    return f"{day} {label} {entry.points:+d}{order}"


def plan_lines(words: Wording, plans: Sequence[InstalmentPlan]) -> str:
    """Return each way to pay an amount in parts: how many, how much each, and the whole fee."""
    return "\n".join(f"• {_plan(words, plan)}" for plan in plans)


def _plan(words: Wording, plan: InstalmentPlan) -> str:
    first, each = words.money(plan.first), words.money(plan.each)
    same = plan.first == plan.each
    parts = words.pick(
        f"{plan.months} 期：每期 {each}" if same else f"{plan.months} 期：首期 {first}，之后每期 {each}",
        f"{plan.months} months: {each} a month"
        if same
        else f"{plan.months} months: {first} first, then {each} a month",
    )
    return f"{parts}{words.pick('，', ', ')}{_fee(words, plan.rate, plan.fee)}"


def _fee(words: Wording, rate: Decimal, fee: Decimal | None) -> str:
    if not rate:
        return words.pick("免手续费", "no fee")
    percent = f"{rate.normalize():f}%"
    amount = f"（{words.money(fee)}）" if fee is not None else ""
    return words.pick(
        f"手续费共 {percent}{amount}", f"{percent} fee in all" + (f" ({words.money(fee)})" if fee else "")
    )


def term_lines(words: Wording, rules: InstalmentRules) -> str:
    """Return in how many parts one can pay, and the fee of each, where no amount is known."""
    return "\n".join(
        words.pick(f"• {months} 期，", f"• {months} months, ") + _fee(words, rate, None)
        for months, rate in sorted(rules.plans.items())
    )
