"""Checking the training register: what was written is what the log commits to, nobody recorded their own, and
each completion has in the register of people what it gives. That no row was changed, `rules.verify` checks.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from dueprocess.ledger import doctor, state
from dueprocess.ledger.doctor import Finding, Health
from dueprocess.people.models import PersonErasure, Qualification
from dueprocess.training.actions.ground import commitment
from dueprocess.training.models import Completion, Exemption, Paper, Words

SALT = 32
AT_ONCE = 500


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
    first = 0
    while rows := list(_after(first)):
        first = rows[-1].pk
        wanted = {key for row in rows for key in row.qualifications if isinstance(key, int)}
        held = Qualification.objects.in_bulk(sorted(wanted))
        for row in rows:
            given = [held[key] for key in row.qualifications if key in held]
            yield from (f"completion {row.pk}: {what}" for what in _one_completion(row, given))


def _after(pk: int) -> QuerySet[Completion]:
    return Completion.objects.select_related("version").filter(pk__gt=pk).order_by("pk")[:AT_ONCE]


def _one_completion(row: Completion, given: list[Qualification]) -> Iterator[str]:
    if row.person_id in (row.by_id, row.revoked_by_id):
        yield "recorded or taken back by the person it is about"
    theirs = [each for each in given if each.person_id == row.person_id and each.from_on == row.on]
    names = sorted(each.name for each in theirs)
    if len(given) != len(row.qualifications) or names != sorted(map(str, row.version.qualifies)):
        yield "the register of people does not have the trainings that it gives"
    gone = row.revoked_on
    if gone is not None and any(each.until_on is None or each.until_on >= gone for each in theirs):
        yield "it was taken back, and a training by it counts on"


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
