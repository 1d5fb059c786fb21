"""Forms of the desk that no rulebook makes: filters, entering a complaint, notes, people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.actions import Alleged
from dueprocess.cases.extracts import AGE_BANDS, clauses
from dueprocess.cases.models import Via
from dueprocess.kit import fields
from dueprocess.kit.components import absolute

_SPANS = (
    gettext_lazy("up to 3 months"),
    gettext_lazy("3 to 6 months"),
    gettext_lazy("6 to 12 months"),
    gettext_lazy("12 to 18 months"),
    gettext_lazy("18 to 24 months"),
    gettext_lazy("over 24 months"),
)
AGES = tuple((f"{first}-{last or ''}", words) for (first, last), words in zip(AGE_BANDS, _SPANS, strict=True))
"""How old a case may be: as the filter's value, and in words."""
OLDER = (
    ("91-", gettext_lazy("older than 3 months")),
    ("182-", gettext_lazy("older than 6 months")),
    ("365-", gettext_lazy("older than 12 months")),
    ("547-", gettext_lazy("older than 18 months")),
)
"""From which age on, likewise."""
STATES = (
    ("open", gettext_lazy("open")),
    ("closed", gettext_lazy("closed")),
    ("all", gettext_lazy("open and closed")),
)


def _said(pairs: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in pairs]


class QueueFilter(fields.Form):
    """What the list of cases is narrowed to; reads as a sentence."""

    def __init__(
        self, stages: Iterable[tuple[str, str]], units: Iterable[tuple[str, str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"] = fields.TextField(label=_("Number or code name"), required=False, width=20)
        self.fields["state"] = fields.RadiosField(
            label=_("Cases that are"), options=_said(STATES), required=False, initial="open"
        )
        self.fields["mine"] = fields.TickField(label=_("Owned by me"))
        self.fields["late"] = fields.TickField(label=_("With something late"))
        self.fields["unowned"] = fields.TickField(label=_("That nobody owns"))
        self.fields["refused"] = fields.TickField(label=_("That were refused"))
        self.fields["stage"] = fields.SelectField(
            label=_("At the stage"), options=list(stages), required=False
        )
        self.fields["unit"] = fields.SelectField(label=_("Of the unit"), options=list(units), required=False)
        self.fields["age"] = fields.SelectField(
            label=_("Of age"), options=_said(AGES + OLDER), required=False
        )


class Intake(fields.Form):
    """A complaint that reached an officer, or that the organisation itself opens."""

    def __init__(self, asked: Any, units: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [Via.PHONE, Via.LETTER, Via.PERSON]
        put = self.fields
        put["via"] = fields.RadiosField(
            label=_("How did it come?"), options=[(str(way), str(way.label)) for way in ways]
        )
        put["summary"] = fields.LongTextField(
            label=_("What happened?"), rows=8, hint=_("As they said it. Do not sort or judge it yet.")
        )
        for n, paper in enumerate(asked.papers):
            label = paper.replace("_", " ")
            put[f"paper_{n}"] = fields.LongTextField(
                label=label[:1].upper() + label[1:], rows=3, required=False
            )
        put["reporter"] = fields.TextField(
            label=_("Who complains?"),
            required=False,
            hint=_("Their name as they write it. Empty: they stay anonymous."),
        )
        put["member"] = fields.TextField(label=_("Their membership number"), required=False, width=20)
        put["email"] = fields.EmailField(label=_("Their email address"), required=False)
        put["phone"] = fields.TextField(label=_("Their telephone"), required=False, width=20)
        put["minor"] = fields.TickField(label=_("They are under 18"))
        put["about"] = fields.LongTextField(
            label=_("Whom is it about?"), required=False, rows=4,
            hint=_(
                "One on each line: a membership number, the name of a unit, or a person's name and what else "
                "is known (unit, office, birth). Nobody known: leave it empty."
            ),
        )  # fmt: skip
        put["clause"] = fields.SelectField(
            label=_("Which rule may be broken?"), options=clauses(), required=False
        )
        put["conduct_from"] = fields.DateField(label=_("On which day, or from which day?"), required=False)
        put["unit"] = fields.SelectField(
            label=_("Which unit handles it?"), options=list(units), required=False
        )
        for n, fact in enumerate(asked.facts):
            put[f"fact_{n}"] = _fact(fact)
        put["received_at"] = fields.MomentField(
            label=_("When did it reach us?"), required=False, hint=_("Empty: now. The clock starts then.")
        )
        put["late_reason"] = fields.TextField(
            label=_("Why is it entered only now?"), required=False, hint=_("If it came more than a day ago.")
        )
        put["attached"] = fields.FilesField(label=_("Files"))

    @property
    def parts(self) -> list[tuple[str, str, list[Any]]]:
        """The fields under their headings: title, a sentence, bound fields."""
        papers = [name for name in self.fields if name.startswith("paper_")]
        facts = [name for name in self.fields if name.startswith("fact_")]
        parts = (
            ("", "", ["via"]),
            (_("What was reported"), "", ["summary", *papers]),
            (_("From whom"), "",
             ["reporter", "member", "email", "phone", "minor"]),
            (_("About whom"), "", ["about", "clause", "conduct_from", "unit"]),
            (_("What is recorded"), "", facts),
            (_("When it came, and what came with it"), "", ["received_at", "late_reason", "attached"]),
        )  # fmt: skip
        return [(title, says, [self[name] for name in names]) for title, says, names in parts]


class Allegation(fields.Form):
    """One allegation that comes with a step. Nothing typed: none comes."""

    def __init__(
        self,
        respondents: Iterable[tuple[str, str]],
        clauses: Iterable[tuple[str, str]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        respondents = list(respondents)
        put = self.fields
        put["respondent"] = fields.SelectField(
            label=_("Against whom?"), options=respondents, required=False,
            initial=respondents[0][0] if len(respondents) == 1 else None,
        )  # fmt: skip
        put["clause"] = fields.SelectField(
            label=_("Under which rule?"), options=list(clauses), required=False
        )
        put["conduct_from"] = fields.DateField(
            label=_("On which day, or from which day?"), required=False,
            hint=_("The rule counts as it read on that day."),
        )  # fmt: skip
        put["conduct_to"] = fields.DateField(label=_("Until which day?"), required=False)
        put["text"] = fields.LongTextField(label=_("What is alleged?"), required=False, rows=4)

    def clean(self) -> dict[str, Any]:
        """Ask for the rest where something was begun."""
        typed: dict[str, Any] = super().clean() or {}
        if any(typed.get(name) for name in ("clause", "conduct_from", "conduct_to", "text")):
            for name, missing in (
                ("respondent", _("Say against whom it is alleged.")),
                ("text", _("Say what is alleged.")),
            ):
                if not typed.get(name):
                    self.add_error(name, missing)
        first, last = typed.get("conduct_from"), typed.get("conduct_to")
        if first and last and last < first:
            self.add_error("conduct_to", _("The last day lies before the first."))
        return typed

    @property
    def begun(self) -> bool:
        """Tell whether somebody typed something here, or made a mistake."""
        return self.is_bound and (bool(self.errors) or bool(self.cleaned_data.get("text")))

    def said(self) -> list[tuple[str, str]]:
        """Return what was typed as label and words. Call it on a valid form."""
        typed = self.cleaned_data if self.cleaned_data.get("text") else {}
        lists: dict[str, Any] = self.fields
        named = {name: dict(lists[name].choices) for name in ("respondent", "clause")}
        shown = {
            name: str(named[name].get(value, value)) if name in named else value
            for name, value in typed.items()
            if value
        }
        return [
            (str(self.fields[name].label), absolute(each) if isinstance(each, date) else str(each))
            for name, each in shown.items()
        ]

    def brought(self) -> tuple[str, Alleged] | None:
        """Return the respondent's key and the allegation, or None. Call it on a valid form."""
        typed = self.cleaned_data
        if not typed["text"]:
            return None
        code, _slash, clause = typed["clause"].partition("/")
        return typed["respondent"], Alleged(
            code=code, clause=clause, conduct_from=typed["conduct_from"], conduct_to=typed["conduct_to"],
            text=typed["text"],
        )  # fmt: skip


class Opening(fields.Form):
    """By which step, and for which unit, the organisation opens a case itself."""

    def __init__(
        self,
        steps: Iterable[tuple[str, str, str]],
        units: Iterable[tuple[str, str]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        options = [fields.Option(step, title, says) for step, title, says in steps]
        first = options[0].value if len(options) == 1 else None
        self.fields["step"] = fields.RadiosField(label=_("How is it opened?"), options=options, initial=first)
        self.fields["unit"] = fields.SelectField(
            label=_("Which unit handles it?"), options=list(units), required=False
        )


class Own(fields.Form):
    """What a case of the organisation's own is about."""

    def __init__(self, clauses: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put = self.fields
        put["summary"] = fields.LongTextField(label=_("What happened?"), rows=6)
        put["about"] = fields.LongTextField(
            label=_("Whom is it about?"), required=False, rows=3,
            hint=_(
                "One on each line: a name (of a person, or of a unit), or a membership number. Nobody known: "
                "leave it empty."
            ),
        )  # fmt: skip
        put["clause"] = fields.SelectField(
            label=_("Which rule may be broken?"), options=list(clauses), required=False
        )
        put["conduct_from"] = fields.DateField(label=_("On which day, or from which day?"), required=False)


def units(rows: Iterable[Any]) -> list[tuple[str, str]]:
    """Return the tree of units as options, each indented by its depth."""
    return [(str(unit.pk), "\u2003" * unit.depth + unit.name) for unit in rows]


def _fact(fact: Any) -> Any:
    if fact.choices:
        options = [(choice, choice.replace("_", " ").capitalize()) for choice in fact.choices]
        return fields.RadiosField(label=fact.title, hint=fact.says, options=options, required=False)
    if fact.kind == "date":
        return fields.DateField(label=fact.title, hint=fact.says, required=False)
    options = [("yes", _("Yes")), ("no", _("No"))]
    return fields.RadiosField(label=fact.title, hint=fact.says, options=options, required=False, inline=True)


class Reason(fields.Form):
    """A reason alone."""

    reason = fields.LongTextField(label=gettext_lazy("Why?"), rows=3)


class Objection(fields.Form):
    """Why somebody objects, if they want to say."""

    reason = fields.LongTextField(label=gettext_lazy("Why?"), rows=3, required=False)


class Search(fields.Form):
    """Words to look for in what was written. Posted, so that they stand in no address and no log."""

    text = fields.TextField(
        label=gettext_lazy("Words"), hint=gettext_lazy("All of them have to occur in the case.")
    )
