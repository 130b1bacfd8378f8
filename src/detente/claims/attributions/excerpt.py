"""The part of an ONNX model that gives one of its inner values: nodes that the value needs, and nothing after it.

ONNX Runtime computes every node of a model, whatever outputs are asked for; so the lower layers of an encoder can only
be had without the upper ones from a model that ends there. The model is edited in the protocol buffers' wire format
(https://protobuf.dev/programming-guides/encoding), which spares a dependency on the package `onnx`. Numbers of fields
are those of `onnx.proto3`: ModelProto.graph 7; GraphProto.node 1, .output 12; NodeProto.input 1, .output 2;
ValueInfoProto.name 1.
"""

from collections.abc import Iterator

__all__ = ["ending_at"]

_GRAPH, _NODE, _OUTPUT, _NODE_INPUT, _NODE_OUTPUT, _NAME = 7, 1, 12, 1, 2, 1
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_FIXED = {_FIXED64: 8, _FIXED32: 4}


def ending_at(model: bytes, value: str) -> bytes:
    """Give a model whose only output is an inner value of a model. Raises ValueError where it has no such value.

    Nodes of an ONNX graph stand in topological order, so one pass from the last to the first finds what is needed.
    Nodes with subgraphs are taken to need only what they name as input.
    """
    parts = []
    for number, content, raw in _fields(model):
        parts.append(_field(_GRAPH, _graph_ending_at(content, value)) if number == _GRAPH else raw)
    return b"".join(parts)


def _graph_ending_at(graph: bytes, value: str) -> bytes:
    parts = list(_fields(graph))
    needed, kept = {value.encode()}, set()
    for place in range(len(parts) - 1, -1, -1):
        number, content, _ = parts[place]
        if number != _NODE:
            continue
        names = [(kind, name) for kind, name, _ in _fields(content) if kind in (_NODE_INPUT, _NODE_OUTPUT)]
        if any(kind == _NODE_OUTPUT and name in needed for kind, name in names):
            kept.add(place)
            needed |= {name for kind, name in names if kind == _NODE_INPUT and name}
    if not kept:
        raise ValueError(f"the model has no value {value!r}: another version of its package? Install that of detente")
    whole = [
        raw for place, (number, _, raw) in enumerate(parts) if number != _OUTPUT and (number != _NODE or place in kept)
    ]
    return b"".join(whole) + _field(_OUTPUT, _field(_NAME, value.encode()))


def _fields(message: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield the fields of a message in order: number, content (empty where it is no bytes), and the raw bytes."""
    place = 0
    while place < len(message):
        start = place
        key, place = _varint(message, place)
        number, kind = key >> 3, key & 7
        content = b""
        if kind == _VARINT:
            _, place = _varint(message, place)
        elif kind == _BYTES:
            size, place = _varint(message, place)
            content = message[place : place + size]
            place += size
        else:
            place += _FIXED[kind]
        yield number, content, message[start:place]


def _varint(message: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place


def _field(number: int, content: bytes) -> bytes:
    return _to_varint(number << 3 | _BYTES) + _to_varint(len(content)) + content


def _to_varint(value: int) -> bytes:
    result = bytearray()
    while value > 127:
        result.append(value & 127 | 128)
        value >>= 7
    return bytes([*result, value])
