"""Every training default in one place, checked when it is made."""
from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

# Raised when a change to training code makes heads tuned before it stale (it is part of every cache key).
TRAINER_VERSION = 4

METHODS = ("top", "lora", "full", "frozen")
CLASS_WEIGHTS = ("none", "balanced")
AUGMENTATIONS = ("synonym", "noise", "pinyin", "dropout")
PRECISIONS = ("auto", "float32", "bfloat16")
DEVICES = ("auto", "cpu", "cuda")

# With few examples more epochs pay, with many they only cost time.
_TEXTS_SHOWN = 20_000
# A small bot's data make a batch or two: in so few steps a fresh tagger learns nothing, and a validation score
# that has not moved yet is no sign that it never will.
FEWEST_STEPS = 60
_BFLOAT16_FLAGS = ("avx512_bf16", "amx_bf16")
_LAYER_RATES = {"top": 1e-4, "lora": 5e-4, "full": 5e-5, "frozen": 1e-4}
# Where the work is done and what is written down beside it changes no result that a cache may give back.
_WITHOUT_EFFECT = ("device", "tensorboard")


@dataclass(frozen=True)
class Tuning:
    """How a head and its layers are fine-tuned.

    The recipe: a logistic regression on the frozen features first, then all together (Kumar et al. 2022,
    arXiv:2202.10054), AdamW with a linear warm-up and decay (Devlin et al. 2019).
    """

    # "top": the layers above the frozen ones; "lora": low-rank adapters on these, merged after training;
    # "full": all transformer layers, a copy of its own for each head (slower to serve); "frozen": the head alone.
    method: str = "top"
    tuned_layers: int = 0  # layers that this head runs above those it starts from; 0: all of them
    lora_rank: int = 16  # rank of the adapters (Hu et al. 2021, arXiv:2106.09685)
    lora_alpha: int = 32  # the adapters' output is scaled by alpha / rank
    epochs: int = 0  # at most; 0: as many as show about 20,000 texts, from 3 to 8; more where that makes few steps
    patience: int = 2  # epochs without a better validation score before training stops; 0: never stop early
    batch_size: int = 32  # texts in a step
    learning_rate: float = 0.0  # peak rate of the layers; 0: 1e-4, for adapters 5e-4, for all layers 5e-5
    head_learning_rate: float = 1e-3  # peak rate of the head
    weight_decay: float = 0.01  # AdamW's, on matrices only
    dropout: float = 0.1  # in [0, 1)
    warmup: float = 0.1  # share of all steps with a rising rate, in [0, 1)
    gradient_clip: float = 1.0  # largest norm of the gradient
    ema_decay: float = 0.999  # highest decay of the weights' moving average, in [0, 1) (see MovingAverage); 0: off
    class_weights: str = "none"  # "balanced": rare labels count more, by the inverse of their share
    label_smoothing: float = 0.0  # share of the target spread over all labels, in [0, 0.5]
    r_drop: float = 0.0  # weight of the divergence of two dropout passes (Liang et al. 2021); 0: off; usual 0.5 to 5
    # FGM: size of the step against the model in the states that the head starts from, relative to their length
    # (Miyato et al. 2017, arXiv:1605.07725); 0: off; usual 0.01 to 0.1.
    adversarial: float = 0.0
    augmentation: Sequence[str] = ()  # any of "synonym", "noise", "pinyin", "dropout"; empty: off
    augmented_share: float = 0.5  # altered copies added for each training text, if augmentation is on
    validation_share: float = 0.1  # share of each label's rows held out, in [0, 0.5]; 0: no early stopping
    probe_strength: float = 10.0  # C of the logistic regression that the head starts from
    seeds: int = 1  # runs from different seeds, of which the best on the validation part is kept
    seed: int = 42  # of the split and of the first run
    training_precision: str = "auto"  # "float32", "bfloat16", or "auto": the second where the processor has it
    device: str = "auto"  # "cpu", "cuda", or "auto": a GPU if there is one
    tensorboard: Optional[str] = None  # folder for TensorBoard logs; none: no logs

    def __post_init__(self) -> None:
        """Checks ranges once, so that the loop need not."""
        ranges: Dict[str, Tuple[float, float]] = {
            "tuned_layers": (0, 100), "lora_rank": (1, 1024), "lora_alpha": (1, 10_000),
            "epochs": (0, 1000), "patience": (0, 1000), "batch_size": (1, 4096),
            "learning_rate": (0, 1), "head_learning_rate": (1e-8, 1), "weight_decay": (0, 1),
            "dropout": (0, 0.99), "warmup": (0, 0.99), "gradient_clip": (1e-6, 1e6),
            "ema_decay": (0, 0.999999), "label_smoothing": (0, 0.5), "r_drop": (0, 100), "adversarial": (0, 10),
            "augmented_share": (0, 10), "validation_share": (0, 0.5), "probe_strength": (1e-6, 1e6),
            "seeds": (1, 100),
        }  # fmt: skip
        for name, (low, high) in ranges.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
                raise ValueError(f"{name} must be a number from {low} to {high}, not {value!r}")
        _one_of("method", self.method, METHODS)
        _one_of("class_weights", self.class_weights, CLASS_WEIGHTS)
        _one_of("training_precision", self.training_precision, PRECISIONS)
        _one_of("device", self.device, DEVICES)
        ways = [self.augmentation] if isinstance(self.augmentation, str) else list(self.augmentation or ())
        for kind in ways:
            _one_of("augmentation", kind, AUGMENTATIONS)
        object.__setattr__(self, "augmentation", tuple(sorted(set(ways))))
        if self.seeds > 1 and self.validation_share == 0:
            raise ValueError("seeds above 1 need a validation part to choose by: raise validation_share above 0")

    @property
    def layer_rate(self) -> float:
        """The peak learning rate of the layers."""
        return self.learning_rate or _LAYER_RATES[self.method]

    def epochs_for(self, texts: int) -> int:
        """The number of epochs for so many training texts."""
        by_texts = max(3, min(8, round(_TEXTS_SHOWN / max(1, texts))))
        return self.epochs or max(by_texts, self.epochs_of_steps(FEWEST_STEPS, texts))

    def epochs_of_steps(self, steps: int, texts: int) -> int:
        """How many epochs make at least so many steps."""
        batches = -(-max(1, texts) // self.batch_size)
        return -(-steps // batches)

    def decisive(self) -> Dict[str, Any]:
        """The settings that a tuned head depends on, as JSON values."""
        return {name: value for name, value in asdict(self).items() if name not in _WITHOUT_EFFECT}

    @classmethod
    def names(cls) -> List[str]:
        """The config keys that belong to training."""
        return [field.name for field in fields(cls)]

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> "Tuning":
        """Takes the training keys out of a component's config."""
        return cls(**{name: config[name] for name in cls.names() if name in config})


def _one_of(name: str, value: object, allowed: Tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")


def wants_bfloat16(precision: str) -> bool:
    """Whether training should multiply in bfloat16; "auto" asks the CPU's flags (Linux only)."""
    if precision != "auto":
        return precision == "bfloat16"
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore")
    except OSError:
        return False
    return any(flag in flags for flag in _BFLOAT16_FLAGS)
