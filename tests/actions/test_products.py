"""Looking for products, asking about them, comparing them: what is found, what is in focus, what is not known."""

from decimal import Decimal

import pytest

from actions.product_names import best_named
from actions.products_in_focus import has_attribute
from kefu.names import Intent, Say, Slot
from shop.views import ProductHit

pytestmark = pytest.mark.asyncio
SEARCH, PRICE, STOCK = Intent.SEARCH_PRODUCT, Intent.PRODUCT_PRICE, Intent.PRODUCT_STOCK
DETAIL, COMPARE, RECOMMEND = Intent.PRODUCT_DETAIL, Intent.PRODUCT_COMPARE, Intent.RECOMMEND_PRODUCT
EARBUDS = ("category", "蓝牙耳机")
BUDS_LITE, BUDS_3, X20_PRO = "P10062", "P10061", "P10001"


async def found(talk, text="有没有500以内的蓝牙耳机", *entities):
    assert await talk.say(text, SEARCH, *(entities or (EARBUDS,))) == [Say.FOUND]
    return talk.slots[Slot.SHOWN_PRODUCTS]


def hit(name, brand="星澜"):
    return ProductHit(name, name, name, brand, brand, "", "", Decimal(1), 1)


@pytest.mark.parametrize(
    ("phrase", "names", "named"),
    [
        ("星澜 X20", ["星澜 X20 Pro 5G 手机", "星澜 X20 5G 手机"], ["星澜 X20 5G 手机"]),
        ("星澜X20 Pro", ["星澜 X20 Pro 5G 手机", "星澜 X20 5G 手机"], ["星澜 X20 Pro 5G 手机"]),
        ("手机", ["壳壳 磁吸手机壳", "星澜 X20 5G 手机"], ["星澜 X20 5G 手机", "壳壳 磁吸手机壳"]),
        ("小米手环8", ["星澜 Band 7 运动手环"], []),
        ("iPhone 15", ["星澜 X20 5G 手机"], []),
    ],
)
async def test_names(phrase, names, named):
    assert [one.name_zh for one in best_named(phrase, [hit(name) for name in names])] == named


@pytest.mark.parametrize(
    ("label", "attribute", "has"),
    [
        ("月光白 256GB moonlight white 256 GB", "白色", True),
        ("月光白 256GB moonlight white 256 GB", "256G", True),
        ("月光白 256GB moonlight white 256 GB", "25", False),
        ("黑色 M black M", "M码", True),
        ("黑色 M black M", "L", False),
        ("白色 38 white 38", "size 38", True),
        ("黑色 black", "red", False),
    ],
)
async def test_attributes(label, attribute, has):
    assert has_attribute(label, attribute) is has


async def test_a_search_names_price_and_stock_and_remembers_its_list(stranger):
    assert await found(stranger) == [BUDS_LITE, BUDS_3]
    lines = stranger.facts()["products"].splitlines()
    assert lines[0].startswith("1. 声屿 Buds Lite 蓝牙耳机 · ¥169.00")
    assert [button["payload"] for button in stranger.said[0].buttons] == [
        f'/product_detail{{"product": "{one}"}}' for one in (BUDS_LITE, BUDS_3)
    ]
    assert not stranger.loop


async def test_the_second_one_is_in_focus_until_another_is(stranger):
    await found(stranger)
    assert await stranger.say("第二个多少钱", PRICE) == [Say.PRICE_AND_PROMOTIONS]
    assert "¥499.00" in stranger.facts()["prices"]
    assert "换季满减" in stranger.facts()["promotions"]
    assert await stranger.say("有黑色的吗", STOCK, ("attribute", "黑色")) == [Say.STOCK_THERE]
    assert stranger.facts()["product"] == "声屿 Buds 3 降噪蓝牙耳机（黑色）"
    assert await stranger.say("那和第一个比呢", COMPARE) == [Say.COMPARED]
    assert stranger.facts()["products"] == "1. 声屿 Buds 3 降噪蓝牙耳机\n2. 声屿 Buds Lite 蓝牙耳机"
    assert "¥499.00 ｜ 限时价 ¥169.00" in stranger.facts()["different"]


@pytest.mark.parametrize("guessed", [Intent.INFORM, SEARCH, Intent.CANCEL_ORDER, Intent.NLU_FALLBACK])
async def test_a_bare_place_asks_about_that_product_whatever_was_guessed(stranger, guessed):
    await found(stranger)
    assert await stranger.say("第二个", guessed) == [Say.PRODUCT_TOLD]
    assert stranger.slots[Slot.PRODUCT_ID] == BUDS_3


async def test_a_follow_up_repeats_the_question(stranger):
    await found(stranger)
    await stranger.say("第一个多少钱", PRICE)
    assert await stranger.say("那第二个呢", Intent.INFORM) == [Say.PRICE_AND_PROMOTIONS]
    assert "¥499.00" in stranger.facts()["prices"]


async def test_a_search_is_refined_step_by_step(stranger):
    await found(stranger, "想买手机", ("category", "手机"))
    await found(stranger, "两三千的", ("price", "两三千"))
    assert len(stranger.slots[Slot.SHOWN_PRODUCTS]) == 4
    assert await stranger.say("要青鸾的", Intent.INFORM, ("brand", "青鸾")) == [Say.FOUND]
    assert stranger.slots[Slot.SHOWN_PRODUCTS] == ["P10005", "P10006"]
    assert await stranger.say("再便宜点", SEARCH) == [Say.FOUND]
    assert stranger.slots[Slot.SHOWN_PRODUCTS] == ["P10007", "P10008"]
    assert await stranger.say("有没有白色的", SEARCH, ("attribute", "白色")) == [Say.FOUND]
    assert stranger.slots[Slot.SHOWN_PRODUCTS] == ["P10007"]


async def test_nothing_is_cheaper_than_the_cheapest(stranger):
    await found(stranger, "有没有充电宝", ("category", "充电宝"))
    before = stranger.slots[Slot.PRODUCT_SEARCH]
    assert await stranger.say("还有便宜点的吗", SEARCH) == [Say.FOUND_NO_CHEAPER]
    assert stranger.slots[Slot.PRODUCT_SEARCH] == before


@pytest.mark.parametrize(
    ("text", "entities", "dropped"),
    [
        ("华为手机有吗", [("brand", "华为"), ("category", "手机")], "华为"),
        ("有50以内的空气炸锅吗", [("category", "空气炸锅")], "¥50.00 以内"),
        ("紫色的行李箱", [("attribute", "紫色"), ("category", "行李箱")], "紫色"),
    ],
)
async def test_one_condition_is_let_go_and_named(stranger, text, entities, dropped):
    assert await stranger.say(text, SEARCH, *entities) == [Say.FOUND_LOOSENED]
    assert stranger.facts()["dropped"] == dropped


async def test_what_is_not_sold_is_said_not_to_be(stranger):
    assert await stranger.say("有猫粮卖吗", SEARCH, ("category", "猫粮")) == [Say.FOUND_NOTHING]
    assert await stranger.say("iPhone 15多少钱", PRICE, ("product", "iPhone 15")) == [Say.PRODUCT_NOT_SOLD]
    assert stranger.facts()["name"] == "iPhone 15"
    assert not stranger.loop


async def test_nothing_said_is_asked_once_with_categories(stranger):
    assert await stranger.say("我想买点东西", SEARCH) == [Say.ASK_WHAT_TO_FIND]
    button = stranger.said[0].buttons[0]
    assert await stranger.say(button["payload"], Intent.INFORM, ("category", "影音穿戴")) == [Say.FOUND]


async def test_in_english(stranger):
    stranger.slots[Slot.LANGUAGE] = "en"
    await found(stranger, "rice cookers under 300", ("category", "rice cookers"))
    assert stranger.facts()["products"] == "1. Zaoxiaoman 4 L rice cooker · from ¥299.00 · in stock"
    assert await stranger.say("is the first one in stock?", STOCK) == [Say.STOCK_THERE]


async def test_a_phone_comes_before_its_case(stranger):
    await found(stranger, "有手机壳吗", ("category", "手机壳"))
    assert stranger.slots[Slot.SHOWN_PRODUCTS] == ["P10021", "P10022"]


async def test_which_product_is_asked_with_choices(stranger):
    assert await stranger.say("多少钱", PRICE) == [Say.WHICH_PRODUCT]
    assert await stranger.say("蓝牙耳机", Intent.INFORM, EARBUDS) == [
        Say.UNUSABLE_ANSWER,
        Say.WHICH_PRODUCT_OF,
    ]
    assert await stranger.say("第一个", Intent.INFORM) == [Say.PRICE_AND_PROMOTIONS]
    assert "限时价 ¥169.00（平时 ¥199.00" in stranger.facts()["prices"]


async def test_prices_of_other_days_are_not_invented(stranger):
    said = await stranger.say("青鸾 S9之前卖多少钱", PRICE, ("product", "青鸾 S9"))
    assert said == [Say.PRICE_AND_PROMOTIONS, Say.PRICE_OF_TODAY_ONLY]


async def test_stock_by_variant(stranger):
    assert await stranger.say("星澜 X20 Pro有货吗", STOCK, ("product", "星澜 X20 Pro")) == [Say.STOCK_LIST]
    assert "月光白 256GB 暂时缺货，预计11月11日（周三）到货" in stranger.facts()["variants"]
    assert await stranger.say("月光白的呢", STOCK, ("attribute", "月光白")) == [Say.STOCK_NONE]
    assert await stranger.say("有红色吗", STOCK, ("attribute", "红色")) == [Say.VARIANT_NOT_OFFERED]


async def test_a_colour_among_several_shown(stranger):
    await found(stranger, "有没有鞋", ("category", "鞋靴箱包"))
    assert await stranger.say("哪个有豆沙粉的", STOCK, ("attribute", "豆沙粉")) in (
        [Say.FOUND],
        [Say.SHOWN_WITHOUT],
    )


@pytest.mark.parametrize(("text", "line"), [("电池多大", "5200mAh"), ("防水吗", "IP68"), ("有多重", "205g")])
async def test_the_line_that_is_asked_for(stranger, text, line):
    await stranger.say("星澜 X20 Pro怎么样", DETAIL, ("product", "星澜 X20 Pro"))
    assert await stranger.say(text, DETAIL) == [Say.SPEC_TOLD]
    assert line in stranger.facts()["specs"]


async def test_what_the_page_does_not_say_is_not_known(stranger):
    assert await stranger.say("手撕牛肉干能机洗吗", DETAIL, ("product", "手撕牛肉干")) == [Say.SPEC_UNKNOWN]
    assert await stranger.say("怎么用", Intent.PRODUCT_USAGE) == [Say.USAGE_UNKNOWN]
    assert stranger.said[0].buttons[0]["payload"] == "/request_human"


async def test_usage_and_authenticity_are_the_shops_own_words(stranger):
    assert await stranger.say("星澜 X20 Pro怎么换机", Intent.PRODUCT_USAGE, ("product", "星澜 X20 Pro")) == [
        Say.USAGE
    ]
    assert "一键换机" in stranger.facts()["usage"]
    assert await stranger.say("是正品吗", Intent.PRODUCT_AUTHENTICITY) == [Say.AUTHENTICITY_OF]
    assert stranger.facts()["brand"] == "星澜"


async def test_authenticity_in_general_asks_nothing(stranger):
    assert await stranger.say("你们卖的是正品吗", Intent.PRODUCT_AUTHENTICITY) == [Say.AUTHENTICITY]


async def test_variants_are_compared(stranger):
    await stranger.say("星澜 X20 Pro多少钱", PRICE, ("product", "星澜 X20 Pro"))
    said = await stranger.say("256G和512G差多少", COMPARE, ("attribute", "256G"), ("attribute", "512G"))
    assert said == [Say.COMPARED_VARIANTS]
    assert "¥5,749.00" in stranger.facts()["variants"]


async def test_two_named_products_and_two_places(stranger):
    names = ("product", "青鸾 S9"), ("product", "星澜 X20")
    assert await stranger.say("青鸾 S9和星澜 X20哪个好", COMPARE, *names) == [Say.COMPARED]
    assert stranger.slots[Slot.SHOWN_PRODUCTS] == ["P10005", "P10002"]
    await found(stranger, "想买手机", ("category", "手机"))
    listed = stranger.slots[Slot.SHOWN_PRODUCTS]
    await stranger.say("第一个和第三个比，差哪儿", COMPARE)
    assert stranger.slots[Slot.SHOWN_PRODUCTS] == [listed[0], listed[2]]


async def test_one_alone_is_asked_for_the_other(stranger):
    assert await stranger.say("青鸾 S9怎么样，对比一下", COMPARE, ("product", "青鸾 S9")) == [
        Say.COMPARE_WITH
    ]
    assert await stranger.say("星澜 X20", Intent.INFORM, ("product", "星澜 X20")) == [Say.COMPARED]


async def test_suggestions_say_why(stranger):
    assert await stranger.say("推荐个降噪耳机", RECOMMEND, ("category", "降噪耳机")) == [Say.RECOMMENDED]
    assert "顾客评分 4.0" in stranger.facts()["products"]


async def test_at_most_one_thing_is_asked_before_suggesting(stranger):
    assert await stranger.say("推荐点什么吧", RECOMMEND) == [Say.ASK_NEED]
    assert await stranger.say("给老人用的", Intent.INFORM) == [Say.RECOMMENDED]


async def test_nothing_is_sold_to_the_upset(stranger):
    stranger.slots[Slot.MOOD] = "negative"
    assert await stranger.say("推荐个手机", RECOMMEND, ("category", "手机")) == [Say.RECOMMEND_LATER]
    await stranger.say("青鸾 S9有货吗", STOCK, ("product", "青鸾 S9"))
    assert stranger.said[0].buttons == []


async def test_a_product_question_in_the_middle_of_another_matter(of, anna):
    talk = of(anna)
    number = anna.order("pending_shipment")
    await talk.say(f"取消{number}", Intent.CANCEL_ORDER)
    assert (await talk.say("青鸾 S9多少钱", PRICE, ("product", "青鸾 S9")))[0] == Say.PRICE_AND_PROMOTIONS
    assert talk.slots[Slot.LAST_REQUEST] == Intent.CANCEL_ORDER
    assert talk.loop


async def test_too_long_ago_is_out_of_focus(stranger):
    await stranger.say("青鸾 S9多少钱", PRICE, ("product", "青鸾 S9"))
    for _ in range(6):
        await stranger.say("好", Intent.AFFIRM)
    assert await stranger.say("有黑色的吗", STOCK, ("attribute", "黑色")) == [Say.WHICH_PRODUCT_OF]


async def test_a_no_after_a_product_buys_nothing(of, anna):
    talk = of(anna)
    await talk.say("青鸾 S9有货吗", STOCK, ("product", "青鸾 S9"))
    assert await talk.say("不要了", Intent.DENY) == [Say.DENY_FINE]
