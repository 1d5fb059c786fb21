"""How well names are told apart and found again, on real names, and how fast the best ten of a million come.

Run: python benchmarks/screening.py [--names 1000000] [--negatives 10000] [--fit 1] [--draw 1] [--quick]
The real names lie outside this project; without them it says so, and only the speed is measured, on invented
ones. Whatever is fitted is judged on pairs that it was not fitted on: five outer folds, each with inner folds
for the penalty and the threshold, stratified, three times over. Intervals are of 95 %: of F1 by drawing the
pairs anew (bootstrap), of shares Wilson's. Errors are told by kind. `--fit 1` prints the weights of
`names/likeness.py`, `--draw 1` draws precision and recall anew for docs/explanation/screening.md.
"""

import csv
import gzip
import io
import itertools
import logging
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "src")]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

from rapidfuzz import fuzz, process

from benchmarks.measuring import Table, Times, asked, conditions, high, quiet, timed, verdict
from benchmarks.measuring.fitting import apart, best_threshold, counts, fit, folds, interval, score, share
from benchmarks.measuring.invented import invented, misspelt
from dueprocess.names import index, likeness
from dueprocess.names.judging import judge
from dueprocess.names.normalise import normalise
from dueprocess.names.parts import parts
from dueprocess.names.values import THRESHOLDS, Entry, Query, Use

NAMES = Path(__file__).resolve().parents[2] / "shared" / "data" / "names"
PICTURE = Path(__file__).resolve().parents[1] / "docs" / "images" / "screening.svg"
FOLDS, INNER, AGAIN = 5, 3, 3
PENALTIES = (0.3, 1.0, 3.0)
SHIPPED = 1.0
"""The penalty of the weights that are shipped."""
SHOWN = (0.3, 0.38, 0.5, 0.6, 0.7, 0.8, 0.86, 0.9)
WANTED_F1, WANTED_ALIASES, WANTED_OFFICERS, WANTED_ALARMS = 0.80, 0.75, 0.95, 2.0
FAST, FAST_P95 = 10, 25


def rows(name: str) -> list[dict[str, str]]:
    """Read a table of the real names."""
    path = NAMES / name
    if name.endswith(".gz"):
        with gzip.open(path) as file:
            return list(csv.DictReader(io.TextIOWrapper(file, "utf-8")))
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def pairs(table: Table, *, anew: bool, drawn: bool = False) -> None:
    """Add how well labelled pairs of people's names are told apart, and print the errors by kind."""
    people = [row for row in rows("name_bench_dev.csv") if row["schema"] == "Person"]
    right = [row["is_match"] == "true" for row in people]
    features = []
    for row in people:
        one, other = parts(row["name1"]), parts(row["name2"])
        laid = likeness.lay(one, other)
        features.append(likeness.features(laid, likeness.letters(one), likeness.letters(other)))
    if anew:
        weights = fit(features, right, SHIPPED)
        print("WEIGHTS =", tuple(round(weight, 2) for weight in weights))
    judged: list[tuple[bool, bool]] = []
    f1s, errors = [], Counter[tuple[str, str]]()
    pooled: list[tuple[float, bool]] = []
    everywhere = list(range(len(people)))
    for again in range(AGAIN):
        own: list[tuple[bool, bool]] = []
        for number, part in enumerate(folds(right, everywhere, FOLDS, again)):
            others = sorted(set(everywhere) - set(part))
            tried = []
            for penalty in PENALTIES:
                inner = apart(features, right, others, penalty, INNER, 10 * again + number)
                tried.append((*best_threshold(inner, right), penalty))
            _f1, minus, penalty = max(tried)
            weights = fit([features[at] for at in others], [right[at] for at in others], penalty)
            for at in part:
                found = score(weights, features[at])
                own.append((found >= -minus, right[at]))
                pooled.append((found, right[at]))
                if again == 0 and own[-1][0] != own[-1][1]:
                    kind = people[at]["category"] or people[at]["case_group"]
                    errors["missed" if right[at] else "false", kind] += 1
        f1s.append(counts(own)[2])
        judged += own if again == 0 else []
    mean = sum(f1s) / len(f1s)
    table.add(
        f"{len(people)} labelled pairs of people's names: F1, nested cross-validation, {AGAIN} times",
        f"mean {mean:.3f}, {min(f1s):.3f} to {max(f1s):.3f}; first {interval(judged)}",
        f"> {WANTED_F1}",
        ok="yes" if mean > WANTED_F1 else "NO",
    )
    plain = [
        (fuzz.token_sort_ratio(normalise(row["name1"]), normalise(row["name2"])) / 100, yes)
        for row, yes in zip(people, right, strict=True)
    ]
    peer = max(counts([(found >= step / 100, yes) for found, yes in plain])[2] for step in range(30, 100))
    table.add("the same: token-sort ratio of rapidfuzz at its best threshold", f"{peer:.3f}")
    if drawn:
        steps = [step / 100 for step in range(5, 95)]
        curve = [(step, *counts([(found >= step, yes) for found, yes in pooled])[:2]) for step in steps]
        PICTURE.write_text(picture(curve), "utf-8")
    for step in SHOWN:
        precision, recall, f1 = counts([(found >= step, yes) for found, yes in pooled])
        table.add(
            f"the same at threshold {step}: precision, recall, F1", f"{precision:.2f}, {recall:.2f}, {f1:.2f}"
        )
    for (what, kind), many in errors.most_common():
        table.add(f"errors, {what}: {kind}", str(many))


def picture(curve: Sequence[tuple[float, float, float]]) -> str:
    """Draw precision and recall over the threshold, in the colours of the reports' charts."""

    def place(across: float, up: float) -> str:
        return f"{44 + 336 * across:.1f},{212 - 180 * up:.1f}"

    letters = 'font-family="Atkinson Hyperlegible Next, sans-serif" font-size="14" fill="#1b2430"'
    parts_ = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 260" role="img" {letters}>']
    parts_.append("<title>Precision and recall over the threshold</title>")
    parts_.append('<rect width="400" height="260" fill="#fff"/>')
    for step in (0, 0.2, 0.4, 0.6, 0.8, 1):
        x, y = place(step, step).split(",")
        parts_.append(f'<path d="M{place(0, step)} L{place(1, step)}" stroke="#d9d6cd"/>')
        parts_.append(f'<text x="38" y="{float(y) + 5}" text-anchor="end">{step:g}</text>')
        parts_.append(f'<text x="{x}" y="232" text-anchor="middle">{step:g}</text>')
    for use in Use:
        at = THRESHOLDS[use]
        parts_.append(f'<path d="M{place(at, 0)} L{place(at, 1)}" stroke="#535c68" stroke-dasharray="2 4"/>')
    for column, colour, dashed in ((1, "#123f46", ""), (2, "#c98a12", ' stroke-dasharray="7 4"')):
        line = " L".join(place(each[0], each[column]) for each in curve)
        parts_.append(f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="2.5"{dashed}/>')
    parts_.append('<text x="212" y="252" text-anchor="middle">threshold</text>')
    parts_.append('<text x="60" y="20" fill="#123f46">— precision</text>')
    parts_.append('<text x="180" y="20" fill="#8a5d06">- - recall</text></svg>')
    return "\n".join(parts_) + "\n"


def aliases(table: Table) -> None:
    """Add how many aliases of a public list find the person by the first name, and how rapidfuzz does."""
    primary = [Entry(row["ent_num"], (row["primary_name"],)) for row in rows("ofac_individuals.csv.gz")]
    known = {entry.key for entry in primary}
    also = [row for row in rows("ofac_individuals_aka.csv.gz") if row["ent_num"] in known]
    places, peers = [], []
    written = [normalise(entry.names[0]) for entry in primary]
    with index.held(primary) as held:
        for row in also:
            hits = [hit.key for hit in held.screen(Query(row["alt_name"]), most=10, threshold=0)]
            places.append(hits.index(row["ent_num"]) + 1 if row["ent_num"] in hits[:10] else 0)
    for row in also[::10]:
        near = process.extract(normalise(row["alt_name"]), written, scorer=fuzz.token_sort_ratio, limit=10)
        peers.append(row["ent_num"] in [primary[at].key for _, _, at in near])
    hits_in = sum(place > 0 for place in places)
    table.add(
        f"{len(also):,} aliases against the first names of {len(primary):,}: among the best ten",
        share(hits_in, len(places)),
        f"> {WANTED_ALIASES}",
        peer=f"rapidfuzz {sum(peers) / len(peers):.2f}",
        ok="yes" if hits_in > WANTED_ALIASES * len(places) else "NO",
    )
    table.add("the same: the first", share(sum(place == 1 for place in places), len(places)))


def officers(table: Table) -> None:
    """Add how many of the variants of one person's name are found in a register of all of them."""
    known: dict[str, Entry] = {}
    for row in rows("chicago_officer_names.csv.gz"):
        name = _name(row["first_name"], row["middle_initial"], row["last_name"], row["suffix"])
        known.setdefault(row["person"], Entry(row["person"], (name,), row["birth_year"]))
    variants = [row for row in rows("officer_variant_pairs_dev.csv") if row["doubtful"] == "False"]
    for row in variants:
        name = _name(row["first_b"], row["mi_b"], row["last_b"], row["suffix_b"])
        known[row["person"]] = Entry(row["person"], (name,), row["birth_year"])
    found: dict[tuple[str, bool], list[bool]] = defaultdict(list)
    with index.held(known.values()) as held:
        for row, year in itertools.product(variants, (False, True)):
            name = _name(row["first_a"], row["mi_a"], row["last_a"], row["suffix_a"])
            query = Query(name, born_on=row["birth_year"] if year else None)
            hits = [hit.key for hit in held.screen(query, most=10, threshold=0)]
            found[row["change"], year].append(row["person"] in hits)
    for year in (False, True):
        for changed in (False, True):
            kinds = {kind: each for (kind, by), each in found.items() if by == year}
            chosen = [
                hit for kind, each in kinds.items() if ("last_changed" in kind) == changed for hit in each
            ]
            judged = not changed and not year
            table.add(
                f"officers' variants among {len(known):,}, {'with' if year else 'without'} year of birth, "
                f"{'changed surnames' if changed else 'all but changed surnames'}: among the best ten",
                f"{share(sum(chosen), len(chosen))}, {len(chosen)} pairs",
                f"> {WANTED_OFFICERS}" if judged else "",
                ok=("yes" if sum(chosen) > WANTED_OFFICERS * len(chosen) else "NO") if judged else "",
            )
        for kind, each in sorted(kinds.items()):
            if not all(each):
                table.add(
                    f"errors, {kind}, {'with' if year else 'without'} the year of birth",
                    f"{len(each) - sum(each)} of {len(each)} not among the best ten",
                )


def _name(*given: str) -> str:
    return " ".join(part.strip() for part in given if part.strip())


def _born(text: str) -> str:
    for written, iso in (("%d %b %Y", "%Y-%m-%d"), ("%b %Y", "%Y-%m"), ("%Y", "%Y")):
        try:
            return datetime.strptime(text.strip(), written).strftime(iso)  # noqa: DTZ007 (a day)
        except ValueError:
            continue
    return ""


def alarms(table: Table, many: int) -> None:
    """Add how many people who are on no list are told of, by the name alone and with the day of birth."""
    people: dict[str, tuple[list[str], str]] = {}
    for row in rows("ofac_individuals.csv.gz"):
        people[row["ent_num"]] = [row["primary_name"]], _born(row["dob"])
    for row in rows("ofac_individuals_aka.csv.gz"):
        if row["ent_num"] in people:
            people[row["ent_num"]][0].append(row["alt_name"])
    for row in rows("us_legislators_variants.csv.gz"):
        people.setdefault(f"L{row['person']}", ([], row["birthday"]))[0].append(row["name"])
    others = random.Random(4).sample(rows("yente_negatives_us.csv.gz"), many)
    best: dict[bool, list[float]] = {False: [], True: []}
    with index.held(Entry(key, tuple(names), born) for key, (names, born) in people.items()) as held:
        for row, dated in itertools.product(others, (False, True)):
            query = Query(row["full_name"], born_on=row["date_of_birth"] if dated else None)
            hits = held.screen(query, most=1, threshold=min(SHOWN))
            best[dated].append(hits[0].score if hits else 0.0)
    for step in SHOWN:
        for dated in (False, True):
            use = next((use for use in Use if THRESHOLDS[use] == step), None)
            judged = (use is Use.LIST and not dated) or (use is Use.PLATFORM and dated)
            told = sum(each >= step for each in best[dated])
            table.add(
                f"false alarms per 1,000 of {many:,} against {len(people):,} people at {step}"
                f"{f' ({use})' if use else ''}, {'with the day of birth' if dated else 'by the name alone'}",
                share(told, many, 1_000),
                f"< {WANTED_ALARMS:.0f}" if judged else "",
                ok=("yes" if 1_000 * told < WANTED_ALARMS * many else "NO") if judged else "",
            )


def own_memory() -> int:
    """Return how many KiB this process has for itself: pages of the file, which all share, not counted."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))


def of_a_million(table: Table, many: int, asks: int) -> None:
    """Add how long the best ten of so many names take, what the index costs, and what it misses."""
    chance = random.Random(3)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names"
        start = time.process_time()
        index.build(path, invented(many))
        table.add(
            f"index of {many:,} invented names in SQLite",
            f"{time.process_time() - start:.0f} s of processor; {path.stat().st_size / 1e6:.0f} MB on disk",
        )
        sample = [entry for entry in invented(many) if chance.random() < 2 * asks / many][:asks]
        queries = [(entry.key, Query(misspelt(entry.names[0], chance))) for entry in sample]
        before = own_memory()
        with index.opened(path) as opened:
            left, found = iter(queries), 0

            def ask() -> None:
                nonlocal found
                key, query = next(left)
                found += key in [
                    hit.key for hit in opened.screen(query, most=10, threshold=THRESHOLDS[Use.SEARCH])
                ]

            opened.screen(queries[0][1])
            times = timed(len(queries), ask)
            grown = own_memory() - before
            whole = many >= 1_000_000
            table.add(
                f"the best ten of {many:,} names, misspelt ones",
                f"{times}; {found / len(queries):.1%} among them; {max(0, grown) / 1024:.0f} MB of its own",
                f"median {FAST} ms, p95 {FAST_P95} ms" if whole else "",
                ok=_both(times) if whole else "",
            )
            few = list(itertools.islice(invented(many), 20_000))
            missed = wanted = 0
            with index.held(few) as held:
                for _key, query in queries[:12]:
                    near = THRESHOLDS[Use.PLATFORM]
                    all_of = {hit.key for each in few if (hit := judge(query, each)) and hit.score >= near}
                    wanted += len(all_of)
                    missed += len(
                        all_of - {hit.key for hit in held.screen(query, most=1_000, threshold=near)}
                    )
            table.add(
                f"of what laying all of {len(few):,} names on it finds above {THRESHOLDS[Use.PLATFORM]}, "
                "the index misses",
                f"{missed} of {wanted}",
            )
        written = [normalise(entry.names[0]) for entry in invented(many)]
        sought = iter([normalise(query.name) for _, query in queries[:6]])
        brute = timed(
            5, lambda: process.extract(next(sought), written, scorer=fuzz.token_sort_ratio, limit=10)
        )
        table.add(f"brute force over {many:,} names in memory with rapidfuzz, token-sort ratio", f"{brute}")


def _both(times: Times) -> str:
    """Judge the median and the 95th percentile."""
    said = {
        verdict(times.median, quiet(times.worked), FAST),
        verdict(times.p95, quiet(high(times.processor)), FAST_P95),
    }
    return "NO" if "NO" in said else "slow" if "slow" in said else "yes"


def main() -> None:
    """Measure on the real names, where they are, and on invented ones."""
    given = asked(__doc__, databases=False, names=1_000_000, negatives=10_000, fit=0, draw=0)
    logging.disable(logging.INFO)
    conditions()
    table = Table()
    if not NAMES.exists():
        table.add("pairs, aliases, variants and false alarms", "not measured: no real names here")
    elif not given.quick:
        pairs(table, anew=bool(given.fit), drawn=bool(given.draw))
        aliases(table)
        officers(table)
        alarms(table, given.negatives)
    of_a_million(table, *((5_000, 20) if given.quick else (given.names, 300)))
    table.close()


if __name__ == "__main__":
    main()
