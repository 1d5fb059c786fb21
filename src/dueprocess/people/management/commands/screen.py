"""`dueprocess screen NAMES`: who in a register may be meant by each of some names, with a score and why."""

from __future__ import annotations

import csv
import json
import tempfile
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dueprocess.core.errors import Problem
from dueprocess.kit.tables.sink import safe
from dueprocess.names import index
from dueprocess.names.values import THRESHOLDS, Entry, Hit, Query, Use
from dueprocess.people import screening
from dueprocess.people.lists_of_names import COLUMNS, Named, Names

FORMATS = ("text", "json", "csv")
CSV_COLUMNS = ("line", "asked", "score", "key", "name", "reasons")


class Command(BaseCommand):
    """Screen names against a register. Nothing leaves the machine, nothing is decided and nothing is kept."""

    help = (
        "Who in a register may be meant by each of some names: a score, and the reasons for and against it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the files and how much is told."""
        parser.epilog = (
            "Exit codes: 0 every name was screened, whatever was found; 1 screened, but rows were passed "
            "over, each named with its line; 2 nothing was screened."
        )
        columns = ", ".join(COLUMNS)
        parser.add_argument(
            "names", type=Path, metavar="NAMES",
            help=f"a table (.csv, .tsv, .xlsx) with columns of {columns}, or text, one name in a line",
        )  # fmt: skip
        parser.add_argument(
            "--register", type=Path, metavar="FILE",
            help="a table or text of the same form to screen against (default: our own register of people)",
        )  # fmt: skip
        uses = ", ".join(f"{use} {THRESHOLDS[use]}" for use in Use)
        parser.add_argument(
            "--use", type=Use, choices=list(Use), default=Use.LIST,
            help=f"what for; each has its threshold: {uses} (default: {Use.LIST})",
        )  # fmt: skip
        parser.add_argument(
            "--threshold", type=_share, metavar="X",
            help="tell what scores so much or more, from 0 to 1 (default: that of the use)",
        )  # fmt: skip
        parser.add_argument(
            "--most", type=_count, default=10, metavar="N",
            help="for each name the best N, and all that are as good as the last of them (default: 10)",
        )  # fmt: skip
        parser.add_argument(
            "--format", choices=FORMATS, default="text", help="how it is told (default: text)"
        )

    def handle(
        self,
        *,
        names: Path,
        register: Path | None,
        use: Use,
        threshold: float | None,
        most: int,
        **options: Any,
    ) -> None:
        """Build an index of the register in a private temporary folder, ask it each name, take it away."""
        self._passed = 0
        least = THRESHOLDS[use] if threshold is None else threshold
        asked = Names(names, self._pass_over)
        rows = _entries(Names(register, self._pass_over)) if register else screening.everybody()
        with tempfile.TemporaryDirectory(prefix="dueprocess-screen-") as folder:
            path = Path(folder) / "register"
            if not index.build(path, rows):
                raise CommandError(
                    "the register has nobody in it, so that nothing was screened", returncode=2
                )
            with index.opened(path) as opened:
                self._tell(
                    options["format"],
                    (
                        (each, opened.screen(_query(each), most=most, threshold=least))
                        for each in asked.rows()
                    ),
                    opened.entries,
                )
        if self._passed:
            raise CommandError(
                f"{self._passed:,} row{'s were' if self._passed > 1 else ' was'} passed over, not screened:"
                " each is named above",
                returncode=1,
            )

    def _pass_over(self, problem: Problem) -> None:
        self._passed += 1
        self.stderr.write(str(problem))

    def _tell(self, form: str, found: Iterator[tuple[Named, list[Hit]]], entries: int) -> None:
        """Write what was found, name by name."""
        telling: Callable[[Iterator[tuple[Named, list[Hit]]]], tuple[int, int]]
        telling = {"text": self._text, "json": self._json, "csv": self._csv}[form]
        many, hits = telling(found)
        self.stderr.write(
            f"{many:,} names screened against {entries:,} entries: for {hits:,} somebody may be meant."
            " A score is no identity: ask for a second thing, and let a person say so."
        )

    def _text(self, found: Iterator[tuple[Named, list[Hit]]]) -> tuple[int, int]:
        many = some = 0
        for each, hits in found:
            many, some = many + 1, some + bool(hits)
            if hits:
                self.stdout.write(f"{each.name} (line {each.row})")
            for hit in hits:
                self.stdout.write(f"  {hit.score:.2f}  {hit.name}  [{hit.key}]")
                for reason in screening.reasons(hit):
                    self.stdout.write(f"        {reason}")
        return many, some

    def _json(self, found: Iterator[tuple[Named, list[Hit]]]) -> tuple[int, int]:
        many = some = 0
        self.stdout.write("[", ending="")
        for each, hits in found:
            self.stdout.write(",\n" if many else "\n", ending="")
            many, some = many + 1, some + bool(hits)
            value = {
                "line": each.row,
                "key": each.key,
                "asked": each.name,
                "hits": [_plain(hit) for hit in hits],
            }
            self.stdout.write(json.dumps(value, ensure_ascii=False), ending="")
        self.stdout.write("\n]")
        return many, some

    def _csv(self, found: Iterator[tuple[Named, list[Hit]]]) -> tuple[int, int]:
        many = some = 0
        table = csv.writer(self.stdout)
        table.writerow(CSV_COLUMNS)
        for each, hits in found:
            many, some = many + 1, some + bool(hits)
            for hit in hits:
                why = "; ".join(screening.reasons(hit))
                row = (each.row, each.name, f"{hit.score:.3f}", hit.key, hit.name, why)
                table.writerow([safe(value) for value in row])
        return many, some


def _plain(hit: Hit) -> dict[str, Any]:
    return {
        "key": hit.key,
        "name": hit.name,
        "asked": hit.asked,
        "score": round(hit.score, 3),
        "by_name_alone": round(hit.likeness, 3),
        "reasons": screening.reasons(hit),
    }


def _query(each: Named) -> Query:
    return Query(each.name, each.aliases, each.born_on, each.number, each.unit)


def _entries(names: Names) -> Iterator[Entry]:
    for each in names.rows():
        yield Entry(each.key, (each.name, *each.aliases), each.born_on, each.number, each.unit)


def _share(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise ArgumentTypeError("a number from 0 to 1")
    return found


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1_000:
        raise ArgumentTypeError("a number from 1 to 1,000")
    return int(text)
