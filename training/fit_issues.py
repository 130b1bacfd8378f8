"""Fit how issues are named: python training/fit_issues.py NEWS LAID [--write]

Reports of `reports/` are laid out with what the shipped encoder makes of their words, and so is the annotated news in
the folder NEWS, which takes a quarter of an hour; both are kept in LAID for the next time. Then names are learnt from
the reports, by logistic regression with a pointer (`detente.claims.issues`): each telling word of a text is in the
annotated name of a claim's issue or is not. Printed is what comes out on the news, of which nothing is learnt;
`--write` stores it. Whenever the reader's network is trained anew, this must be too.

Needs the parser and PyTorch (`requirements.txt`). Seeded; two minutes for the fit on one core.
"""

import argparse
import pickle
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from detente.claims.issues import Asked, Naming
from detente.claims.matters import FEATURES, features_of
from issue_examples import beside
from merging_examples import TWO_MATTERS, agreement, annotated, numbered
from scorer import load_scorer

HERE = Path(__file__).resolve().parent
STORED = HERE.parent / "src" / "detente" / "claims" / "data" / "issues.npz"
SEED = 1
EPOCHS, RATE, DECAY, DROPPED = 3, 0.003, 0.3, 0.4
KEY = 48
"""Width of what claims ask and words answer."""
_CASES = 10.0
"""What the loss of a claim is divided by, so that a report's gradient is of the size that the rate is meant for."""


@dataclass(slots=True)
class Example:
    """A report: its claims laid out, the words of their annotated names, and which forms are among them."""

    name: str
    asked: Asked
    issues: list[str]
    two: list[bool]
    right: np.ndarray


def examples(folder: Path, tokens: Callable[[str], list[str]]) -> list[Example]:
    found = []
    for name, reading in annotated(folder).items():
        claims, *laid = beside(reading.document, reading.claims)
        asked = Asked.of(*laid)
        if asked is None:
            continue
        right = np.zeros(asked.held.content.shape, dtype=np.float32)
        for row, claim in enumerate(claims):
            right[row, [asked.forms.number[word] for word in tokens(claim.issue) if word in asked.forms.number]] = 1
        issues, two = [claim.issue for claim in claims], [claim.act in TWO_MATTERS for claim in claims]
        found.append(Example(name, asked, issues, two, right))
        if len(found) % 50 == 0:
            print(f"{len(found)} of {folder.name} laid out", flush=True)
    return found


class Scales:
    """Means and deviations of what goes in, from some examples; afterwards they are folded into the weights."""

    def __init__(self, learned: Sequence[Example]) -> None:
        self.claim = self._of([one.asked.claims for one in learned])
        self.word = self._of([one.asked.words[::7] for one in learned])
        self.features = self._of([_features(one.asked)[::5].reshape(-1, len(FEATURES)) for one in learned])

    @staticmethod
    def _of(parts: Sequence[np.ndarray]) -> tuple[Tensor, Tensor]:
        whole = torch.from_numpy(np.concatenate(parts))
        return whole.mean(dim=0), whole.std(dim=0) + 1e-3


class Pointer(nn.Module):
    """What `Naming.chances` computes, as log-odds, of standardized input."""

    def __init__(self, width: int, scales: Scales) -> None:
        super().__init__()
        self.scales = scales
        self.claim, self.word = nn.Linear(2 * width, KEY), nn.Linear(width, KEY)
        self.alone, self.features = nn.Linear(width, 1), nn.Linear(len(FEATURES), 1)
        nn.init.zeros_(self.features.weight)
        nn.init.constant_(self.features.bias, -4.0)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, asked: Asked) -> Tensor:
        """Give the log-odds (claims, forms) that a form is in a claim's name."""
        claims = self.drop(_scaled(asked.claims, self.scales.claim))
        words = self.drop(_scaled(asked.words, self.scales.word))
        pointed = self.claim(claims) @ self.word(words).T / KEY**0.5 + self.alone(words)[:, 0]
        forms = np.repeat(np.arange(len(asked.forms.starts)), np.diff([*asked.forms.starts, len(asked.words)]))
        index = torch.from_numpy(forms)[None].expand(len(claims), -1)
        best = torch.full((len(claims), len(asked.forms.starts)), -1e9).scatter_reduce(1, index, pointed, "amax")
        known: Tensor = self.features(_scaled(_features(asked), self.scales.features))[..., 0]
        return best + known

    def naming(self) -> Naming:
        """Fold the scales into the weights."""
        claim, word = (
            _folded(part, scale) for part, scale in ((self.claim, self.scales.claim), (self.word, self.scales.word))
        )
        alone, features = _folded(self.alone, self.scales.word), _folded(self.features, self.scales.features)
        form = np.concatenate([alone[:-1, 0], features[:-1, 0], alone[-1] + features[-1]])
        return Naming(claim, word, form)


def _features(asked: Asked) -> np.ndarray:
    return features_of(asked.held, asked.forms)


def _scaled(values: np.ndarray, scale: tuple[Tensor, Tensor]) -> Tensor:
    return (torch.from_numpy(values) - scale[0]) / scale[1]


def _folded(part: nn.Linear, scale: tuple[Tensor, Tensor]) -> np.ndarray:
    weight = (part.weight / scale[1]).T
    rows = torch.cat([weight, (part.bias - scale[0] @ weight)[None]])
    return np.asarray(rows.detach().numpy(), dtype=np.float32)


def fit(learned: Sequence[Example]) -> Naming:
    torch.manual_seed(SEED)
    order = random.Random(SEED)
    pointer = Pointer(learned[0].asked.words.shape[1], Scales(learned))
    optimizer = torch.optim.AdamW(pointer.parameters(), lr=RATE, weight_decay=DECAY)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=RATE, total_steps=EPOCHS * len(learned))
    for _ in range(EPOCHS):
        for one in order.sample(list(learned), len(learned)):
            odds = pointer(one.asked)
            loss = nn.functional.binary_cross_entropy_with_logits(odds, torch.from_numpy(one.right), reduction="sum")
            optimizer.zero_grad()
            (loss / len(one.right) / _CASES).backward()
            nn.utils.clip_grad_norm_(pointer.parameters(), 1.0)
            optimizer.step()
            rates.step()
    return pointer.naming()


def told(scorer: object, named: Sequence[tuple[Example, Sequence[str]]]) -> str:
    """Give F1 of words, and how far equal names part the claims as the annotation does."""
    f1 = [
        scorer.token_f1(gold, name, scorer.STOP)  # type: ignore[attr-defined]
        for example, names in named
        for gold, name in zip(example.issues, names, strict=True)
    ]
    groups = []
    for example, names in named:
        kept = [at for at, two in enumerate(example.two) if not two]
        groups.append(tuple(numbered([part[at] for at in kept]) for part in (names, example.issues)))
    parted = agreement(groups)  # type: ignore[arg-type]
    number = sum(len(set(names)) for _, names in named) / len(named)
    pairs, cubed = ("P {:.3f} R {:.3f} F1 {:.3f}".format(*part) for part in (parted.pairwise, parted.b_cubed))
    return f"F1 of words {np.mean(f1):.3f}; pairs {pairs}; B-cubed {cubed}; {number:.1f} names in an article"


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("laid", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    scorer = load_scorer(arguments.news)
    if not arguments.laid.is_file():
        folders = (HERE / "reports", arguments.news)
        laid = [examples(folder, lambda name: scorer.tokens(name, scorer.STOP)) for folder in folders]
        arguments.laid.write_bytes(pickle.dumps(laid))
    reports, news = pickle.loads(arguments.laid.read_bytes())
    learnt = fit(reports)
    print(told(scorer, [(one, one.asked.named(learnt)) for one in news]))
    if arguments.write:
        weights = {name: getattr(learnt, name).astype(np.float16) for name in ("claim", "word", "form")}
        np.savez_compressed(STORED, **weights)
    return 0


if __name__ == "__main__":
    sys.exit(main())
