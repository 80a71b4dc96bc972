"""What may be returned until when, and what is under warranty: of an order by its facts, else by the shop's rules."""

from __future__ import annotations

from typing import Any

from actions.buttons import human_button
from actions.matters.base import Matter, Scope, Subject
from actions.matters.case_refusals import say_refusal, worth_offering
from actions.matters.case_words import case_item, start_button, way_buttons, way_lines, ways_open
from actions.products_named import names_product
from actions.turn import Turn
from kefu.names import Entity, Intent, Say
from shop.enums import CaseKind, CaseReason, OrderStatus, Verdict
from shop.views import CaseDecision, CaseLine, CaseRequest, ProductDetail, ProductQuery

_DELIVERED = frozenset({OrderStatus.received, OrderStatus.shipped})
MOST_TOLD = 3  # goods of one order


class ActionReturnPolicy(Matter):
    """Says what may be returned or exchanged until when, and who pays the way back."""

    request = Intent.RETURN_POLICY
    inquiry = True
    usual_statuses = _DELIVERED

    def scope_of(self, turn: Turn) -> Scope:
        """Answer about an order where one is meant; the rules are nobody's secret."""
        return Scope.ORDER if turn.order_id else Scope.ANYONE

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Tell the order's own dates, or the rules of the goods that are named."""
        if subject.order is None:
            await self._tell_rules(turn)
            return
        wish = CaseRequest(subject.order.order_id, CaseKind.return_goods, CaseReason.no_longer_wanted)
        quote = await subject.shop.quote_case(subject.customer, wish)
        told = [
            (line, worth_offering(ways_open(decision)))
            for line, decision in zip(quote.lines, quote.decisions, strict=False)
        ]
        if quote.verdict is Verdict.in_a_case or not any(ways for _, ways in told):
            await say_refusal(turn, subject, quote)
            return
        for line, ways in told[:MOST_TOLD]:
            buttons = way_buttons(turn.words, ways, quote.order_id, f"item-{line.line}")
            item = case_item(turn.words, line)
            if ways:
                lines = way_lines(turn.words, ways)
                turn.say(Say.RETURN_POSSIBLE, item=item, order_id=quote.order_id, ways=lines, buttons=buttons)
            else:
                turn.say(
                    Say.RETURN_OVER, item=item, order_id=quote.order_id, buttons=[human_button(turn.words)]
                )

    async def _tell_rules(self, turn: Turn) -> None:
        product = await _product_named(turn)
        rules = turn.runtime.policy.after_sales
        category = rules.of(product.category_id) if product else rules.default
        words = turn.words
        turn.say(
            Say.RETURN_RULES if category.no_reason_days else Say.RETURN_RULES_FAULTS_ONLY,
            goods=words.pick(product.category_zh, product.category_en)
            if product
            else words.pick("大部分商品", "Most goods"),
            unwanted=words.days(category.no_reason_days),
            faulty=words.days(category.quality_return_days),
            exchange=words.days(category.quality_exchange_days),
            freight=words.money(rules.freight),
        )


class ActionWarrantyQuery(Matter):
    """Says whether goods are under warranty, and until when."""

    request = Intent.WARRANTY_QUERY
    inquiry = True
    usual_statuses = _DELIVERED

    def scope_of(self, turn: Turn) -> Scope:
        """Answer about an order where one is meant or can be chosen; how long goods are covered is nobody's secret."""
        if turn.order_id:
            return Scope.ORDER
        return Scope.ORDER if turn.identity.customer_id and not names_product(turn) else Scope.ANYONE

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Tell it of each line of the order, or of the product that is named."""
        if subject.order is None:
            product = await _product_named(turn)
            if product is None:
                turn.say(Say.WARRANTY_WHICH)
            else:
                _tell_months(turn, product, whole_category=not turn.entity(Entity.PRODUCT))
            return
        wish = CaseRequest(subject.order.order_id, CaseKind.repair, CaseReason.faulty)
        quote = await subject.shop.quote_case(subject.customer, wish)
        for line, decision in list(zip(quote.lines, quote.decisions, strict=False))[:MOST_TOLD]:
            await self._tell_line(turn, subject, line, decision)

    async def _tell_line(self, turn: Turn, subject: Subject, line: CaseLine, decision: CaseDecision) -> None:
        words, order_id = turn.words, subject.the_order.order_id
        facts: dict[str, Any] = {"item": case_item(words, line), "order_id": order_id}
        if decision.verdict is Verdict.no_warranty:
            turn.say(Say.WARRANTY_NONE, **facts)
        elif (
            decision.last_day is None
        ):  # not with the customer: it has not begun, or it does not matter any more
            product_id = next(item.product_id for item in subject.the_order.items if item.line == line.line)
            product = await subject.shop.product(product_id)
            if product is not None:
                _tell_months(turn, product)
        elif decision.allowed:
            known = {Entity.ORDER_ID: order_id, Entity.CHOICE: f"item-{line.line}"}
            repair = start_button(words, Intent.REPAIR_REQUEST, "报修", "Have it repaired", **known)
            turn.say(Say.WARRANTY_COVERED, last_day=words.day(decision.last_day), buttons=[repair], **facts)
        else:
            facts |= {"last_day": words.day(decision.last_day), "over": words.days(decision.days_over)}
            turn.say(Say.WARRANTY_OVER, buttons=[human_button(words)], **facts)


async def _product_named(turn: Turn) -> ProductDetail | None:
    """Return the best of what the message names, as a product, a kind of product or a brand."""
    named = [turn.entity(name) for name in (Entity.BRAND, Entity.PRODUCT, Entity.CATEGORY)]
    text = " ".join(value for value in named if value)
    if not text:
        return None
    shop = await turn.shop()
    hits = await shop.search_products(ProductQuery(text=text, limit=1))
    return await shop.product(hits[0].product_id) if hits else None


def _tell_months(turn: Turn, product: ProductDetail, *, whole_category: bool = False) -> None:
    """Say how long the maker's warranty is; of a whole category by the shop's rules."""
    words = turn.words
    names = (
        (product.category_zh, product.category_en) if whole_category else (product.name_zh, product.name_en)
    )
    rules = turn.runtime.policy.after_sales.of(product.category_id)
    months = rules.warranty_months if whole_category else product.warranty_months
    if not months:
        turn.say(Say.WARRANTY_NONE, item=words.pick(*names))
        return
    duration = words.pick(f"{months} 个月", "one month" if months == 1 else f"{months} months")
    turn.say(Say.WARRANTY_RULES, item=words.pick(*names), months=duration)


MATTERS = (ActionReturnPolicy, ActionWarrantyQuery)
