"""Checking what was adopted against the record: texts, holidays, days of coming into force, pauses, duties
done, and what the organisation says of itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.core.codes import load as load_code
from dueprocess.core.errors import Malformed
from dueprocess.core.rulebook import load
from dueprocess.ledger import doctor, state
from dueprocess.ledger.doctor import Finding, Health
from dueprocess.ledger.models import RecordAct
from dueprocess.rules import bindings
from dueprocess.rules.models import CodeVersion, Organisation, RulebookVersion
from dueprocess.tlog.entry import normal


@state.check("rules.adopted")
def adopted() -> Iterator[str]:
    """Rulebooks, codes, pauses, duties done and the organisation's own row are as they were bound to the
    log."""
    for model, kind in bindings.KINDS.items():
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


@state.check("rules.text")
def texts() -> Iterator[str]:
    """Texts have the hashes under which they were adopted."""
    for book in RulebookVersion.objects.order_by("pk"):
        try:
            right = load(book.text).hash == book.pk
        except Malformed:
            right = False
        if not right:
            yield f"the text of rulebook {book.pk} was changed"
    for code in CodeVersion.objects.order_by("pk"):
        try:
            right = load_code(code.text).hash == code.pk
        except Malformed:
            right = False
        if not right:
            yield f"the text of code {code.pk} was changed"


@doctor.check
def _rules() -> Iterator[Finding]:
    faults = [*adopted(), *texts()]
    if not faults:
        yield Finding(Health.OK, "rulebooks, holidays and pauses are as they were adopted")
    for fault in faults[:5]:
        yield Finding(Health.FAIL, fault, "Run: dueprocess record verify-state; see SECURITY.md.")
