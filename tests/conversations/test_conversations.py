"""Plays every dialogue of this folder against real servers, and watches that nobody's orders are shown to others."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest

from .scenes import FOLDER, RESPONSE, Dialogue, Stage, fill, load
from .secrets_of_others import secrets_of_others

DIALOGUES = [
    pytest.param(dialogue, id=f"{path.stem}: {dialogue.name}")
    for path in sorted(FOLDER.glob("*.yml"))
    for dialogue in load(path)
]


@pytest.fixture(scope="module")
def stage(server: Any) -> Stage:
    return Stage(server.shop_url, server.open_shop)


def test_there_are_dialogues_enough():
    names = [param.values[0].name for param in DIALOGUES]
    assert len(names) == len(set(names)) >= 40


@pytest.mark.parametrize("dialogue", DIALOGUES)
def test_dialogue(server: Any, stage: Stage, dialogue: Dialogue):
    values = stage.cast(dialogue)
    sender = f"dialogue-{uuid.uuid4().hex}"
    token = server.token(values["customer"]) if dialogue.customer else None
    transcript: list[str] = []
    for turn in dialogue.turns:
        text = fill(turn["user"], values)
        messages = server.say(sender, text, token)
        tracker = server.tracker(sender)
        transcript += [f"> {text}", *(str(message.get("text")) for message in messages)]
        _check_turn(turn, values, messages, tracker, "\n".join(transcript))
    wanted = {fill(number, values): status for number, status in dialogue.database.items()}
    assert stage.statuses(values["customer"], list(wanted)) == wanted, "\n".join(transcript)
    for row in dialogue.rows if server.shop.kind != "mapped" else ():  # a merchant's writes are not in our tables
        statement = fill(row["select"], values)
        expected = [
            [fill(cell, values) if isinstance(cell, str) else cell for cell in line] for line in row["are"]
        ]
        assert stage.select(statement) == expected, f"{statement}\n" + "\n".join(transcript)
    _check_privacy(stage, values, transcript)


def _check_turn(
    turn: dict[str, Any], values: dict[str, str], messages: list, tracker: dict, transcript: str
) -> None:
    assert messages, f"silence:\n{transcript}"
    shown = "\n".join(str(message.get("text")) for message in messages)
    wanted = [fill(str(entry), values) for entry in turn["bot"]]
    names = [entry for entry in wanted if RESPONSE.fullmatch(entry)]
    if names:
        assert _uttered(tracker) == names, transcript
    for words in wanted:
        assert words in names or words in shown, f"{words!r} is missing in\n{transcript}"
    for words in turn.get("not", []):
        assert fill(str(words), values) not in shown, f"{words!r} should not be in\n{transcript}"
    assert "系统暂时没能处理" not in shown, f"the channel had to answer for a silent assistant:\n{transcript}"
    assert not re.search(r"{\w+}", shown), f"a placeholder was not filled:\n{transcript}"
    for slot, value in turn.get("slots", {}).items():
        expected = fill(value, values) if isinstance(value, str) else value
        assert tracker["slots"][slot] == expected, f"slot {slot}\n{transcript}"


def _uttered(tracker: dict) -> list[str]:
    """Return the names of the responses since the customer's last message."""
    names = []
    for event in reversed(tracker["events"]):
        if event["event"] == "user":
            break
        if event["event"] == "bot":
            names.append(event["metadata"].get("utter_action"))
    return names[::-1]


def _check_privacy(stage: Stage, values: dict[str, str], transcript: list[str]) -> None:
    """No bot message holds anything of somebody else's that was not in the customer's own words before."""
    typed = "".join(line for line in transcript if line.startswith("> ")).replace(" ", "")
    if values["other_tail"] in typed:
        return  # who proves to own another's order may see it
    said = "\n".join(line for line in transcript if not line.startswith("> "))
    told = {secret for secret in secrets_of_others(stage.select, values["customer"]) if secret in said}
    assert all(secret in typed for secret in told), f"{told} was said:\n" + "\n".join(transcript)
