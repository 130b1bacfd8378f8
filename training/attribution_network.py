"""The attribution reader as a network to be trained; `detente.claims.attributions.network` applies its weights.

The lower layers of MiniLM are frozen and run beforehand; here is the layer above, and the heads.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from attribution_examples import ROLES, Cue, Example
from detente.claims.attributions.pairs import SIZES, STATES
from detente.claims.attributions.words import ENTITIES, TAGS
from detente.claims.labels import DEPENDENCIES

WIDTH, HIDDEN, INNER, PRODUCT, KERNEL, BLOCKS = 384, 192, 96, 64, 3, 2
LOWER, UPPER = 3, 1
"""Layers of MiniLM that stay as they are, and those above that are trained; the rest is left out."""
CLASSES = (
    ("tag", len(TAGS) + 1, 16),
    ("dependency", len(DEPENDENCIES) + 1, 16),
    ("entity", len(ENTITIES) + 1, 8),
    ("state", STATES, 8),
)
TAGGING = 0.08
NEVER = -1e4


class Network(nn.Module):
    def __init__(self, minilm: str, dropout: float = 0.1) -> None:
        super().__init__()
        whole = BertModel.from_pretrained(
            minilm, add_pooling_layer=False, attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0
        )
        self.encoder = whole.encoder
        self.encoder.layer = self.encoder.layer[LOWER : LOWER + UPPER]
        self.given = nn.ModuleDict({name: nn.Embedding(size, WIDTH) for name, size, _ in CLASSES})
        for embedding in self.given.values():
            nn.init.zeros_(embedding.weight)
        self.joined = nn.ModuleDict({name: nn.Embedding(size, width) for name, size, width in CLASSES})
        word = WIDTH + sum(width for _, _, width in CLASSES)
        self.cue_in, self.cue_out = nn.Linear(word, HIDDEN), nn.Linear(HIDDEN, 1)
        nn.init.constant_(self.cue_out.bias, -3.0)
        self.role_word, self.role_cue = nn.Linear(word, INNER), nn.Linear(word, INNER)
        self.product_word, self.product_cue = nn.Linear(word, PRODUCT), nn.Linear(word, PRODUCT)
        self.product_out = nn.Linear(PRODUCT, INNER, bias=False)
        self.pair = nn.ModuleList(nn.Embedding(size, INNER) for size in SIZES)
        for embedding in self.pair:
            nn.init.normal_(embedding.weight, std=0.3)
        self.norm = nn.LayerNorm(INNER)
        self.block_norm = nn.ModuleList(nn.LayerNorm(INNER) for _ in range(BLOCKS))
        self.block_in = nn.ModuleList(
            nn.Conv1d(INNER, INNER, KERNEL, padding=(KERNEL // 2) * 3**number, dilation=3**number)
            for number in range(BLOCKS)
        )
        self.block_out = nn.ModuleList(nn.Linear(INNER, INNER) for _ in range(BLOCKS))
        self.role_out, self.source_out = nn.Linear(INNER, len(ROLES) + 1), nn.Linear(INNER, 1)
        self.nobody = nn.Linear(word, 1)
        self.drop, self.bend = nn.Dropout(dropout), nn.GELU(approximate="tanh")

    def upper(self, hidden: Tensor, present: Tensor) -> Tensor:
        """Run the upper layers over hidden states (windows, pieces, width)."""
        mask = torch.where(present, 0.0, NEVER)[:, None, None, :]
        for layer in self.encoder.layer:
            hidden = layer(hidden, mask)
            hidden = hidden[0] if isinstance(hidden, tuple) else hidden
        return hidden

    def words(self, batch: "Batch") -> Tensor:
        """Give the vectors (windows, words, width) of words."""
        known = {"tag": batch.tag, "dependency": batch.dependency, "entity": batch.entity, "state": batch.state}
        added = sum(self.given[name](value) for name, value in known.items())
        places = batch.starts[..., None].expand(-1, -1, WIDTH)
        hidden = batch.hidden.scatter_add(1, places, added * batch.real[..., None])
        hidden = torch.gather(self.upper(hidden, batch.present), 1, places)
        return self.drop(torch.cat([hidden, *(self.joined[name](value) for name, value in known.items())], -1))

    def cues(self, words: Tensor) -> Tensor:
        """Give log-odds (windows, words) of being the head of a cue."""
        return self.cue_out(self.drop(self.bend(self.cue_in(words)))).squeeze(-1)

    def roles(self, words: Tensor, batch: "Batch") -> tuple[Tensor, Tensor]:
        """Give scores of roles (cues, words, 4) and of who is the source (cues, words + 1; the last: nobody)."""
        cue = words[batch.owner, batch.place]
        around = (batch.owner[:, None], batch.around)
        value = self.role_word(words)[around] + self.role_cue(cue)[:, None]
        value = value + self.product_out(self.product_word(words)[around] * self.product_cue(cue)[:, None])
        value = value + sum(embedding(batch.features[..., k]) for k, embedding in enumerate(self.pair))
        value = self.norm(value)
        inside = batch.inside[..., None].to(value.dtype)
        for norm, first, last in zip(self.block_norm, self.block_in, self.block_out, strict=True):
            inner = self.bend(first((norm(value) * inside).transpose(1, 2)).transpose(1, 2))
            value = value + last(self.drop(inner))
        source = self.source_out(value).squeeze(-1).masked_fill(~batch.inside, NEVER)
        return self.role_out(value), torch.cat([source, self.nobody(cue)], 1)


@dataclass(slots=True)
class Batch:
    hidden: Tensor
    present: Tensor
    starts: Tensor
    real: Tensor
    tag: Tensor
    dependency: Tensor
    entity: Tensor
    state: Tensor
    is_cue: Tensor
    core: Tensor
    owner: Tensor
    place: Tensor
    around: Tensor
    inside: Tensor
    features: Tensor
    wanted: Tensor


def _padded(rows: Sequence[np.ndarray], kind: type = np.int64) -> Tensor:
    shape = (len(rows), max(map(len, rows), default=0), *rows[0].shape[1:]) if rows else (0, 0)
    stacked = np.zeros(shape, kind)
    for number, row in enumerate(rows):
        stacked[number, : len(row)] = row
    return torch.from_numpy(stacked)


def batch_of(examples: Sequence[Example], hidden: Sequence[np.ndarray], cues: Sequence[Sequence[Cue]]) -> Batch:
    """Lay out windows and their cues (at least one in all) as tensors."""
    owned = [(number, cue) for number, own in enumerate(cues) for cue in own]
    sizes = [len(cue.roles) for _, cue in owned]
    return Batch(
        hidden=_padded(hidden, np.float32),
        present=_padded([np.ones(len(row), bool) for row in hidden], bool),
        starts=_padded([e.window.starts for e in examples]),
        real=_padded([np.ones(len(e.tag)) for e in examples], np.float32),
        tag=_padded([e.tag for e in examples]),
        dependency=_padded([e.dependency for e in examples]),
        entity=_padded([e.entity for e in examples]),
        state=_padded([e.state for e in examples]),
        is_cue=_padded([e.is_cue for e in examples], np.float32),
        core=_padded([e.core for e in examples], bool),
        owner=torch.tensor([number for number, _ in owned], dtype=torch.long),
        place=torch.tensor([cue.place for _, cue in owned], dtype=torch.long),
        around=_padded([np.arange(cue.first, cue.first + size) for (_, cue), size in zip(owned, sizes, strict=True)]),
        inside=_padded([np.ones(size, bool) for size in sizes], bool),
        features=_padded([cue.features for _, cue in owned]),
        wanted=_padded([cue.roles for _, cue in owned]),
    )


def loss_of(network: Network, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    """Give the loss of a batch for each of its cues, and its parts."""
    words = network.words(batch)
    count = max(len(batch.owner), 1)
    scores = network.cues(words)
    missed = functional.binary_cross_entropy_with_logits(scores, batch.is_cue, reduction="none")
    cue = missed[batch.core].sum() / count
    if not len(batch.owner):
        return cue, {"cue": float(cue)}
    roles, source = network.roles(words, batch)
    tagged = functional.cross_entropy(roles[batch.inside], batch.wanted[batch.inside], reduction="sum") / count
    right = (batch.wanted == 1) & batch.inside
    right = torch.cat([right, ~right.any(1, keepdim=True)], 1)
    named = torch.logsumexp(source, 1) - torch.logsumexp(source.masked_fill(~right, NEVER), 1)
    named = named.sum() / count
    parts = {"cue": float(cue.detach()), "roles": float(tagged.detach()), "source": float(named.detach())}
    return cue + TAGGING * tagged + named, parts
