"""Whatever is said at whatever step of whatever matter: an answer, a valid state, and no change without a yes."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from actions.matters.registry import ASKED, MATTERS
from actions.runtime import Runtime
from kefu.names import REQUESTS, Entity, Intent, Say, Slot
from kefu.session import mint
from kefu.settings import Settings

from .conftest import NOW, PROJECT, SECRET, Conversation

EXAMPLES = int(os.environ.get("KEFU_FUZZ_EXAMPLES", "4"))  # conversations for each matter
LONGEST = 5  # messages of one

DOMAIN = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
# Of these, Rasa's own rules know what to do; the conversation here has no rules.
HEARD_HERE = sorted(REQUESTS | {Intent.INFORM, Intent.AFFIRM, Intent.DENY, Intent.NLU_FALLBACK})
INTERRUPTING = [
    "greet",
    "thank",
    "goodbye",
    "chitchat",
    "hold_on",
    "nudge",
    "not_understood",
    "out_of_scope",
    "praise",
]

# What people and their keyboards really send, and what was never meant for a shop.
ODD = [
    *(
        "",
        " ",
        "？",
        "...",
        "😡😡😡",
        "是",
        "不",
        "好的",
        "算了",
        "取消",
        "都要",
        "全部",
        "第二个",
        "最后一个",
        "2",
        "99",
        "-1",
    ),
    *(
        "1e9",
        "０１２",
        "十二",
        "一百万件",
        "¥0.01",
        "1234",
        "13800001111",
        "910000000000000000",
        "a@b",
        "me@example.com",
    ),
    *(
        "明天下午三点",
        "2月30号",
        "昨天",
        "25:99",
        "上海市浦东新区世纪大道100号",
        "黑色 XL",
        "不对，是另一个",
        "不是这个",
    ),
    *(
        "改成两件",
        "质量问题",
        "我再想想",
        "can you do both?",
        "yes no",
        "null",
        "None",
        "{order_id}",
        "%s%d",
        "<script>",
    ),
    *("'; DROP TABLE orders;--", "\x00\x1b[31m", "\u202eabc", "a" * 3000, "哈" * 1200),
    *("/restart", "/affirm{", '/inform{"choice": "x"}'),
]

texts = st.one_of(st.sampled_from(ODD), st.text(max_size=40))
intents = st.sampled_from([*HEARD_HERE, *INTERRUPTING])
entities = st.lists(
    st.tuples(
        st.sampled_from(sorted(value for key, value in vars(Entity).items() if not key.startswith("_"))),
        st.one_of(st.sampled_from(ODD), st.text(max_size=12)),
    ),
    max_size=2,
)
messages = st.lists(st.tuples(texts, intents, entities), min_size=1, max_size=LONGEST)


class Talks:
    """Conversations of one known customer and of strangers with a copy of the seeded shop."""

    def __init__(self, shop_file: Path, folder: Path) -> None:
        self.file = shop_file
        url = f"sqlite+aiosqlite:///{shop_file}"
        self.settings = Settings(database_url=url, session_secret=SECRET, log_dir=folder)
        with closing(sqlite3.connect(shop_file)) as connection:
            (self.customer,) = connection.execute("SELECT id FROM customers ORDER BY id LIMIT 1").fetchone()

    def changes(self) -> list[tuple[Any, ...]]:
        """Return what was written about orders and customers."""
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute("SELECT id, action, order_id FROM audit ORDER BY id").fetchall()

    def hold(self, known: bool, request: str, said: list[tuple[str, str, list[tuple[str, str]]]]) -> None:
        """Hold one conversation; fails where a message goes unanswered or a slot gets a value it cannot have."""
        asyncio.run(self._hold(known, request, said))

    async def _hold(
        self, known: bool, request: str, said: list[tuple[str, str, list[tuple[str, str]]]]
    ) -> None:
        runtime = Runtime(self.settings, clock=lambda: NOW)
        token = mint(self.customer, SECRET, timedelta(hours=1), now=NOW) if known else None
        talk = Conversation(runtime, token=token)
        try:
            await talk.say(f"/{request}", request)
            for text, intent, found in said:
                if intent in INTERRUPTING and not talk.loop:
                    continue
                before = self.changes()
                agreed = talk.slots[Slot.REQUESTED_SLOT] == Slot.CONFIRMED
                await talk.say(text, intent, *found)
                self._check(talk, agreed, before)
        finally:
            await runtime.close()

    def _check(self, talk: Conversation, agreed: bool, before: list[tuple[Any, ...]]) -> None:
        responses = [one.response for one in talk.said]
        assert responses or talk.interrupted, "silence"
        assert Say.INTERNAL_ERROR not in responses
        asked = talk.slots[Slot.REQUESTED_SLOT]
        assert asked in {None, Slot.ORDER_ID, Slot.PHONE_TAIL, *ASKED}
        assert (asked is not None) is talk.loop or talk.interrupted
        for name, slot in DOMAIN["slots"].items():
            _check_value(name, slot, talk.slots[name])
        written = {action for _, action, _ in self.changes()[len(before) :]}
        assert agreed or written <= WITHOUT_A_YES, f"{written} without having been asked"


def _check_value(name: str, slot: dict[str, Any], value: Any) -> None:
    if value is None:
        return
    if slot["type"] == "categorical":
        assert value in slot["values"], f"{name} is {value!r}"
    elif slot["type"] in _TYPES:
        assert isinstance(value, _TYPES[slot["type"]]), f"{name} is {value!r}"


_TYPES: dict[str, Any] = {"text": str, "bool": bool, "float": (int, float), "list": list}
# Writes that bind the customer to nothing, or that one may take back at the word alone, and are made at once.
WITHOUT_A_YES = {
    "verify",
    "expedite",
    "open_ticket",
    "retry_payment",
    "subscribe",
    "unsubscribe",
    "set_consent",
}


@pytest.fixture(scope="module")
def talks(seeded_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Talks:
    folder = tmp_path_factory.mktemp("fuzz")
    return Talks(Path(shutil.copy(seeded_shop, folder / "shop.db")), folder)


@pytest.mark.parametrize("request_name", sorted(MATTERS))
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),  # shrinking a conversation takes minutes; the log tells what was said
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(known=st.booleans(), said=messages)
def test_any_words_at_any_step(request_name, talks, caplog, known, said):
    caplog.clear()
    with caplog.at_level(logging.ERROR):
        talks.hold(known, request_name, said)
    assert not caplog.records, [record.getMessage() for record in caplog.records]
