"""Follow-ups go on about the right order, and nothing stale leaks into the next request."""

import pytest

from actions.requests import FOCUS_MESSAGES
from kefu.names import Intent, Say, Slot

pytestmark = pytest.mark.asyncio
STATUS, TRACK, WHEN = Intent.QUERY_ORDER_STATUS, Intent.TRACK_LOGISTICS, Intent.DELIVERY_TIME


async def after_list(of, person):
    talk = of(person)
    assert await talk.say("我有哪些订单", Intent.LIST_ORDERS) == [Say.ORDER_LIST]
    return talk


@pytest.mark.parametrize(
    ("text", "intent", "place"),
    [
        ("第二个到哪了", TRACK, 1),
        ("那第三个呢？", Intent.INFORM, 2),
        ("那第三个呢？", Intent.NLU_FALLBACK, 2),
        ("那第三个呢？", WHEN, 2),
        ("what about the second one?", Intent.INFORM, 1),
        ("when will the last one arrive?", WHEN, 4),
        ("2", Intent.INFORM, 1),
        ("第一个催一下", Intent.EXPEDITE_SHIPPING, 0),
    ],
)
async def test_a_place_in_the_list(of, anna, text, intent, place):
    talk = await after_list(of, anna)
    await talk.say(text, intent)
    assert talk.facts()["order_id"] == anna.orders[place][0]


async def test_and_the_second_one_asks_the_same_again(of, anna):
    talk = await after_list(of, anna)
    await talk.say("第一个什么时候到", WHEN)
    assert talk.said[0].response.startswith("say_eta_")
    await talk.say("那第二个呢？", Intent.INFORM)
    assert talk.said[0].response.startswith("say_eta_")
    assert talk.facts()["order_id"] == anna.orders[1][0]


async def test_it_is_the_order_we_spoke_of(of, anna):
    number = anna.order("shipped")
    talk = of(anna)
    await talk.say(f"查{number}", STATUS)
    for text, intent in (("它什么时候到？", WHEN), ("when will it arrive?", WHEN), ("物流呢", TRACK)):
        await talk.say(text, intent)
        assert talk.facts()["order_id"] == number


async def test_cancel_it_asks_first(of, anna):
    number = anna.order("pending_payment")
    talk = of(anna)
    await talk.say(f"查{number}", STATUS)
    assert await talk.say("取消它", Intent.CANCEL_ORDER) == [Say.CANCEL_CONFIRM_UNPAID]
    assert talk.facts()["order_id"] == number


@pytest.mark.parametrize("intent", [Intent.DENY, Intent.INFORM, Intent.AFFIRM, Intent.NLU_FALLBACK])
@pytest.mark.parametrize("text", ["取消吧", "cancel it"])
async def test_cancel_it_with_no_question_open_means_the_order(of, anna, intent, text):
    number = anna.order("pending_payment")
    talk = of(anna)
    await talk.say(f"查{number}", STATUS)
    assert await talk.say(text, intent) == [Say.CANCEL_CONFIRM_UNPAID]
    assert talk.facts()["order_id"] == number


async def test_cancel_it_about_nothing_is_no_order(stranger):
    assert await stranger.say("取消吧", Intent.DENY) == [Say.DENY_FINE]


async def test_the_same_question_again_may_mean_another_order(of, anna):
    talk = of(anna)
    await talk.say(f"查{anna.order('shipped')}", STATUS)
    assert await talk.say("我的订单到哪了", STATUS) == [Say.CHOOSE_ORDER]


async def test_a_list_ends_the_focus(of, anna):
    talk = of(anna)
    await talk.say(f"查{anna.order('shipped')}", STATUS)
    await talk.say("我有哪些订单", Intent.LIST_ORDERS)
    assert await talk.say("什么时候到", WHEN) == [Say.CHOOSE_ORDER]


async def test_a_cancelled_order_is_no_longer_in_focus(of, anna):
    talk = of(anna)
    await talk.say(f"取消{anna.order('pending_payment')}", Intent.CANCEL_ORDER)
    await talk.say("是的", Intent.AFFIRM)
    assert await talk.say("什么时候到", WHEN) == [Say.CHOOSE_ORDER]


async def test_an_order_spoken_of_long_ago_is_no_longer_in_focus(of, anna):
    talk = of(anna)
    await talk.say(f"查{anna.order('shipped')}", STATUS)
    for _ in range(FOCUS_MESSAGES):
        talk._hear("今天天气不错", "chitchat", (), ())
    assert await talk.say("什么时候到", WHEN) == [Say.CHOOSE_ORDER]


async def test_small_talk_does_not_end_the_focus(of, anna):
    number = anna.order("shipped")
    talk = of(anna)
    await talk.say(f"查{number}", STATUS)
    talk._hear("谢谢", "thank", (), ())
    await talk.say("什么时候到", WHEN)
    assert talk.facts()["order_id"] == number


async def test_what_was_given_up_does_not_come_back(of, anna, boris):
    talk = of(anna)
    await talk.say("取消订单", Intent.CANCEL_ORDER)
    for text in ("嗯", "嗯", "嗯"):
        await talk.say(text, Intent.AFFIRM)
    await talk.say("第一个", Intent.INFORM)
    assert talk.slots[Slot.LAST_REQUEST] == STATUS


async def test_a_phone_tail_does_not_outlive_its_check(stranger, anna, boris):
    await stranger.say(f"查{anna.order('shipped')} 尾号{anna.tail}", STATUS)
    assert await stranger.say(f"查{boris.order('shipped')}", STATUS) == [Say.ORDER_NOT_FOUND]


async def test_a_product_named_outweighs_the_order_we_spoke_of(of, anna, sql):
    titles = dict(
        sql(
            "SELECT order_id, name_zh FROM order_items JOIN products ON products.id = product_id WHERE line = 1"
            " AND order_id IN (SELECT id FROM orders WHERE customer_id = ?)",
            anna.customer_id,
        )
    )
    talk = of(anna)
    await talk.say(f"查{anna.orders[0][0]}", STATUS)
    other = anna.orders[1][0]
    await talk.say(f"{titles[other]}什么时候到", WHEN)
    assert talk.facts()["order_id"] == other


async def test_a_product_that_was_not_bought_is_asked_about(of, anna):
    talk = of(anna)
    await talk.say(f"查{anna.orders[0][0]}", STATUS)
    assert await talk.say("那个潜水艇什么时候到", WHEN, ("category", "潜水艇")) == [Say.CHOOSE_ORDER]


async def test_nothing_to_point_to(stranger):
    assert await stranger.say("第二个", Intent.INFORM) == [Say.INFORM_UNCLEAR]
    assert await stranger.say("它呢", Intent.INFORM) == [Say.INFORM_UNCLEAR]


async def test_an_order_number_alone_asks_for_its_status(of, anna):
    number = anna.order("shipped")
    talk = of(anna)
    assert await talk.say(number, Intent.INFORM) == [Say.STATUS_SHIPPED]


async def test_a_tracking_number_alone_asks_for_its_track(of, anna, sql):
    ((tracking,),) = sql(
        "SELECT tracking_number FROM shipments WHERE order_id = ? LIMIT 1", anna.order("shipped")
    )
    talk = of(anna)
    assert await talk.say(tracking, Intent.INFORM) == [Say.TRACK]


async def test_out_of_range_asks_which(of, anna):
    talk = await after_list(of, anna)
    assert await talk.say("第九个", Intent.INFORM) == [Say.CHOOSE_ORDER]


async def test_not_that_one_the_other_of_two(of, anna):
    talk = of(anna)
    await talk.say("待发货的订单", Intent.LIST_ORDERS)
    talk.slots[Slot.LISTED_ORDERS] = [anna.orders[0][0], anna.orders[1][0]]
    await talk.say("第一个", Intent.INFORM)
    await talk.say("不对，是另一个", Intent.DENY)
    assert talk.facts()["order_id"] == anna.orders[1][0]
