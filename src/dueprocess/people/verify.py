"""Checking the register against the record: nobody holds an office, a power or a login that its journal does
not give them, and no line of the journal was altered, added or taken away.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.ledger import doctor, state
from dueprocess.ledger.doctor import Finding, Health
from dueprocess.ledger.models import RecordAct
from dueprocess.people import journal
from dueprocess.people.models import Change, Login


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
            elif said != journal.columns(row):
                differing = [name for name, value in journal.columns(row).items() if value != said.get(name)]
                yield f"{table} {row.pk} is not as the journal says: {', '.join(differing)}"
        for key in wanted:
            yield f"{table} {key} is gone, and no line of the register's journal says so"


@doctor.check
def _register() -> Iterator[Finding]:
    faults = [*lines(), *held()]
    what = "offices, powers and logins are those of the register's journal"
    if not faults:
        yield Finding(Health.OK, what)
    for fault in faults[:5]:
        yield Finding(Health.FAIL, fault, "Run: dueprocess record verify-state; see SECURITY.md.")
