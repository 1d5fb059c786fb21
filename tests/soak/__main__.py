"""The long runs: python -m tests.soak [kills] [fuzz] [writers] [properties] [--minutes N] [--write]

`kills`: 300 writers killed in each of two scenes on each database. `fuzz`: every parser with mutated input
for so many minutes of the processor; `--most N`: only the N that had least so far. `writers`: eight
processes at once for so many minutes on each database, then the log verified. `properties`: the tests with
chance in them at forty times their examples, and those marked slow. All of them where none is named.
`--write` puts what was found into docs/reference/soak.md, the blocks of these parts only; what a parser had
before is added up, and is void once something was found.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.soak.rows import TABLE

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "soak.md"
Row = dict[str, Any]
FUZZ = "tests/fuzz/test_fuzz.py::test_a_parser_answers_or_refuses"
PARTS: dict[str, list[list[str]]] = {
    "kills": [["tests/crash/test_kill.py"]],
    "fuzz": [["-n", "2", FUZZ]],
    "writers": [["tests/crash/test_writers.py"]],
    "properties": [["-m", "slow", "tests"], ["tests/crash", "tests/core", "tests/tlog"]],
}
"""What pytest is given for each part."""


def machine() -> str:
    """When and on what."""
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"{datetime.now(UTC):%-d %B %Y, %H:%M} UTC, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, load {load} at the end."
    )


def kills(rows: list[Row]) -> list[str]:
    """The table of the killed writers."""
    found = [
        "| scene | database | kills | inside a transaction | acknowledged | lost | seed |",
        "|---|---|---|---|---|---|---|",
    ]
    found += [
        f"| {row['scene']} | {row['engine']} | {row['kills']} | {row['inside']} | {row['acknowledged']:,} "
        f"| {row['lost']} | {row['seed']} |"
        for row in rows
    ]
    return found


def fuzz(rows: list[Row]) -> list[str]:
    """The table of the parsers."""
    seconds = sorted(row["seconds"] for row in rows)
    total = sum(row["inputs"] for row in rows)
    found = [
        f"{len(rows)} parsers, {seconds[0]:,.0f} to {seconds[-1]:,.0f} s of processor each, {total:,} inputs",
        "Since the last find: exceptions that were not promised 0, without an answer within ten seconds 0.",
        "",
        "| parser | seconds | inputs | taken | refused by name | longest answer | last seed |",
        "|---|---|---|---|---|---|---|",
    ]
    return found + [
        f"| {row['name']} | {row['seconds']:,.0f} | {row['inputs']:,} | {row['taken']:,} "
        f"| {row['refused']:,} | {row['longest'] * 1000:,.0f} ms | {row['seed']} |"
        for row in sorted(rows, key=lambda row: row["name"].casefold())
    ]


LINE = re.compile(r"^\| ([^|]+) \|" + r" ([0-9,]+) \|" * 4 + r" ([0-9,]+) ms \| ([0-9]+) \|$", re.MULTILINE)
"""A line of that table."""


def fuzzed(page: str) -> dict[str, Row]:
    """The lines of the parsers that stand on the page, by name."""
    found = {}
    for name, *numbers in LINE.findall(page):
        seconds, inputs, taken, refused, longest, seed = (int(each.replace(",", "")) for each in numbers)
        row = {"name": name, "seconds": seconds, "inputs": inputs, "taken": taken, "refused": refused}
        found[name] = {**row, "longest": longest / 1000, "seed": seed}
    return found


def added(before: dict[str, Row], rows: list[Row], asked: list[str]) -> list[Row]:
    """What the parsers had before, and what they have now added to it. In one that was asked and gave no row
    something was found: what it had before is void."""
    after = {name: row for name, row in before.items() if name not in asked}
    for row in rows:
        had = before.get(row["name"], {})
        sums = {key: row[key] + had.get(key, 0) for key in ("seconds", "inputs", "taken", "refused")}
        after[row["name"]] = {**row, **sums, "longest": max(row["longest"], had.get("longest", 0.0))}
    return list(after.values())


def parsers(before: dict[str, Row], most: int | None) -> list[str]:
    """The names of all parsers, those that had least so far first; the first so many of them."""
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", *PARTS["fuzz"][0][2:]]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = re.findall(r"^" + re.escape(FUZZ) + r"\[(.+)\]$", out, re.MULTILINE)
    return sorted(names, key=lambda name: before.get(name, {}).get("seconds", 0))[:most]


def writers(rows: list[Row]) -> list[str]:
    """The table of the eight writers."""
    head = ("database", "writers", "seconds", "acts", "of them complaints", "conflicts refused", "lost")
    found = [f"| {' | '.join((*head, 'seals meanwhile', 'entries verified'))} |", "|---" * 9 + "|"]
    keys = ("engine", "writers", "seconds", "acts", "complaints", "conflicts", "lost", "seals", "size")
    return found + ["| " + " | ".join(f"{row[key]}" for key in keys) + " |" for row in rows]


TABLES: dict[str, Callable[[list[Row]], list[str]]] = {"kills": kills, "fuzz": fuzz, "writers": writers}


def written(page: str, part: str, rows: list[Row]) -> str:
    """The page with the block of one part made anew. Raises ValueError where it has no such block."""
    begin, end = f"<!-- generated: {part} -->\n", f"<!-- end: {part} -->"
    before, there, rest = page.partition(begin)
    _, ended, after = rest.partition(end)
    if not there or not ended:
        raise ValueError(f"the page has no block between {begin.strip()} and {end}")
    return before + begin + "\n".join([machine(), "", *TABLES[part](rows), ""]) + end + after


def run(part: str, runs: list[list[str]], minutes: float, table: Path) -> bool:
    """Run the tests of one part; whether all passed."""
    told = {"DUEPROCESS_SOAK": f"{minutes:g}", TABLE: str(table)}
    began, passed = time.monotonic(), True
    for words in runs:
        print(f"== {part}: pytest {' '.join(words[:4])}{' …' * (len(words) > 4)}", flush=True)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
        passed &= not subprocess.run(command, cwd=ROOT, env=os.environ | told).returncode
    print(f"== {part}: {time.monotonic() - began:.0f} s, {'passed' if passed else 'FAILED'}", flush=True)
    return passed


def main() -> int:
    """Run the parts, show what they found, and write it where asked; a part that failed is not written."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, prog="dev.py soak"
    )
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--minutes", type=float, default=10.0, help="for each parser, and for the writers")
    parser.add_argument("--most", type=int, help="of the parsers: so many, those that had least so far")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/reference/soak.md")
    given = parser.parse_args()
    if unknown := sorted(set(given.parts) - PARTS.keys()):
        parser.error(f"there is no part {unknown[0]!r}, only {', '.join(PARTS)}")
    failed = 0
    before = fuzzed(PAGE.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        for part in given.parts or PARTS:
            table = Path(folder) / part
            runs, asked = PARTS[part], []
            if part == "fuzz":
                asked = parsers(before, given.most)
                runs = [["-n", "2", *(f"{FUZZ}[{name}]" for name in asked)]]
            passed = run(part, runs, given.minutes, table)
            failed += not passed
            if part not in TABLES or not (passed or part == "fuzz"):
                continue
            rows = [json.loads(line) for line in table.read_text("utf-8").splitlines()]
            rows = [row for row in rows if row["part"] == part]
            print("\n".join(TABLES[part](rows)), flush=True)
            if given.write:
                rows = added(before, rows, asked) if part == "fuzz" else rows
                PAGE.write_text(written(PAGE.read_text("utf-8"), part, rows), encoding="utf-8")
                print(f"written into {PAGE.relative_to(ROOT)}", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
