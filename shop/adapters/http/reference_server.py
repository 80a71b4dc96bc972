"""The HTTP service of ``openapi.yml`` over our own shop: for tests, and to try an own client against.

It is no product: one token, no rate limits. A merchant writes the same service over their own order system.
"""

from __future__ import annotations

import hmac
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from shop.adapters.http.codec import WrongAnswer, decode, encode
from shop.adapters.http.routes import IDEMPOTENCY_KEY, ROUTES, Route
from shop.errors import NotSupported, RequestKeyReused, ShopError
from shop.port import ShopPort

Answer = Callable[[], Awaitable[HTTPResponse]]
# Called with the name of the port's method, the request, and what would answer it.
Intercept = Callable[[str, Request, Answer], Awaitable[HTTPResponse]]


def make_app(shop: ShopPort, token: str, intercept: Intercept | None = None) -> Sanic:
    """Return the service over a *shop*; whatever *intercept* returns is answered instead (for tests of faults)."""
    app = Sanic(f"kefu-order-service-{uuid4().hex}")

    async def capabilities(request: Request) -> HTTPResponse:
        if not _known(request, token):
            return _problem(401, "unauthorised", "expected a bearer token")
        return json({"capabilities": sorted(shop.capabilities)})

    app.add_route(capabilities, "/capabilities", methods=["GET"], name="capabilities")
    for route in ROUTES.values():
        path = route.path.replace("{", "<").replace("}", ":str>")
        handler = _handler(shop, token, route, intercept)
        app.add_route(handler, path, methods=[route.method], name=route.name, unquote=True)
    return app


@asynccontextmanager
async def serving(
    shop: ShopPort, token: str, *, port: int = 0, intercept: Intercept | None = None
) -> AsyncIterator[str]:
    """Serve on loopback while the context lasts; gives the address, with a free port for 0."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    app = make_app(shop, token, intercept)
    server: Any = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.start_serving()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.close()
        await server.wait_closed()
        for connection in list(server.connections):
            connection.abort()
        listening.close()


def _handler(
    shop: ShopPort, token: str, route: Route, intercept: Intercept | None
) -> Callable[..., Awaitable[HTTPResponse]]:
    async def handle(request: Request, **in_path: str) -> HTTPResponse:
        if not _known(request, token):
            return _problem(401, "unauthorised", "expected a bearer token")

        async def answer() -> HTTPResponse:
            return await _answer(shop, route, request, in_path)

        return await (intercept(route.name, request, answer) if intercept else answer())

    return handle


async def _answer(shop: ShopPort, route: Route, request: Request, in_path: dict[str, str]) -> HTTPResponse:
    try:
        arguments = _arguments(route, request, in_path)
        value = await getattr(shop, route.name)(**arguments)
    except RequestKeyReused as error:
        return _problem(422, "request_key_reused", str(error))
    except NotSupported as error:
        return _problem(501, "not_supported", str(error))
    except ShopError as error:
        return _problem(503, "unavailable", str(error))
    except ValueError as error:  # a WrongAnswer of the caller's, an unknown status
        return _problem(400, "bad_request", str(error))
    if value is None:
        return _problem(404, "not_found", "nothing of this customer's")
    return json(encode(value))


def _arguments(route: Route, request: Request, in_path: dict[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = dict(in_path)
    if route.method == "GET":
        given.update({name: request.args.get(name) for name in route.others if name in request.args})
    else:
        body = request.json
        if not isinstance(body, dict):
            raise WrongAnswer("$", "an object", body)
        given.update({name: body[name] for name in route.others if name in body})
    arguments = {}
    for name, value in given.items():
        kind = route.types[name]
        if kind is int and isinstance(value, str):
            value = int(value)
        arguments[name] = decode(kind, value, name)
    if "request_key" in route.signature.parameters:
        arguments["request_key"] = request.headers.get(IDEMPOTENCY_KEY, "")
    required = [
        name
        for name in (*route.in_path, *route.others)
        if route.signature.parameters[name].default is route.signature.empty
    ]
    for name in required:
        if name not in arguments:
            raise WrongAnswer(name, "a value", None)
    return arguments


def _known(request: Request, token: str) -> bool:
    return hmac.compare_digest((request.token or "").encode(), token.encode())


def _problem(status: int, code: str, message: str) -> HTTPResponse:
    return json({"code": code, "message": message}, status=status)
