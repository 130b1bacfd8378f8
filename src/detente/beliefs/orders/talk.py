"""From a talk of two to the order in which each wants the items."""

from detente.beliefs.constants import Constants
from detente.beliefs.orders.evidence import OrderEvidence
from detente.beliefs.orders.joint import Coupling, OrderBeliefs, infer_orders
from detente.beliefs.orders.marks import TalkMarks
from detente.beliefs.orders.model import TalkModel, shipped_model
from detente.beliefs.orders.order import Orders
from detente.claims.talk.reader import read_talk
from detente.claims.talk.transcript import Transcript
from detente.errors import UsageError

__all__ = ["infer_declared", "infer_talk"]


def infer_declared(
    talk: Transcript,
    constants: Constants | None = None,
    *,
    coupling: Coupling | None = None,
    sincerity: float | None = None,
    points: int = 128,
    seed: int = 0,
) -> OrderBeliefs:
    """Infer both parties' orders from the claims of a talk with declared constants alone.

    It is what `infer` gives for the case of the talk, by integration instead of sampling, joined by `coupling`
    (default: the parties are independent). `sincerity` 1 takes every demand at its word.
    """
    orders = Orders(tuple(item.name for item in talk.items))
    evidence = OrderEvidence(orders, constants, points=points, sincerity=sincerity, seed=seed)
    claims = read_talk(talk)
    one, other = (evidence.of_claims(claims, party) for party in talk.parties)
    return infer_orders(orders, talk.parties, (one, other), coupling or Coupling.flat(orders))


def infer_talk(talk: Transcript, model: TalkModel | None = None) -> OrderBeliefs:
    """Infer both parties' orders from a talk with fitted strengths (default: those that come with detente).

    Raises UsageError where the model was fitted to talks over another number of items; `infer_declared` takes any.
    """
    model = model or shipped_model()
    if len(talk.items) != model.items:
        raise UsageError(
            f"this talk is over {len(talk.items)} items and the model was fitted to talks over {model.items}; "
            "use infer_declared, which needs no fitting, or train a model of your own"
        )
    orders = Orders(tuple(item.name for item in talk.items))
    marks = TalkMarks(talk, wording=model.wording)
    marks.advance(len(talk.utterances))
    one, other = (model.strengths.log_likelihood(orders, marks.of(party)) for party in talk.parties)
    return infer_orders(orders, talk.parties, (one, other), model.coupling)
