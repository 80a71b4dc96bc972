"""Coupons, promotions, gift cards and points: what a customer has, what runs, and why something cannot be used."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.matters.base import Matter, Scope, Subject
from actions.money_words import (
    coupon_line,
    coupon_lines,
    gift_card_lines,
    points_lines,
    promotion_lines,
)
from actions.turn import Turn
from kefu.names import Intent, Say
from shop.enums import CouponStatus
from shop.views import CustomerCoupon

_SHOWN_ENTRIES = 5  # newest movements of points
_CODE = re.compile(r"(?<![0-9A-Za-z])(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[0-9A-Za-z]{4,20}(?![0-9A-Za-z])")
_ONE_COUPON = {
    CouponStatus.unused: Say.COUPON_USABLE,
    CouponStatus.upcoming: Say.COUPON_UPCOMING,
    CouponStatus.used: Say.COUPON_USED,
    CouponStatus.expired: Say.COUPON_EXPIRED,
}


class ActionCouponQuery(Matter):
    """Lists the coupons, those that can be used first; of one that is named, why it can or cannot be used."""

    request = Intent.COUPON_QUERY
    scope = Scope.CUSTOMER
    inquiry = True

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """List, or explain the one that is named."""
        coupons = await subject.shop.coupons(subject.customer)
        named = _named(turn, coupons)
        if named is not None:
            self._explain(turn, named)
        elif _CODE.search(turn.text) and not turn.numbers.order_id:
            turn.say(Say.COUPON_NOT_YOURS)
        elif not coupons:
            turn.say(Say.NO_COUPONS)
        else:
            self._list(turn, coupons)

    def _explain(self, turn: Turn, coupon: CustomerCoupon) -> None:
        words = turn.words
        goods = words.pick(coupon.category_zh or "全店商品", coupon.category_en or "everything in the shop")
        turn.say(
            _ONE_COUPON[coupon.status],
            coupon=coupon_line(words, coupon),
            goods=goods,
            least=words.money(coupon.threshold),
        )

    def _list(self, turn: Turn, coupons: Sequence[CustomerCoupon]) -> None:
        usable = [one for one in coupons if one.status is CouponStatus.unused]
        others = [one for one in coupons if one.status is not CouponStatus.unused]
        if not usable:
            turn.say(Say.COUPONS_UNUSABLE, others=coupon_lines(turn.words, others))
        elif others:
            turn.say(
                Say.COUPONS_AND_OTHERS,
                usable=coupon_lines(turn.words, usable),
                others=coupon_lines(turn.words, others),
            )
        else:
            turn.say(Say.COUPONS, usable=coupon_lines(turn.words, usable))


def _named(turn: Turn, coupons: Sequence[CustomerCoupon]) -> CustomerCoupon | None:
    """Return the only coupon whose code or name stands in the message."""
    text = turn.text.casefold()
    named = [
        one
        for one in coupons
        if any(name.casefold() in text for name in (one.code, one.name_zh, one.name_en))
    ]
    return named[0] if len(named) == 1 else None


class ActionPromotionQuery(Matter):
    """Says what runs now, because it was asked."""

    request = Intent.PROMOTION_QUERY
    scope = Scope.ANYONE
    inquiry = True

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """List the promotions with their rules and ends."""
        promotions = await subject.shop.promotions()
        if promotions:
            turn.say(Say.PROMOTIONS, promotions=promotion_lines(turn.words, promotions))
        else:
            turn.say(Say.NO_PROMOTIONS)


class ActionGiftCardBalance(Matter):
    """Says what is left on the customer's gift cards; their numbers are masked."""

    request = Intent.GIFT_CARD_BALANCE
    scope = Scope.CUSTOMER
    inquiry = True

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """List the cards, and what can be used of them altogether."""
        cards = await subject.shop.gift_cards(subject.customer)
        if not cards:
            turn.say(Say.NO_GIFT_CARDS)
            return
        usable = [card.balance for card in cards if not card.expired]
        total = turn.words.money(sum(usable, start=cards[0].balance - cards[0].balance))
        turn.say(Say.GIFT_CARDS, cards=gift_card_lines(turn.words, cards), total=total)


class ActionMemberPoints(Matter):
    """Says how many points there are, by what they came and went, and the member level."""

    request = Intent.MEMBER_POINTS
    scope = Scope.CUSTOMER
    inquiry = True

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Tell the balance with the newest entries."""
        person = await subject.shop.customer(subject.customer)
        points = await subject.shop.points(subject.customer, limit=_SHOWN_ENTRIES)
        if person is None:
            raise LookupError("the customer has vanished")
        level = turn.words.pick(person.member_level.label_zh, person.member_level.label_en)
        if points.entries:
            entries = points_lines(turn.words, points.entries)
            turn.say(Say.POINTS, balance=f"{points.balance:,}", level=level, entries=entries)
        else:
            turn.say(Say.NO_POINTS, level=level)


MATTERS = (ActionCouponQuery, ActionPromotionQuery, ActionGiftCardBalance, ActionMemberPoints)
