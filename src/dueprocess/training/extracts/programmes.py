"""Programmes and providers as pages show them. Frozen values; the functions that return a model are for an
action to act on, and raise Hidden where there is none.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet

from dueprocess.kit.http import Hidden
from dueprocess.people.models import Person
from dueprocess.training.extracts.finished import before, first
from dueprocess.training.models import (
    Completion,
    Paper,
    Programme,
    ProgrammeVersion,
    Provider,
    ProviderAccreditation,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """One programme by its newest version that has begun, or is the first to come."""

    code: str
    title: str
    version: int
    minutes: int
    months: int | None
    languages: tuple[str, ...]
    qualifies: tuple[str, ...]
    withdrawn_on: date | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version as its programme's page shows it. `void_on`: from when on it counts no more; `runs`:
    whether it is taught on the day asked."""

    pk: int
    number: int
    title: str
    content: str
    minutes: int
    months: int | None
    languages: tuple[str, ...]
    qualifies: tuple[str, ...]
    equivalents: tuple[str, ...]
    from_on: date
    voids_on: date | None
    void_on: date | None
    runs: bool
    holders: int


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """A programme with its versions, the newest first; why it was withdrawn."""

    code: str
    title: str
    withdrawn_on: date | None
    why: str
    versions: tuple[VersionPage, ...]


@dataclass(frozen=True, slots=True)
class AccreditationLine:
    """One accreditation of a provider. `state`: "runs", "to come", "over" or "withdrawn" on the day asked."""

    pk: int
    body: str
    programmes: tuple[str, ...]
    from_on: date
    until_on: date | None
    evidence: str
    paper: int | None
    paper_name: str
    by: str
    withdrawn_on: date | None
    withdrawn_by: str
    why: str
    state: str


@dataclass(frozen=True, slots=True)
class ConsultationLine:
    """Who was asked about a provider, when, and what they said."""

    community: str
    asked_on: date
    answer: str
    by: str


@dataclass(frozen=True, slots=True)
class ProviderPage:
    """A provider, by whom they are accredited, and what those concerned said; `accredited`: on the day
    asked."""

    pk: int
    name: str
    accredited: bool
    accreditations: tuple[AccreditationLine, ...]
    consultations: tuple[ConsultationLine, ...]


def programmes(on: date) -> tuple[ProgrammeLine, ...]:
    """Return every programme, those that are taught first; one query."""
    by_code: dict[str, list[ProgrammeVersion]] = defaultdict(list)
    for row in ProgrammeVersion.objects.select_related("programme").order_by("programme__code", "number"):
        by_code[row.programme.code].append(row)
    found = []
    for code, rows in by_code.items():
        row = next((each for each in reversed(rows) if each.from_on <= on), rows[0])
        gone = row.programme.withdrawn_on
        found.append(
            ProgrammeLine(
                code, row.title, row.number, row.minutes, row.months, tuple(row.languages),
                tuple(row.qualifies), gone, gone is not None and gone <= on,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.withdrawn, each.title.casefold(), each.code)))


def programme_page(code: str, on: date) -> ProgrammePage:
    """Return one programme; three queries. Raises Hidden."""
    row = Programme.objects.select_related("why").filter(code=code).first()
    if row is None:
        raise Hidden("no such programme")
    versions = list(row.versions.select_related("content").order_by("-number"))
    holds = Q(revoked_on=None, on__lte=on) & (Q(until_on=None) | Q(until_on__gte=on))
    pairs = Completion.objects.filter(holds, version__in=versions).values_list("version", "person").distinct()
    holders: dict[int, int] = defaultdict(int)
    for version, _person in pairs:
        holders[version] += 1
    pages = []
    for each in versions:
        void = each.void_on(versions)
        runs = each.from_on <= on and (void is None or on < void)
        pages.append(
            VersionPage(
                each.pk, each.number, each.title, each.content.text, each.minutes, each.months,
                tuple(each.languages), tuple(each.qualifies), tuple(each.equivalents), each.from_on,
                each.voids_on, void, runs and (row.withdrawn_on is None or on < row.withdrawn_on),
                holders[each.pk] if void is None or on < void else 0,
            )
        )  # fmt: skip
    title = next((each.title for each in versions if each.from_on <= on), versions[-1].title)
    return ProgrammePage(row.code, title, row.withdrawn_on, row.why.text if row.why else "", tuple(pages))


def version_page(code: str, number: int, on: date) -> VersionPage:
    """Return one version of a programme; three queries. Raises Hidden."""
    pages = (each for each in programme_page(code, on).versions if each.number == number)
    return _there(next(pages, None))


def programme(code: str) -> Programme:
    """Return a programme to act on. Raises Hidden."""
    return _there(Programme.objects.filter(code=code).first())


def version(pk: int) -> ProgrammeVersion:
    """Return a version to act on. Raises Hidden."""
    return _there(ProgrammeVersion.objects.select_related("programme").filter(pk=pk).first())


def version_choices(on: date) -> list[tuple[str, str]]:
    """Return the versions that somebody can finish on a day or later, as (key, words)."""
    found = []
    rows = list(ProgrammeVersion.objects.select_related("programme").order_by("programme__code", "-number"))
    by_programme: dict[int, list[ProgrammeVersion]] = defaultdict(list)
    for row in rows:
        by_programme[row.programme_id].append(row)
    for row in rows:
        ends = first(before(row.void_on(by_programme[row.programme_id])), before(row.programme.withdrawn_on))
        if ends is None or ends >= on:
            found.append((str(row.pk), f"{row.title} ({row.known_as})"))
    return found


def providers(on: date) -> tuple[ProviderPage, ...]:
    """Return every provider with accreditations and consultations, the accredited first; three queries."""
    found = [_provider(row, on) for row in _providers().order_by("name")]
    return tuple(sorted(found, key=lambda each: (not each.accredited, each.name.casefold())))


def provider_page(pk: int, on: date) -> ProviderPage:
    """Return one provider; three queries. Raises Hidden."""
    return _provider(_there(_providers().filter(pk=pk).first()), on)


def provider(pk: int) -> Provider:
    """Return a provider to act on. Raises Hidden."""
    return _there(Provider.objects.filter(pk=pk).first())


def accreditation(provider: int, pk: int) -> ProviderAccreditation:
    """Return an accreditation of a provider to act on. Raises Hidden."""
    return _there(ProviderAccreditation.objects.filter(pk=pk, provider=provider).first())


def accreditation_paper(provider: int, pk: int) -> Paper:
    """Return the file by which an accreditation is shown. Raises Hidden."""
    row = ProviderAccreditation.objects.select_related("paper").filter(pk=pk, provider=provider).first()
    return _there(row.paper if row else None)


def _providers() -> QuerySet[Provider]:
    return Provider.objects.prefetch_related(
        "accreditations__evidence", "accreditations__paper", "accreditations__by",
        "accreditations__withdrawn_by", "accreditations__why", "consultations__answer", "consultations__by",
    )  # fmt: skip


def _provider(row: Provider, on: date) -> ProviderPage:
    rows = sorted(row.accreditations.all(), key=lambda each: (each.from_on, each.pk), reverse=True)
    lines = tuple(_accreditation(each, on) for each in rows)
    asked = sorted(row.consultations.all(), key=lambda each: (each.asked_on, each.pk), reverse=True)
    said = tuple(
        ConsultationLine(each.community, each.asked_on, each.answer.text, _name(each.by)) for each in asked
    )
    return ProviderPage(row.pk, row.name, any(each.state == "runs" for each in lines), lines, said)


def _accreditation(row: ProviderAccreditation, on: date) -> AccreditationLine:
    if row.withdrawn_on is not None and row.withdrawn_on <= on:
        state = "withdrawn"
    elif row.from_on > on:
        state = "to come"
    else:
        state = "over" if row.until_on is not None and row.until_on < on else "runs"
    return AccreditationLine(
        row.pk, row.body, tuple(row.programmes), row.from_on, row.until_on, row.evidence.text, row.paper_id,
        row.paper.name if row.paper else "", _name(row.by), row.withdrawn_on,
        _name(row.withdrawn_by), row.why.text if row.why else "", state,
    )  # fmt: skip


def _name(person: Person | None) -> str:
    return person.shown_name if person is not None else ""


def _there(row: T | None) -> T:
    if row is None:
        raise Hidden("nothing there")
    return row
