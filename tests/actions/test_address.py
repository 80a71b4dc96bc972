"""Another address, receiver or phone: asked as far as it is missing, shown, agreed, changed once."""

import pytest

from actions.matters.address import _TROUBLE
from kefu.names import Entity, Intent, Say, Slot
from shop.enums import Verdict
from shop.views import AddressResult

pytestmark = pytest.mark.asyncio
CHANGE = Intent.CHANGE_ADDRESS
FULL = "寄到上海市徐汇区漕溪北路 88 号，李雷收，电话 13912345678"


def address(sql, number):
    return sql(
        "SELECT receiver, phone, province, city, district, street FROM addresses"
        " JOIN orders ON orders.address_id = addresses.id WHERE orders.id = ?",
        number,
    )[0]


async def begin(of, anna, text, *entities):
    talk, number = of(anna), anna.order("pending_shipment")
    return talk, number, await talk.say(f"订单{number}{text}", CHANGE, *entities)


def everything_said(talk):
    return str([(message.facts, message.buttons) for message in talk.said])


async def test_all_in_one_message_is_shown_masked_and_changed_once(of, anna, sql):
    talk, number, said = await begin(of, anna, FULL)
    before = address(sql, number)
    assert said == [Say.ADDRESS_CONFIRM_CONTACT]
    assert talk.facts()["new"] == "李雷 139****5678，上海徐汇区 漕溪北路 88 号"
    assert "13912345678" not in everything_said(talk)
    assert before[1] not in everything_said(talk)
    assert address(sql, number) == before
    assert await talk.say("对的", Intent.AFFIRM) == [Say.ADDRESS_CHANGED_ETA]
    assert "13912345678" not in everything_said(talk)
    assert address(sql, number) == ("李雷", "13912345678", "上海市", "上海", "徐汇区", "漕溪北路 88 号")
    assert await talk.say("对的", Intent.AFFIRM) != [Say.ADDRESS_CHANGED_ETA]
    assert sql("SELECT count(*) FROM audit WHERE order_id = ? AND action = 'change_address'", number) == [
        (1,)
    ]


async def test_details_are_forgotten_when_the_matter_ends(of, anna):
    for answer in (("/affirm", Intent.AFFIRM), ("/deny", Intent.DENY)):
        talk, _, _ = await begin(of, anna, FULL)
        await talk.say(*answer)
        details = (Slot.ADDRESS_PARTS, Slot.NEW_ADDRESS, Slot.NEW_RECEIVER, Slot.NEW_PHONE, Slot.REQUEST_KEY)
        assert [talk.slots[slot] for slot in details] == [None] * 5


async def test_details_are_forgotten_when_it_is_given_up(of, anna):
    talk, _, said = await begin(of, anna, "电话改成13912345678，收货人也换一下")
    assert said == [Say.ADDRESS_RECEIVER]
    assert await talk.say("算了", Intent.INFORM) == [Say.REQUEST_STOPPED]
    assert talk.slots[Slot.NEW_PHONE] is None


async def test_nothing_said_yet_is_asked_step_by_step(of, anna, sql):
    talk, number, said = await begin(of, anna, "改一下收货信息")
    assert said == [Say.ADDRESS_WHAT]
    assert await talk.say("/inform", Intent.INFORM, (Entity.CHOICE, "place")) == [Say.ADDRESS_PLACE]
    assert await talk.say("随便", Intent.INFORM) == [Say.ADDRESS_UNUSABLE, Say.ADDRESS_PLACE]
    assert await talk.say("文二西路 718 号 5 幢", Intent.INFORM) == [Say.ADDRESS_CITY]
    assert talk.facts()["city"] == "成都"
    assert await talk.say("/inform", Intent.INFORM, (Entity.CHOICE, "same_city")) == [Say.ADDRESS_CONFIRM]
    assert await talk.say("是的", Intent.AFFIRM) == [Say.ADDRESS_CHANGED_ETA]
    assert address(sql, number)[2:] == ("四川省", "成都", "高新区", "文二西路 718 号 5 幢")


async def test_a_street_without_a_city_asks_for_the_city_only(of, anna, sql):
    talk, number, said = await begin(of, anna, "地址改成解放路 1 号")
    assert said == [Say.ADDRESS_CITY]
    assert await talk.say("绍兴市越城区", Intent.INFORM) == [Say.ADDRESS_CONFIRM]
    await talk.say("/affirm", Intent.AFFIRM)
    assert address(sql, number)[2:] == ("浙江省", "绍兴", "越城区", "解放路 1 号")


async def test_my_company_is_asked_where(of, anna):
    _, _, said = await begin(of, anna, "换成我公司的地址")
    assert said == [Say.ADDRESS_PLACE]


async def test_only_the_phone(of, anna, sql):
    talk, number, said = await begin(of, anna, "只改电话")
    assert said == [Say.ADDRESS_PHONE]
    old = address(sql, number)
    assert await talk.say("1391234567", Intent.INFORM) == [Say.ADDRESS_PHONE_UNUSABLE, Say.ADDRESS_PHONE]
    assert await talk.say("13912345678", Intent.INFORM) == [Say.ADDRESS_CONFIRM_CONTACT]
    await talk.say("/affirm", Intent.AFFIRM)
    assert address(sql, number) == (old[0], "13912345678", *old[2:])


async def test_only_the_receiver(of, anna, sql):
    talk, number, said = await begin(of, anna, "换个收货人")
    assert said == [Say.ADDRESS_RECEIVER]
    assert await talk.say("问一下啊，什么", Intent.INFORM) == [
        Say.ADDRESS_RECEIVER_UNUSABLE,
        Say.ADDRESS_RECEIVER,
    ]
    assert await talk.say("韩梅梅", Intent.INFORM) == [Say.ADDRESS_CONFIRM_CONTACT]
    await talk.say("/affirm", Intent.AFFIRM)
    assert address(sql, number)[0] == "韩梅梅"


async def test_corrected_before_the_yes(of, anna, sql):
    talk, number, _ = await begin(of, anna, FULL)
    first_key = talk.slots[Slot.REQUEST_KEY]
    assert await talk.say("不对，电话是 13800001111", Intent.DENY) == [Say.ADDRESS_CONFIRM_CONTACT]
    assert talk.facts()["new"].startswith("李雷 138****1111")
    assert talk.slots[Slot.REQUEST_KEY] != first_key
    await talk.say("这回对了", Intent.AFFIRM)
    assert address(sql, number)[1] == "13800001111"


async def test_a_yes_that_says_what_stays_asks_nothing_more(of, anna, sql):
    talk, number, said = await begin(of, anna, "寄到上海市徐汇区漕溪北路 88 号")
    assert said == [Say.ADDRESS_CONFIRM]
    assert await talk.say("可以，电话不变", Intent.AFFIRM) == [Say.ADDRESS_CHANGED_ETA]
    assert address(sql, number)[3] == "上海"


async def test_a_no_changes_nothing(of, anna, sql):
    talk, number, _ = await begin(of, anna, FULL)
    before = address(sql, number)
    assert await talk.say("先不改了", Intent.DENY) == [Say.NOTHING_CHANGED]
    assert address(sql, number) == before


async def test_the_other_order_is_meant(of, anna, sql):
    talk, number, _ = await begin(of, anna, FULL)
    before = address(sql, number)
    other = anna.order("pending_payment")
    assert await talk.say(f"不对，是{other}", Intent.DENY) == [Say.ADDRESS_WHAT]
    assert address(sql, number) == before


async def test_an_inquiry_in_between_leaves_it_open(of, anna, sql):
    talk, number, _ = await begin(of, anna, FULL)
    said = await talk.say("什么时候能到", Intent.DELIVERY_TIME)
    assert said == [Say.ETA_NOT_SHIPPED, Say.ADDRESS_CONFIRM_CONTACT]
    await talk.say("/affirm", Intent.AFFIRM)
    assert address(sql, number)[0] == "李雷"


async def test_three_useless_answers_offer_a_person(of, anna):
    talk, _, _ = await begin(of, anna, "改地址")
    for _ in range(2):
        await talk.say("嗯嗯", Intent.INFORM)
    assert (await talk.say("嗯嗯", Intent.INFORM))[-1] == Say.GIVE_UP


async def test_the_same_again_is_a_fact(of, anna, sql):
    talk, _, _ = await begin(of, anna, FULL)
    await talk.say("/affirm", Intent.AFFIRM)
    talk, _, _ = await begin(of, anna, FULL)
    assert await talk.say("/affirm", Intent.AFFIRM) == [Say.ADDRESS_SAME]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("shipped", Say.ADDRESS_TOO_LATE_SHIPPED),
        ("received", Say.ADDRESS_TOO_LATE_DELIVERED),
        ("cancelled", Say.STATUS_CANCELLED_REFUNDED),
        ("returning", Say.STATUS_RETURNING),
    ],
)
async def test_too_late(of, anna, sql, status, said):
    talk, number = of(anna), anna.order(status)
    before = address(sql, number)
    assert await talk.say(f"{number}{FULL}", CHANGE) == [said]
    assert address(sql, number) == before


async def test_shipped_while_it_was_being_agreed(of, anna, sql):
    talk, number, _ = await begin(of, anna, FULL)
    sql("UPDATE orders SET status = 'shipped' WHERE id = ?", number)
    assert await talk.say("/affirm", Intent.AFFIRM) == [Say.ADDRESS_TOO_LATE_SHIPPED]


async def test_the_new_phone_of_a_stranger_is_no_proof_and_costs_no_attempt(stranger, anna, sql):
    number = anna.order("pending_shipment")
    assert await stranger.say(f"{number}电话改成13912345678", CHANGE) == [Say.ASK_PHONE_TAIL]
    assert await stranger.say(anna.tail, Intent.INFORM) == [Say.ADDRESS_CONFIRM_CONTACT]


@pytest.mark.parametrize("verdict", [Verdict.same_as_before, Verdict.unknown_city, Verdict.bad_value])
async def test_every_refusal_has_words(of, anna, monkeypatch, verdict):
    talk, _, _ = await begin(of, anna, FULL)
    shop = await talk.runtime.shop()

    async def refuse(customer_id, order_id, change, request_key):
        return AddressResult(verdict, order_id, address=await shop.shipping_address(customer_id, order_id))

    monkeypatch.setattr(shop, "change_address", refuse)
    assert await talk.say("/affirm", Intent.AFFIRM) == [_TROUBLE[verdict]]


async def test_a_shop_that_cannot_leaves_it_to_its_staff(of, anna, monkeypatch):
    talk = of(anna)
    shop = await talk.runtime.shop()
    monkeypatch.setattr(type(shop), "capabilities", frozenset())
    said = await talk.say(f"{anna.order('pending_shipment')}{FULL}", CHANGE)
    assert said == [Say.NOT_DONE_HERE, Say.HANDOVER_RECORDED]
