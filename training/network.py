"""The reader as a network to be trained: lower layers of MPNet, and the heads that `detente.claims.trained` applies."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from detente.claims.claim import ACTS, CERTAINTIES
from detente.claims.labels import DEPENDENCIES, PARTS_OF_SPEECH
from detente.claims.trained.heads import AFFILIATION, PAIRS, STRETCHES
from detente.claims.trained.relations import EDGE_SIZES, MENTION_SIZES, READING_SIZES
from examples import Example, Target
from mpnet import lower_layers
from rounding import Rounded, bytes_of, rounded_rows

WIDTH, KEY, ACT, RULE, FEATURE, HIDDEN = 384, 64, 32, 8, 12, 96
FROZEN_LAYERS = 1
AGAINST = tuple(ACTS.index(act) for act in ("trade", "priority"))
WEIGHTS = {
    "certainty": 0.5, "basis": 0.5, "content first": 0.3, "content last": 0.3, "span first": 0.3, "span last": 0.3,
    "against": 0.3, "hedge": 0.3, "outer": 0.5, "target": 0.3,
}  # fmt: skip
"""What each part of the loss counts; 1 where nothing is said."""
NEVER = -1e4
MASK = 103
"""The wordpiece [MASK]; those below it are marks too."""


class Network(nn.Module):
    """Encoder and heads; parameters have the names under which `Heads` looks them up."""

    def __init__(self, pieces: Sequence[str], dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = lower_layers(pieces)
        self.project = nn.Linear(self.encoder.config.hidden_size, WIDTH)
        self.brief = False
        """Whether the encoder computes in sixteen bits."""
        self.settled = 0
        """How many of the lower layers are as when the reader is run: nothing in them is trained or dropped."""
        self.kept: dict[bytes, Tensor] | None = None
        """What the settled layers make of each window, where windows come again unchanged."""
        self.settle(0)
        self.parts = nn.Embedding(len(PARTS_OF_SPEECH) + 1, 12)
        self.dependencies = nn.Embedding(len(DEPENDENCIES) + 1, 20)
        word = WIDTH + 32
        claim = word + ACT
        self.act_in, self.act_out = nn.Linear(word, 256), nn.Linear(256, len(ACTS))
        nn.init.constant_(self.act_out.bias, -4.5)
        self.act_embedding, self.rule_embedding = (
            nn.Embedding(AFFILIATION + 1, ACT),
            nn.Embedding(len(CERTAINTIES), RULE),
        )
        self.certainty_in, self.certainty_out = nn.Linear(claim + RULE, 128), nn.Linear(128, len(CERTAINTIES))
        self.basis_in, self.basis_out = nn.Linear(claim + RULE, 128), nn.Linear(128, 2)
        self.stretch_query = nn.Linear(claim, len(STRETCHES) * KEY)
        self.stretch_key = nn.Linear(word, len(STRETCHES) * KEY)
        self.edge_first = nn.ModuleList(nn.Embedding(size, len(STRETCHES)) for size in EDGE_SIZES)
        self.edge_last = nn.ModuleList(nn.Embedding(size, len(STRETCHES)) for size in EDGE_SIZES)
        for embedding in [*self.edge_first, *self.edge_last]:
            nn.init.zeros_(embedding.weight)
        self.no_against = nn.Linear(claim, 1)
        sizes = MENTION_SIZES + READING_SIZES
        self.pair_query, self.pair_key = nn.Linear(claim, len(PAIRS) * KEY), nn.Linear(word, len(PAIRS) * KEY)
        self.absent = nn.Parameter(torch.zeros(len(PAIRS) * KEY))
        self.pair_feature = nn.ModuleList(nn.Embedding(size, FEATURE) for size in sizes)
        self.pair_in, self.pair_out = (
            nn.Linear(FEATURE * len(sizes) + ACT, HIDDEN),
            nn.Linear(HIDDEN, len(PAIRS)),
        )
        self.pair_none = nn.Linear(claim, len(PAIRS))
        self.drop, self.bend = nn.Dropout(dropout), nn.GELU(approximate="tanh")

    def settle(self, layers: int) -> None:
        """Leave so many of the lower layers as they are from now on, and train the others."""
        self.settled = layers
        self.encoder.requires_grad_(True)
        for module in (self.encoder.embeddings, *self.encoder.encoder.layer[:FROZEN_LAYERS], *self._settled_modules()):
            module.requires_grad_(False)

    def _settled_modules(self) -> list[nn.Module]:
        """Give what is settled; how places attract each other is shared by all layers, and among it."""
        encoder = self.encoder.encoder
        if not self.settled:
            return []
        return [self.encoder.embeddings, encoder.relative_attention_bias, *encoder.layer[: self.settled]]

    def train(self, mode: bool = True) -> "Network":
        """Set training or use; what is settled drops nothing."""
        super().train(mode)
        for module in self._settled_modules():
            module.eval()
        return self

    def encoded(self, pieces: Tensor, present: Tensor) -> Tensor:
        """Give the encodings (windows, pieces, width) of wordpieces; `present` is 0 where a window has ended."""
        with torch.no_grad():
            below = self._below(pieces, present) if self.kept is None else self._again(pieces, present, self.kept)
        return self._through(below, present, self.encoder.encoder.layer[self.settled :])

    def _below(self, pieces: Tensor, present: Tensor) -> Tensor:
        """Give what the settled layers make of wordpieces; without any, the embeddings, which are never trained."""
        embedded = self.encoder.embeddings(inputs_embeds=self.encoder.embeddings.word_embeddings(pieces))
        return self._through(embedded, present, self.encoder.encoder.layer[: self.settled])

    def _again(self, pieces: Tensor, present: Tensor, kept: dict[bytes, Tensor]) -> Tensor:
        """Give the same, each window computed once, without the padding, and kept in sixteen bits."""
        rows = []
        for row, size in zip(pieces, present.sum(1).tolist(), strict=True):
            key = row[:size].cpu().numpy().tobytes()
            if key not in kept:
                kept[key] = self._below(row[None, :size], present.new_ones((1, size)))[0].half()
            rows.append(kept[key].float())
        return nn.utils.rnn.pad_sequence(rows, batch_first=True)

    def _through(self, hidden: Tensor, present: Tensor, layers: Sequence[nn.Module]) -> Tensor:
        """Give what layers make of hidden states (windows, pieces, width)."""
        bias = self.encoder.encoder.compute_position_bias(hidden)
        absent = (1 - present[:, None, None, :].to(hidden.dtype)) * NEVER
        for layer in layers:
            hidden = layer(hidden, absent, bias)[0]
        return hidden

    def words(self, batch: "Batch") -> Tensor:
        """Give the vectors (windows, words, width) of words."""
        with torch.autocast(batch.pieces.device.type, torch.bfloat16, enabled=self.brief):
            hidden = self.encoded(batch.pieces, batch.present)
            hidden = torch.gather(hidden, 1, batch.starts[..., None].expand(-1, -1, hidden.shape[-1]))
            hidden = self.project(hidden)
        hidden = hidden.float()
        return self.drop(torch.cat([hidden, self.parts(batch.parts), self.dependencies(batch.dependencies)], -1))

    def acts(self, words: Tensor) -> Tensor:
        """Give log-odds (windows, words, acts) that a claim of an act hangs on a word."""
        return self.act_out(self.drop(self.bend(self.act_in(words))))

    def claims(self, words: Tensor, batch: "Batch") -> dict[str, Tensor]:
        """Give the scores of everything that the targets of a batch choose among."""
        count = len(batch.owner)
        act = self.act_embedding(batch.act)
        claim = torch.cat([words[batch.owner, batch.anchor], act], -1)
        ruled = torch.cat([claim, self.rule_embedding(batch.by_rule)], -1)
        size = batch.sentence.shape[1]
        query = self.stretch_query(claim).view(count, len(STRETCHES), KEY)
        key = self.stretch_key(words[batch.owner[:, None], batch.sentence]).view(count, size, len(STRETCHES), KEY)
        ends = torch.einsum("chd,cshd->chs", query, key) / KEY**0.5
        first = sum(embedding(batch.first[..., place]) for place, embedding in enumerate(self.edge_first))
        last = sum(embedding(batch.last[..., place]) for place, embedding in enumerate(self.edge_last))
        even = torch.tensor([float(place % 2 == 0) for place in range(len(STRETCHES))], device=words.device)
        ends = ends + (first * even).transpose(1, 2) + (last * (1 - even)).transpose(1, 2)
        options = batch.place.shape[1]
        keys = self.pair_key(words)[batch.owner[:, None], batch.place.clamp(min=0)]
        keys = torch.where((batch.place >= 0)[..., None], keys, self.absent).view(count, options, len(PAIRS), KEY)
        asked = self.pair_query(claim).view(count, len(PAIRS), KEY)
        pairs = torch.einsum("cpd,copd->cpo", asked, keys) / KEY**0.5
        embedded = [embedding(batch.features[..., place]) for place, embedding in enumerate(self.pair_feature)]
        given = torch.cat([*embedded, act[:, None, :].expand(-1, options, -1)], -1)
        pairs = pairs + self.pair_out(self.drop(self.bend(self.pair_in(given)))).transpose(1, 2)
        return {
            "certainty": self.certainty_out(self.drop(self.bend(self.certainty_in(ruled)))),
            "basis": self.basis_out(self.drop(self.bend(self.basis_in(ruled)))),
            "ends": ends.masked_fill(~batch.inside[:, None, :], NEVER),
            "no against": self.no_against(claim),
            "pairs": pairs.masked_fill(~batch.offered[:, None, :], NEVER),
            "none": self.pair_none(claim),
        }

    def head_weights(self) -> dict[str, np.ndarray]:
        """Give the weights that `Heads` needs."""
        named = self.named_parameters()
        return {
            name: value.detach().cpu().numpy().astype(np.float16)
            for name, value in named
            if not name.startswith(("encoder.", "project."))
        }

    def encoder_weights(self) -> dict[str, np.ndarray]:
        """Give the weights of a rounded encoder: `NAME.codes` and so on of maps and vectors, the rest as it is."""
        found = {}
        rounded = {name: module for name, module in self.encoder.named_modules() if isinstance(module, Rounded)}
        for name, module in rounded.items():
            found |= {f"{name}.{part}": value for part, value in module.stored().items()}
        for name, value in self.encoder.named_parameters():
            owner, _, _ = name.rpartition(".")
            if owner in rounded:
                continue
            if owner == "embeddings.word_embeddings":
                numbers, scales = rounded_rows(value.detach())
                found |= {
                    f"{owner}.codes": bytes_of(numbers.cpu().numpy()),
                    f"{owner}.scales": scales.half().cpu().numpy(),
                }
            else:
                found[name] = value.detach().cpu().numpy()
        return found | {f"project.{name}": one.detach().cpu().numpy() for name, one in self.project.named_parameters()}


@dataclass(slots=True)
class Batch:
    """Some windows as tensors; what is of claims runs over all claims of the windows."""

    pieces: Tensor
    present: Tensor
    starts: Tensor
    parts: Tensor
    dependencies: Tensor
    core: Tensor
    acts: Tensor
    owner: Tensor
    anchor: Tensor
    act: Tensor
    by_rule: Tensor
    certainty: Tensor
    inferred: Tensor
    sentence: Tensor
    inside: Tensor
    first: Tensor
    last: Tensor
    ends: Tensor
    place: Tensor
    offered: Tensor
    leading: Tensor
    features: Tensor
    chosen: dict[str, Tensor]
    nobody: dict[str, Tensor]

    def to(self, device: str) -> "Batch":
        """Give the batch on a device."""

        def moved(value: Any) -> Any:
            return {k: v.to(device) for k, v in value.items()} if isinstance(value, dict) else value.to(device)

        return Batch(**{field.name: moved(getattr(self, field.name)) for field in fields(self)})


def _padded(rows: Sequence[np.ndarray], fill: float = 0) -> Tensor:
    """Stack arrays of differing length along the first axis."""
    longest = max((len(row) for row in rows), default=0)
    shape = (len(rows), longest, *rows[0].shape[1:])
    stacked = np.full(shape, fill, dtype=rows[0].dtype)
    for number, row in enumerate(rows):
        stacked[number, : len(row)] = row
    return torch.from_numpy(stacked)


def batch_of(examples: Sequence[Example]) -> Batch:
    """Lay out examples as tensors; at least one of them must have a target."""
    targets = [(number, target) for number, example in enumerate(examples) for target in example.targets]
    pieces = [example.pieces.astype(np.int64) for example in examples]
    cores = [np.isin(np.arange(len(e.parts)), np.arange(*e.core)) for e in examples]
    whole = [target for _, target in targets]
    chosen, nobody = {}, {}
    for kind in ("party", "source", "outer", "target"):
        values = [getattr(target, kind) for target in whole]
        chosen[kind] = _padded(
            [np.zeros(len(t.place), bool) if value is None else value for t, value in zip(whole, values, strict=True)]
        )
        nobody[kind] = torch.tensor([value is None for value in values])
    return Batch(
        pieces=_padded(pieces),
        present=_padded([np.ones(len(row), np.int64) for row in pieces]),
        starts=_padded([example.starts.astype(np.int64) for example in examples]),
        parts=_padded([example.parts.astype(np.int64) for example in examples]),
        dependencies=_padded([example.dependencies.astype(np.int64) for example in examples]),
        core=_padded(cores),
        acts=_padded([_acts(example) for example in examples]),
        owner=torch.tensor([number for number, _ in targets]),
        anchor=torch.tensor([target.anchor for target in whole]),
        act=torch.tensor([target.act for target in whole]),
        by_rule=torch.tensor([target.by_rule for target in whole]),
        certainty=torch.tensor([target.certainty for target in whole]),
        inferred=torch.tensor([target.inferred for target in whole]),
        sentence=_padded([np.arange(*target.sentence) for target in whole]),
        inside=_padded([np.ones(target.sentence[1] - target.sentence[0], bool) for target in whole]),
        first=_padded([target.edges[0].astype(np.int64) for target in whole]),
        last=_padded([target.edges[1].astype(np.int64) for target in whole]),
        ends=torch.tensor([_ends(target) for target in whole]),
        place=_padded([target.place.astype(np.int64) for target in whole], -1),
        offered=_padded([np.ones(len(target.place), bool) for target in whole]),
        leading=_padded([target.leading for target in whole]),
        features=_padded([target.features.astype(np.int64) for target in whole]),
        chosen=chosen,
        nobody=nobody,
    )


def masked(batch: Batch, share: float, generator: torch.Generator) -> Batch:
    """Hide a share of the wordpieces of a batch, so that no claim is learnt by the names in it alone."""
    hidden = (torch.rand(batch.pieces.shape, generator=generator) < share) & (batch.pieces > MASK)
    return replace(batch, pieces=batch.pieces.masked_fill(hidden, MASK))


def _acts(example: Example) -> np.ndarray:
    hung = np.zeros((len(example.parts), len(ACTS)), np.float32)
    hung[example.acts[:, 0], example.acts[:, 1]] = 1
    return hung


def _ends(target: Target) -> list[int]:
    against = target.against or (-1, -1)
    hedge = target.hedge if target.hedge is not None and target.certainty else -1
    return [*target.content, *target.span, *against, hedge]


def loss_of(network: Network, batch: Batch, claims_in_all: int) -> Tensor:
    """Give the weighted loss of a batch for each of `claims_in_all`: its claims, or those of what it is a part of."""
    words = network.words(batch)
    missed = functional.binary_cross_entropy_with_logits(network.acts(words), batch.acts, reduction="none").sum(-1)
    scores = network.claims(words, batch)
    claims = batch.act < AFFILIATION
    parts = {"act": missed[batch.core].sum()}
    for name, wanted in (("certainty", batch.certainty), ("basis", batch.inferred)):
        parts[name] = functional.cross_entropy(scores[name][claims], wanted[claims], reduction="sum")
    for place, name in enumerate(STRETCHES[:4]):
        parts[name] = functional.cross_entropy(
            scores["ends"][claims, place], batch.ends[claims, place], reduction="sum"
        )
    compared = sum((batch.act == act) for act in AGAINST).bool()
    parts["against"] = sum(_against(scores, batch, place, compared) for place in (4, 5))
    hedged = claims & (batch.ends[:, 6] >= 0)
    parts["hedge"] = functional.cross_entropy(scores["ends"][hedged, 6], batch.ends[hedged, 6], reduction="sum")
    parts["party"] = _marginal(scores["pairs"][:, 0], None, batch.chosen["party"], None, torch.ones_like(claims))
    leading = scores["pairs"].masked_fill(~batch.leading[:, None, :], NEVER)
    for place, name in enumerate(PAIRS[1:], 1):
        among = scores["pairs"] if name == "target" else leading
        none = scores["none"][:, place]
        parts[name] = _marginal(among[:, place], none, batch.chosen[name], batch.nobody[name], claims)
    return sum(WEIGHTS.get(name, 1.0) * part for name, part in parts.items()) / claims_in_all


def claims_in(examples: Sequence[Example]) -> int:
    """Give how many claims windows have, at least one, for the loss to be divided by."""
    return max(1, sum(target.act < AFFILIATION for example in examples for target in example.targets))


def _against(scores: dict[str, Tensor], batch: Batch, place: int, compared: Tensor) -> Tensor:
    among = torch.cat([scores["ends"][:, place], scores["no against"]], 1)[compared]
    wanted = batch.ends[compared, place]
    wanted = torch.where(wanted < 0, among.shape[1] - 1, wanted)
    return functional.cross_entropy(among, wanted, reduction="sum")


def _marginal(scores: Tensor, none: Tensor | None, right: Tensor, nobody: Tensor | None, counted: Tensor) -> Tensor:
    """Give -log P(one of the right options), summed; targets without a right option are left out."""
    if none is not None and nobody is not None:
        scores, right = torch.cat([scores, none[:, None]], 1), torch.cat([right, nobody[:, None]], 1)
    missed = torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(~right, NEVER), 1)
    return missed[counted & right.any(1)].sum()
