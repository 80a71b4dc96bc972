"""Coupons, promotions, gift cards, points: facts of the customer's own, masked where they must be."""

import pytest

from kefu.names import Intent, Say

pytestmark = pytest.mark.asyncio
COUPONS, CARDS, POINTS = Intent.COUPON_QUERY, Intent.GIFT_CARD_BALANCE, Intent.MEMBER_POINTS


async def test_usable_coupons_come_first_the_others_with_their_reason(of, anna):
    talk = of(anna)
    assert await talk.say("我有哪些优惠券", COUPONS) == [Say.COUPONS_AND_OTHERS]
    usable, others = talk.facts()["usable"], talk.facts()["others"]
    assert [code in usable for code in ("GOLD50", "NEW20", "NIGHT8")] == [True, True, False]
    assert "满 ¥499.00 减 ¥50.00" in usable
    assert usable.index("GOLD50") < usable.index("NEW20")
    for words in ("NEXTWEEK30", "起才能用", "KITCHEN15", "已用在订单", "NIGHT8", "已过期"):
        assert words in others


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("GOLD50怎么用不了", Say.COUPON_USABLE),
        ("why can't I use nextweek30", Say.COUPON_UPCOMING),
        ("厨电品类券为什么用不了", Say.COUPON_USED),
        ("night8还能用吗", Say.COUPON_EXPIRED),
        ("ABC123这张券能用吗", Say.COUPON_NOT_YOURS),
    ],
)
async def test_why_one_coupon_can_or_cannot_be_used(of, anna, words, said):
    assert await of(anna).say(words, COUPONS) == [said]


async def test_no_coupons_and_only_unusable_ones(of, anna, people, sql):
    assert await of(people[2]).say("优惠券", COUPONS) == [Say.COUPONS_UNUSABLE]
    sql("DELETE FROM customer_coupons WHERE customer_id = ?", anna.customer_id)
    assert await of(anna).say("优惠券", COUPONS) == [Say.NO_COUPONS]


async def test_a_stranger_proves_who_they_are(stranger, anna):
    assert await stranger.say("我的优惠券", COUPONS) == [Say.ASK_ORDER_ID]
    assert await stranger.say(anna.order("received"), Intent.INFORM) == [Say.ASK_PHONE_TAIL]
    assert await stranger.say(anna.tail, Intent.INFORM) == [Say.COUPONS_AND_OTHERS]


async def test_promotions_are_anyones_to_know(stranger, sql):
    assert await stranger.say("现在有什么活动", Intent.PROMOTION_QUERY) == [Say.PROMOTIONS]
    assert [name in stranger.facts()["promotions"] for name in ("换季满减", "开学季")] == [True, False]
    sql("DELETE FROM promotions")
    assert await stranger.say("现在有什么活动", Intent.PROMOTION_QUERY) == [Say.NO_PROMOTIONS]


async def test_gift_cards_are_masked(of, anna, people, sql):
    talk = of(anna)
    assert await talk.say("礼品卡还剩多少", CARDS) == [Say.GIFT_CARDS]
    assert "6001 **** 8827：余额 ¥186.50（面值 ¥500.00）" in talk.facts()["cards"]
    assert talk.facts()["total"] == "¥186.50"
    assert "6001203344518827" not in str(talk.facts())
    expired = of(people[2])
    await expired.say("礼品卡余额", CARDS)
    assert "已过期" in expired.facts()["cards"]
    assert expired.facts()["total"] == "¥0.00"
    sql("DELETE FROM gift_cards")
    assert await of(anna).say("礼品卡余额", CARDS) == [Say.NO_GIFT_CARDS]


async def test_points_with_the_newest_entries(of, anna, sql):
    talk = of(anna)
    assert await talk.say("我有多少积分", POINTS) == [Say.POINTS]
    assert talk.facts()["level"] == "金卡会员"
    assert "签到 +5" in talk.facts()["entries"].splitlines()[0]
    assert len(talk.facts()["entries"].splitlines()) <= 5
    sql("DELETE FROM points_entries")
    assert await of(anna).say("我有多少积分", POINTS) == [Say.NO_POINTS]


async def test_they_are_answered_in_the_middle_of_another_matter(of, anna):
    talk = of(anna)
    await talk.say(f"取消{anna.order('pending_shipment')}", Intent.CANCEL_ORDER)
    for words, intent, said in (
        ("我有多少积分", POINTS, Say.POINTS),
        ("现在有什么活动", Intent.PROMOTION_QUERY, Say.PROMOTIONS),
        ("我的礼品卡", CARDS, Say.GIFT_CARDS),
    ):
        assert await talk.say(words, intent) == [said, Say.CANCEL_CONFIRM]
