"""A customer's side of the signed channel, as a web page would use it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

from kefu.http import Reply, Unreachable, request_json

# The channel itself gives up after 60 s (credentials.yml `reply_timeout`) and apologises.
REPLY_TIMEOUT = 75.0


class ChatFailed(Exception):
    """The server refused or did not answer; the message says what to do."""


@dataclass(frozen=True)
class BotMessage:
    """One message of the assistant; `buttons` are (title, payload) pairs."""

    text: str = ""
    buttons: Tuple[Tuple[str, str], ...] = ()
    attachments: Tuple[str, ...] = field(default=())


class ChatClient:
    """One conversation with a Kefu server; anonymous unless a session token is given."""

    def __init__(self, base_url: str, token: Optional[str] = None) -> None:
        self._base = f"{base_url.rstrip('/')}/webhooks/kefu"
        self._given = token is not None
        self._token = token

    def send(self, text: str) -> List[BotMessage]:
        """Sends a message and returns the answers. Raises `ChatFailed`."""
        if self._token is None:
            self._token = self._open_session()
        reply = self._post("/message", {"message": text}, self._token)
        if reply.status == 401 and not self._given:
            # A visitor's session has run out: go on in a new one, as a web page would.
            self._token = self._open_session()
            reply = self._post("/message", {"message": text}, self._token)
        if reply.status != 200 or not isinstance(reply.body, list):
            raise ChatFailed(_explain(reply))
        return [_parse(message) for message in reply.body if isinstance(message, dict)]

    def _open_session(self) -> str:
        reply = self._post("/session", {}, None)
        if reply.status != 201 or not isinstance(reply.body, dict):
            raise ChatFailed(_explain(reply))
        return str(reply.body["token"])

    def _post(self, path: str, body: Dict[str, Any], token: Optional[str]) -> Reply:
        try:
            return request_json(self._base + path, body, token, timeout=REPLY_TIMEOUT)
        except Unreachable as error:
            raise ChatFailed(f"{error}. Is the server running? `kefu serve` starts it.") from None


def _parse(message: Dict[str, Any]) -> BotMessage:
    buttons = tuple(
        (str(button.get("title", "")), str(button.get("payload") or button.get("title", "")))
        for button in [*message.get("buttons", ()), *message.get("quick_replies", ())]
        if isinstance(button, dict)
    )
    attachments = tuple(str(message[kind]) for kind in ("image", "attachment", "custom") if message.get(kind))
    return BotMessage(str(message.get("text") or ""), buttons, attachments)


def _explain(reply: Reply) -> str:
    if isinstance(reply.body, dict) and isinstance(reply.body.get("error"), dict):
        return str(reply.body["error"].get("message", ""))
    return f"Unexpected answer from the server (HTTP {reply.status}). Is a Kefu server at this address?"
