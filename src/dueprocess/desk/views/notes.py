"""What nobody decides but must be written down: receipt, consent, conflict, absence, new parties; assigning
and joining."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dueprocess.cases import actions, extracts
from dueprocess.cases.extracts import CasePage
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk.access import me, staff
from dueprocess.desk.views.identity import signer
from dueprocess.docket import actions as dockets
from dueprocess.docket import extracts as dockets_of
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity, Upload
from dueprocess.kit import clock, fields
from dueprocess.kit.components import faults, refused, worded
from dueprocess.kit.http import Hidden, denied, once
from dueprocess.people import extracts as people

Made = Callable[[Docket, CasePage, dict[str, Any], Actor], object]
PORTAL = "portal"


class Note(fields.Form):
    """One note. The fields are put in by its maker."""


def _parties(page: CasePage) -> list[tuple[str, str]]:
    return [(each.key, each.name) for each in page.docket.parties]


def _officers(page: CasePage) -> list[tuple[str, str]]:
    """Whoever has or could have a part in the case without being a party to it."""
    known = {each.key for each in page.docket.parties} | {each.key for each in page.complaints}
    return [(key, name) for key, name in page.docket.names.items() if key not in known]


def _message(form: Note, page: CasePage) -> None:
    no = _("The rules have not told them of the case yet: until they have, nobody writes to them.")
    to = [fields.Option(each.key, each.name, no if each.untold else "") for each in page.docket.parties]
    form.fields["to"] = fields.CheckboxesField(label=_("To whom?"), options=to)
    form.fields["text"] = fields.LongTextField(label=_("Message"), rows=6)
    form.fields["attached"] = fields.FilesField(label=_("Files"))


def _information(form: Note, page: CasePage) -> None:
    form.fields["who"] = fields.SelectField(label=_("From whom?"), options=_parties(page))
    form.fields["text"] = fields.LongTextField(label=_("What they said"), rows=6)
    form.fields["attached"] = fields.FilesField(label=_("Files"))


def _letters(page: CasePage, label: str, states: tuple[str, ...]) -> fields.RadiosField:
    said = _("{letter}, to {who}")
    options = {
        f"{each.n}|{each.to_key}": said.format(letter=each.letter.replace("_", " "), who=each.to)
        for each in page.docket.notices
        if each.n and each.received_at is None and each.state in states
    }
    return fields.RadiosField(label=label, options=list(options.items()))


def _when(form: Note, label: str) -> None:
    form.fields["at"] = fields.MomentField(label=label, required=False, hint=_("Empty: now."))
    form.fields["late_reason"] = fields.TextField(
        label=_("Why is it written down only now?"), required=False, hint=_("If it was more than a day ago.")
    )


def _sent(form: Note, page: CasePage) -> None:
    form.fields["letter"] = _letters(page, _("Which letter?"), ("owed", "late", "waiting", "optional"))
    ways = [("post", _("By post")), ("email", _("By email")), ("hand", _("By hand"))]
    if any(each.state == "optional" and not each.by_hand for each in page.docket.notices):
        ways.insert(0, (PORTAL, _("On their own pages here: for what may be left out")))
    form.fields["channel"] = fields.RadiosField(label=_("How?"), options=ways)
    form.fields["text"] = fields.LongTextField(label=_("What it said"), rows=6, required=False)
    _when(form, _("When did it go out?"))


def _received(form: Note, page: CasePage) -> None:
    form.fields["letter"] = _letters(page, _("Which letter?"), ("sent", "owed", "late", "optional"))
    _when(form, _("When did it reach them?"))


def _consent(form: Note, page: CasePage) -> None:
    form.fields["who"] = fields.SelectField(label=_("Who agrees?"), options=_parties(page))
    options = [(each.step, each.title) for each in page.docket.steps]
    form.fields["to"] = fields.SelectField(label=_("To which step?"), options=list(dict(options).items()))
    form.fields["text"] = fields.LongTextField(label=_("How did they say so?"), rows=3)


def _conflict(form: Note, page: CasePage) -> None:
    form.fields["who"] = fields.SelectField(label=_("Who has it?"), options=_officers(page))
    options = [(ground, ground[:1].upper() + ground[1:]) for ground in page.docket.grounds]
    form.fields["ground"] = fields.RadiosField(label=_("What is it?"), options=options)
    form.fields["text"] = fields.LongTextField(label=_("More about it"), rows=3, required=False)


def _absent(form: Note, page: CasePage) -> None:
    options = _parties(page) + _officers(page)
    form.fields["who"] = fields.SelectField(label=_("Who is away?"), options=options)
    form.fields["from"] = fields.DateField(label=_("From"))
    form.fields["to"] = fields.DateField(label=_("Until and including"), required=False)


def _party(form: Note, page: CasePage) -> None:
    form.fields["kind"] = fields.SelectField(label=_("As what?"), options=list(page.docket.party_kinds))
    form.fields["name"] = fields.TextField(label=_("Name, of a person or a unit"), required=False)
    form.fields["member"] = fields.TextField(label=_("Membership number"), required=False, width=20)
    form.fields["email"] = fields.EmailField(label=_("Email address"), required=False)
    form.fields["minor"] = fields.TickField(label=_("They are under 18"))
    form.fields["text"] = fields.LongTextField(label=_("Why do they come in?"), rows=3)


def _left(form: Note, page: CasePage) -> None:
    form.fields["who"] = fields.SelectField(label=_("Who has left the organisation?"), options=_parties(page))


def _waived(form: Note, page: CasePage) -> None:
    form.fields["text"] = fields.LongTextField(label=_("How did they say so?"), rows=3)
    form.fields["sure"] = fields.TickField(
        label=_("They said so themselves, and know that it cannot be taken back"), required=True
    )


def _ways(form: Note, docket: Docket) -> None:
    """Offer what the parties could give up now; what has not reached them says so, and is refused."""
    not_yet = _("{decision}: it has not reached them yet")
    options = [
        fields.Option(
            f"{each.party}|{each.step}",
            _("{who}: {step}").format(who=each.name, step=each.title),
            each.decision if each.reached else not_yet.format(decision=each.decision),
        )
        for each in dockets_of.ways(dockets_of.opened(docket))
    ]
    hint = "" if options else _("Nobody has anything to give up in this case now.")
    form.fields["way"] = fields.RadiosField(label=_("Who gives up what?"), options=options, hint=hint)
    form.order_fields(["way"])


def _write_message(docket: Docket, page: CasePage, typed: dict[str, Any], by: Actor) -> object:
    return actions.send_message(
        docket=docket, by=by, text=typed["text"], to=typed["to"], files=_uploads(typed)
    )


def _write_information(docket: Docket, page: CasePage, typed: dict[str, Any], by: Actor) -> object:
    author = Actor(person=by.person, key=typed["who"])
    return actions.add_information(docket=docket, by=author, text=typed["text"], files=_uploads(typed))


def _write_sent(docket: Docket, page: CasePage, typed: dict[str, Any], by: Actor) -> object:
    of, _bar, to = typed["letter"].partition("|")
    if typed["channel"] == PORTAL:
        return dockets.send_now(docket=docket, act=int(of), to=to, by=by)
    content = {"letter": typed["text"]} if typed["text"] else {}
    return dockets.take_note(
        docket=docket, note="sent", by=by, at=typed["at"] or clock.now(),
        needs=Needs(
            act={"of": int(of), "to": [to], "by": typed["channel"]}, content=content,
            late_reason=typed["late_reason"],
        ),
    )  # fmt: skip


def _write_received(docket: Docket, page: CasePage, typed: dict[str, Any], by: Actor) -> object:
    of, _bar, to = typed["letter"].partition("|")
    return dockets.take_note(
        docket=docket, note="received", by=by, at=typed["at"] or clock.now(),
        needs=Needs(act={"of": int(of), "to": [to]}, late_reason=typed["late_reason"]),
    )  # fmt: skip


def _write_consent(docket: Docket, page: CasePage, typed: dict[str, Any], by: Actor) -> object:
    needs = Needs(act={"who": typed["who"], "to": typed["to"]}, content={"text": typed["text"]})
    return dockets.take_note(docket=docket, note="consent", by=by, at=clock.now(), needs=needs)


def _write_conflict(docket: Docket, page: CasePage, typed: dict[str, Any], by: Actor) -> object:
    return actions.declare_conflict(
        docket=docket, who=typed["who"], ground=typed["ground"], by=by, text=typed["text"]
    )


def _write_absent(docket: Docket, page: CasePage, typed: dict[str, Any], by: Actor) -> object:
    act = {"who": typed["who"], "from": typed["from"].isoformat()}
    if typed["to"]:
        act["to"] = typed["to"].isoformat()
    return dockets.take_note(docket=docket, note="absent", by=by, at=clock.now(), needs=Needs(act=act))


def _write_party(docket: Docket, page: CasePage, typed: dict[str, Any], by: Actor) -> object:
    found = people.by_number(typed["member"]) if typed["member"] else None
    if typed["member"] and found is None:
        raise Refused("unknown_member", _("Nobody in the register has this membership number."), None)
    identity = PartyIdentity(
        kind=typed["kind"], person=found.pk if found else None,
        name=typed["name"] or (found.name if found else ""),
        unit=people.unit_named(typed["name"]) if typed["kind"] == "respondent" and not found else None,
        contact={"email": typed["email"]} if typed["email"] else {},
        minor=typed["minor"],
    )  # fmt: skip
    if typed["signer"]:
        return actions.propose_party(
            docket=docket, identity=identity, by=by, reason=typed["text"],
            signer=people.get(int(typed["signer"])),
        )  # fmt: skip
    return actions.add_party(docket=docket, identity=identity, by=by, reason=typed["text"])


def _write_left(docket: Docket, page: CasePage, typed: dict[str, Any], by: Actor) -> object:
    needs = Needs(act={"who": typed["who"]})
    return dockets.take_note(docket=docket, note="left", by=by, at=clock.now(), needs=needs)


def _write_waived(docket: Docket, page: CasePage, typed: dict[str, Any], by: Actor) -> object:
    party, _bar, step = typed["way"].partition("|")
    return dockets.waive(docket=docket, party=party, step=step, by=by, text=typed["text"])


SAYS = {
    "conflict": gettext_lazy(
        "Whoever says it of themselves is barred at once from what the rules bar for this ground, such as "
        "reading the case, speaking or voting in it. Said of somebody else, it is settled first."
    ),
    "waived": gettext_lazy(
        "What they give up, they cannot do any more. What was decided may become final at once, and what "
        "follows from it begins. Only the party decides this: it is entered in their name, with yours as who "
        "entered it."
    ),
}
"""What a note means, where its title does not say it."""
NOTES: dict[str, tuple[Any, Callable[[Note, CasePage], None], Made]] = {
    "message": (gettext_lazy("Write to a party"), _message, _write_message),
    "information": (gettext_lazy("Enter what a party told us"), _information, _write_information),
    "sent": (gettext_lazy("A letter was sent"), _sent, _write_sent),
    "received": (gettext_lazy("A letter has arrived"), _received, _write_received),
    "consent": (gettext_lazy("A party agrees to a step"), _consent, _write_consent),
    "conflict": (gettext_lazy("A conflict of interest"), _conflict, _write_conflict),
    "absent": (gettext_lazy("Somebody is away"), _absent, _write_absent),
    "party": (gettext_lazy("Add a party"), _party, _write_party),
    "waived": (gettext_lazy("A party gives up an appeal"), _waived, _write_waived),
    "left": (gettext_lazy("A party has left the organisation"), _left, _write_left),
}


def _uploads(typed: dict[str, Any]) -> list[Upload]:
    return [Upload(each.name, each.chunks()) for each in typed.get("attached") or ()]


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def write(request: HttpRequest, number: str, note: str) -> HttpResponse:
    """Write one note."""
    if note not in NOTES:
        raise Hidden("no such note")
    docket = wall.open(number, me(request), _("to write a note"), what="note")
    page = extracts.case_page(docket, viewer=Actor(person=me(request)))
    title, build, made = NOTES[note]
    form = Note(request.POST or None, request.FILES or None, initial=_asked_for(request))
    build(form, page)
    if note == "waived":
        _ways(form, docket)
    if note == "party":
        form.fields["signer"] = signer(dockets_of.signers(docket, me(request)), required=False)
    if request.method == "POST":
        return _write(request, docket, page, form, made, str(title), note)
    return _ask(request, page, form, str(title), note)


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    """What the link that led here has chosen already."""
    asked = request.GET
    return {"to": asked.get("step") or asked.getlist("to"), "letter": asked.get("letter")}


def _write(
    request: HttpRequest, docket: Docket, page: CasePage, form: Note, made: Made, title: str, note: str
) -> HttpResponse:
    if form.is_valid():
        try:
            made(docket, page, form.cleaned_data, Actor(person=me(request)))
        except Refused as error:
            form.add_error(None, refused(error))
        except Malformed as error:
            form.add_error(None, faults(error))
        else:
            if not wall.sees(docket, me(request)):
                messages.success(request, _("Written down. This case is shut to you from now on."))
                return redirect("desk:work")
            waits = form.cleaned_data.get("signer")
            done = _("Sent.") if note == "message" else _("Written down.")
            waiting = _("Written down. It takes effect when the other has signed.")
            messages.success(request, waiting if waits else done)
            return redirect("desk:case", number=docket.number)
    return _ask(request, page, form, title, note)


def _ask(request: HttpRequest, page: CasePage, form: Any, title: str, note: str) -> HttpResponse:
    letter = form.fields.get("letter")
    nothing = _("Each letter of this case that is owed so far has gone out, or has arrived.")
    context = {"case": page, "docket": page.docket, "form": form, "title": title, "note": note}
    context |= {"says": SAYS.get(note, ""), "nothing": nothing if letter and not letter.choices else ""}
    return render(request, "desk/case/note.html", context)


class Assign(fields.Form):
    """Whose case it is from now on."""

    def __init__(self, able: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = fields.SelectField(label=_("Who owns it from now on?"), options=able)
        self.fields["reason"] = fields.LongTextField(label=_("Why?"), rows=3)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Make somebody the owner of the case."""
    docket = wall.open(number, me(request), _("to assign it"), what="assign")
    page = extracts.case_page(docket, viewer=Actor(person=me(request)))
    if not page.may_assign:
        raise denied(_("The owner assigns the case, or somebody who has something to do in it."))
    able = extracts.may_own(docket)
    form = Assign([(str(pk), name) for pk, name in able], request.POST or None)
    if request.method == "POST":
        return _assign(request, docket, page, form)
    return _ask(request, page, form, _("Assign the case"), "assign")


def _assign(request: HttpRequest, docket: Docket, page: CasePage, form: Assign) -> HttpResponse:
    if form.is_valid():
        typed = form.cleaned_data
        dockets.assign(
            docket=docket, to=int(typed["to"]), by=Actor(person=me(request)), reason=typed["reason"]
        )
        messages.success(request, _("Assigned."))
        return redirect("desk:case", number=docket.number)
    return _ask(request, page, form, _("Assign the case"), "assign")


class Join(fields.Form):
    """Which other case comes in, and by which step it ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = fields.CodeField(
            label=_("Number of the other case or complaint"),
            hint=_("It comes to its end and its complaints move here."),
        )
        self.fields["reason"] = fields.LongTextField(label=_("Why do they belong together?"), rows=3)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def join(request: HttpRequest, number: str, step: str, strand: int) -> HttpResponse:
    """Join the complaints of another case into this one. Both have to be open to whoever joins them."""
    docket = wall.open(number, me(request), _("to join a case"), what="join")
    page = extracts.case_page(docket, viewer=Actor(person=me(request)))
    asked = dockets_of.form(docket, step=step, viewer=Actor(person=me(request)), strand=strand or None)
    if not asked.form.joins:
        raise Hidden("no step that joins")
    if asked.form.refusal is not None:
        raise Refused(str(asked.form.refusal.code), asked.form.refusal.reason, asked.form.refusal.clause)
    form = Join(request.POST or None)
    if request.method == "POST":
        return _join(request, docket, page, form, step)
    return _ask(request, page, form, _("Join another case to this one"), "join")


def _join(request: HttpRequest, docket: Docket, page: CasePage, form: Join, step: str) -> HttpResponse:
    title = _("Join another case to this one")
    if not form.is_valid():
        return _ask(request, page, form, title, "join")
    try:
        other = extracts.case_behind(form.cleaned_data["other"], me(request))
        actions.join_case(
            into=docket, other=other, step=step, leave=extracts.way_to_join(other, me(request)),
            by=Actor(person=me(request)), role=extracts.role_for(docket, step, me(request)),
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
    except Refused as error:
        form.add_error(None if error.code != "unknown_number" else "other", worded(error.reason))
        return _ask(request, page, form, title, "join")
    messages.success(request, _("Joined. The old numbers still lead here."))
    return redirect("desk:case", number=docket.number)
