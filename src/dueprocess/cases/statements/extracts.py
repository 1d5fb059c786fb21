"""Statements in words: for the desk, with what changed from version to version; for whoever stated them, and
for whoever acts for somebody under 18."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.extracts.party import seen_by
from dueprocess.cases.present import extracts as present
from dueprocess.docket import house, statements
from dueprocess.docket.extracts import FileLine, Opened, telling
from dueprocess.docket.models import Docket
from dueprocess.docket.statements import How, State, Statement, Taken, Version
from dueprocess.kit.components import absolute

WAYS = {
    "passkey": gettext_lazy("by passkey"),
    "link": gettext_lazy("by a one-time link"),
    "login": gettext_lazy("by their login"),
    "code": gettext_lazy("by receipt code"),
}
MOST_WORDS = 3_000
"""Texts of more words than this are compared line by line."""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What was answered to a version: `said` in words, `name` as it was typed, `words` what is disputed or
    why no answer came, `files` what was signed on paper."""

    n: int
    how: str
    said: str
    by: str
    name: str
    words: str
    at: datetime
    entered: bool
    way: str
    files: tuple[FileLine, ...]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version. `state` is a code, `said` it in words. `changes`: what changed against the version before,
    as pieces of text, each `same`, `out` or `in`; empty for the first."""

    n: int
    number: int
    by: str
    at: datetime
    taken: str
    taken_at: datetime
    interpreter: str
    until: date | None
    text: str
    state: str
    said: str
    answers: tuple[AnswerLine, ...]
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement of the party `of` (`who`), its `last` version, and all of them, the first first. `waits`:
    somebody has still to sign, or answer. `shown_to`: who reads it may `sign`, and may also `correct` it."""

    key: str
    number: int
    of: str
    who: str
    kind: str
    minor: bool
    last: VersionLine
    versions: tuple[VersionLine, ...]
    waits: bool
    may_sign: bool = False
    may_correct: bool = False


def of(view: Opened) -> tuple[StatementLine, ...]:
    """Return the statements of an opened case, for the desk."""
    found = statements.statements(view.acts, _minors(view))
    return tuple(_line(view, each) for each in found.values())


def mine(docket: Docket, key: str) -> tuple[StatementLine, ...]:
    """Return what a party has stated, and what somebody under 18 has for whom they act."""
    view = seen_by(docket, key)
    found = statements.statements(view.acts, _minors(view)).values()
    acts_for = set(present.acts_for(docket, key)) if any(each.of != key for each in found) else set()
    shown = [each for each in found if each.of == key or (each.minor and each.of in acts_for)]
    return tuple(_line(view, each, reader=key) for each in shown)


def may_open(docket: Docket, *, key: str, act: int, number: int) -> bool:
    """Tell whether a file is a paper with which somebody's answer to a statement of theirs was entered."""
    return any(
        (file.n, file.number) == (act, number)
        for line in mine(docket, key)
        for version in line.versions
        for each in version.answers
        for file in each.files
    )


def standing(view: Opened) -> Mapping[int, State]:
    """Return where each version of an opened case stands, by the number of its note."""
    return statements.standing(view.acts, _minors(view))


def unsigned(stated: Mapping[int, State], n: int) -> str:
    """Return how the version of note `n` stands, where it is not signed; "" for anything else."""
    state = stated.get(n, State.SIGNED)
    return "" if state == State.SIGNED else str(state.label)


def statement_title(facts: Mapping[str, Any], state: State) -> str:
    """Return what a version is called in a list, by the facts of its note, and how it stands: nobody is
    named."""
    return f"{_named(facts)}: {state.label}"


def statement_text(view: Opened, n: int) -> str:
    """Return the version of note `n` as a paper: whose it is, how it came about, what is stated, and what was
    answered to it, by whom, when and why. Nobody who works on the case is named."""
    line, version = next(
        ((line, each) for line in of(view) for each in line.versions if each.n == n), (None, None)
    )
    if line is None or version is None or not version.text:
        return ""
    lines = [
        _("Statement {n}, version {version}").format(n=line.number, version=version.number),
        _("Of: {name}").format(name=f"{line.who}, {line.kind}" if line.kind else line.who),
        f"{version.taken}, {absolute(version.taken_at, time=True)}",
    ]
    if version.interpreter:
        lines.append(_("Interpreted by: {name}").format(name=version.interpreter))
    lines += [_("It stands as: {state}").format(state=version.said), "", version.text]
    for each in version.answers:
        day = absolute(each.at, time=True)
        said = f"{each.said}: {each.by}, {day}" if each.how != How.SILENT else f"{each.said}, {day}"
        lines += ["", said]
        if each.name:
            lines.append(
                _("Signed as “{name}”").format(name=each.name) + (f", {each.way}" if each.way else "")
            )
        if each.entered and each.how != How.SILENT:
            lines.append(_("Entered from paper, in office."))
        if each.words:
            lines.append(each.words)
    return "\n".join(lines).strip() + "\n"


def _minors(view: Opened) -> set[str]:
    return {key for key, each in view.identities.items() if each.get("minor")}


def _line(view: Opened, found: Statement, *, reader: str = "") -> StatementLine:
    versions: list[VersionLine] = []
    for each in found.versions:
        versions.append(_version(view, found, each, versions[-1].text if versions else None))
    last, party = (
        found.last,
        view.rulebook.parties.get(str(view.identities.get(found.of, {}).get("kind", ""))),
    )
    mine = reader == found.of
    open_ = bool(reader) and not last.answered(reader)
    return StatementLine(
        found.key, statements.number(found.key), found.of, view.name(found.of), party.title if party else "",
        found.minor, versions[-1], tuple(versions), found.state(last) in (State.OFFERED, State.HALF),
        open_, open_ and mine,
    )  # fmt: skip


def _version(view: Opened, found: Statement, each: Version, before: str | None) -> VersionLine:
    said, state = view.contents.get(each.n, {}), found.state(each)
    text = str(said.get(statements.TEXT, ""))
    return VersionLine(
        each.n, each.number, view.name(each.by), each.at, str(Taken(each.taken).label),
        datetime.fromisoformat(each.taken_at), str(said.get(statements.INTERPRETER, "")),
        date.fromisoformat(each.until) if each.until else None, text, str(state), str(state.label),
        tuple(_answers(view, each)), changes(before, text) if before is not None else (),
    )  # fmt: skip


def _answers(view: Opened, version: Version) -> Iterator[AnswerLine]:
    rows = {act.n: act for act in view.acts}
    for each in version.answers:
        said = view.contents.get(each.n, {})
        yield AnswerLine(
            each.n, each.how, str(How(each.how).label), view.name(each.by),
            str(said.get(statements.NAME, "")), str(said.get(statements.WORDS, "")), each.at, each.entered,
            str(WAYS.get(each.way, "")), telling.files(view, rows[each.n], "", ""),
        )  # fmt: skip


def changes(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """Return two texts as pieces: what is in both (`same`), what went `out` and what came `in`, in order."""
    long = max(len(before.split()), len(after.split())) > MOST_WORDS
    parts = re.compile(r"[^\n]*\n|[^\n]+" if long else r"\s+|\S+")
    old, new = parts.findall(before), parts.findall(after)
    found: list[tuple[str, str]] = []
    for tag, from_, to, into, upto in difflib.SequenceMatcher(None, old, new, autojunk=long).get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(old[from_:to])))
            continue
        found += [
            (way, text)
            for way, text in (("out", "".join(old[from_:to])), ("in", "".join(new[into:upto])))
            if text
        ]
    return tuple(found)


def tell_notes() -> None:
    """Let timelines say what these notes mean."""
    telling.note_with(house.STATEMENT, _taken, title=gettext_lazy("Statement written down"))
    telling.note_with(house.STATEMENT_ANSWERED, _answered, title=gettext_lazy("Statement answered"))


def _named(facts: Mapping[str, Any]) -> str:
    said = _("Statement {n}, version {version}")
    return said.format(n=statements.number(str(facts["statement"])), version=facts["version"])


def _taken(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Statement"), _named(facts)
    yield _("Of"), view.name(str(facts["to"][0]))
    yield _("How"), str(Taken(facts["taken"]).label)
    yield _("Taken on"), absolute(datetime.fromisoformat(facts["taken_at"]), time=True)
    found = statements.statements(view.acts, _minors(view)).get(str(facts["statement"]))
    version = (
        next((each for each in found.versions if each.number == facts["version"]), None) if found else None
    )
    if found is not None and version is not None:
        yield _("It stands as"), str(found.state(version).label)


def _answered(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Statement"), _named(facts)
    yield _("By"), view.name(str(facts["to"][0]))
    yield _("Answer"), str(How(facts["how"]).label)
