"""A rulebook in words: every stage, step, deadline, power, body, measure and sanction as tables.

Written for whoever has to apply or adopt the rules. `sections` gives the rows for a page, `explain` the
same as Markdown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dueprocess.core.rulebook.model import Rulebook
from dueprocess.core.rulebook.phrases import Phrases
from dueprocess.core.rulebook.prose.lasting import (
    duties,
    facts,
    findings,
    guidance,
    lasting,
    pauses,
    standing,
    time,
)
from dueprocess.core.rulebook.prose.people import bodies, conflicts, powers
from dueprocess.core.rulebook.prose.way import deadlines, stages, steps

_MARKUP = re.compile(r"[\\`*_\[\]<>|#]")
_PAUSES = ("Ground", "Clause", "How long", "What stops")
_DUTIES = ("Duty", "Clause", "Whose", "How often")
_LASTING = ("Name", "Clause", "Effect", "How long", "Demands", "Further")


@dataclass(frozen=True, slots=True)
class Section:
    """One table. A cell with several things has them separated by newlines."""

    id: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(rulebook: Rulebook) -> list[Section]:
    """The tables, without those that would be empty."""
    say = Phrases(rulebook)
    found = [
        Section("stages", "Stages", ("Stage", "Clause", "How it is left"), tuple(stages(say))),
        Section(
            "steps",
            "Steps",
            ("Step", "Clause", "Where", "Who", "Conditions", "The act carries", "What follows"),
            tuple(steps(say)),
        ),
        Section(
            "deadlines",
            "Deadlines",
            ("Step", "Clause", "Whose", "When", "Kind", "If it passes"),
            tuple(deadlines(say)),
        ),
        Section("powers", "Who may do what", ("Who", "Clause", "May take", "Bound by"), tuple(powers(say))),
        Section(
            "bodies",
            "Bodies",
            ("Body", "Clause", "Seats", "Quorum", "Decides by", "If too few"),
            tuple(bodies(say)),
        ),
        Section(
            "conflicts",
            "Conflicts of interest",
            ("Degree", "Clause", "Grounds", "May not"),
            tuple(conflicts(say)),
        ),
        Section("findings", "Findings", ("What", "Rule"), tuple(findings(say))),
        Section("facts", "What the rules turn on", ("Fact", "Clause", "Answer"), tuple(facts(say))),
        Section("measures", "Interim measures", _LASTING, tuple(lasting(say, rulebook.measures.values()))),
        Section("sanctions", "Sanctions", _LASTING, tuple(lasting(say, rulebook.sanctions.values()))),
        Section("pauses", "When the clock stops", _PAUSES, tuple(pauses(say))),
        Section("duties", "Duties outside single cases", _DUTIES, tuple(duties(say))),
        Section("guidance", "Guidance", ("Where", "Clause", "Text"), tuple(guidance(say))),
        Section("standing", "Standing, and open cases", ("What", "Rule"), tuple(standing(say))),
        Section("time", "How time is counted", ("What", "Rule"), tuple(time(say))),
    ]
    return [section for section in found if section.rows]


def explain(rulebook: Rulebook) -> str:
    """The whole rulebook in words, as Markdown."""
    lines = [f"# {_cell(rulebook.title)}", ""]
    about = f"Version {_cell(rulebook.version)}, language: {_cell(rulebook.language)}"
    about += f", adopted by: {_cell(rulebook.adopted_by)}" if rulebook.adopted_by else ""
    lines += [f"{about}. `{rulebook.hash}`", ""]
    if rulebook.target is not None:
        lines += [f"A case should take no longer than {rulebook.target} in all.", ""]
    for section in sections(rulebook):
        lines += [f"## {section.title}", "", "| " + " | ".join(section.head) + " |"]
        lines.append("|" + " --- |" * len(section.head))
        lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in section.rows]
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Text that cannot break out of a table or become markup."""
    text = _MARKUP.sub(r"\\\g<0>", text)
    if "\n" not in text:
        return text.strip()
    return "<br>".join(part.strip() for part in text.split("\n") if part.strip())
