"""What shipping costs and how long it takes, and who pays the way back."""

from __future__ import annotations

import re
from typing import Any

from actions.matters.base import Matter, Scope, Subject
from actions.places import find_city, find_province
from actions.turn import Turn
from kefu.names import Intent, Say
from shop.policy import transit_days

_WAY_BACK = re.compile(
    r"退货|退换|换货|寄回|退回|退的话|\b(?:return\w*|send(?:ing)? (?:it|them)? ?back|exchange\w*)\b",
    re.IGNORECASE,
)


class ActionShippingFee(Matter):
    """Tells the shop's freight, that of the order we speak of, or that of a return."""

    request = Intent.SHIPPING_FEE
    scope = Scope.ANYONE
    inquiry = True

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Tell what the question is about: the way back, a place, an order, or shipping at large."""
        words, rules = turn.words, turn.runtime.policy.delivery
        facts: dict[str, Any] = {
            "fee": words.money(rules.shipping_fee),
            "free_from": words.money(rules.free_shipping_from),
        }
        if _WAY_BACK.search(turn.text):
            turn.say(Say.FEE_RETURN, freight=words.money(turn.runtime.policy.after_sales.freight))
            return
        place = _place(turn)
        if place is not None:
            turn.say(
                Say.FEE_PLACE if rules.shipping_fee else Say.FEE_PLACE_FREE,
                place=place[0],
                days=_days(turn, place[1]),
                **facts,
            )
            return
        customer = turn.customer_for(turn.order_id)
        order = await subject.shop.order(customer, str(turn.order_id)) if customer and turn.order_id else None
        if order is None:
            turn.say(Say.FEE if rules.shipping_fee else Say.FEE_FREE, **facts)
        elif order.shipping_fee:
            turn.say(Say.FEE_ORDER, order_id=order.order_id, paid=words.money(order.shipping_fee), **facts)
        else:
            turn.say(Say.FEE_ORDER_FREE, order_id=order.order_id, **facts)


def _place(turn: Turn) -> tuple[str, str] | None:
    """Return the place that the message names, in the customer's language, and its province."""
    found = find_city(turn.text) if turn.text else None
    if found is not None:
        return turn.words.pick(found.city.name, found.city.name_en), found.city.province
    province = find_province(turn.text) if turn.text else None
    return (province, province) if province else None


def _days(turn: Turn, province: str) -> str:
    fewest, most = transit_days(turn.runtime.policy.delivery, province)
    if fewest == most:
        return turn.words.days(fewest)
    return turn.words.pick(f"{fewest} 到 {most} 天", f"{fewest} to {most} days")


MATTERS = (ActionShippingFee,)
