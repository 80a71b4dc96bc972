"""The training sentences with the place where each is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

import yaml

from insight.errors import SourceError

_SUFFIXES = (".yml", ".yaml")
# What Rasa strips from an example (rasa/shared/nlu/training_data/formats/rasa_yaml.py, STRIP_SYMBOLS).
_STRIPPED = "\n\r "
_BLOCK = ("|", ">")


@dataclass(frozen=True)
class Example:
    """One training sentence.

    Attributes:
        text: The sentence without entity marks.
        intent: Its intent.
        entities: Its entities as Rasa reads them: start, end, value, entity, sometimes role and group.
        file: Where it stands.
        line: On which line, counted from 1.
    """

    text: str
    intent: str
    entities: Tuple[Dict[str, Any], ...]
    file: Path
    line: int

    @property
    def place(self) -> str:
        """File and line as editors take them, such as ``data/nlu/orders.yml:12``."""
        return f"{self.file}:{self.line}"


def read_examples(folder: Path) -> List[Example]:
    """Reads the intent examples of all YAML files in a folder and below, or of one file, in their order.

    Both of Rasa's forms are read: a block of lines that begin with a hyphen, and a list of items with
    ``text``. What Rasa passes over (lines without a hyphen, intents without a name) is passed over here.

    Raises:
        SourceError: naming file and line of what cannot be read, or the folder without a YAML file.
    """
    files = [folder] if folder.is_file() else sorted(f for f in folder.rglob("*") if f.suffix in _SUFFIXES)
    if not files:
        raise SourceError(f"Expected training data (*.yml) in {folder}, found none. Name the folder that has it.")
    return [example for file in files for example in _read_file(file)]


def _read_file(file: Path) -> Iterator[Example]:
    for item in _items(file):
        intent, examples = item.get("intent"), item.get("examples")
        if not isinstance(intent, yaml.ScalarNode) or not intent.value or examples is None:
            continue  # a synonym, a lookup table, or what Rasa skips with a warning
        # Of a retrieval intent such as faq/ask_name the classifier learns the first part.
        name = intent.value.split("/")[0]
        for text, line in _lines(file, examples):
            yield _example(file, line, name, text)


def _items(file: Path) -> Iterator[Dict[str, yaml.Node]]:
    """The entries below ``nlu:``, as nodes: only they know their lines."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root = yaml.compose(file.read_text(encoding="utf-8-sig"), Loader=loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SourceError(f"{file}:{line}: this is no YAML ({error.problem}). Correct the line.") from error
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{file}: cannot be read ({error}). Save it as UTF-8 text in YAML.") from error
    nlu = _fields(root).get("nlu")
    if isinstance(nlu, yaml.SequenceNode):
        yield from (_fields(item) for item in nlu.value)


def _fields(node: Optional[yaml.Node]) -> Dict[str, yaml.Node]:
    return {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _lines(file: Path, examples: yaml.Node) -> Iterator[Tuple[str, int]]:
    """Each example with its line."""
    if isinstance(examples, yaml.ScalarNode):
        yield from _block(examples)
    elif isinstance(examples, yaml.SequenceNode):
        for item in examples.value:
            text = _fields(item).get("text")
            if not isinstance(text, yaml.ScalarNode):
                raise SourceError(
                    f"{file}:{item.start_mark.line + 1}: expected `- text: …`, as in a list of examples with "
                    "metadata. For plain lines write `examples: |`."
                )
            yield text.value.strip(_STRIPPED), _first_line(text)
    else:
        raise SourceError(f"{file}:{examples.start_mark.line + 1}: expected `examples: |` and lines with a hyphen.")


def _block(examples: yaml.ScalarNode) -> Iterator[Tuple[str, int]]:
    first = _first_line(examples)
    for number, line in enumerate(examples.value.splitlines()):
        if line.startswith("-"):
            # Only a literal block keeps its lines apart; the others are folded into one.
            yield line[1:].strip(_STRIPPED), first + number if examples.style == "|" else first


def _first_line(scalar: yaml.ScalarNode) -> int:
    """Where a scalar's text begins: a block's on the line after its sign."""
    return int(scalar.start_mark.line) + (2 if scalar.style in _BLOCK else 1)


def _example(file: Path, line: int, intent: str, marked: str) -> Example:
    from rasa.shared.exceptions import RasaException
    from rasa.shared.nlu.training_data.entities_parser import (
        find_entities_in_training_example,
        replace_entities,
    )

    try:
        entities = find_entities_in_training_example(marked)
    except RasaException as error:
        raise SourceError(f"{file}:{line}: an entity mark cannot be read: {error}") from error
    return Example(replace_entities(marked), intent, tuple(entities), file, line)
