"""Take what masks padding out of an exported encoder: python training/unmask.py MODEL.onnx.

The reader encodes windows one by one, so none is padded; yet the export adds a mask of zeros to the scores of every
attention and looks for rows that it empties. Both leave every number as it is, and together with the making of the mask
took 11 to 20 % of the time of the encoder in full windows, and little in short ones.
"""

import sys
from pathlib import Path

import onnx


def unmask(path: Path) -> int:
    """Rewrite a model in place without its masks; gives how many attentions were freed of one.

    Raises ValueError where no softmax of the model is masked as `torch.onnx.export` writes it.
    """
    model = onnx.load(path)
    graph = model.graph
    maker = {output: node for node in graph.node for output in node.output}
    freed = {node.output[0]: node for node in graph.node if node.op_type == "Softmax" and _masked(node, maker)}
    if not freed:
        raise ValueError(f"{path}: no attention is masked; the model is as it should be, or was exported another way")
    for softmax in freed.values():
        softmax.input[0] = maker[softmax.input[0]].input[0]
    for node in graph.node:
        for place, name in enumerate(node.input):
            made = maker.get(name)
            if made is not None and made.op_type == "Where" and made.input[2] in freed:
                node.input[place] = made.input[2]
    _prune(graph)
    onnx.save(model, path)
    return len(freed)


def _masked(softmax: onnx.NodeProto, maker: dict[str, onnx.NodeProto]) -> bool:
    added = maker.get(softmax.input[0])
    if added is None or added.op_type != "Add":
        return False
    scores, mask = (maker.get(name) for name in added.input)
    return scores is not None and mask is not None and (scores.op_type, mask.op_type) == ("MatMul", "Where")


def _prune(graph: onnx.GraphProto) -> None:
    """Leave out nodes and numbers on which no output rests."""
    needed = {output.name for output in graph.output}
    kept = []
    for node in reversed(graph.node):
        if needed.intersection(node.output):
            kept.append(node)
            needed.update(node.input)
    numbers = [number for number in graph.initializer if number.name in needed]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(reversed(kept))
    graph.initializer.extend(numbers)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(f"{name}: {unmask(Path(name))} attentions without a mask")
