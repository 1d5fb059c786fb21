"""Show the rows that several benchmarks collected as one table: python -m benchmarks.measuring ROWS [--write]

`--write` puts them into docs/reference/figures.md as well, in the block that is marked there as generated.
Ends with 1 where something is over its limit.
"""

import argparse
import json
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measuring import CONDITIONS, Row, show, tell

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "figures.md"
BEGIN, END = "<!-- generated: figures -->\n", "<!-- end: figures -->"


def block(rows: list[Row]) -> str:
    """Return the rows as the page holds them: when and on what, the table, the conditions."""
    now = datetime.now(UTC)
    lines = [
        f"Measured on {now:%-d %B %Y, %H:%M} UTC with Python {platform.python_version()}.",
        "",
        "| what | ours | limit | peer | kept |",
        "|---|---|---|---|---|",
    ]
    figures = [row for row in rows if not row.what.startswith(CONDITIONS)]
    lines += [f"| {row.what} | {row.ours} | {row.limit} | {row.peer} | {row.ok} |" for row in figures]
    lines += ["", "The state of the machine at the end of each benchmark:", ""]
    states = [row for row in rows if row.what.startswith(CONDITIONS)]
    lines += [f"- {row.what.removeprefix(CONDITIONS)}: {row.ours}" for row in states]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Read the rows, show them, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--write", nargs="?", type=Path, const=PAGE, metavar="PAGE")
    given = parser.parse_args()
    rows = [Row(**json.loads(line)) for line in given.rows.read_text(encoding="utf-8").splitlines()]
    show(rows)
    over = tell(rows)
    if given.write:
        before, begin, rest = given.write.read_text(encoding="utf-8").partition(BEGIN)
        _, end, after = rest.partition(END)
        if not begin or not end:
            raise SystemExit(f"{given.write} has no block between {BEGIN.strip()} and {END}")
        given.write.write_text(before + begin + block(rows) + end + after, encoding="utf-8")
        print(f"written into {given.write}")
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
