"""What every HTTP channel of ours shares: checking what came, and never leaving a customer in silence."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from typing import Any, Awaitable, Callable, Dict, List, Optional

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from sanic.request import Request

logger = logging.getLogger(__name__)

BotMessage = Dict[str, Any]
Handler = Callable[[UserMessage], Awaitable[Any]]

MAX_BODY_BYTES = 64 * 1024
# Control characters but tab and line feed, and lone surrogates, which no database can store.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class BadRequest(Exception):
    """A request that a program must correct; becomes a JSON error of this shape."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"code": code, "message": message}}


@dataclass(frozen=True)
class Manners:
    """What a channel says by itself, and its limits; each may be set under the channel in credentials.yml."""

    # The longest message that is read, in characters.
    max_characters: int = 2000
    # How long a customer waits at most for an answer, in seconds.
    reply_timeout: float = 60.0
    no_answer: str = (
        "抱歉，系统暂时没能处理您的消息，请稍后再试一次。\n"
        "Sorry, we could not process your message just now. Please try again in a moment."
    )
    too_long: str = (
        "您的消息太长了，请精简到 {max_characters} 个字以内再发送。\n"
        "Your message is too long. Please shorten it to at most {max_characters} characters."
    )

    def __post_init__(self) -> None:
        if self.max_characters < 1 or self.reply_timeout <= 0:
            raise ValueError(
                "credentials.yml: expected max_characters of at least 1 and a reply_timeout above 0 seconds, "
                f"got {self.max_characters} and {self.reply_timeout}."
            )

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> Manners:
        """Reads the channel's section of credentials.yml. Raises ValueError for a key that it does not know."""
        given = dict(credentials or {})
        unknown = sorted(set(given) - set(cls.__dataclass_fields__))
        if unknown:
            raise ValueError(
                f"credentials.yml: unknown key {', '.join(unknown)}. "
                f"The channel knows {', '.join(cls.__dataclass_fields__)}."
            )
        return cls(**given)


def read_body(request: Request) -> Dict[str, Any]:
    """The JSON object of a request. Raises `BadRequest`."""
    if len(request.body) > MAX_BODY_BYTES:
        raise BadRequest(413, "body_too_large", f"Expected a body of at most {MAX_BODY_BYTES} bytes.")
    try:
        body = request.json
    except Exception:  # sanic's own error would echo the body
        body = None
    if not isinstance(body, dict):
        raise BadRequest(
            400, "invalid_json", 'Expected a JSON object such as {"message": "我的订单到哪了？"}.'
        )
    return body


def read_text(body: Dict[str, Any]) -> str:
    """The message's text without control characters. Raises `BadRequest` if nothing is left of it."""
    text = body.get("message")
    if not isinstance(text, str):
        raise BadRequest(400, "message_missing", 'Expected "message" with the customer\'s words as text.')
    text = _UNPRINTABLE.sub(" ", text).strip()
    if not text:
        raise BadRequest(400, "message_empty", 'Expected "message" to hold at least one visible character.')
    return text


async def answer(
    handler: Handler,
    manners: Manners,
    *,
    text: str,
    sender_id: str,
    channel: str,
    metadata: Optional[Dict[str, Any]] = None,
) -> List[BotMessage]:
    """Hands a message to Rasa and collects at least one bot message in return, whatever happens there."""
    if len(text) > manners.max_characters:
        return [{"text": manners.too_long.format(max_characters=manners.max_characters)}]
    collector = CollectingOutputChannel()
    message = UserMessage(text, collector, sender_id, input_channel=channel, metadata=metadata)
    work = asyncio.ensure_future(handler(message))
    try:
        # Shielded: what Rasa has begun (a cancelled order, say) must reach its tracker also when we stop waiting.
        await asyncio.wait_for(asyncio.shield(work), manners.reply_timeout)
    except asyncio.TimeoutError:
        logger.error("No answer within %.0f seconds on channel %s.", manners.reply_timeout, channel)
        work.add_done_callback(_log_late_failure)
    except Exception:
        logger.exception("A message on channel %s could not be handled.", channel)
    messages = [
        {key: value for key, value in sent.items() if key != "recipient_id"} for sent in collector.messages
    ]
    return messages or [{"text": manners.no_answer}]


def _log_late_failure(work: asyncio.Future[Any]) -> None:
    if not work.cancelled() and work.exception() is not None:
        logger.error("A message that took too long failed in the end.", exc_info=work.exception())
