"""Rasa's `rest` channel for development and tests: the same path and answers, but only for this machine."""

from __future__ import annotations

import ipaddress
import json
from typing import Any, Awaitable, Callable, Dict, Optional

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.conversation import BadRequest, Manners, answer, read_body, read_text


class LocalRestInput(InputChannel):
    """Rasa input channel `rest`, which lets the caller choose the sender and therefore serves loopback only."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners

    @classmethod
    def name(cls) -> str:
        """The channel's name, which is also its path: /webhooks/rest."""
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> LocalRestInput:
        """Called by Rasa with the channel's section of credentials.yml."""
        return cls(Manners.from_credentials(credentials))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of Rasa's own channel: health, and `POST webhook` with `?stream=true` if wished."""
        routes = Blueprint("local_rest_webhook", __name__)

        @routes.exception(BadRequest)
        async def refuse(request: Request, error: BadRequest) -> HTTPResponse:
            return response.json(error.body, status=error.status)

        @routes.get("/")
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            _require_this_machine(request)
            body = read_body(request)
            sender = _sender(body)
            messages = await answer(
                on_new_message,
                self._manners,
                text=read_text(body),
                sender_id=sender,
                channel=str(body.get("input_channel") or self.name()),
                metadata=_metadata(body),
            )
            messages = [{"recipient_id": sender, **message} for message in messages]
            if request.args.get("stream", "").lower() == "true":
                lines = "".join(json.dumps(message, ensure_ascii=False) + "\n" for message in messages)
                return response.text(lines, content_type="text/event-stream; charset=utf-8")
            return response.json(messages)

        return routes


def _require_this_machine(request: Request) -> None:
    forwarded = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip"))
    if forwarded or not _is_loopback(request.ip):
        raise BadRequest(403, "local_only", "The rest channel serves this machine only. Use /webhooks/kefu.")


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _sender(body: Dict[str, Any]) -> str:
    sender = body.get("sender")
    if not isinstance(sender, str) or not sender.strip() or not sender.isprintable() or len(sender) > 200:
        raise BadRequest(400, "sender_missing", 'Expected "sender", a text of 1 to 200 characters.')
    return sender.strip()


def _metadata(body: Dict[str, Any]) -> Optional[Dict[str, Any]]:
    metadata = body.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        raise BadRequest(400, "invalid_metadata", 'Expected "metadata" to be a JSON object.')
    return metadata
