"""Paying: a failed payment tried again by a link, the ways to pay, and paying in instalments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from actions.amounts import find_amount
from actions.buttons import payload
from actions.matters.base import Matter, Scope, Subject
from actions.money_words import plan_lines, term_lines
from actions.questions import Choice, Mentioned, Option, Question, numbered, option_buttons
from actions.service import hand_over, leave_to_staff
from actions.turn import Turn
from kefu.names import Entity, Intent, Say, Slot
from kefu.payments import payment_link
from shop.enums import OrderStatus, PaymentFailure, PaymentMethod, PaymentStatus, Verdict
from shop.policy import instalment_plans
from shop.port import Capability
from shop.views import PaymentAttempt, PaymentState

_MONEY_TAKEN = re.compile(
    r"(?:已经?|都|被|钱)扣|扣(?:了|过)?(?:我)?(?:的)?(?:钱|款|费)|(?:重复|多)扣|扣了(?:两|二|2)|钱(?:都)?(?:已经)?(?:付|扣|划|出去)了"
    r"|\b(?:charged|deducted|debited)\b|money (?:was|has been|is) (?:taken|gone)|took (?:the|my) money",
    re.IGNORECASE,
)
_WORDS = {
    PaymentMethod.alipay: r"支付宝|alipay",
    PaymentMethod.wechat: r"微信|wechat|wx",
    PaymentMethod.bank_card: r"储蓄卡|借记卡|银行卡|debit card|bank card",
    PaymentMethod.credit_card: r"信用卡|credit card|visa|master ?card",
    PaymentMethod.huabei: r"花呗|huabei",
    PaymentMethod.gift_card: r"礼品卡|gift card",
}
_BY_LINK = tuple(
    Option.of(method, _WORDS[method]) for method in PaymentMethod if method is not PaymentMethod.gift_card
)


async def _state(subject: Subject) -> PaymentState:
    state = await subject.shop.payment(subject.customer, subject.the_order.order_id)
    if state is None:
        raise LookupError("the order that is to be paid has vanished")
    return state


def _is_over(turn: Turn, state: PaymentState) -> bool:
    return state.pay_until is not None and turn.now > state.pay_until


def _last_failure(state: PaymentState) -> PaymentAttempt | None:
    return next((one for one in state.attempts if one.status is PaymentStatus.failed and one.failure), None)


def _payment_facts(turn: Turn, state: PaymentState) -> dict[str, Any]:
    words = turn.words
    until = words.moment(state.pay_until) if state.pay_until else words.pick("（不限时）", "any time")
    return {"order_id": state.order_id, "due": words.money(state.due), "until": until}


class PayBy(Choice):
    """By what to pay this time; its question says what is due until when, and why the last attempt failed."""

    def __init__(self) -> None:
        super().__init__(Slot.PAYMENT_METHOD, Say.ASK_PAYMENT_METHOD, _BY_LINK, overheard=False)

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Say what is known of the failure; the ways to pay as buttons."""
        state = await _state(subject)
        failed = _last_failure(state)
        facts = _payment_facts(turn, state)
        if failed is not None and failed.failure is not None:
            earlier = turn.words.pick("之前选的方式", "the way you had chosen")
            facts["tried"] = _label(turn, failed.method) if failed.method else earlier
            facts["failure"] = _label(turn, failed.failure)
        turn.say(
            Say.ASK_PAYMENT_METHOD if failed is None else Say.ASK_OTHER_PAYMENT_METHOD,
            options=numbered(turn.words.pick(one.label_zh, one.label_en) for one in _BY_LINK),
            buttons=option_buttons(turn, _BY_LINK),
            **facts,
        )


def _label(turn: Turn, value: PaymentMethod | PaymentFailure) -> str:
    return turn.words.pick(value.label_zh, value.label_en)


class ActionPaymentFailed(Matter):
    """Says what is due and why paying failed, and makes a payment link for the way that the customer chooses."""

    request = Intent.PAYMENT_FAILED
    usual_statuses = frozenset({OrderStatus.pending_payment})
    questions = (Mentioned(Slot.MONEY_TAKEN, _MONEY_TAKEN), PayBy())

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Ask how to pay where something can be paid, and no money has gone astray."""
        state = await _state(subject)
        payable = state.due > 0 and not _is_over(turn, state)
        asks = payable and subject.can(Capability.retry_payment) and not turn.slot(Slot.MONEY_TAKEN)
        return self.questions if asks else ()

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Give the link, or say why there is nothing to pay, or no more time for it."""
        state, order = await _state(subject), subject.the_order
        if state.due <= 0:
            cancelled = order.status is OrderStatus.cancelled
            total = turn.words.money(order.total)
            turn.say(
                Say.PAYMENT_ORDER_CLOSED if cancelled else Say.PAYMENT_NOTHING_DUE,
                order_id=order.order_id,
                total=total,
            )
        elif turn.slot(Slot.MONEY_TAKEN):
            turn.say(Say.PAYMENT_MONEY_TAKEN, **_payment_facts(turn, state))
            await hand_over(turn)
        elif _is_over(turn, state):
            turn.say(Say.PAYMENT_TOO_LATE, **_payment_facts(turn, state))
        elif not subject.can(Capability.retry_payment):
            await leave_to_staff(turn)
        else:
            await self._give_link(turn, subject)

    async def _give_link(self, turn: Turn, subject: Subject) -> None:
        method = PaymentMethod(turn.slot(Slot.PAYMENT_METHOD))
        order_id, key = subject.the_order.order_id, turn.message_key("retry_payment")
        retry = await subject.shop.retry_payment(subject.customer, order_id, key, method)
        state = retry.state
        if state is None or retry.verdict is Verdict.kind_not_offered:
            raise LookupError(f"no payment was opened: {retry.verdict}")
        facts = _payment_facts(turn, state)
        if retry.verdict is Verdict.too_late:
            turn.say(Say.PAYMENT_TOO_LATE, **facts)
        elif retry.verdict is Verdict.nothing_to_pay or state.payment_id is None:
            total = turn.words.money(subject.the_order.total)
            turn.say(Say.PAYMENT_NOTHING_DUE, order_id=order_id, total=total)
        else:
            settings = turn.runtime.settings
            link = payment_link(
                state.payment_id, state.due, turn.words.language, now=turn.now, settings=settings
            )
            minutes = turn.words.minutes(settings.payment_link_minutes)
            turn.say(Say.PAYMENT_LINK, link=link, method=_label(turn, method), minutes=minutes, **facts)


class ActionPaymentMethods(Matter):
    """Says by what one can pay."""

    request = Intent.PAYMENT_METHODS
    scope = Scope.ANYONE
    inquiry = True

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """List the ways; say so where the one that was asked about is among them."""
        words, policy = turn.words, turn.runtime.policy
        named = next((one for one in PaymentMethod if re.search(_WORDS[one], turn.text, re.IGNORECASE)), None)
        methods = words.pick("、", ", ").join(_label(turn, one) for one in PaymentMethod)
        turn.say(
            Say.PAYMENT_METHODS if named is None else Say.PAYMENT_METHOD_TAKEN,
            methods=methods,
            method=_label(turn, named) if named else "",
            least=words.money(policy.instalments.least),
        )


class ActionInstallmentPayment(Matter):
    """Says in how many parts an order or a price can be paid, how much each is, and what it costs."""

    request = Intent.INSTALLMENT_PAYMENT
    scope = Scope.ANYONE
    inquiry = True

    @classmethod
    def goes_on_with(cls, turn: Turn) -> bool:
        """Take "三千块的话呢" as the same question about that price."""
        return find_amount(turn.text, turn.entity(Entity.PRICE)) is not None

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Tell the plans for the price that is named, else for the order we speak of, else the terms."""
        words, rules = turn.words, turn.runtime.policy.instalments
        amount = find_amount(turn.text, turn.entity(Entity.PRICE))
        state = None if amount is not None else await self._unpaid(turn, subject)
        least = words.money(rules.least)
        if amount is None and state is None:
            turn.say(Say.INSTALMENT_TERMS, plans=term_lines(words, rules), least=least)
            return
        total = state.due if state is not None else amount
        assert total is not None
        plans = state.plans if state is not None else instalment_plans(rules, total)
        if not plans:
            turn.say(Say.INSTALMENT_TOO_LITTLE, amount=words.money(total), least=least)
            return
        facts: dict[str, Any] = {"plans": plan_lines(words, plans), "amount": words.money(total)}
        if state is None:
            turn.say(Say.INSTALMENT_PLANS, **facts)
        else:
            pay = {"title": words.pick("现在付款", "Pay now"), "payload": payload(Intent.PAYMENT_FAILED)}
            turn.say(Say.INSTALMENT_ORDER_PLANS, order_id=state.order_id, buttons=[pay], **facts)

    @staticmethod
    async def _unpaid(turn: Turn, subject: Subject) -> PaymentState | None:
        """Return what is due for the order we speak of, or for the only one that waits for payment."""
        owner, order_id = turn.customer_for(turn.order_id), turn.order_id
        if owner is None:
            return None
        if order_id is None:
            waiting = await subject.shop.orders(owner, limit=2, status=OrderStatus.pending_payment)
            order_id = waiting[0].order_id if len(waiting) == 1 else None
        state = await subject.shop.payment(owner, order_id) if order_id else None
        return state if state is not None and state.due > 0 else None


MATTERS = (ActionPaymentFailed, ActionPaymentMethods, ActionInstallmentPayment)
