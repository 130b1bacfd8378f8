"""The embedded claim reader: from a document to its claims, without a network and the same at every run."""

from collections.abc import Callable

from detente.claims.claim import Claim
from detente.claims.kept import keep_claims, kept_claims
from detente.documents import Document

__all__ = ["read"]


def read(document: Document | str, *, advance: Callable[[int], object] | None = None) -> tuple[Claim, ...]:
    """Read the claims of a document, or of a bare text, in text order.

    Sentences of other languages are passed over (`foreign_stretches` gives them). `advance` is called now and then with
    the number of characters read so far. What was kept of an earlier reading is taken from there
    (`detente.claims.kept`). Raises MissingExtraError where no English language model or no ONNX Runtime is installed.
    """
    source = document if isinstance(document, Document) else Document(id="", text=document)
    if (kept := kept_claims(source)) is not None:
        return kept
    # Importing what computes takes longer than a command that reads nothing should.
    from detente.claims.assembly import claims_of
    from detente.claims.combination import chosen_of
    from detente.claims.readers import frames_in, issues_of, proposals_in
    from detente.claims.scan import scan
    from detente.claims.weights import act_model, choice, encoder, heads, load_side_by_side, naming

    load_side_by_side()
    claims: list[Claim] = []
    for scenes in scan(source.text, source.outlet, advance):
        found = frames_in(scenes, encoder(), heads())
        proposals = proposals_in(scenes, found, act_model())
        drafts = [draft for sentence in proposals for draft in chosen_of(sentence, choice())]
        claims += claims_of(drafts, issues_of(drafts, scenes, found.encodings, naming()), source)
    keep_claims(source, claims)
    return tuple(claims)
