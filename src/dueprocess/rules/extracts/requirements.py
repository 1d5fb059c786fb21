"""Training requirements for pages: each in sentences, and what a further version changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dueprocess.core.requirements import Requirement, changes, in_words, load
from dueprocess.core.rulebook import Rulebook
from dueprocess.kit.components import worded
from dueprocess.rules import requirements as adopted
from dueprocess.rules import rulebooks
from dueprocess.rules.extracts.pages import Proposed
from dueprocess.rules.models import RequirementsVersion


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """One requirement: who must have learned what, by when, and what follows: `parts`, each with what it
    tells, the first of which is `who`."""

    id: str
    title: str
    clause: str
    says: str
    who: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RequirementsPage:
    """The training requirements that hold for the rulebook in force. `since`: from which day they hold
    here."""

    hash: str
    title: str
    version: str
    adopted_by: str
    adopted_on: date
    since: date
    language: str
    says: str
    requirements: tuple[RequirementLine, ...]
    text: str


def requirements(on: date) -> RequirementsPage | None:
    """Return the training requirements that hold on a day; None where there are none."""
    book = adopted.in_force(on)
    found = book.on(on) if book else None
    if found is None:
        return None
    row, governing = RequirementsVersion.objects.get(pk=found.hash), rulebooks.in_force(on)
    read, rulebook = load(found.text), rulebooks.get(governing.pk)
    return RequirementsPage(
        hash=row.pk, title=found.title, version=found.version, adopted_by=row.adopted_by,
        adopted_on=row.adopted_on, since=rulebooks.clock(governing.pk).local_day(row.recorded_at),
        language=found.language, says=found.says, text=found.text,
        requirements=tuple(_line(each, rulebook) for each in read.requirements.values()),
    )  # fmt: skip


def _line(row: Requirement, book: Rulebook) -> RequirementLine:
    parts = tuple((worded(name), worded(said)) for name, said in in_words(row, book))
    return RequirementLine(row.id, row.title, row.clause, row.says, parts[0][1], parts)


def read_requirements(text: str) -> Proposed:
    """Return what requirements that are to be adopted say of themselves, with what they change. Raises
    Malformed as `rules.requirements.read` does."""
    found = adopted.read(text)
    rows = RequirementsVersion.objects.filter(rulebook_id=found.rulebook).order_by("-recorded_at", "-version")
    before = rows.values_list("text", flat=True).first()
    told = changes(load(before) if before else None, found)
    return Proposed(found.title, found.version, found.hash, tuple(worded(each) for each in told))
