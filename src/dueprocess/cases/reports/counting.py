"""The figures of one quarter that only the organisation can count: an auditor checks them with openings.

Knows acts, what was recorded when, and codes of the rulebook; no name and no text. What is counted is what
was recorded in the quarter, as public entries date it (docs/reference/report.md), so that every part adds up
to what anyone can count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import F, Q, QuerySet

from dueprocess.cases import refusals
from dueprocess.cases.figures import ANNULLED, IMPORTED, OF_THEMSELVES, late_of
from dueprocess.cases.mailbox.models import Arrival, State
from dueprocess.core.engine.impositions import Stand
from dueprocess.core.rulebook.ageing import escalations
from dueprocess.core.rulebook.model import DueKind, LoggedAs
from dueprocess.docket import house
from dueprocess.docket.models import Act, Deadline, Measure
from dueprocess.docket.models.dockets import NO, YES
from dueprocess.docket.models.source import CARRIED, GAP
from dueprocess.ledger import counted
from dueprocess.rules import rulebooks
from dueprocess.tlog.figures import quarter_of

MET = "met"
MET_LATE = "met late"
UNMET = ("overdue", "missed", "passed")
"""How a deadline stands, in the words of its row."""


@dataclass(frozen=True, slots=True)
class Part:
    """How many there are of one code, and the code in the rulebook's words."""

    key: str
    number: int | None
    label: str = ""


Parts = dict[str, list[Part]]
"""Figures by their ids."""
Row = Mapping[str, Any]


class Tally:
    """Counts by code, with the words of the rulebook under which each was met first."""

    def __init__(self, *keys: str) -> None:
        self._counts: Counter[str] = Counter(dict.fromkeys(keys, 0))
        self._labels: dict[str, str] = {}

    def add(self, key: str, label: Callable[[], str] | None = None) -> None:
        """Count one; its words are asked for when it is met first."""
        self._counts[key] += 1
        if label is not None and key not in self._labels:
            self._labels[key] = label()

    def parts(self) -> list[Part]:
        """Return what was counted, by code."""
        return [Part(key, number, self._labels.get(key, "")) for key, number in sorted(self._counts.items())]


def count(quarter: str, *, begins: datetime, ends: datetime, size: int) -> Parts:
    """Count a quarter that lasts from `begins` to before `ends` (as periods of the record begin), over the
    first `size` entries. A dozen queries, whose cost goes with the acts of the quarter."""
    acts = Acts(quarter, size)
    found: Parts = {}
    found["closed.route"] = _routes(acts)
    found["refused"] = _refused(acts)
    found["parts"] = _parts(acts)
    found["complaints"] = _complaints(acts)
    found["allegations"] = _allegations(acts)
    found["late.acts"] = _late(acts)
    found["appeals.lodged"], found["appeals.decided"] = _appeals(acts)
    found |= _limits(begins, ends)
    found |= _escalations(begins, ends)
    found["measures"] = _measures()
    waiting = Arrival.objects.filter(state=State.WAITING).count()
    found["mailbox"] = [Part("waiting", waiting)]
    return found


class Acts:
    """The acts of dockets of one kind that were recorded in the quarter; what was annulled is left out."""

    def __init__(self, quarter: str, size: int, kind: str = "case") -> None:
        self.quarter = quarter
        first, after = counted.span(quarter, size)
        every = Act.objects.filter(docket__kind=kind)
        self.all = every.filter(entry__seq__idx__gte=first, entry__seq__idx__lt=after)
        notes = every.filter(is_note=True, name=ANNULLED, entry__seq__idx__lt=size)
        self._gone = {(docket, facts["act"]) for docket, facts in notes.values_list("docket_id", "facts")}

    def rows(self, chosen: QuerySet[Act], *names: str, annulled: bool = False) -> Iterator[Row]:
        """Yield these columns of the chosen acts, in the order of the log."""
        wanted = ("docket_id", "n", "entry__bytes", *names)
        own = chosen.exclude(introduces__has_key=CARRIED).order_by("entry__seq__idx")
        for row in own.values(*wanted).iterator(chunk_size=5_000):
            if not annulled and (row["docket_id"], row["n"]) in self._gone:
                continue
            if quarter_of(counted.period_of(bytes(row["entry__bytes"]))) == self.quarter:
                yield row


def _routes(acts: Acts) -> list[Part]:
    """Closings by the step and outcome that closed them; what time did by itself, by the step that lapsed."""
    tally = Tally()
    closings = acts.all.filter(entry_type="closed")
    wanted = ("name", "is_note", "facts__step", "facts__outcome", "rulebook")
    for row in acts.rows(closings, *wanted, annulled=True):
        step = str(row["facts__step"] or "") if row["is_note"] else row["name"]
        outcome = str(row["facts__outcome"] or "")
        key = ".".join(filter(None, (row["name"] if row["is_note"] else "", step, outcome)))
        tally.add(key, partial(_titled, row, step, outcome))
    return tally.parts()


def _titled(row: Row, step: str, outcome: str) -> str:
    """Name a step and its outcome as the rulebook of that act does."""
    known = rulebooks.get(row["rulebook"]).steps.get(step)
    if known is None:
        return ""
    ended = known.outcomes.get(outcome)
    return f"{known.title}: {ended.title}" if ended is not None else known.title


def _refused(acts: Acts) -> list[Part]:
    tally = Tally()
    refused = acts.all.filter(logged_as=LoggedAs.REFUSED, is_note=False)
    for row in acts.rows(refused, "name", "facts", "rulebook"):
        book = rulebooks.get(row["rulebook"])
        reason = refusals.reason(book, row["name"], row["facts"])
        tally.add(reason, partial(refusals.title, book, reason))
    return tally.parts()


def _parts(acts: Acts) -> list[Part]:
    tally = Tally("joined", "handed_over")
    joined = acts.all.filter(Q(logged_as=LoggedAs.JOINED) | Q(is_note=True, name=house.JOINED))
    for _ in acts.rows(joined.filter(introduces__has_key="joined_into")):
        tally.add("joined")
    over = Q(facts__out__outside=True) | Q(introduces__parted__whole=True)
    for _ in acts.rows(acts.all.filter(over, entry_type="closed")):
        tally.add("handed_over")
    return tally.parts()


def _complaints(acts: Acts) -> list[Part]:
    tally = Tally("named", "anonymous")
    brought = acts.all.filter(introduces__has_key="register").exclude(entry_type__in=IMPORTED)
    for row in acts.rows(brought, "introduces"):
        for entered in row["introduces"]["register"].values():
            tally.add("anonymous" if entered.get("anonymous") else "named")
    return tally.parts()


def _allegations(acts: Acts) -> list[Part]:
    """Each is counted once in its case: with the first act that has it."""
    chosen = acts.all.filter(facts__has_key="allegations")
    seen: dict[int, dict[str, int]] = {}
    for row in acts.rows(chosen, "facts"):
        for each in row["facts"]["allegations"] or ():
            seen.setdefault(row["docket_id"], {}).setdefault(str(each.get("id")), row["n"])
    earlier: set[tuple[int, str]] = set()
    dockets = sorted(seen)
    for at in range(0, len(dockets), 500):
        told = Act.objects.filter(docket_id__in=dockets[at : at + 500], facts__has_key="allegations")
        for docket, n, facts in told.values_list("docket_id", "n", "facts"):
            for each in facts["allegations"] or ():
                key = str(each.get("id"))
                if n < seen[docket].get(key, 0):
                    earlier.add((docket, key))
    new = sum((docket, key) not in earlier for docket, keys in seen.items() for key in keys)
    return [Part("recorded", new)]


def _late(acts: Acts) -> list[Part]:
    late = late_of(acts.all).exclude(is_note=True, name__in=OF_THEMSELVES)
    rows = acts.rows(late, "at", "recorded_at")
    return [Part("acts", sum(row["recorded_at"] - row["at"] > GAP for row in rows))]


def _appeals(acts: Acts) -> tuple[list[Part], list[Part]]:
    lodged, decided = Tally(), Tally()
    chosen = acts.all.filter(logged_as__in=(LoggedAs.APPEALED, LoggedAs.APPEAL_DECIDED), is_note=False)
    for row in acts.rows(chosen, "name", "facts__outcome", "rulebook", "logged_as"):
        outcome = str(row["facts__outcome"] or "")
        if row["logged_as"] == LoggedAs.APPEALED:
            lodged.add(row["name"], partial(_titled, row, row["name"], ""))
        else:
            key = ".".join(filter(None, (row["name"], outcome)))
            decided.add(key, partial(_titled, row, row["name"], outcome))
    return lodged.parts(), decided.parts()


def _limits(begins: datetime, ends: datetime) -> Parts:
    """Deadlines that ended in the quarter, as their rows say now."""
    kept, late, missed = Tally(), Tally(), Tally()
    rows = Deadline.objects.filter(
        docket__kind="case", running__in=(*YES, *NO), due_at__gte=begins, due_at__lt=ends
    ).exclude(kind=DueKind.TARGET)
    for row in rows.values("step", "state", rulebook=F("docket__rulebook_id")).iterator():
        state = row["state"]
        tally = kept if state == MET else late if state == MET_LATE else missed if state in UNMET else None
        if tally is not None:
            tally.add(row["step"], partial(_titled, row, row["step"], ""))
    return {"limits.kept": kept.parts(), "limits.late": late.parts(), "limits.missed": missed.parts()}


def _escalations(begins: datetime, ends: datetime) -> Parts:
    """What the rules ask for because a case has become old: done, of what ended in the quarter; and not done,
    of whatever ended before the quarter did, in cases that are open now."""
    answered, unanswered = Tally(), Tally()
    asked = {hash_: escalations(rulebooks.get(hash_)) for hash_ in rulebooks.hashes(kind="case")}
    steps = {(hash_, each.step.id) for hash_, every in asked.items() for each in every}
    rows = Deadline.objects.filter(
        docket__kind="case", kind=DueKind.DUTY, running__in=(*YES, *NO), due_at__lt=ends,
        step__in={step for _hash, step in steps},
    )  # fmt: skip
    wanted = ("step", "state", "due_at", "running", "docket__is_open")
    for row in rows.values(*wanted, rulebook=F("docket__rulebook_id")).iterator():
        if (row["rulebook"], row["step"]) not in steps:
            continue
        done = row["state"] in (MET, MET_LATE)
        if done and row["due_at"] >= begins:
            answered.add(row["step"], partial(_titled, row, row["step"], ""))
        elif not done and row["running"] and row["docket__is_open"]:
            unanswered.add(row["step"], partial(_titled, row, row["step"], ""))
    return {"escalations.answered": answered.parts(), "escalations.unanswered": unanswered.parts()}


def _measures() -> list[Part]:
    tally = Tally()
    rows = Measure.objects.filter(docket__kind="case", state=Stand.IN_FORCE)
    for book, name in rows.values_list("docket__rulebook_id", "name"):
        tally.add(name, partial(_measure, book, name))
    return tally.parts()


def _measure(book: str, name: str) -> str:
    known = rulebooks.get(book).measures.get(name)
    return known.title if known else ""
