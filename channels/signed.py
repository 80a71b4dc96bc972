"""The channel for web and app clients: the customer is who a signed session token says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Awaitable, Callable, Dict, Optional

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.conversation import BadRequest, Manners, answer, read_body, read_text
from kefu import session
from kefu.session import Session, SessionInvalid
from kefu.settings import Settings, get_settings

_HOW_TO_GET_ONE = "Get one with POST session, or have the shop's backend mint one for its customer."


class KefuInput(InputChannel):
    """Rasa input channel `kefu`: `POST session` gives a visitor a token, `POST message` talks.

    The conversation is the token's session, so a caller can neither choose nor guess another customer's.
    """

    def __init__(self, manners: Manners, settings: Settings) -> None:
        self._manners, self._settings = manners, settings

    @classmethod
    def name(cls) -> str:
        """The channel's name, which is also its path: /webhooks/kefu."""
        return "kefu"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> KefuInput:
        """Called by Rasa with the channel's section of credentials.yml."""
        return cls(Manners.from_credentials(credentials), get_settings())

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of this channel."""
        routes = Blueprint("kefu_webhook", __name__)

        @routes.exception(BadRequest)
        async def refuse(request: Request, error: BadRequest) -> HTTPResponse:
            return response.json(error.body, status=error.status)

        routes.add_route(_health, "/", methods=["GET"])

        @routes.post("/session")
        async def open_session(request: Request) -> HTTPResponse:
            token = self._mint_for_visitor()
            expires = session.read(token, self._settings.session_secret).expires
            return response.json({"token": token, "expires": expires.isoformat()}, status=201)

        @routes.post("/message")
        async def receive(request: Request) -> HTTPResponse:
            token = _bearer_token(request)
            visitor = self._read(token)
            messages = await answer(
                on_new_message,
                self._manners,
                text=read_text(read_body(request)),
                sender_id=visitor.session_id,
                channel=self.name(),
                # The action server checks the signature again: it believes no channel, only the token.
                metadata={"session_token": token},
            )
            return response.json(messages)

        return routes

    def _mint_for_visitor(self) -> str:
        ttl = timedelta(minutes=self._settings.session_minutes)
        return session.mint(None, self._settings.session_secret, ttl)

    def _read(self, token: str) -> Session:
        try:
            return session.read(token, self._settings.session_secret)
        except SessionInvalid as error:
            expired = error.reason == "expired"
            code = "session_expired" if expired else "session_invalid"
            what = "The session has expired." if expired else "The session token is not valid."
            raise BadRequest(401, code, f"{what} {_HOW_TO_GET_ONE}") from None


async def _health(request: Request) -> HTTPResponse:
    """Rasa serves on without a model when one cannot be loaded (rasa/core/agent.py `load_agent`)."""
    agent = getattr(request.app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        return response.json({"status": "no model is loaded"}, status=503)
    return response.json({"status": "ok"})


def _bearer_token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise BadRequest(
            401, "session_missing", f"Expected the header Authorization: Bearer <token>. {_HOW_TO_GET_ONE}"
        )
    return token.strip()
