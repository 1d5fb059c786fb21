"""Checking the register against the record: nobody holds an office, a power or a login that its journal does
not give them, and no line of the journal was altered, added or taken away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dueprocess.ledger import doctor, state
from dueprocess.ledger.doctor import Finding, Health
from dueprocess.ledger.models import RecordAct
from dueprocess.people import journal
from dueprocess.people.actions import auditors as accrediting
from dueprocess.people.actions import logins
from dueprocess.people.models import Change, Login, Power


@state.check("register.journal")
def lines() -> Iterator[str]:
    """Every line of the register's journal is the one that was bound to the log, and none is gone."""
    bound = dict(RecordAct.objects.filter(kind=journal.KIND).values_list("pk", "payload"))
    for change in Change.objects.order_by("pk").iterator(chunk_size=500):
        payload = bound.pop(change.record_id, None)
        if payload is None:
            yield f"line {change.pk} of the register's journal is bound to no act of its own in the record"
        elif payload.get("line") != journal.commitment(change):
            yield f"line {change.pk} of the register's journal is not the one that was bound to the log"
    for pk in sorted(bound):
        yield f"a line of the register's journal is gone: {journal.KIND} {pk} of the record has none"


@state.check("register.held")
def held() -> Iterator[str]:
    """Offices, appointments, delegations, powers, qualifications, units and logins are those of the
    journal."""
    told: journal.Rows = {}
    for values in Change.objects.order_by("pk").values_list("values", flat=True).iterator(chunk_size=500):
        for table, rows in (values.get("rows") or {}).items():
            told.setdefault(table, {}).update(rows)
    for model in journal.COLUMNS:
        table = str(model._meta.model_name)
        wanted = told.get(table, {})
        for row in model._default_manager.order_by("pk").iterator(chunk_size=500):
            said = wanted.pop(str(row.pk), None)
            if said is None and isinstance(row, Login) and row.person_id is None:
                continue  # nobody's login: it opens nothing
            if said is None:
                yield f"{table} {row.pk} was given by nobody: no line of the register's journal tells of it"
                continue
            # A line of an earlier version told of fewer columns; a line of now tells of each.
            now = journal.columns(row)
            if differing := [name for name, value in said.items() if now.get(name) != value]:
                yield f"{table} {row.pk} is not as the journal says: {', '.join(differing)}"
        for key in wanted:
            yield f"{table} {key} is gone, and no line of the register's journal says so"


@state.check("register.two")
def two() -> Iterator[str]:
    """Nobody who held work was given a login by one person alone: what the journal told before each line says
    who held any, and who proposed it."""
    told: journal.Rows = {}
    proposed: dict[int, tuple[Change, dict[str, Any]]] = {}
    for change in Change.objects.order_by("pk").iterator(chunk_size=500):
        rows = change.values.get("rows") or {}
        proposal = change.values.get("proposal")
        if change.verb == logins.PROPOSED:
            proposed[proposal] = (change, rows.get("loginproposal", {}).get(str(proposal), {}))
        elif change.verb == logins.DECLINED:
            proposed.pop(proposal, None)
        elif change.verb == logins.GIVEN and change.by_id is not None:
            first = proposed.pop(proposal, None) if proposal is not None else None
            if proposal is not None or _held(told, change.subject_pk, change.at.date().isoformat()):
                yield from _by_two(change, first)
        for table, found in rows.items():
            told.setdefault(table, {}).update(found)


@state.check("register.auditors")
def auditors() -> Iterator[str]:
    """Nobody audits by the word of one person alone: who proposed each accreditation, and that another
    signed it."""
    seen: set[str] = set()
    proposed: dict[int, Change] = {}
    for change in Change.objects.filter(subject="person").order_by("pk").iterator(chunk_size=500):
        proposal = change.values.get("proposal")
        if change.verb == accrediting.PROPOSED:
            proposed[proposal] = change
        first = proposed.get(proposal) if change.verb == accrediting.ACCREDITED else None
        for key, row in (change.values.get("rows") or {}).get("grant", {}).items():
            if row["power"] != Power.AUDIT or key in seen:
                continue  # its end is told later, by one person
            seen.add(key)
            by = {change.by_id, first.by_id if first else None} - {None, change.subject_pk}
            if len(by) < 2 or first is None or first.subject_pk != change.subject_pk:
                where = f"line {change.pk} of the register's journal gives the power to audit"
                yield f"{where}, and no two others proposed and signed it"


def _held(told: journal.Rows, person: int, on: str) -> bool:
    """Tell whether somebody had work on that day or was to have it, as `actions.logins.takes_two` asks it."""
    whose = {"term": "person_id", "appointment": "person_id", "grant": "person_id",
             "qualification": "person_id", "delegation": "to_id"}  # fmt: skip
    return any(
        row[column] == person and (row["until_on"] is None or row["until_on"] >= on)
        for table, column in whose.items()
        for row in told.get(table, {}).values()
    )


def _by_two(given: Change, first: tuple[Change, dict[str, Any]] | None) -> Iterator[str]:
    where = f"line {given.pk} of the register's journal gives a login to somebody who had work"
    if first is None:
        yield f"{where}, and nobody had proposed it"
        return
    proposed, row = first
    login: dict[str, Any] = next(iter((given.values.get("rows") or {}).get("login", {}).values()), {})
    if given.by_id in (proposed.by_id, given.subject_pk) or proposed.by_id in (None, given.subject_pk):
        yield f"{where}, and no second person signed it"
    if (row.get("person_id"), row.get("email")) != (given.subject_pk, login.get("email")):
        yield f"{where}, and it is not the one that was proposed"


@doctor.check
def _register() -> Iterator[Finding]:
    faults = [*lines(), *held(), *two(), *auditors()]
    what = "offices, powers and logins are those of the register's journal"
    if not faults:
        yield Finding(Health.OK, what)
    for fault in faults[:5]:
        yield Finding(Health.FAIL, fault, "Run: dueprocess record verify-state; see SECURITY.md.")
