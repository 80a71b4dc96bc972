"""Who brings it, confirming receipt, and what shipping costs."""

import pytest

from kefu.names import Intent, Say

pytestmark = pytest.mark.asyncio
COURIER, RECEIPT, FEE = Intent.CONTACT_COURIER, Intent.CONFIRM_RECEIPT, Intent.SHIPPING_FEE


async def test_the_couriers_name_and_phone(of, anna, sql):
    number = anna.order("shipped")
    talk = of(anna)
    assert await talk.say(f"{number}快递员电话多少", COURIER) == [Say.COURIER]
    ((phone,),) = sql(
        "SELECT c.phone FROM couriers c JOIN courier_runs r ON r.courier_id = c.id"
        " JOIN shipments s ON s.id = r.shipment_id"
        " WHERE s.order_id = ? AND s.delivered_at IS NULL",
        number,
    )
    assert phone in talk.facts()["couriers"]


async def test_no_courier_yet(of, anna, sql):
    number = anna.order("shipped")
    sql("DELETE FROM courier_runs")
    assert await of(anna).say(f"{number}快递员电话", COURIER) == [Say.COURIER_NOT_YET]
    assert await of(anna).say(f"{anna.order('received')}快递员电话", COURIER) == [
        Say.COURIER_DELIVERED_UNKNOWN
    ]
    assert await of(anna).say(f"{anna.order('pending_shipment')}快递员电话", COURIER) == [
        Say.COURIER_NOT_SHIPPED
    ]
    assert await of(anna).say(f"{anna.order('cancelled')}快递员", COURIER) == [Say.STATUS_CANCELLED_REFUNDED]


async def test_a_courier_is_told_in_the_middle_of_another_matter(of, anna):
    talk = of(anna)
    number = anna.order("shipped")
    await talk.say(f"{number}改到周六下午", Intent.CHANGE_DELIVERY_TIME)
    assert await talk.say("快递员电话给我一下", COURIER) == [Say.COURIER, Say.DELIVERY_CONFIRM]


def delivered(sql, customer):
    return sql(
        "SELECT o.id FROM orders o WHERE o.customer_id = ? AND o.status = 'shipped' AND NOT EXISTS"
        " (SELECT 1 FROM shipments s WHERE s.order_id = o.id AND s.delivered_at IS NULL)",
        customer,
    )[0][0]


def status(sql, number):
    return sql("SELECT status FROM orders WHERE id = ?", number)[0][0]


async def test_receipt_is_confirmed_once_after_a_yes(of, person, sql):
    talk, number = of(person("C10003")), delivered(sql, "C10003")
    assert await talk.say(f"{number}确认收货", RECEIPT) == [Say.RECEIPT_CONFIRM]
    assert status(sql, number) == "shipped"
    assert await talk.say("收到了，没问题", Intent.AFFIRM) in (
        [Say.RECEIPT_DONE],
        [Say.RECEIPT_DONE_NO_RETURN],
    )
    assert status(sql, number) == "received"
    assert await talk.say(f"{number}确认收货", RECEIPT) == [Say.RECEIPT_ALREADY]


async def test_receipt_is_not_confirmed_without_a_yes(of, person, sql):
    talk, number = of(person("C10003")), delivered(sql, "C10003")
    await talk.say(f"{number}确认收货", RECEIPT)
    assert await talk.say("先不确认", Intent.DENY) == [Say.RECEIPT_KEPT]
    assert status(sql, number) == "shipped"


async def test_parcels_on_their_way_are_no_receipt(of, anna, sql):
    talk, number = of(anna), anna.order("shipped")
    assert await talk.say(f"{number}确认收货", RECEIPT) == [Say.RECEIPT_ON_THE_WAY]
    assert talk.facts()["waiting"] == 1
    assert status(sql, number) == "shipped"
    assert await talk.say(f"{anna.order('pending_shipment')}确认收货", RECEIPT) == [
        Say.STATUS_PENDING_SHIPMENT
    ]


async def test_a_parcel_lost_while_it_was_being_confirmed(of, person, sql):
    talk, number = of(person("C10003")), delivered(sql, "C10003")
    await talk.say(f"{number}确认收货", RECEIPT)
    sql("UPDATE orders SET status = 'received', received_at = '2026-11-05 00:00:00' WHERE id = ?", number)
    assert await talk.say("/affirm", Intent.AFFIRM) == [Say.RECEIPT_ALREADY]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("运费多少", Say.FEE),
        ("退货运费谁出", Say.FEE_RETURN),
        ("寄到拉萨运费多少", Say.FEE_PLACE),
        ("新疆包邮吗", Say.FEE_PLACE),
        ("how much is shipping", Say.FEE),
        ("who pays for a return", Say.FEE_RETURN),
    ],
)
async def test_what_shipping_costs(stranger, text, said):
    assert await stranger.say(text, FEE) == [said]


async def test_the_shops_rules_are_told(stranger):
    await stranger.say("寄到拉萨运费多少", FEE)
    assert (stranger.facts()["fee"], stranger.facts()["free_from"], stranger.facts()["days"]) == (
        "¥8.00",
        "¥99.00",
        "5 到 8 天",
    )


async def test_the_freight_of_an_order(of, anna, sql):
    number = anna.order("shipped")
    sql("UPDATE orders SET total = total + 8 * 100 - shipping_fee, shipping_fee = 800 WHERE id = ?", number)
    talk = of(anna)
    assert await talk.say(f"{number}运费收了多少", FEE) == [Say.FEE_ORDER]
    assert talk.facts()["paid"] == "¥8.00"


async def test_nobody_learns_the_freight_of_anothers_order(of, anna, boris):
    assert await of(anna).say(f"{boris.order('shipped')}运费收了多少", FEE) == [Say.FEE]
