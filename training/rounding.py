"""Weights of four bits and activations of eight, in training as when the reader is run.

A linear map is stored as whole numbers from -7 to 7. `BLOCK` of them along the inputs share a whole factor of 1 to 9,
an output all of its scale: factor times number is the eight-bit weight (seven bits are used) that is multiplied. What
goes in is first divided by `smooth`, input by input, and the weights multiplied by it, so that a few large
activations do not take the eight bits from all others (Xiao et al. 2023, "SmoothQuant", ICML, equation 4). In
training the rounded values go forward and the gradient passes as if there were no rounding (Bengio et al. 2013,
"straight-through").
"""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from detente.claims.trained.encoder import BLOCK

__all__ = ["Rounded", "bytes_of", "largest_inputs", "round_embeddings", "round_linears", "rounded_rows"]

TOP, FACTORS = 7, 9
TOP_OF_VECTORS = 5
"""The largest number of the vectors of wordpieces (three and a half bits): party + act .450, with 7 in place .449."""
MIGRATION = 0.7
"""How far the largest activation counts beside the largest weight: alpha of SmoothQuant; of 0, 0.3, 0.5, 0.7 and 0.85
the one with the least error of the encodings."""
CLIPS = (1.0, 0.9, 0.8, 0.7, 0.6)
LEAST = 1e-4
ATTENTION = ("q", "k", "v")
KEPT = 8
"""For how many steps of training the factors of blocks are kept: declared, to choose them takes ten times as long as to
use them."""


def _nearest(blocks: Tensor, scales: Sequence[Tensor], top: int) -> tuple[Tensor, Tensor, Tensor]:
    """Give numbers (…, BLOCK) of -top to top, and of which of the scales (…, 1), by place and value, for each block.

    Each block has the scale with the least squared error.
    """
    tried = [(blocks / scale).round().clamp(-top, top) for scale in scales]
    errors = [((one * scale - blocks) ** 2).sum(-1, keepdim=True) for one, scale in zip(tried, scales, strict=True)]
    place = torch.stack(errors).argmin(0)
    numbers, scale = tried[0], scales[0].expand_as(errors[0])
    for number, (one, other) in enumerate(zip(tried, scales, strict=True)):
        numbers, scale = torch.where(place == number, one, numbers), torch.where(place == number, other, scale)
    return numbers, place, scale


def rounded(weight: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Give numbers (outputs, blocks, BLOCK), factors (outputs, blocks, 1) and scales (outputs, 1, 1) of a matrix."""
    blocks = weight.view(len(weight), -1, BLOCK)
    scale = blocks.abs().amax((1, 2), keepdim=True).clamp(min=1e-8) / (TOP * FACTORS)
    numbers, place, _ = _nearest(blocks, [scale * factor for factor in range(1, FACTORS + 1)], TOP)
    return numbers, place + 1, scale


class Rounded(nn.Module):
    """A linear map that computes with rounded weights and activations; `smooth` is what its inputs are divided by."""

    def __init__(self, linear: nn.Linear, smooth: Tensor) -> None:
        super().__init__()
        self.weight, self.bias = linear.weight, linear.bias
        self.register_buffer("smooth", smooth)
        self.brief = False
        """Whether what is rounded is multiplied in numbers of sixteen bits, which is faster and less exact."""
        self.steps: Tensor | None = None
        """Factor times scale (outputs, blocks, 1), as last chosen."""
        self.uses = 0

    def forward(self, values: Tensor) -> Tensor:
        """Map (windows, words, inputs) to (windows, words, outputs)."""
        with torch.autocast(values.device.type, enabled=False):
            values, weight = values.float() / self.smooth, self.weight * self.smooth
            with torch.no_grad():
                blocks, steps = weight.view(len(weight), -1, BLOCK), self._steps(weight)
                turned = ((blocks / steps).round().clamp(-TOP, TOP) * steps).view_as(weight) - weight
                low, high = values.amin((1, 2), keepdim=True), values.amax((1, 2), keepdim=True)
                step = ((high.clamp(min=0) - low.clamp(max=0)) / 255).clamp(min=1e-8)
                zero = (-low.clamp(max=0) / step).round()
                moved = ((values / step).round() + zero).clamp(0, 255).sub(zero) * step - values
            values, weight = values + moved, weight + turned
        with torch.autocast(values.device.type, torch.bfloat16, enabled=self.brief and self.training):
            return functional.linear(values, weight, self.bias).float()

    def train(self, mode: bool = True) -> "Rounded":
        """Set training or use, for which factors are chosen anew."""
        self.steps = None
        return super().train(mode)

    def _steps(self, weight: Tensor) -> Tensor:
        """Give factor times scale of each block: for these weights, in training perhaps for those of few steps ago."""
        if self.steps is None or (self.training and self.uses % KEPT == 0):
            _, factors, scale = rounded(weight)
            self.steps = factors * scale
        self.uses += 1
        return self.steps

    def stored(self) -> dict[str, np.ndarray]:
        """Give numbers, factors, scale, what smooths, and bias, as they are stored."""
        numbers, factors, scale = rounded(self.weight.detach().float() * self.smooth)
        return {
            "codes": bytes_of(numbers.view(self.weight.shape).cpu().numpy()),
            "factors": factors[..., 0].to(torch.uint8).cpu().numpy(),
            "scale": scale[:, 0, 0].cpu().numpy(),
            "smooth": self.smooth.cpu().numpy(),
            "bias": self.bias.detach().cpu().numpy(),
        }


def bytes_of(numbers: np.ndarray) -> np.ndarray:
    """Give numbers (rows, columns) of -7 to 7 two to a byte (rows, columns / 2), the first in the lower four bits."""
    codes = (numbers + TOP + 1).astype(np.uint8)
    return codes[:, 0::2] | (codes[:, 1::2] << 4)


def _linears(encoder: nn.Module) -> list[tuple[nn.Module, str, nn.Linear]]:
    return [
        (owner, name, linear)
        for owner in encoder.modules()
        for name, linear in owner.named_children()
        if isinstance(linear, nn.Linear)
    ]


def _smooth(largest: Tensor, linears: Sequence[nn.Linear]) -> Tensor:
    """Give what inputs are divided by that are at most so large and go into these maps."""
    weights = torch.stack([linear.weight.detach().abs().amax(0) for linear in linears]).amax(0).clamp(min=LEAST)
    smooth = largest.clamp(min=LEAST) ** MIGRATION / weights ** (1 - MIGRATION)
    return smooth / smooth.mean()


def largest_inputs(encoder: nn.Module, run: Callable[[], None]) -> dict[nn.Module, Tensor]:
    """Give the largest absolute value of each input of each linear map of an encoder while it is run."""
    largest: dict[nn.Module, Tensor] = {}

    def note(linear: nn.Module, given: tuple[Tensor], _: Tensor) -> None:
        values = given[0].detach().float().abs().amax((0, 1))
        largest[linear] = torch.maximum(largest.get(linear, torch.zeros_like(values)), values)

    hooks = [linear.register_forward_hook(note) for _, _, linear in _linears(encoder)]
    run()
    for hook in hooks:
        hook.remove()
    return largest


def round_linears(encoder: nn.Module, largest: dict[nn.Module, Tensor], *, brief: bool = False) -> None:
    """Have an encoder compute with rounded weights and activations from now on, in training perhaps with brief numbers.

    What asks, is asked and is seen in attention reads one input, which is divided by the same for all three.
    """
    for owner, name, linear in _linears(encoder):
        beside = [getattr(owner, one) for one in ATTENTION] if name in ATTENTION else [linear]
        smooth = _smooth(largest[linear], beside)
        rounded = Rounded(linear, smooth)
        rounded.brief = brief
        setattr(owner, name, rounded)


def rounded_rows(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Give numbers (rows, columns) and scales (rows, blocks) of vectors."""
    blocks = weight.view(len(weight), -1, BLOCK)
    big = blocks.abs().amax(-1, keepdim=True).clamp(min=1e-8)
    scales = [(big * clip / TOP_OF_VECTORS).half().float().clamp(min=1e-7) for clip in CLIPS]
    numbers, _, scale = _nearest(blocks, scales, TOP_OF_VECTORS)
    return numbers.view_as(weight), scale[..., 0]


def round_embeddings(embedding: nn.Embedding) -> None:
    """Replace the vectors of wordpieces by rounded ones."""
    with torch.no_grad():
        numbers, scales = rounded_rows(embedding.weight)
        blocks = numbers.view(len(numbers), -1, BLOCK) * scales[..., None]
        embedding.weight.copy_(blocks.view_as(embedding.weight))
