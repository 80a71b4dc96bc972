"""A customer's data: having it deleted, taking that back, and withdrawing consent to advertising."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from actions.matters.base import Matter, Scope, Subject
from actions.questions import Choice, Confirm, Option, Question, numbered, option_buttons
from actions.service import leave_to_staff
from actions.turn import Turn
from kefu.names import Intent, Say, Slot
from shop.enums import ConsentChannel, OrderStatus, RequestStatus, Verdict
from shop.port import Capability
from shop.views import DeletionResult

WITHDRAW, KEEP, ALL = "withdraw", "keep", "all"
_OPEN_ORDERS = (
    OrderStatus.pending_payment,
    OrderStatus.pending_shipment,
    OrderStatus.shipped,
    OrderStatus.returning,
)
_MOST_COUNTED = 50

_STEPS = (
    Option(
        WITHDRAW,
        "撤回申请",
        "Take it back",
        re.compile(
            r"撤回|撤销|撤掉|收回|取消(?:申请|注销|删除)|不(?:想)?(?:删|注销)|保留(?:我的)?(?:账号|账户|信息)"
            r"|反悔|\btake (?:it|that) back\b|\bwithdraw\b|\bundo\b|\bcancel\b"
            r"|\bkeep my (?:account|data)\b|\bchanged my mind\b",
            re.IGNORECASE,
        ),
    ),
    Option(
        KEEP,
        "继续办理",
        "Leave it as it is",
        re.compile(
            r"继续|保持申请|不(?:用)?撤|不(?:用)?取消|照常"
            r"|\bgo ahead\b|\bgo on\b|\bleave it\b|\b(?:don'?t|do not) (?:take|cancel|withdraw)\b",
            re.IGNORECASE,
        ),
    ),
)
_CHANNEL_WORDS = {
    ConsentChannel.sms: r"短信|\bsms\b|\btexts?\b|text messages?",
    ConsentChannel.email: r"邮件|邮箱|电子邮|\be-?mails?\b",
    ConsentChannel.phone: r"电话|来电|\bcalls?\b|\bphone\b",
    ConsentChannel.app: r"推送|应用通知|\bapp\b|\bpush\b|notifications?",
}
_ALL = Option(
    ALL,
    "全部收回",
    "All of them",
    re.compile(
        r"全部|所有|全都|统统|一律|都(?:不要|收回|撤回|取消|关|停)|任何|\ball\b|\beverything\b|\bany\b",
        re.IGNORECASE,
    ),
)


class DeletionStep(Choice):
    """Whether a wish to be deleted that is under way is taken back; its question tells how it stands."""

    def __init__(self) -> None:
        super().__init__(Slot.DELETION_STEP, Say.DELETION_UNDER_WAY, self._steps)
        self.needs_subject = False  # what is named before that is heard all the same

    async def _steps(self, turn: Turn, subject: Subject) -> Sequence[Option]:
        if subject.customer_id is None:
            return _STEPS
        state = await subject.shop.deletion(subject.customer)
        return _STEPS if state.status is RequestStatus.requested else ()

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Say since when it was asked and by when it is done."""
        state = await subject.shop.deletion(subject.customer)
        turn.say(Say.DELETION_UNDER_WAY, buttons=option_buttons(turn, _STEPS), **_deletion_facts(turn, state))


def _deletion_facts(turn: Turn, state: DeletionResult) -> dict[str, Any]:
    since = turn.words.moment(state.requested_at) if state.requested_at else ""
    return {"since": since, "by": turn.words.day(state.due_on) if state.due_on else ""}


async def _show_deletion(turn: Turn, subject: Subject) -> None:
    """Show what will be gone, and by when, and ask for a yes."""
    days = turn.words.days(turn.runtime.policy.service.deletion_days)
    turn.say(Say.DELETION_CONFIRM, lost=await _lost(turn, subject), days=days)


async def _lost(turn: Turn, subject: Subject) -> str:
    """Return what the customer still has with the shop, line by line."""
    shop, customer, words = subject.shop, subject.customer, turn.words
    under_way = 0
    for status in _OPEN_ORDERS:
        under_way += len(await shop.orders(customer, limit=_MOST_COUNTED, status=status))
    cards = await shop.gift_cards(customer)
    balance = sum((card.balance for card in cards if not card.expired), Decimal(0))
    points = (await shop.points(customer, limit=1)).balance
    lines = []
    if under_way:
        orders = words.pick(f"{under_way} 笔订单还没办完", f"{under_way} orders that are not finished")
        lines.append("• 1 order that is not finished" if orders.startswith("1 orders") else f"• {orders}")
    if balance:
        lines.append(
            words.pick(f"• 礼品卡余额 {words.money(balance)}", f"• {words.money(balance)} on gift cards")
        )
    if points > 0:
        lines.append(words.pick(f"• {points} 积分", f"• {points} points"))
    return "\n".join(lines) or words.pick(
        "• 没有未完成的订单、余额或积分", "• no open orders, balance or points"
    )


class ActionDeleteMyData(Matter):
    """Records the wish to be deleted, once, after a yes; takes it back where that is wanted."""

    request = Intent.DELETE_MY_DATA
    scope = Scope.CUSTOMER
    questions = (DeletionStep(), Confirm(_show_deletion))

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Ask for a yes; where it was asked before, whether it shall stay so."""
        step, confirm = self.questions
        if (await subject.shop.deletion(subject.customer)).status is RequestStatus.requested:
            return (step,) if subject.can(Capability.withdraw_deletion) else ()
        return (confirm,) if subject.can(Capability.request_deletion) else ()

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Record it, take it back, or tell how it stands."""
        if self.declined(turn, Say.DELETION_DECLINED):
            return
        state = await subject.shop.deletion(subject.customer)
        if turn.slot(Slot.CONFIRMED):
            await self._ask(turn, subject)
        elif state.status is not RequestStatus.requested:
            await leave_to_staff(turn)
        elif turn.slot(Slot.DELETION_STEP) == WITHDRAW:
            await self._take_back(turn, subject)
        else:
            turn.say(Say.DELETION_GOES_ON, **_deletion_facts(turn, state))

    async def _ask(self, turn: Turn, subject: Subject) -> None:
        result = await subject.shop.request_deletion(subject.customer, self.agreed_key(turn))
        if result.verdict is Verdict.not_found:
            raise LookupError("the customer who asked to be deleted has vanished")
        again = result.verdict is Verdict.already_open
        turn.say(Say.DELETION_GOES_ON if again else Say.DELETION_REQUESTED, **_deletion_facts(turn, result))

    async def _take_back(self, turn: Turn, subject: Subject) -> None:
        key = turn.message_key("withdraw_deletion")
        result = await subject.shop.withdraw_deletion(subject.customer, key)
        gone = result.verdict is Verdict.not_found  # carried out or refused meanwhile
        turn.say(Say.DELETION_CANNOT_BE_TAKEN_BACK if gone else Say.DELETION_TAKEN_BACK)


class ConsentChoice(Choice):
    """Which consent is withdrawn: one of those given, or all."""

    def __init__(self) -> None:
        super().__init__(Slot.CONSENT_CHANNEL, Say.ASK_CONSENT_CHANNEL, self._granted, heard_early=True)

    async def _granted(self, turn: Turn, subject: Subject) -> Sequence[Option]:
        known = subject.customer_id is not None
        consents = await subject.shop.consents(subject.customer) if known else None
        granted = tuple(ConsentChannel) if consents is None else consents.granted
        one_by_one = [Option.of(channel, _CHANNEL_WORDS[channel]) for channel in granted]
        return [*one_by_one, _ALL] if len(granted) > 1 else one_by_one

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Name what was consented to."""
        options = await self.options(turn, subject)
        turn.say(
            Say.ASK_CONSENT_CHANNEL,
            options=numbered(turn.words.pick(one.label_zh, one.label_en) for one in options),
            buttons=option_buttons(turn, options),
        )


class ActionWithdrawConsent(Matter):
    """Withdraws consent to advertising, by one channel or all; as easily as it was given, so without a second yes."""

    request = Intent.WITHDRAW_CONSENT
    scope = Scope.CUSTOMER
    questions = (ConsentChoice(),)

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Ask which, where there is any and the shop can withdraw it."""
        return self.questions if subject.can(Capability.set_consent) else ()

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Withdraw it, and say what is left."""
        if not (await subject.shop.consents(subject.customer)).granted:
            turn.say(Say.CONSENT_NONE)
            return
        if not subject.can(Capability.set_consent):
            await leave_to_staff(turn)
            return
        chosen = turn.slot(Slot.CONSENT_CHANNEL)
        channels: tuple[ConsentChannel, ...] = () if chosen == ALL else (ConsentChannel(chosen),)
        key = turn.message_key("withdraw_consent")
        left = (await subject.shop.set_consent(subject.customer, channels, False, key)).granted
        join = turn.words.pick("、", ", ")
        names = join.join(turn.words.pick(one.label_zh, one.label_en) for one in left)
        if not left:
            turn.say(Say.CONSENT_ALL_WITHDRAWN)
            return
        ended = join.join(turn.words.pick(one.label_zh, one.label_en) for one in channels)
        turn.say(Say.CONSENT_WITHDRAWN, channel=ended, left=names)


MATTERS = (ActionDeleteMyData, ActionWithdrawConsent)
