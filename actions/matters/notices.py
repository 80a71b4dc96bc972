"""Being told when something is back or cheaper; no more advertising, at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from actions.matters.base import Matter, Scope, Subject
from actions.matters.product_questions import WhichProduct, WhichVariant, say_not_sold, wanted_page
from actions.product_lines import price_of
from actions.products_in_focus import focus, product_name, variant_name
from actions.questions import Choice, Option, Question
from actions.service import leave_to_staff
from actions.turn import Turn
from kefu.names import Intent, Say, Slot
from shop.enums import ConsentChannel, SubscriptionKind, Verdict
from shop.port import Capability
from shop.views import ProductDetail, VariantState

_RESTOCK_WORDS = (
    r"到货|有货|补货|现货|来货|补上|上架|到了|缺货|断[码货]|\b(?:back|in stock|restock\w*|available)\b"
)
_CHEAPER_WORDS = r"降|便宜|掉价|打折|跌|低于|\b(?:price|cheaper|drops?|sale|discount)\b"
_KINDS = (
    Option.of(SubscriptionKind.back_in_stock, _RESTOCK_WORDS),
    Option.of(SubscriptionKind.price_drop, _CHEAPER_WORDS),
)
REFUSED = {
    Verdict.already_open: Say.NOTICE_ALREADY,
    Verdict.in_stock: Say.NOTICE_IN_STOCK,
    Verdict.not_found: Say.PRODUCT_GONE,
}


class NoticeKind(Choice):
    """Back in stock or cheaper; asked only before it is known whether there is any."""

    def __init__(self) -> None:
        super().__init__(Slot.NOTICE_KIND, Say.ASK_NOTICE_KIND, _KINDS)

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Take what the goods decide: what is there can only become cheaper, what is sold out is waited for."""
        chosen = _chosen(turn, await wanted_page(turn, subject))
        if turn.slot(self.slot) is None and chosen is not None:
            kind = SubscriptionKind.price_drop if chosen.stock > 0 else SubscriptionKind.back_in_stock
            turn.set(self.slot, str(kind))
        return turn.slot(self.slot) is not None


class VariantToWaitFor(WhichVariant):
    """The variant; of those sold out only, where the customer waits for the goods to come back."""

    def __init__(self) -> None:
        super().__init__(Say.ASK_NOTICE_VARIANT)

    async def options(self, turn: Turn, subject: Subject) -> Sequence[Option]:
        """Return what can be waited for."""
        options = await super().options(turn, subject)
        page = await wanted_page(turn, subject)
        if page is None or turn.slot(Slot.NOTICE_KIND) != SubscriptionKind.back_in_stock:
            return options
        gone = {one.variant_id for one in page.variants if one.stock <= 0}
        return [one for one in options if one.value in gone] or options[:1]


class ActionSubscribeNotification(Matter):
    """Notes once that the customer wants to be told of one variant."""

    request = Intent.SUBSCRIBE_NOTIFICATION
    scope = Scope.CUSTOMER
    questions = (WhichProduct(), VariantToWaitFor(), NoticeKind())

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Ask nothing that does not matter: of which variant only where they differ in what is wanted."""
        if Capability.subscribe not in subject.shop.capabilities:
            return ()
        page = await wanted_page(turn, subject)
        if turn.slot(Slot.WANTED_PRODUCT) is not None and page is None:
            return ()
        return self.questions

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Subscribe, and say what happens then."""
        if Capability.subscribe not in subject.shop.capabilities:
            await leave_to_staff(turn)
            return
        page = await wanted_page(turn, subject)
        variant = _chosen(turn, page)
        if page is None or variant is None:
            say_not_sold(turn)
            return
        focus(turn, page.product_id, variant.variant_id)
        kind = SubscriptionKind(turn.slot(Slot.NOTICE_KIND))
        key = turn.message_key("subscribe")
        result = await subject.shop.subscribe(subject.customer, kind, variant.variant_id, key)
        facts: dict[str, Any] = {
            "product": _named(turn, page, variant),
            "price": price_of(turn.words, variant),
        }
        if result.verdict is Verdict.allowed:
            restocked = kind is SubscriptionKind.back_in_stock
            turn.say(Say.NOTICE_OF_STOCK if restocked else Say.NOTICE_OF_PRICE, **facts)
            return
        turn.say(REFUSED[result.verdict], **facts)


def _chosen(turn: Turn, page: ProductDetail | None) -> VariantState | None:
    chosen = turn.slot(Slot.CHOSEN_VARIANT)
    return next((one for one in page.variants if one.variant_id == chosen), None) if page else None


def _named(turn: Turn, page: ProductDetail, variant: VariantState) -> str:
    name, option = product_name(turn.words, page), variant_name(turn.words, variant)
    return turn.words.pick(f"{name}（{option}）", f"{name} ({option})") if option else name


_ADVERTISING = re.compile(
    r"广告|推广|营销|推销|骚扰|促销|打扰|垃圾|\b(?:advert\w*|ads?|marketing|promotions?|promotional|spam|unsubscribe)\b",
    re.IGNORECASE,
)
EVERYTHING = "everything"
_NOTICES = frozenset(map(str, SubscriptionKind))
_STOPPED = (
    Option(
        EVERYTHING,
        "全部停掉",
        "Everything",
        re.compile(r"全部|所有|都(?:别|不|停|退|取消)|统统|一切|通通|\b(?:all|everything|any)\b", re.I),
    ),
    Option.of(ConsentChannel.sms, r"短信|信息|\b(?:sms|texts?|text messages?)\b"),
    Option.of(ConsentChannel.email, r"邮件|邮箱|\be-?mails?\b|\bnewsletters?\b"),
    Option.of(ConsentChannel.phone, r"电话|来电|\b(?:phone|calls?|calling)\b"),
    Option.of(ConsentChannel.app, r"推送|弹窗|\b(?:push|app|notifications?)\b"),
    Option.of(
        SubscriptionKind.back_in_stock,
        r"(?:到货|补货|有货)(?:的)?(?:通知|提醒)|\b(?:back[- ]in[- ]stock|restock\w*) (?:alerts?|notices?)\b",
    ),
    Option.of(
        SubscriptionKind.price_drop, r"降价(?:的)?(?:通知|提醒)|\bprice(?:[- ]drop)? (?:alerts?|notices?)\b"
    ),
)


class WhatToStop(Choice):
    """One way of advertising, the notices, or everything, which is also what "别再发广告了" means."""

    def __init__(self) -> None:
        super().__init__(Slot.STOPPED_ADVERTISING, Say.ASK_WHAT_TO_STOP, _STOPPED)

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take the only way that is named, also beside "all of them"; everything when advertising itself is named."""
        if await super().overhear(turn, subject):
            return True
        named = [one for one in _STOPPED[1:] if one.named_in(turn.text)]
        if len(named) != 1 and not (_ADVERTISING.search(turn.text) and not named):
            return False
        self.fill(turn, named[0].value if named else EVERYTHING)
        return True


class ActionUnsubscribeMarketing(Matter):
    """Stops advertising by one way or all, at once: no reasons asked, no second thoughts offered."""

    request = Intent.UNSUBSCRIBE_MARKETING
    scope = Scope.CUSTOMER
    questions = (WhatToStop(),)

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Withdraw the consent or end the notices, and say what is stopped."""
        chosen = str(turn.slot(Slot.STOPPED_ADVERTISING))
        needed = {Capability.unsubscribe} if chosen in _NOTICES else {Capability.set_consent}
        if not needed <= subject.shop.capabilities:
            await leave_to_staff(turn)
            return
        key = turn.message_key("stop")
        if chosen in _NOTICES:
            result = await subject.shop.unsubscribe(subject.customer, key, SubscriptionKind(chosen))
            kind = SubscriptionKind(chosen)
            label = turn.words.pick(kind.label_zh, kind.label_en)
            said = Say.NOTICES_STOPPED if result.ended else Say.NOTICES_NONE
            turn.say(said, count=str(result.ended), notices=label)
            return
        channels = () if chosen == EVERYTHING else (ConsentChannel(chosen),)
        consents = await subject.shop.set_consent(subject.customer, channels, False, key)
        stopped = [turn.words.pick(one.label_zh, one.label_en) for one in channels or tuple(ConsentChannel)]
        left = [turn.words.pick(one.label_zh, one.label_en) for one in consents.granted]
        joined = turn.words.pick("、", ", ")
        if left:
            turn.say(Say.ADVERTISING_STOPPED_BY, stopped=joined.join(stopped), left=joined.join(left))
        else:
            turn.say(Say.ADVERTISING_STOPPED, stopped=joined.join(stopped))


MATTERS = (ActionSubscribeNotification, ActionUnsubscribeMarketing)
