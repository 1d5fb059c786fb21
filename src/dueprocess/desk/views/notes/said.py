"""Notes of what is said to a party, and of what a party said."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases import actions
from dueprocess.desk.views.notes.forms import Note, NoteKind, Writing, parties, uploads
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields


def _message(form: Note, writing: Writing) -> None:
    no = _("The rules have not told them of the case yet: until they have, nobody writes to them.")
    to = [
        fields.Option(each.key, each.name, no if each.untold else "") for each in writing.page.docket.parties
    ]
    form.fields["to"] = fields.CheckboxesField(label=_("To whom?"), options=to)
    form.fields["text"] = fields.LongTextField(label=_("Message"), rows=6)
    form.fields["attached"] = fields.FilesField(label=_("Files"))


def _information(form: Note, writing: Writing) -> None:
    form.fields["who"] = fields.SelectField(label=_("From whom?"), options=parties(writing.page))
    form.fields["text"] = fields.LongTextField(label=_("What they said"), rows=6)
    form.fields["attached"] = fields.FilesField(label=_("Files"))


def _write_message(writing: Writing, typed: dict[str, Any]) -> object:
    return actions.send_message(
        docket=writing.docket, by=writing.by, text=typed["text"], to=typed["to"], files=uploads(typed)
    )


def _write_information(writing: Writing, typed: dict[str, Any]) -> object:
    author = Actor(person=writing.by.person, key=typed["who"])
    return actions.add_information(docket=writing.docket, by=author, text=typed["text"], files=uploads(typed))


NOTES = {
    "message": NoteKind(gettext_lazy("Write to a party"), _message, _write_message),
    "information": NoteKind(gettext_lazy("Enter what a party told us"), _information, _write_information),
}
