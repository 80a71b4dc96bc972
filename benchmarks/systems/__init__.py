"""The systems that are compared: one module each, behind one interface (`benchmarks.systems.base.System`)."""
from __future__ import annotations

from importlib import import_module
from typing import Dict

from benchmarks.systems.base import System

# The module of each system, imported only by the process that measures it.
_MODULES: Dict[str, str] = {
    "kefu": "kefu",
    "kefu-shop": "kefu_shop",
    "stock-diet": "stock_diet",
    "bert-diet": "bert_diet",
    "bert-logistic": "bert_logistic",
    "tfidf-svm": "tfidf_svm",
    "snownlp": "snownlp_mood",
    "snownlp-trained": "snownlp_trained",
}


def system_named(name: str) -> System:
    """The system of this name; raises KeyError, which lists the known ones."""
    system: System = import_module(module_of(name)).SYSTEM
    return system


def module_of(name: str) -> str:
    """The dotted name of a system's module; raises KeyError, which lists the known systems."""
    if name not in _MODULES:
        raise KeyError(f"no system '{name}'; known are {', '.join(_MODULES)}")
    return f"benchmarks.systems.{_MODULES[name]}"
