"""Notes of letters: that one went out, and that one has arrived."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.extracts import CasePage
from dueprocess.cases.service import actions as service
from dueprocess.cases.service.reading import Proof
from dueprocess.desk.views.notes.forms import Note, NoteKind, Writing, put_moment, uploads
from dueprocess.docket import actions as dockets
from dueprocess.docket import house
from dueprocess.docket.needs import Needs
from dueprocess.kit import clock, fields

PORTAL = "portal"
OPEN = ("optional", "owed", "late")


def _letters(
    page: CasePage, label: str, states: tuple[str, ...], *, arrived: bool = False
) -> fields.RadiosField:
    said = _("{letter}, to {who}")
    options = {
        f"{each.n}|{each.to_key}": said.format(letter=each.letter.replace("_", " "), who=each.to)
        for each in page.docket.notices
        if each.n and (arrived or each.received_at is None) and each.state in states
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


def _proof(form: Note, writing: Writing) -> None:
    form.fields["letter"] = _letters(writing.page, _("Which letter?"), ("sent", "received"), arrived=True)
    hows = [(str(each), each.label) for each in Proof if each is not Proof.ACCEPTED]
    form.fields["how"] = fields.RadiosField(label=_("What is known of it?"), options=hows)
    form.fields["on"] = fields.DateField(label=_("On which day?"))
    form.fields["words"] = fields.LongTextField(
        label=_("By whom, to whom, where"), rows=4, required=False,
        hint=_("Also the number of the receipt, or what whoever carries it wrote. It stays in the case."),
    )  # fmt: skip
    form.fields["attached"] = fields.FilesField(label=_("What proves it"))
    form.fields["late_reason"] = fields.TextField(
        label=_("Why is it written down only now?"), required=False,
        hint=_("If it was handed to them more than a day ago."),
    )  # fmt: skip


def _write_proof(writing: Writing, typed: dict[str, Any]) -> object:
    of, _bar, to = typed["letter"].partition("|")
    return service.prove(
        docket=writing.docket, of=int(of), to=to, how=Proof(typed["how"]), on=typed["on"], by=writing.by,
        words=typed["words"], files=uploads(typed),
        late_reason=typed["late_reason"],
    )  # fmt: skip


def _again(form: Note, writing: Writing) -> None:
    form.fields["letter"] = _letters(writing.page, _("Which letter?"), ("sent", "received"), arrived=True)
    ways = [("post", _("By post")), ("hand", _("By hand")), ("email", _("By email"))]
    if any(not each.by_hand for each in writing.page.docket.notices):
        ways.insert(0, (PORTAL, _("On their own pages here")))
    form.fields["channel"] = fields.RadiosField(label=_("How?"), options=ways)
    form.fields["reason"] = fields.LongTextField(
        label=_("Why once more?"), rows=3,
        hint=_("What became of the first: no answer, it came back, another address."),
    )  # fmt: skip
    put_moment(form, _("When did it go out?"))


def _write_again(writing: Writing, typed: dict[str, Any]) -> object:
    of, _bar, to = typed["letter"].partition("|")
    return service.serve_again(
        docket=writing.docket, of=int(of), to=to, channel=typed["channel"], reason=typed["reason"],
        by=writing.by, at=typed["at"], late_reason=typed["late_reason"],
    )  # fmt: skip


NOTES = {
    "sent": NoteKind(gettext_lazy("A letter was sent"), _sent, _write_sent),
    "received": NoteKind(gettext_lazy("A letter has arrived"), _received, _write_received),
    house.SERVICE: NoteKind(
        gettext_lazy("What proves that a letter went out or arrived"),
        _proof,
        _write_proof,
        gettext_lazy(
            "What was handed to them in person has arrived with that: time that runs from its arrival begins."
        ),
    ),
    house.SERVED_AGAIN: NoteKind(
        gettext_lazy("A letter was served once more"),
        _again,
        _write_again,
        gettext_lazy(
            "The same letter goes, as it stands. Time that runs goes on as it ran: it begins now "
            "only where the rules say when this sending arrives, and said nothing of the first."
        ),
    ),
}
