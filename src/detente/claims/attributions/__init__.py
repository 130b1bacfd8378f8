"""Attributions: who is said to say or think what, learnt from annotated news. Useful without the claim reader."""

from detente.claims.attributions.reader import attributions
from detente.claims.attributions.relation import AttributionRelation, Span

__all__ = ["AttributionRelation", "Span", "attributions"]
