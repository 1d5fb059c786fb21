"""Checking the training register: what was written is what the log commits to, nobody recorded their own, and
each completion has in the register of people what it gives. That no row was changed, `rules.verify` checks.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.ledger import doctor, state
from dueprocess.ledger.doctor import Finding, Health
from dueprocess.people.models import PersonErasure, Qualification
from dueprocess.training.actions.ground import commitment
from dueprocess.training.models import Completion, Exemption, Paper, Words

SALT = 32


@state.check("training.words")
def words() -> Iterator[str]:
    """Words and papers are those that were committed to; none is gone but of people who were erased."""
    erased = set(PersonErasure.objects.values_list("person_id", flat=True))
    for row in Words.objects.order_by("pk").iterator(chunk_size=500):
        yield from _one(f"words {row.pk}", row.text, bytes(row.salt), row.said, row.person_id in erased)
    for paper in Paper.objects.order_by("pk").iterator(chunk_size=500):
        told = f"paper {paper.pk}"
        yield from _one(told, paper.sha256, bytes(paper.salt), paper.said, paper.person_id in erased)
        if paper.person_id in erased and (paper.name or bytes(paper.key)):
            yield f"{told} of the training register is not erased: its name or its key is still there"


def _one(told: str, text: str, salt: bytes, said: str, erased: bool) -> Iterator[str]:
    if erased:
        if text or salt:
            yield f"{told} of the training register are of somebody who was erased, and still there"
    elif len(salt) != SALT or commitment(text, salt) != said:
        yield f"{told} of the training register are not those that were committed to"


@state.check("training.completed")
def completions() -> Iterator[str]:
    """What somebody has by a completion stands in the register of people, in their name and from its day; and
    nobody recorded or took back their own."""
    rows = Completion.objects.select_related("version").order_by("pk")
    for row in rows.iterator(chunk_size=500):
        where = f"completion {row.pk}"
        if row.person_id in (row.by_id, row.revoked_by_id):
            yield f"{where}: recorded or taken back by the person it is about"
        held = Qualification.objects.filter(pk__in=row.qualifications, person=row.person_id, from_on=row.on)
        found = dict(held.values_list("name", "until_on"))
        if set(found) != set(map(str, row.version.qualifies)) or len(found) != len(row.qualifications):
            yield f"{where}: the register of people does not have the trainings that it gives"
        if row.revoked_on is not None and any(u is None or u >= row.revoked_on for u in found.values()):
            yield f"{where}: it was taken back, and a training by it counts on"


@state.check("training.exempted")
def exemptions() -> Iterator[str]:
    """No exemption counts that one person alone decided, or the person it is about."""
    for row in Exemption.objects.order_by("pk").iterator(chunk_size=500):
        by = {row.proposed_by_id, row.settled_by_id}
        if row.person_id in by or (row.agreed and (len(by) < 2 or None in by)):
            yield f"exemption {row.pk}: it takes two others to decide it"


@doctor.check
def _training() -> Iterator[Finding]:
    faults = [*words(), *completions(), *exemptions()]
    if not faults:
        yield Finding(Health.OK, "the training register is as it was recorded, by two where it takes two")
    for fault in faults[:5]:
        yield Finding(Health.FAIL, fault, "Run: dueprocess record verify-state; see SECURITY.md.")
