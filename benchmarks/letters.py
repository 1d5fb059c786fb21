"""How long a letter takes: its values filled in, and set as PDF/UA-1.

Run: python benchmarks/letters.py [--letters 300] [--quick]
The letters are those of the shipped rulebook `standard`, one after the other to everybody to whom they go,
each with another name, so that nothing is set twice. The first, which reads fonts and template, is not
counted.
"""

import os
import sys
from itertools import count, cycle
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "src")]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from benchmarks.measuring import Table, asked, conditions, quiet, timed, verdict
from dueprocess.core.letters import examples, load, render, sent_by
from dueprocess.core.rulebook import load as load_rulebook
from dueprocess.papers import letter as paper
from dueprocess.rules.letters import document

SHIPPED = Path(__file__).resolve().parents[1] / "src/dueprocess/rules/shipped"
LIMIT = 30


def main() -> None:
    """Measure filling in, and setting."""
    options, table = asked(__doc__, databases=False, letters=300), Table()
    times = 30 if options.quick else options.letters
    conditions()
    letters = load((SHIPPED / "letters" / "standard.toml").read_text())
    sent = sent_by([load_rulebook((SHIPPED / "standard.toml").read_text())])
    every = cycle([(name, to) for name, audiences in sent.letters.items() for to in sorted(audiences)])
    numbers = count()

    def filled() -> paper.Letter:
        name, to = next(every)
        who = f"Ilse Marchetti {next(numbers)}"
        shown = render(letters, name, [to], examples() | {"name": who})
        return document(shown, (who, "2 Example Road", "Exampleton"))

    paper.pdf(filled())
    alone = timed(times, filled)
    table.add("a letter's values filled in", str(alone))
    whole = timed(times, lambda: paper.pdf(filled()))
    work = quiet(whole.worked)
    table.add(
        "a letter filled in and set as PDF/UA-1, warm",
        f"{whole}; on a quiet machine {work:.1f} ms of processor",
        f"< {LIMIT} ms",
        ok=verdict(whole.median, work, LIMIT),
    )
    table.close()


if __name__ == "__main__":
    main()
