"""Another variant or number of pieces: which line, what, at what price; agreed and changed once."""

import pytest

from actions.item_choice import find_variants
from actions.matters.item_changes import _REFUSALS
from kefu.names import Entity, Intent, Say, Slot
from shop.enums import Verdict

pytestmark = pytest.mark.asyncio
CHANGE = Intent.CHANGE_ORDER_ITEMS
MANY, ONE = "261104294904", "261104346113"  # 豆浆机 and two 手机壳 (白色); one 瑜伽垫 (白色)


def line(sql, number, place):
    return sql(
        "SELECT variant_zh, quantity, unit_price FROM order_items WHERE order_id = ? AND line = ?",
        number,
        place,
    )[0]


@pytest.fixture
def order_of_one(person, sql):
    """A customer, and their order of one yoga mat, white."""
    ((number, customer),) = sql(
        "SELECT o.id, o.customer_id FROM orders o JOIN order_items i ON i.order_id = o.id"
        " WHERE i.product_id = 'P10241' AND o.status = 'pending_shipment' AND i.variant_zh = '白色'"
        " AND (SELECT count(*) FROM order_items j WHERE j.order_id = o.id) = 1 LIMIT 1"
    )
    return person(customer), number


async def test_a_colour_in_the_first_message_is_quoted_and_changed_once(of, order_of_one, sql):
    who, number = order_of_one
    talk = of(who)
    assert await talk.say(f"{number}换成黑色的", CHANGE) == [Say.ITEMS_CONFIRM]
    assert "黑色" in talk.facts()["wanted"]
    assert talk.facts()["settlement"] == "价格不变"
    assert line(sql, number, 1)[0] == "白色"
    assert await talk.say("好的", Intent.AFFIRM) == [Say.ITEMS_CHANGED]
    assert line(sql, number, 1)[0] == "黑色"
    assert talk.slots[Slot.NEW_VARIANT] is None
    await talk.say("好的", Intent.AFFIRM)
    assert sql("SELECT count(*) FROM audit WHERE order_id = ? AND action = 'change_items'", number) == [(1,)]


async def test_more_pieces_cost_more_and_are_to_be_paid(of, order_of_one, sql):
    who, number = order_of_one
    price = line(sql, number, 1)[2]
    talk = of(who)
    assert await talk.say(f"{number}改成三件", CHANGE) == [Say.ITEMS_CONFIRM]
    assert talk.facts()["settlement"] == f"需要补 ¥{2 * price / 100:,.2f}"
    assert await talk.say("可以", Intent.AFFIRM) == [Say.ITEMS_CHANGED_PAY]
    assert talk.facts()["due"] == f"¥{2 * price / 100:,.2f}"
    assert line(sql, number, 1)[1] == 3


async def test_fewer_pieces_give_money_back(of, order_of_one, sql):
    who, number = order_of_one
    sql("UPDATE order_items SET quantity = 3 WHERE order_id = ?", number)
    sql(
        "UPDATE orders SET items_total = items_total * 3,"
        " total = items_total * 3 + shipping_fee - discount WHERE id = ?",
        number,
    )
    talk = of(who)
    assert await talk.say(f"{number}少要一件", CHANGE) == [Say.ITEMS_CONFIRM]
    assert await talk.say("/affirm", Intent.AFFIRM) == [Say.ITEMS_CHANGED_REFUND]
    assert line(sql, number, 1)[1] == 2


async def test_asked_step_by_step_by_button(of, order_of_one, sql):
    who, number = order_of_one
    talk = of(who)
    assert await talk.say(f"{number}我想改一下", CHANGE) == [Say.ITEMS_WISH]
    titles = [button["title"] for button in talk.said[-1].buttons]
    assert titles[-1] == "改数量"
    assert all("白色" not in title for title in titles)
    assert await talk.say("/inform", Intent.INFORM, (Entity.CHOICE, "quantity")) == [Say.ITEMS_QUANTITY]
    assert await talk.say("很多", Intent.INFORM) == [Say.ITEMS_QUANTITY_UNUSABLE, Say.ITEMS_QUANTITY]
    assert await talk.say("2", Intent.INFORM) == [Say.ITEMS_CONFIRM]
    await talk.say("/affirm", Intent.AFFIRM)
    assert line(sql, number, 1)[1] == 2


async def test_a_place_in_the_list_of_variants(of, order_of_one, sql):
    who, number = order_of_one
    talk = of(who)
    await talk.say(f"{number}想换一款", CHANGE)
    assert await talk.say("第二个", Intent.INFORM) == [Say.ITEMS_CONFIRM]
    assert "雾蓝" in talk.facts()["wanted"]


async def test_of_several_lines_one_is_chosen_and_the_first_words_still_count(of, person, sql):
    talk = of(person("C10002"))
    assert await talk.say(f"{MANY}换成黑色", CHANGE) == [Say.ITEMS_WHICH]
    assert await talk.say("手机壳", Intent.INFORM) == [Say.ITEMS_CONFIRM]
    assert await talk.say("/affirm", Intent.AFFIRM) == [Say.ITEMS_CHANGED_PAY]  # the order was not paid yet
    assert line(sql, MANY, 2)[0] == "黑色"


async def test_what_has_no_variants_can_only_change_its_number(of, person):
    talk = of(person("C10002"))
    await talk.say(f"{MANY}想改一下", CHANGE)
    assert await talk.say("豆浆机", Intent.INFORM) == [Say.ITEMS_QUANTITY]


async def test_corrected_before_the_yes(of, order_of_one, sql):
    who, number = order_of_one
    talk = of(who)
    await talk.say(f"{number}换成黑色的", CHANGE)
    assert await talk.say("不对，要雾蓝的", Intent.DENY) == [Say.ITEMS_CONFIRM]
    await talk.say("/affirm", Intent.AFFIRM)
    assert line(sql, number, 1)[0] == "雾蓝"


async def test_a_no_changes_nothing(of, order_of_one, sql):
    who, number = order_of_one
    talk = of(who)
    await talk.say(f"{number}换成黑色的", CHANGE)
    assert await talk.say("算了，不换了", Intent.DENY) == [Say.NOTHING_CHANGED]
    assert line(sql, number, 1)[0] == "白色"


async def test_an_inquiry_in_between_leaves_it_open(of, order_of_one):
    who, number = order_of_one
    talk = of(who)
    await talk.say(f"{number}换成黑色的", CHANGE)
    assert (await talk.say("什么时候到", Intent.DELIVERY_TIME))[-1] == Say.ITEMS_CONFIRM


@pytest.mark.parametrize(
    ("text", "said"),
    [("改成二十一件", Say.ITEMS_TOO_MANY), ("改成一件", Say.ITEMS_SAME), ("少要一件", Say.ITEMS_TOO_MANY)],
)
async def test_wishes_that_cannot_be(of, order_of_one, sql, text, said):
    who, number = order_of_one
    assert await of(who).say(f"{number}{text}", CHANGE) == [said]
    assert line(sql, number, 1) == ("白色", 1, line(sql, number, 1)[2])


async def test_out_of_stock(of, order_of_one, sql):
    who, number = order_of_one
    sql("UPDATE variants SET stock = 0 WHERE product_id = 'P10241' AND name_zh = '黑色'")
    talk = of(who)
    assert await talk.say(f"{number}换成黑色的", CHANGE) == [Say.ITEMS_OUT_OF_STOCK]
    assert talk.facts()["stock"] == 0


async def test_a_price_that_changed_since_changes_nothing(of, order_of_one, sql):
    who, number = order_of_one
    talk = of(who)
    await talk.say(f"{number}换成黑色的", CHANGE)
    sql("UPDATE variants SET price = price + 1000 WHERE product_id = 'P10241'")
    said = await talk.say("/affirm", Intent.AFFIRM)
    assert said == [Say.ITEMS_PRICE_CHANGED]
    assert line(sql, number, 1)[0] == "白色"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("shipped", Say.ITEMS_TOO_LATE_SHIPPED),
        ("received", Say.ITEMS_TOO_LATE_DELIVERED),
        ("cancelled", Say.STATUS_CANCELLED_REFUNDED),
    ],
)
async def test_too_late(of, anna, status, said):
    assert await of(anna).say(f"{anna.order(status)}换个颜色", CHANGE) == [said]


async def test_every_verdict_has_words():
    quoted = {
        Verdict.same_as_before,
        Verdict.out_of_stock,
        Verdict.too_many,
        Verdict.not_found,
        Verdict.price_changed,
    }
    assert quoted <= set(_REFUSALS)


async def test_a_part_that_is_not_named_stays(runtime):
    shop = await runtime.shop()
    shirt = (await shop.product("P10121")).variants
    black_m = next(one for one in shirt if one.name_zh == "黑色 M")

    def found(text):
        return [one.name_zh for one in find_variants(text, shirt, black_m)]

    assert found("换成 L 的") == ["黑色 L"]
    assert found("要米白的") == ["米白 M"]
    assert found("黑色的换成藏青") == ["藏青 XL"]
    assert found("change it to navy XL") == ["藏青 XL"]
    assert found("换个颜色") == []
