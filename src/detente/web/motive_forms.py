"""The forms about hypotheses: what was sent, its faults field by field, and the changes of the case that it asks for.

A form that has faults leads back to its page with what was sent in the address, so that the page shows it again with
each fault at its field; nothing is written. So Back, reload and a link to a try work as anywhere else.
"""

import math
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detente.store import Change
from detente.table import Case
from detente.table.check import SUM_TOLERANCE

__all__ = ["Asked", "ask_add", "ask_priors", "ask_ratios", "ask_remove", "scaled"]

MOST_NAME = 200
MOST_REASON = 500
MOST_STORIES = 20
MOST_QUOTED = 80
DIGITS = 6
REST = "something else"
"""What stands against a first hypothesis until somebody names a rival: it says nothing of what the party wants."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks for: `changes` of the case and the words for them, or `faults` by the name of a field."""

    sent: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    why: str = ""
    priors: tuple[float, ...] = ()


def _number(words: str) -> float | None:
    """Give a number as people write it: 0.25, 25 % or 1/4; None where it is none."""
    plain = words.replace("\u00a0", " ").strip().replace(",", ".")
    share = re.fullmatch(r"(\d{1,9}(?:\.\d{1,12})?|\.\d{1,12})\s*%", plain, re.ASCII)
    ratio = re.fullmatch(r"(\d{1,9})\s*/\s*(\d{1,9})", plain, re.ASCII)
    if share is not None:
        return float(share[1]) / 100
    if ratio is not None:
        return float(ratio[1]) / float(ratio[2]) if int(ratio[2]) else None
    return float(plain) if re.fullmatch(r"\d{1,9}(\.\d{1,12})?|\.\d{1,12}", plain, re.ASCII) else None


def _prior_fault(words: str, value: float | None) -> str | None:
    if not words:
        return "give a probability, such as 0.4, 40 % or 2/5"
    if value is None:
        return f"“{words[:40]}” is no number; write a probability such as 0.4, 40 % or 2/5"
    return None if value <= 1 else f"{value:g} is more than 1; a probability lies between 0 and 1"


def scaled(priors: Mapping[str, float], total: float = 1.0) -> dict[str, float]:
    """Give priors in the same proportions that sum to `total`, to six digits; all alike where they are all 0."""
    known = sum(priors.values())
    shares = {name: value / known if known > 0 else 1 / len(priors) for name, value in priors.items()}
    found = {name: round(share * total, DIGITS) for name, share in shares.items()}
    if found:
        most = max(found, key=lambda name: found[name])
        found[most] = round(found[most] + total - sum(found.values()), DIGITS)
    return found


def _moved(party: str, before: Mapping[str, float], after: Mapping[str, float]) -> tuple[tuple[Change, ...], str]:
    changed = {name: value for name, value in after.items() if value != before.get(name)}
    told = ", ".join(f"“{name}” {before[name]:g} → {value:g}" for name, value in changed.items() if name in before)
    return tuple(Change(("hypotheses", party, name, "prior"), value) for name, value in changed.items()), told


def _priors_of(case: Case, party: str) -> dict[str, float]:
    return {name: story.prior for name, story in case.hypotheses.get(party, {}).items()}


def ask_priors(case: Case, party: str, sent: Mapping[str, str]) -> Asked:
    """Read the form of priors: `prior-0`, … in the order of the case; with `scale` they need not sum to 1."""
    before = _priors_of(case, party)
    given = {name: sent.get(f"prior-{place}", "").strip() for place, name in enumerate(before)}
    values = {name: _number(words) for name, words in given.items()}
    faults = {
        f"prior-{place}": told
        for place, (name, words) in enumerate(given.items())
        if (told := _prior_fault(words, values[name]))
    }
    known = {name: value for name, value in values.items() if value is not None}
    total = sum(known.values())
    if not faults and sent.get("scale"):
        known = scaled(known) if total > 0 else known
        total = sum(known.values())
    if not faults and abs(total - 1) > SUM_TOLERANCE:
        shown = " + ".join(f"{value:g}" for value in known.values())
        faults["priors"] = f"{shown} make {total:g}, and must make 1; change one, or have them scaled to 1"
    if faults:
        return Asked(sent, faults)
    changes, told = _moved(party, before, known)
    return Asked(sent, {}, changes, f"prior of {told}", tuple(known.values()))


def ask_ratios(case: Case, party: str, sent: Mapping[str, str]) -> Asked:
    """Read the form of ratios of one `claim`: `ratio-0`, … in the order of the case; nothing and 1 are no matter."""
    claim = sent.get("claim", "")
    if claim not in case.evidence:
        return Asked(sent, {"claim": f"there is no claim {claim[:40]!r} in this case any more; load the page again"})
    faults, changes, told = {}, [], []
    for place, (name, story) in enumerate(case.hypotheses.get(party, {}).items()):
        words = sent.get(f"ratio-{place}", "").strip()
        value = _number(words) if words else 1.0
        if value is None or value <= 0:
            faults[f"ratio-{place}"] = f"“{words[:40]}” is no ratio; write a number above 0, such as 3 or 1/3"
            continue
        known = story.evidence.get(claim)
        if not math.isclose(value, 1.0 if known is None else known):
            wanted = None if value == 1 else value
            changes.append(Change(("hypotheses", party, name, "evidence", claim), wanted))
            told.append(f"{value:g} under “{name}”")
    reason = " ".join(sent.get("reason", "").split())
    if len(reason) > MOST_REASON:
        faults["reason"] = f"has {len(reason)} letters; say it in {MOST_REASON}"
    if faults:
        return Asked(sent, faults)
    words = textwrap.shorten(case.evidence[claim].words or claim, MOST_QUOTED, placeholder=" …")
    why = f"likelihood ratio of “{words}”: {', '.join(told)}" + (f" ({reason})" if reason else "")
    return Asked(sent, {}, tuple(changes), why)


def ask_add(case: Case, party: str, sent: Mapping[str, str], objectives: Mapping[str, str]) -> Asked:
    """Read the form of a new hypothesis; `objectives` are the names of the party's objectives, by id."""
    stories = case.hypotheses.get(party, {})
    name = " ".join(sent.get("name", "").split())
    reason = " ".join(sent.get("reason", "").split())
    words = sent.get("prior", "").strip()
    prior = _number(words)
    faults: dict[str, str] = {}
    if not name or not all(c.isprintable() for c in name):
        faults["name"] = "give it a name, as “influence first”"
    elif name in stories:
        faults["name"] = f"there is a hypothesis “{name[:60]}” already; give it another name"
    elif len(name) > MOST_NAME:
        faults["name"] = f"has {len(name)} letters; say it in {MOST_NAME}"
    elif len(stories) >= MOST_STORIES:
        faults["name"] = f"there are {len(stories)} hypotheses about this party; remove one first"
    if told := _prior_fault(words, prior):
        faults["prior"] = told
    elif prior is not None and not 0 < prior < 1:
        faults["prior"] = f"{prior:g} leaves nothing to tell apart; give one between 0 and 1"
    if not reason or not all(c.isprintable() for c in reason):
        faults["reason"] = "say why it is worth weighing; every number is cited or declared"
    elif len(reason) > MOST_REASON:
        faults["reason"] = f"has {len(reason)} letters; say it in {MOST_REASON}"
    says = _says(sent, objectives, faults)
    if faults or prior is None:
        return Asked(sent, faults)
    prior = round(prior, DIGITS)
    story: dict[str, Any] = {"prior": prior, **({"says": says} if says else {}), "assumed": reason}
    path = ("hypotheses", party)
    if not stories:
        rest = {"prior": round(1 - prior, DIGITS), "assumed": f"what is left beside “{name}”"}
        other = REST if name != REST else f"not {REST}"
        return Asked(
            sent, {}, (Change((*path, name), story), Change((*path, other), rest)), f"hypothesis “{name}” added"
        )
    changes, _ = _moved(party, _priors_of(case, party), scaled(_priors_of(case, party), 1 - prior))
    return Asked(sent, {}, (*changes, Change((*path, name), story)), f"hypothesis “{name}” added")


def _says(sent: Mapping[str, str], objectives: Mapping[str, str], faults: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    above, over = sent.get("above", ""), sent.get("over", "")
    for key, value in (("above", above), ("over", over)):
        if value and value not in objectives:
            faults[key] = f"{value[:40]!r} is no objective of this party; choose one of the list"
    if bool(above) != bool(over):
        faults["over" if above else "above"] = "choose both objectives, or neither"
    elif above and above == over:
        faults["over"] = "nothing weighs more than itself; choose another one"
    elif above:
        found["weights"] = {above: f"above {over}"}
    for key in ("sincerity", "no_deal"):
        value = sent.get(key, "")
        if value in {"high", "low"}:
            found[key] = value
        elif value:
            faults[key] = f"{value[:40]!r} is not understood; choose high, low, or nothing"
    return found


def ask_remove(case: Case, party: str, sent: Mapping[str, str]) -> Asked:
    """Read which hypothesis is to go: the others share its prior in proportion."""
    name = sent.get("story", "")
    before = _priors_of(case, party)
    if name not in before:
        return Asked(sent, {"story": f"there is no hypothesis {name[:60]!r} any more; load the page again"})
    left = {one: prior for one, prior in before.items() if one != name}
    if len(left) < 2:
        # One story alone is certain, and tells nothing: the rest that was put beside a first one goes with it.
        alone = not left or all(one in {REST, f"not {REST}"} for one in left)
        if alone:
            return Asked(sent, {}, (Change(("hypotheses", party), None),), f"hypothesis “{name}” removed")
    changes, _ = _moved(party, before, scaled(left))
    return Asked(sent, {}, (Change(("hypotheses", party, name), None), *changes), f"hypothesis “{name}” removed")
