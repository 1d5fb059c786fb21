"""How long a letter takes: its values filled in, and set as PDF/UA-1.

Run: python benchmarks/letters.py [--letters 300] [--quick]
The letters are those of the shipped rulebook `standard`, one after the other to everybody to whom they go,
each with another name, so that nothing is set twice. The first, which reads fonts and template, is not
counted.
"""

import sys
from itertools import count, cycle
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "src")]

from benchmarks.measuring import Table, asked, conditions, quiet, timed, verdict
from dueprocess.core.letters import Rendered, examples, load, render, sent_by
from dueprocess.core.rulebook import load as load_rulebook
from dueprocess.papers import letter as paper

SHIPPED = Path(__file__).resolve().parents[1] / "src/dueprocess/rules/shipped"
LIMIT = 30


def document(shown: Rendered, name: str) -> paper.Letter:
    """A letter with its values as a document."""
    return paper.Letter(
        title=shown.title, owner=shown.owner, language=shown.language, rtl=False, head=shown.head,
        back=" · ".join(shown.head), to=(name, "2 Example Road", "Exampleton"), beside=shown.beside,
        blocks=tuple(paper.Block(each.kind, each.texts) for each in shown.blocks), closing=shown.closing,
        may_tell=shown.may_tell, trusted=shown.trusted, foot=shown.foot, page=shown.page,
    )  # fmt: skip


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
        return document(render(letters, name, [to], examples() | {"name": who}), who)

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
