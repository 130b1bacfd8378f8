"""In which order two parties want the items they bargain over, inferred together from what they said."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.beliefs.orders.decision import best_order
    from detente.beliefs.orders.evidence import OrderEvidence, case_of_talk
    from detente.beliefs.orders.joint import Coupling, OrderBeliefs, infer_orders
    from detente.beliefs.orders.model import TalkModel, shipped_model
    from detente.beliefs.orders.order import Orders
    from detente.beliefs.orders.talk import infer_declared, infer_talk
    from detente.beliefs.orders.training import Fitting, KnownTalk, train

__all__ = [
    "Coupling",
    "Fitting",
    "KnownTalk",
    "OrderBeliefs",
    "OrderEvidence",
    "Orders",
    "TalkModel",
    "best_order",
    "case_of_talk",
    "infer_declared",
    "infer_orders",
    "infer_talk",
    "shipped_model",
    "train",
]

_HOMES = {
    "Coupling": "joint",
    "Fitting": "training",
    "KnownTalk": "training",
    "OrderBeliefs": "joint",
    "OrderEvidence": "evidence",
    "Orders": "order",
    "TalkModel": "model",
    "best_order": "decision",
    "case_of_talk": "evidence",
    "infer_declared": "talk",
    "infer_orders": "joint",
    "infer_talk": "talk",
    "shipped_model": "model",
    "train": "training",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
