"""What this room does in the background, and what the record and the dockets learn from it when the
installation starts."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from dueprocess.cases import actions, extracts, projector, verify
from dueprocess.cases.actions import counting, forgetting, tabling, together
from dueprocess.cases.approaches import projector as approaches
from dueprocess.cases.approaches import reach
from dueprocess.cases.audits import keeping
from dueprocess.cases.audits import verify as audits
from dueprocess.cases.batches import actions as batches
from dueprocess.cases.bundles import actions as bundles
from dueprocess.cases.bundles import extracts as bundle_pages
from dueprocess.cases.bundles import jobs as bundle_jobs
from dueprocess.cases.declarations import actions as declaring
from dueprocess.cases.declarations import extracts as declarations
from dueprocess.cases.deliberations import extracts as deliberations
from dueprocess.cases.deliberations import jobs as deliberations_jobs
from dueprocess.cases.evidence import extracts as evidence
from dueprocess.cases.evidence import jobs as evidence_jobs
from dueprocess.cases.evidence.actions import copying
from dueprocess.cases.evidence.sound import jobs as sound
from dueprocess.cases.hearings import jobs as hearings_jobs
from dueprocess.cases.hearings import notes as hearings
from dueprocess.cases.imports.actions import preparing
from dueprocess.cases.letters import writing as letters
from dueprocess.cases.lots import extracts as lots
from dueprocess.cases.lots import verify as lots_verify
from dueprocess.cases.mailbox import jobs as mailbox
from dueprocess.cases.models import Batch, Case, Complaint, Joining, PartyWay
from dueprocess.cases.plan import extracts as plans
from dueprocess.cases.plan import jobs as plan
from dueprocess.cases.present import extracts as present
from dueprocess.cases.priority import extracts as priority
from dueprocess.cases.reports import jobs as reports
from dueprocess.cases.service import actions as serving
from dueprocess.cases.service import extracts as served
from dueprocess.cases.statements import extracts as statements
from dueprocess.cases.ways import extracts as ways
from dueprocess.cases.ways import jobs as ways_jobs
from dueprocess.cases.witnesses import extracts as witnesses
from dueprocess.docket import declaring as anew
from dueprocess.docket import lettering, origins, way_in
from dueprocess.docket.actions import rooms
from dueprocess.docket.kinds import CASE
from dueprocess.docket.models import Act, Docket
from dueprocess.kit import clock, files, keys, outbox
from dueprocess.kit.jobs import enqueue, every, job
from dueprocess.ledger import counted, proofs


@job(together.JOB)
def join(joining: int) -> None:
    """Join what one decision has put together, as far as it goes."""
    found = Joining.objects.select_related("into").get(pk=joining)
    actions.carry_on(found, leaves=extracts.way_to_join, role=extracts.role_for)


@job(batches.JOB)
def batch(code: str) -> None:
    """Check, or do, the next cases of a piece of work on several."""
    if found := Batch.objects.filter(code=code).first():
        batches.carry_on(found)


@job(anew.JOB)
def ask_anew(docket: int) -> None:
    """Ask those who sit in a case to declare of whoever has come in."""
    declaring.ask_anew(Docket.objects.get(pk=docket))


@job(serving.ACCEPTED)
def accepted(mail: str) -> None:
    """Note that the mail server took the mail about a letter."""
    serving.accepted(mail)


@every("1 day")
@job("cases.forget_batches")
def forget_batches() -> None:
    """Drop the words of work on several cases when its time is over."""
    batches.forget()


@every("5 minutes")
@job("cases.count_flow")
def count_flow() -> None:
    """Count on what came in and what was closed in each month; what is left is counted right after."""
    if counting.count_flow():
        enqueue("cases.count_flow", key=f"on:{clock.now().isoformat()}")


def _entry_of(number: str) -> int | None:
    """Return the entry that received the complaint or case of that number."""
    number = keys.normal(number)
    if complaint := Complaint.objects.filter(number=number).first():
        act = Act.objects.filter(docket=complaint.docket_id, n=complaint.act).first()
        return origins.first_entry(act) if act is not None else None
    return Act.objects.filter(docket__number=number, n=1).values_list("entry_id", flat=True).first()


def _codes(dockets: Collection[int]) -> way_in.Codes:
    """Return which complainants of these cases were given a receipt code, by local key; and the cases whose
    complaints went into another, which no party opens any more; and who has a link or a passkey."""
    let_in = Exists(PartyWay.objects.opening(clock.now()).filter(docket=OuterRef("docket_id")))
    rows = Case.objects.filter(docket__in=dockets).values_list(
        "docket_id", "joined_into_id", "split_from_id", "docket__complaints_in__complainant",
        "docket__complaints_in__receipt", let_in,
    )  # fmt: skip
    held: dict[int, set[str]] = {}
    shut: set[int] = set()
    linked: set[int] = set()
    for docket, joined, came, complainant, receipt, ways_in in rows:
        if ways_in:
            linked.add(docket)
        if joined is not None:
            shut.add(docket)
        if complainant and receipt:
            held.setdefault(docket, set()).add(complainant)
        if came is not None:
            held.setdefault(docket, set()).update(extracts.with_code_elsewhere(docket))
    return way_in.Codes(held, shut, ways.opening(linked) if linked else {})


proofs.find_with(_entry_of)
way_in.codes_with(_codes)
lettering.written_with(CASE, letters.write)
files.register_in_use(tabling.in_use)
files.register_in_use(copying.in_use)
files.register_in_use(bundles.in_use)
plans.tell_notes()
evidence.tell_notes()
bundle_pages.tell_notes()
ways.tell_notes()
present.tell_notes()
declarations.tell_notes()
statements.tell_notes()
witnesses.tell_notes()
hearings.tell_notes()
lots.tell_notes()
served.tell_notes()
outbox.when_taken(serving.taken)
priority.tell_notes()
deliberations.tell_notes()
rooms.sums_with(counting.drop)
rooms.sums_with(counted.drop)

__all__ = [
    "approaches",
    "audits",
    "batch",
    "bundle_jobs",
    "count_flow",
    "deliberations_jobs",
    "evidence_jobs",
    "forget_batches",
    "forgetting",
    "hearings_jobs",
    "join",
    "keeping",
    "lots_verify",
    "mailbox",
    "plan",
    "preparing",
    "projector",
    "reach",
    "reports",
    "sound",
    "verify",
    "ways_jobs",
]
