"""Adopting rulebooks and codes, and saying whose installation this is.

Nothing is edited: a change is a new version, adopted by a body on a date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import holidays as calendars
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.codes import Code
from dueprocess.core.codes import load as load_code
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.rulebook import check, load
from dueprocess.kit import clock
from dueprocess.ledger import extracts as record
from dueprocess.people.actions import require, touch
from dueprocess.people.models import Person, Power
from dueprocess.rules import bindings, codes, unbuilt
from dueprocess.rules.models import CodeVersion, Organisation, RulebookVersion

YEARS_BACK = 3
YEARS_AHEAD = 15


def holidays(code: str | None, years: Iterable[int]) -> list[str]:
    """Return the public holidays of a calendar code (`GB-ENG`, `PL`) in those years, ISO dates in order.

    Raises Malformed for a code that the holidays library does not know.
    """
    if code is None:
        return []
    country, _dash, part = code.partition("-")
    try:
        found = calendars.country_holidays(country, subdiv=part or None, years=list(years))
    except NotImplementedError as error:
        raise Malformed(
            [
                Problem(
                    "calendar.holidays",
                    None,
                    f"{code} is no calendar known here.",
                    "Use a code such as GB-ENG or PL.",
                )
            ]
        ) from error
    return sorted(day.isoformat() for day in found)


@transaction.atomic
def adopt(
    *,
    text: str,
    adopted_by: str,
    adopted_on: date,
    by: Person | None,
    in_force_from: date | None = None,
    kind: str = "case",
) -> RulebookVersion:
    """Adopt a rulebook; dockets opened from `in_force_from` on (default: the day of adoption) are under it.

    Raises Malformed with every error that `check` finds, or what the house cannot do yet; Refused for a
    version that was adopted before under the same id and number with another text.
    """
    require(by, Power.ADOPT_RULES)
    previous = RulebookVersion.objects.filter(kind=kind).order_by("-in_force_from", "-recorded_at").first()
    problems = check(text, previous.text if previous and _same(text, previous) else None)
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise Malformed(errors)
    rulebook = load(text)
    if unable := unbuilt.not_yet(rulebook):
        raise Malformed(unable)
    if not adopted_by.strip():
        raise Malformed([Problem("adopted_by", None, "No body is named.", "Name the body that adopted it.")])
    if found := RulebookVersion.objects.filter(pk=rulebook.hash).first():
        return found
    if RulebookVersion.objects.filter(rulebook_id=rulebook.id, version=rulebook.version).exists():
        raise Refused(
            "version_taken",
            _(
                "Version {version} of {rulebook} was adopted with another text. Give this one a new number."
            ).format(version=rulebook.version, rulebook=rulebook.id),
            None,
        )
    first, last = adopted_on.year - YEARS_BACK, adopted_on.year + YEARS_AHEAD
    made = RulebookVersion.objects.create(
        hash=rulebook.hash,
        rulebook_id=rulebook.id,
        version=rulebook.version,
        title=rulebook.title,
        text=text,
        kind=kind,
        adopted_by=adopted_by.strip(),
        adopted_on=adopted_on,
        in_force_from=in_force_from or adopted_on,
        holidays=holidays(rulebook.calendar.holidays, range(first, last + 1)),
        covers_from=first,
        covers_to=last,
        previous=previous,
        recorded_at=clock.now(),
    )
    touch()
    bindings.bind(made, by)
    return made


def _same(text: str, previous: RulebookVersion) -> bool:
    """Tell whether the text is a further version of the same rulebook, so that its stages must have a
    place."""
    try:
        return load(text).id == previous.rulebook_id
    except Malformed:
        return False


@transaction.atomic
def adopt_code(*, text: str, adopted_by: str, adopted_on: date, by: Person | None) -> CodeVersion:
    """Adopt a code of conduct with all its versions; the code itself says from when each is in force.

    Raises Malformed for one that cannot be read, where no body is named, and for a further version that
    changes or leaves out one adopted before, or works backwards.
    """
    require(by, Power.ADOPT_RULES)
    code = load_code(text)
    if not adopted_by.strip():
        raise Malformed([Problem("adopted_by", None, "No body is named.", "Name the body that adopted it.")])
    if problems := list(_kept(code, codes.current(code.id), adopted_on)):
        raise Malformed(problems)
    found, new = CodeVersion.objects.get_or_create(
        hash=code.hash,
        defaults={
            "code_id": code.id,
            "version": code.versions[-1].id,
            "title": code.title,
            "text": text,
            "adopted_by": adopted_by.strip(),
            "adopted_on": adopted_on,
            "recorded_at": clock.now(),
        },
    )
    if new:
        bindings.bind(found, by)
    return found


def _kept(code: Code, before: Code | None, adopted_on: date) -> Iterator[Problem]:
    """Yield what a further version of a code may not do to those before it: they judge what was done under
    them."""
    new = {version.id: version for version in code.versions}
    old = {version.id: version for version in before.versions} if before else {}
    for name, was in old.items():
        now = new.get(name)
        path = f"versions.{name}"
        if now is None:
            mend = "Leave it in, and add the new one below it."
            yield Problem(path, None, f"Version {name}, adopted before, is missing.", mend)
        elif (now.in_force, dict(now.clauses)) != (was.in_force, dict(was.clauses)):
            mend = "Leave it as it was, and give the change a version of its own."
            yield Problem(path, None, f"Version {name}, adopted before, was changed.", mend)
    for name, now in new.items():
        if old and name not in old and now.in_force < adopted_on:
            what = f"Version {name} would be in force from {now.in_force}, before it was adopted."
            mend = f"No rule works backwards: {adopted_on} is the earliest day."
            yield Problem(f"versions.{name}.in_force", None, what, mend)


@transaction.atomic
def describe(*, by: Person | None, **fields: Any) -> Organisation:
    """Say whose installation this is: any of the fields of Organisation but `live_since`.

    Raises Malformed, naming each field that cannot be so.
    """
    require(by, Power.SET_UP)
    row = Organisation.objects.select_for_update().filter(pk=1).first() or Organisation(pk=1)
    for name, value in fields.items():
        if name in ("id", "live_since") or not hasattr(row, name):
            raise TypeError(f"no such field of the organisation: {name}")
        setattr(row, name, value)
    try:
        row.full_clean(exclude=["id", "lawful_bases"], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        mend = "Give it another value; nothing was changed."
        found = error.message_dict.items()
        raise Malformed([Problem(name, None, " ".join(said), mend) for name, said in found]) from error
    row.save()
    if record.begun():  # `init` says whose installation it is before the log can begin
        bindings.bind(row, by)
    return row


@transaction.atomic
def go_live(*, by: Person | None) -> Organisation:
    """Open for real complaints. Raises Malformed naming what is still missing; Refused("practice_log") for a
    log whose origin ends in `.invalid`: its clock can be set, so nobody could rely on it; and
    Refused("practice_cases") where complaints were received before: they would stand among the real ones for
    ever, in the file of cases and in the public figures. What was imported is no practice."""
    require(by, Power.SET_UP)
    if clock.may_be_set():
        raise Refused(
            "practice_log",
            _(
                "This log is for practice: its origin ends in .invalid. Set up another installation, under "
                "an origin of your own."
            ),
        )
    row = Organisation.objects.select_for_update().filter(pk=1).first() or Organisation(pk=1)
    if missing := row.missing():
        raise Malformed(
            [
                Problem(name, None, "This is not told yet.", "Run `dueprocess init` and answer it.")
                for name in missing
            ]
        )
    if row.live_since is None:
        if practised := record.received():
            raise Refused(
                "practice_cases",
                _(
                    "This log holds {practised} complaints from before it went live. They would be counted "
                    "with the real ones for ever. Set up another installation for real complaints."
                ).format(practised=practised),
            )
        row.live_since = clock.now()
        row.save(update_fields=["live_since"])
        bindings.bind(row, by)
    return row


def organisation() -> Organisation:
    """Return the row of the organisation, or an empty one that is not live."""
    return Organisation.objects.filter(pk=1).first() or Organisation(pk=1)
