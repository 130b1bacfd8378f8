"""Store a trained encoder as the reader reads it: `reader.onnx` and `reader-weights.npz`.

The graph is written out node by node, so that nothing in it is computed twice: what attracts pieces by their distance
is given for all layers at once, maps of one input are one matrix, and what divides their input is applied once.
Matrices stand apart as whole numbers of four bits and are given to ONNX Runtime when the reader is loaded.
"""

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

from detente.claims.trained.encoder import numbers_of
from mpnet import FARTHEST, HEADS
from rounding import bytes_of

__all__ = ["export"]

FIRST_PLACE = 2
"""The position of the first wordpiece of a window among MPNet's; those before it stand for padding."""
STEP = 1 / 1024
"""What the vectors of places are rounded to, so that they take less room."""
NORM = 1e-5
"""MPNet's epsilon of normalization by layer."""
OPSET, IR = 18, 9
MICROSOFT = "com.microsoft"
"""The domain of operators that ONNX Runtime brings along."""

Weights = Mapping[str, np.ndarray]


class _Map(NamedTuple):
    """Linear maps of one input side by side: numbers (inputs, outputs), factors, and by output scale and bias."""

    numbers: np.ndarray
    factors: np.ndarray
    scale: np.ndarray
    bias: np.ndarray
    smooth: np.ndarray

    @classmethod
    def of(cls, weights: Weights, names: Sequence[str]) -> "_Map":
        """Put maps side by side; raises ValueError where what divides their inputs is not the same."""
        smooth = [weights[f"{name}.smooth"] for name in names]
        if any(not np.array_equal(smooth[0], one) for one in smooth):
            raise ValueError(f"{names} divide one input by different numbers")
        numbers = np.concatenate([numbers_of(weights[f"{name}.codes"]) for name in names]).T
        factors = np.concatenate([weights[f"{name}.factors"] for name in names]).T
        scale, bias = (np.concatenate([weights[f"{name}.{part}"] for name in names]) for part in ("scale", "bias"))
        return cls(numbers, factors, scale, bias, smooth[0])

    def times(self, by: np.ndarray) -> "_Map":
        """Give the map whose outputs are multiplied."""
        return self._replace(scale=self.scale * by, bias=self.bias * by)


class _Graph:
    """A graph that is written node by node, and the matrices that are given to it."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.arrays: list[onnx.TensorProto] = []
        self.given: dict[str, np.ndarray] = {}

    def apply(self, kind: str, *inputs: str, outputs: int = 1, domain: str = "", **how: Any) -> Any:
        """Add a node; gives the name of its output, or of its several outputs."""
        names = [f"{kind}{len(self.nodes)}.{place}" for place in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, domain=domain, **how))
        return names[0] if outputs == 1 else names

    def array(self, name: str, values: np.ndarray) -> str:
        """Add an array that is stored in the graph."""
        self.arrays.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def apart(self, name: str, shape: Sequence[int], kind: int, size: int) -> str:
        """Add an array that is given when the graph is loaded."""
        one = onnx.TensorProto(name=name, dims=shape, data_type=kind, data_location=TensorProto.EXTERNAL)
        for key, value in (("location", "given"), ("offset", "0"), ("length", str(size))):
            one.external_data.add(key=key, value=value)
        self.arrays.append(one)
        return name

    def norm(self, values: str, weights: Weights, name: str) -> str:
        """Normalize by layer."""
        scale, bias = (self.array(f"{name}.{part}", weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return str(self.apply("LayerNormalization", values, scale, bias, axis=-1, epsilon=NORM))

    def map(self, values: str, name: str, one: _Map, *, smoothed: bool = False) -> str:
        """Map linearly in eight bits; `smoothed` values are divided already."""
        if not smoothed:
            values = self.apply("Mul", values, self.array(f"{name}.inverse", _single(1 / one.smooth)))
        self.given[f"{name}.codes"] = bytes_of(np.ascontiguousarray(one.numbers))
        self.given[f"{name}.factors"] = np.ascontiguousarray(one.factors)
        matrix = self.apart(name, one.numbers.shape, TensorProto.INT8, one.numbers.size)
        scale, bias = self.array(f"{name}.scale", _single(one.scale)), self.array(f"{name}.bias", _single(one.bias))
        return str(self.apply("DynamicQuantizeMatMul", values, matrix, scale, "", bias, domain=MICROSOFT))

    def layer(self, hidden: str, near: str, weights: Weights, number: int) -> str:
        """Add a layer: attention among all pieces, then a network for each."""
        name = f"encoder.layer.{number}"
        attention = f"{name}.attention.attn"
        out = _Map.of(weights, [f"{attention}.o"])
        asked = _Map.of(weights, [f"{attention}.{part}" for part in "qkv"])
        width = len(asked.bias) // 3
        root = np.full(width, 1 / np.sqrt(width // HEADS))
        asked = asked.times(np.concatenate([root, np.ones(width), 1 / out.smooth]))
        split = self.apply("Split", self.map(hidden, f"{name}.qkv", asked), outputs=3, axis=-1, num_outputs=3)
        shape = self.array(f"{name}.heads", np.array([0, -1, HEADS, width // HEADS]))
        query, key, value = (self.apply("Reshape", one, shape) for one in split)
        query, value = (self.apply("Transpose", one, perm=[0, 2, 1, 3]) for one in (query, value))
        key = self.apply("Transpose", key, perm=[0, 2, 3, 1])
        drawn = self.apply("Softmax", self.apply("Add", self.apply("MatMul", query, key), near), axis=-1)
        seen = self.apply("Transpose", self.apply("MatMul", drawn, value), perm=[0, 2, 1, 3])
        seen = self.apply("Reshape", seen, self.array(f"{name}.joined", np.array([0, -1, width])))
        seen = self.apply("Add", self.map(seen, f"{name}.out", out, smoothed=True), hidden)
        hidden = self.norm(seen, weights, f"{name}.attention.LayerNorm")
        wide = self.map(hidden, f"{name}.wide", _Map.of(weights, [f"{name}.intermediate.dense"]))
        wide = self.apply("Gelu", wide, domain=MICROSOFT)
        narrow = self.map(wide, f"{name}.narrow", _Map.of(weights, [f"{name}.output.dense"]))
        return self.norm(self.apply("Add", narrow, hidden), weights, f"{name}.output.LayerNorm")

    def model(self, embedded: Sequence[Any], near: Sequence[Any], hidden: Sequence[Any]) -> onnx.ModelProto:
        """Give the model with inputs and output of these shapes; the output is that of the last node."""
        self.nodes[-1].output[0] = "hidden"
        shapes = {"embedded": embedded, "near": near, "hidden": hidden}
        *given, result = (helper.make_tensor_value_info(name, TensorProto.FLOAT, one) for name, one in shapes.items())
        graph = helper.make_graph(self.nodes, "reader", given, [result], self.arrays)
        sets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=sets, ir_version=IR)


def _single(values: np.ndarray) -> np.ndarray:
    return values.astype(np.float32)


def export(weights: Weights, graph: Path, stored: Path) -> None:
    """Write both files of an encoder whose weights are as `Network.encoder_weights` gives them."""
    layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
    made = _Graph()
    hidden = made.norm("embedded", weights, "embeddings.LayerNorm")
    for number in range(layers):
        hidden = made.layer(hidden, "near", weights, number)
    project = weights["project.weight"].T
    matrix = made.apart("project", project.shape, TensorProto.FLOAT, project.size * 4)
    made.apply("Add", made.apply("MatMul", hidden, matrix), made.array("project.bias", weights["project.bias"]))
    model = made.model([1, "pieces", len(project)], [1, HEADS, "pieces", "pieces"], [1, "pieces", project.shape[1]])
    onnx.save(model, graph)
    pieces = {f"pieces.{part}": weights[f"embeddings.word_embeddings.{part}"] for part in ("codes", "scales")}
    places = np.rint(weights["embeddings.position_embeddings.weight"][FIRST_PLACE:] / STEP) * STEP
    # Nothing repeats in such numbers: codes by frequency alone take less room and time than deflate's usual search.
    with mock.patch("zipfile._get_compressor", _by_frequency):
        np.savez_compressed(
            stored,
            places=places.astype(np.float16),
            near=_near(weights),
            **{"project.plain": np.ascontiguousarray(project, np.float16)},
            **pieces,
            **made.given,
        )


def _near(weights: Weights) -> np.ndarray:
    """Give how pieces attract each other by distance (heads, 2 FARTHEST + 1), from FARTHEST before to as many after."""
    buckets = MPNetEncoder.relative_position_bucket(torch.arange(-FARTHEST, FARTHEST + 1))
    return _single(weights["encoder.relative_attention_bias.weight"][buckets.numpy()].T)


def _by_frequency(*_: object) -> Any:
    return zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_HUFFMAN_ONLY)
