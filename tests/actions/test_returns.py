"""Returns, exchanges, refunds, repairs and missing parts: judged first, asked little, shown, filed once."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from actions.matters.case_reasons import reason_options
from actions.matters.case_refusals import REFUSALS
from kefu.names import Intent, Say, Slot
from shop.appointments import offered
from shop.database import Shop
from shop.enums import CaseReason, Verdict
from shop.port import ALL, Capability

from .people import COOKER, EARBUDS, LAPTOP, NUTS, SHIRT, button, order_with, person, press

pytestmark = pytest.mark.asyncio
RETURN, EXCHANGE, REFUND = Intent.RETURN_GOODS, Intent.EXCHANGE_GOODS, Intent.REQUEST_REFUND
REPAIR, MISSING, QUALITY = Intent.REPAIR_REQUEST, Intent.MISSING_PARTS, Intent.QUALITY_PROBLEM

# Where the shop decides about cases.
_SHOP = Path(__file__).resolve().parents[2] / "shop"
_FILES = [*sorted((_SHOP / "cases").glob("*.py")), _SHOP / "policy/after_sales.py"]
SOURCES = "".join(path.read_text(encoding="utf-8") for path in _FILES) + inspect.getsource(offered)


@pytest.fixture
def jiayi(shop_file):
    """Has a shirt of some days ago, earbuds that are being exchanged, and a laptop of nine days ago."""
    return person(shop_file, "C10004")


@pytest.fixture
def wei(shop_file):
    """Has a rice cooker of which a part is resent, a phone under repair, and nuts."""
    return person(shop_file, "C10005")


@pytest.fixture
def order_of(sql):
    return lambda someone, product: order_with(sql, someone, product)


@pytest.fixture
def filed(sql):
    """Return what was filed by customers about an order."""

    def find(number: str) -> list[tuple[str, str, str]]:
        query = (
            "SELECT kind, reason, status FROM cases WHERE order_id = ? AND id IN"
            " (SELECT CAST(json_extract(after, '$.case_id') AS INTEGER) FROM audit WHERE action = 'file_case')"
            " ORDER BY id"
        )
        return sql(query, number)

    return find


async def test_a_return_is_shown_with_all_it_brings_and_filed_once(of, jiayi, order_of, filed, sql):
    number = order_of(jiayi, SHIRT)
    talk = of(jiayi)
    assert await talk.say(f"我要退货，订单{number}", RETURN) == [Say.ASK_RETURN_REASON]
    assert await talk.say("尺码不合适", Intent.INFORM) == [Say.ASK_PICKUP_DAY]
    assert await talk.say("明天", Intent.INFORM) == [Say.ASK_PICKUP_HOURS]
    assert await talk.say("上午", Intent.INFORM) == [Say.RETURN_CONFIRM]
    shown = talk.facts()
    assert shown["pickup"] == "明天 9:00-12:00 上门取件"
    assert shown["freight"] == "¥12.00，由您承担"
    assert filed(number) == []
    assert await talk.say("确认", Intent.AFFIRM) == [Say.RETURN_FILED]
    assert talk.facts()["refund"] == shown["refund"]
    assert filed(number) == [("return_goods", "wrong_size", "requested")]
    assert sql("SELECT pickup_from_hour FROM cases WHERE order_id = ?", number) == [(9,)]
    assert await talk.say("确认", Intent.AFFIRM) != [Say.RETURN_FILED]
    assert len(filed(number)) == 1


async def test_what_the_first_message_says_is_not_asked(of, jiayi, order_of, filed):
    number = order_of(jiayi, SHIRT)
    talk = of(jiayi)
    said = await talk.say(
        f"订单{number}收到就破了，要退货，后天下午3点来取", RETURN, ("reason", "收到就破了")
    )
    assert said == [Say.RETURN_CONFIRM]
    assert talk.facts()["freight"] == "由我们承担"
    assert talk.facts()["pickup"].startswith("后天 15:00-18:00")
    assert await talk.say("我要退货！！", RETURN) == [Say.RETURN_FILED]  # said twice is a yes
    assert filed(number) == [("return_goods", "damaged_in_transit", "requested")]


async def test_the_customers_own_words_are_kept(of, jiayi, order_of, sql):
    number = order_of(jiayi, SHIRT)
    talk = of(jiayi)
    await talk.say(f"订单{number}要退货，领口开线坏了", RETURN, ("reason", "领口开线"))
    await talk.say("我自己寄", Intent.INFORM)
    assert talk.facts()["pickup"] == "您自己寄回"
    assert await talk.say("/affirm", Intent.AFFIRM) == [Say.RETURN_FILED]
    assert sql("SELECT reason_zh, pickup_day FROM cases WHERE order_id = ?", number) == [("领口开线", None)]


async def test_a_no_files_nothing(of, jiayi, order_of, filed):
    number = order_of(jiayi, SHIRT)
    talk = of(jiayi)
    await talk.say(f"退货{number}，不想要了", RETURN)
    await talk.say("自己寄回", Intent.INFORM)
    assert await talk.say("不退了", Intent.DENY) == [Say.NOTHING_CHANGED]
    assert filed(number) == []
    assert not talk.loop


async def test_a_reason_is_corrected_before_the_yes(of, jiayi, order_of, filed):
    number = order_of(jiayi, SHIRT)
    talk = of(jiayi)
    await talk.say(f"退货{number}，不想要了", RETURN)
    await talk.say("自己寄回", Intent.INFORM)
    assert talk.facts()["freight"] == "¥12.00，由您承担"
    assert await talk.say("不对，是质量问题", Intent.DENY) == [Say.RETURN_CONFIRM]
    assert talk.facts()["freight"] == "由我们承担"
    assert await talk.say("改成后天下午两点来取吧", Intent.INFORM) == [Say.RETURN_CONFIRM]
    assert talk.facts()["pickup"] == "后天 12:00-15:00 上门取件"
    assert await talk.say("好的", Intent.AFFIRM) == [Say.RETURN_FILED]
    assert filed(number) == [("return_goods", "faulty", "requested")]


async def test_an_unusable_reason_is_asked_again_and_given_up_after_three(of, jiayi, order_of):
    talk = of(jiayi)
    await talk.say(f"退货{order_of(jiayi, SHIRT)}", RETURN)
    assert await talk.say("就那样", Intent.INFORM) == [Say.UNUSABLE_ANSWER, Say.ASK_RETURN_REASON]
    assert await talk.say("好", Intent.AFFIRM) == [Say.UNUSABLE_ANSWER, Say.ASK_RETURN_REASON]
    assert await talk.say("嗯", Intent.AFFIRM) == [Say.GIVE_UP]


async def test_an_inquiry_in_between_leaves_the_return_open(of, jiayi, order_of):
    talk = of(jiayi)
    await talk.say(f"退货{order_of(jiayi, SHIRT)}", RETURN)
    await talk.say("不想要了", Intent.INFORM)
    said = await talk.say("退货运费谁出，要几天能退", Intent.RETURN_POLICY)
    assert said == [Say.RETURN_POSSIBLE, Say.ASK_PICKUP_DAY]
    assert await talk.say("明天晚上", Intent.INFORM) == [Say.RETURN_CONFIRM]


async def test_another_remedy_takes_the_place_of_the_first_and_keeps_its_answers(of, jiayi, order_of, filed):
    number = order_of(jiayi, SHIRT)
    talk = of(jiayi)
    await talk.say(f"退货{number}", RETURN)
    assert await talk.say("买小了", Intent.INFORM) == [Say.ASK_PICKUP_DAY]
    assert await talk.say("还是换货吧", EXCHANGE) == [Say.ASK_EXCHANGE_VARIANT]
    await talk.say("第一个", Intent.INFORM)
    await talk.say("自己寄", Intent.INFORM)
    assert await talk.say("确认", Intent.AFFIRM) == [Say.EXCHANGE_FILED]
    assert filed(number) == [("exchange", "wrong_size", "requested")]
    assert talk.slots[Slot.SUSPENDED] is None


async def test_too_late_for_a_return_says_by_how_much_and_starts_what_is_open(of, jiayi, order_of, filed):
    number = order_of(jiayi, LAPTOP)
    talk = of(jiayi)
    assert await talk.say(f"{number}我要退货", RETURN) == [Say.CASE_TOO_LATE, Say.CASE_WAYS_OPEN]
    assert (talk.said[0].facts["window"], talk.said[0].facts["over"]) == (" 7 天无理由退货期", "2 天")
    assert "质量问题换货" in talk.facts()["ways"]
    assert "保修期内维修" in talk.facts()["ways"]
    await press(talk, button(talk, "维修"))
    assert talk.said[0].response == Say.ASK_WHAT_IS_BROKEN
    assert await talk.say("屏幕一直闪", QUALITY) == [
        Say.ASK_PICKUP_DAY
    ]  # told as an answer, no matter of its own
    await talk.say("自己寄", Intent.INFORM)
    assert await talk.say("可以", Intent.AFFIRM) == [Say.REPAIR_FILED]
    assert filed(number) == [("repair", "faulty", "requested")]


async def test_food_does_not_come_back_without_a_reason_but_with_a_fault(of, wei, order_of):
    number = order_of(wei, NUTS)
    talk = of(wei)
    assert await talk.say(f"{number}不想要了，退货", RETURN) == [Say.CASE_NOT_RETURNABLE, Say.CASE_WAYS_OPEN]
    assert await press(talk, button(talk, "有质量问题，退货")) == [Say.ASK_PICKUP_DAY]


async def test_goods_in_a_case_are_told_with_it(of, jiayi, order_of):
    talk = of(jiayi)
    assert await talk.say(f"{order_of(jiayi, EARBUDS)}退货", RETURN) == [Say.CASE_IN_A_CASE]
    assert "换货 · 声屿" in talk.facts()["cases"]


@pytest.mark.parametrize(
    ("status", "response"),
    [
        ("pending_payment", Say.CASE_NOT_PAID),
        ("pending_shipment", Say.CASE_CANCEL_INSTEAD),
        ("cancelled", Say.CASE_ORDER_CANCELLED),
        ("returned", Say.CASE_ALREADY_RETURNED),
        ("returning", Say.CASE_IN_A_CASE),
    ],
)
@pytest.mark.parametrize("intent", [RETURN, EXCHANGE, REFUND, REPAIR, MISSING, QUALITY])
async def test_orders_that_are_not_with_the_customer_get_facts(of, anna, status, response, intent):
    talk = of(anna)
    assert await talk.say(f"{anna.order(status)}要办", intent) == [response]
    assert not talk.loop


async def test_a_refund_before_shipping_leads_to_cancelling(of, anna):
    number = anna.order("pending_shipment")
    talk = of(anna)
    await talk.say(f"{number}我要退款", REFUND)
    assert await press(talk, button(talk, "取消")) == [Say.CANCEL_CONFIRM]
    assert talk.facts()["order_id"] == number


async def test_a_refund_of_what_is_on_its_way_needs_its_reason(of, anna, sql):
    ((number,),) = sql(
        "SELECT id FROM orders WHERE customer_id = ? AND status = 'shipped' AND NOT EXISTS (SELECT 1 FROM shipments"
        " WHERE order_id = orders.id AND delivered_at IS NOT NULL) LIMIT 1",
        anna.customer_id,
    )
    talk = of(anna)
    assert await talk.say(f"{number}退款", REFUND) in ([Say.ASK_REFUND_REASON], [Say.ASK_CASE_ITEM])
    if talk.said[0].response == Say.ASK_CASE_ITEM:
        await talk.say("全部", Intent.INFORM)
    assert await talk.say("不想要了", Intent.INFORM) == [Say.CASE_NOT_ARRIVED]


async def test_a_refund_of_what_never_came_sends_nothing_back(of, anna, filed, sql):
    number = anna.order("shipped")
    sql(
        "UPDATE shipments SET delivered_at = NULL, status = 'in_transit', signed_by = NULL WHERE order_id = ?",
        number,
    )
    talk = of(anna)
    await talk.say(f"订单{number}一直没收到，给我退款", REFUND)
    if talk.said[0].response == Say.ASK_CASE_ITEM:
        await talk.say("全部", Intent.INFORM)
    assert talk.said[-1].response == Say.REFUND_CONFIRM
    assert await talk.say("退款吧", REFUND) == [Say.REFUND_FILED]
    assert filed(number) == [("refund", "not_received", "requested")]


async def test_a_refund_for_a_fault_goes_by_a_return(of, jiayi, order_of, filed):
    number = order_of(jiayi, SHIRT)
    talk = of(jiayi)
    assert await talk.say(f"{number}质量太差，退钱", REFUND) == [Say.ASK_PICKUP_DAY]
    await talk.say("自己寄", Intent.INFORM)
    assert await talk.say("确定", Intent.AFFIRM) == [Say.RETURN_FILED]
    assert filed(number) == [("return_goods", "faulty", "requested")]


async def test_received_goods_are_not_refunded_as_lost(of, jiayi, order_of):
    talk = of(jiayi)
    assert await talk.say(f"{order_of(jiayi, SHIRT)}没收到货，退款", REFUND) == [Say.CASE_ALREADY_RECEIVED]


async def test_an_exchange_offers_what_is_in_stock_and_reserves_it(of, jiayi, order_of, filed, sql):
    number = order_of(jiayi, SHIRT)
    ((bought,),) = sql("SELECT variant_zh FROM order_items WHERE order_id = ?", number)
    sql("UPDATE variants SET stock = 5 WHERE product_id = ?", SHIRT)
    talk = of(jiayi)
    assert await talk.say(f"{number}尺码小了要换货", EXCHANGE) == [Say.ASK_EXCHANGE_VARIANT]
    assert bought not in talk.facts()["options"]
    wanted = talk.said[0].buttons[-1]
    assert await talk.say(wanted["title"], Intent.INFORM) == [Say.ASK_PICKUP_DAY]
    await talk.say("自己寄", Intent.INFORM)
    assert talk.facts()["wanted"] == wanted["title"]
    assert await talk.say("确认", Intent.AFFIRM) == [Say.EXCHANGE_FILED]
    ((variant,),) = sql("SELECT exchange_variant_id FROM cases WHERE order_id = ?", number)
    assert sql("SELECT stock FROM variants WHERE id = ?", variant) == [(4,)]


async def test_the_last_variant_in_stock_is_not_taken_without_asking(of, jiayi, order_of, sql):
    ((bought,),) = sql("SELECT variant_zh FROM order_items WHERE order_id = ?", order_of(jiayi, SHIRT))
    sql("UPDATE variants SET stock = 0 WHERE product_id = ?", SHIRT)
    sql(
        "UPDATE variants SET stock = 9 WHERE id = (SELECT min(id) FROM variants WHERE product_id = ? AND name_zh <> ?)",
        SHIRT,
        bought,
    )
    talk = of(jiayi)
    assert await talk.say(f"{order_of(jiayi, SHIRT)}换货，买小了", EXCHANGE) == [Say.ASK_EXCHANGE_VARIANT]
    assert len(talk.said[0].buttons) == 1
    assert await talk.say("第一个", Intent.INFORM) == [Say.ASK_PICKUP_DAY]


async def test_another_piece_is_no_other_order(of, jiayi, order_of):
    talk = of(jiayi)
    await talk.say("我有哪些订单", Intent.LIST_ORDERS)
    await talk.say(f"{order_of(jiayi, SHIRT)}想换一个", EXCHANGE)
    assert await talk.say("换一件大一点的，这件买小了", Intent.INFORM) == [Say.ASK_EXCHANGE_VARIANT]
    assert talk.slots[Slot.ORDER_ID] == order_of(jiayi, SHIRT)


async def test_nothing_in_stock_is_said_before_more_is_asked(of, jiayi, order_of, sql):
    sql("UPDATE variants SET stock = 0 WHERE product_id = ?", SHIRT)
    talk = of(jiayi)
    assert await talk.say(f"{order_of(jiayi, SHIRT)}换货，买小了", EXCHANGE) == [Say.CASE_OUT_OF_STOCK]
    assert await press(talk, button(talk, "改为退货")) == [Say.ASK_PICKUP_DAY]


async def test_sold_out_between_the_showing_and_the_yes(of, jiayi, order_of, filed, sql):
    number = order_of(jiayi, SHIRT)
    talk = of(jiayi)
    await talk.say(f"{number}换货，买小了", EXCHANGE)
    await talk.say("第一个", Intent.INFORM)
    await talk.say("自己寄", Intent.INFORM)
    sql("UPDATE variants SET stock = 0 WHERE product_id = ?", SHIRT)
    assert await talk.say("/affirm", Intent.AFFIRM) == [Say.CASE_OUT_OF_STOCK]
    assert filed(number) == []


async def test_missing_parts_are_described_and_filed(of, jiayi, order_of, filed, sql):
    number = order_of(jiayi, SHIRT)
    talk = of(jiayi)
    assert await talk.say(f"{number}少发了", MISSING) == [Say.ASK_WHAT_IS_MISSING]
    assert await talk.say("吊牌和备用扣子", Intent.INFORM) == [Say.MISSING_CONFIRM]
    assert await talk.say("是的", Intent.AFFIRM) == [Say.MISSING_FILED]
    assert filed(number) == [("missing_parts", "missing_item", "requested")]
    assert sql("SELECT reason_zh FROM cases WHERE order_id = ?", number) == [("吊牌和备用扣子",)]


async def test_a_wrong_item_described_at_once_needs_only_a_yes(of, jiayi, order_of, filed):
    number = order_of(jiayi, SHIRT)
    talk = of(jiayi)
    assert await talk.say(f"{number}发错货了，我收到的是白色长袖", MISSING) == [Say.MISSING_CONFIRM]
    assert await talk.say("确认", Intent.AFFIRM) == [Say.MISSING_FILED]
    assert filed(number) == [("missing_parts", "wrong_item", "requested")]


async def test_a_repair_without_warranty_offers_the_rest(of, jiayi, order_of):
    talk = of(jiayi)
    said = await talk.say(f"{order_of(jiayi, SHIRT)}拉链坏了要维修", REPAIR)
    assert said == [Say.CASE_NO_WARRANTY, Say.CASE_WAYS_OPEN]


async def test_danger_is_spoken_of_first(of, jiayi, order_of):
    number = order_of(jiayi, LAPTOP)
    talk = of(jiayi)
    assert (await talk.say(f"{number}电池鼓包了，还冒烟", QUALITY))[0] == Say.SAFETY_FIRST


async def test_a_fault_offers_what_is_open_and_its_words_go_along(of, jiayi, order_of, filed, sql):
    number = order_of(jiayi, SHIRT)
    talk = of(jiayi)
    assert await talk.say(f"{number}的衣服洗一次就掉色", QUALITY) == [Say.QUALITY_WAYS]
    assert all(word not in talk.facts()["ways"] for word in ("无理由", "维修"))
    assert await press(talk, button(talk, "退货")) == [Say.ASK_PICKUP_DAY]
    await talk.say("自己寄", Intent.INFORM)
    await talk.say("/affirm", Intent.AFFIRM)
    assert filed(number) == [("return_goods", "faulty", "requested")]
    ((words,),) = sql("SELECT reason_zh FROM cases WHERE order_id = ?", number)
    assert "掉色" in words


async def test_of_several_goods_one_is_chosen(of, jiayi, order_of, filed, sql):
    number = order_of(jiayi, SHIRT)
    columns = [row[1] for row in sql("PRAGMA table_info(order_items)")]
    changed = {
        "line": "2",
        "product_id": f"'{COOKER}'",
        "variant_zh": "NULL",
        "variant_en": "NULL",
        "quantity": "3",
        "variant_id": "NULL",
    }
    sql(
        f"INSERT INTO order_items ({', '.join(columns)}) SELECT {', '.join(changed.get(c, c) for c in columns)}"
        " FROM order_items WHERE order_id = ? AND line = 1",
        number,
    )
    talk = of(jiayi)
    assert await talk.say(f"退货{number}", RETURN) == [Say.ASK_CASE_ITEM]
    assert "全部" in talk.facts()["options"]
    assert await talk.say("电饭煲", Intent.INFORM, ("product", "电饭煲")) == [Say.ASK_CASE_PIECES]
    assert await talk.say("两个", Intent.INFORM) == [Say.ASK_RETURN_REASON]
    await talk.say("坏了", Intent.INFORM)
    await talk.say("自己寄", Intent.INFORM)
    await talk.say("/affirm", Intent.AFFIRM)
    assert filed(number) == [("return_goods", "faulty", "requested")]
    assert sql("SELECT line, quantity FROM case_lines WHERE order_id = ?", number) == [(2, 2)]
    assert await talk.say(f"退货{number}", RETURN) == [Say.ASK_CASE_ITEM]
    assert await talk.say("全部都退", Intent.INFORM) == [Say.ASK_RETURN_REASON]


async def test_a_stranger_proves_who_they_are_first(stranger, jiayi, order_of, filed):
    number = order_of(jiayi, SHIRT)
    assert await stranger.say("我要退货", RETURN) == [Say.ASK_ORDER_ID]
    assert await stranger.say(number, Intent.INFORM) == [Say.ASK_PHONE_TAIL]
    assert await stranger.say(jiayi.tail, Intent.INFORM) == [Say.ASK_RETURN_REASON]


async def test_another_order_begins_anew(of, jiayi, order_of):
    talk = of(jiayi)
    await talk.say(f"退货{order_of(jiayi, SHIRT)}", RETURN)
    said = await talk.say(f"不对，是{order_of(jiayi, LAPTOP)}", Intent.DENY)
    assert said[0] == Say.CASE_TOO_LATE


async def test_a_shop_that_files_no_cases_hands_over(of, jiayi, order_of, monkeypatch, filed):
    monkeypatch.setattr(Shop, "capabilities", property(lambda self: ALL - {Capability.file_case}))
    number = order_of(jiayi, SHIRT)
    assert await of(jiayi).say(f"退货{number}", RETURN) == [Say.NOT_DONE_HERE, Say.HANDOVER_RECORDED]
    assert filed(number) == []


async def test_every_verdict_of_a_case_has_words():
    possible = {verdict for verdict in Verdict if f"Verdict.{verdict.name}" in SOURCES}
    assert possible - set(REFUSALS) == {Verdict.allowed, Verdict.already_done, Verdict.too_far}


@pytest.mark.parametrize("reason", list(CaseReason))
async def test_every_reason_is_known_by_its_own_label(reason):
    options = reason_options(*CaseReason)
    for language in ("label_zh", "label_en"):
        text = getattr(reason, language)
        scores = {option.value: option.named_in(text) for option in options}
        best = [value for value, score in scores.items() if score == max(scores.values())]
        assert best == [reason.value], (text, scores)
