"""Adopting the texts that stand beside a rulebook: retention schedules, sets of letters, sanctions guidance
and training requirements. `adopting` has the rulebooks, the codes and what two people propose and agree to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.guidance import Guidance
from dueprocess.core.letters import Letters
from dueprocess.core.letters import load as load_letters
from dueprocess.core.requirements import Requirements
from dueprocess.core.retention import load as load_schedule
from dueprocess.kit import clock
from dueprocess.people.actions import touch
from dueprocess.people.models import Person
from dueprocess.rules import bindings, guidance, letters, requirements, schedules
from dueprocess.rules.adoptable import GUIDANCE, LETTERS, REQUIREMENTS, RETENTION
from dueprocess.rules.models import GuidanceVersion, LettersVersion, RequirementsVersion, ScheduleVersion


@dataclass(frozen=True, slots=True)
class Given:
    """What is adopted (`what`), with what its version is to say of itself; `first`: of a rulebook, its first
    day in force."""

    what: str
    text: str
    adopted_by: str
    adopted_on: date
    first: date | None = None


def on_the_server(by: Person | None) -> None:
    """Raise Refused("second_person") for somebody: at the desk it takes two."""
    if by is not None:
        what = _("Rules take two people: propose it, and somebody else agrees.")
        raise Refused("second_person", what, None)


def taken(name: str, version: str) -> Refused:
    """Return the refusal of a version whose number another text has."""
    said = _("Version {version} of {rulebook} was adopted with another text. Give this one a new number.")
    return Refused("version_taken", said.format(version=version, rulebook=name), None)


@transaction.atomic
def adopt_schedule(*, text: str, adopted_by: str, adopted_on: date, by: Person | None) -> ScheduleVersion:
    """Adopt a retention schedule on the server; it holds at once, and erases nothing for four weeks
    (`core.retention.LOOKED_AT`). At the desk it takes two: `propose_adoption`.

    Raises Malformed for one that cannot be read, that names what no adopted version of its rulebook has, and
    where no body is named; Refused as `adopt`.
    """
    on_the_server(by)
    return make_schedule(Given(RETENTION, text, adopted_by, adopted_on), by)


def make_schedule(given: Given, by: Person | None) -> ScheduleVersion:
    """Write the version that a retention schedule is to be."""
    schedule = load_schedule(given.text, schedules.names(load_schedule(given.text).rulebook))
    made = ScheduleVersion(
        hash=schedule.hash, schedule_id=schedule.id, version=schedule.version, title=schedule.title,
        text=given.text, adopted_by=given.adopted_by.strip(), adopted_on=given.adopted_on,
        recorded_at=clock.now(),
    )  # fmt: skip
    return _once(made, ScheduleVersion.objects.filter(schedule_id=schedule.id), by)


@transaction.atomic
def adopt_letters(*, text: str, adopted_by: str, adopted_on: date, by: Person | None) -> LettersVersion:
    """Adopt a set of letters on the server; every letter of its rulebook that is written from now on is by
    it. At the desk it takes two: `propose_adoption`.

    Raises Malformed for one that cannot be read, that lacks a letter of an adopted version of its rulebook or
    has one too many, and where no body is named; Refused as `adopt`.
    """
    on_the_server(by)
    return make_letters(Given(LETTERS, text, adopted_by, adopted_on), by)


def make_letters(given: Given, by: Person | None) -> LettersVersion:
    """Write the version that a set of letters is to be."""
    found = load_letters(given.text, letters.sent(load_letters(given.text).rulebook))
    made = LettersVersion(letters_id=found.id, **_about(found, given))
    return _once(made, LettersVersion.objects.filter(letters_id=found.id), by)


@transaction.atomic
def adopt_guidance(*, text: str, adopted_by: str, adopted_on: date, by: Person | None) -> GuidanceVersion:
    """Adopt sanctions guidance on the server; every decision under its rulebook that is written down from now
    on is by it. At the desk it takes two: `propose_adoption`.

    Raises Malformed for one that cannot be read, that has no rung for a sanction of an adopted version of its
    rulebook or names what there is not, and where no body is named; Refused as `adopt`.
    """
    on_the_server(by)
    return make_guidance(Given(GUIDANCE, text, adopted_by, adopted_on), by)


def make_guidance(given: Given, by: Person | None) -> GuidanceVersion:
    """Write the version that sanctions guidance is to be."""
    found = guidance.read(given.text)
    made = GuidanceVersion(guidance_id=found.id, **_about(found, given))
    return _once(made, GuidanceVersion.objects.filter(guidance_id=found.id), by)


@transaction.atomic
def adopt_requirements(
    *, text: str, adopted_by: str, adopted_on: date, by: Person | None
) -> RequirementsVersion:
    """Adopt training requirements on the server; they hold from today, and whoever they bind anew has the
    whole time from today. At the desk it takes two: `propose_adoption`.

    Raises Malformed for some that cannot be read or name what no adopted version of their rulebook has, and
    where no body is named; Refused as `adopt`.
    """
    on_the_server(by)
    return make_requirements(Given(REQUIREMENTS, text, adopted_by, adopted_on), by)


def make_requirements(given: Given, by: Person | None) -> RequirementsVersion:
    """Write the version that training requirements are to be."""
    found = requirements.read(given.text)
    made = RequirementsVersion(requirements_id=found.id, **_about(found, given))
    return _once(made, RequirementsVersion.objects.filter(requirements_id=found.id), by)


def _about(found: Letters | Guidance | Requirements, given: Given) -> dict[str, Any]:
    """Return the columns that all versions of texts beside a rulebook share."""
    return {
        "hash": found.hash, "version": found.version, "rulebook_id": found.rulebook, "title": found.title,
        "text": given.text, "adopted_by": given.adopted_by.strip(), "adopted_on": given.adopted_on,
        "recorded_at": clock.now(),
    }  # fmt: skip


_Version = TypeVar("_Version", ScheduleVersion, LettersVersion, GuidanceVersion, RequirementsVersion)


def _once(made: _Version, versions: QuerySet[_Version], by: Person | None) -> _Version:
    """Save a version and bind it, but where this very text was adopted before; `versions` are those of the
    same name."""
    if not made.adopted_by:
        raise Malformed([Problem("adopted_by", None, "No body is named.", "Name the body that adopted it.")])
    if found := versions.filter(pk=made.pk).first():
        return found
    if versions.filter(version=made.version).exists():
        raise taken(versions.filter(version=made.version)[0].title, made.version)
    made.save(force_insert=True)
    touch()
    bindings.bind(made, by)
    return made
