"""A small case to infer from: one party, two ends, claims put together word by word."""

from typing import Any

from detente.table import Case

ANALYSTS = {"sources": ["analysts", "The Paper"], "origin": "analysts (The Paper)"}
"""ρ = .95 × .8 × .8 = .608"""


def claim(act: str = "priority", on: str | None = "influence", **fields: Any) -> dict[str, Any]:
    over = {"over": "land"} if act == "priority" and "over" not in fields else {}
    return {"party": "north", "act": act, "on": on, **over, **ANALYSTS, **fields}


def two_ends(*claims: dict[str, Any], **parts: Any) -> Case:
    """Give a case of land and influence, each an issue of three ordered options, with the claims c0, c1, …"""
    return Case.model_validate(
        {
            "detente": 1,
            "parties": {"north": {"name": "North"}, "south": {"name": "South"}},
            "issues": {
                "land": {"options": ["back", "frozen", "ceded"]},
                "rule": {"options": ["free", "shared", "held"]},
            },
            "objectives": {"north": {"all": {"land": {"issue": "land"}, "influence": {"issue": "rule"}}}},
            "evidence": {f"c{place}": part for place, part in enumerate(claims)},
            **parts,
        }
    )
