"""How many of the links that an agency recorded between its own complaints are among the ten proposed, and
how long a query takes among many cases.

Run: python benchmarks/related.py [--cases 200000] [--fit 1] [--quick] [sqlite] [postgresql]
Measured on real registers with who, when and where only, which lie outside this project; without them it
says so. Each pair is asked as it would have been: of the later complaint, among those that had come before.
Pairs are cut into two halves by what they hang together with, so that no complaint stands in both; the
weights in `core/related.py` were fitted on the first, and the second is the figure. `--fit 1` fits and prints
them. Each kind of link is told apart, with the ceiling: how many are among the candidates at all.
"""

import hashlib
import logging
import math
import os
import random
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "src")]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

import duckdb
from django.db import connection, transaction

from benchmarks.measuring import Table, asked, conditions, database, quiet, timed, verdict
from dueprocess.cases import actions, extracts
from dueprocess.cases.extracts import related as finding
from dueprocess.cases.models import Allegation, Via
from dueprocess.core import related
from dueprocess.core.related import Facts, Level
from dueprocess.docket.models import Docket, Party
from dueprocess.docket.needs import Actor
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.kit.bulk import insert
from tests.scale import crowd

REGISTERS = Path(__file__).resolve().parents[2] / "shared" / "data" / "registers"
CASES = ("snap_2016_11_cases", "snap_2020_07_cases", "unified_1967_2018_cases")
WANTED, FAST = 0.85, 50
PULL, ROUNDS = 0.3, 60
"""How strongly weights are held near nothing while they are fitted, and for how many rounds."""
FOLDS = 5
"""Into so many parts the pairs are cut: each is asked with weights that were fitted on the others."""
Pair = tuple[str, str, str]


@dataclass
class Register:
    """All complaints in the order in which they came, and where each day, place and person stands."""

    facts: dict[str, Facts]
    order: dict[str, int] = field(default_factory=dict)
    coming: list[str] = field(default_factory=list)
    by_day: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_unit: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_key: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        coming = sorted(self.facts, key=lambda each: (self.facts[each].received or 0, len(each), each))
        self.coming = coming
        self.order = {each: place for place, each in enumerate(coming)}
        for number in coming:
            mine = self.facts[number]
            for day in mine.days:
                self.by_day[day].append(number)
            for key in mine.people | mine.places:
                self.by_key[key].append(number)
            if mine.unit:
                self.by_unit[mine.unit[0]].append(number)

    def before(self, number: str) -> Iterator[str]:
        """Yield what had come before a complaint and is worth comparing with it, as the desk finds it."""
        mine, place, seen = self.facts[number], self.order[number], {number}
        lists = [self.newest(self.by_key[key], place) for key in mine.people | mine.places]
        for apart in (0, finding.DAYS):
            for day in mine.days:
                around = [each for more in range(-apart, apart + 1) for each in self.by_day[day + more]]
                lists.append(self.newest(sorted(around, key=self.order.__getitem__), place))
        if mine.unit:
            near = self.newest(self.by_unit[mine.unit[0]], place)
            lists.append([each for each in near if self.gap(number, each) <= finding.APART])
        for other in (each for found in lists for each in found):
            if other not in seen and self.order[other] < place:
                seen.add(other)
                yield other

    def newest(self, coming: list[str], place: int) -> list[str]:
        """Return the newest of those that had come before that place."""
        upto = bisect_left(coming, place, key=self.order.__getitem__)
        return coming[max(0, upto - finding.NEWEST) : upto]

    def gap(self, later: str, earlier: str) -> int:
        """Return how many days lay between the receipts of two."""
        return (self.facts[later].received or 0) - (self.facts[earlier].received or 0)

    def outdone(self, later: str, earlier: str) -> int:
        """Return how many complaints came after `earlier` and before `later`, and agree with the later one at
        least as well in people, place, days and unit: whatever weighs how much, as long as to agree more
        never counts for less, all these stand before it."""
        between = self.coming[self.order[earlier] + 1 : self.order[later]]
        return sum(self.no_worse(later, each, earlier) for each in between)

    def no_worse(self, later: str, other: str, than: str) -> bool:
        """Tell whether in each kind one agrees with the later complaint at least as well as another one."""
        mine, new, old = self.facts[later], self.facts[other], self.facts[than]
        for ours, news, olds in (
            (mine.people, new.people, old.people),
            (mine.places, new.places, old.places),
        ):
            more, least = ours & news, ours & olds
            if not more and (least or bool(news) != bool(olds)):
                return False
            if least and (len(more) < len(least) or self.rarest(more) > self.rarest(least)):
                return False
        beats = _beats(mine, new), _beats(mine, old)
        return _apart(mine, new) <= _apart(mine, old) and (beats[0] == beats[1] or 0 < beats[1] < beats[0])

    def rarest(self, keys: frozenset[str]) -> int:
        """Return in how many complaints the rarest of these people or places stands."""
        return min(len(self.by_key[key]) for key in keys)

    def compared(self, number: str) -> dict[str, tuple[Level, ...]]:
        """Return how each of them agrees with the complaint."""
        spread = {key: len(self.by_key[key]) for key in self.facts[number].people | self.facts[number].places}
        made = {
            other: related.levels(self.facts[number], self.facts[other], spread)
            for other in self.before(number)
        }
        return {other: found for other, found in made.items() if related.agrees(found)}


def read(folder: Path) -> tuple[Register, list[Pair]]:
    """Read the registers and the recorded links with both ends in them, the later end first."""
    with duckdb.connect() as base:
        days: dict[str, set[int]] = defaultdict(set)
        places: dict[str, set[str]] = defaultdict(set)
        people: dict[str, set[str]] = defaultdict(set)
        came: dict[str, int] = {}
        beats: dict[str, int] = {}
        for name in CASES:
            path = str(folder / "chicago" / f"{name}.parquet")
            asked = "SELECT cr_id, incident_date, complaint_date, beat, place_id FROM read_parquet(?)"
            for number, happened, received, beat, place in base.execute(asked, [path]).fetchall():
                if day := _day(happened):
                    days[number].add(day)
                if day := _day(received):
                    came[number] = min(day, came.get(number, day))
                if place:
                    places[number].add(place)
                if (known := _whole(beat)) > 0:
                    beats[number] = known
        path = str(folder / "chicago" / "unified_1967_2018_accused.parquet")
        for number, officer in base.execute(
            "SELECT cr_id, officer_pid FROM read_parquet(?)", [path]
        ).fetchall():
            people[number].add(officer)
        links = str(folder / "links" / "recorded_links_dev.csv")
        asked = "SELECT cr_id, refers_to, relation FROM read_csv(?, all_varchar = true)"
        recorded = base.execute(asked, [links]).fetchall()
    lies: dict[str, Counter[int]] = defaultdict(Counter)  # in which beat a place lies, most say
    for number, beat in beats.items():
        for place in places[number]:
            lies[place][beat] += 1
    for number, found in places.items():
        if number not in beats and (known := next((lies[each] for each in found if lies[each]), None)):
            beats[number] = known.most_common(1)[0][0]
    register = Register(
        {
            number: Facts(
                days=frozenset(days[number]),
                received=came[number],
                people=frozenset(people[number]),
                places=frozenset(places[number]),
                unit=(str(beats[number]), str(beats[number] // 100)) if number in beats else None,
            )
            for number in came
        }
    )
    both = [(a, b, how) for a, b, how in recorded if a in came and b in came]
    pairs = [(a, b, how) if register.order[a] > register.order[b] else (b, a, how) for a, b, how in both]
    print(f"{len(came):,} complaints; {len(recorded)} links recorded, {len(both)} with both ends among them")
    return register, pairs


def _day(text: str | None) -> int | None:
    try:
        return date.fromisoformat(text or "").toordinal()
    except ValueError:
        return None


def _whole(text: str | None) -> int:
    try:
        return int(float(text or ""))
    except ValueError:
        return 0


def _apart(one: Facts, other: Facts) -> float:
    return min((abs(a - b) for a in one.days for b in other.days), default=math.inf)


def _beats(one: Facts, other: Facts) -> int:
    """How near two beats lie: 4 the same, 3 of one sector, 2 of one district, 1 otherwise, 0 unknown."""
    if one.unit is None or other.unit is None:
        return 0
    a, b = int(one.unit[0]), int(other.unit[0])
    return 4 if a == b else 3 if a // 10 == b // 10 else 2 if a // 100 == b // 100 else 1


def folds(pairs: list[Pair]) -> list[list[Pair]]:
    """Cut the pairs in parts by chance that is the same each time; pairs that hang together stay so."""
    root: dict[str, str] = {}

    def find(number: str) -> str:
        while root.setdefault(number, number) != number:
            number = root[number]
        return number

    for one, other, _how in pairs:
        root[find(one)] = find(other)
    found: list[list[Pair]] = [[] for _ in range(FOLDS)]
    for pair in pairs:
        found[int.from_bytes(hashlib.sha256(find(pair[0]).encode()).digest()[:4]) % FOLDS].append(pair)
    return found


Compared = dict[str, dict[str, tuple[Level, ...]]]


def fit(pairs: list[Pair], compared: Compared) -> dict[Level, float]:
    """Return the weights under which the recorded ones stand out most among what they were found with: the
    likelihood of choosing them (softmax), by steepest ascent with a step of its own for each weight."""
    asked = []
    for later, earlier, _how in pairs:
        if right := compared[later].get(earlier):
            asked.append((right, list(Counter(compared[later].values()).items())))
    weights: dict[Level, float] = defaultdict(float)
    slopes: dict[Level, float] = defaultdict(float)
    for _round in range(ROUNDS):
        slope: dict[Level, float] = defaultdict(float)
        for right, among in asked:
            sums = [sum(weights[level] for level in found) + math.log(n) for found, n in among]
            highest = max(sums)
            parts = [math.exp(each - highest) for each in sums]
            whole = sum(parts)
            for level in right:
                slope[level] += 1
            for (found, _n), part in zip(among, parts, strict=True):
                for level in found:
                    slope[level] -= part / whole
        for level, each in slope.items():
            pulled = each - PULL * weights[level]
            slopes[level] += pulled * pulled
            weights[level] += pulled / math.sqrt(slopes[level] + 1e-9)
    return dict(weights)


def ranks(pairs: list[Pair], compared: Compared, order: dict[str, int]) -> list[int]:
    """Return at which place each recorded one stands; 0 where it is no candidate. Of what has the same sum
    the newer stands first, as at the desk."""
    found = []
    for later, earlier, _how in pairs:
        among = compared[later]
        ordered = sorted(among, key=lambda each: (-related.score(among[each]), -order[each]))
        found.append(ordered.index(earlier) + 1 if earlier in among else 0)
    return found


def recall(table: Table, *, anew: bool) -> None:
    """Add how many of the recorded links are proposed, of each kind: with weights that were fitted without
    the link that is asked for, and with those that are shipped; and how many nobody could propose."""
    if not (REGISTERS / "links" / "recorded_links_dev.csv").exists():
        table.add("recorded links among the ten proposed", "not measured: no registers here")
        return
    register, pairs = read(REGISTERS)
    compared = {later: register.compared(later) for later in {pair[0] for pair in pairs}}
    shipped = dict(related.WEIGHTS)
    apart: dict[Pair, int] = {}
    for part in folds(pairs):
        related.WEIGHTS.update(fit([pair for pair in pairs if pair not in part], compared))
        apart.update(zip(part, ranks(part, compared, register.order), strict=True))
    if anew:
        shipped |= fit(pairs, compared)
        for level, weight in sorted(shipped.items()):
            print(f"    (Kind.{level[0].name}, {level[1]!r}): {weight:.2f},")
    related.WEIGHTS.update(shipped)
    whole = dict(zip(pairs, ranks(pairs, compared, register.order), strict=True))
    for how in ("duplicate", "mentions"):
        mine = [pair for pair in pairs if pair[2] == how]
        for what, places in (("each with weights fitted without it", apart), ("weights as shipped", whole)):
            hit = sum(0 < places[pair] <= related.MOST for pair in mine)
            judged = (how, places) == ("duplicate", apart)
            table.add(
                f"recorded links ({how}) among the ten proposed, {what}",
                f"{hit} of {len(mine)}: {hit / len(mine):.2f}",
                f"≥ {WANTED}" if judged else "",
                ok=("yes" if hit >= WANTED * len(mine) else "NO") if judged else "",
            )
        there = sum(whole[pair] > 0 for pair in mine)
        beyond = sum(register.outdone(*pair[:2]) >= related.MOST for pair in mine)
        table.add(
            f"the same ({how}): among the candidates; not outdone by ten others in every kind at once",
            f"{there / len(mine):.2f}; {len(mine) - beyond} of {len(mine)}: {1 - beyond / len(mine):.3f}",
        )


def speed(cases: int, asks: int, name: str, table: Table) -> None:
    """Add how long the question takes among so many cases: of complaints that name a place, a unit, two
    people of the crowd and a day, by an officer who sees every case."""
    ground, chance = crowd.settle(), random.Random(5)
    with clock.frozen(crowd.NOW):
        crowd.fill(ground, cases)
        today = crowd.NOW.date()
        each = Docket.objects.filter(kind="case").values_list("pk", flat=True)
        days = (
            (pk, "a1", "R1", "", "", today - timedelta(days=chance.randrange(3_650)), 1) for pk in list(each)
        )
        fields = ("docket", "key", "respondent", "code", "clause", "conduct_from", "act")
        with transaction.atomic():
            insert(Allegation, fields, list(days))
        crowd.analyse()
        person, made = ground.viewers["everywhere"], []
        for n in range(asks):
            place = " ".join([crowd.COMMON, *chance.sample(crowd.VOCABULARY, 2)])
            summary = " ".join(chance.sample(crowd.VOCABULARY, 30))
            report = actions.Report(summary=summary, details={"where": place})
            unit = ground.clubs[n % len(ground.clubs)]
            docket = actions.receive_complaint(
                report=report, via=Via.PORTAL, by=Actor(), at=crowd.NOW, unit=unit
            ).docket
            for key in ("R8", "R9"):
                tag = person_tag(10_000_000 + chance.randrange(crowd.MEMBERS))
                Party.objects.create(docket=docket, key=key, kind="respondent", tag=tag, since=1)
            Allegation.objects.create(docket=docket, key="a1", respondent="R8", conduct_from=today, act=1)
            made.append(docket)
        left = iter([made[0], *made])
        found = len(extracts.related_to(next(left), person))
        times = timed(asks, lambda: extracts.related_to(next(left), person))
    whole = cases >= 200_000
    table.add(
        f"cases that may be about the same, among {cases:,}, {name}",
        f"{times}; {found} proposed",
        f"p95 ≤ {FAST} ms" if whole else "",
        ok=verdict(times.p95, quiet(times.p95), FAST) if whole else "",
    )
    connection.close()


def main() -> None:
    """Measure on the registers, where they are, and on the databases named."""
    given = asked(__doc__, cases=200_000, fit=0)
    logging.disable(logging.INFO)
    conditions()
    table = Table()
    if given.quick:
        crowd.CLUBS, crowd.REAL = 40, 8
    else:
        recall(table, anew=bool(given.fit))
    for name in given.engines:
        with database(name):
            speed(*((400, 4) if given.quick else (given.cases, 40)), name, table)
    table.close()


if __name__ == "__main__":
    main()
