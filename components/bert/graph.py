"""ONNX graphs of an encoder's lower and upper layers, written down directly from its weights.

Built without torch, so that a server can make them from safetensors in a fraction of a second and choose
the precision when it loads. Int8 means: weights symmetric per output column, activations per tensor at run
time (ONNX Runtime's DynamicQuantizeMatMul); the embedding table symmetric per row.
"""
from __future__ import annotations

from typing import Dict, List, Sequence

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from components.bert.architecture import Architecture
from components.bert.weights import Arrays

PRECISIONS = ("int8", "float32")
# The lower graph's output before its first layer.
EMBEDDED = "embedded"
_MICROSOFT = "com.microsoft"
# Opset 17 is the newest that onnxruntime 1.23 fuses without conversion; IR 8 belongs to it.
_OPSET, _IR_VERSION = 17, 8


class GraphBuilder:
    """Collects the nodes and weights of one graph, in one precision."""

    def __init__(self, architecture: Architecture, precision: str) -> None:
        if precision not in PRECISIONS:
            raise ValueError(f"precision must be one of {', '.join(PRECISIONS)}, not '{precision}'")
        self._arch, self._int8 = architecture, precision == "int8"
        self._nodes: List[NodeProto] = []
        self._weights: Dict[str, np.ndarray] = {}

    def embeddings(self, weights: Arrays, ids: str) -> str:
        """Word, position and type embeddings, layer-normed: int64 (batch, tokens) to (batch, tokens, hidden)."""
        arch = self._arch
        table = weights["embeddings.word_embeddings.weight"]
        words = self._gather_int8(table, ids) if self._int8 else self._gather(table, ids)
        positions = weights["embeddings.position_embeddings.weight"]
        start = arch.position_offset
        # Every token is of type 0, so its vector is a constant part of the position's.
        places = positions[start : start + arch.positions] + weights["embeddings.token_type_embeddings.weight"][0]
        shape = self._node("Shape", [ids])
        length = self._node("Slice", [shape, self._ints([1]), self._ints([2])])
        here = self._node("Slice", [self._keep("positions", places), self._ints([0]), length, self._ints([0])])
        return self._node(
            "LayerNormalization",
            [
                self._node("Add", [words, here]),
                self._keep("embeddings.norm.weight", weights["embeddings.LayerNorm.weight"]),
                self._keep("embeddings.norm.bias", weights["embeddings.LayerNorm.bias"]),
            ],
            axis=-1,
            epsilon=arch.epsilon,
        )

    def layer(self, weights: Arrays, number: int, states: str, mask: str) -> str:
        """One post-norm transformer layer (Vaswani et al. 2017; Devlin et al. 2019, section 3)."""
        at = f"encoder.layer.{number}."
        parts = [f"{at}attention.self.{part}" for part in ("query", "key", "value")]
        kernel = np.concatenate([weights[f"{part}.weight"] for part in parts]).T
        bias = np.concatenate([weights[f"{part}.bias"] for part in parts])
        packed = self._dense(f"{at}qkv", kernel, bias, states)
        query, key, value = self._nodes_of("Split", [packed], 3, axis=-1)
        attended = self._node(
            "MultiHeadAttention",
            [query, key, value, "", mask],
            domain=_MICROSOFT,
            num_heads=self._arch.heads,
        )
        states = self._residual(weights, f"{at}attention.output", attended, states)
        inner = self._dense(
            f"{at}inner",
            weights[f"{at}intermediate.dense.weight"].T,
            weights[f"{at}intermediate.dense.bias"],
            states,
        )
        return self._residual(weights, f"{at}output", self._activate(inner), states)

    def model(self, inputs: Dict[str, Sequence[object]], outputs: Dict[str, str]) -> ModelProto:
        """Closes the graph; ``inputs`` name their shapes, ``outputs`` map public names to node outputs."""
        for public, inner in outputs.items():
            self._nodes.append(helper.make_node("Identity", [inner], [public]))
        shapes = {"ids": TensorProto.INT64, "mask": TensorProto.INT32}
        graph = helper.make_graph(
            self._nodes,
            "kefu",
            [helper.make_tensor_value_info(n, shapes.get(n, TensorProto.FLOAT), s) for n, s in inputs.items()],
            [
                helper.make_tensor_value_info(n, TensorProto.FLOAT, ["batch", "tokens", self._arch.hidden])
                for n in outputs
            ],
            [numpy_helper.from_array(np.ascontiguousarray(a), n) for n, a in self._weights.items()],
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="kefu")
        model.ir_version = _IR_VERSION
        return model

    def _residual(self, weights: Arrays, at: str, inner: str, skip: str) -> str:
        dense = self._dense(f"{at}.dense", weights[f"{at}.dense.weight"].T, weights[f"{at}.dense.bias"], inner)
        norm = [self._keep(f"{at}.norm.{part}", weights[f"{at}.LayerNorm.{part}"]) for part in ("weight", "bias")]
        return self._node(
            "SkipLayerNormalization", [dense, skip, *norm], domain=_MICROSOFT, epsilon=self._arch.epsilon
        )

    def _dense(self, name: str, kernel: np.ndarray, bias: np.ndarray, states: str) -> str:
        bias_name = self._keep(f"{name}.bias", bias)
        if not self._int8:
            product = self._node("MatMul", [states, self._keep(f"{name}.weight", kernel)])
            return self._node("Add", [product, bias_name])
        quantized, scale = quantize(kernel, axis=0)
        return self._node(
            "DynamicQuantizeMatMul",
            [
                states,
                self._keep(f"{name}.weight", quantized),
                self._keep(f"{name}.scale", scale.reshape(-1)),
                self._keep(f"{name}.zero", np.zeros(scale.size, np.int8)),
                bias_name,
            ],
            domain=_MICROSOFT,
        )

    def _activate(self, states: str) -> str:
        if self._arch.activation == "relu":
            return self._node("Relu", [states])
        return self._node("Gelu" if self._arch.activation == "gelu" else "FastGelu", [states], domain=_MICROSOFT)

    def _gather(self, table: np.ndarray, ids: str) -> str:
        return self._node("Gather", [self._keep("words", table), ids])

    def _gather_int8(self, table: np.ndarray, ids: str) -> str:
        quantized, scale = quantize(table, axis=1)
        rows = self._node("Gather", [self._keep("words", quantized), ids])
        scales = self._node("Gather", [self._keep("words.scale", scale), ids])
        return self._node("Mul", [self._node("Cast", [rows], to=TensorProto.FLOAT), scales])

    def _keep(self, name: str, array: np.ndarray) -> str:
        self._weights[name] = array if array.dtype == np.int8 else array.astype(np.float32, copy=False)
        return name

    def _ints(self, values: List[int]) -> str:
        name = f"int_{values[0]}"
        self._weights[name] = np.array(values, np.int64)
        return name

    def _node(self, kind: str, inputs: List[str], domain: str = "", **attributes: object) -> str:
        return self._nodes_of(kind, inputs, 1, domain, **attributes)[0]

    def _nodes_of(
        self, kind: str, inputs: List[str], count: int, domain: str = "", **attributes: object
    ) -> List[str]:
        names = [f"{kind}_{len(self._nodes)}_{part}" for part in range(count)]
        self._nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names


def quantize(array: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric int8 with one scale for each slice along the other axis.

    Returns:
        The int8 array and the float32 scales, with ``axis`` kept as length 1.
    """
    scale = np.abs(array).max(axis=axis, keepdims=True).astype(np.float32) / 127.0
    scale[scale == 0] = 1.0
    return np.clip(np.rint(array / scale), -127, 127).astype(np.int8), scale


def lower_graph(
    weights: Arrays, architecture: Architecture, layers: int, taps: Sequence[int], precision: str
) -> ModelProto:
    """Embeddings and the first ``layers`` layers.

    Inputs: ids int64 (batch, tokens), mask int32 (batch, tokens). Outputs: ``states`` after the last of
    them, ``tap_<n>`` after each layer n (counted from 1) of ``taps``, and ``embedded`` before the first,
    float32 (batch, tokens, hidden).
    """
    builder = GraphBuilder(architecture, precision)
    states = builder.embeddings(weights, "ids")
    outputs: Dict[str, str] = {EMBEDDED: states}
    for number in range(layers):
        states = builder.layer(weights, number, states, "mask")
        if number + 1 in taps:
            outputs[f"tap_{number + 1}"] = states
    outputs["states"] = states
    return builder.model({"ids": ["batch", "tokens"], "mask": ["batch", "tokens"]}, outputs)


def upper_graph(weights: Arrays, architecture: Architecture, first: int, last: int, precision: str) -> ModelProto:
    """Layers ``first`` to ``last - 1``, counted from 0.

    Inputs: states float32 (batch, tokens, hidden), mask int32 (batch, tokens). Output: ``output``.
    """
    builder = GraphBuilder(architecture, precision)
    states = "states"
    for number in range(first, last):
        states = builder.layer(weights, number, states, "mask")
    shape = ["batch", "tokens", architecture.hidden]
    return builder.model({"states": shape, "mask": ["batch", "tokens"]}, {"output": states})
