"""The account: changes are requests that staff check; what customers do themselves is explained."""

import pytest

from actions.matters import account
from actions.matters.account import ActionAccountSettings
from kefu.names import Intent, Say, Slot
from shop.database import Shop
from shop.enums import AccountField, Verdict
from shop.port import Capability
from shop.views import AccountChangeResult

pytestmark = pytest.mark.asyncio
SETTINGS, LOGIN = Intent.ACCOUNT_SETTINGS, Intent.LOGIN_PROBLEM
NEW = "15400998877"


def changes(sql, person):
    return sql(
        "SELECT field, new_value, status FROM account_changes WHERE customer_id = ? ORDER BY id",
        person.customer_id,
    )


async def test_another_phone_is_masked_confirmed_and_only_requested(of, anna, sql):
    talk = of(anna)
    assert await talk.say("怎么换绑手机号", SETTINGS) == [Say.ASK_NEW_PHONE]
    assert await talk.say("154 0099 8877", Intent.INFORM) == [Say.ACCOUNT_CHANGE_CONFIRM]
    assert talk.facts()["value"] == "154****8877"
    assert changes(sql, anna) == []
    before = dict(talk.slots)
    assert await talk.say("对", Intent.AFFIRM) == [Say.ACCOUNT_CHANGE_REQUESTED]
    assert NEW not in str(talk.facts())
    assert changes(sql, anna) == [("phone", NEW, "requested")]
    assert sql("SELECT phone FROM customers WHERE id = ?", anna.customer_id) != [(NEW,)]
    assert [talk.slots[slot] for slot in (Slot.NEW_PHONE, Slot.ACCOUNT_WISH)] == [None, None]
    talk.slots = {**before, Slot.CONFIRMED: True}
    talk.said = []
    await talk.run(ActionAccountSettings)
    assert len(changes(sql, anna)) == 1


async def test_the_whole_wish_in_one_message(of, anna):
    assert await of(anna).say(f"帮我把手机号换成{NEW}", SETTINGS) == [Say.ACCOUNT_CHANGE_CONFIRM]


async def test_a_corrected_number(of, anna, sql):
    talk = of(anna)
    await talk.say(f"帮我把手机号换成{NEW}", SETTINGS)
    assert await talk.say("不对，是15400998866", Intent.DENY) == [Say.ACCOUNT_CHANGE_CONFIRM]
    assert talk.facts()["value"] == "154****8866"
    await talk.say("是的", Intent.AFFIRM)
    assert changes(sql, anna) == [("phone", "15400998866", "requested")]


async def test_a_new_number_is_no_proof_of_who_asks(stranger, anna):
    number = anna.order("received")
    assert await stranger.say(f"手机号换成{NEW}", SETTINGS) == [Say.ASK_ORDER_ID]
    assert await stranger.say(number, Intent.INFORM) == [Say.ASK_PHONE_TAIL]
    assert await stranger.say(anna.tail, Intent.INFORM) == [Say.ACCOUNT_CHANGE_CONFIRM]


@pytest.mark.parametrize("text", ["改成王浩", "王浩", "我叫王浩"])
async def test_another_name(of, anna, sql, text):
    talk = of(anna)
    assert await talk.say("我要改姓名", SETTINGS) == [Say.ASK_NEW_NAME]
    assert await talk.say(text, Intent.INFORM) == [Say.ACCOUNT_CHANGE_CONFIRM]
    await talk.say("对", Intent.AFFIRM)
    assert changes(sql, anna) == [("name", "王浩", "requested")]


@pytest.mark.parametrize(("wish", "bad", "trouble"), [
    ("换手机号", "12345", Say.NEW_PHONE_UNCLEAR),
    ("改姓名", "好的", Say.NEW_NAME_UNCLEAR),
])  # fmt: skip
async def test_what_is_no_value_is_asked_again(of, anna, wish, bad, trouble):
    talk = of(anna)
    await talk.say(wish, SETTINGS)
    assert (await talk.say(bad, Intent.INFORM))[0] == trouble


async def test_a_no_and_giving_up_change_nothing(of, anna, sql):
    talk = of(anna)
    await talk.say(f"手机号换成{NEW}", SETTINGS)
    assert await talk.say("不改了", Intent.DENY) == [Say.NOTHING_CHANGED]
    await talk.say("换手机号", SETTINGS)
    assert await talk.say("算了", SETTINGS) == [Say.REQUEST_STOPPED]
    assert changes(sql, anna) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("怎么注册账号", Say.ACCOUNT_REGISTER),
        ("how do I sign up", Say.ACCOUNT_REGISTER),
        ("改密码在哪", Say.ACCOUNT_PASSWORD),
        ("换个头像", Say.ACCOUNT_PROFILE),
    ],
)
async def test_how_to_is_anyones_to_know(stranger, text, said):
    assert await stranger.say(text, SETTINGS) == [said]


async def test_asked_what_is_wished(stranger):
    assert await stranger.say("账户设置", SETTINGS) == [Say.ASK_ACCOUNT_WISH]
    assert await stranger.say("第三个", Intent.INFORM) == [Say.ACCOUNT_REGISTER]


async def test_every_verdict_has_words(of, anna, monkeypatch):
    assert set(account._CHANGE_ENDS) == {Verdict.allowed, Verdict.same_as_before, Verdict.bad_value}
    for verdict, said in account._CHANGE_ENDS.items():

        async def answer(self, customer_id, field, value, key, verdict=verdict):
            return AccountChangeResult(verdict, AccountField.phone)

        monkeypatch.setattr(Shop, "request_account_change", answer)
        talk = of(anna)
        await talk.say(f"手机号换成{NEW}", SETTINGS)
        assert await talk.say("对", Intent.AFFIRM) == [said]


async def test_a_shop_that_takes_no_changes_leaves_them_to_the_staff(of, anna, monkeypatch):
    able = Shop.capabilities.fget  # type: ignore[attr-defined]
    monkeypatch.setattr(
        Shop, "capabilities", property(lambda shop: able(shop) - {Capability.request_account_change})
    )
    assert await of(anna).say("换手机号", SETTINGS) == [Say.NOT_DONE_HERE, Say.HANDOVER_RECORDED]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("我登录不了", [Say.LOGIN_STEPS]),
        ("收不到验证码", [Say.LOGIN_NO_CODE]),
        ("忘记密码了登不上", [Say.LOGIN_PASSWORD]),
        ("账号被锁了", [Say.LOGIN_LOCKED]),
        ("换了手机号登不上", [Say.LOGIN_OLD_PHONE]),
        ("I lost my old phone and can't log in", [Say.LOGIN_OLD_PHONE]),
        ("我的账号好像被盗了", [Say.LOGIN_STOLEN, Say.HANDOVER_RECORDED]),
        ("someone else is in my account", [Say.LOGIN_STOLEN, Say.HANDOVER_RECORDED]),
    ],
)
async def test_what_helps_to_get_back_in(stranger, text, said):
    assert await stranger.say(text, LOGIN) == said
