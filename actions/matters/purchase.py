"""Help with ordering: explained, or an order placed here, once, after the customer has seen its sums and said yes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from actions.buttons import human_button, payload
from actions.matters.base import Matter, Scope, Subject
from actions.matters.product_questions import NOT_SOLD, WhichProduct, WhichVariant, say_not_sold
from actions.matters.purchase_questions import NO_COUPON, CouponToUse, Pieces, purchase_of, saved_addresses
from actions.matters.purchase_words import coupon_trouble, quote_facts
from actions.product_lines import buy_button, notice_button
from actions.products_in_focus import focus, in_focus, shown
from actions.products_named import names_product
from actions.purchase_reading import wants_help, wants_to_buy
from actions.questions import Choice, Confirm, Kept, Question
from actions.turn import Turn
from kefu.names import Entity, Intent, Say, Slot
from kefu.payments import payment_link
from shop.enums import Verdict
from shop.port import Capability
from shop.views import OrderQuote, PlacedOrder

COUPON_TROUBLES = frozenset(
    {
        Verdict.no_coupon,
        Verdict.coupon_used,
        Verdict.coupon_expired,
        Verdict.coupon_upcoming,
        Verdict.too_little,
        Verdict.category_excluded,
    }
)
REFUSED = {
    Verdict.out_of_stock: Say.BUY_OUT_OF_STOCK,
    Verdict.too_many: Say.BUY_TOO_MANY,
    Verdict.no_address: Say.BUY_NO_ADDRESS,
    Verdict.not_found: Say.PRODUCT_GONE,
    Verdict.bad_value: Say.BUY_BAD_PIECES,
    Verdict.price_changed: Say.BUY_PRICE_CHANGED,
}


async def _quote(turn: Turn, subject: Subject) -> OrderQuote:
    return await subject.shop.quote_order(subject.customer, purchase_of(turn, turn.slot(Slot.COUPON_TO_USE)))


async def _show(turn: Turn, subject: Subject) -> None:
    """Show what will be ordered and what it costs, and ask for a yes; remember the sum that is agreed to."""
    quote = await _quote(turn, subject)
    if quote.verdict in COUPON_TROUBLES:
        turn.say(Say.BUY_COUPON_REFUSED, reason=coupon_trouble(turn.words, quote))
        turn.set(Slot.COUPON_TO_USE, NO_COUPON)
    turn.set(Slot.AGREED_TOTAL, str(quote.total))
    turn.say(Say.BUY_CONFIRM, **quote_facts(turn.words, quote))


class ActionPlaceOrderHelp(Matter):
    """Explains how to order; orders here for a verified customer who wants to buy something."""

    request = Intent.PLACE_ORDER_HELP
    scope = Scope.ANYONE
    questions = (
        WhichProduct(),
        WhichVariant(Say.ASK_BUY_VARIANT),
        Pieces(),
        Choice(Slot.SHIP_TO, Say.ASK_BUY_ADDRESS, saved_addresses, overheard=False),
        CouponToUse(),
        Kept(Slot.AGREED_TOTAL),
        Confirm(_show),
    )

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Ask only when an order can be placed here and is wanted; no yes where the shop refuses anyway."""
        if not self._buys(turn, subject) or turn.slot(Slot.WANTED_PRODUCT) == NOT_SOLD:
            return ()
        for question in self.questions[:3]:
            if not await question.is_settled(turn, subject):
                return self.questions
        if turn.slot(Slot.CHOSEN_VARIANT) is None or (await _quote(turn, subject)).verdict in REFUSED:
            return ()
        return self.questions

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Explain, or place the order and give the link to pay."""
        if not self._buys(turn, subject):
            self._explain(turn, subject)
            return
        if turn.slot(Slot.WANTED_PRODUCT) == NOT_SOLD or turn.slot(Slot.CHOSEN_VARIANT) is None:
            say_not_sold(turn)
            return
        product_id = str(turn.slot(Slot.WANTED_PRODUCT))
        focus(turn, product_id, turn.slot(Slot.CHOSEN_VARIANT))
        if self.declined(turn, Say.BUY_DECLINED):
            return
        if turn.slot(Slot.CONFIRMED) is None:
            quote = await _quote(turn, subject)
            self._say_refusal(turn, product_id, quote.verdict, quote)
            return
        agreed = Decimal(str(turn.slot(Slot.AGREED_TOTAL)))
        purchase = purchase_of(turn, turn.slot(Slot.COUPON_TO_USE))
        placed = await subject.shop.place_order(subject.customer, purchase, self.agreed_key(turn), agreed)
        self._say_placed(turn, product_id, placed)

    def _buys(self, turn: Turn, subject: Subject) -> bool:
        """Return whether an order is to be placed here: wanted, possible, and by somebody whom we know."""
        if subject.customer_id is None or Capability.place_order not in subject.shop.capabilities:
            return False
        begun = turn.slot(Slot.WANTED_PRODUCT) or turn.slot(Slot.REQUESTED_SLOT) == Slot.WANTED_PRODUCT
        if begun and not (turn.intent == self.request and wants_help(turn.text)):
            return True
        if turn.is_button:
            return bool(turn.entity(Entity.PRODUCT) or turn.entity(Entity.CHOICE))
        known = names_product(turn) or in_focus(turn) or shown(turn)
        return not wants_help(turn.text) and (bool(known) or wants_to_buy(turn.text))

    def _explain(self, turn: Turn, subject: Subject) -> None:
        possible = subject.customer_id is not None and Capability.place_order in subject.shop.capabilities
        if not possible or turn.slot(Slot.MOOD) == "negative":
            turn.say(Say.ORDER_HOW, buttons=[human_button(turn.words)])
            return
        title = turn.words.pick("在这里下单", "Order it here")
        here = {"title": title, "payload": payload(self.request, **{Entity.CHOICE: "here"})}
        turn.say(Say.ORDER_HOW_OR_HERE, buttons=[here, human_button(turn.words)])

    def _say_placed(self, turn: Turn, product_id: str, placed: PlacedOrder) -> None:
        if placed.verdict is not Verdict.allowed:
            self._say_refusal(turn, product_id, placed.verdict, placed.quote)
            return
        turn.set(Slot.ORDER_ID, placed.order_id)
        facts: dict[str, Any] = {"order_id": placed.order_id, "total": turn.words.money(placed.quote.total)}
        if placed.payment_id is None:
            turn.say(Say.BUY_PLACED_NOTHING_DUE, **facts)
            return
        settings, now = turn.runtime.settings, turn.now
        link = payment_link(placed.payment_id, placed.due, turn.words.language, now=now, settings=settings)
        until = turn.words.moment(placed.pay_until) if placed.pay_until else ""
        minutes = turn.words.minutes(settings.payment_link_minutes)
        turn.say(Say.BUY_PLACED, link=link, until=until, minutes=minutes, **facts)

    def _say_refusal(self, turn: Turn, product_id: str, verdict: Verdict, quote: OrderQuote) -> None:
        if verdict in COUPON_TROUBLES:  # used up since the sums were shown
            again = [buy_button(turn, product_id)]
            turn.say(Say.BUY_COUPON_GONE, reason=coupon_trouble(turn.words, quote), buttons=again)
            return
        buttons = {
            Verdict.out_of_stock: [notice_button(turn, product_id)],
            Verdict.price_changed: [buy_button(turn, product_id)],
            Verdict.no_address: [human_button(turn.words)],
        }.get(verdict, [])
        left = quote.lines[0].stock if quote.lines else 0
        facts: dict[str, Any] = {
            **quote_facts(turn.words, quote),
            "left": str(left),
            "most": str(quote.most_pieces),
        }
        turn.say(REFUSED[verdict], buttons=buttons, **facts)


MATTERS = (ActionPlaceOrderHelp,)
