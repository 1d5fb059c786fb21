"""Notes about the people of a case: consent, conflict, absence, new parties, what is given up."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases import actions
from dueprocess.cases.extracts import CasePage
from dueprocess.core.errors import Refused
from dueprocess.core.rulebook.model import MENTIONED
from dueprocess.core.rulebook.telling import RESPONDENT
from dueprocess.desk.views.identity import signer
from dueprocess.desk.views.notes.forms import Note, NoteKind, Writing, parties
from dueprocess.docket import actions as dockets
from dueprocess.docket import extracts
from dueprocess.docket.needs import Needs, PartyIdentity
from dueprocess.kit import clock, fields
from dueprocess.people import extracts as people


def _officers(page: CasePage) -> list[tuple[str, str]]:
    """Whoever has or could have a part in the case without being a party to it."""
    known = {each.key for each in page.docket.parties} | {each.key for each in page.complaints}
    return [(key, name) for key, name in page.docket.names.items() if key not in known]


def _consent(form: Note, writing: Writing) -> None:
    form.fields["who"] = fields.SelectField(label=_("Who agrees?"), options=parties(writing.page))
    options = [(each.step, each.title) for each in writing.page.docket.steps]
    form.fields["to"] = fields.SelectField(label=_("To which step?"), options=list(dict(options).items()))
    form.fields["text"] = fields.LongTextField(label=_("How did they say so?"), rows=3)


def _conflict(form: Note, writing: Writing) -> None:
    form.fields["who"] = fields.SelectField(label=_("Who has it?"), options=_officers(writing.page))
    grounds = [each for each in writing.page.docket.grounds if each != MENTIONED]
    options = [(ground, ground[:1].upper() + ground[1:]) for ground in grounds]
    form.fields["ground"] = fields.RadiosField(label=_("What is it?"), options=options)
    form.fields["text"] = fields.LongTextField(label=_("More about it"), rows=3, required=False)


def _absent(form: Note, writing: Writing) -> None:
    options = parties(writing.page) + _officers(writing.page)
    form.fields["who"] = fields.SelectField(label=_("Who is away?"), options=options)
    form.fields["from"] = fields.DateField(label=_("From"))
    form.fields["to"] = fields.DateField(label=_("Until and including"), required=False)


def _party(form: Note, writing: Writing) -> None:
    form.fields["kind"] = fields.SelectField(
        label=_("As what?"), options=list(writing.page.docket.party_kinds)
    )
    form.fields["name"] = fields.TextField(label=_("Name, of a person or a unit"), required=False)
    form.fields["member"] = fields.TextField(label=_("Membership number"), required=False, width=20)
    form.fields["email"] = fields.EmailField(label=_("Email address"), required=False)
    form.fields["minor"] = fields.TickField(label=_("They are under 18"))
    form.fields["text"] = fields.LongTextField(label=_("Why do they come in?"), rows=3)
    signers = extracts.signers(writing.docket, writing.person)
    form.fields["signer"] = signer(signers, required=False)


def _left(form: Note, writing: Writing) -> None:
    form.fields["who"] = fields.SelectField(
        label=_("Who has left the organisation?"), options=parties(writing.page)
    )


def _waived(form: Note, writing: Writing) -> None:
    """Offer what the parties could give up now; what has not reached them says so, and is refused."""
    not_yet = _("{decision}: it has not reached them yet")
    options = [
        fields.Option(
            f"{each.party}|{each.step}",
            _("{who}: {step}").format(who=each.name, step=each.title),
            each.decision if each.reached else not_yet.format(decision=each.decision),
        )
        for each in extracts.ways(extracts.opened(writing.docket))
    ]
    hint = "" if options else _("Nobody has anything to give up in this case now.")
    form.fields["way"] = fields.RadiosField(label=_("Who gives up what?"), options=options, hint=hint)
    form.fields["text"] = fields.LongTextField(label=_("How did they say so?"), rows=3)
    form.fields["sure"] = fields.TickField(
        label=_("They said so themselves, and know that it cannot be taken back"), required=True
    )


def _noted(writing: Writing, note: str, needs: Needs) -> object:
    return dockets.take_note(docket=writing.docket, note=note, by=writing.by, at=clock.now(), needs=needs)


def _write_consent(writing: Writing, typed: dict[str, Any]) -> object:
    needs = Needs(act={"who": typed["who"], "to": typed["to"]}, content={"text": typed["text"]})
    return _noted(writing, "consent", needs)


def _write_conflict(writing: Writing, typed: dict[str, Any]) -> object:
    return actions.declare_conflict(
        docket=writing.docket, who=typed["who"], ground=typed["ground"], by=writing.by, text=typed["text"]
    )


def _write_absent(writing: Writing, typed: dict[str, Any]) -> object:
    act = {"who": typed["who"], "from": typed["from"].isoformat()}
    if typed["to"]:
        act["to"] = typed["to"].isoformat()
    return _noted(writing, "absent", Needs(act=act))


def _write_party(writing: Writing, typed: dict[str, Any]) -> object:
    found = people.by_number(typed["member"]) if typed["member"] else None
    if typed["member"] and found is None:
        raise Refused("unknown_member", _("Nobody in the register has this membership number."), None)
    identity = PartyIdentity(
        kind=typed["kind"], person=found.pk if found else None,
        name=typed["name"] or (found.name if found else ""),
        unit=people.unit_named(typed["name"]) if typed["kind"] == RESPONDENT and not found else None,
        contact={"email": typed["email"]} if typed["email"] else {},
        minor=typed["minor"],
    )  # fmt: skip
    if typed["signer"]:
        return actions.propose_party(
            docket=writing.docket, identity=identity, by=writing.by, reason=typed["text"],
            signer=people.get(int(typed["signer"])),
        )  # fmt: skip
    return actions.add_party(docket=writing.docket, identity=identity, by=writing.by, reason=typed["text"])


def _write_left(writing: Writing, typed: dict[str, Any]) -> object:
    return _noted(writing, "left", Needs(act={"who": typed["who"]}))


def _write_waived(writing: Writing, typed: dict[str, Any]) -> object:
    party, _bar, step = typed["way"].partition("|")
    return dockets.waive(docket=writing.docket, party=party, step=step, by=writing.by, text=typed["text"])


CONFLICT = gettext_lazy(
    "Whoever says it of themselves is barred at once from what the rules bar for this ground, such as "
    "reading the case, speaking or voting in it. Said of somebody else, it is settled first."
)
WAIVED = gettext_lazy(
    "What they give up, they cannot do any more. What was decided may become final at once, and what "
    "follows from it begins. Only the party decides this: it is entered in their name, with yours as who "
    "entered it."
)
NOTES = {
    "consent": NoteKind(gettext_lazy("A party agrees to a step"), _consent, _write_consent),
    "conflict": NoteKind(gettext_lazy("A conflict of interest"), _conflict, _write_conflict, CONFLICT),
    "absent": NoteKind(gettext_lazy("Somebody is away"), _absent, _write_absent),
    "party": NoteKind(gettext_lazy("Add a party"), _party, _write_party),
    "waived": NoteKind(gettext_lazy("A party gives up an appeal"), _waived, _write_waived, WAIVED),
    "left": NoteKind(gettext_lazy("A party has left the organisation"), _left, _write_left),
}
