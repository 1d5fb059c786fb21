"""The rulebooks and codes for pages: in force, by version, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dueprocess.core import codes as core_codes
from dueprocess.core import letters as core_letters
from dueprocess.core import retention
from dueprocess.core.errors import Malformed, Refused
from dueprocess.core.rulebook import check, load
from dueprocess.core.rulebook.diagram import LaneWords, Link, diagram_svg, diagram_words
from dueprocess.core.rulebook.prose import Section, sections
from dueprocess.core.rulebook.prose.by_stage import StagePart, by_stage
from dueprocess.kit.components import located
from dueprocess.kit.http import Hidden
from dueprocess.rules import codes as adopted_codes
from dueprocess.rules import letters, rulebooks, schedules
from dueprocess.rules.models import RulebookVersion


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The rulebook in force: `sections` in words (see `core.rulebook.prose`), `diagram` as SVG markup,
    `lanes` what the diagram shows in words."""

    hash: str
    title: str
    version: str
    adopted_by: str
    adopted_on: date
    in_force_from: date
    sections: tuple[Section, ...]
    diagram: str
    lanes: tuple[LaneWords, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Adopted:
    """One adopted version of the rulebook. `state`: in force, comes, or was in force before."""

    hash: str
    title: str
    version: str
    adopted_by: str
    adopted_on: date
    in_force_from: date
    state: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a text that is to be adopted says: what it is, its version, from when, what `check` warns of."""

    title: str
    version: str
    hash: str
    warnings: tuple[str, ...]
    in_force: tuple[tuple[str, date], ...] = ()  # of a code: each version with its first day


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One code of conduct in a list."""

    id: str
    title: str
    version: str


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause of a code."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class CodeVersionPage:
    """One version of a code: the first and the last day on which it is or was in force."""

    id: str
    from_on: date
    until_on: date | None
    current: bool
    clauses: tuple[ClauseRow, ...]


@dataclass(frozen=True, slots=True)
class CodePage:
    """A code of conduct with all its versions, the newest first."""

    id: str
    title: str
    versions: tuple[CodeVersionPage, ...]


def in_force(
    at: datetime, stages: frozenset[str] = frozenset(), *, stacked: bool = True, link: Link | None = None
) -> RulesPage | None:
    """Return the rulebook that governs a case opened now, with `stages` marked; None if there is none.

    `stacked` draws the side strands below the main one, for narrow pages; `link` gives the address to which
    the box of a stage leads.
    """
    try:
        row = rulebooks.in_force(at.date(), "case")
    except Refused:
        return None
    return _page(row, stages, stacked, link)


def way(at: datetime) -> tuple[StagePart, ...]:
    """Return the steps of the rulebook in force, stage by stage with their deadlines; () if there is none."""
    try:
        row = rulebooks.in_force(at.date(), "case")
    except Refused:
        return ()
    return way_of(row.pk)


def way_of(hash_: str) -> tuple[StagePart, ...]:
    """Return the same of one adopted version."""
    return by_stage(rulebooks.get(hash_))


def versions(at: datetime) -> tuple[Adopted, ...]:
    """Return every adopted version of the rulebook, the newest first."""
    try:
        now = rulebooks.in_force(at.date(), "case").pk
    except Refused:
        now = ""
    rows = RulebookVersion.objects.filter(kind="case").order_by("-in_force_from", "-recorded_at")
    return tuple(
        Adopted(
            row.pk, row.title, row.version, row.adopted_by, row.adopted_on, row.in_force_from,
            "in force" if row.pk == now else "comes" if row.in_force_from > at.date() else "before",
        )
        for row in rows
    )  # fmt: skip


def read_rulebook(text: str) -> Proposed:
    """Return what a rulebook says that is to be adopted. Raises Malformed for one that cannot be."""
    problems = check(text)
    if errors := [each for each in problems if each.severity == "error"]:
        raise Malformed(errors)
    rulebook = load(text)
    return Proposed(rulebook.title, rulebook.version, rulebook.hash, tuple(map(located, problems)))


def read_code(text: str) -> Proposed:
    """Return what a code of conduct that is to be adopted says of itself. Raises Malformed as `load`."""
    code = core_codes.load(text)
    days = tuple((version.id, version.in_force) for version in code.versions)
    return Proposed(code.title, code.versions[-1].id, code.hash, (), days)


def read_schedule(text: str) -> Proposed:
    """Return what a retention schedule that is to be adopted says of itself. Raises Malformed as
    `core.retention.load`, with the names of its rulebook."""
    found = retention.load(text, schedules.names(retention.load(text).rulebook))
    return Proposed(found.title, found.version, found.hash, ())


def read_letters(text: str) -> Proposed:
    """Return what a set of letters that is to be adopted says of itself. Raises Malformed as
    `core.letters.load`, with what its rulebook sends."""
    found = core_letters.load(text, letters.sent(core_letters.load(text).rulebook))
    return Proposed(found.title, found.version, found.hash, ())


def version(
    hash_: str, stages: frozenset[str] = frozenset(), *, stacked: bool = True, link: Link | None = None
) -> RulesPage:
    """Return one adopted version, such as the one that a case runs under, as `in_force` does. Raises Hidden
    where none has this hash."""
    row = RulebookVersion.objects.filter(pk=hash_, kind="case").first()
    if row is None:
        raise Hidden("no such version")
    return _page(row, stages, stacked, link)


def _page(row: RulebookVersion, stages: frozenset[str], stacked: bool, link: Link | None) -> RulesPage:
    rulebook = rulebooks.get(row.pk)
    return RulesPage(
        hash=row.pk,
        title=row.title,
        version=row.version,
        adopted_by=row.adopted_by,
        adopted_on=row.adopted_on,
        in_force_from=row.in_force_from,
        sections=tuple(sections(rulebook)),
        diagram=diagram_svg(rulebook, stages, stacked=stacked, link=link),
        lanes=diagram_words(rulebook),
        text=row.text,
    )


def codes() -> tuple[CodeLine, ...]:
    """Return every code of conduct as last adopted."""
    return tuple(CodeLine(code.id, code.title, code.versions[-1].id) for code in adopted_codes.every())


def code(code_id: str, on: date) -> CodePage | None:
    """Return a code with all its versions; `current` marks the one in force on that day."""
    found = adopted_codes.current(code_id)
    if found is None:
        return None
    standing = found.version_on(on)
    return CodePage(
        found.id,
        found.title,
        tuple(_version(version, version is standing) for version in reversed(found.versions)),
    )


def _version(version: core_codes.Version, current: bool) -> CodeVersionPage:
    return CodeVersionPage(
        version.id,
        version.in_force,
        version.until,
        current,
        tuple(ClauseRow(each.id, each.title, each.text) for each in version.clauses.values()),
    )


def role_titles(at: datetime) -> dict[str, str]:
    """Return the roles of the rulebook in force with their titles; empty before one is adopted."""
    try:
        rulebook = rulebooks.get(rulebooks.in_force(at.date(), "case").pk)
    except Refused:
        return {}
    return {role.id: role.title for role in rulebook.roles.values()}


def qualifications(at: datetime) -> list[tuple[str, str]]:
    """Return what the rulebook in force asks of holders of its roles, as (`kind|name`, words)."""
    try:
        rulebook = rulebooks.get(rulebooks.in_force(at.date(), "case").pk)
    except Refused:
        return []
    holders = (*rulebook.roles.values(), *rulebook.bodies.values())
    trainings = dict.fromkeys(name for each in holders for name in each.needs_training)
    attested = dict.fromkeys(name for each in holders for name in each.needs)
    found = [(f"training|{name}", f"Training: {name}") for name in trainings]
    return found + [(f"attestation|{name}", f"Attestation: {name}") for name in attested]
