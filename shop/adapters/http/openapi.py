"""Writing ``openapi.yml``, what a merchant's order service has to offer, from the port's own types.

``python -m shop.adapters.http.openapi`` writes it anew; the tests see to it that it is not forgotten.
"""

from __future__ import annotations

import dataclasses
import inspect
import types
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Union, get_args, get_origin

import yaml

from shop.adapters.http.codec import field_types
from shop.adapters.http.routes import IDEMPOTENCY_KEY, ROUTES, Route
from shop.port import Capability, ShopPort

FILE = Path(__file__).resolve().parents[1] / "openapi.yml"

_HEAD = """\
# What an order service offers so that Kefu can answer for a shop. Written from shop/port and shop/views by
# `python -m shop.adapters.http.openapi`; do not edit by hand.
"""
_ABOUT = """\
Every request carries a bearer token. Money is in CNY, as a string with two decimals; times carry their zone; days
are days in China. What does not exist and what is not this customer's are answered alike.

A service need not have all operations: `/capabilities` names the writes that it has, and a read of what the shop
does not have, such as coupons, is answered with an empty list or with 501. Answers may hold more keys than stand here.

Writes carry an `Idempotency-Key` of 1 to 128 characters. The same key with the same request is done once and
answered alike each time; a key that belongs to another write is answered with 422 and the code
`request_key_reused`, one whose first request still runs with 409. A client asks again after 408, 409, 425, 429 and
5xx, and after a broken connection.
"""
_SIMPLE: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": "number"},
    Decimal: {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "examples": ["12.50"]},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}
_PROBLEMS = {  # name in the document, HTTP status, what it says
    "BadRequest": ("400", "The request is not as described."),
    "Unauthorised": ("401", "The token is missing or wrong."),
    "NotFound": ("404", "There is no such thing of this customer's; the code is `not_found`."),
    "StillRunning": ("409", "The first request with this key still runs."),
    "KeyReused": ("422", "The key belongs to another write; the code is `request_key_reused`."),
    "NotOffered": ("501", "The service does not offer this."),
    "Unavailable": ("503", "The service cannot answer now."),
}
_OF_OPTIONAL, _OF_WRITES = ("NotFound",), ("StillRunning", "KeyReused")


def document() -> dict[str, Any]:
    """Return the whole OpenAPI 3.1 document."""
    schemas: dict[str, Any] = {"Problem": _problem()}
    paths: dict[str, Any] = {"/capabilities": {"get": _capabilities()}}
    for route in ROUTES.values():
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kefu order service", "version": "1.0.0", "description": _ABOUT},
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "parameters": {IDEMPOTENCY_KEY: _key()},
            "responses": {name: _problem_answer(why) for name, (_, why) in _PROBLEMS.items()},
            "schemas": dict(sorted(schemas.items())),
        },
    }


def text() -> str:
    """Return the document as the file holds it."""
    options: dict[str, Any] = {"sort_keys": False, "allow_unicode": True, "width": 110}
    return _HEAD + yaml.dump(document(), Dumper=_Plain, default_flow_style=None, **options)


class _Plain(yaml.SafeDumper):
    """YAML without anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write equal things out each time."""
        return True


def _folded(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Plain.add_representer(str, _folded)


def schema(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON schema of a type of the port; named ones are put into *schemas*."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        real = [one for one in args if one is not type(None)]
        named = [one for one in real if one is not str] or real  # OrderStatus | str: the text of a status
        options = [schema(one, schemas) for one in named]
        if type(None) in args:
            options.append({"type": "null"})
        return options[0] if len(options) == 1 else {"anyOf": options}
    if origin is tuple and not (len(args) == 2 and args[1] is Ellipsis):
        parts = [schema(one, schemas) for one in args]
        return {"type": "array", "prefixItems": parts, "minItems": len(parts), "maxItems": len(parts)}
    if origin is not None:
        return {"type": "array", "items": schema(args[0], schemas)}
    if kind in _SIMPLE:
        return dict(_SIMPLE[kind])
    if kind.__name__ not in schemas:
        schemas[kind.__name__] = {}  # a type may hold itself
        schemas[kind.__name__] = _named(kind, schemas)
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _named(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    about = {"description": _words(kind)}
    if issubclass(kind, Enum):
        return {"type": "string", "enum": [member.value for member in kind], **about}
    fields = {name: schema(one, schemas) for name, one in field_types(kind).items()}
    required = [
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and type(None) not in get_args(field_types(kind)[field.name])
    ]
    return {"type": "object", **about, "properties": fields, "required": required}


def _operation(route: Route, schemas: dict[str, Any]) -> dict[str, Any]:
    method = getattr(ShopPort, route.name)
    parameters = [_parameter(route, name, "path", schemas) for name in route.in_path]
    if "request_key" in route.signature.parameters:
        parameters.append({"$ref": f"#/components/parameters/{IDEMPOTENCY_KEY}"})
    if route.method == "GET":
        parameters += [_parameter(route, name, "query", schemas) for name in route.others]
    made: dict[str, Any] = {"operationId": route.name, "summary": _words(method), "parameters": parameters}
    if route.method == "POST":
        made["requestBody"] = {"required": True, "content": _json(_body(route, schemas))}
    answer = schema(route.types["return"], schemas)
    if route.may_be_none:
        answer = answer["anyOf"][0]
    made["responses"] = {"200": {"description": "The answer.", "content": _json(answer)}, **_problems(route)}
    return made


def _parameter(route: Route, name: str, place: str, schemas: dict[str, Any]) -> dict[str, Any]:
    needed = _needed(route, name)
    kind = schema(route.types[name], schemas)
    kind = kind["anyOf"][0] if "anyOf" in kind else kind  # nothing stands in a query for null
    return {"name": name, "in": place, "required": needed, "schema": kind}


def _body(route: Route, schemas: dict[str, Any]) -> dict[str, Any]:
    properties = {name: schema(route.types[name], schemas) for name in route.others}
    needed = [name for name in route.others if _needed(route, name)]
    return {"type": "object", "properties": properties, "required": needed}


def _needed(route: Route, name: str) -> bool:
    return route.signature.parameters[name].default is inspect.Parameter.empty


def _problems(route: Route) -> dict[str, Any]:
    left_out = set() if route.may_be_none else {*_OF_OPTIONAL}
    if "request_key" not in route.signature.parameters:
        left_out |= {*_OF_WRITES}
    return {
        status: {"$ref": f"#/components/responses/{name}"}
        for name, (status, _) in _PROBLEMS.items()
        if name not in left_out
    }


def _problem_answer(why: str) -> dict[str, Any]:
    return {"description": why, "content": _json({"$ref": "#/components/schemas/Problem"})}


def _key() -> dict[str, Any]:
    kind = {"type": "string", "minLength": 1, "maxLength": 128}
    return {"name": IDEMPOTENCY_KEY, "in": "header", "required": True, "schema": kind}


def _words(documented: Any) -> str:
    return inspect.cleandoc(documented.__doc__ or "").replace("``", "`").replace("*", "`")


def _problem() -> dict[str, Any]:
    words = {"code": {"type": "string"}, "message": {"type": "string"}}
    return {"type": "object", "properties": words, "required": ["code"]}


def _capabilities() -> dict[str, Any]:
    names = {"type": "array", "items": {"type": "string", "enum": [one.value for one in Capability]}}
    answer = {"type": "object", "properties": {"capabilities": names}, "required": ["capabilities"]}
    return {
        "operationId": "capabilities",
        "summary": "Return the writes that this service offers; asked when a client starts.",
        "responses": {"200": {"description": "The answer.", "content": _json(answer)}},
    }


def _json(kind: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": kind}}


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
