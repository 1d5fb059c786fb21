"""Checking what was adopted against the record: texts, holidays, days of coming into force, pauses, duties
done, and what the organisation says of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dueprocess.core.codes import Code
from dueprocess.core.codes import load as load_code
from dueprocess.core.errors import Malformed
from dueprocess.core.letters import Letters
from dueprocess.core.letters import load as load_letters
from dueprocess.core.retention import Schedule
from dueprocess.core.retention import load as load_schedule
from dueprocess.core.rulebook import load
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.ledger import doctor, state
from dueprocess.ledger.doctor import Finding, Health
from dueprocess.ledger.models import RecordAct
from dueprocess.rules import bindings
from dueprocess.rules.models import (
    Adoption,
    CodeVersion,
    LettersVersion,
    Organisation,
    RulebookVersion,
    ScheduleVersion,
)
from dueprocess.tlog.entry import normal


@state.check("rules.adopted")
def adopted() -> Iterator[str]:
    """Rulebooks, codes, retention schedules, letters, pauses, duties done and the organisation's own
    row are as they were bound to the log."""
    for model, kind in bindings.kinds().items():
        told = {}
        for payload in RecordAct.objects.filter(kind=kind).order_by("pk").values_list("payload", flat=True):
            row = payload.get("row") or {}
            told[row.get(model._meta.pk.attname)] = row
        for found in model._default_manager.order_by("pk"):
            said = told.pop(found.pk, None)
            if said is None and isinstance(found, Organisation) and found.live_since is None:
                continue  # told before the log began
            if said is None:
                yield f"{kind} {found.pk}: nothing in the record tells of it"
                continue
            now = normal(bindings.columns(found))
            if differing := [name for name in now if now[name] != said.get(name)]:
                yield f"{kind} {found.pk} is not as it was adopted: {', '.join(differing)}"
        for key in told:
            yield f"{kind} {key} is gone"


@state.check("rules.two")
def by_two() -> Iterator[str]:
    """What was adopted at the desk was proposed by one person and agreed to by another."""
    agreed = {
        row.hash: row.proposed_by_id != row.settled_by_id for row in Adoption.objects.filter(agreed=True)
    }
    versions = (RulebookVersion, CodeVersion, ScheduleVersion, LettersVersion)
    for kind in (bindings.KINDS[model] for model in versions):
        for payload in RecordAct.objects.filter(kind=kind).order_by("pk").values_list("payload", flat=True):
            hash_ = payload["row"]["hash"]
            if payload["by"] is not None and not agreed.get(hash_):
                yield f"{kind} {hash_}: nobody else agreed to it"


@state.check("rules.text")
def texts() -> Iterator[str]:
    """Texts have the hashes under which they were proposed or adopted."""
    for book in RulebookVersion.objects.order_by("pk"):
        if not _right(load, book.text, book.pk):
            yield f"the text of rulebook {book.pk} was changed"
    for code in CodeVersion.objects.order_by("pk"):
        if not _right(load_code, code.text, code.pk):
            yield f"the text of code {code.pk} was changed"
    for schedule in ScheduleVersion.objects.order_by("pk"):
        if not _right(load_schedule, schedule.text, schedule.pk):
            yield f"the text of retention schedule {schedule.pk} was changed"
    for letters in LettersVersion.objects.order_by("pk"):
        if not _right(load_letters, letters.text, letters.pk):
            yield f"the text of letters {letters.pk} was changed"
    for row in Adoption.objects.order_by("pk"):
        if not _right(_READ.get(row.what, load), row.text, row.hash):
            yield f"the text of proposal {row.pk} was changed"


_READ: dict[str, Callable[[str], Rulebook | Code | Schedule | Letters]] = {
    "code": load_code,
    "retention": load_schedule,
    "letters": load_letters,
}


def _right(read: Callable[[str], Rulebook | Code | Schedule | Letters], text: str, hash_: str) -> bool:
    try:
        return read(text).hash == hash_
    except Malformed:
        return False


@doctor.check
def _rules() -> Iterator[Finding]:
    faults = [*adopted(), *by_two(), *texts()]
    if not faults:
        yield Finding(Health.OK, "rulebooks, holidays and pauses are as they were adopted")
    for fault in faults[:5]:
        yield Finding(Health.FAIL, fault, "Run: dueprocess record verify-state; see SECURITY.md.")
