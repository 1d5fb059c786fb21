"""What every change to the training register needs: the power to make it, words and papers beside its rows,
and the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused
from dueprocess.core.workdays import add_months
from dueprocess.kit import clock, files, keys
from dueprocess.people import actions as register
from dueprocess.people.models import Person, Power
from dueprocess.rules import bindings
from dueprocess.tlog import entry as entries
from dueprocess.training.models import (
    Completion,
    Consultation,
    Exemption,
    Paper,
    Programme,
    ProgrammeVersion,
    Provider,
    ProviderAccreditation,
    Words,
)

PLACE = "training/paper"
"""For what papers are sealed."""
DAY = timedelta(days=1)

bindings.also(Words, "training.words", but=("text", "salt"))
bindings.also(Paper, "training.paper", but=("name", "sha256", "salt", "key"))
bindings.also(Programme, "training.programme")
bindings.also(ProgrammeVersion, "training.version")
bindings.also(Provider, "training.provider")
bindings.also(ProviderAccreditation, "training.accredited")
bindings.also(Consultation, "training.consulted")
bindings.also(Completion, "training.completed")
bindings.also(Exemption, "training.exempted")


@dataclass(frozen=True, slots=True)
class Given:
    """A file that shows something, as it is handed in: its name, and its bytes in pieces."""

    name: str
    chunks: Iterable[bytes]


def require(by: Person | None) -> None:
    """Raise Refused("no_power") unless they keep the training register. None: a command of the
    installation."""
    register.require(by, Power.TRAIN)


def today() -> date:
    """Return the day where the organisation is."""
    return day_of(clock.now())


def day_of(moment: datetime) -> date:
    """Return the day of a moment where the organisation is."""
    return timezone.localtime(moment).date()


def last_day(on: date, months: int | None) -> date | None:
    """Return until and including when something counts that was finished on a day and counts for so many
    months; None: for good."""
    return add_months(on, months) if months is not None else None


def commitment(text: str, salt: bytes) -> str:
    """Return the salted commitment to words, or to the hash of a paper."""
    return entries.commit_field(entries.normal(text), bytes(salt)).hex()


def words(text: str, by: Person | None, *, person: Person | None = None) -> Words:
    """Keep words beside the row that they belong to, and bind a commitment to them."""
    salt = keys.salt()
    text = text.strip()
    row = Words.objects.create(text=text, salt=salt, said=commitment(text, salt), person=person)
    bindings.bind(row, by)
    return row


def paper(given: Given, by: Person | None, *, person: Person | None = None) -> Paper:
    """Seal a file that shows something, and bind a commitment to what is in it. Raises Malformed for one that
    is not taken in."""
    key, salt = keys.new_key(), keys.salt()
    kept = files.store(key, given.chunks, PLACE, given.name)
    row = Paper.objects.create(
        name=kept.given[:200], media_type=kept.media_type, size=kept.size, sha256=kept.sha256,
        stored=kept.name, key=keys.wrap(key), salt=salt, said=commitment(kept.sha256, salt), person=person,
    )  # fmt: skip
    bindings.bind(row, by)
    return row


def in_use(names: set[str]) -> set[str]:
    """Tell which of these stored files are papers."""
    return set(Paper.objects.filter(stored__in=names).values_list("stored", flat=True))


def taught(version: ProgrammeVersion, on: date) -> date | None:
    """Return from when on a version counts no more, because a later one says so (None: it counts). Raise
    Refused where it cannot be finished on that day: "not_yet", "withdrawn", "voided"."""
    if on < version.from_on:
        raise Refused(
            "not_yet", _("This version is taught from {day} on.").format(day=said(version.from_on)), None
        )
    withdrawn = version.programme.withdrawn_on
    if withdrawn is not None and on >= withdrawn:
        what = _("The programme was withdrawn on {day}: nobody finishes it from then on.")
        raise Refused("withdrawn", what.format(day=said(withdrawn)), None)
    void = version.void_on(ProgrammeVersion.objects.filter(programme=version.programme_id))
    if void is not None and on >= void:
        what = _("A later version of the programme says that this one does not count from {day} on.")
        raise Refused("voided", what.format(day=said(void)), None)
    return void


def covered(provider: Provider, code: str, *, on: date, until: date | None = None) -> None:
    """Raise Refused("not_accredited"), with why, where no accreditation of a provider covers a programme on a
    day, or on the last of several."""
    rows = list(provider.accreditations.order_by("from_on", "pk"))
    for day in dict.fromkeys((on, until or on)):
        if not any(each.covers(code, day) for each in rows):
            raise Refused("not_accredited", _why_not(provider, rows, code, day), None)


def _why_not(provider: Provider, rows: list[ProviderAccreditation], code: str, day: date) -> str:
    named = {"provider": provider.name, "day": said(day)}
    running = [
        each for each in rows if each.from_on <= day and (each.until_on is None or day <= each.until_on)
    ]
    gone = [each for each in running if each.withdrawn_on is not None and day >= each.withdrawn_on]
    if not rows:
        return _("{provider} is not accredited: nobody has entered an accreditation.").format(**named)
    if not running:
        return _("{provider} is not accredited on {day}.").format(**named)
    if len(gone) == len(running):
        what = _(
            "{provider} is not accredited on {day}: the accreditation by {body} was withdrawn on {gone}."
        )
        last = gone[-1]
        return what.format(body=last.body, gone=said(last.withdrawn_on), **named)
    return _("{provider} is accredited on {day}, but not for the programme {code}.").format(
        code=code, **named
    )


def said(day: date | None) -> str:
    """Return a day as refusals say it."""
    return day.isoformat() if day else ""
