"""Components and policies in config.yml: their paths and their keys."""

from __future__ import annotations

from typing import Iterator

import yaml

from insight.lint.component_keys import Unreadable, default_keys, rasa_components
from insight.lint.documents import items, scalar
from insight.lint.finding import Finding, Place, did_you_mean, error
from insight.lint.project import Project

_PARTS = ("pipeline", "policies")


def components(project: Project) -> Iterator[Finding]:
    """Components that do not exist, and keys that a component of the project does not know."""
    config = project.config
    for part in _PARTS:
        for item in items(config.get(config.root, part)):
            name = scalar(item) if isinstance(item, yaml.ScalarNode) else config.string(item, "name")
            place = config.place(item)
            if not name:
                yield error("component-without-name", place, f"expected `- name: ...` under `{part}:`.")
            elif "." in name:
                yield from _ours(project, item, name, place)
            elif rasa_components() and name not in rasa_components():
                message = f"Rasa has no component {name}{did_you_mean(name, rasa_components())}"
                yield error("component-unknown", place, f"{message} Ours are named by path: components.intent.X.")


def _ours(project: Project, item: yaml.Node, name: str, place: Place) -> Iterator[Finding]:
    module, _, kind = name.rpartition(".")
    try:
        keys = default_keys(project.root, module, kind)
    except Unreadable as unreadable:
        yield error("component-unknown", place, f"{name}: {unreadable}")
        return
    if keys is None:
        return
    for entry in project.config.entries(item):
        if entry.name not in keys and entry.name != "name":
            message = f"{kind} has no key {entry.name}{did_you_mean(entry.name, keys)} Known are: {', '.join(keys)}."
            yield error("component-key", entry.place, message)


CHECKS = (components,)
