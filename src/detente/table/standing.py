"""Issues as they stand after each decision: merged, taken apart, and claims put from one onto another.

What was decided of issues is decided of claims: those that a person put into one issue stay in it, however the reports
of tomorrow group the words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from detente.table.issues import Cluster
from detente.table.laying import Table, is_lesser
from detente.table.options import Layout, lay_options
from detente.table.phrases import Mention, plain_phrase, slug
from detente.table.settlement import IssuePair, IssueSide, Placing
from detente.table.similarity import similarities

__all__ = ["Standing", "Standings"]


@dataclass(slots=True, eq=False)
class Standing:
    """One issue: its mentions, the claims that bear on it ((id, role `on` or `over`)), and its options."""

    id: str
    name: str
    mentions: list[Mention]
    claims: set[tuple[str, str]]
    layout: Layout | None
    drafted: bool
    """Whether the draft lays it on the table."""
    decided: bool = False
    """Whether a person spoke of it: then it is on the table, by the name that they gave it."""

    @property
    def cluster(self) -> Cluster:
        """The same as the draft has issues."""
        return Cluster(self.id, self.name, tuple(self.mentions))

    def is_called(self, name: str) -> bool:
        """Tell whether it goes by a name, or some claim of it does."""
        phrase = plain_phrase(name)
        return self.name.casefold() == name.casefold() or any(mention.phrase == phrase for mention in self.mentions)


def role_of(mention: Mention) -> str:
    """Give the role in which a mention bears on its issue."""
    return "over" if is_lesser(mention) else "on"


class Standings:
    """All issues of a table, those on it first; a decision is taken after the other."""

    def __init__(self, table: Table) -> None:
        self._spelled = table.spelled
        self.issues: list[Standing] = []
        bearing: dict[str, set[tuple[str, str]]] = {}
        for claim, told in table.bearing.items():
            for role, issue in (("on", told.on), ("over", told.over)):
                if issue is not None:
                    bearing.setdefault(issue, set()).add((claim, role))
        known = {token for part in bearing.values() for token in part}
        for cluster in table.clusters.values():
            tokens = bearing.get(cluster.id, set())
            layout = table.layouts[cluster.id]
            self.issues.append(Standing(cluster.id, cluster.name, list(cluster.mentions), tokens, layout, True))
        for cluster in table.dropped:
            tokens = {(m.claim.id, role_of(m)) for m in cluster.mentions} - known
            name = self.free(cluster.name)
            self.issues.append(Standing(name, cluster.name, list(cluster.mentions), tokens, None, False))

    def free(self, name: str) -> str:
        """Give an id for an issue of this name that none has."""
        return slug(name, [issue.id for issue in self.issues])

    def home(self, claim: str, role: str) -> Standing | None:
        """Give the issue that a claim bears on in a role."""
        return next((issue for issue in self.issues if (claim, role) in issue.claims), None)

    def take(self, step: IssuePair | Placing) -> None:
        """Take one decision. What it says of issues that are not there has no effect."""
        if isinstance(step, Placing):
            self._place(step.claim, step.side)
            return
        left, right = self._locate(step.left, step.right), self._locate(step.right, step.left)
        if left is None or right is None:
            return
        if step.together:
            self._join(left, right, step)
        elif left is right:
            self._part(left, step)

    def _locate(self, side: IssueSide, other: IssueSide | None) -> Standing | None:
        """Give the issue that holds most claims of a side that the other has not; of equals, by name."""

        def score(issue: Standing) -> tuple[float, bool]:
            held = {
                claim
                for claim, role in issue.claims
                if side.holds(claim, role) and not (other is not None and other.holds(claim, role))
            }
            named = issue.is_called(side.name)
            return len(held) + 0.5 * named, named and issue.name.casefold() == side.name.casefold()

        best = max(self.issues, key=score, default=None)
        return best if best is not None and score(best)[0] > 0 else None

    def move(self, claim: str, role: str, home: Standing) -> list[Mention]:
        """Let a claim bear on another issue in a role; give its mentions that went along."""
        source = self.home(claim, role)
        moved = []
        if source is not None and source is not home:
            if claim not in self._spelled:
                moved = [m for m in source.mentions if m.claim.id == claim and role_of(m) == role]
            source.mentions = [m for m in source.mentions if m not in moved]
            source.claims.discard((claim, role))
        home.claims.add((claim, role))
        home.mentions += moved
        return moved

    def add(self, name: str) -> Standing:
        """Add an issue that a person's decision has brought up."""
        new = Standing(self.free(name), name, [], set(), None, False, decided=True)
        self.issues.append(new)
        return new

    def _place(self, claim: str, side: IssueSide) -> None:
        others = replace(side, claims=side.claims - {(claim, "on"), (claim, "because")})
        home = self._locate(others, None) or self.add(side.name)
        home.decided = True
        moved = self.move(claim, "on", home)
        if home.layout is None and not home.drafted and home.mentions == moved and moved:
            home.layout = lay_options(home.cluster)
        self._swept()

    def _swept(self) -> None:
        self.issues = [issue for issue in self.issues if issue.mentions or issue.decided]

    def _join(self, left: Standing, right: Standing, pair: IssuePair) -> None:
        if right is not left:
            left.mentions += right.mentions
            left.claims |= right.claims
            self.issues.remove(right)
        for claim, role in sorted(pair.left.claims | pair.right.claims):
            if role != "because" and self.home(claim, role) is not None:
                self.move(claim, role, left)
        self._call(left, pair.left.name)
        left.layout = lay_options(left.cluster) if left.mentions else None
        self._swept()

    def _call(self, issue: Standing, name: str) -> None:
        """Give an issue the name that a person has for it."""
        issue.decided = True
        if issue.name.casefold() != name.casefold():
            issue.id = slug(name, [other.id for other in self.issues if other is not issue])
            issue.name = name

    def _part(self, whole: Standing, pair: IssuePair) -> None:
        """Give each mention to the side whose claim it is, else to the one whose name is nearer to its phrase."""
        phrases = sorted({mention.phrase for mention in whole.mentions})
        near = similarities(phrases, [pair.left.name, pair.right.name])
        nearer = {phrase: bool(row[1] > row[0]) for phrase, row in zip(phrases, near, strict=True)}

        def goes_right(mention: Mention) -> bool:
            claim, role = mention.claim.id, role_of(mention)
            for left, right in (
                (pair.left.holds(claim, role), pair.right.holds(claim, role)),
                (plain_phrase(pair.left.name) == mention.phrase, plain_phrase(pair.right.name) == mention.phrase),
            ):
                if left != right:
                    return right
            return nearer[mention.phrase]

        mine = [mention for mention in whole.mentions if goes_right(mention)]
        left = [mention for mention in whole.mentions if mention not in mine]
        if not (left and mine):
            return
        other = self.add(pair.right.name)
        other.mentions, whole.mentions = mine, left
        gone = {(m.claim.id, role_of(m)) for m in mine} | {
            token for token in whole.claims if pair.right.holds(*token) and not pair.left.holds(*token)
        }
        here = {(m.claim.id, role_of(m)) for m in left}
        other.claims = whole.claims & (gone - here)
        whole.claims -= other.claims
        self._call(whole, pair.left.name)
        for issue in (whole, other):
            issue.layout = lay_options(issue.cluster)

    def name_apart(self, issues: Iterable[Standing]) -> None:
        """Give each of these issues a name of its own: what a person called one, no other is called."""
        taken: set[str] = set()
        for issue in sorted(issues, key=lambda issue: not issue.decided):
            name, number = issue.name, 2
            while name.casefold() in taken:
                name, number = f"{issue.name} ({number})", number + 1
            issue.name = name
            taken.add(name.casefold())
