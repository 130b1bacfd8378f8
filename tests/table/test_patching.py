"""A text changed in place: the rest keeps every character."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from detente.errors import FormatError
from detente.table.patching import arranged, dumped, patched
from detente.table.yaml_places import comments, parse

TEXT = """\
# head
title:   'Talks'   # mine

parties: {north: {name:  North}, # the north
          south: {name: South}}
issues:
  # about land
  land:
    options: [back,  frozen]   # two
    note: >-
      folded
      words

  pay: {range: [0, 10], step: 1}
unknowns:
  - what: one   # first
    because: [c1]
  # the second
  - {what: two}
empty:
last: end
"""


def data() -> dict[str, Any]:
    found: dict[str, Any] = parse(TEXT, "").data
    return found


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (lambda d: None, "", ""),
        (lambda d: d.update(title="New: talks"), "'Talks'", "'New: talks'"),
        (lambda d: d["parties"].update(east={"name": "East"}), "{name: South}}", "{name: South}, east: {name: East}}"),
        (lambda d: d["parties"].pop("south"), "\n          south: {name: South}}", "\n          }"),
        (lambda d: d["issues"]["land"]["options"].append("ceded"), "[back,  frozen]", "[back,  frozen, ceded]"),
        (lambda d: d["issues"]["land"].update(note="short"), ">-\n      folded\n      words", "short"),
        (lambda d: d["issues"]["pay"].update(step=2), "step: 1", "step: 2"),
        (lambda d: d["unknowns"].pop(1), "  - {what: two}\n", ""),
        (lambda d: d["unknowns"][1].update(because=["c2"]), "{what: two}", "{what: two, because: [c2]}"),
        (lambda d: d["unknowns"].insert(1, {"what": "x"}), "[c1]\n", "[c1]\n  - what: x\n"),
        (lambda d: d.update(empty="full"), "empty:", "empty: full"),
        (lambda d: d.pop("empty"), "empty:\n", ""),
    ],
)
def test_only_what_changes_is_rewritten(change: Any, old: str, new: str) -> None:
    wanted = data()
    change(wanted)
    assert patched(TEXT, wanted) == TEXT.replace(old, new, 1)


def test_a_new_section_gets_its_heading() -> None:
    wanted = data() | {"stages": [{"channel": "envoys"}]}
    assert patched(TEXT, wanted, {"stages": "The stages."}) == f"{TEXT}\n# The stages.\nstages:\n  - channel: envoys\n"


def test_the_ends_of_lines_stay_those_of_the_file() -> None:
    wanted = data() | {"title": "Other"}
    changed = patched(TEXT.replace("\n", "\r\n"), wanted)
    assert changed == TEXT.replace("'Talks'", "Other").replace("\n", "\r\n")


def test_a_comment_is_never_lost() -> None:
    wanted = data()
    del wanted["issues"]["land"]
    with pytest.raises(FormatError, match="without losing the comment '# two'"):
        patched(TEXT, wanted)


WORDS = ["land", "a: b", "# no", "yes", "'q'", "1", "[x]", "é ü", "-", "null", "x, y", "long " * 30, "", "0.5", "a\nb"]


def _value(rng: random.Random, depth: int) -> Any:
    kind = rng.random()
    if depth == 0 or kind < 0.5:
        return rng.choice([rng.choice(WORDS), rng.randrange(9), rng.random(), True, None])
    if kind < 0.75:
        return {rng.choice("abcdefgh"): _value(rng, depth - 1) for _ in range(rng.randrange(4))}
    if kind < 0.9:
        return [rng.choice(WORDS) for _ in range(rng.randrange(4))]
    return [{"what": words, "because": ["c1"]} for words in rng.sample(WORDS, rng.randrange(3))]


def _changed(rng: random.Random, value: Any, depth: int) -> Any:
    if isinstance(value, dict):
        value = {
            k: _changed(rng, v, depth - 1) if rng.random() < 0.4 else v for k, v in value.items() if rng.random() > 0.15
        }
        return value | {rng.choice("ijk"): _value(rng, max(depth, 0)) for _ in range(rng.randrange(2))}
    if isinstance(value, list):
        return [item for item in value if rng.random() > 0.2]
    return _value(rng, max(depth, 0)) if rng.random() < 0.3 else value


@settings(max_examples=60, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_any_data_become_any_other_and_the_text_holds_them(seed: int) -> None:
    rng = random.Random(seed)
    laid_out = arranged({"top": _value(rng, 3), "b": _value(rng, 3)})
    for part in laid_out.values():
        if hasattr(part, "fa") and rng.random() < 0.5:
            part.fa.set_flow_style()
    text = dumped(laid_out)
    try:
        before = parse(text, "").data
    except FormatError:
        return  # ruamel.yaml itself breaks a long key in a mapping on one line
    wanted = _changed(rng, before, 3) or {"x": 1}
    changed = patched(text, wanted)
    assert parse(changed, "").data == wanted
    assert patched(changed, wanted) == changed


def test_comments_are_told_from_words_that_look_like_them() -> None:
    text = "a: 'x # y' # one\nb: x#y\nc: |\n  # text\n# two\n"
    assert [words for _, words in comments(parse(text, "").root, text)] == ["# one", "# two"]
