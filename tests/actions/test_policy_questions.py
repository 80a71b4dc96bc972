"""What may be returned until when, and what is under warranty: by an order's facts, else by the rules."""

from __future__ import annotations

import pytest

from kefu.names import Intent, Say

from .people import LAPTOP, NUTS, PHONE, SHIRT, button, order_with, person, press

pytestmark = pytest.mark.asyncio
RULES, WARRANTY = Intent.RETURN_POLICY, Intent.WARRANTY_QUERY


@pytest.fixture
def jiayi(shop_file):
    return person(shop_file, "C10004")


@pytest.fixture
def wei(shop_file):
    return person(shop_file, "C10005")


async def test_anybody_may_know_the_rules(stranger):
    assert await stranger.say("支持七天无理由退货吗", RULES) == [Say.RETURN_RULES]
    facts = stranger.facts()
    assert (facts["goods"], facts["unwanted"], facts["exchange"], facts["freight"]) == (
        "大部分商品",
        "7 天",
        "15 天",
        "¥12.00",
    )


async def test_the_rules_of_a_kind_of_goods(stranger):
    assert await stranger.say("坚果可以退吗", RULES, ("product", "坚果")) == [Say.RETURN_RULES_FAULTS_ONLY]
    assert await stranger.say("空调能退换吗", RULES, ("product", "空调")) == [Say.RETURN_RULES]
    assert stranger.facts()["exchange"] == "30 天"


async def test_an_order_is_answered_by_its_own_days(of, jiayi, sql):
    talk = of(jiayi)
    assert await talk.say(f"{order_with(sql, jiayi, SHIRT)}还能退吗", RULES) == [Say.RETURN_POSSIBLE]
    assert "无理由退货" in talk.facts()["ways"]
    assert await press(talk, button(talk, "不想要")) == [Say.ASK_PICKUP_DAY]


async def test_what_is_over_is_said_with_what_is_not(of, jiayi, sql):
    talk = of(jiayi)
    assert await talk.say(f"{order_with(sql, jiayi, LAPTOP)}还能退吗", RULES) == [Say.RETURN_POSSIBLE]
    assert "退货" not in talk.facts()["ways"]


async def test_before_shipping_there_is_nothing_to_return(of, anna):
    assert await of(anna).say(f"{anna.order('pending_shipment')}能退吗", RULES) == [Say.CASE_CANCEL_INSTEAD]


async def test_of_a_strangers_order_only_after_proof(stranger, jiayi, sql):
    number = order_with(sql, jiayi, SHIRT)
    assert await stranger.say(f"{number}还能退吗", RULES) == [Say.ASK_PHONE_TAIL]
    assert await stranger.say(jiayi.tail, Intent.INFORM) == [Say.RETURN_POSSIBLE]


async def test_the_warranty_of_an_order_and_its_repair(of, jiayi, sql):
    talk = of(jiayi)
    assert await talk.say(f"{order_with(sql, jiayi, LAPTOP)}还在保修期吗", WARRANTY) == [Say.WARRANTY_COVERED]
    assert await press(talk, button(talk, "报修")) == [Say.ASK_WHAT_IS_BROKEN]


async def test_the_warranty_that_is_over_or_never_was(of, jiayi, sql):
    laptop = order_with(sql, jiayi, LAPTOP)
    assert await of(jiayi).say(f"{order_with(sql, jiayi, SHIRT)}保修吗", WARRANTY) == [Say.WARRANTY_NONE]
    sql("UPDATE shipments SET delivered_at = '2023-01-01 00:00:00.000000' WHERE order_id = ?", laptop)
    assert await of(jiayi).say(f"{laptop}保修吗", WARRANTY) == [Say.WARRANTY_OVER]


async def test_the_warranty_of_what_has_not_come_or_is_in_repair(of, wei, anna, sql):
    assert await of(wei).say(f"{order_with(sql, wei, PHONE)}还在保吗", WARRANTY) == [Say.WARRANTY_COVERED]
    said = await of(anna).say(f"{anna.order('pending_shipment')}保修多久", WARRANTY)
    assert set(said) <= {Say.WARRANTY_RULES, Say.WARRANTY_NONE}


async def test_how_long_goods_are_covered_is_nobodys_secret(stranger):
    assert await stranger.say("耳机保修多久", WARRANTY, ("product", "耳机")) == [Say.WARRANTY_RULES]
    assert (stranger.facts()["item"], stranger.facts()["months"]) == ("影音穿戴", "12 个月")
    assert await stranger.say("空调保修多久", WARRANTY, ("product", "空调")) == [Say.WARRANTY_RULES]
    assert "空调" in stranger.facts()["item"]
    assert stranger.facts()["months"] == "72 个月"
    assert await stranger.say("手机类保多久", WARRANTY, ("category", "手机")) == [Say.WARRANTY_RULES]
    assert await stranger.say("保修期多久", WARRANTY) == [Say.WARRANTY_WHICH]


async def test_a_known_customer_chooses_the_order(of, wei, sql):
    talk = of(wei)
    assert await talk.say("还在保修期内吗", WARRANTY) == [Say.CHOOSE_ORDER]
    assert await talk.say(order_with(sql, wei, NUTS), Intent.INFORM) == [Say.WARRANTY_NONE]
