"""A small project without a mistake, for a test to break."""

from __future__ import annotations

from pathlib import Path
from typing import List, Tuple

from insight.lint.finding import Finding
from insight.lint.options import Options
from insight.lint.run import lint

DOMAIN = """\
version: "3.1"
intents:
- greet
- return_goods
entities:
- category
- city:
    roles: [from, to]
slots:
  mood:
    type: categorical
    values: [positive, neutral, negative]
    initial_value: neutral
    mappings: [{type: from_entity, entity: category}]
  language:
    type: categorical
    values: [zh, en]
    initial_value: zh
    mappings: [{type: from_text}]
forms:
  order_form:
    required_slots: [mood]
actions:
- action_order
responses:
  utter_greet:
  - text: 您好
  - condition: &zh_upset
    - {type: slot, name: language, value: zh}
    - {type: slot, name: mood, value: negative}
    text: 您好，别着急
  - condition: &en_neutral
    - {type: slot, name: language, value: en}
    - {type: slot, name: mood, value: neutral}
    text: Hello
  - condition: &en_happy
    - {type: slot, name: language, value: en}
    - {type: slot, name: mood, value: positive}
    text: Hello
  - condition: &en_upset
    - {type: slot, name: language, value: en}
    - {type: slot, name: mood, value: negative}
    text: Hello, let me help
  say_order:
  - text: 订单{order_id}
  - condition: *zh_upset
    text: 抱歉，订单{order_id}
  - condition: *en_neutral
    text: Order {order_id}
  - condition: *en_happy
    text: Order {order_id}
  - condition: *en_upset
    text: Sorry, order {order_id}
"""
NLU = """\
version: "3.1"
nlu:
- intent: greet
  examples: |
    - 你好
    - hello
- intent: return_goods
  examples: |
    - 我要退货
    - 不要这[耳机](category)了
    - i want to return it
"""
RULES = """\
version: "3.1"
rules:
- rule: greets
  steps:
  - intent: greet
  - action: utter_greet
- rule: returns
  condition:
  - slot_was_set:
    - mood: neutral
  steps:
  - intent: return_goods
  - action: action_order
  - active_loop: order_form
"""
CONFIG = """\
recipe: default.v1
pipeline:
- name: WhitespaceTokenizer
policies:
- name: RulePolicy
"""
NAMES = '''\
"""Names."""
class Say:
    """Said by actions."""
    ORDER = "say_order"
class Action:
    """Actions."""
    ORDER = "action_order"
'''
MOODS = "text,label,emotion\n谢谢,positive,grateful\n"
CONTEXT = "dialogues:\n- bot: 要退货吗\n  text: 要\n  intent: return_goods\n"

# The small project has few examples of everything.
FEW = Options(chinese=1, english=1, fewest=1)


class SmallProject:
    """The project's files, and the mistakes that are found in them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for file, text in {
            "domain.yml": DOMAIN,
            "data/nlu/all.yml": NLU,
            "data/rules/all.yml": RULES,
            "config.yml": CONFIG,
            "kefu/names.py": NAMES,
            "data/sentiment/zh.csv": MOODS,
            "data/context/zh.yml": CONTEXT,
        }.items():
            self.write(file, text)

    def write(self, file: str, text: str) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> None:
        text = (self.root / file).read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r}"
        self.write(file, text.replace(old, new, 1))

    def add(self, line: str, file: str = "data/nlu/all.yml") -> int:
        """Adds one more example of the last intent; the line that it is on."""
        text = (self.root / file).read_text(encoding="utf-8") + f"    - {line}\n"
        self.write(file, text)
        return text.count("\n")

    def lint(self, options: Options = FEW) -> List[Finding]:
        return lint(self.root, options)

    def found(self, options: Options = FEW) -> List[Tuple[str, str, int]]:
        """(code, file, line) of each finding."""
        return [(one.code, one.file, one.line) for one in self.lint(options)]
