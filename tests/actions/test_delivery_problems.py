"""Lost, damaged, refused, with somebody else: facts first, then the right case or a ticket, once."""

import pytest

from kefu.names import Entity, Intent, Say, Slot
from shop.enums import Verdict
from shop.views import CaseResult

pytestmark = pytest.mark.asyncio
PROBLEM = Intent.DELIVERY_PROBLEM


def number_of(sql, customer, story):
    """Return the customer's shipped order whose only parcel was signed for by a neighbour, is late, or in time."""
    where = {
        "neighbour": "s.signed_by = 'neighbour'",
        "late": "s.delivered_at IS NULL AND s.estimated_delivery < '2026-11-05'",
        "moving": "s.delivered_at IS NULL AND s.estimated_delivery > '2026-11-05'",
    }[story]
    return sql(
        f"SELECT o.id FROM orders o JOIN shipments s ON s.order_id = o.id WHERE o.status = 'shipped'"
        f" AND o.customer_id = ? AND {where} AND (SELECT count(*) FROM shipments t WHERE t.order_id = o.id) = 1",
        customer,
    )[0][0]


async def test_signed_by_a_neighbour_is_told_and_refunded(of, person, sql):
    talk, number = of(person("C10003")), number_of(sql, "C10003", "neighbour")
    said = await talk.say(f"{number}显示签收了，我没收到", PROBLEM)
    assert said == [Say.PROBLEM_SIGNED, Say.PROBLEM_REMEDY]
    assert "邻居代收" in talk.said[0].facts["parcels"]
    assert [button["title"] for button in talk.said[1].buttons] == ["申请退款", "请同事找快递核查"]
    assert await talk.say("退款", Intent.REQUEST_REFUND) == [Say.PROBLEM_CONFIRM_REFUND]
    assert sql("SELECT count(*) FROM cases WHERE order_id = ?", number) == [(0,)]
    assert await talk.say("好的", Intent.AFFIRM) == [Say.PROBLEM_FILED]
    rows = sql("SELECT kind, reason FROM cases WHERE order_id = ?", number)
    assert rows[0][:2] == ("refund", "not_received")
    await talk.say("好的", Intent.AFFIRM)
    assert sql("SELECT count(*) FROM cases WHERE order_id = ?", number) == [(1,)]
    assert await talk.say(f"{number}没收到", PROBLEM) == [Say.PROBLEM_IN_CASE]


async def test_in_time_is_told_and_traced_only(of, anna, sql):
    talk, number = of(anna), number_of(sql, anna.customer_id, "moving")
    said = await talk.say(f"{number}是不是丢了", PROBLEM)
    assert said == [Say.PROBLEM_UNDERWAY, Say.PROBLEM_CONFIRM_TRACE]
    assert await talk.say("可以", Intent.AFFIRM) == [Say.PROBLEM_TICKET]
    assert sql("SELECT kind, text FROM tickets WHERE order_id = ?", number) == [
        ("delivery_problem", f"{number}是不是丢了")
    ]
    await talk.say(f"{number}还是没收到", PROBLEM)
    assert await talk.say("可以", Intent.AFFIRM) == [Say.PROBLEM_TICKET_KNOWN]


async def test_overdue_may_be_refunded(of, person, sql):
    talk, number = of(person("C10003")), number_of(sql, "C10003", "late")
    assert await talk.say(f"{number}还没收到", PROBLEM) == [Say.PROBLEM_OVERDUE, Say.PROBLEM_REMEDY]


async def test_damaged_goods_are_exchanged(of, person, sql):
    ((number,),) = sql(
        "SELECT o.id FROM orders o JOIN order_items i ON i.order_id = o.id WHERE o.customer_id = 'C10004'"
        " AND o.status = 'received' AND i.product_id = 'P10121'"
    )
    talk = of(person("C10004"))
    said = await talk.say(f"{number}收到就是坏的，盒子都压扁了", PROBLEM)
    assert said == [Say.PROBLEM_DAMAGED, Say.PROBLEM_REMEDY]
    assert await talk.say("/inform", Intent.INFORM, (Entity.CHOICE, "exchange")) == [
        Say.PROBLEM_CONFIRM_EXCHANGE
    ]
    assert await talk.say("/affirm", Intent.AFFIRM) == [Say.PROBLEM_FILED]
    assert sql("SELECT kind, reason FROM cases WHERE order_id = ?", number)[-1] == (
        "exchange",
        "damaged_in_transit",
    )


async def test_which_of_several_is_damaged(of, person, sql):
    number = sql(
        "SELECT o.id FROM orders o JOIN order_items i ON i.order_id = o.id JOIN shipments s ON s.order_id = o.id"
        " WHERE s.delivered_at IS NOT NULL AND o.status = 'received' GROUP BY o.id HAVING count(DISTINCT i.line) > 1"
        " ORDER BY o.received_at DESC LIMIT 1"
    )[0][0]
    ((customer,),) = sql("SELECT customer_id FROM orders WHERE id = ?", number)
    talk = of(person(customer))
    assert await talk.say(f"{number}东西碎了", PROBLEM) == [Say.PROBLEM_WHICH]
    said = await talk.say("第一个", Intent.INFORM)
    assert said[0] == Say.PROBLEM_DAMAGED
    assert talk.slots[Slot.PROBLEM_LINE] == "1"


async def test_damaged_before_it_came_may_be_refused_at_the_door(of, anna, sql):
    talk, number = of(anna), number_of(sql, anna.customer_id, "moving")
    assert await talk.say(f"{number}箱子破了", PROBLEM) == [Say.PROBLEM_WHICH]
    assert await talk.say("全部", Intent.INFORM) == [Say.PROBLEM_DAMAGED_UNDERWAY, Say.PROBLEM_CONFIRM_TRACE]


async def test_refused_is_refunded(of, anna, sql):
    talk, number = of(anna), number_of(sql, anna.customer_id, "moving")
    assert await talk.say(f"{number}我拒收了", PROBLEM) == [Say.PROBLEM_REFUSED, Say.PROBLEM_REMEDY]


async def test_asked_what_is_wrong_and_declined(of, anna, sql):
    talk, number = of(anna), number_of(sql, anna.customer_id, "moving")
    assert await talk.say(f"{number}包裹有问题", PROBLEM) == [Say.PROBLEM_WHAT]
    assert await talk.say("放错地方了", Intent.INFORM) == [Say.PROBLEM_OTHER, Say.PROBLEM_CONFIRM_TRACE]
    assert await talk.say("不用了吧", Intent.DENY) == [Say.NOTHING_CHANGED]
    assert sql("SELECT count(*) FROM tickets WHERE order_id = ?", number) == [(0,)]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("pending_shipment", Say.STATUS_PENDING_SHIPMENT),
        ("cancelled", Say.STATUS_CANCELLED_REFUNDED),
        ("returned", Say.STATUS_RETURNED),
    ],
)
async def test_nothing_was_sent(of, anna, status, said):
    assert await of(anna).say(f"{anna.order(status)}没收到", PROBLEM) == [said]


@pytest.mark.parametrize(
    ("verdict", "said"),
    [(Verdict.in_a_case, Say.PROBLEM_MEANWHILE)]
    + [
        (one, Say.PROBLEM_NOT_FILED)
        for one in (Verdict.too_late, Verdict.already_received, Verdict.not_returnable)
    ],
)
async def test_a_refusal_at_the_last_moment_has_words(of, person, sql, monkeypatch, verdict, said):
    talk, number = of(person("C10003")), number_of(sql, "C10003", "late")
    await talk.say(f"{number}还没收到", PROBLEM)
    await talk.say("退款", Intent.INFORM)
    shop = await talk.runtime.shop()

    async def refuse(*_):
        return CaseResult(verdict)

    monkeypatch.setattr(shop, "file_case", refuse)
    assert await talk.say("/affirm", Intent.AFFIRM) == [said]


async def test_nobody_learns_of_anothers_parcel(of, anna, sql):
    assert await of(anna).say(f"{number_of(sql, 'C10003', 'late')}没收到", PROBLEM) == [Say.ORDER_NOT_FOUND]
