"""Imports spaCy without torch."""
from __future__ import annotations

import importlib
import sys
from types import ModuleType


def import_spacy() -> ModuleType:
    """Imports spaCy as if torch were not installed, unless torch is loaded already.

    Where torch is installed, spaCy's base library loads it for layers that we do not use
    (`thinc/compat.py`): 450 MB of memory and several seconds of a server's start.
    """
    if "torch" in sys.modules or "thinc.compat" in sys.modules:
        return importlib.import_module("spacy")
    # None in sys.modules makes an import fail as for an absent package (Python reference, 5.3.1).
    sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        return importlib.import_module("spacy")
    finally:
        del sys.modules["torch"]
