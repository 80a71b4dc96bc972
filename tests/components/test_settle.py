"""What lives when the first message comes is no longer searched for garbage."""
from __future__ import annotations

import gc
from typing import Any

from rasa.shared.nlu.training_data.message import Message

from components.settle import settle


def test_the_first_message_freezes_what_is_loaded_and_later_ones_do_not(encoder: Any) -> None:
    settle.cache_clear()
    gc.unfreeze()
    encoder.process([Message.build("你好")])
    frozen = gc.get_freeze_count()
    assert frozen > 10_000
    encoder.process([Message.build("你好")])
    assert gc.get_freeze_count() <= frozen
    gc.unfreeze()
