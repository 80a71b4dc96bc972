"""Reviews: told how, written, changed and deleted after a look and a yes."""

from __future__ import annotations

import pytest

from kefu.names import Intent, Say, Slot

pytestmark = pytest.mark.asyncio

REVIEW = Intent.REVIEW_HELP
ROWS = "SELECT line, stars, text, status FROM reviews WHERE order_id = ? ORDER BY id DESC LIMIT 1"


@pytest.fixture
def received(anna, sql) -> str:
    """An order of one item, received lately and not reviewed."""
    number = anna.order("received")
    sql("DELETE FROM reviews WHERE order_id = ?", number)
    sql("UPDATE orders SET received_at = '2026-10-30 02:00:00.000000' WHERE id = ?", number)
    sql("DELETE FROM case_lines WHERE order_id = ? AND line > 1", number)
    sql("DELETE FROM order_items WHERE order_id = ? AND line > 1", number)
    return number


async def test_a_question_is_answered_without_an_order(stranger):
    assert await stranger.say("怎么写评价", REVIEW) == [Say.REVIEW_HOW]
    assert stranger.facts()["days"] == "180 天"
    assert not stranger.loop


async def test_a_review_is_shown_and_written_once(of, anna, sql, received):
    talk = of(anna)
    assert await talk.say(f"给订单{received}写个评价", REVIEW) == [Say.ASK_REVIEW_STARS]
    assert await talk.say("四星吧", Intent.RATE_SERVICE) == [Say.ASK_REVIEW_TEXT]
    assert await talk.say("质量不错，就是物流慢了点", Intent.PRAISE) == [Say.REVIEW_CONFIRM]
    assert (talk.facts()["stars"], talk.facts()["words"]) == ("4 星", "质量不错，就是物流慢了点")
    assert sql(ROWS, received) == []
    assert await talk.say("发布吧", Intent.AFFIRM) == [Say.REVIEW_WRITTEN]
    assert sql(ROWS, received) == [(1, 4, "质量不错，就是物流慢了点", "published")]
    assert talk.slots[Slot.REVIEW_TEXT] is None


async def test_stars_may_come_first_and_be_corrected(of, anna, received):
    talk = of(anna)
    assert await talk.say(f"我要给{received}一个五星好评", REVIEW) == [Say.ASK_REVIEW_TEXT]
    assert await talk.say("孩子特别喜欢，做工也细", Intent.PRAISE) == [Say.REVIEW_CONFIRM]
    assert await talk.say("不对，改成4星", Intent.DENY) == [Say.REVIEW_CONFIRM]
    assert talk.facts()["stars"] == "4 星"


async def test_a_no_writes_nothing(of, anna, sql, received):
    talk = of(anna)
    await talk.say(f"写评价 {received} 一星", REVIEW)
    assert await talk.say("太难用了，用一次就坏", Intent.QUALITY_PROBLEM) == [Say.REVIEW_CONFIRM]
    assert await talk.say("算了不发了", Intent.DENY) == [Say.NOTHING_CHANGED]
    assert sql(ROWS, received) == []


async def test_a_review_is_changed_and_deleted(of, anna, sql, received):
    sql(
        "INSERT INTO reviews (order_id, line, stars, text, status, written_at)"
        " VALUES (?, 1, 5, '很好', 'published', '2026-11-01 02:00:00.000000')",
        received,
    )
    talk = of(anna)
    await talk.say(f"修改{received}的评价，改成2星", REVIEW)
    assert await talk.say("用了几天开始掉漆", Intent.QUALITY_PROBLEM) == [Say.REVIEW_CHANGE_CONFIRM]
    assert await talk.say("确认", Intent.AFFIRM) == [Say.REVIEW_WRITTEN]
    assert sql(ROWS, received)[0][1:3] == (2, "用了几天开始掉漆")
    assert await talk.say(f"删除{received}的评价", REVIEW) == [Say.REVIEW_DELETE_CONFIRM]
    assert await talk.say("是的", Intent.AFFIRM) == [Say.REVIEW_DELETED]
    assert sql(ROWS, received)[0][3] == "deleted"
    assert await talk.say(f"删除{received}的评价", REVIEW) == [Say.REVIEW_NONE]


async def test_what_has_not_come_or_is_long_ago(of, anna, sql, received):
    talk = of(anna)
    assert await talk.say(f"给{anna.order('shipped')}写评价", REVIEW) == [Say.REVIEW_NOT_ARRIVED]
    sql("UPDATE orders SET received_at = '2026-01-05 02:00:00.000000' WHERE id = ?", received)
    assert await talk.say(f"给{received}写评价", REVIEW) == [Say.REVIEW_TOO_LATE]


async def test_nobody_reviews_for_another(of, anna, boris, sql):
    talk = of(anna)
    before = sql("SELECT count(*) FROM reviews")
    assert await talk.say(f"给{boris.order('received')}写一星差评", REVIEW) == [Say.ORDER_NOT_FOUND]
    assert sql("SELECT count(*) FROM reviews") == before
