"""Programmes and their versions: made, followed by a new version, withdrawn. Never deleted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Person
from dueprocess.rules import bindings
from dueprocess.training.actions.ground import require, today, words
from dueprocess.training.models import Completion, Programme, ProgrammeVersion

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What a version says: see `ProgrammeVersion`. `voids_on` None: earlier versions count on."""

    title: str
    content: str
    minutes: int
    from_on: date
    languages: Sequence[str] = ()
    months: int | None = None
    qualifies: Sequence[str] = ()
    equivalents: Sequence[str] = field(default=())
    voids_on: date | None = None


@transaction.atomic
def add_programme(*, code: str, taught: Taught, by: Person | None) -> ProgrammeVersion:
    """Make a programme with its first version. Raises Malformed; Refused("no_power")."""
    require(by)
    code = code.strip()
    if not _CODE.fullmatch(code) or len(code) > 40:
        what, mend = _("This is no code."), _("Write small letters and digits, with hyphens: case-handling.")
        raise Malformed([Problem("code", None, what, mend)])
    if Programme.objects.filter(code=code).exists():
        what, mend = _("There is a programme with this code."), _("Add a version to it, or choose another.")
        raise Malformed([Problem("code", None, what, mend)])
    if taught.voids_on is not None:
        what, mend = _("There is no earlier version."), _("Leave it empty.")
        raise Malformed([Problem("voids_on", None, what, mend)])
    programme = Programme.objects.create(code=code, by=by, made_at=clock.now())
    bindings.bind(programme, by)
    return _version(programme, 1, taught, by)


@transaction.atomic
def add_version(*, programme: Programme, taught: Taught, by: Person | None) -> ProgrammeVersion:
    """Follow a programme's last version by a new one. Where it voids earlier ones, what people have by them
    ends with the day before. Raises Malformed; Refused: "no_power", "withdrawn"."""
    require(by)
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if programme.withdrawn_on is not None:
        raise Refused("withdrawn", _("This programme was withdrawn. Make another."), None)
    if taught.voids_on is not None and taught.voids_on < max(today(), taught.from_on):
        what = _("This day lies before the version begins, or before today.")
        mend = _("Nobody loses in hindsight what they had: give a later day.")
        raise Malformed([Problem("voids_on", None, what, mend)])
    last = programme.versions.order_by("-number").values_list("number", flat=True).first() or 0
    made = _version(programme, last + 1, taught, by)
    if made.voids_on is not None:
        _void(made, made.voids_on, by)
    return made


@transaction.atomic
def withdraw_programme(*, programme: Programme, on: date, reason: str, by: Person | None) -> None:
    """Withdraw a programme from a day on: nobody finishes it then; what was finished counts on. Raises
    Malformed; Refused: "no_power", "withdrawn"."""
    require(by)
    register.wanted("reason", reason)
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if programme.withdrawn_on is not None:
        raise Refused("withdrawn", _("This programme was withdrawn already."), None)
    if on < today():
        what, mend = _("This day is over."), _("Give today or a later day.")
        raise Malformed([Problem("on", None, what, mend)])
    programme.withdrawn_on, programme.withdrawn_by = on, by
    programme.why = words(reason, by)
    programme.save(update_fields=["withdrawn_on", "withdrawn_by", "why"])
    bindings.bind(programme, by)


def _version(programme: Programme, number: int, taught: Taught, by: Person | None) -> ProgrammeVersion:
    if faults := _faults(programme, taught):
        raise Malformed(faults)
    made = ProgrammeVersion.objects.create(
        programme=programme, number=number, title=taught.title.strip(), minutes=taught.minutes,
        languages=_each(taught.languages), months=taught.months, qualifies=_each(taught.qualifies),
        equivalents=_each(taught.equivalents), from_on=taught.from_on, voids_on=taught.voids_on,
        content=words(taught.content, by), by=by, made_at=clock.now(),
    )  # fmt: skip
    bindings.bind(made, by)
    return made


def _each(given: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(each.strip() for each in given if each.strip()))


def _faults(programme: Programme, taught: Taught) -> list[Problem]:
    empty, fill = _("This is empty."), _("Fill it in.")
    faults = [
        Problem(name, None, empty, fill)
        for name, text in (("title", taught.title), ("content", taught.content))
        if not text.strip()
    ]
    if not 1 <= taught.minutes <= 60 * 1000:
        faults.append(Problem("minutes", None, _("This is no length."), _("Give it in minutes, above 0.")))
    if taught.months is not None and not 1 <= taught.months <= 600:
        mend = _("Give 1 to 600 months, or leave it empty: for good.")
        faults.append(Problem("months", None, _("This is no time for which it counts."), mend))
    for name in _each(taught.equivalents):
        code, _bar, number = name.partition("/")
        known = number.isdecimal() and len(number) < 6
        if code == programme.code or not (
            known and ProgrammeVersion.objects.filter(programme__code=code, number=int(number)).exists()
        ):
            what = _("There is no version {name} of another programme.").format(name=name)
            faults.append(Problem("equivalents", None, what, _("Name it by code and number: welcome/2.")))
    return faults


def _void(version: ProgrammeVersion, on: date, by: Person | None) -> None:
    """End what people have by earlier versions of the programme with the day before."""
    earlier = Completion.objects.filter(
        Q(until_on=None) | Q(until_on__gte=on), version__programme=version.programme_id,
        version__number__lt=version.number, revoked_on=None,
    )  # fmt: skip
    held = [key for keys in earlier.values_list("qualifications", flat=True).iterator() for key in keys]
    register.end_trainings(qualifications=held, on=on, by=by)
