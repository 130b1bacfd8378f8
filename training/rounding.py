"""Weights of four bits and activations of eight, in training as when the reader is run.

A linear map is stored as whole numbers from -7 to 7. `BLOCK` of them along the inputs share a whole factor of 1 to 9,
an output all of its scale: factor times number is the eight-bit weight (seven bits are used) that is multiplied. What
goes in is first divided by `smooth`, input by input, and the weights multiplied by it, so that a few large
activations do not take the eight bits from all others (Xiao et al. 2023, "SmoothQuant", ICML, equation 4). In
training the rounded values go forward and the gradient passes as if there were no rounding (Bengio et al. 2013,
"straight-through").
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from detente.claims.trained.encoder import BLOCK

__all__ = ["Rounded", "bytes_of", "largest_inputs", "round_embeddings", "round_linears", "rounded_rows"]

TOP, FACTORS = 7, 9
TOP_OF_VECTORS = 5
"""The largest number of the vectors of wordpieces: three bits do as well as four there."""
MIGRATION = 0.7
"""How far the largest activation counts beside the largest weight: alpha of SmoothQuant; of 0, 0.3, 0.5, 0.7 and 0.85
the one with the least error of the encodings."""
CLIPS = (1.0, 0.9, 0.8, 0.7, 0.6)
LEAST = 1e-4


def rounded(weight: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Give numbers (outputs, blocks, BLOCK), factors (outputs, blocks, 1) and scales (outputs, 1, 1) of a matrix.

    Each block has the factor with the least squared error.
    """
    blocks = weight.view(len(weight), -1, BLOCK)
    scale = blocks.abs().amax((1, 2), keepdim=True).clamp(min=1e-8) / (TOP * FACTORS)
    best: tuple[Tensor, Tensor, Tensor] | None = None
    for factor in range(1, FACTORS + 1):
        numbers = (blocks / (scale * factor)).round().clamp(-TOP, TOP)
        error = ((numbers * (scale * factor) - blocks) ** 2).sum(-1, keepdim=True)
        factors = torch.full_like(error, factor)
        if best is not None:
            better = error < best[0]
            error, numbers, factors = (
                torch.where(better, new, old) for new, old in zip((error, numbers, factors), best, strict=True)
            )
        best = (error, numbers, factors)
    assert best is not None
    return best[1], best[2], scale


class Rounded(nn.Module):
    """A linear map that computes with rounded weights and activations; `largest` is the largest of each input."""

    def __init__(self, linear: nn.Linear, largest: Tensor) -> None:
        super().__init__()
        self.weight, self.bias = linear.weight, linear.bias
        weights = linear.weight.detach().abs().amax(0).clamp(min=LEAST)
        smooth = largest.clamp(min=LEAST) ** MIGRATION / weights ** (1 - MIGRATION)
        self.register_buffer("smooth", smooth / smooth.mean())

    def forward(self, values: Tensor) -> Tensor:
        """Map (windows, words, inputs) to (windows, words, outputs)."""
        with torch.autocast(values.device.type, enabled=False):
            values, weight = values.float() / self.smooth, self.weight * self.smooth
            with torch.no_grad():
                numbers, factors, scale = rounded(weight)
                turned = (numbers * factors * scale).view_as(weight) - weight
                low, high = values.amin((1, 2), keepdim=True), values.amax((1, 2), keepdim=True)
                step = ((high.clamp(min=0) - low.clamp(max=0)) / 255).clamp(min=1e-8)
                zero = (-low.clamp(max=0) / step).round()
                moved = ((values / step).round() + zero).clamp(0, 255).sub(zero) * step - values
            return functional.linear(values + moved, weight + turned, self.bias)

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


def round_linears(encoder: nn.Module, largest: dict[nn.Module, Tensor]) -> None:
    """Have an encoder compute with rounded weights and activations from now on."""
    for owner, name, linear in _linears(encoder):
        setattr(owner, name, Rounded(linear, largest[linear]))


def rounded_rows(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Give numbers (rows, columns) and scales (rows, blocks) of vectors; of a few scales the one of least error."""
    blocks = weight.view(len(weight), -1, BLOCK)
    big = blocks.abs().amax(-1, keepdim=True).clamp(min=1e-8)
    best: tuple[Tensor, Tensor, Tensor] | None = None
    for clip in CLIPS:
        scale = (big * clip / TOP_OF_VECTORS).half().float().clamp(min=1e-7)
        numbers = (blocks / scale).round().clamp(-TOP_OF_VECTORS, TOP_OF_VECTORS)
        error = ((numbers * scale - blocks) ** 2).sum(-1, keepdim=True)
        if best is not None:
            better = error < best[0]
            error, numbers, scale = (
                torch.where(better, new, old) for new, old in zip((error, numbers, scale), best, strict=True)
            )
        best = (error, numbers, scale)
    assert best is not None
    return best[1].view_as(weight), best[2][..., 0]


def round_embeddings(embedding: nn.Embedding) -> None:
    """Replace the vectors of wordpieces by rounded ones."""
    with torch.no_grad():
        numbers, scales = rounded_rows(embedding.weight)
        blocks = numbers.view(len(numbers), -1, BLOCK) * scales[..., None]
        embedding.weight.copy_(blocks.view_as(embedding.weight))
