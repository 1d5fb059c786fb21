"""What a body decides in a form: appointments, votes, new days, and who signs too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from dueprocess.docket.forms import naming
from dueprocess.kit import fields

if TYPE_CHECKING:
    from dueprocess.core.engine.fields import AppointField, UntilField, VoteField
    from dueprocess.docket.forms.build import StepForm


SAID = 6
"""Of how many who may not be appointed, or have to declare first, the form speaks."""


def appointments(form: StepForm) -> None:
    """Ask who is appointed, with whose turn it is, and who is removed."""
    asked, names = form.asked, form.asking.names
    for n, role in enumerate(asked.appointments):
        form.group(_("Who is appointed?"))
        options = [(key, _named(form, key, seat=role.body)) for key in role.eligible]
        seats = ", ".join(f"{number} {naming.words(seat)}" for seat, number in role.seats)
        turn = ", ".join(naming.title(key, names) for key in role.turn)
        hint = _("Seats: {seats}.").format(seats=seats) + " " if seats else ""
        if role.chosen == "rota" and turn:
            hint += _("It is the turn of {names}.").format(names=turn)
        elif role.chosen == "lot" and turn:
            hint += _("Drawn by lot: {names}.").format(names=turn)
        elif role.chosen == "lot":
            hint += _("Chosen by lot. The drawing is announced first: Who sits, Drawn by lot.")
        if not options:
            hint = _("Nobody in the register may do this in this case.")
            if role.undeclared:
                hint = _("Ask them first whether anything binds them: Who sits, Declarations of conflicts.")
        if role.undeclared:
            undeclared = _some([naming.title(who, names) for who in role.undeclared])
            hint += " " + _("Only once they have declared: {names}.").format(names=undeclared)
        if out := _left_out(form, role):
            hint += " " + _("Not offered: {names}.").format(names=out)
        asks: forms.Field = (
            fields.CheckboxesField(
                label=role.title, hint=hint.strip(), options=options, required=False, initial=list(role.turn)
            )
            if role.body
            else fields.SelectField(
                label=role.title,
                hint=hint.strip(),
                options=options,
                required=False,
                initial=role.turn[0] if role.turn else None,
            )
        )
        form.put(f"appoint_{n}", asks, ("appoints", role.name), ("appoints", ""), needed=role.required)
    if any(role.chosen for role in asked.appointments):
        form.put(
            "choice",
            fields.LongTextField(
                label=_("Reasons for the choice"),
                hint=_("Needed only if you depart from the rota or the lot."),
                required=False, rows=3,
            ),
            ("with", "reasons for the choice"),
        )  # fmt: skip
    if asked.removes:
        form.group(_("Who is removed?"))
        removed = [(key, naming.title(key, names)) for key in asked.removes]
        form.put(
            "removes",
            fields.CheckboxesField(label=_("Removed"), options=removed, required=False),
            ("removes", ""),
        )


def _named(form: StepForm, key: str, *, seat: bool) -> str:
    """Somebody's name, and for a body which of its seats they could take."""
    name, office = naming.title(key, form.asking.names), form.asking.offices.get(key, "")
    return _("{name}, {office}").format(name=name, office=office) if seat and office else name


def _left_out(form: StepForm, role: AppointField) -> str:
    """Who may not be appointed here, each with why; of many, how many more. Who only has to declare first is
    not among them, and so pushes nobody out."""
    names = form.asking.names
    out = [(who, why) for who, why in role.out if who not in role.undeclared]
    return _some([f"{naming.title(who, names)} {naming.spoken(why, names)}" for who, why in out])


def _some(said: list[str]) -> str:
    more = len(said) - SAID
    return "; ".join(said[:SAID]) + (_("; and {n} more").format(n=more) if more > 0 else "")


def vote(form: StepForm) -> None:
    """Ask how each member who may vote voted, for each body in which the step can be taken."""
    mine = {way.name for way in form.asked.ways if form.asking.who in way.people}
    for index, each in enumerate(form.asked.votes):
        if (each.needed or each.attended) and (each.body in mine or not mine):
            _vote(form, f"{index}", each, "votes")
    for index, each in enumerate(form.asked.jointly):
        _vote(form, f"joint_{index}", each, "jointly")


def clean(form: StepForm, typed: Mapping[str, Any]) -> None:
    """Ask of each member whether they were there, where only those who were may vote later; enough must have
    been."""
    way = str(typed.get("way") or "")
    for index, each in enumerate(form.asked.votes):
        names = [f"vote_{index}_{n}" for n, _member in enumerate(each.members)]
        names = [name for name in names if name in form.fields]
        if each.needed or not each.attended or not names or (way and each.body != way):
            continue
        for name in names:
            if not typed.get(name):
                form.add_error(name, _("Say whether they were there."))
        if all(map(typed.get, names)) and sum(typed[name] == "there" for name in names) < each.quorum:
            said = _("At least {quorum} must be there from beginning to end: else nobody could decide.")
            form.add_error(names[0], said.format(quorum=each.quorum))


def in_writing(form: StepForm) -> None:
    """Ask whether the body decides at a meeting, or in writing, where it may."""
    mine = {way.name for way in form.asked.ways if form.asking.who in way.people}
    for index, each in enumerate(form.asked.votes):
        how = each.in_writing
        if how is None or not each.needed or (mine and each.body not in mine) or form.asking.own:
            continue
        form.group(_("{body}: at a meeting, or in writing").format(body=each.title))
        hint = _("Decides by {rule}. Each member votes under their own login.").format(rule=how.rule)
        if how.last_day is not None:
            hint += " " + _("Whoever may vote may object until {day}.").format(day=naming.day(how.last_day))
        options = [
            fields.Option("", _("At a meeting: how each voted stands below")),
            fields.Option("writing", _("In writing: propose it to everybody who may vote"), hint),
        ]
        form.put(
            f"way_of_{index}",
            fields.RadiosField(label=_("How does it decide?"), options=options, required=False, initial=""),
            ("in_writing", ""),
            needed=True,
        )


def _vote(form: StepForm, index: str, vote: VoteField, key: str) -> None:
    names = form.asking.names
    out = [
        _("{who} {why}").format(
            who=naming.title(member.id, names), why=naming.spoken(member.out.reason, names)
        )
        for member in vote.members
        if member.out is not None
    ]
    says = _("Decides by {rule}; at least {quorum} must vote.").format(rule=vote.rule, quorum=vote.quorum)
    if out:
        says += " " + _("Not voting: {names}.").format(names="; ".join(out))
    options = [("for", _("For")), ("against", _("Against"))]
    if vote.abstain:
        options.append(("abstain", _("Abstained")))
    options += [("there", _("Was there, did not vote")), ("away", _("Was not there"))]
    if vote.needed:
        form.group(_("Vote: {body}").format(body=vote.title), says)
    else:
        says = _("Only who was there from beginning to end may vote on it; at least {quorum} must be.")
        form.group(_("Who was there: {body}").format(body=vote.title), says.format(quorum=vote.quorum))
        options = [
            ("there", _("Was there from beginning to end")),
            ("away", _("Was not, or left early")),
        ]
    for n, member in enumerate(vote.members):
        if member.votes:
            form.put(
                f"vote_{index}_{n}",
                fields.RadiosField(
                    label=naming.title(member.id, names), options=options, required=False, inline=True,
                    hint=_("chair") if member.id in vote.chair else "",
                ),
                *([("votes", member.id), ("votes", "")] if key == "votes" else [("jointly", vote.body)]),
                needed=True,
            )  # fmt: skip
    if vote.dissent and vote.needed:
        form.put(
            f"dissent_{index}",
            fields.LongTextField(
                label=_("Minority report"), hint=_("If somebody wants one attached."), required=False, rows=4
            ),
        )


def until(form: StepForm) -> None:
    """Ask for the new last day of a deadline, or the end of a pause or measure."""
    for n, until in enumerate(form.asked.until):
        form.group(until.title, _as_it_stands(form, until))
        if len(until.deadlines) > 1:
            options = [
                (str(index), naming.deadline(choice.deadline, form.asking.names))
                for index, choice in enumerate(until.deadlines)
            ]
            form.put(
                "deadline",
                fields.RadiosField(label=_("Which deadline?"), options=options, required=False),
                ("deadline", ""),
                needed=True,
            )
        hint = _("At most {length}.").format(length=until.lasts) if until.lasts else ""
        if until.latest:
            hint = f"{hint} " + _("No later than {day}.").format(day=naming.day(until.latest))
        if not until.required:
            hint = f"{hint} " + _("Leave it empty for the longest time the rule allows.")
        if n == 0:
            form.put(
                "until",
                fields.DateField(label=_("Until and including"), hint=hint.strip(), required=False),
                ("until", ""),
                needed=until.required,
            )


def _as_it_stands(form: StepForm, until: UntilField) -> str:
    """What is changed and its last day now, where nobody has to choose it."""
    names, found = form.asking.names, []
    if len(until.deadlines) == 1:
        state = until.deadlines[0].deadline
        found.append((naming.whose(state, names), state.last_day))
    found += [(naming.title(each.on, names), each.last_day) for each in until.running if each.on]
    said = _("Now it ends on {day}: {what}.")
    return " ".join(said.format(day=naming.day(last), what=what) for what, last in found if last)


def signatures(form: StepForm) -> None:
    """Ask who signs too."""
    asked, names = form.asked, form.asking.names
    if not asked.signatures:
        return
    form.group(
        _("Who signs too?"),
        _("Nothing takes effect before they have read this and signed it under their own login."),
    )
    for n, sign in enumerate(asked.signatures):
        options = [(key, naming.title(key, names)) for key in sign.eligible if key != form.asking.who]
        hint = _("Only if “{title}” is chosen.").format(title=sign.why) if sign.why else ""
        if not options:
            hint = _("Nobody else in the register may sign as {role}.").format(role=sign.title)
        form.put(
            f"sign_{n}",
            fields.SelectField(label=sign.title, hint=hint, options=options, required=False),
            ("countersigned", sign.role),
            ("countersigned", ""),
            needed=sign.why is None,
        )
