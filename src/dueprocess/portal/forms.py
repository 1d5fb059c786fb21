"""What somebody who complains is asked, a few things at a time. Only what happened must be said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dueprocess.cases.extracts import Intake, IntakeFact
from dueprocess.kit import fields
from dueprocess.portal.drafts import MOST_FILES

Pairs = Sequence[tuple[str, str]]
PERSON, UNIT, BODY, ORGANISATION, UNKNOWN = "person", "unit", "body", "organisation", "unknown"
YES_NO = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("I do not know"))]
ME, OTHER, BOTH, NOBODY = "me", "other", "both", "nobody"
MOST_NAMED = 100
"""People, units and bodies that one complaint is about."""
AFFECTED = "affected_person"
"""The kind of party to whom it happened, where somebody else reports it."""


def shown(form: forms.Form, typed: Any) -> dict[str, Any]:
    """Return what was typed before, as the values that an unsent form shows; nothing is judged."""
    return {
        name: field.widget.value_from_datadict(typed, {}, form.add_prefix(name))
        for name, field in form.fields.items()
        if not field.widget.value_omitted_from_data(typed, {}, form.add_prefix(name))
    }


class What(fields.Form):
    """What happened, in one's own words."""

    summary = fields.LongTextField(
        label=_("What happened?"),
        hint=_("In your own words, in any language. What was said or done, by whom, in what order."),
        rows=10,
        error_messages={"required": _("Say in a few words what happened.")},
    )
    when = fields.TextField(
        label=_("When was it?"),
        hint=_("As exactly as you know, for example “on 12 March, about nine in the evening”."),
        required=False,
    )
    where = fields.TextField(
        label=_("Where was it?"), hint=_("A place, a meeting, a website or a chat group."), required=False
    )
    wish = fields.LongTextField(
        label=_("What would you like to happen?"), required=False, rows=3,
        hint=_("You can leave this open. It does not bind us, and it does not bind you."),
    )  # fmt: skip

    def __init__(self, intake: Intake, units: Pairs, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if units:
            self.fields["unit"] = fields.SelectField(
                label=say("Which part of the organisation does it concern?"), options=list(units),
                required=False,
                hint=say("So that it reaches whoever is responsible. Leave it open if you do not know."),
            )  # fmt: skip
        for n, paper in enumerate(intake.papers):
            label = paper.replace("_", " ")
            self.fields[f"paper_{n}"] = fields.LongTextField(label=label[:1].upper() + label[1:], rows=4)


class Whom(fields.Form):
    """To whom it happened, and whether somebody is at risk. Nothing here must be answered."""

    affected = fields.RadiosField(
        label=_("Whom did it happen to?"),
        required=False,
        options=[
            fields.Option(ME, _("To me")),
            fields.Option(
                OTHER,
                _("To somebody else"),
                _("For example a child, a friend, or somebody I do not know."),
            ),
            fields.Option(BOTH, _("To me and to somebody else")),
            fields.Option(NOBODY, _("To nobody in particular")),
        ],
    )
    affected_name = fields.TextField(
        label=_("If it happened to somebody else: who is it?"),
        required=False,
        hint=_("You can leave it open, for example if they do not want to be named."),
    )
    affected_minor = fields.TickField(label=_("They are under 18"))
    affected_knows = fields.RadiosField(
        label=_("Do they know that you write to us?"), required=False, inline=True,
        hint=_("If they do not, we are careful how and whether we write to them."),
        options=YES_NO,
    )  # fmt: skip
    ongoing = fields.RadiosField(
        label=_("Is it still going on?"), required=False, inline=True,
        options=YES_NO,
    )  # fmt: skip
    danger = fields.RadiosField(
        label=_("Is somebody at risk now?"), required=False, inline=True,
        hint=_("If somebody is in danger at this moment, call the emergency services first."),
        options=YES_NO,
    )  # fmt: skip

    def __init__(self, intake: Intake, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = any(kind == AFFECTED for kind, _title in intake.party_kinds)
        if not self.known:  # a rulebook without them gives them no part
            for name in ("affected", "affected_name", "affected_minor", "affected_knows"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Take a name for what it says: it happened to that person."""
        typed = super().clean() or {}
        said = typed.get("affected_name") or typed.get("affected_minor")
        if self.known and said and typed.get("affected") in (ME, NOBODY):
            self.add_error("affected", _("Choose “somebody else” too, or leave their name and age open."))
        return typed


class Who(fields.Form):
    """One person, unit or body that the complaint is about."""

    kind = fields.RadiosField(
        label=_("Who or what is it about?"),
        options=[
            fields.Option(PERSON, _("A person")),
            fields.Option(UNIT, _("A club, branch or other part of the organisation")),
            fields.Option(BODY, _("A committee, board or other body")),
            fields.Option(ORGANISATION, _("The organisation itself")),
            fields.Option(UNKNOWN, _("I do not know who it was")),
        ],
        error_messages={"required": _("Choose whom it is about, or “I do not know who it was”.")},
    )
    name = fields.TextField(label=_("Name"), required=False, hint=_("As far as you know it."))
    details = fields.LongTextField(
        label=_("How can we tell whom you mean?"), required=False, rows=3,
        hint=_("For example their club, their office, or the name they use online."),
    )  # fmt: skip
    several = fields.LongTextField(
        label=_("More people"), required=False, rows=3,
        hint=_("If there are many: one on each line. Each of them is told and can answer by themselves."),
    )  # fmt: skip

    def clean_several(self) -> list[str]:
        """Take the lines, each once."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["several"].splitlines())
        return list(dict.fromkeys(line[:200] for line in lines if line))

    def clean(self) -> dict[str, Any]:
        """Ask for a name, or something else to go by, where one is meant."""
        typed = super().clean() or {}
        if typed.get("kind") in (PERSON, UNIT, BODY) and not (typed.get("name") or typed.get("details")):
            self.add_error("name", _("Enter a name, or say below whom you mean."))
        return typed


class Files(fields.Form):
    """Who and what can show it."""

    witnesses = fields.LongTextField(
        label=_("Who else saw or heard it?"),
        required=False,
        rows=3,
        hint=_("Names, or how we could find them. Write it also if you do not want us to ask them yet."),
    )
    attached = fields.FilesField(label=_("Add files"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = settings.DUEPROCESS_FILE_LIMIT
        self.fields["attached"].help_text = say(
            "Screenshots, letters, recordings: {files} at a time and {all} in all, each up to {size} MB."
            " They are kept sealed and unchanged."
        ).format(
            files=self.fields["attached"].most,  # type: ignore[attr-defined]
            all=MOST_FILES,
            size=f"{most / 1e6:,.0f}",
        )


class You(fields.Form):
    """Who complains, as far as they want to say."""

    named = fields.RadiosField(
        label=_("Do you want to give your name?"),
        options=[
            fields.Option("yes", _("Yes"), _("The officer who handles this will know who you are.")),
            fields.Option(
                "no", _("No, I want to stay anonymous"), _("We can still write to one another, with a code.")
            ),
        ],
    )  # fmt: skip
    name = fields.TextField(
        label=_("Your name"),
        required=False,
        hint=_("Only if you give it. The way you write it."),
        autocomplete="name",
    )
    email = fields.EmailField(
        label=_("Email address"), required=False,
        hint=_("Only if nobody else reads it. We write only that there is news, never what it is."),
    )  # fmt: skip
    phone = fields.TextField(label=_("Telephone"), required=False, width=20, autocomplete="tel")
    minor = fields.TickField(label=_("I am under 18"))

    def __init__(self, intake: Intake, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = intake.facts
        for n, fact in enumerate(intake.facts):
            self.fields[f"fact_{n}"] = _fact(fact)

    def clean(self) -> dict[str, Any]:
        """Ask for the name of whoever wants to give it."""
        typed = super().clean() or {}
        if typed.get("named") == "yes" and not typed.get("name"):
            self.add_error("name", _("Enter your name, or choose to stay anonymous."))
        return typed

    def recorded(self, typed: dict[str, Any]) -> dict[str, Any]:
        """The facts that the opening step records, from what was typed."""
        found: dict[str, Any] = {}
        for n, fact in enumerate(self.facts):
            value = typed.get(f"fact_{n}")
            if value in (None, ""):
                continue
            if fact.kind == "yes or no":
                value = value == "yes"
            found[fact.name] = {"C1": value} if fact.per == "complainant" else value
        return found


def _fact(fact: IntakeFact) -> forms.Field:
    hint = fact.says or (
        _("Our rules ask this.")
        if fact.required
        else _("Our rules ask this. Leave it open if you are not sure.")
    )
    if fact.choices:
        options = [(choice, choice.replace("_", " ").capitalize()) for choice in fact.choices]
        return fields.RadiosField(label=fact.title, hint=hint, options=options, required=fact.required)
    if fact.kind == "date":
        return fields.DateField(label=fact.title, hint=hint, required=fact.required)
    options = [("yes", str(_("Yes"))), ("no", str(_("No")))]
    return fields.RadiosField(
        label=fact.title, hint=hint, options=options, required=fact.required, inline=True
    )


class Code(fields.Form):
    """The receipt code."""

    code = fields.CodeField(
        label=_("Your code"),
        hint=_("You were shown it when you complained. Spaces and dashes do not matter."),
    )


class Message(fields.Form):
    """Something a party wants to say or add."""

    text = fields.LongTextField(label=_("Your message"), rows=6, required=False)
    information = fields.TickField(
        label=_("This adds to the facts of the matter"),
        hint=_("Tick it if it should be read as information, not only as a question to us."),
    )
    attached = fields.FilesField(label=_("Files"), required=False)
    shows = fields.LongTextField(
        label=_("If this is evidence: what does it show?"), rows=3, required=False, max_length=5_000,
        hint=_("Then it is ruled whether it is used, and you read here why. Otherwise leave it empty."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse an empty message."""
        typed = super().clean() or {}
        if not any(typed.get(name) for name in ("text", "attached", "shows")):
            self.add_error("text", _("Write something, or attach a file."))
        return typed
