"""Reads a designer's search space from YAML, and says what is wrong with it and where.

    method: [top, lora]                                   # a list: one of these
    learning_rate: {low: 2.0e-5, high: 1.0e-3, log: true} # a range; by its logarithm where sizes differ widely
    epochs: {low: 3, high: 8}
    augmentation: [[], synonym, [synonym, noise]]
    r_drop: 0.5                                           # one value: the same in every trial
"""

from __future__ import annotations

import importlib.util
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Dict, Tuple

from components.bert.tuning import Tuning
from insight.tune.errors import TuneError
from insight.tune.space import Choices, Dimension, Range, Space, Value, as_value, setting

# Keys that say where and how often is trained, not how: a trial has one seed and the search's own split.
_NOT_SEARCHED = ("seed", "seeds", "validation_share", "device", "tensorboard", "training_precision")
_WHOLE_TEXTS_ONLY = ("class_weights", "augmentation", "augmented_share")
_RANGE = {"low", "high", "log"}
_FORMS = "a list of choices, a range such as {low: 1, high: 4}, or one value"
# What a choice needs beyond what every training needs.
_PACKAGES = {("method", "lora"): "peft", ("augmentation", "pinyin"): "pypinyin"}


def read_space(file: Path, *, layers: int, whole_texts: bool) -> Space:
    """Reads and checks a space.

    Args:
        file: The YAML file.
        layers: Layers above the frozen ones.
        whole_texts: Whether whole texts are classified, to which class weights and augmentation apply.

    Raises:
        TuneError: naming file, line and what is allowed there.
    """
    varied: Dict[str, Dimension] = {}
    fixed: Dict[str, Value] = {}
    for name, (given, line) in _entries(file).items():
        try:
            _check_name(name, whole_texts)
            found = _dimension(name, given)
            if isinstance(found, (Choices, Range)):
                varied[name] = found
            else:
                fixed[name] = found
            _check_values(name, found, layers)
        except ValueError as error:
            raise TuneError(f"{file}:{line}: {error}") from error
    if not varied:
        raise TuneError(
            f"{file}: nothing is to be searched; give at least one key several values, {_FORMS.split(', or')[0]}."
        )
    return Space(varied, fixed)


def _entries(file: Path) -> Dict[str, Tuple[Any, int]]:
    """The file's keys with their values and lines."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        content = YAML().load(file.read_text(encoding="utf-8-sig"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise TuneError(f"{file}:{line}: this is no YAML ({error.problem}). Correct the line.") from error
    except (YAMLError, OSError, UnicodeDecodeError) as error:
        raise TuneError(f"{file}: cannot be read ({error}). Name a YAML file in UTF-8.") from error
    if not isinstance(content, CommentedMap):
        raise TuneError(f"{file}:1: expected lines such as `epochs: {{low: 3, high: 8}}`, one for each training key.")
    return {str(name): (value, content.lc.key(name)[0] + 1) for name, value in content.items()}


def _check_name(name: str, whole_texts: bool) -> None:
    known = [key for key in Tuning.names() if key not in _NOT_SEARCHED]
    if name in _NOT_SEARCHED:
        raise ValueError(f"{name} is not searched: each trial trains once, on the split and seed of --seed")
    if name not in known:
        close = get_close_matches(name, known, 1)
        hint = f"did you mean {close[0]}? " if close else ""
        raise ValueError(f"there is no training key {name}; {hint}Known are {', '.join(known)}")
    if name in _WHOLE_TEXTS_ONLY and not whole_texts:
        raise ValueError(f"{name} does not apply to entities; take the line out")


def _dimension(name: str, given: Any) -> Any:
    """A `Choices`, a `Range`, or the one value."""
    if isinstance(given, dict):
        return _range(name, given)
    if isinstance(given, list):
        if not given:
            raise ValueError(f"{name} has no choices; expected {_FORMS}")
        values = tuple(dict.fromkeys(_value(name, one) for one in given))
        return Choices(values) if len(values) > 1 else values[0]
    return _value(name, given)


def _range(name: str, given: Dict[str, Any]) -> Any:
    if not {"low", "high"} <= set(given) <= _RANGE:
        raise ValueError(f"a range of {name} has low and high, and may have log, not {', '.join(map(str, given))}")
    if not isinstance(_default(name), (int, float)):
        raise ValueError(f"{name} takes no range, as it is no number; give a list of choices")
    low, high, log = _value(name, given["low"]), _value(name, given["high"]), given.get("log", False)
    if not isinstance(log, bool):
        raise ValueError(f"log of {name} must be true or false, not {log!r}")
    if isinstance(low, str) or isinstance(high, str):
        raise ValueError(f"a range of {name} goes from one number to another, not from {low!r} to {high!r}")
    if low > high:
        raise ValueError(f"the range of {name} must rise, but goes from {low} to {high}; swap them")
    if log and low <= 0:
        raise ValueError(f"a range by logarithm begins above 0, that of {name} at {low}; raise low or leave log out")
    return Range(low, high, log) if low < high else low


def _value(name: str, given: Any) -> Any:
    """A value in the type of its key, so that 1 means 1.0 where any number is meant."""
    plain: Any = list(given) if isinstance(given, list) else given
    if isinstance(plain, (list, dict)) and name != "augmentation":
        raise ValueError(f"{name} is one value, not {plain!r}")
    if isinstance(plain, float):
        plain = float(plain)  # ruamel's floats remember how they were written
    default = _default(name)
    if isinstance(default, float) and isinstance(plain, int) and not isinstance(plain, bool):
        return float(plain)
    if isinstance(default, int) and isinstance(plain, float):
        raise ValueError(f"{name} takes whole numbers, not {plain}")
    return as_value(plain) if plain is not None else as_value(())


def _check_values(name: str, found: Any, layers: int) -> None:
    """Has `Tuning` check the ends of a range, or each choice.

    Raises:
        ValueError: for a value that `Tuning` or this machine does not take.
    """
    if isinstance(found, Range):
        values: Tuple[Any, ...] = (found.low, found.high)
    else:
        values = found.values if isinstance(found, Choices) else (found,)
    for value in values:
        taken = setting(name, value)
        Tuning(**{name: taken})
        if name == "tuned_layers" and value > layers:
            raise ValueError(f"tuned_layers is {value}, but only {layers} lie above the frozen ones of BertEncoder")
        for (key, choice), package in _PACKAGES.items():
            if name == key and choice in (taken if isinstance(taken, tuple) else (taken,)) and not importable(package):
                raise ValueError(f"{choice} needs the package {package}; install it or take {choice} out")


def importable(package: str) -> bool:
    """Whether a package is installed."""
    return importlib.util.find_spec(package) is not None


def _default(name: str) -> Any:
    return next(field.default for field in fields(Tuning) if field.name == name)
