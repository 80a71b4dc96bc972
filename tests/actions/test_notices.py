"""Notices of stock and price; advertising stopped at once."""

import pytest

from actions.matters.notices import REFUSED
from kefu.names import Intent, Say, Slot
from shop.enums import Verdict
from shop.port import ALL, Capability

pytestmark = pytest.mark.asyncio
TELL, STOP = Intent.SUBSCRIBE_NOTIFICATION, Intent.UNSUBSCRIBE_MARKETING
X20_PRO = ("product", "星澜 X20 Pro")
SOLD_OUT = "P10001-2"


def waiting(sql, person):
    return sql(
        "SELECT kind, variant_id FROM subscriptions WHERE customer_id = ? AND status = 'active' ORDER BY id",
        person.customer_id,
    )


def granted(sql, person):
    rows = sql("SELECT channel, granted FROM consents WHERE customer_id = ? ORDER BY id", person.customer_id)
    return {channel for channel, yes in dict(rows).items() if yes}


@pytest.fixture(autouse=True)
def nothing_yet(sql, anna):
    sql("DELETE FROM subscriptions WHERE customer_id = ?", anna.customer_id)


async def test_the_only_sold_out_variant_needs_no_choice(of, anna, sql):
    talk = of(anna)
    assert await talk.say("星澜 X20 Pro到货通知我", TELL, X20_PRO) == [Say.NOTICE_OF_STOCK]
    assert waiting(sql, anna) == [("back_in_stock", SOLD_OUT)]
    assert await talk.say("到货了告诉我", TELL) == [Say.NOTICE_ALREADY]
    assert waiting(sql, anna) == [("back_in_stock", SOLD_OUT)]


async def test_offered_where_something_is_sold_out_and_taken_with_a_yes(of, anna, sql):
    talk = of(anna)
    said = await talk.say("星澜 X20 Pro有月光白的吗", Intent.PRODUCT_STOCK, X20_PRO, ("attribute", "月光白"))
    assert said == [Say.STOCK_NONE]
    assert await talk.say("好", Intent.AFFIRM) == [Say.NOTICE_OF_STOCK]
    assert waiting(sql, anna) == [("back_in_stock", SOLD_OUT)]


async def test_a_price_drop_of_one_variant(of, anna, sql):
    talk = of(anna)
    assert await talk.say("星澜 X20 Pro降价了告诉我", TELL, X20_PRO) == [Say.ASK_NOTICE_VARIANT]
    assert await talk.say("512G的", Intent.INFORM, ("attribute", "512G")) == [Say.NOTICE_OF_PRICE]
    assert talk.facts()["price"] == "¥5,749.00"
    assert waiting(sql, anna) == [("price_drop", "P10001-3")]


async def test_in_stock_there_is_nothing_to_wait_for(of, anna, sql):
    assert await of(anna).say("青鸾 S9到货提醒", TELL, ("product", "青鸾 S9")) == [Say.NOTICE_IN_STOCK]
    assert waiting(sql, anna) == []


async def test_the_product_is_asked_for(of, anna):
    talk = of(anna)
    assert await talk.say("有货了通知我", TELL) == [Say.WHICH_PRODUCT]
    assert await talk.say("星澜 X20 Pro", Intent.INFORM, X20_PRO) == [Say.NOTICE_OF_STOCK]


async def test_not_sold(of, anna):
    assert await of(anna).say("iPhone 15降价通知我", TELL, ("product", "iPhone 15")) == [Say.PRODUCT_NOT_SOLD]


async def test_a_stranger_proves_who_they_are(stranger, anna, sql):
    assert await stranger.say("星澜 X20 Pro到货通知我", TELL, X20_PRO) == [Say.ASK_ORDER_ID]
    await stranger.say(anna.order("shipped"), Intent.INFORM)
    assert await stranger.say(anna.tail, Intent.INFORM) == [Say.NOTICE_OF_STOCK]
    assert waiting(sql, anna) == [("back_in_stock", SOLD_OUT)]


async def test_every_refusal_has_words():
    assert set(REFUSED) == {Verdict.already_open, Verdict.in_stock, Verdict.not_found}


@pytest.mark.parametrize(
    ("text", "stopped"),
    [("别再给我发促销短信了", {"sms"}),
     ("stop sending me promotional emails", {"email"}), ("不要再打推销电话", {"phone"}),
     ("把你们的广告全部停掉", {"sms", "email", "phone", "app"}), ("别再骚扰我了", {"sms", "email", "phone", "app"})],
)  # fmt: skip
async def test_stopped_at_once(of, anna, sql, text, stopped):
    before = granted(sql, anna)
    talk = of(anna)
    assert (await talk.say(text, STOP))[0] in (Say.ADVERTISING_STOPPED, Say.ADVERTISING_STOPPED_BY)
    assert granted(sql, anna) == before - stopped
    assert not talk.loop


async def test_what_to_stop_is_asked_once_with_everything_first(of, anna, sql):
    talk = of(anna)
    assert await talk.say("退订", STOP) == [Say.ASK_WHAT_TO_STOP]
    assert talk.said[0].buttons[0]["payload"] == '/inform{"choice": "everything"}'
    assert await talk.say("第一个", Intent.INFORM) == [Say.ADVERTISING_STOPPED]
    assert granted(sql, anna) == set()


async def test_notices_of_one_kind_are_ended(of, anna, sql):
    talk = of(anna)
    await talk.say("星澜 X20 Pro到货通知我", TELL, X20_PRO)
    assert await talk.say("取消降价通知", STOP) == [Say.NOTICES_NONE]
    assert await talk.say("取消到货通知", STOP) == [Say.NOTICES_STOPPED]
    assert talk.facts()["count"] == "1"
    assert waiting(sql, anna) == []


async def test_a_shop_that_cannot_hands_over(of, anna, monkeypatch):
    talk = of(anna)
    shop = await talk.runtime.shop()
    monkeypatch.setattr(type(shop), "capabilities", ALL - {Capability.subscribe, Capability.set_consent})
    assert await talk.say("星澜 X20 Pro到货通知我", TELL, X20_PRO) == [
        Say.NOT_DONE_HERE,
        Say.HANDOVER_RECORDED,
    ]
    assert (await talk.say("别发广告短信了", STOP))[0] == Say.NOT_DONE_HERE
    assert talk.slots[Slot.HANDED_OVER]
