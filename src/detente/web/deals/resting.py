"""What figures about deals rest on, told on every page that shows them: the run, no deal, and what is only assumed."""

from collections.abc import Mapping
from typing import Any

from detente.web.deals.ground import Ground

__all__ = ["basis", "resting"]

Json = Mapping[str, Any]
_ABOUT_DEALS = ("parties.", "objectives.", "no_deal.", "issues.", "positions.")


def _value_words(value: Any) -> tuple[str | None, str | None, int]:
    """Give what the case says of the value of no deal, why that is assumed, and how many claims it rests on."""
    if value is None or value == "unknown":
        return None, None, 0
    if isinstance(value, int | float):
        return f"{100 * value:.0f}", None, 0
    bounds, normal, point = (getattr(value, name, None) for name in ("range", "normal", "value"))
    words = None
    if bounds is not None:
        words = f"anything from {100 * bounds[0]:.0f} to {100 * bounds[1]:.0f}"
    elif normal is not None:
        words = f"about {100 * normal[0]:.0f}, give or take {100 * normal[1]:.0f}"
    elif point is not None:
        words = f"{100 * point:.0f}"
    return words, getattr(value, "assumed", None), len(getattr(value, "because", None) or ())


def _no_deal(ground: Ground, party: str) -> dict[str, Any]:
    given, assumed, claims = _value_words(ground.case.no_deal.get(party))
    reasons = [part["reason"] for part in ground.assumptions if part["path"] == f"no_deal.{party}"]
    return {
        "party": party,
        "name": ground.names.party(party),
        "required": party in ground.required,
        "value": ground.deals["no_deal"][party],
        "given": None if given is None else given.replace("-", "−"),
        "assumed": assumed or next(iter(reasons), None),
        "claims": claims,
    }


def basis(ground: Ground, revision: int) -> dict[str, Any]:
    """Give of which run the figures are, of which revision of the case, and whether they are means over draws.

    `revision` is that of the case as it is now.
    """
    return {
        "run": {"number": ground.key[0], "finished": ground.key[1], "draws": ground.draws},
        "revision": ground.revision,
        "over_draws": bool(ground.deals.get("robust")),
        "changed_since": revision != ground.revision,
    }


def resting(ground: Ground, revision: int, drawn_by: int | None = None) -> dict[str, Any]:
    """Give on what the figures of a page rest; `revision` is that of the case as it is now.

    `drawn_by` is the run with whose draws the frontier was computed anew, where it was.
    """
    parties = ground.deals.get("parties", {})
    about = [part for part in ground.assumptions if str(part["path"]).startswith(_ABOUT_DEALS)]
    return {
        **basis(ground, revision),
        "frontier_anew": drawn_by,
        "no_deal": [_no_deal(ground, party) for party in ground.parties],
        "unknown": [ground.names.party(party) for party in parties.get("without_objectives", ())],
        "assumed": [
            {name: part[name] for name in ("what", "value", "reason")}
            for part in about
            if not str(part["path"]).startswith("no_deal.")
        ],
    }
