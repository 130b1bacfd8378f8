"""What a text says is not known: questions under words of ignorance or silence, questions put outright, no answers."""

from typing import Any

__all__ = ["not_known"]

_ASKING = frozenset({"whether", "if", "what", "which", "who", "whom", "whose", "how", "when", "where", "why"})
_HIDDEN = frozenset({
    "unclear", "unknown", "uncertain", "undisclosed", "classified", "secret", "unsure", "unconfirmed", "unanswered",
    "undecided", "unresolved", "unsettled", "doubtful", "debatable", "unpredictable", "unspecified", "disputed",
})  # fmt: skip
"""Words for what is not known, and for who does not know."""
_CERTAIN = {"clear", "certain", "known", "sure", "obvious", "evident", "apparent", "convinced"}
"""Adjectives that, negated before a question, say that a thing is not known ("not clear whether")."""
_DIMMING = {"less", "hardly", "far", "scarcely", "barely", "anything", "no"}
"""What negates them without a negation ("far from clear", "less clear", "by no means certain")."""
_HARD = {"hard", "harder", "difficult", "impossible", "tough", "early", "unable"}
"""Adjectives that do so with a verb of telling ("hard to say whether")."""
_TELLING = {
    "say", "specify", "elaborate", "share", "define", "explain", "tell", "clarify", "state", "spell", "detail",
    "confirm", "indicate", "signal", "answer", "comment", "name", "commit", "speculate", "hint", "address", "discuss",
    "give", "make", "publish", "announce", "draw",
}  # fmt: skip
"""Verbs that, negated before a question, say that a thing is not known ("did not say whether")."""
_KNOWING = {
    "know", "disclose", "reveal", "decide", "determine", "establish", "record", "predict", "settle", "resolve", "guess",
    "judge", "understand", "find", "learn", "hear", "conclude", "agree",
}  # fmt: skip
_NOBODY = {"nobody", "none", "few", "neither"}
_GUESSES = {"guess", "question", "mystery", "guesswork", "puzzle", "riddle", "speculation", "debate", "doubt", "enigma"}
"""Nouns for what is not known ("is anyone's guess", "the question of how far")."""
_WONDERING = {"wonder", "doubt"}
_DECLINING = {"decline", "refuse", "avoid", "dodge", "fail"}
_HOLDING_BACK = {"be", "will", "would", "do", "want", "wish", "care", "dare", "prepare", "able", "willing", "ready"}
"""What is negated in place of a verb of telling that hangs from it ("does not care to say")."""
_ANSWERED = {
    "ask", "question", "inquire", "know", "see", "determine", "discuss", "decide", "study", "investigate", "check",
    "depend", "hinge", "spar", "mean",
}  # fmt: skip
"""Words under which a question with "whether" may have an answer in the same text."""
_REPLYING = {"reply", "respond", "answer", "comment", "confirm"}
"""Verbs that, negated or put off, leave open all that hangs from them ("has not replied")."""
_LEFT_OPEN = {"undecided", "noncommittal", "awaited"}
_ASIDE = {"acl", "advcl", "appos", "pcomp", "relcl"}
"""How clauses hang that say something besides, so that a question above them does not bear on them."""
_QUESTIONED = {"ccomp", "csubj", "csubjpass", "pcomp", "acl", "conj", "xcomp", "ROOT", "attr", "dep"}
_PREDICATE = {"acomp", "attr", "oprd", "advmod", "dobj", "pobj"}
_OF_A_NOUN = {"pobj", "prep", "poss", "compound", "amod"}
_OBJECTS = {"dobj", "pobj", "prep", "attr", "xcomp", "nsubjpass", "oprd"}
_FAR = 8
"""How many words above the one that a claim hangs on are looked at."""


def not_known(trigger: Any) -> str | None:
    """Give the words that say that what hangs on a word is not known; None where none do."""
    clause, word = _question_above(trigger)
    if word is None:
        return _asked_outright(trigger) or _hidden(trigger) or _unanswered(trigger)
    governor = clause.head if clause.head is not clause else None
    if governor is not None and clause.dep_ == "pcomp":
        governor = governor.head
    cue = _ignorance(governor) if governor is not None else None
    if cue is None and word.lower_ == "whether" and clause.dep_ in _QUESTIONED:
        about_it = governor is not None and clause.dep_ == "pcomp" and governor.lemma_ == "be"
        open_still = governor is None or governor.lemma_ not in _ANSWERED
        cue = str(word.text) if open_still and not about_it else None
    return cue


def _question_above(trigger: Any) -> tuple[Any, Any | None]:
    """Give the nearest clause above a word that is a question, with its question word; (the word, None) without one."""
    token = trigger
    for _ in range(_FAR):
        if token.dep_ == "relcl":
            break
        if (word := _question_word(token)) is not None:
            while token.dep_ == "xcomp" and word.i < token.head.i < token.i:
                token = token.head
            return token, word
        if token.head is token or token.dep_ in _ASIDE:
            break
        token = token.head
    return trigger, None


def _question_word(clause: Any) -> Any | None:
    for child in clause.children:
        if child.i >= clause.i:
            break
        word = child if child.dep_ in ("ccomp", "advcl", "csubj") else child.left_edge
        if word.lower_ not in _ASKING:
            continue
        told = clause.dep_ == "advcl" and word.lower_ in ("when", "where", "why", "which", "who")
        if not told and (word.lower_ != "if" or word.dep_ in ("mark", "advmod")):
            return word
    first = clause.left_edge
    return first if clause.dep_ == "ccomp" and first.lower_ in _ASKING - {"if"} else None


def _ignorance(governor: Any) -> str | None:
    """Give the words by which what governs a question says that nobody knows the answer, or that nobody tells it."""
    if governor.lower_ in _HIDDEN or governor.lemma_ in _WONDERING or governor.lower_ in _HARD:
        return str(governor.text)
    if governor.lemma_ in _GUESSES and governor.pos_ == "NOUN":
        return str(governor.text)
    for child in governor.children:
        after = child.doc[child.i + 1 : child.i + 3]
        if child.lower_ == "far" and [word.lower_ for word in after[:1]] == ["from"] and after[-1].lower_ in _CERTAIN:
            return _words(child, after[-1])
        if child.dep_ not in _PREDICATE:
            continue
        guess = child.lemma_ in _GUESSES and governor.lemma_ in ("be", "remain", "stay", "have")
        if child.lower_ in _HIDDEN | _HARD or guess:
            return str(child.text)
        if child.lower_ in _CERTAIN and (cue := _dimmed(child, governor)) is not None:
            return cue
    if governor.lower_ in _CERTAIN and (cue := _dimmed(governor, governor.head)) is not None:
        return cue
    return _silence(governor) if governor.lemma_ in _TELLING | _KNOWING else None


def _dimmed(adjective: Any, verb: Any) -> str | None:
    """Give the words from a negation to an adjective of certainty ("not clear", "far from certain")."""
    dim = _negation(verb) or _negation(adjective)
    dim = dim or next((child for child in adjective.children if child.lower_ in _DIMMING), None)
    return _words(dim, adjective) if dim is not None and dim.i < adjective.i else None


def _silence(verb: Any) -> str | None:
    """Give the words by which a verb is said not to be done ("has yet to say", "nobody knows", "declined to tell")."""
    negation = _negation(verb)
    if negation is not None and negation.i < verb.i:
        return _words(negation, verb)
    if any(_is_nobody(child) for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")):
        return str(verb.text)
    above = verb.head
    if above is verb or above.i > verb.i or verb.dep_ not in ("xcomp", "ccomp", "acl", "advcl", "relcl"):
        return None
    if above.lemma_ in _DECLINING or above.lower_ in _HARD or above.lemma_ == "remain" or _put_off(verb):
        return _words(above, verb)
    negation = _negation(above)
    if negation is not None and negation.i < verb.i and above.lemma_ in _HOLDING_BACK:
        return _words(negation, verb)
    hard = next((child for child in above.children if child.dep_ == "acomp" and child.lower_ in _HARD), None)
    return _words(hard, verb) if hard is not None and hard.i < verb.i else None


def _is_nobody(subject: Any) -> bool:
    return subject.lower_ in _NOBODY or any(child.lower_ == "no" for child in subject.children)


def _put_off(verb: Any) -> bool:
    """Say whether a verb is what somebody "has yet to" do."""
    yet = any(child.lower_ == "yet" for child in (*verb.head.children, *verb.children))
    return yet and verb.dep_ == "xcomp" and verb.head.lemma_ in ("have", "be")


def _asked_outright(trigger: Any) -> str | None:
    """Give the verb before the subject of a question to be answered by yes or no, of others than writer and reader."""
    token = trigger
    for _ in range(_FAR):
        if token.dep_ in ("ccomp", "relcl", "advcl", "acl") or token.head is token:
            break
        token = token.head
    words = [word for word in token.sent if not word.is_space]
    if token.dep_ not in ("ROOT", "ccomp") or not any(word.text == "?" for word in words[-3:]):
        return None
    subject = next((child for child in token.children if child.dep_ in ("nsubj", "nsubjpass", "expl")), None)
    if subject is None or subject.lower_ in ("i", "we", "you"):
        return None
    before = [child for child in (*token.children, token) if child.i < subject.left_edge.i]
    if any(child.left_edge.lower_ in _ASKING for child in before):
        return None
    return next((str(child.text) for child in before if child.pos_ == "AUX"), None)


def _hidden(trigger: Any) -> str | None:
    """Give the word that says that a thing itself is not known ("its position is not known", "stance unknown")."""
    token = trigger
    while token.dep_ in _OF_A_NOUN and token.head is not token and token.head.pos_ in ("NOUN", "PROPN", "ADP"):
        token = token.head
    after = next((child for child in token.children if child.lower_ in _HIDDEN and child.i > token.i), None)
    if after is not None and token.pos_ == "NOUN":
        return str(after.text)
    if token.dep_ not in ("nsubj", "nsubjpass"):
        return None
    verb = token.head
    hidden = next((child for child in verb.children if child.lower_ in _HIDDEN and child.dep_ in _PREDICATE), None)
    if hidden is not None and not any(child.lower_ == "no" for child in hidden.children):
        return str(hidden.text)
    negation = _negation(verb)
    known = verb.lower_ in ("known", "disclosed", "revealed", "published", "confirmed")
    return _words(negation, verb) if known and negation is not None and token.dep_ == "nsubjpass" else None


def _unanswered(trigger: Any) -> str | None:
    """Give the words by which an answer is said not to have been given ("has not replied", "has yet to confirm it")."""
    token = trigger
    for _ in range(4):
        if token.lower_ in _LEFT_OPEN:
            return str(token.text)
        if token.pos_ == "VERB" and token.i > 0:
            if _put_off(token):
                return _words(token.head, token)
            negation = _negation(token)
            if token.lemma_ in _REPLYING and negation is not None and negation.i < token.i:
                return _words(negation, token)
        if token.dep_ not in _OBJECTS or token.head is token:
            break
        token = token.head
    return None


def _negation(word: Any) -> Any | None:
    return next((child for child in word.children if child.dep_ == "neg"), None)


def _words(first: Any, last: Any) -> str:
    return str(first.doc[first.i : last.i + 1].text)
