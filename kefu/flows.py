"""The flows of the assistant as diagrams, one a topic, drawn from the rules and the matters themselves.

The page is Markdown with Mermaid diagrams (https://mermaid.js.org/syntax/flowchart.html), which code hosts and editors
show as pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Tuple

import yaml

from kefu.environment import PROJECT_DIR
from kefu.names import REQUESTS, Slot

RULES = PROJECT_DIR / "data" / "rules"
PAGES: Dict[str, Path] = {"en": PROJECT_DIR / "docs" / "flows.md", "zh": PROJECT_DIR / "docs" / "flows.zh.md"}

_TEXTS = {
    "en": {
        "head": (
            "# Flows\n\nWhat happens with each intent, drawn by `kefu flows` from `data/rules/` and "
            "`actions/matters/`. "
            "Do not edit this page. A round box is what the customer wants, a rhombus what the form asks (only what "
            "is not known already), a box what the assistant does."
        ),
        "who": "order number + phone tail, unless logged in",
        "order": "which order",
        "confirm": "shows what will happen: yes?",
        "no": "no",
        "kept": "everything stays as it is",
        "yes": "yes",
        "anywhere": (
            "Anywhere in the form: a question is answered and the form goes on; another matter is dealt with first "
            "and the one left is offered again; “another order”, a corrected value, “never mind” and a person "
            "are understood."
        ),
    },
    "zh": {
        "head": (
            "# 流程图\n\n每个意图会怎样往下走，由 `kefu flows` 根据 `data/rules/` 和 `actions/matters/` 画出，"
            "请勿手改。"
            "圆角框是客户想办的事，菱形是表单要问的（已经知道的不问），方框是助手要做的。"
        ),
        "who": "订单号＋手机尾号（已登录的不用）",
        "order": "哪笔订单",
        "confirm": "说明会发生什么，确认吗",
        "no": "不",
        "kept": "一切照旧",
        "yes": "是",
        "anywhere": (
            "在表单的任何一步：插问会先回答、再接着问；换了别的事，先办那件，办完提醒接着办；"
            "“另一笔订单”、改口、“算了”、转人工都听得懂。"
        ),
    },
}


@dataclass(frozen=True)
class Rule:
    """One rule: the intents that start it, and the actions that follow."""

    name: str
    intents: Tuple[str, ...]
    actions: Tuple[str, ...]


def read_rules(path: Path) -> List[Rule]:
    """Reads the rules of a topic that start with what a customer wants."""
    rules = []
    for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
        first = rule["steps"][0]
        intents = tuple(step["intent"] for step in first.get("or", [first]) if "intent" in step)
        if intents and "condition" not in rule:
            rules.append(
                Rule(rule["rule"], intents, tuple(s["action"] for s in rule["steps"] if "action" in s))
            )
    return rules


def page(language: str) -> str:
    """The whole page in ``zh`` or ``en``."""
    texts = _TEXTS[language]
    parts = [texts["head"], texts["anywhere"]]
    for path in sorted(RULES.glob("*.yml")):
        lines = [line for rule in read_rules(path) for line in _diagram(rule, language)]
        if lines:
            parts.append(f"## {path.stem}\n\n```mermaid\nflowchart LR\n" + "\n".join(lines) + "\n```")
    return "\n\n".join(parts) + "\n"


def outdated() -> List[Path]:
    """The pages that are not what the rules and matters say now."""
    return [
        path
        for language, path in PAGES.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != page(language)
    ]


def _diagram(rule: Rule, language: str) -> Iterator[str]:
    from actions.intent_labels import LABELS

    for intent in rule.intents:
        label = LABELS[intent][language == "en"] if intent in LABELS else intent
        shown = label if label == intent else f"{label}<br/>{intent}"
        yield f'  {intent}(["{shown}"])'
        if intent in REQUESTS and "request_form" in rule.actions:
            yield from _matter(intent, language)
        else:
            chain = " --> ".join(f'{intent}_{place}["{name}"]' for place, name in enumerate(rule.actions))
            yield f"  {intent} --> {chain}"


def _matter(request: str, language: str) -> Iterator[str]:
    from actions.matters.base import Scope
    from actions.matters.registry import MATTERS

    texts, matter = _TEXTS[language], MATTERS[request]
    asked = [question.slot for question in matter.questions if question.is_asked]
    steps = [] if matter.scope is Scope.ANYONE else [texts["who"]]
    steps += [texts["order"]] if matter.scope is Scope.ORDER else []
    steps += [slot for slot in asked if slot != Slot.CONFIRMED]
    last = request
    for place, step in enumerate(steps):
        node = f"{request}_{place}"
        yield f'  {last} --> {node}{{"{step}"}}'
        last = node
    if Slot.CONFIRMED in asked:
        yield f'  {last} --> {request}_yes{{"{texts["confirm"]}"}}'
        yield f'  {request}_yes -- {texts["no"]} --> {request}_kept["{texts["kept"]}"]'
        yield f'  {request}_yes -- {texts["yes"]} --> {request}_end["{matter.action_name}"]'
    else:
        yield f'  {last} --> {request}_end["{matter.action_name}"]'
