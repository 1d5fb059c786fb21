"""The two questions: what may be done (`permitted`), and this act, please (`decide`). And `state`.

Knows late entries and what an act changed. Everything is judged by `judgement`; nothing is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from dueprocess.core.engine import judgement, permit, placing, progress, taking, versions
from dueprocess.core.engine.bodies import Way
from dueprocess.core.engine.book import words
from dueprocess.core.engine.deadlines import DeadlineState
from dueprocess.core.engine.docket import Docket
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.permit import Asked
from dueprocess.core.engine.reading import Reader
from dueprocess.core.engine.reading_rows import row_of
from dueprocess.core.engine.refusals import Code, Need, NotPermitted
from dueprocess.core.engine.rows import Row
from dueprocess.core.engine.strands import Lapse, Strand
from dueprocess.core.engine.view import Irregular, State, judge_all
from dueprocess.core.errors import Malformed, Problem
from dueprocess.core.rulebook.model import OpenCases, Rulebook, Step
from dueprocess.core.saying import say as _


class Permission(NamedTuple):
    """Whether one step may be taken in one strand.

    `who`: the keys of those able to take it; `ways`: as which role or body; `concerning`: the parties,
    complaints or acts for which it is still open (empty when it is done once).
    """

    step: str
    strand: int | None
    allowed: bool
    who: tuple[str, ...]
    concerning: tuple[str, ...]
    refusal: Need | None
    due: tuple[DeadlineState, ...]
    ways: tuple[Way, ...] = ()
    rulebook: str = ""  # the hash of the version that governs it here
    version: str = ""  # and its number


@dataclass(frozen=True, slots=True)
class Move:
    """A strand came into a stage; `by` None: by itself. `before` None: the strand was opened."""

    strand: int
    before: str | None
    after: str
    at: datetime
    by: int | None


@dataclass(frozen=True, slots=True)
class Decision:
    """An act that the rules allow, and what follows.

    `act` is the act as it is to be stored: role, strand, persons and the act attacked filled in. `lapses`
    happened by themselves since the row before it and have not been noted.
    """

    act: dict[str, Any]
    state: State
    moved: tuple[Move, ...]
    lapses: tuple[Lapse, ...]
    opened: int | None
    logged_as: str
    late: bool
    rulebook: str = ""  # the hash of the version that governed it
    version: str = ""  # and its number


def state(rulebooks: Mapping[str, Rulebook], docket: Docket, moment: datetime) -> State:
    """What a docket has become at a moment. Pure: nothing else plays a part."""
    fold = Fold(progress.book_of(rulebooks, docket), docket, rulebooks)
    return State(progress.fold_of(fold, docket, moment), rulebooks)


def permitted(state: State, who: str | None = None) -> list[Permission]:
    """For every step: may it be taken (by `who`), or why not. A step in several strands is there for each."""
    fold = state._fold
    due: dict[tuple[int | None, str], list[DeadlineState]] = {}
    for each in state.deadlines:
        if not each.met:
            due.setdefault((each.strand, each.step), []).append(each)
    found: list[Permission] = []
    seen: set[str] = set()
    one_of: dict[int, Strand | None] = {id(fold.book): fold.main}
    for each_strand in fold.strands.values() if fold.versions else ():
        one_of.setdefault(id(each_strand.book), each_strand)
    for governed in one_of.values():
        fold.govern(governed)
        for step in fold.book.steps.values():
            strands: list[Strand | None] = []
            if fold.main is not None and not step.start:
                strands = list(taking.strands_for(fold, step))
            if not strands and step.id not in seen:
                strands = [None]
            seen.add(step.id)
            for strand in strands:
                if strand is not None and strand.book is not fold.book:
                    continue
                found.append(_permission(fold, step, strand, who, due))
    fold.govern(None)
    return found


def _permission(
    fold: Fold,
    step: Step,
    strand: Strand | None,
    who: str | None,
    due: dict[tuple[int | None, str], list[DeadlineState]],
) -> Permission:
    governs = fold.book.governs(step.id)
    version = governs.hash, governs.version
    if strand is None:
        strand, need = placing.place(fold, step, None)
        if need is not None:
            name = strand.name if strand else None
            return Permission(step.id, name, False, (), (), need, (), (), *version)
    answer = permit.judge(fold, step, strand, Asked(who=who))
    name = strand.name if strand is not None else None
    mine = tuple(due.get((name, step.id), ()))
    if strand is not None and fold.main is not None and step.any_strand:
        mine = tuple(due.get((fold.main.name, step.id), ()))
    concerning = tuple(person for person in answer.persons if person is not None)
    if answer.refusal is not None:
        return Permission(step.id, name, False, (), concerning, answer.refusal, mine, (), *version)
    return Permission(step.id, name, True, answer.able, concerning, None, mine, answer.ways, *version)


def decide(
    rulebooks: Mapping[str, Rulebook], docket: Docket, act: Mapping[str, Any], *, found_out: bool = False
) -> Decision:
    """Judge one act (or note) and say what it changes; nothing is stored.

    `act` is one element of `acts` in the JSON of a docket; `n` may be left out. Raises Malformed when it is
    no such element; NotPermitted (a Refused, with `needs`) when the rules say no; NotPermitted `late_entry`
    when it is entered late without a reason, or (late, or annulling one) would make a later act one that the
    rules refuse. `found_out`: nobody decides it, and it is so (mail came back); then later acts may become
    irregular.
    """
    book = progress.book_of(rulebooks, docket)
    row = _read(docket, act)
    fold = Fold(book, docket, rulebooks)
    rows = progress.rows_by(docket, row.entered)
    before = [each for each in rows if (each.at, each.n) < (row.at, row.n)]
    for each in before:
        progress.advance(fold, each.at)
        progress.take(fold, each)
    known = len(fold.lapses)
    progress.advance(fold, row.at)
    if progress.entered_late(row) and not row.late_reason and row.note not in _HISTORY:
        reason = _("It is entered more than a day after it happened: say why.")
        raise NotPermitted(Need(Code.LATE_ENTRY, reason, None, "late_reason"))
    if row.note is not None:
        _note(fold, row)
    else:
        row = _act(fold, row)
    governs = _governing(fold, row)
    whole = docket.with_row(row)
    moves = len(fold.moves)
    if len(before) == len(rows) and row.note != "annulled":
        fold.docket = whole
        progress.take(fold, row)
        progress.advance(fold, row.entered)
    else:
        if not found_out:
            _still_stand(fold, docket, whole, row)
        fold = progress.fold_of(fold.anew(whole), whole, row.entered)
    after = State(fold, rulebooks)
    done = fold.by_n.get(row.n)
    step = done.step if done is not None else None
    return Decision(
        act=_stored(act, row),
        state=after,
        moved=tuple(Move(*each) for each in fold.moves[moves:]),
        lapses=tuple(fold.lapses[known:]),
        opened=done.opens.name if done is not None and done.opens is not None else None,
        logged_as=str(step.logged_with(row.outcome)) if step is not None else "act",
        late=progress.entered_late(row),
        rulebook=governs.hash,
        version=governs.version,
    )


_BESIDE = ("imported", "corrected", "lapsed")
_HISTORY = (*_BESIDE, "annulled")


def _read(docket: Docket, act: Mapping[str, Any]) -> Row:
    read = Reader(docket.registers)
    given = {"n": docket.next_number, **act}
    row = row_of(read, given, "act")
    if row is not None and row.n != docket.next_number:
        read.wrong("act.n", f"The next number is {docket.next_number}.", "Leave the number out.")
    if row is not None and docket.acts and row.entered < docket.acts[-1].entered:
        last = docket.acts[-1].entered.isoformat()
        read.wrong("act.entered", f"A row was entered later already ({last}).", "Say when it is entered.")
    if read.problems or row is None:
        raise read.malformed()
    return row


def _act(fold: Fold, row: Row) -> Row:
    step = versions.step_of(fold, row.step or "", row.strand)
    if step is None:
        raise Malformed(
            [Problem("act.step", None, f"The rulebook has no step {row.step!r}.", "Name one of its steps.")]
        )
    judged = judgement.judged(fold, row)
    if judged.needs:
        raise NotPermitted(judged.needs[0], judged.needs, _governing(fold, row).version)
    return judged.row


def _governing(fold: Fold, row: Row) -> Rulebook:
    """The version that governs an act."""
    versions.step_of(fold, row.step or "", row.strand)
    found = fold.book.governs(row.step or "")
    fold.govern(None)
    return found


def _note(fold: Fold, row: Row) -> None:
    """What a note names must be there."""
    problems: list[Problem] = []

    def check(ok: bool, key: str, what: str, mend: str) -> None:
        if not ok:
            problems.append(Problem(f"act.{key}", None, what, mend))

    if row.note == "version":
        problems += _version(fold, row)
    numbers = {each.n for each in fold.docket.acts}
    if row.note in ("sent", "received"):
        gone = progress.annulled(fold.docket, row.entered)  # a letter about it may be on its way still
        origin = fold.docket.origin
        came = origin is not None and row.of == origin.act
        owing = came or row.of in fold.by_n or row.of in fold.noted or row.of in gone
        owing = owing or any(row.of == n for n, _measure in fold.fallen)
        check(owing, "of", f"There is no entry {row.of} before it.", "Name an entry of this case.")
    if row.note == "annulled":
        check(row.of in numbers, "act", f"There is no entry {row.of}.", "Name an entry of this case.")
    if row.note in ("conflict", "declared"):
        known = row.who in fold.people or (row.people is not None and row.who in row.people)
        # whose office has ended may sit on in the case
        known = known or any(row.who in fold.appointees(name) for name in fold.appointed)
        check(known, "who", f"{row.who} is not among the people.", "Name one of them.")
    if row.note == "conflict" or (row.note == "stepped_down" and row.ground is not None):
        grounds = [ground for each in fold.book.rulebook.conflicts.values() for ground in each.grounds]
        check(
            words(row.ground or "") in fold.book.degrees,
            "ground",
            f"{row.ground!r} is no ground of conflict.",
            f"One of: {', '.join(grounds)}.",
        )
    if row.note == "drawn":
        rules = fold.book.rulebook
        by_lot = [each.id for each in (*rules.roles.values(), *rules.bodies.values()) if each.chosen == "lot"]
        what = f"The rulebook chooses nobody by lot as {row.role!r}."
        check(
            row.role in by_lot, "role", what, f"One of: {', '.join(by_lot)}." if by_lot else "Leave it out."
        )
    if row.note in ("consent", "waived", "left"):
        check(row.who in fold.parties, "who", f"{row.who} is no party.", "Name a party of this case.")
    if row.note in ("consent", "waived"):
        rulebook = fold.book.rulebook
        ok = row.of_step in rulebook.steps or row.of_step in (*rulebook.measures, *rulebook.sanctions)
        key = "to" if row.note == "consent" else "of"
        check(ok, key, f"The rulebook has no step {row.of_step!r}.", "Name one of its steps.")
    if row.note == "party":
        for party in row.parties:
            kinds = fold.book.rulebook.parties
            check(
                party.kind in kinds,
                "adds",
                f"{party.kind!r} is no kind of party.",
                f"One of: {', '.join(kinds)}.",
            )
    if problems:
        raise Malformed(problems)


def _version(fold: Fold, row: Row) -> list[Problem]:
    """A change of version is to one that is here, is another, and has a place for every open strand."""
    new = versions.book_named(fold.library, row.rulebook or "", fold.docket.case).rulebook
    now = [book.rulebook.hash for book, _ in fold.versions[-1:]] or [fold.opening.rulebook.hash]
    what = ""
    if fold.main is None:
        what = "The case has not been opened yet: it is opened under the version in force."
    elif new.hash in now:
        what = f"Version {new.version} is the one in force for this case already."
    elif new.transition.open_cases is not OpenCases.STAY:
        for strand in fold.strands.values():
            stage = versions.translated(fold, strand.stage, strand.version, len(fold.versions))
            if new.transition.stages.get(stage, stage) not in new.stages:
                title = strand.book.stages[strand.stage].title
                what = f"The stage “{title}” of strand {strand.name} has no place in version {new.version}."
    mend = "Name another version, or mend its `rulebook.transition`."
    return [Problem("act.rulebook", None, what, mend)] if what else []


def _still_stand(fold: Fold, docket: Docket, whole: Docket, row: Row) -> None:
    """Refuse a late entry, or an annulment, that would make a later act one the rules refuse."""
    if row.note in _BESIDE:
        return
    was = {each.n for each in judge_all(fold.anew(docket), row.entered)}
    now: list[Irregular] = judge_all(fold.anew(whole), row.entered)
    for each in now:
        if each.n not in was and each.n != row.n:
            reason = _(
                "Act %(n)s, taken later, would then be refused: %(reason)s", n=each.n, reason=each.reason
            )
            raise NotPermitted(Need(Code.LATE_ENTRY, reason, each.clause))


def _stored(act: Mapping[str, Any], row: Row) -> dict[str, Any]:
    """The act as JSON, with what it left to the engine."""
    found = {"n": row.n, **act}
    if row.step is None:
        return found
    found["as"] = row.role
    found["strand"] = row.strand if row.strand is not None else row.n
    if row.persons:
        found["for"] = list(row.persons)
    if row.against is not None:
        found["against"] = row.against
    if row.findings:
        found["findings"] = [
            {name: value for name, value in each.items() if name != "standard"}
            | ({"standard": judged.standard} if judged.standard else {})
            for each, judged in zip(act["findings"], row.findings, strict=True)
        ]
    return found


__all__ = ["Decision", "Move", "Permission", "decide", "permitted", "state"]
