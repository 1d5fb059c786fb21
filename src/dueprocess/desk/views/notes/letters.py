"""Notes of letters: that one went out, and that one has arrived."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.extracts import CasePage
from dueprocess.desk.views.notes.forms import Note, NoteKind, Writing, put_moment
from dueprocess.docket import actions as dockets
from dueprocess.docket.needs import Needs
from dueprocess.kit import clock, fields

PORTAL = "portal"
OPEN = ("optional", "owed", "late")


def _letters(page: CasePage, label: str, states: tuple[str, ...]) -> fields.RadiosField:
    said = _("{letter}, to {who}")
    options = {
        f"{each.n}|{each.to_key}": said.format(letter=each.letter.replace("_", " "), who=each.to)
        for each in page.docket.notices
        if each.n and each.received_at is None and each.state in states
    }
    return fields.RadiosField(label=label, options=list(options.items()))


def _sent(form: Note, writing: Writing) -> None:
    form.fields["letter"] = _letters(
        writing.page, _("Which letter?"), ("owed", "late", "waiting", "optional")
    )
    ways = [("post", _("By post")), ("email", _("By email")), ("hand", _("By hand"))]
    if any(each.state in OPEN and not each.by_hand for each in writing.page.docket.notices):
        ways.insert(0, (PORTAL, _("On their own pages here: for what may be left out, or lacks something")))
    form.fields["channel"] = fields.RadiosField(label=_("How?"), options=ways)
    form.fields["text"] = fields.LongTextField(
        label=_("What it said"), rows=6, required=False,
        hint=_("Leave it empty where the letter went out as it stands under Letters: it is kept with this."),
    )  # fmt: skip
    put_moment(form, _("When did it go out?"))


def _received(form: Note, writing: Writing) -> None:
    form.fields["letter"] = _letters(writing.page, _("Which letter?"), ("sent", "owed", "late", "optional"))
    put_moment(form, _("When did it reach them?"))


def _write_sent(writing: Writing, typed: dict[str, Any]) -> object:
    of, _bar, to = typed["letter"].partition("|")
    if typed["channel"] == PORTAL:
        return dockets.send_now(docket=writing.docket, act=int(of), to=to, by=writing.by, text=typed["text"])
    return dockets.note_sent(
        docket=writing.docket, act=int(of), to=[to], channel=typed["channel"], by=writing.by,
        at=typed["at"] or clock.now(), text=typed["text"], late_reason=typed["late_reason"],
    )  # fmt: skip


def _write_received(writing: Writing, typed: dict[str, Any]) -> object:
    of, _bar, to = typed["letter"].partition("|")
    return dockets.take_note(
        docket=writing.docket, note="received", by=writing.by, at=typed["at"] or clock.now(),
        needs=Needs(act={"of": int(of), "to": [to]}, late_reason=typed["late_reason"]),
    )  # fmt: skip


NOTES = {
    "sent": NoteKind(gettext_lazy("A letter was sent"), _sent, _write_sent),
    "received": NoteKind(gettext_lazy("A letter has arrived"), _received, _write_received),
}
