"""Status, list, track, delivery time and pressing, for every state that an order may be in."""

import pytest

from kefu.names import Intent, Say, Slot

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("pending_payment", {Say.STATUS_PENDING_PAYMENT}),
        ("pending_shipment", {Say.STATUS_PENDING_SHIPMENT, Say.STATUS_DISPATCH_OVERDUE}),
        ("shipped", {Say.STATUS_SHIPPED}),
        ("received", {Say.STATUS_RECEIVED}),
        ("returning", {Say.STATUS_RETURNING}),
        ("returned", {Say.STATUS_RETURNED}),
        ("cancelled", {Say.STATUS_CANCELLED, Say.STATUS_CANCELLED_REFUNDED}),
    ],
)
async def test_status(of, anna, state, said):
    talk = of(anna)
    (response,) = await talk.say(f"{anna.order(state)}什么情况", Intent.QUERY_ORDER_STATUS)
    assert response in said
    assert talk.facts()["items"]
    assert talk.slots[Slot.ORDER_ID] == anna.order(state)


async def test_every_order_of_the_demo_has_a_status_answer(runtime, people, sql, of):
    for person in people:
        talk = of(person)
        for number, _ in person.orders:
            (response,) = await talk.say(number, Intent.QUERY_ORDER_STATUS)
            assert response.startswith("say_status_") or response == Say.TRACK_DELIVERED


async def test_a_changed_row_changes_the_answer(of, anna, sql):
    number = anna.order("pending_payment")
    talk = of(anna)
    assert await talk.say(f"查{number}", Intent.QUERY_ORDER_STATUS) == [Say.STATUS_PENDING_PAYMENT]
    sql(
        "UPDATE orders SET status = 'pending_shipment', paid_at = '2026-11-05 01:00:00.000000' WHERE id = ?",
        number,
    )
    assert await talk.say(f"查{number}", Intent.QUERY_ORDER_STATUS) == [Say.STATUS_PENDING_SHIPMENT]
    assert talk.facts()["paid"] == "今天 09:00"


async def test_an_overdue_dispatch_is_owned_up_to(of, anna, sql):
    number = anna.order("pending_shipment")
    sql(
        "UPDATE orders SET ordered_at = ?, paid_at = ? WHERE id = ?",
        *["2026-10-28 01:00:00.000000"] * 2,
        number,
    )
    talk = of(anna)
    assert await talk.say(f"{number}怎么还没发货", Intent.QUERY_ORDER_STATUS) == [Say.STATUS_DISPATCH_OVERDUE]
    assert talk.facts()["late"] == "6 天"
    assert await talk.say(f"{number}什么时候到", Intent.DELIVERY_TIME) == [Say.ETA_DISPATCH_LATE]


async def test_list(of, anna):
    talk = of(anna)
    assert await talk.say("我的订单", Intent.LIST_ORDERS) == [Say.ORDER_LIST]
    lines = talk.facts()["orders"].split("\n")
    assert [line.split(" · ")[0] for line in lines] == [
        f"{place}. {number}" for place, (number, _) in enumerate(anna.orders[:5], start=1)
    ]
    assert len(talk.said[0].buttons) == 5


async def test_list_of_one_status(of, anna):
    talk = of(anna)
    said = await talk.say("待发货的订单有哪些", Intent.LIST_ORDERS, ("order_status", "待发货"))
    assert said == [Say.ORDER_LIST_FILTERED]
    assert talk.slots[Slot.LISTED_ORDERS] == [n for n, state in anna.orders if state == "pending_shipment"]


async def test_list_of_a_status_that_no_order_has(of, anna, sql):
    sql("DELETE FROM order_items WHERE order_id IN (SELECT id FROM orders WHERE status = 'pending_payment')")
    sql("DELETE FROM orders WHERE status = 'pending_payment'")
    talk = of(anna)
    said = await talk.say("待付款的有哪些", Intent.LIST_ORDERS, ("order_status", "待付款"))
    assert said == [Say.NO_ORDERS_FILTERED]
    assert talk.facts()["status"] == "待付款"


async def test_an_unknown_status_word_lists_all(of, anna):
    talk = of(anna)
    assert await talk.say("快好了的订单", Intent.LIST_ORDERS, ("order_status", "快好了")) == [Say.ORDER_LIST]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("pending_payment", Say.STATUS_PENDING_PAYMENT),
        ("pending_shipment", Say.TRACK_NOT_SHIPPED),
        ("received", Say.TRACK_DELIVERED),
        ("cancelled", None),
    ],
)
async def test_track(of, anna, state, said):
    talk = of(anna)
    (response,) = await talk.say(f"{anna.order(state)}到哪了", Intent.TRACK_LOGISTICS)
    assert response == said or (said is None and response.startswith("say_status_cancelled"))


async def test_the_track_says_what_the_database_says(of, anna, sql):
    number = anna.order("shipped")
    rows = sql(
        "SELECT tracking_number, text_zh FROM shipments s JOIN tracking_events e ON e.shipment_id = s.id"
        " WHERE order_id = ? ORDER BY occurred_at DESC",
        number,
    )
    talk = of(anna)
    assert await talk.say(f"{number}到哪了", Intent.TRACK_LOGISTICS) == [Say.TRACK]
    assert rows[0][0] in talk.facts()["parcels"]
    assert rows[0][1] in talk.facts()["parcels"]


async def test_track_by_tracking_number(of, anna, boris, sql):
    ((tracking,),) = sql(
        "SELECT tracking_number FROM shipments WHERE order_id = ? LIMIT 1", anna.order("shipped")
    )
    talk = of(anna)
    assert await talk.say(f"{tracking}到哪了", Intent.TRACK_LOGISTICS) == [Say.TRACK]
    assert talk.slots[Slot.ORDER_ID] == anna.order("shipped")
    talk = of(boris)
    assert await talk.say(f"{tracking}到哪了", Intent.TRACK_LOGISTICS) == [Say.TRACKING_NOT_FOUND]
    assert talk.facts() == {"tracking": tracking}
    assert await talk.say("SF0000000000000什么时候到", Intent.DELIVERY_TIME) == [Say.TRACKING_NOT_FOUND]


async def test_a_tracking_number_from_a_stranger_needs_proof(stranger, anna, sql):
    ((tracking,),) = sql(
        "SELECT tracking_number FROM shipments WHERE order_id = ? LIMIT 1", anna.order("shipped")
    )
    assert await stranger.say(f"{tracking}到哪了", Intent.TRACK_LOGISTICS) == [Say.ASK_ORDER_ID]
    # proved by any order of theirs, the parcel they asked for is answered
    assert await stranger.say(f"{anna.order('received')} {anna.tail}", Intent.INFORM) == [Say.TRACK]
    assert stranger.facts()["order_id"] == anna.order("shipped")


async def test_an_unknown_tracking_number_falls_back_to_the_order_that_proved_who_asks(stranger, anna):
    await stranger.say("SF0000000000000到哪了", Intent.TRACK_LOGISTICS)
    assert await stranger.say(f"{anna.order('received')} {anna.tail}", Intent.INFORM) == [Say.TRACK_DELIVERED]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("pending_payment", Say.ETA_UNPAID),
        ("pending_shipment", Say.ETA_NOT_SHIPPED),
        ("shipped", Say.ETA_ON_THE_WAY),
        ("received", Say.ETA_DELIVERED),
        ("returning", Say.STATUS_RETURNING),
    ],
)
async def test_delivery_time(of, anna, state, said):
    talk = of(anna)
    assert await talk.say(f"{anna.order(state)}什么时候到", Intent.DELIVERY_TIME) == [said]
    assert said == Say.STATUS_RETURNING or talk.facts()["when"]


async def test_delivered_but_not_confirmed_is_not_called_on_its_way(of, anna, sql):
    number = anna.order("shipped")
    sql(
        "UPDATE shipments SET status = 'delivered', delivered_at = ?, signed_by = 'locker' WHERE order_id = ?",
        "2026-11-04 01:00:00.000000",
        number,
    )
    talk = of(anna)
    for intent in (Intent.QUERY_ORDER_STATUS, Intent.TRACK_LOGISTICS, Intent.EXPEDITE_SHIPPING):
        assert await talk.say(f"{number}呢", intent) == [Say.TRACK_DELIVERED]
    assert await talk.say(f"{number}什么时候到", Intent.DELIVERY_TIME) == [Say.ETA_DELIVERED]


async def test_a_late_parcel_is_owned_up_to(of, anna, sql):
    number = anna.order("shipped")
    sql("UPDATE shipments SET estimated_delivery = '2026-11-03' WHERE order_id = ?", number)
    talk = of(anna)
    assert await talk.say(f"{number}什么时候到", Intent.DELIVERY_TIME) == [Say.ETA_LATE]
    assert talk.facts()["late"] == "2 天"
    assert talk.facts()["when"] == "11月3日（周二）"
    await talk.say(f"{number}到哪了", Intent.TRACK_LOGISTICS)
    assert "预计" not in talk.facts()["parcels"]


async def test_pressing_is_recorded_once(of, anna, sql):
    number = anna.order("pending_shipment")
    talk = of(anna)
    assert await talk.say(f"催一下{number}", Intent.EXPEDITE_SHIPPING) == [Say.EXPEDITE_RECORDED]
    assert sql("SELECT count(*) FROM audit WHERE order_id = ? AND action = 'expedite'", number) == [(1,)]
    assert await talk.say(f"再催一下{number}", Intent.EXPEDITE_SHIPPING) == [Say.EXPEDITE_ALREADY]
    assert talk.facts()["since"] == "今天 10:00"
    assert sql("SELECT count(*) FROM audit WHERE order_id = ? AND action = 'expedite'", number) == [(1,)]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("pending_payment", Say.EXPEDITE_PAY_FIRST),
        ("shipped", Say.EXPEDITE_SHIPPED),
        ("received", Say.EXPEDITE_OVER),
        ("cancelled", Say.EXPEDITE_OVER),
    ],
)
async def test_pressing_where_there_is_nothing_to_press(of, anna, sql, state, said):
    talk = of(anna)
    assert await talk.say(f"催一下{anna.order(state)}", Intent.EXPEDITE_SHIPPING) == [said]
    assert sql("SELECT count(*) FROM audit WHERE action = 'expedite' AND actor <> 'seed'") == [(0,)]
