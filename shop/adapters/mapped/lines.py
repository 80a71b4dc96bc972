"""YAML that remembers its lines: whatever is wrong in a mapping is named by file, line and key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

import yaml

from shop.errors import MappingError


class _Loader(yaml.SafeLoader):
    """YAML in which only true and false are truth values: `on`, `no` and `Y` are texts, and often codes."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, what) for tag, what in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """Return ``; did you mean X?`` for the closest of the *known* names, else the list of them."""
    names = sorted(known)
    close = get_close_matches(wrong.casefold(), {name.casefold(): name for name in names}, n=1)
    if close:
        return f"; did you mean {next(name for name in names if name.casefold() == close[0])}?"
    return f"; there are: {', '.join(names)}" if names else ""


def read_block(path: Path) -> Block:
    """Return the top of a YAML file. Raises MappingError."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
    except FileNotFoundError as error:
        raise MappingError(f"{path} is missing: set KEFU_SHOP_MAPPING to the file of your mapping") from error
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise MappingError(f"{path} is not valid YAML in UTF-8: {error}") from error
    if node is None:
        raise MappingError(f"{path} is empty: it describes no tables")
    return Block(node, path.name, "")


class Block:
    """One mapping of the file; keys that nobody asks for are refused by `only`."""

    def __init__(self, node: yaml.Node, file: str, path: str) -> None:
        self.file, self.path = file, path
        self.line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            self.refuse("expected keys with values")
        self._nodes: dict[Any, yaml.Node] = {}
        for key_node, value in node.value:
            key = _plain(key_node)
            if key in self._nodes:
                self.refuse(f"{key!r} stands here twice", key_node.start_mark.line + 1)
            self._nodes[key] = value

    def __contains__(self, key: object) -> bool:
        return key in self._nodes

    def __iter__(self) -> Iterator[Any]:
        return iter(self._nodes)

    def only(self, known: Iterable[str]) -> None:
        """Refuse keys that are not *known*."""
        names = set(known)
        for key in self._nodes:
            if key not in names:
                self.refuse(f"{key!r} is not known here{did_you_mean(str(key), names)}", self.line_of(key))

    def line_of(self, key: Any) -> int:
        """Return the line on which the value of *key* begins."""
        return self._nodes[key].start_mark.line + 1

    def is_block(self, key: Any) -> bool:
        """Return whether *key* holds keys of its own."""
        return isinstance(self._nodes.get(key), yaml.MappingNode)

    def block(self, key: Any) -> Block:
        """Return the mapping at *key*."""
        return Block(self._node(key), self.file, self._name(key))

    def blocks_or_texts(self, key: Any) -> list[tuple[int, str]]:
        """Return a text, or a list of texts, each with its line."""
        node = self._node(key)
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        texts = [(one.start_mark.line + 1, _plain(one)) for one in nodes]
        if not texts or not all(isinstance(text, str) and text.strip() for _, text in texts):
            self.refuse(f"{self._name(key)}: expected a text or a list of texts", self.line_of(key))
        return texts

    def value(self, key: Any) -> Any:
        """Return the plain value at *key*."""
        return _plain(self._node(key))

    def text(self, key: Any, default: str | None = None) -> str:
        """Return the text at *key*."""
        if key not in self._nodes and default is not None:
            return default
        value = self.value(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse(f"{self._name(key)}: expected a text, got {value!r}", self.line_of(key))
        return value.strip()

    def one_of(self, key: Any, allowed: Iterable[str], default: str) -> str:
        """Return the text at *key*, one of the *allowed* ones."""
        value, names = self.text(key, default), list(allowed)
        if value not in names:
            wanted = " or ".join(names)
            self.refuse(f"{self._name(key)}: expected {wanted}, got {value!r}", self.line_of(key))
        return value

    def refuse(self, why: str, line: int | None = None) -> NoReturn:
        """Raise the MappingError for a mistake in this block."""
        place = f" ({self.path})" if self.path else ""
        raise MappingError(f"{self.file}, line {line or self.line}{place}: {why}")

    def _node(self, key: Any) -> yaml.Node:
        if key not in self._nodes:
            self.refuse(f"{key!r} is missing")
        return self._nodes[key]

    def _name(self, key: Any) -> str:
        return f"{self.path}.{key}" if self.path else str(key)


def _plain(node: yaml.Node) -> Any:
    return yaml.constructor.SafeConstructor().construct_object(node, deep=True)
