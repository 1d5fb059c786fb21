"""What a note at the desk is: its form, and how it is written. Knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.cases.extracts import CasePage
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Upload
from dueprocess.kit import fields
from dueprocess.people.models import Person


class Note(fields.Form):
    """One note. The fields are put in by its maker."""


@dataclass(frozen=True, slots=True)
class Writing:
    """In which case a note is written, as what page, and by whom."""

    docket: Docket
    page: CasePage
    person: Person

    @property
    def by(self) -> Actor:
        """Return whoever writes it, as its author."""
        return Actor(person=self.person)


@dataclass(frozen=True, slots=True)
class NoteKind:
    """One kind of note: `build` puts the fields into its form, `write` writes what was typed there, and
    raises Refused or Malformed."""

    title: Any
    build: Callable[[Note, Writing], None]
    write: Callable[[Writing, dict[str, Any]], object]
    says: Any = ""  # what it means, where its title does not say it


def parties(page: CasePage) -> list[tuple[str, str]]:
    """Return the choices among the parties to the case."""
    return [(each.key, each.name) for each in page.docket.parties]


def uploads(typed: dict[str, Any]) -> list[Upload]:
    """Return the files that were sent with a note."""
    return [Upload(each.name, each.chunks()) for each in typed.get("attached") or ()]


def put_moment(form: Note, label: str) -> None:
    """Ask when it happened, and why it is written down only now."""
    form.fields["at"] = fields.MomentField(label=label, required=False, hint=_("Empty: now."))
    form.fields["late_reason"] = fields.TextField(
        label=_("Why is it written down only now?"), required=False, hint=_("If it was more than a day ago.")
    )
