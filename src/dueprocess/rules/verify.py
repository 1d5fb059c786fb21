"""Checking what was adopted against the record: texts, holidays, days of coming into force, pauses, duties
done, and what the organisation says of itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.core.errors import Malformed
from dueprocess.ledger import doctor, state
from dueprocess.ledger.doctor import Finding, Health
from dueprocess.ledger.models import RecordAct
from dueprocess.rules import bindings
from dueprocess.rules.adoptable import ADOPTABLE, Adoptable
from dueprocess.rules.models import Adoption, Organisation
from dueprocess.tlog.entry import normal

_VERSIONS = {each.version: each for each in ADOPTABLE.values()}
"""Each table of adopted versions, with how its texts are read."""


@state.check("rules.adopted")
def adopted() -> Iterator[str]:
    """Rulebooks, codes, retention schedules, letters, guidance, training requirements, pauses,
    duties done and the organisation's own row are as they were bound to the log."""
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
    for kind in (bindings.KINDS[each] for each in _VERSIONS):
        for payload in RecordAct.objects.filter(kind=kind).order_by("pk").values_list("payload", flat=True):
            hash_ = payload["row"]["hash"]
            if payload["by"] is not None and not agreed.get(hash_):
                yield f"{kind} {hash_}: nobody else agreed to it"


@state.check("rules.text")
def texts() -> Iterator[str]:
    """Texts have the hashes under which they were proposed or adopted."""
    for model, each in _VERSIONS.items():
        for hash_, text in model._default_manager.order_by("pk").values_list("pk", "text"):
            if not _right(each, text, hash_):
                yield f"{bindings.KINDS[model]} {hash_}: its text was changed"
    for row in Adoption.objects.order_by("pk"):
        if row.what not in ADOPTABLE or not _right(ADOPTABLE[row.what], row.text, row.hash):
            yield f"the text of proposal {row.pk} was changed"


def _right(what: Adoptable, text: str, hash_: str) -> bool:
    try:
        return bool(what.load(text).hash == hash_)
    except Malformed:
        return False


@doctor.check
def _rules() -> Iterator[Finding]:
    faults = [*adopted(), *by_two(), *texts()]
    if not faults:
        yield Finding(Health.OK, "rulebooks, holidays and pauses are as they were adopted")
    for fault in faults[:5]:
        yield Finding(Health.FAIL, fault, "Run: dueprocess record verify-state; see SECURITY.md.")
