"""The long runs: python -m tests.soak [kills] [fuzz] [writers] [properties] [--minutes N] [--write]

`kills`: 300 writers killed in each of two scenes on each database. `fuzz`: every parser with mutated input
for so many minutes. `writers`: eight processes at once for so many minutes on each database, then the log
verified. `properties`: the tests with chance in them at forty times their examples, and those marked slow.
All of them where none is named. `--write` puts what was found into docs/reference/soak.md, the blocks of
these parts only.
"""

import argparse
import json
import os
import platform
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
PARTS: dict[str, list[list[str]]] = {
    "kills": [["tests/crash/test_kill.py"]],
    "fuzz": [["-n", "2", "tests/fuzz/test_fuzz.py", "-k", "answers_or_refuses"]],
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
        f"{len(rows)} targets, {seconds[0]:.0f} to {seconds[-1]:.0f} s each, {total:,} inputs.",
        "Exceptions that were not promised: 0. Without an answer within ten seconds: 0.",
        "",
        "| parser | inputs | taken | refused by name | longest answer | seed |",
        "|---|---|---|---|---|---|",
    ]
    return found + [
        f"| {row['name']} | {row['inputs']:,} | {row['taken']:,} | {row['refused']:,} "
        f"| {row['longest'] * 1000:.0f} ms | {row['seed']} |"
        for row in sorted(rows, key=lambda row: row["name"].casefold())
    ]


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


def run(part: str, minutes: float, table: Path) -> bool:
    """Run the tests of one part; whether all passed."""
    told = {"DUEPROCESS_SOAK": f"{minutes:g}", TABLE: str(table)}
    began, passed = time.monotonic(), True
    for words in PARTS[part]:
        print(f"== {part}: pytest {' '.join(words)}", flush=True)
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
    parser.add_argument("--write", action="store_true", help="put the tables into docs/reference/soak.md")
    given = parser.parse_args()
    if unknown := sorted(set(given.parts) - PARTS.keys()):
        parser.error(f"there is no part {unknown[0]!r}, only {', '.join(PARTS)}")
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for part in given.parts or PARTS:
            table = Path(folder) / part
            passed = run(part, given.minutes, table)
            failed += not passed
            if part not in TABLES or not passed:
                continue
            rows = [json.loads(line) for line in table.read_text("utf-8").splitlines()]
            rows = [row for row in rows if row["part"] == part]
            print("\n".join(TABLES[part](rows)), flush=True)
            if given.write:
                PAGE.write_text(written(PAGE.read_text("utf-8"), part, rows), encoding="utf-8")
                print(f"written into {PAGE.relative_to(ROOT)}", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
