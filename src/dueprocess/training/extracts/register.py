"""The register as pages show it: what one person has, what was recorded last, exemptions that wait. Frozen
values; the functions that return a model are for an action to act on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dueprocess.kit.http import Hidden
from dueprocess.training.extracts.finished import before, catalogue, first
from dueprocess.training.models import Completion, Exemption, How, Paper

LINES = 50


@dataclass(frozen=True, slots=True)
class CompletionLine:
    """One completion. `until_on` as it counts now; `state`: "counts", "over", "voided" or "taken back"."""

    pk: int
    person: int
    name: str
    title: str
    programme: str
    version: int
    on: date
    until_on: date | None
    how: str
    evidence: str
    paper: bool
    by: str
    state: str
    revoked_on: date | None
    revoked_by: str
    why: str


@dataclass(frozen=True, slots=True)
class ExemptionLine:
    """One exemption. `state`: "waits", "refused", "runs", "to come", "over" or "ended"."""

    pk: int
    person: int
    name: str
    requirement: str
    from_on: date
    until_on: date
    why: str
    by: str
    by_pk: int | None
    settled_by: str
    refusal: str
    ended_on: date | None
    state: str


def completions(
    on: date, *, person: int | None = None, programme: str = "", most: int = LINES
) -> tuple[CompletionLine, ...]:
    """Return completions, those recorded last first: of one person (a key), of a programme, or of all; two
    queries."""
    rows = Completion.objects.select_related(
        "person", "version__programme", "evidence", "by", "revoked_by", "why"
    )
    if person is not None:
        rows = rows.filter(person=person)
    if programme:
        rows = rows.filter(version__programme__code=programme)
    voids = catalogue().voids
    return tuple(_completion(row, voids.get(row.version_id), on) for row in rows.order_by("-pk")[:most])


def completion(pk: int) -> Completion:
    """Return a completion to act on. Raises Hidden."""
    row = Completion.objects.select_related("person", "version__programme").filter(pk=pk).first()
    if row is None:
        raise Hidden("no such completion")
    return row


def completion_paper(pk: int) -> Paper:
    """Return the file by which a completion was shown. Raises Hidden, also where it was erased."""
    row = Completion.objects.select_related("paper").filter(pk=pk).first()
    if row is None or row.paper is None or not bytes(row.paper.key):
        raise Hidden("no such paper")
    return row.paper


def exemptions_listed(
    on: date, *, person: int | None = None, waiting: bool = False, most: int = LINES
) -> tuple[ExemptionLine, ...]:
    """Return exemptions, the last first: of one person (a key), or those that wait, or all; one query."""
    rows = _exemptions()
    if person is not None:
        rows = rows.filter(person=person)
    if waiting:
        rows = rows.filter(settled_at=None)
    return tuple(_exemption(row, on) for row in rows.order_by("-pk")[:most])


def to_settle(person: int) -> tuple[ExemptionLine, ...]:
    """Return the exemptions that wait for somebody (a key) who keeps the training register: neither proposed
    by them nor about them; one query."""
    rows = _exemptions().filter(settled_at=None).exclude(proposed_by=person).exclude(person=person)
    return tuple(_exemption(row, row.from_on) for row in rows.order_by("pk")[:LINES])


def exemption(pk: int) -> Exemption:
    """Return an exemption to act on. Raises Hidden."""
    row = Exemption.objects.select_related("person").filter(pk=pk).first()
    if row is None:
        raise Hidden("no such exemption")
    return row


def exemption_line(pk: int, on: date) -> ExemptionLine:
    """Return one exemption; one query. Raises Hidden."""
    row = _exemptions().filter(pk=pk).first()
    if row is None:
        raise Hidden("no such exemption")
    return _exemption(row, on)


def _exemptions() -> QuerySet[Exemption]:
    return Exemption.objects.select_related("person", "why", "refusal", "proposed_by", "settled_by")


def _completion(row: Completion, void: date | None, on: date) -> CompletionLine:
    until = first(row.until_on, before(void))
    if row.revoked_on is not None:
        state = "taken back"
    elif void is not None and void <= on:
        state = "voided"
    else:
        state = "over" if until is not None and until < on else "counts"
    return CompletionLine(
        row.pk, row.person_id, row.person.shown_name, row.version.title, row.version.programme.code,
        row.version.number, row.on, until, str(How(row.how).label), row.evidence.text if row.evidence else "",
        row.paper_id is not None, row.by.shown_name if row.by else _("a command of the installation"), state,
        row.revoked_on, row.revoked_by.shown_name if row.revoked_by else "", row.why.text if row.why else "",
    )  # fmt: skip


def _exemption(row: Exemption, on: date) -> ExemptionLine:
    if row.settled_at is None:
        state = "waits"
    elif not row.agreed:
        state = "refused"
    elif row.ended_on is not None and row.ended_on <= on:
        state = "ended"
    elif row.from_on > on:
        state = "to come"
    else:
        state = "over" if row.until_on < on else "runs"
    return ExemptionLine(
        row.pk, row.person_id, row.person.shown_name, row.requirement, row.from_on, row.until_on,
        row.why.text, row.proposed_by.shown_name if row.proposed_by else "", row.proposed_by_id,
        row.settled_by.shown_name if row.settled_by else "", row.refusal.text if row.refusal else "",
        row.ended_on, state,
    )  # fmt: skip
