"""Tuned heads kept by the content they were made from, so that the same training is never done twice."""
from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any, Callable, Sequence

from components.bert.cache import atomic_dir, cache_dir
from components.bert.encoder import EncoderSpec
from components.bert.errors import BrokenModel
from components.bert.heads import TunedHead
from components.bert.tuning import TRAINER_VERSION, Tuning


def head_key(kind: str, spec: EncoderSpec, tuning: Tuning, rows: Sequence[Any]) -> str:
    """Names a training by all that decides its result; ``rows`` are JSON values."""
    content = [TRAINER_VERSION, kind, spec.digest, tuning.decisive(), rows]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def cached_head(key: str, train: Callable[[], TunedHead]) -> TunedHead:
    """Gives the head kept under a key, or trains and keeps it; a damaged one is thrown away."""
    folder = cache_dir() / "heads" / key
    if folder.exists():
        try:
            return TunedHead.load(folder)
        except BrokenModel:
            shutil.rmtree(folder)
    head = train()
    with atomic_dir(folder) as target:
        head.save(Path(target))
    return head
