"""The shop's own assistant as it is served: the whole pipeline of config.yml, trained on data/."""
from __future__ import annotations

from pathlib import Path
from typing import Any, Dict

from benchmarks.datasets import ROOT
from benchmarks.systems.base import Task, intent_of
from benchmarks.systems.rasa_nlu import ServedRasa

_MODELS = ROOT / ".kefu" / "benchmarks" / "models"


class KefuShop:
    """The model that is given, else the current one in models/, else one trained for the benchmark."""

    learns = False

    def settings(self, task: Task) -> Dict[str, Any]:
        """The sources that it is trained from, or the model that is given in their place."""
        from kefu.trained import source_fingerprint

        return {"model": task.model.name} if task.model else {"sources": source_fingerprint()[:16]}

    def train(self, task: Task, folder: Path) -> Path:
        """Gives the model; trains only if there is none."""
        return task.model or shop_model()

    def load(self, trained: Path) -> ServedRasa:
        """Loads the model as the server does."""
        return ServedRasa(trained, intent_of)


def shop_model() -> Path:
    """A model of the sources as they are now: that of `kefu train`, or else one trained here and kept.

    Raises:
        kefu.training.TrainingFailed: quoting Rasa.
    """
    from kefu.trained import current_model, source_fingerprint
    from kefu.training import train

    name = f"shop-{source_fingerprint()[:16]}"
    kept = _MODELS / f"{name}.tar.gz"
    current = current_model() or (kept if kept.is_file() else None)
    if current:
        return current
    _MODELS.mkdir(parents=True, exist_ok=True)
    return train(_Lines(), _MODELS / f"{name}.log", out=_MODELS, name=name)


class _Lines:
    """Shows the stages of a training, a line each, for the cell's log."""

    def show(self, progress: Any) -> None:
        if progress.finished:
            print(f"training: {progress.stage} {progress.note}", flush=True)


SYSTEM = KefuShop()
