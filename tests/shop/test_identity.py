from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from shop.database import Shop
from shop.engine import parse_url, run_blocking
from shop.enums import OrderStatus, VerifyOutcome
from shop.identity import VerificationLimits
from shop.tables import verification_attempts
from shop.views import Verification

if TYPE_CHECKING:
    from .conftest import Clock

pytestmark = pytest.mark.asyncio

TAIL = "6721"
UNKNOWN = "261105000000"


async def one_order(shop: Shop, customer: int = 0) -> str:
    return (await shop.demo_accounts())[customer].order_ids[OrderStatus.received][0]


def attempts(url: str) -> list[Any]:
    query = sa.select(verification_attempts).order_by(verification_attempts.c.id)
    return run_blocking(parse_url(url), lambda connection: connection.execute(query).all())


@pytest.mark.parametrize("shape", ["{}", " {} ", "２６{}"])
async def test_the_right_number_and_tail_verify(shop: Shop, shape: str) -> None:
    number = await one_order(shop)
    typed = shape.format(number[2:] if shape.startswith("２６") else number)
    result = await shop.verify(typed, "６７２１", "session-1")
    assert result == Verification(VerifyOutcome.verified, "C10001", 5, None)


async def test_a_wrong_order_and_a_wrong_tail_look_the_same(shop: Shop) -> None:
    number = await one_order(shop)
    wrong_tail = await shop.verify(number, "0000", "session-1")
    wrong_order = await shop.verify(UNKNOWN, TAIL, "session-2")
    other_tail = await shop.verify(number, "8835", "session-3")
    assert wrong_tail == wrong_order == Verification(VerifyOutcome.mismatch, None, 4, None)
    assert other_tail.outcome is VerifyOutcome.mismatch


async def test_an_unknown_order_is_locked_like_a_known_one(shop: Shop) -> None:
    number = await one_order(shop)

    async def guesses(order: str, tail: str) -> list[Verification]:
        return [await shop.verify(order, tail, f"{order} {i}") for i in range(7)]

    assert await guesses(number, "0000") == await guesses(UNKNOWN, TAIL)


@pytest.mark.parametrize(
    ("order", "tail"),
    [
        ("", ""),
        ("abc", TAIL),
        pytest.param("1" * 10_000, TAIL, id="long"),
        ("\x00", "\x00"),
        ("😀", "😀"),
        ("' OR 1=1 --", "----"),
    ],
)
async def test_unreadable_input_is_a_counted_mismatch(shop: Shop, url: str, order: str, tail: str) -> None:
    result = await shop.verify(order, tail, "session-1")
    assert result == Verification(VerifyOutcome.mismatch, None, 4, None)
    assert [(row.order_id, row.succeeded) for row in attempts(url)] == [(None, False)]


@pytest.mark.parametrize("tail", ["", "672", "67210", "721", "*721", "----", "15400106721"])
async def test_only_the_whole_tail_verifies(shop: Shop, tail: str) -> None:
    assert (await shop.verify(await one_order(shop), tail, "s")).outcome is VerifyOutcome.mismatch


async def test_a_session_is_locked_after_five_wrong_attempts(shop: Shop, clock: Clock) -> None:
    number = await one_order(shop)
    start = clock.now
    left = []
    for i in range(5):
        left.append((await shop.verify(f"26110500000{i}", "0000", "session-1")).attempts_left)
        clock.forward(minutes=1)
    assert left == [4, 3, 2, 1, 0]
    locked = await shop.verify(number, TAIL, "session-1")
    assert locked == Verification(VerifyOutcome.locked, None, 0, start + timedelta(minutes=30))
    assert (await shop.verify(number, TAIL, "session-2")).outcome is VerifyOutcome.verified


async def test_an_order_is_locked_after_five_wrong_attempts_from_anywhere(shop: Shop) -> None:
    number, other = await one_order(shop), await one_order(shop, customer=1)
    for i in range(5):
        await shop.verify(number, "0000", f"session-{i}")
    assert (await shop.verify(number, TAIL, "the owner")).outcome is VerifyOutcome.locked
    assert (await shop.verify(other, "8835", "another owner")).outcome is VerifyOutcome.verified


async def test_the_lock_ends_when_it_was_said_to_and_not_before(shop: Shop, url: str, clock: Clock) -> None:
    number = await one_order(shop)
    for _ in range(5):
        await shop.verify(number, "0000", "session-1")
    until = (await shop.verify(number, TAIL, "session-1")).locked_until
    assert until == clock.now + timedelta(minutes=30)
    clock.now = until - timedelta(seconds=1)
    for _ in range(9):
        assert (await shop.verify(number, "1111", "session-1")).locked_until == until
    assert len(attempts(url)) == 5
    clock.now = until
    assert (await shop.verify(number, TAIL, "session-1")).outcome is VerifyOutcome.verified


async def test_the_longer_of_two_locks_is_told(shop: Shop, clock: Clock) -> None:
    number = await one_order(shop)
    for _ in range(5):
        await shop.verify(number, "0000", "session-1")
    clock.forward(minutes=10)
    for i in range(5):
        await shop.verify(f"26110500000{i}", "0000", "session-2")
    assert (await shop.verify(number, TAIL, "session-2")).locked_until == clock.now + timedelta(minutes=30)


async def test_a_right_attempt_does_not_buy_more_wrong_ones(shop: Shop) -> None:
    mine = await one_order(shop)
    for _ in range(4):
        await shop.verify(UNKNOWN, "0000", "session-1")
    right = await shop.verify(mine, TAIL, "session-1")
    assert (right.outcome, right.attempts_left) == (VerifyOutcome.verified, 1)
    assert (await shop.verify("261105000001", "0000", "session-1")).attempts_left == 0
    assert (await shop.verify(mine, TAIL, "session-1")).outcome is VerifyOutcome.locked


async def test_right_attempts_are_never_limited(shop: Shop) -> None:
    number = await one_order(shop)
    for _ in range(7):
        result = await shop.verify(number, TAIL, "session-1")
        assert (result.outcome, result.attempts_left) == (VerifyOutcome.verified, 5)


async def test_the_lock_survives_reopening(shop: Shop, url: str, clock: Clock) -> None:
    number = await one_order(shop)
    for _ in range(5):
        await shop.verify(number, "0000", "session-1")
    async with await Shop.open(url, clock=clock) as again:
        assert (await again.verify(number, TAIL, "session-1")).outcome is VerifyOutcome.locked


async def test_guesses_at_once_are_all_counted(shop: Shop, url: str) -> None:
    number = await one_order(shop)
    results = await asyncio.gather(*(shop.verify(number, f"{i:04}", "session-1") for i in range(12)))
    outcomes = [result.outcome for result in results]
    assert outcomes.count(VerifyOutcome.mismatch) == 5
    assert outcomes.count(VerifyOutcome.locked) == 7
    assert len(attempts(url)) == 5


async def test_limits_are_the_callers(url: str, clock: Clock) -> None:
    limits = VerificationLimits(attempts=2, window=timedelta(hours=1))
    async with await Shop.open(url, limits=limits, clock=clock) as shop:
        number = await one_order(shop)
        assert (await shop.verify(number, "0000", "s")).attempts_left == 1
        assert (await shop.verify(number, "0000", "s")).attempts_left == 0
        assert (await shop.verify(number, TAIL, "s")).locked_until == clock.now + timedelta(hours=1)
        later = clock.now + timedelta(hours=2)
        assert (await shop.verify(number, TAIL, "s", later)).outcome is VerifyOutcome.verified


@pytest.mark.parametrize(("attempts", "minutes"), [(0, 30), (-1, 30), (5, 0)])
async def test_limits_without_sense_are_refused(attempts: int, minutes: int) -> None:
    with pytest.raises(ValueError, match="at least 1 attempt"):
        VerificationLimits(attempts, timedelta(minutes=minutes))


async def test_neither_session_nor_tail_is_stored(shop: Shop, url: str) -> None:
    await shop.verify(await one_order(shop), TAIL, "a secret session")
    await shop.verify(await one_order(shop), "9753", "a secret session")
    stored = str(attempts(url))
    assert "secret" not in stored
    assert TAIL not in stored
    assert "9753" not in stored
