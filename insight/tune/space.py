"""What a search varies: for each training key its choices or its range."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Collection, Dict, List, Mapping, Sequence, Tuple, Union

from components.bert.tuning import Tuning

if TYPE_CHECKING:
    from optuna.trial import Trial

# What Optuna can store: a list of augmentations is written as their names joined by a plus.
Value = Union[str, int, float]

NOTHING = "none"
# What is trained is what config.yml will say: nobody wants to read 0.00013847391.
_DIGITS = 3


@dataclass(frozen=True)
class Choices:
    """One of several values, in no order."""

    values: Tuple[Value, ...]

    def __contains__(self, value: object) -> bool:
        return value in self.values

    def including(self, value: Value) -> Choices:
        """The same choices and this one."""
        return self if value in self.values else Choices((*self.values, value))


@dataclass(frozen=True)
class Range:
    """Any number from ``low`` to ``high``, whole ones where both are int; evenly by its logarithm if ``log``."""

    low: float
    high: float
    log: bool = False

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are meant."""
        return isinstance(self.low, int) and isinstance(self.high, int)

    def __contains__(self, value: object) -> bool:
        return isinstance(value, (int, float)) and self.low <= value <= self.high

    def including(self, value: Value) -> Range:
        """The range, widened to this value if need be; a range by logarithm stays above 0."""
        assert isinstance(value, (int, float))
        if value in self or (self.log and value <= 0):
            return self
        return replace(self, low=min(self.low, value), high=max(self.high, value))


Dimension = Union[Choices, Range]


@dataclass(frozen=True)
class Space:
    """The keys of `Tuning` that trials vary, and those that are the same in all of them.

    Attributes:
        varied: For each key what it may be.
        fixed: Keys that every trial but the present settings takes at one value.
    """

    varied: Dict[str, Dimension]
    fixed: Dict[str, Value]

    @property
    def keys(self) -> List[str]:
        """All keys that a trial decides on."""
        return [*self.varied, *self.fixed]

    def suggest(self, trial: Trial, names: Collection[str]) -> None:
        """Has Optuna choose a value for each of these keys; they lie in ``trial.params`` afterwards."""
        for name, dimension in self.varied.items():
            if name not in names:
                continue
            if isinstance(dimension, Choices):
                trial.suggest_categorical(name, dimension.values)
            elif dimension.whole:
                trial.suggest_int(name, int(dimension.low), int(dimension.high), log=dimension.log)
            else:
                trial.suggest_float(name, dimension.low, dimension.high, log=dimension.log)

    def settings(self, present: Tuning, params: Mapping[str, Value]) -> Tuning:
        """The settings of a trial: the present ones with what was suggested, and what is fixed."""
        values = {name: rounded(value) for name, value in {**self.fixed, **params}.items()}
        if values.get("method") == "full":
            values["tuned_layers"] = 0  # a head of all layers that stopped half way would be another model
        return replace(present, **{name: setting(name, value) for name, value in values.items()})

    def within(self, tuning: Tuning) -> Dict[str, Value]:
        """Settings as params, without those that the space does not hold."""
        values = {name: as_value(getattr(tuning, name)) for name in self.varied}
        return {name: value for name, value in values.items() if value in self.varied[name]}

    def to_json(self) -> Dict[str, Any]:
        """The space as JSON values."""
        return {"varied": {name: asdict(dimension) for name, dimension in self.varied.items()}, "fixed": self.fixed}


def as_value(given: Any) -> Any:
    """A setting as Optuna stores it."""
    if isinstance(given, (tuple, list)):
        return "+".join(sorted(given)) or NOTHING
    return given


def setting(name: str, value: Value) -> Any:
    """A stored value as `Tuning` takes it."""
    if name == "augmentation":
        return () if value == NOTHING else tuple(str(value).split("+"))
    return value


def rounded(value: Value) -> Value:
    """A number to three digits; all else as it is."""
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value


def resolved(present: Tuning, sentences: int, layers: int) -> Tuning:
    """Settings with numbers where 0 stands for a rule.

    Args:
        present: The settings.
        sentences: Sentences that a trial trains on.
        layers: Layers above the frozen ones.
    """
    return replace(
        present,
        learning_rate=present.layer_rate,
        epochs=present.epochs_for(sentences),
        tuned_layers=present.tuned_layers or (0 if present.method == "full" else layers),
    )


def default_space(present: Tuning, layers: int, *, whole_texts: bool, methods: Sequence[str], pinyin: bool) -> Space:
    """What is searched unless a designer says otherwise; it always holds the present settings.

    Args:
        present: The present settings, `resolved`.
        layers: Layers above the frozen ones.
        whole_texts: Whether whole texts are classified, to which class weights and augmentation apply.
        methods: What can be run here, among "top" and "lora".
        pinyin: Whether slips of the pinyin input method can be made here.
    """
    varied: Dict[str, Dimension] = {
        "method": Choices(tuple(methods)),
        "tuned_layers": Range(1, layers),
        "learning_rate": Range(2e-5, 2e-3, log=True),
        "head_learning_rate": Range(1e-4, 1e-2, log=True),
        "epochs": Range(2, max(6, 2 * present.epochs)),
        "batch_size": Choices((16, 32, 64)),
        "dropout": Range(0.0, 0.3),
        "weight_decay": Range(0.0, 0.1),
        "label_smoothing": Range(0.0, 0.15),
        "r_drop": Choices((0.0, 0.5, 1.0, 3.0)),
        "adversarial": Choices((0.0, 0.02, 0.05, 0.1)),
    }
    if whole_texts:
        kinds = ["synonym", "noise", "dropout", *(["pinyin"] if pinyin else [])]
        varied["class_weights"] = Choices((NOTHING, "balanced"))
        varied["augmentation"] = Choices((NOTHING, *kinds, as_value(kinds)))
        varied["augmented_share"] = Range(0.25, 1.0)
    held = {name: dimension.including(as_value(getattr(present, name))) for name, dimension in varied.items()}
    return Space({name: dimension for name, dimension in held.items() if not _single(dimension)}, {})


def _single(dimension: Dimension) -> bool:
    if isinstance(dimension, Choices):
        return len(dimension.values) == 1
    return dimension.low == dimension.high
