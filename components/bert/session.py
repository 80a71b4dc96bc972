"""ONNX Runtime sessions set up for a server that shares its cores."""
from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Dict, List, Union

import numpy as np

from components.bert.errors import BrokenModel

if TYPE_CHECKING:
    import onnxruntime

_THREADS = "KEFU_THREADS"


def open_session(model: Union[bytes, Path], threads: int = 0) -> "onnxruntime.InferenceSession":
    """Opens a graph for the CPU.

    Args:
        model: The serialised graph, or its file.
        threads: Threads for one run; 0 takes the environment variable KEFU_THREADS, else up to two:
            customers' messages are short, and more threads wait for each other longer than they compute.

    Raises:
        BrokenModel: if the graph is absent or damaged.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or int(os.environ.get(_THREADS, "0")) or min(2, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    # Spinning threads take the cores from the other sessions and from TensorFlow in the same process.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    source = str(model) if isinstance(model, Path) else model
    try:
        return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no public base class
        raise BrokenModel(
            f"ONNX Runtime cannot open {model if isinstance(model, Path) else 'the graph'}: {error}. "
            "Train again with `rasa train`, or restore the archive from a copy."
        ) from error


def pad(rows: List[np.ndarray], value: float = 0) -> Dict[str, np.ndarray]:
    """Stacks arrays of unequal length.

    Returns:
        ``values`` (batch, longest, ...) and the int32 ``mask`` (batch, longest), 1 where a row has values.
    """
    longest = max(len(row) for row in rows)
    values = np.full((len(rows), longest, *rows[0].shape[1:]), value, rows[0].dtype)
    mask = np.zeros((len(rows), longest), np.int32)
    for place, row in enumerate(rows):
        values[place, : len(row)] = row
        mask[place, : len(row)] = 1
    return {"values": values, "mask": mask}
