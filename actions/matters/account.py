"""The account: another phone or name as a request that staff check, how to register, and getting back in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from actions.account_reading import find_new_name, find_new_phone
from actions.masking import mask_phone
from actions.matters.base import Matter, Scope, Subject
from actions.questions import Choice, Confirm, Option, Question, Text
from actions.service import hand_over, leave_to_staff
from actions.turn import Turn
from kefu.names import Intent, Say, Slot
from shop.enums import AccountField, Verdict
from shop.port import Capability

REGISTER, PASSWORD, PROFILE = "register", "password", "profile"
_WISHES = (
    Option(
        str(AccountField.phone),
        "换手机号",
        "Change the phone number",
        re.compile(
            r"(?:换绑?|改绑?|修改|更换|变更|更改|换成|换个|新|解绑|绑定)(?:了|一下|我的|账号|注册|绑定|的|个|新){0,4}(?:手机号?码?|电话|号码)"
            r"|手机号?码?(?:换|改|变|不用|停)|\b(?:phone|mobile)(?: number)?\b",
            re.IGNORECASE,
        ),
    ),
    Option(
        str(AccountField.name),
        "改姓名",
        "Change the name",
        re.compile(r"姓名|名字|\bname\b", re.IGNORECASE),
    ),
    Option(
        REGISTER,
        "注册新账号",
        "Register",
        re.compile(
            r"注册(?!的)|开通账号|新账号|开户|\bregister\b|\bsign ?up\b|\b(?:create|open) an? account\b",
            re.IGNORECASE,
        ),
    ),
    Option(PASSWORD, "改密码", "Change the password", re.compile(r"密码|\bpasswords?\b", re.IGNORECASE)),
    Option(
        PROFILE,
        "其他资料",
        "Something else",
        re.compile(
            r"头像|昵称|资料|生日|性别|地址簿|其他|别的|\bavatar\b|\bnickname\b"
            r"|\bprofile\b|\bbirthday\b|something else",
            re.IGNORECASE,
        ),
    ),
)
_EXPLAINED = {
    REGISTER: Say.ACCOUNT_REGISTER,
    PASSWORD: Say.ACCOUNT_PASSWORD,
    PROFILE: Say.ACCOUNT_PROFILE,
}
_CHANGED = (AccountField.phone, AccountField.name)
_SLOTS = {AccountField.phone: Slot.NEW_PHONE, AccountField.name: Slot.NEW_NAME}

_STOLEN = re.compile(
    r"被盗|盗号|盗用|异地登录|别人(?:登|在用|用了)|不是我(?:登|操作)|陌生(?:设备|登录)"
    r"|\bhack|\bstolen\b|somebody else|someone else|compromised",
    re.IGNORECASE,
)
_LOGIN_TROUBLES = tuple(
    (re.compile(words, re.IGNORECASE), response)
    for words, response in (
        (r"验证码|校验码|\b(?:verification )?codes?\b|\bsms\b|\botp\b", Say.LOGIN_NO_CODE),
        (r"锁|冻结|封|\block(?:ed)?\b|\bblocked\b|\bsuspended\b|\bfrozen\b", Say.LOGIN_LOCKED),
        (r"密码|\bpassword\b", Say.LOGIN_PASSWORD),
        (
            r"(?:换|丢|停|注销|不用)了?.{0,4}(?:手机|号)|手机号?.{0,4}(?:换|丢|停|不用|注销)"
            r"|\b(?:new|old|lost|changed)\b.{0,12}\b(?:phone|number)\b",
            Say.LOGIN_OLD_PHONE,
        ),
    )
)


class NewPhone(Text):
    """The new phone number; it is no proof of who asks, so its last digits are not kept as one."""

    def __init__(self) -> None:
        super().__init__(
            Slot.NEW_PHONE, Say.ASK_NEW_PHONE, find_new_phone, trouble=Say.NEW_PHONE_UNCLEAR, overheard=True
        )

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take a whole number, where the phone is what shall be changed."""
        if turn.slot(Slot.ACCOUNT_WISH) != AccountField.phone or not await super().overhear(turn, subject):
            return False
        if str(turn.slot(Slot.NEW_PHONE)).endswith(str(turn.slot(Slot.PHONE_TAIL))):
            turn.set(Slot.PHONE_TAIL, None)
        return True


async def _show(turn: Turn, subject: Subject) -> None:
    """Show what will be asked for, the new number masked."""
    field = AccountField(turn.slot(Slot.ACCOUNT_WISH))
    label = turn.words.pick(field.label_zh, field.label_en)
    turn.say(Say.ACCOUNT_CHANGE_CONFIRM, field=label, value=_shown(field, str(turn.slot(_SLOTS[field]))))


def _shown(field: AccountField, value: str) -> str:
    return mask_phone(value) if field is AccountField.phone else value


_WISH = Choice(Slot.ACCOUNT_WISH, Say.ASK_ACCOUNT_WISH, _WISHES)
_PHONE = NewPhone()
_NAME = Text(Slot.NEW_NAME, Say.ASK_NEW_NAME, find_new_name, trouble=Say.NEW_NAME_UNCLEAR)
_CONFIRM = Confirm(_show)


class ActionAccountSettings(Matter):
    """Has another phone or name noted for the staff to check; explains what customers do themselves."""

    request = Intent.ACCOUNT_SETTINGS
    scope = Scope.ANYONE
    questions = (_WISH, _PHONE, _NAME, _CONFIRM)

    def scope_of(self, turn: Turn) -> Scope:
        """A change is a customer's; how to register is anyone's."""
        return Scope.CUSTOMER if turn.slot(Slot.ACCOUNT_WISH) in _CHANGED else Scope.ANYONE

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Ask what is wished; for a change, the new value and a yes."""
        wish = turn.slot(Slot.ACCOUNT_WISH)
        if wish not in _CHANGED:
            return (_WISH,)
        if not subject.can(Capability.request_account_change):
            return ()
        return (_WISH, _PHONE if wish == AccountField.phone else _NAME, _CONFIRM)

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Note the change, or explain."""
        wish = str(turn.slot(Slot.ACCOUNT_WISH))
        if wish in _EXPLAINED:
            turn.say(_EXPLAINED[wish])
            return
        if self.declined(turn):
            return
        if not subject.can(Capability.request_account_change):
            await leave_to_staff(turn)
            return
        await self._ask(turn, subject, AccountField(wish))

    async def _ask(self, turn: Turn, subject: Subject, field: AccountField) -> None:
        value = str(turn.slot(_SLOTS[field]))
        key = self.agreed_key(turn)
        result = await subject.shop.request_account_change(subject.customer, field, value, key)
        if result.verdict is Verdict.not_found:
            raise LookupError("the customer whose account was to be changed has vanished")
        facts: dict[str, Any] = {
            "field": turn.words.pick(field.label_zh, field.label_en),
            "value": _shown(field, value),
        }
        turn.say(_CHANGE_ENDS[result.verdict], **facts)


_CHANGE_ENDS = {
    Verdict.allowed: Say.ACCOUNT_CHANGE_REQUESTED,
    Verdict.same_as_before: Say.ACCOUNT_CHANGE_SAME,
    Verdict.bad_value: Say.ACCOUNT_CHANGE_REFUSED,
}


class ActionLoginProblem(Matter):
    """Says what helps against the trouble that is named; an account in foreign hands goes to a person at once."""

    request = Intent.LOGIN_PROBLEM
    scope = Scope.ANYONE
    inquiry = True

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Give the steps; offer a person."""
        if _STOLEN.search(turn.text):
            turn.say(Say.LOGIN_STOLEN)
            await hand_over(turn)
            return
        turn.say(next((say for words, say in _LOGIN_TROUBLES if words.search(turn.text)), Say.LOGIN_STEPS))


MATTERS = (ActionAccountSettings, ActionLoginProblem)
