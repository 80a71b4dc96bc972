"""Ordering in the conversation: shown first, placed once, never without a yes, never at another price."""

import pytest

from actions.matters.purchase import COUPON_TROUBLES, REFUSED
from actions.matters.purchase_words import coupon_trouble
from actions.purchase_reading import coupon_in, pieces_in, wants_help, wants_to_buy
from actions.wording import Wording
from kefu.names import Intent, Say, Slot
from shop.enums import Verdict
from shop.port import ALL, Capability
from shop.views import OrderQuote

pytestmark = pytest.mark.asyncio
BUY = Intent.PLACE_ORDER_HELP
S9 = ("product", "青鸾 S9")


async def shown(talk, text="我要买青鸾 S9，曜石黑的", *entities):
    """Go on to the question for a yes; return the facts of what is shown."""
    said = await talk.say(text, BUY, *(entities or (S9, ("attribute", "曜石黑"))))
    for _ in range(3):
        if said[-1] == Say.ASK_BUY_ADDRESS:
            said = await talk.say("第一个", Intent.INFORM)
        elif said[-1] == Say.ASK_BUY_COUPON:
            said = await talk.say("不用券", Intent.INFORM)
    assert said[-1] == Say.BUY_CONFIRM
    return talk.facts()


def orders_of(sql, person):
    return sql(
        "SELECT id, status FROM orders WHERE customer_id = ? ORDER BY ordered_at DESC, id DESC",
        person.customer_id,
    )


async def test_shown_agreed_and_placed_once(of, anna, sql):
    talk, before = of(anna), len(orders_of(sql, anna))
    facts = await shown(talk)
    assert "青鸾 S9 影像手机（曜石黑 256GB） × 1" in facts["product"]
    assert facts["total"] == "¥2,669.00"
    assert len(orders_of(sql, anna)) == before
    assert await talk.say("确认", Intent.AFFIRM) == [Say.BUY_PLACED]
    placed = talk.facts()
    assert (placed["order_id"], "pending_payment") in orders_of(sql, anna)
    assert len(orders_of(sql, anna)) == before + 1
    assert placed["link"].startswith("http")
    assert talk.slots[Slot.ORDER_ID] == placed["order_id"]
    await talk.say("确认", Intent.AFFIRM)
    assert len(orders_of(sql, anna)) == before + 1


async def test_what_is_missing_is_asked_and_corrected(of, anna):
    talk = of(anna)
    assert await talk.say("我要买青鸾 S9", BUY, S9) == [Say.ASK_BUY_VARIANT]
    assert await talk.say("第二个", Intent.INFORM) == [Say.ASK_BUY_ADDRESS]
    assert await talk.say("要两台", Intent.INFORM) == [Say.ASK_BUY_ADDRESS]
    assert await talk.say("第一个", Intent.INFORM) == [Say.ASK_BUY_COUPON]
    assert await talk.say("不用券", Intent.INFORM) == [Say.BUY_CONFIRM]
    assert "月光白 256GB） × 2" in talk.facts()["product"]
    assert await talk.say("改成曜石黑的吧", Intent.CHANGE_ORDER_ITEMS, ("attribute", "曜石黑")) == [
        Say.BUY_CONFIRM
    ]
    assert "曜石黑 256GB） × 2" in talk.facts()["product"]
    assert await talk.say("买一台就好", Intent.INFORM) == [Say.BUY_CONFIRM]
    assert talk.facts()["product"].endswith("× 1")


async def test_a_coupon_is_chosen_or_typed(of, anna):
    talk = of(anna)
    await shown(talk)
    full = talk.facts()["total"]
    assert await talk.say("用优惠券 GOLD50", Intent.INFORM) == [Say.BUY_CONFIRM]
    assert "会员专享券 -¥50.00" in talk.facts()["sums"]
    assert talk.facts()["total"] != full
    assert await talk.say("用券 NIGHT8", Intent.INFORM) == [Say.BUY_COUPON_REFUSED, Say.BUY_CONFIRM]
    assert talk.said[0].facts["reason"] == "这张券已经过期"
    assert talk.facts()["total"] == full


async def test_declined_orders_nothing(of, anna, sql):
    talk, before = of(anna), orders_of(sql, anna)
    await shown(talk)
    assert await talk.say("先不买了", Intent.DENY) == [Say.BUY_DECLINED]
    assert orders_of(sql, anna) == before


@pytest.mark.parametrize("words", ["多久能到呢", "我再想想"])
async def test_no_yes_is_read_into_a_doubt(of, anna, sql, words):
    talk, before = of(anna), orders_of(sql, anna)
    await shown(talk)
    await talk.say(words, Intent.AFFIRM)
    assert orders_of(sql, anna) == before


async def test_an_inquiry_in_between_and_back(of, anna, sql):
    talk = of(anna)
    await shown(talk)
    said = await talk.say("电池多大", Intent.PRODUCT_DETAIL)
    assert said[0] == Say.SPEC_TOLD
    assert talk.slots[Slot.REQUESTED_SLOT] == Slot.CONFIRMED
    assert await talk.say("确认下单", Intent.AFFIRM) == [Say.BUY_PLACED]


async def test_another_matter_in_between_is_taken_up_again(of, anna):
    talk = of(anna)
    await shown(talk)
    await talk.say(f"取消{anna.order('pending_shipment')}", Intent.CANCEL_ORDER)
    said = await talk.say("不取消了", Intent.DENY)
    assert said == [Say.CANCEL_KEPT, Say.OFFER_TO_RESUME]
    assert await talk.say("/place_order_help", BUY) == [Say.BUY_CONFIRM]


async def test_bought_from_what_was_shown(of, anna):
    talk = of(anna)
    await talk.say("有没有充电宝", Intent.SEARCH_PRODUCT, ("category", "充电宝"))
    await talk.say("第一个多少钱", Intent.PRODUCT_PRICE)
    assert (await talk.say("就买这个", Intent.INFORM))[0] in (Say.ASK_BUY_VARIANT, Say.ASK_BUY_ADDRESS)
    assert talk.slots[Slot.WANTED_PRODUCT] == "P10025"


async def test_too_few_left(of, anna, sql):
    sql("UPDATE variants SET stock = 1 WHERE id = 'P10005-1'")
    talk = of(anna)
    said = await talk.say("买两台青鸾 S9 曜石黑", BUY, S9, ("attribute", "曜石黑"))
    assert said == [Say.BUY_OUT_OF_STOCK]
    assert talk.facts()["left"] == "1"


async def test_too_many(of, anna):
    talk = of(anna)
    assert await talk.say("买99台青鸾 S9 曜石黑", BUY, S9, ("attribute", "曜石黑")) == [Say.BUY_TOO_MANY]
    assert talk.facts()["most"] == "20"


async def test_sold_out_while_the_customer_thought(of, anna, sql):
    talk, before = of(anna), orders_of(sql, anna)
    await shown(talk)
    sql("UPDATE variants SET stock = 0 WHERE id = 'P10005-1'")
    assert await talk.say("确认", Intent.AFFIRM) == [Say.BUY_OUT_OF_STOCK]
    assert orders_of(sql, anna) == before


async def test_another_price_than_agreed_is_told_and_not_ordered(of, anna, sql):
    talk, before = of(anna), orders_of(sql, anna)
    facts = await shown(talk)
    sql("UPDATE variants SET price = price + 10000 WHERE id = 'P10005-1'")
    assert await talk.say("确认", Intent.AFFIRM) == [Say.BUY_PRICE_CHANGED]
    assert talk.facts()["total"] != facts["total"]
    assert orders_of(sql, anna) == before


async def test_no_address(of, anna, sql):
    sql("INSERT INTO customers (id, name, phone, member_level, created_at) SELECT 'C99999', '新来的', '13300000001',"
        " member_level, created_at"
        " FROM customers LIMIT 1")  # fmt: skip
    newcomer = type(anna)("C99999", "0001", [])
    talk = of(newcomer)
    assert await talk.say("买青鸾 S9 曜石黑", BUY, S9, ("attribute", "曜石黑")) == [Say.BUY_NO_ADDRESS]


async def test_not_sold(of, anna):
    assert await of(anna).say("我要买iPhone 15", BUY, ("product", "iPhone 15")) == [Say.PRODUCT_NOT_SOLD]


async def test_how_is_explained_to_anybody(stranger, of, anna):
    assert await stranger.say("怎么下单", BUY) == [Say.ORDER_HOW]
    assert await stranger.say("我要买青鸾 S9", BUY, S9) == [Say.ORDER_HOW]
    talk = of(anna)
    assert await talk.say("提交不了订单", BUY) == [Say.ORDER_HOW_OR_HERE]
    here = talk.said[0].buttons[0]["payload"]
    assert await talk.say(here, BUY, ("choice", "here")) == [Say.WHICH_PRODUCT]
    assert await talk.say("青鸾 S9", Intent.INFORM, S9) == [Say.ASK_BUY_VARIANT]


async def test_a_shop_that_takes_no_orders_here_explains(of, anna, monkeypatch):
    talk = of(anna)
    shop = await talk.runtime.shop()
    monkeypatch.setattr(type(shop), "capabilities", ALL - {Capability.place_order})
    assert await talk.say("我要买青鸾 S9", BUY, S9) == [Say.ORDER_HOW]


async def test_given_up_in_the_middle(of, anna):
    talk = of(anna)
    await talk.say("我要买青鸾 S9", BUY, S9)
    for _ in range(2):
        await talk.say("不知道啊", Intent.INFORM)
    assert await talk.say("嗯嗯", Intent.AFFIRM) == [Say.GIVE_UP]


async def test_every_verdict_has_words(runtime):
    words = Wording("zh", runtime.clock(), runtime.zone)
    told = {verdict: coupon_trouble(words, OrderQuote(verdict)) for verdict in COUPON_TROUBLES}
    assert len(set(told.values())) == len(COUPON_TROUBLES)
    documented = {
        Verdict.out_of_stock, Verdict.too_many, Verdict.bad_value, Verdict.not_found, Verdict.no_address,
        Verdict.price_changed, Verdict.no_coupon, Verdict.coupon_used, Verdict.coupon_expired,
        Verdict.coupon_upcoming, Verdict.too_little, Verdict.category_excluded,
    }  # fmt: skip
    assert set(REFUSED) | COUPON_TROUBLES == documented


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("买两台", 2), ("来3件", 3), ("要十个", 10), ("three of them", 3), ("2 pieces", 2), ("x4", 4),
     ("第二个", None), ("就要这个", None), ("三个月", None), ("100块", None)],
)  # fmt: skip
async def test_pieces(text, pieces):
    assert pieces_in(text) == pieces


@pytest.mark.parametrize(
    ("text", "buys", "asks"),
    [("就买这个", True, False), ("I'll take it", True, False), ("我要下单", True, False),
     ("不要了", False, False), ("我买过这个", False, False),
     ("怎么买", False, True),
     ("下不了单", False, True), ("how do I order", False, True)],
)  # fmt: skip
async def test_wanting_and_asking_how(text, buys, asks):
    assert (wants_to_buy(text), wants_help(text)) == (buys, asks)


@pytest.mark.parametrize(
    ("text", "code"),
    [("GOLD50", "GOLD50"), ("用券 gold50", "GOLD50"), ("要X20手机", None), ("Band7 好吗 ABC1", None)],
)
async def test_coupon_codes(text, code):
    assert coupon_in(text) == code
