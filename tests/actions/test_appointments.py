"""Another time or place of delivery, and installations: a day, hours, a yes, one booking."""

import pytest

from kefu.names import Entity, Intent, Say, Slot
from shop.enums import Verdict
from shop.views import Booking

pytestmark = pytest.mark.asyncio
CHANGE, INSTALL = Intent.CHANGE_DELIVERY_TIME, Intent.INSTALLATION_SERVICE


def booked(sql, number):
    return sql(
        "SELECT day, from_hour, to_hour, pickup_point_id IS NOT NULL FROM delivery_appointments"
        " WHERE order_id = ? AND status = 'booked' AND requested_at >= '2026-11-05'",
        number,
    )


def appliance(sql, status):
    return sql(
        "SELECT o.id, o.customer_id FROM orders o JOIN order_items i ON i.order_id = o.id"
        " WHERE o.status = ? AND i.product_id IN ('P10081', 'P10083', 'P10087') LIMIT 1",
        status,
    )[0]


async def test_day_and_hours_in_one_message_are_booked_once(of, anna, sql):
    talk, number = of(anna), anna.order("shipped")
    assert await talk.say(f"{number}改到周六下午三点送", CHANGE) == [Say.DELIVERY_CONFIRM]
    assert talk.facts()["when"] == "后天 15:00-18:00"
    assert booked(sql, number) == []
    assert await talk.say("好的", Intent.AFFIRM) == [Say.DELIVERY_BOOKED]
    assert booked(sql, number) == [("2026-11-07", 15, 18, 0)]
    assert talk.slots[Slot.BOOKING_DAY] is None
    await talk.say("好的", Intent.AFFIRM)
    assert len(booked(sql, number)) == 1


async def test_asked_step_by_step_to_a_pick_up_point(of, anna, sql):
    number = anna.order("shipped")
    sql("UPDATE addresses SET city = '杭州' WHERE id = (SELECT address_id FROM orders WHERE id = ?)", number)
    talk = of(anna)
    assert await talk.say(f"{number}想换个地方自提", CHANGE) == [Say.DELIVERY_PLACE]
    assert len(talk.said[0].buttons) == 3
    assert await talk.say("第二个", Intent.INFORM) == [Say.DELIVERY_DAY]
    assert await talk.say("下个月3号", Intent.INFORM) == [Say.BOOKING_DAY_NOT_OFFERED, Say.DELIVERY_DAY]
    assert await talk.say("明天", Intent.INFORM) == [Say.DELIVERY_HOURS]
    assert await talk.say("/inform", Intent.INFORM, (Entity.CHOICE, "18-21")) == [Say.DELIVERY_CONFIRM]
    assert "自提" in talk.facts()["where"]
    await talk.say("/affirm", Intent.AFFIRM)
    assert booked(sql, number) == [("2026-11-06", 18, 21, 1)]


async def test_hours_that_are_over_today_are_asked_again(of, anna):
    talk = of(anna)
    said = await talk.say(f"{anna.order('shipped')}今天上午送", CHANGE)
    assert said == [Say.BOOKING_HOURS_NOT_OFFERED, Say.DELIVERY_HOURS]
    assert await talk.say("晚上吧", Intent.INFORM) == [Say.DELIVERY_CONFIRM]


async def test_corrected_then_declined(of, anna, sql):
    talk, number = of(anna), anna.order("shipped")
    await talk.say(f"{number}改到周六下午", CHANGE)
    assert await talk.say("不对，是周日", Intent.DENY) == [Say.DELIVERY_CONFIRM]
    assert talk.facts()["when"].startswith("11月8日")
    assert await talk.say("算了不改了", Intent.DENY) == [Say.NOTHING_CHANGED]
    assert booked(sql, number) == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("pending_payment", Say.DELIVERY_PAY_FIRST),
        ("received", Say.DELIVERY_DELIVERED),
        ("cancelled", Say.STATUS_CANCELLED_REFUNDED),
    ],
)
async def test_nothing_to_deliver(of, anna, status, said):
    assert await of(anna).say(f"{anna.order(status)}明天下午送", CHANGE) == [said]


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict.day_not_offered, Say.BOOKING_OFFERED),
        (Verdict.hours_not_offered, Say.BOOKING_OFFERED),
        (Verdict.not_found, Say.DELIVERY_POINT_GONE),
        (Verdict.already_delivered, Say.STATUS_SHIPPED),
    ],
)
async def test_every_refusal_has_words(of, anna, monkeypatch, verdict, said):
    talk = of(anna)
    await talk.say(f"{anna.order('shipped')}改到周六下午", CHANGE)
    shop, wished = await talk.runtime.shop(), talk.runtime.clock().date()

    async def refuse(customer_id, order_id, wish, request_key):
        return Booking(verdict, order_id, days=(wished, wished), slots=((9, 12),))

    monkeypatch.setattr(shop, "book_delivery", refuse)
    assert await talk.say("/affirm", Intent.AFFIRM) == [said]


async def test_an_appliance_is_installed(of, person, sql):
    number, customer = appliance(sql, "shipped")
    talk = of(person(customer))
    assert await talk.say(f"{number}什么时候上门安装", INSTALL) == [Say.INSTALL_DAY]
    assert await talk.say("周日", Intent.INFORM) == [Say.INSTALL_HOURS]
    assert await talk.say("上午", Intent.INFORM) == [Say.INSTALL_CONFIRM]
    assert await talk.say("可以", Intent.AFFIRM) == [Say.INSTALL_BOOKED]
    rows = sql(
        "SELECT day, from_hour FROM installation_appointments WHERE order_id = ? AND status = 'booked'",
        number,
    )
    assert rows == [("2026-11-08", 9)]


async def test_what_needs_no_installing_is_said_at_once(of, anna):
    assert await of(anna).say(f"{anna.order('pending_shipment')}要安装吗", INSTALL) == [
        Say.INSTALL_NOT_NEEDED
    ]


async def test_installation_after_payment(of, person, sql):
    number, customer = appliance(sql, "pending_payment")
    assert await of(person(customer)).say(f"{number}约个安装", INSTALL) == [Say.INSTALL_PAY_FIRST]
