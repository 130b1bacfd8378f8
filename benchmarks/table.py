"""How well a table is drafted: python benchmarks/table.py NEWS [--claims READ.json] [--limit N] [--growth CLAIMS].

NEWS is a folder of annotated reports (NAME.txt, NAME.claims.json). The issues of each report are merged alone, from
its gold claims (with the issue names that the embedded reader would give them, for the annotated ones are the answer)
and from claims read by detente: those of READ.json ({NAME: [claims]}, as `training/fit_reader.py` leaves them from its
folds), or those that the reader finds now. Claims that were read are measured where they are paired with a gold claim.

Printed: B-cubed and pairwise precision, recall and F1 of issues against the annotated names, over mentions of claims
that speak of one matter (trades and priorities speak of two), next to baselines; B-cubed of parties; word F1 of the
name of each claim's issue against the annotated one, and how many names break a rule of form
(`detente.table.names.name_faults`); seconds. `--growth` drafts one table from so many claims of training/reports.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "training"))

from detente.claims import Claim, Reading, read  # noqa: E402
from detente.claims.scoring import canonical_party, pairs_of, scored_claims, word_f1  # noqa: E402
from detente.table import draft_case  # noqa: E402
from detente.table.issues import Cluster, cluster_mentions, renamed  # noqa: E402
from detente.table.merging import average_linkage  # noqa: E402
from detente.table.names import name_faults  # noqa: E402
from detente.table.parties import gather_parties  # noqa: E402
from detente.table.phrases import Mention, mentions_of, telling  # noqa: E402
from detente.table.similarity import embed  # noqa: E402
from merging_examples import TWO_MATTERS, agreement, annotated, numbered, under_readers_names  # noqa: E402


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was read (or annotated), and the gold claim of each claim that has one, by id."""

    reading: Reading
    gold: dict[str, Claim]


def from_gold(reading: Reading) -> Report:
    return Report(under_readers_names(reading), {claim.id: claim for claim in reading.claims})


def from_read(reading: Reading, claims: Sequence[Claim]) -> Report:
    gold = scored_claims([claim.to_json() for claim in reading.claims])
    found = scored_claims([claim.to_json() for claim in claims])
    pairs = pairs_of(gold, found)
    return Report(Reading(reading.document, tuple(claims)), {claims[f].id: reading.claims[g] for g, f in pairs})


def mentions(report: Report) -> list[Mention]:
    """Give the mentions that are measured."""
    names = {claim.party for claim in report.reading.claims}
    document = report.reading.document
    claims = [c for c in report.reading.claims if c.id in report.gold and c.act not in TWO_MATTERS]
    claims = [claim for claim in claims if report.gold[claim.id].act not in TWO_MATTERS]
    found = (telling(m, names) for claim in claims for m in mentions_of(claim, document, claim.party))
    return [mention for mention in found if mention is not None]


Grouping = Callable[[list[Mention], list[Cluster]], list[object]]


def of_clusters(found: list[Mention], clusters: list[Cluster]) -> list[object]:
    place = {(m.claim.id, m.words): c.id for c in clusters for m in c.mentions}
    return [place[m.claim.id, m.words] for m in found]


def embedding(cut: float) -> Grouping:
    def group(found: list[Mention], clusters: list[Cluster]) -> list[object]:
        vectors = embed([mention.phrase for mention in found])
        groups = average_linkage(vectors @ vectors.T, np.ones(len(found)), cut)
        return [next(at for at, group in enumerate(groups) if place in group) for place in range(len(found))]

    return group


GROUPINGS: dict[str, Grouping] = {
    "detente": of_clusters,
    "each wording its own issue": lambda found, clusters: [mention.words for mention in found],
    "the name the reader gives": lambda found, clusters: [mention.phrase for mention in found],
    "one issue for each report": lambda found, clusters: [0 for _ in found],
    **{f"MiniLM, names nearer than {cut}": embedding(cut) for cut in (0.45, 0.6)},
}


def measure(reports: Sequence[Report], title: str) -> None:
    started = time.process_time()
    everything = []
    for report in reports:
        names = {claim.party for claim in report.reading.claims}
        document = report.reading.document
        told = [telling(m, names) for c in report.reading.claims for m in mentions_of(c, document, c.party)]
        everything.append(list(cluster_mentions([m for m in told if m is not None], names)))
    seconds = time.process_time() - started
    measured = [mentions(report) for report in reports]
    pairs = [
        (report, found, clusters)
        for report, found, clusters in zip(reports, measured, everything, strict=True)
        if found
    ]
    count = sum(len(found) for _, found, _ in pairs)
    print(f"{title}: {len(pairs)} reports, {count} mentions; merged in {seconds:.1f} s of the processor")
    print(f"{'issues':<32} {'B-cubed':<23} pairwise")
    print(f"{'':<32} {'P':>7}{'R':>7}{'F1':>7}   {'P':>7}{'R':>7}{'F1':>7}")
    for name, grouping in GROUPINGS.items():
        labels = [
            (numbered([str(label) for label in grouping(found, clusters)]), gold_labels(report, found))
            for report, found, clusters in pairs
        ]
        both = agreement(labels)
        figures = "   ".join("".join(f"{value:7.3f}" for value in rates) for rates in (both.b_cubed, both.pairwise))
        print(f"{name:<32} {figures}")
    parties(reports)
    names_of_issues(pairs)
    print()


def gold_labels(report: Report, found: list[Mention]) -> np.ndarray:
    return numbered([report.gold[mention.claim.id].issue for mention in found])


def parties(reports: Sequence[Report]) -> None:
    merged, named = [], []
    for report in reports:
        ids = gather_parties([report.reading]).ids
        claims = [claim for claim in report.reading.claims if claim.id in report.gold]
        if claims:
            gold = numbered([canonical_party(report.gold[claim.id].party) for claim in claims])
            merged.append((numbered([ids.get(claim.party, f"unseated {claim.party}") for claim in claims]), gold))
            named.append((numbered([claim.party for claim in claims]), gold))
    for title, labels in (("parties as merged", merged), ("parties as the claims name them", named)):
        print(f"{title:<32} " + "".join(f"{value:7.3f}" for value in agreement(labels).b_cubed))


def names_of_issues(pairs: Sequence[tuple[Report, list[Mention], list[Cluster]]]) -> None:
    """Print word F1 of names, each claim once, and names that break a rule, over issues with a measured claim."""
    kinds = ("names of issues", "the phrase used most", "names the reader gives")
    agrees: dict[str, list[float]] = {kind: [] for kind in kinds}
    faults: dict[str, Counter[str]] = {name: Counter() for name in agrees}
    broken, given = Counter[str](), Counter[str]()
    for report, found, clusters in pairs:
        names = {claim.party for claim in report.reading.claims}
        single = {word for name in names for word in name.lower().split()}
        ids = {mention.claim.id for mention in found}
        inside = [c for c in clusters if any(m.claim.id in ids for m in c.mentions)]
        named = [("names of issues", cluster) for cluster in renamed(inside, names)]
        for kind, cluster in [*named, *(("the phrase used most", cluster) for cluster in inside)]:
            wrong = name_faults(cluster.name, single)
            faults[kind].update(wrong)
            given[kind] += 1
            broken[kind] += bool(wrong)
            for claim in dict.fromkeys(m.claim.id for m in cluster.mentions if m.claim.id in ids):
                agrees[kind].append(word_f1(report.gold[claim].issue, cluster.name))
        for mention in found:
            agrees["names the reader gives"].append(word_f1(report.gold[mention.claim.id].issue, mention.claim.issue))
        for name in {mention.claim.issue for mention in found}:
            wrong = name_faults(name, single)
            faults["names the reader gives"].update(wrong)
            given["names the reader gives"] += 1
            broken["names the reader gives"] += bool(wrong)
    for kind, values in agrees.items():
        told = ", ".join(f"{fault} {count}" for fault, count in faults[kind].most_common())
        print(f"{kind:<32} word F1 {np.mean(values):.3f}; {broken[kind]} of {given[kind]} break a rule ({told})")


def growth(count: int) -> None:
    readings: list[Reading] = []
    total = turn = 0
    while total < count:
        for reading in annotated(HERE.parent / "training" / "reports").values():
            document = replace(reading.document, id=f"{reading.document.id} {turn}")
            claims = tuple(replace(c, id=f"{document.id} {c.id}") for c in reading.claims[: count - total])
            readings.append(Reading(document, claims))
            total += len(claims)
            if total == count:
                break
        turn += 1
    wall, processor = time.perf_counter(), time.process_time()
    case = draft_case(readings)
    print(
        f"{total} claims of {len(readings)} reports: {len(case.issues)} issues, {len(case.set_aside)} set aside, "
        f"{time.perf_counter() - wall:.1f} s ({time.process_time() - processor:.1f} s of the processor)"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path, nargs="?")
    parser.add_argument("--claims", type=Path, help="claims by article, read without having learnt from it")
    parser.add_argument("--limit", type=int, help="only the first N reports")
    parser.add_argument("--gold-only", action="store_true")
    parser.add_argument("--growth", type=int)
    arguments = parser.parse_args()
    if arguments.news:
        gold = dict(list(annotated(arguments.news).items())[: arguments.limit])
        if not gold:
            print(f"no annotated reports: {arguments.news} holds no NAME.claims.json", file=sys.stderr)
            return 1
        measure([from_gold(reading) for reading in gold.values()], "gold claims")
        if not arguments.gold_only:
            stored = json.loads(arguments.claims.read_text(encoding="utf-8")) if arguments.claims else None
            measure(
                [
                    from_read(
                        reading,
                        tuple(map(Claim.from_json, stored.get(name, ()))) if stored else read(reading.document),
                    )
                    for name, reading in gold.items()
                ],
                "claims read by detente",
            )
    if arguments.growth:
        growth(arguments.growth)
    return 0


if __name__ == "__main__":
    sys.exit(main())
