"""What may be returned until when, and what is under warranty: of an order by its facts, else by the shop's rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from actions.buttons import human_button
from actions.matters.base import Matter, Scope, Subject
from actions.matters.case_refusals import say_refusal, worth_offering
from actions.matters.case_words import case_item, start_button, way_buttons, way_lines, ways_open
from actions.products_named import names_product
from actions.turn import Turn
from kefu.names import Entity, Intent, Say
from shop.enums import CaseKind, CaseReason, OrderStatus, Verdict
from shop.port import ShopPort
from shop.views import CaseDecision, CaseLine, CaseRequest, ProductDetail, ProductQuery

_DELIVERED = frozenset({OrderStatus.received, OrderStatus.shipped})
MOST_TOLD = 3  # goods of one order
_HITS = 6  # looked at to see what kind of goods a word means


@dataclass(frozen=True)
class Goods:
    """What a question is about: one product *alone*, or the kind of goods that the product stands for."""

    product: ProductDetail
    alone: bool

    @property
    def names(self) -> tuple[str, str]:
        """Chinese and English."""
        product = self.product
        return (
            (product.name_zh, product.name_en) if self.alone else (product.category_zh, product.category_en)
        )


class ActionReturnPolicy(Matter):
    """Says what may be returned or exchanged until when, and who pays the way back."""

    request = Intent.RETURN_POLICY
    scope = Scope.ANYONE
    narrowed_by_order = True
    inquiry = True

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
        goods = await _goods_named(turn)
        rules = turn.runtime.policy.after_sales
        category = rules.of(goods.product.category_id) if goods else rules.default
        words = turn.words
        turn.say(
            Say.RETURN_RULES if category.no_reason_days else Say.RETURN_RULES_FAULTS_ONLY,
            goods=words.pick(*goods.names) if goods else words.pick("大部分商品", "Most goods"),
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
            goods = await _goods_named(turn)
            if goods is None:
                turn.say(Say.WARRANTY_WHICH)
            else:
                _tell_months(turn, goods)
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
                _tell_months(turn, Goods(product, alone=True))
        elif decision.allowed:
            known = {Entity.ORDER_ID: order_id, Entity.CHOICE: f"item-{line.line}"}
            repair = start_button(words, Intent.REPAIR_REQUEST, "报修", "Have it repaired", **known)
            turn.say(Say.WARRANTY_COVERED, last_day=words.day(decision.last_day), buttons=[repair], **facts)
        else:
            facts |= {"last_day": words.day(decision.last_day), "over": words.days(decision.days_over)}
            turn.say(Say.WARRANTY_OVER, buttons=[human_button(words)], **facts)


async def _goods_named(turn: Turn) -> Goods | None:
    """Return what the message names as a product, a kind of product or a brand; None where it is nothing we sell."""
    named = [turn.entity(name) for name in (Entity.BRAND, Entity.PRODUCT, Entity.CATEGORY)]
    values = [value for value in named if value]
    shop = await turn.shop()
    kind = await _category_named(shop, values)
    if kind is not None:
        of_kind = await shop.search_products(ProductQuery(category=kind, limit=1))
        product = await shop.product(of_kind[0].product_id) if of_kind else None
        if product is not None:
            return Goods(product, alone=False)
    hits = await shop.search_products(ProductQuery(text=" ".join(values), limit=_HITS)) if values else []
    if not hits:
        return None
    # "耳机" also finds an adapter for them: what most of the hits are is meant.
    usual = Counter(hit.category_zh for hit in hits).most_common(1)[0][0]
    best = next(hit for hit in hits if hit.category_zh == usual)
    product = await shop.product(best.product_id)
    return Goods(product, alone=len(hits) == 1) if product else None


async def _category_named(shop: ShopPort, values: Sequence[str]) -> str | None:
    """Return the category that one of the values is the name of, in the singular or plural."""
    wanted = {value.casefold().removesuffix("s") for value in values}
    for chinese, english in (await shop.catalogue_names()).categories:
        if wanted & {chinese, english.casefold().removesuffix("s")}:
            return chinese
    return None


def _months(turn: Turn, goods: Goods) -> int:
    """Return the months of warranty: a product's own, of a kind of product those of the shop's rules."""
    if goods.alone:
        return goods.product.warranty_months
    return turn.runtime.policy.after_sales.of(goods.product.category_id).warranty_months


def _tell_months(turn: Turn, goods: Goods) -> None:
    """Say how long the warranty is."""
    words, months = turn.words, _months(turn, goods)
    if not months:
        turn.say(Say.WARRANTY_NONE, item=words.pick(*goods.names))
        return
    duration = words.pick(f"{months} 个月", "one month" if months == 1 else f"{months} months")
    turn.say(Say.WARRANTY_RULES, item=words.pick(*goods.names), months=duration)


MATTERS = (ActionReturnPolicy, ActionWarrantyQuery)
