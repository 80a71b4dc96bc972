"""Who judges the sentences of a fold: a quick classifier on untuned layers, or heads fine-tuned as for serving."""

from __future__ import annotations

import warnings
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np

from components.bert.calibration import fit_temperature
from components.bert.encoder import EncoderSpec
from components.bert.features import FeatureSpec
from components.bert.heads import SentenceHead
from components.bert.splits import in_order_of_length, split_rows
from components.bert.tuning import Tuning
from insight.report.sentences import Sentences
from insight.report.settings import HeadSettings

# Of the regressions, which are stopped early: a hundred took over a minute a fold on ten thousand sentences.
_ITERATIONS = 30
# Of the sentences of a fold, for the temperature, where the settings hold out none.
_CALIBRATION_SHARE = 0.1

Scores = Dict[str, Tuple[np.ndarray, float]]


class QuickJudge:
    """Logistic regressions on the vectors of the layers as they are before tuning.

    It starts where fine-tuning starts (`components.bert.finetune`) and stops there: seconds instead of
    minutes, and some accuracy less.
    """

    def __init__(
        self, sentences: Sentences, vectors: np.ndarray, spec: FeatureSpec, tuning: Tuning, stage: str
    ) -> None:
        """``vectors`` are those of the sentences, float32 (rows, features), made by ``spec``."""
        self._vectors, self._tuning, self.stage = vectors, tuning, stage
        self.key: List[Any] = ["quick", _ITERATIONS, spec.to_json(), tuning.decisive()]
        self._numbers = {task: np.unique(labels, return_inverse=True)[1] for task, labels in sentences.labels.items()}
        self._main = sentences.main

    def judge(self, train: Sequence[int], test: Sequence[int], fold: str) -> Scores:
        """See `insight.report.folds.Judge`."""
        share = self._tuning.validation_share or _CALIBRATION_SHARE
        learnt, held = split_rows([self._main[row] for row in train], share, self._tuning.seed)
        learnt, held = [train[place] for place in learnt], [train[place] for place in held]
        mean = self._vectors[learnt].mean(axis=0)
        # As `components.bert.finetune` scales them, so that `probe_strength` means the same.
        scale = 1.0 / ((self._vectors[learnt].std(axis=0) + 1e-6) * np.sqrt(self._vectors.shape[1]))
        scaled = (self._vectors - mean) * scale
        found: Scores = {}
        for task, numbers in self._numbers.items():
            count = int(numbers.max()) + 1
            regression = _regression(scaled[learnt], numbers[learnt], self._tuning)
            temperature = fit_temperature(_logits(regression, scaled[held], count), numbers[held]) if held else 1.0
            found[task] = _logits(regression, scaled[list(test)], count), temperature
        return found


def _regression(rows: np.ndarray, numbers: np.ndarray, tuning: Tuning) -> Any:
    from sklearn.dummy import DummyClassifier
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    if len(np.unique(numbers)) == 1:  # nothing to tell apart; a regression refuses
        return DummyClassifier(strategy="most_frequent").fit(rows, numbers)
    weights = "balanced" if tuning.class_weights == "balanced" else None
    regression = LogisticRegression(C=tuning.probe_strength, max_iter=_ITERATIONS, class_weight=weights)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the last digits change no guess
        return regression.fit(rows, numbers)


# A label that the training part of a fold lacks is as good as impossible there.
_IMPOSSIBLE = -50.0


def _logits(regression: Any, rows: np.ndarray, labels: int) -> np.ndarray:
    """Scores of all labels, float32 (rows, labels), also of those that the regression has not seen."""
    known = regression.classes_
    scores = regression.decision_function(rows) if len(known) > 1 else np.zeros((len(rows), 1))
    if scores.ndim == 1:  # scikit-learn keeps one column for two labels
        scores = np.stack([-scores, scores], axis=1) / 2
    full = np.full((len(rows), labels), _IMPOSSIBLE, np.float32)
    full[:, known] = scores
    return full


class TunedJudge:
    """Heads fine-tuned with the project's own settings, as `kefu train` does it; minutes for each fold."""

    def __init__(self, sentences: Sentences, encoder: EncoderSpec, settings: HeadSettings, stage: str) -> None:
        self._sentences, self._encoder, self._settings = sentences, encoder, settings
        self.stage = stage
        self.key: List[Any] = ["full", encoder.digest, settings.tuning.decisive(), settings.precision]

    def judge(self, train: Sequence[int], test: Sequence[int], fold: str) -> Scores:
        """See `insight.report.folds.Judge`."""
        from components.bert.finetune import tune_sentence_head

        tuning, texts = self._settings.tuning, self._sentences.texts
        labels = {task: [rows[row] for row in train] for task, rows in self._sentences.labels.items()}
        tuned = tune_sentence_head(
            self._encoder, [texts[row] for row in train], labels, tuning, f"{self.stage}, {fold}"
        )
        head = SentenceHead(tuned, self._settings.precision)
        logits = self._read(head, [texts[row] for row in test])
        temperatures = tuned.meta["temperatures"]
        found: Scores = {}
        for task, rows in self._sentences.labels.items():
            names = sorted(set(rows))
            full = np.full((len(test), len(names)), _IMPOSSIBLE, np.float32)
            full[:, [names.index(name) for name in head.labels[task]]] = logits[task]
            found[task] = full, float(temperatures[task])
        return found

    def _read(self, head: SentenceHead, texts: Sequence[str]) -> Dict[str, np.ndarray]:
        """The scores of texts in their order."""
        from components.bert.upper import encode_texts

        encoded = encode_texts(self._encoder, tuple(texts), embedded=self._settings.tuning.method == "full")
        parts: Dict[int, Dict[str, np.ndarray]] = {}
        for batch in in_order_of_length(range(len(texts)), [len(one.states) for one in encoded]):
            scores = head.logits(head.features([encoded[row] for row in batch]))
            for place, row in enumerate(batch):
                parts[row] = {task: values[place] for task, values in scores.items()}
        return {task: np.stack([parts[row][task] for row in range(len(texts))]) for task in head.labels}
