"""Reading a talk between two people over things to be divided: from their own words to claims."""

from detente.claims.talk.reader import Saying, read_sayings, read_talk
from detente.claims.talk.transcript import Item, Transcript, Utterance

__all__ = ["Item", "Saying", "Transcript", "Utterance", "read_sayings", "read_talk"]
