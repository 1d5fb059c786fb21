"""Checking the register against the record: nobody holds an office, a power or a login that its journal does
not give them, and no line of the journal was altered, added or taken away.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from dueprocess.core.errors import Broken
from dueprocess.ledger import doctor, state
from dueprocess.ledger.doctor import Finding, Health
from dueprocess.ledger.erasures import Why
from dueprocess.ledger.models import RecordAct
from dueprocess.people import erased, journal
from dueprocess.people.actions import auditors as accrediting
from dueprocess.people.actions import logins
from dueprocess.people.models import (
    Alias,
    Change,
    Listing,
    Login,
    NameKey,
    Person,
    PersonErasure,
    Power,
    Reason,
)


@state.check("register.journal")
def lines() -> Iterator[str]:
    """Every line of the register's journal is the one that was bound to the log, and none is gone; nor is the
    reason of one, but where the log says that it was erased."""
    _people, erased_lines = erased.gone()
    bound = dict(RecordAct.objects.filter(kind=journal.KIND).values_list("pk", "payload"))
    changes = Change.objects.select_related("why", "record__entry").order_by("pk")
    for change in changes.iterator(chunk_size=500):
        payload = bound.pop(change.record_id, None)
        if payload is None:
            yield f"line {change.pk} of the register's journal is bound to no act of its own in the record"
            continue
        told = bytes(change.record.entry.leaf).hex() in erased_lines and not hasattr(change, "why")
        old = told and "why" not in change.values
        if payload.get("line") != journal.commitment(change) and not old:
            yield f"line {change.pk} of the register's journal is not the one that was bound to the log"
        elif not journal.explained(change) and not told:
            yield (
                f"the reason in line {change.pk} of the register's journal is not the one that was bound to "
                "the log, and no entry tells that it was erased"
            )
    for pk in sorted(bound):
        yield f"a line of the register's journal is gone: {journal.KIND} {pk} of the record has none"


@state.check("register.held")
def held() -> Iterator[str]:
    """Offices, appointments, delegations, powers, qualifications, units and logins are those of the
    journal."""
    told: journal.Rows = {}
    gone, _lines = erased.gone()
    for values in Change.objects.order_by("pk").values_list("values", flat=True).iterator(chunk_size=500):
        for table, rows in (values.get("rows") or {}).items():
            told.setdefault(table, {}).update(rows)
    for model in journal.COLUMNS:
        table = str(model._meta.model_name)
        wanted = told.get(table, {})
        for row in model._default_manager.order_by("pk").iterator(chunk_size=500):
            said = wanted.pop(str(row.pk), None)
            if said is None and isinstance(row, Login) and row.person_id is None:
                continue  # nobody's of the register: it opens no door of the staff
            if said is None:
                yield f"{table} {row.pk} was given by nobody: no line of the register's journal tells of it"
                continue
            # A line of an earlier version told of fewer columns; a line of now tells of each.
            now = journal.columns(row)
            if said.get("person_id") in gone:
                now["email"] = said.get("email")  # it is not kept any longer
            if differing := [name for name, value in said.items() if now.get(name) != value]:
                yield f"{table} {row.pk} is not as the journal says: {', '.join(differing)}"
        for key, said in wanted.items():
            if model is Login and said["person_id"] in gone:
                continue  # whose login it was is gone too
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


@state.check("register.erasures")
def erasures() -> Iterator[str]:
    """Each person of whom the log says so was erased, for the reason and with the lines of the journal that
    it says; of nobody else was the row emptied, or the reasons taken away."""
    rows = {row.person_id: row for row in PersonErasure.objects.select_related("person").order_by("pk")}
    told: set[int] = set()
    for act in erased.payloads():
        for each in act.payload["people"]:
            told.add(each["p"])
            yield from (
                f"{act.kind} {act.pk}: person {each['p']} {what}" for what in _erased(act, each, rows)
            )
    for pk in sorted(rows.keys() - told):
        said = (
            "no entry tells so" if rows[pk].entry_id else "no entry tells so yet; `dueprocess work` logs it"
        )
        yield f"person {pk} is said to be erased, and {said}"
    nameless = Person.objects.filter(full_name="", erasure=None).order_by("pk")
    for pk in nameless.values_list("pk", flat=True):
        yield f"person {pk} has no name any more, and was not erased by anybody"


def _erased(act: RecordAct, said: dict[str, Any], rows: dict[int, PersonErasure]) -> Iterator[str]:
    pk = said["p"]
    row = rows.get(pk)
    if row is None or row.entry_id != act.entry_id:
        yield "is not said to be erased by it"
        return
    if row.at != datetime.fromisoformat(act.payload["at"]):
        yield "was erased at another moment than it says"
    try:
        why = Why(erased.basis(row), bytes(row.salt)).commitment
    except Broken:
        why = ""
    if why != said["basis"]:
        yield "was erased on another legal basis than the one that was committed to"
    if not erased.is_empty(row.person):
        yield "was erased, and something is written in their row"
    for model in (Alias, Listing, NameKey, Login):
        if model._default_manager.filter(person=pk).exists():
            yield f"was erased, and there is a {model._meta.model_name} of theirs"
    there = Reason.objects.filter(change__record__entry__leaf__in=list(map(bytes.fromhex, said["entries"])))
    if there.exists():
        yield "was erased, and reasons in the register's journal are still there"


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
    faults = [*lines(), *held(), *two(), *auditors(), *erasures()]
    what = "offices, powers and logins are those of the register's journal; whoever was erased is gone"
    if not faults:
        yield Finding(Health.OK, what)
    for fault in faults[:5]:
        yield Finding(Health.FAIL, fault, "Run: dueprocess record verify-state; see SECURITY.md.")
