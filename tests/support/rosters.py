"""What a text tells of its people and bodies, as the reader learns it before it reads."""

from detente.claims.introductions import name_persons
from detente.claims.language import paragraphs, parse
from detente.claims.roster import Roster


def roster_of(text: str) -> Roster:
    """Give the roster of a text."""
    docs = [doc for _, doc in parse(list(paragraphs(text)))]
    name_persons(docs)
    roster = Roster()
    roster.learn(docs)
    return roster
