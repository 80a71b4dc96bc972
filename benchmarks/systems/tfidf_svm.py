"""The floor: a linear support vector machine on TF-IDF n-grams, which trains in seconds."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict

import numpy as np

from benchmarks.systems.base import Prediction, Task

_NUMBERS, _WORDS = "model.npz", "model.json"
# Characters stand in for words where words are not written apart.
_NGRAMS: Dict[str, Dict[str, Any]] = {
    "zh": {"analyzer": "char", "ngram_range": (1, 3), "sublinear_tf": True},
    "en": {"analyzer": "word", "ngram_range": (1, 2), "sublinear_tf": True},
}


class TfidfSvm:
    """scikit-learn's `TfidfVectorizer` and `LinearSVC` (one against the rest, C = 1)."""

    learns = True

    def settings(self, task: Task) -> Dict[str, Any]:
        """The n-grams of the language."""
        return {"tfidf": _NGRAMS[task.language], "C": 1.0, "seed": task.seed}

    def train(self, task: Task, folder: Path) -> Path:
        """Fits on the rows."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.svm import LinearSVC

        vectorizer = TfidfVectorizer(**_NGRAMS[task.language])
        machine = LinearSVC(C=1.0, random_state=task.seed)
        machine.fit(vectorizer.fit_transform([row.text for row in task.rows]), [row.label for row in task.rows])
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(folder / _NUMBERS, idf=vectorizer.idf_, weight=machine.coef_, bias=machine.intercept_)
        terms = {term: int(place) for term, place in vectorizer.vocabulary_.items()}
        words = {"language": task.language, "terms": terms, "labels": list(machine.classes_)}
        (folder / _WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        return folder

    def load(self, trained: Path) -> "ServedSvm":
        """Loads what was fitted."""
        return ServedSvm(trained)


class ServedSvm:
    """A fitted machine; its confidence is the largest margin through the logistic function."""

    def __init__(self, trained: Path) -> None:
        from sklearn.feature_extraction.text import CountVectorizer

        words = json.loads((trained / _WORDS).read_text(encoding="utf-8"))
        with np.load(trained / _NUMBERS) as numbers:
            self._weight, self._bias, self._idf = numbers["weight"].T.copy(), numbers["bias"], numbers["idf"]
        self._labels = words["labels"]
        # Not TfidfVectorizer: it multiplies by the whole vocabulary for each text.
        ngrams = {name: value for name, value in _NGRAMS[words["language"]].items() if name != "sublinear_tf"}
        self._counter = CountVectorizer(**ngrams, vocabulary=words["terms"])

    def predict(self, text: str) -> Prediction:
        """The label of the largest margin."""
        counts = self._counter.transform([text])
        vector = (1 + np.log(counts.data)) * self._idf[counts.indices]
        margins = vector @ self._weight[counts.indices] / max(np.linalg.norm(vector), 1e-12) + self._bias
        if len(margins) == 1:  # scikit-learn keeps one number for two classes
            margins = np.array([-margins[0], margins[0]])
        best = int(margins.argmax())
        confidence = float(1 / (1 + np.exp(-margins[best])))
        return Prediction(self._labels[best], confidence, 1 - confidence)


SYSTEM = TfidfSvm()
