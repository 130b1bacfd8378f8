"""Parties merged across names and reports, and which of them sit at the table."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from detente.claims import Claim, Reading
from detente.claims.gazetteer import Known, known
from detente.claims.words import BODIES, GROUPS, MEDIA_WORDS, ROLES, TITLES, word_set
from detente.table.case import Party, SetAside
from detente.table.phrases import slug
from detente.table.settlement import PartyPair, settle_names

__all__ = ["MAX_PARTIES", "NEEDED_SHARE", "Roster", "gather_parties", "person_names", "settled_roster"]

MAX_PARTIES = 6
"""How many parties a draft seats; the others are listed under `set_aside`. A person may seat more."""

_PARTS = BODIES | GROUPS | ROLES
_SPEAKERS = word_set("envoy negotiator delegate delegation emissary spokesman spokeswoman spokesperson")
"""Words for those who speak for the party named before them ("Norrholm envoys") and for nobody else."""

NEEDED_SHARE = 0.25
"""A draft takes the consent of a party as needed if it has this share of the claims of the party most spoken of; that
of the two most spoken of in any case. A person who knows better changes `consent`."""

_STANCE = frozenset({"demand", "offer", "accept", "reject", "interest", "priority", "trade"})


@dataclass(frozen=True, slots=True)
class Roster:
    """Who sits at the table: parties by id, the id behind every name, and who was left out."""

    parties: Mapping[str, Party]
    ids: Mapping[str, str]
    set_aside: tuple[SetAside, ...]
    leaders: Mapping[str, str]
    """Every name that claims have → the one that stands for it, of those seated and of others."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of those seated."""
        return tuple(self.ids)


@lru_cache(maxsize=50_000)
def _key(name: str) -> tuple[str, ...]:
    words = re.findall(r"[^\W_]+", re.sub(r"['’]s?\b", "", name.lower()))
    return tuple(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def _acronym(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words if word not in {"of", "the", "and", "for"})


def _same_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two names are one: equal, an acronym of the other, or the longer ends in the shorter's words.

    The longer may also begin with them ("Norrholm", "Norrholm Terminals"), unless that is the name of a state or the
    rest names a part or a person of it ("Norrholm council").
    """
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) == 1 and len(long) > 1 and short[0] == _acronym(long):
        return True
    if len(short) > 1 and long[-len(short) :] == short:
        return True
    if long[: len(short)] == short and all(w.removesuffix("s") in _SPEAKERS for w in long[len(short) :]):
        return True
    if long[: len(short)] != short or known(" ".join(short)) is not None:
        return False
    rest = {form for word in long[len(short) :] for form in (word, word.removesuffix("s"))}
    return not rest & _PARTS


def _merge(claims: Sequence[Claim]) -> dict[str, str]:
    """Map each name to the name that stands for it: the most frequent of its group, or the party it speaks for."""
    names = Counter(claim.party for claim in claims)
    stands_for = {name: _stands_for(name, names) for name in names}
    stands_for |= {name: _stands_for(name, {*names, *filter(None, stands_for.values())}) for name in names}
    leaders: list[str] = []
    merged = {}
    last_word = _by_last_word(names)
    for name, _ in sorted(names.items(), key=lambda item: (-item[1], item[0])):
        matches = [leader for leader in leaders if _same_name(_key(name), _key(leader))]
        merged[name] = matches[0] if len(matches) == 1 else name
        if merged[name] == name:
            leaders.append(name)
    for name, longer in last_word.items():
        if merged[name] == name:
            merged |= {other: merged[longer] for other, leader in merged.items() if leader == name}
    for name, party in stands_for.items():
        if party is not None:
            merged[name] = merged.get(party, party)
    spoken_for = _spoken_for(names, claims)
    for name, leader in merged.items():
        party = spoken_for.get(leader)
        if party is not None and spoken_for.get(party) is None:
            merged[name] = merged.get(party, party)
    return merged


def _by_last_word(names: Collection[str]) -> dict[str, str]:
    """Map each name of one word to the only longer name that ends in it ("the union", "the dockers' union").

    Names of places and peoples are no such words: Korea is not South Korea.
    """
    longer: dict[str, set[str]] = {}
    for name in names:
        key = _key(name)
        if len(key) > 1:
            longer.setdefault(key[-1], set()).add(name)
    single = ((name, longer.get(_key(name)[0], set())) for name in names if len(_key(name)) == 1)
    return {name: next(iter(found)) for name, found in single if len(found) == 1 and known(name) is None}


def _stands_for(name: str, names: Collection[str]) -> str | None:
    """Give the party among `names` whose seat, capital, people or other name `name` is; None where it is none.

    A capital or a seat stands for its state also where nothing else names that state, if another state is a party:
    between a city and its dockers the city is the city.
    """
    stands = known(name)
    if stands is None or stands.party == name:
        return None
    same = [other for other in names if other == stands.party or known(other) == Known(stands.party, "name")]
    if same:
        return min(same, key=lambda other: (other != stands.party, other))
    between_states = any((other := known(name)) is not None and other.relation == "name" for name in names)
    return stands.party if between_states and stands.relation in {"capital", "seat"} else None


def _spoken_for(names: Iterable[str], claims: Sequence[Claim]) -> dict[str, str | None]:
    """Give for each name the one party that other claims name it as a voice of, if it is one."""
    speaks: dict[tuple[str, ...], set[str]] = {}
    for party, voice in {(claim.party, claim.voice) for claim in claims if claim.voice}:
        key = _key(voice)
        for start in range(len(key)):
            speaks.setdefault(key[start:], set()).add(party)
    parties = {name: speaks.get(_key(name), set()) - {name} for name in names}
    return {name: next(iter(others)) if len(others) == 1 else None for name, others in parties.items()}


def _party(name: str, aliases: Sequence[str], claims: Sequence[Claim], needed: bool) -> Party:
    voices = Counter(claim.voice for claim in claims if claim.voice)
    return Party(
        name=name,
        aliases=sorted(alias for alias in aliases if alias != name),
        voices=[voice for voice, _ in sorted(voices.items(), key=lambda item: (-item[1], item[0]))][:8],
        consent="required" if needed else "not required",
        assumed="its consent is taken as needed, as one of whom the reports say much"
        if needed
        else "its consent is not taken as needed: the reports say little of it",
    )


def person_names(readings: Iterable[Reading]) -> frozenset[str]:
    """Give the names of persons who speak in the readings: voices and sources of up to three capitalized words.

    No outlet, no body or group, and nothing that the gazetteer knows as a place or people is a person.
    """
    outlets = {reading.document.outlet for reading in readings if reading.document.outlet}
    told = {name for reading in readings for c in reading.claims for name in (c.voice, *c.sources) if name}
    persons = set()
    for name in told - outlets:
        words = [word for word in re.findall(r"[^\W\d_]+", re.sub(r"['’]s?\b", "", name)) if word not in TITLES]
        capitals = 0 < len(words) <= 3 and all(word[0].isupper() for word in words)
        plain = {form for word in words for form in (word.lower(), word.lower().removesuffix("s"))}
        if capitals and not plain & _PARTS and not MEDIA_WORDS & set(words) and known(" ".join(words)) is None:
            persons.add(" ".join(words))
    return frozenset(persons)


def gather_parties(readings: Sequence[Reading]) -> Roster:
    """Seat the parties of whose stance most is said, at most `MAX_PARTIES`.

    A party of whom only judgements or tactics are told is not seated: there is nothing it is said to want.
    """
    claims = [claim for reading in readings for claim in reading.claims]
    merged = _merge(claims)
    by_party = _by_party(claims, merged)
    stances = {name: sum(map(_tells_stance, group)) for name, group in by_party.items()}
    outlets = {_key(reading.document.outlet) for reading in readings if reading.document.outlet}
    ranked = sorted(
        (name for name in by_party if stances[name] and _key(name) not in outlets),
        key=lambda name: (-stances[name], name),
    )
    seated: dict[str, Party] = {}
    ids: dict[str, str] = {}
    for name in ranked[:MAX_PARTIES]:
        party_id = slug(name, tuple(seated))
        aliases = [alias for alias, leader in merged.items() if leader == name]
        needed = name in ranked[:2] or stances[name] >= NEEDED_SHARE * stances[ranked[0]]
        seated[party_id] = _party(name, aliases, by_party[name], needed)
        ids.update(dict.fromkeys(aliases, party_id))
    rest = [name for name in by_party if name not in ranked[:MAX_PARTIES]]
    left_out = {name: _why_left_out(stances[name], name in ranked) for name in rest}
    return Roster(seated, ids, _left_out(left_out, by_party), merged)


def _by_party(claims: Iterable[Claim], leaders: Mapping[str, str]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(leaders[claim.party], []).append(claim)
    return found


def _left_out(reasons: Mapping[str, str], by_party: Mapping[str, Sequence[Claim]]) -> tuple[SetAside, ...]:
    return tuple(
        SetAside(what=f"party: {name}", why=why, because=[claim.id for claim in by_party[name]])
        for name, why in sorted(reasons.items())
    )


def settled_roster(
    roster: Roster, readings: Sequence[Reading], settled: Sequence[PartyPair], named: Collection[str]
) -> Roster:
    """Give the roster of the claims as decided: `roster`, that of the claims as read, with what a person decided.

    Nobody else loses or gains a seat: those who sat sit as long as a claim is theirs; a party that a person merged,
    took apart or named (`named`) sits if a claim tells what it wants.
    """
    claims = [claim for reading in readings for claim in reading.claims]
    leaders = dict(roster.leaders)
    for name in dict.fromkeys(claim.party for claim in claims):
        if name not in leaders:
            alike = dict.fromkeys(leaders[other] for other in leaders if _key(other) == _key(name))
            leaders[name] = next(iter(alike), name)
    settle_names(leaders, settled, _key)
    by_party = _by_party(claims, leaders)
    said = {*named, *(name for pair in settled for name in (pair.left[:1] + pair.right[:1]))}
    spoken = {leaders.get(name, name) for name in said}
    sat: dict[str, list[str]] = {}
    for name, party in roster.ids.items():
        sat.setdefault(leaders[name], []).append(party)
    stances = {name: sum(map(_tells_stance, group)) for name, group in by_party.items()}
    most = max(stances.values(), default=0)
    seated: dict[str, Party] = {}
    ids: dict[str, str] = {}
    order = {party: at for at, party in enumerate(roster.parties)}
    chosen = [name for name in by_party if name in sat or (name in spoken and stances[name])]
    for name in sorted(chosen, key=lambda name: min((order[p] for p in sat.get(name, ())), default=len(order))):
        before = [roster.parties[party] for party in dict.fromkeys(sat.get(name, ()))]
        own = next((party for party, part in roster.parties.items() if part.name == name), None)
        party_id = slug(name, (*seated, *roster.parties)) if own is None else own
        needed = any(part.consent == "required" for part in before) or (
            not before and stances[name] >= NEEDED_SHARE * most
        )
        aliases = [alias for alias, leader in leaders.items() if leader == name]
        seated[party_id] = _party(name, aliases, by_party[name], needed)
        ids.update(dict.fromkeys(aliases, party_id))
    why = {part.what.removeprefix("party: "): part.why for part in roster.set_aside}
    rest = [name for name in by_party if name not in chosen]
    reasons = {name: why.get(name) or _why_left_out(stances[name], True) for name in rest}
    return Roster(seated, ids, _left_out(reasons, by_party), leaders)


def _tells_stance(claim: Claim) -> bool:
    return claim.act in _STANCE and claim.certainty != "unknown"


def _why_left_out(stances: int, ranked: bool) -> str:
    if not stances:
        return "the reports tell nothing it wants, offers or refuses"
    if not ranked:
        return "it is the outlet of one of the reports"
    return f"not among the {MAX_PARTIES} parties of whose stance the reports tell most"
