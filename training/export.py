"""Store a trained encoder as the reader reads it: `reader.onnx` and `reader-weights.npz`.

The matrices stand apart as whole numbers of four bits and are given to ONNX Runtime when the reader is loaded; the
graph multiplies them in eight bits.
"""

import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import onnx
import torch
from onnx import TensorProto, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from detente.claims.trained.encoder import BLOCK, numbers_of
from mpnet import lower_layers
from rounding import bytes_of

__all__ = ["export"]

FIRST_PLACE = 2
"""The position of the first wordpiece of a window among MPNet's; those before it stand for padding."""
FARTHEST = 514
STEP = 1 / 1024
"""What the vectors of places are rounded to, so that they take less room."""


class _Smoothed(nn.Module):
    """A linear map of rounded weights whose input is divided by what smooths it."""

    def __init__(self, weights: Mapping[str, np.ndarray], name: str) -> None:
        super().__init__()
        numbers, factors = numbers_of(weights[f"{name}.codes"]), weights[f"{name}.factors"].astype(np.int8)
        outputs, inputs = numbers.shape
        self.numbers = (numbers.reshape(outputs, -1, BLOCK) * factors[..., None]).reshape(outputs, inputs)
        self.map = nn.Linear(inputs, outputs)
        self.map.weight.data = torch.from_numpy(self.numbers * weights[f"{name}.scale"][:, None]).float()
        self.map.bias.data = torch.from_numpy(weights[f"{name}.bias"])
        self.inverse = nn.Parameter(torch.from_numpy(1 / weights[f"{name}.smooth"]))

    def forward(self, values: Tensor) -> Tensor:
        return self.map(values * self.inverse)


class _Graph(nn.Module):
    """From the sums of vectors of pieces and places to encodings. Nothing is padded, so that nothing is masked."""

    def __init__(self, weights: Mapping[str, np.ndarray], encoder: nn.Module) -> None:
        super().__init__()
        self.norm, self.encoder, self.project = encoder.embeddings.LayerNorm, encoder.encoder, nn.Linear(1, 1)
        names = [name.removesuffix(".codes") for name in weights if name.endswith(".codes")]
        for name in (name for name in names if not name.startswith("embeddings.")):
            owner, _, place = name.rpartition(".")
            setattr(encoder.get_submodule(owner), place, _Smoothed(weights, name))
        plain = {name: torch.from_numpy(value) for name, value in weights.items() if "." in name}
        known = encoder.load_state_dict(plain, strict=False)
        missing = [name for name in known.missing_keys if ".map." not in name and not name.endswith(".inverse")]
        if set(missing) != {"embeddings.word_embeddings.weight"}:
            raise ValueError(f"weights are missing: {missing}")
        self.project = nn.Linear(*reversed(weights["project.weight"].shape))
        self.project.weight.data = torch.from_numpy(weights["project.weight"])
        self.project.bias.data = torch.from_numpy(weights["project.bias"])
        # Looked up by distance, since logarithms at the bounds of a bucket differ in the last digit between programs.
        buckets = self.encoder.relative_position_bucket(torch.arange(-FARTHEST, FARTHEST + 1))
        self.encoder.relative_position_bucket = lambda distances, **_: buckets[distances + FARTHEST]

    def forward(self, embedded: Tensor) -> Tensor:
        hidden = self.norm(embedded)
        bias = self.encoder.compute_position_bias(hidden)
        for layer in self.encoder.layer:
            hidden = layer(hidden, None, bias)[0]
        result: Tensor = self.project(hidden)
        return result


def export(weights: Mapping[str, np.ndarray], graph: Path, stored: Path) -> None:
    """Write both files of an encoder whose weights are as `Network.encoder_weights` gives them."""
    layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
    module = _Graph(weights, lower_layers(["[PAD]"] * 2, layers)).eval()
    width = module.norm.weight.shape[0]
    with tempfile.TemporaryDirectory() as folder:
        whole, eight = Path(folder) / "whole.onnx", Path(folder) / "eight.onnx"
        axes = {"embedded": {0: "windows", 1: "length"}, "hidden": {0: "windows", 1: "length"}}
        torch.onnx.export(
            module, (torch.ones(1, 16, width),), str(whole), input_names=["embedded"], output_names=["hidden"],
            dynamic_axes=axes, dynamo=False, opset_version=17,
        )  # fmt: skip
        apart = [node.name for node in onnx.load(whole).graph.node if node.name.startswith("/project/")]
        quantize_dynamic(
            whole, eight, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, nodes_to_exclude=apart
        )
        model = onnx.load(eight)
    matrices = _given(model, module, weights)
    onnx.save(model, graph)
    pieces = {f"pieces.{part}": weights[f"embeddings.word_embeddings.{part}"] for part in ("codes", "scales")}
    places = np.rint(weights["embeddings.position_embeddings.weight"][FIRST_PLACE:] / STEP) * STEP
    # Nothing repeats in such numbers: codes by frequency alone take less room and time than deflate's usual search.
    with mock.patch("zipfile._get_compressor", _by_frequency):
        np.savez_compressed(stored, places=places.astype(np.float16), **pieces, **matrices)


def _by_frequency(*_: object) -> Any:
    return zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_HUFFMAN_ONLY)


def _given(model: onnx.ModelProto, module: _Graph, weights: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Take the matrices out of a model; gives them as they are stored, (inputs, outputs), by their names in it."""
    initial = {one.name: one for one in model.graph.initializer}
    arrays = {}
    for node in model.graph.node:
        if node.op_type != "MatMulInteger":
            continue
        given = initial[node.input[1]]
        name = "encoder." + node.name.strip("/").replace("/", ".").removesuffix(".map.MatMul_quant")
        smoothed = module.get_submodule(name)
        if tuple(given.dims) != smoothed.numbers.shape[::-1]:
            raise ValueError(f"{name}: {tuple(given.dims)} in the graph, {smoothed.numbers.shape} trained")
        scale = initial[given.name.removesuffix("_quantized") + "_scale"]
        scale.CopyFrom(numpy_helper.from_array(weights[f"{name}.scale"].astype(np.float32), scale.name))
        _leave_out(given, smoothed.numbers.size)
        arrays[f"{given.name}.codes"] = bytes_of(np.ascontiguousarray(numbers_of(weights[f"{name}.codes"]).T))
        arrays[f"{given.name}.factors"] = np.ascontiguousarray(weights[f"{name}.factors"].T)
    project = next(one for one in model.graph.initializer if one.dims == [*module.project.weight.shape[::-1]])
    arrays[f"{project.name}.plain"] = np.ascontiguousarray(weights["project.weight"].T, np.float16)
    _leave_out(project, module.project.weight.numel() * 4)
    return arrays


def _leave_out(given: onnx.TensorProto, size: int) -> None:
    """Mark an array as one that is given when the model is loaded."""
    given.ClearField("raw_data")
    given.data_location = TensorProto.EXTERNAL
    del given.external_data[:]
    for key, value in (("location", "given"), ("offset", "0"), ("length", str(size))):
        given.external_data.add(key=key, value=value)
