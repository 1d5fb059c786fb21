"""Builds the fields of a step's form and reads an act from what was typed.

Each thing an act may carry has one function here that adds its fields and one in `read` that takes them
back. Whether the act is right is for the engine: its needs come back through `StepForm.blame`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _

from dueprocess.core.engine import Form, Need
from dueprocess.core.guidance import Guidance
from dueprocess.docket.forms import (
    deciding,
    findings,
    guided,
    lasting,
    naming,
    parting,
    read,
    saying,
    writing,
)
from dueprocess.docket.needs import Needs, Upload
from dueprocess.docket.resting import Basis
from dueprocess.kit import fields


@dataclass(frozen=True, slots=True)
class Alleged:
    """An allegation on which a finding can be made: its key, the respondent's key, and its words."""

    key: str
    respondent: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Whom a form asks, and the words for what it names.

    `names` gives the name to show for each docket-local key; `units` the units that a fact may name.
    `offices` says in which roles people could be appointed; `entries` are those with words or files, by
    number and in words. `touches` says what each measure would stop of what a party holds, in words. `own` is
    True for a party, who takes only steps of their own. `guidance` is the sanctions guidance that holds,
    `usual` the types of breach that the clauses alleged against each usually are, `offered` those that may be
    chosen (all, for whom nothing says it). `passages` are words noted
    with conflicts, `bases` the items of evidence on which findings may rest. `day`: the day that was chosen
    for what the step fixes, before the form was opened.
    """

    who: str
    names: Mapping[str, str]
    zone: ZoneInfo
    now: datetime
    allegations: Sequence[Alleged] = ()
    units: Sequence[tuple[str, str]] = ()
    offices: Mapping[str, str] = field(default_factory=dict)
    entries: Sequence[tuple[int, str]] = ()
    touches: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    own: bool = False
    guidance: Guidance | None = None
    usual: Mapping[str, Sequence[str]] = field(default_factory=dict)
    offered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    bases: Sequence[Basis] = ()
    passages: Mapping[int, str] = field(default_factory=dict)
    day: date | None = None


@dataclass(slots=True)
class Group:
    """Fields that stand together under one heading; `folded`: shut until somebody opens it, and then `brief`
    says in a few words what it is. `heading` and `lead` stand above the first of several alike."""

    title: str
    names: list[str] = field(default_factory=list)
    says: str = ""
    folded: bool = False
    brief: str = ""
    heading: str = ""
    lead: str = ""
    opened: bool = False
    leads: Sequence[tuple[str, str, int]] = ()  # steps to take instead: id, title, strand


class StepForm(fields.Form):
    """The form for one step. After `is_valid`, `needs()` is what the action takes."""

    def __init__(self, asked: Form, asking: Asking, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked, self.asking = asked, asking
        self.groups: list[Group] = []
        self.places: dict[tuple[str, str], str] = {}
        for add in _PARTS:
            add(self)
        self.groups = [group for group in self.groups if group.names]

    def group(self, title: str, says: str = "", *, folded: bool = False, brief: str = "") -> Group:
        """Begin a group; fields added next belong to it."""
        self.groups.append(Group(title, [], says, folded, brief))
        return self.groups[-1]

    def heads(self, heading: str, lead: str) -> None:
        """Put a heading above the last group: it is the first of several alike."""
        self.groups[-1].heading, self.groups[-1].lead = heading, lead

    def put(self, name: str, asked: forms.Field, *places: tuple[str, str], needed: bool = False) -> None:
        """Add a field to the last group. `places` are the (field, item) of needs that it can mend; `needed`:
        the act cannot do without it, so that the page does not call it optional (the engine asks for it)."""
        asked.needed = needed  # type: ignore[attr-defined]
        self.fields[name] = asked
        self.groups[-1].names.append(name)
        for place in places:
            self.places.setdefault(place, name)

    def sections(self) -> list[tuple[Group, list[Any]]]:
        """Return each group with its bound fields, for a template. `opened`: something stands in it already,
        or has to be mended there."""
        found = []
        for group in self.groups:
            bound = [self[name] for name in group.names]
            typed = self.is_bound and any(any(each.value() or ()) for each in bound[:1])
            group.opened = typed or any(each.errors for each in bound)
            found.append((group, bound))
        return found

    def told(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return what was typed, in words, group by group. Call it on a valid form."""
        return saying.told(self)

    def clean(self) -> dict[str, Any]:
        """Ask who was there, for the reasons of each finding, and where it goes what goes out."""
        typed: dict[str, Any] = super().clean() or {}
        deciding.clean(self, typed)
        findings.clean(self, typed)
        guided.clean(self, typed)
        parting.clean(self, typed)
        return typed

    def needs(self) -> Needs:
        """Return what was typed as an act. Call it on a valid form."""
        return read.needs(self)

    def files_typed(self) -> list[Upload]:
        """Return the files that came with this sending, each under its paper. Call it after `is_valid`."""
        return read.files(self)

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.cleaned_data.get("at") or self.asking.now

    def blame(self, needs: Sequence[Need]) -> None:
        """Put each thing the engine found missing or wrong beside the field that mends it."""
        for need in needs:
            sought = (
                (str(need.code), need.item or ""),
                (need.field or "", need.item or ""),
                (need.field or "", ""),
            )
            name = next((self.places[each] for each in sought if each in self.places), None)
            self.add_error(name, naming.missing(need, self.asking.names))


def make(asked: Form, asking: Asking, data: Any = None, files: Any = None) -> StepForm:
    """Return the form for a step as asked of one person."""
    return StepForm(asked, asking, data, files)


def _way(form: StepForm) -> None:
    ways = [way for way in form.asked.ways if form.asking.who in way.people]
    if len(ways) > 1:
        form.group(_("In which role?"))
        options = [
            fields.Option(
                way.name, way.title, _("because another body has too few members") if way.instead_of else ""
            )
            for way in ways
        ]
        form.put("way", fields.RadiosField(label=_("You act as"), options=options), ("as", ""))


def _persons(form: StepForm) -> None:
    asked, names = form.asked, form.asking.names
    if not asked.persons or read.persons_by_deadline(asked) or read.only_one(asked):
        return
    form.group(_("For whom?"))
    owed = [each.key for each in asked.persons if each.owed]
    options = [
        fields.Option(each.key, naming.title(each.key, names), "" if each.owed else _("done already"))
        for each in asked.persons
    ]
    form.put(
        "persons",
        fields.CheckboxesField(
            label=_("This is done for"), options=options, required=False,
            initial=owed if len(owed) == 1 else [],
        ),
        ("for", ""), needed=asked.persons_required,
    )  # fmt: skip


def _against(form: StepForm) -> None:
    asked, names = form.asked, form.asking.names
    if asked.against:
        form.group(_("Against what?"))
        options = [
            (str(each.n), _("{title}, {on}").format(title=each.title, on=naming.day(each.on)))
            for each in asked.against
        ]
        first = options[0][0] if len(options) == 1 else None
        form.put(
            "against",
            fields.RadiosField(label=_("The decision"), options=options, required=False, initial=first),
            ("against", ""),
            needed=True,
        )
    if asked.conflicts:
        form.group(_("Which conflict of interest?"))
        noted = [
            fields.Option(
                str(each.n),
                _("{who}: {title}").format(who=naming.title(each.who or "", names), title=each.title),
                _("“{words}”").format(words=said) if (said := form.asking.passages.get(each.n)) else "",
            )
            for each in asked.conflicts
        ]
        first = noted[0].value if len(noted) == 1 else None
        form.put(
            "conflict",
            fields.RadiosField(
                label=_("The conflict that was said"), options=noted, required=False, initial=first
            ),
            ("conflict", ""),
            needed=True,
        )
    if asked.grounds:
        form.group(_("On which grounds?"))
        form.put(
            "grounds",
            fields.CheckboxesField(
                label=_("Grounds"), required=False,
                options=[(str(n), naming.words(each)) for n, each in enumerate(asked.grounds)],
            ),
            ("grounds", ""), needed=True,
        )  # fmt: skip


def _facts(form: StepForm) -> None:
    names = form.asking.names
    form.group(_("What is recorded"))
    for n, fact in enumerate(form.asked.facts):
        for party in fact.parties or ("",):
            label = fact.title
            if party:
                label = _("{fact}: {party}").format(fact=fact.title, party=naming.title(party, names))
            value = fact.value.get(party) if isinstance(fact.value, Mapping) else fact.value
            asked = _fact(form, fact, label, value)
            form.put(_fact_name(n, party), asked, ("facts", fact.name), needed=fact.required)


def _fact_name(n: int, party: str) -> str:
    return f"fact_{n}_{party}" if party else f"fact_{n}"


def _fact(form: StepForm, fact: Any, label: str, value: Any) -> forms.Field:
    hint = fact.says or ""
    if fact.kind == "choice":
        options = [(choice, naming.words(choice)) for choice in fact.choices]
        return fields.RadiosField(label=label, hint=hint, options=options, required=False, initial=value)
    if fact.kind == "date":
        if fact.earliest:
            notice = _("It must lie at least {notice} ahead: {day} or later.").format(
                notice=fact.notice, day=naming.day(fact.earliest)
            )
            hint = f"{hint} {notice}".strip()
        chosen = form.asking.day if fact.notice else None
        return fields.DateField(
            label=label, hint=hint, required=False, initial=chosen or naming.as_day(value)
        )
    if fact.kind == "unit":
        return fields.SelectField(
            label=label, hint=hint, options=form.asking.units, required=False, initial=value
        )
    options = [("yes", _("Yes")), ("no", _("No"))]
    said = None if value is None else ("yes" if value else "no")
    return fields.RadiosField(
        label=label, hint=hint, options=options, required=False, inline=True, initial=said
    )


_PARTS = (
    _way,
    _persons,
    _against,
    _facts,
    parting.add,
    findings.add,
    guided.add,
    lasting.add,
    lasting.activates,
    deciding.appointments,
    deciding.until,
    writing.papers,
    deciding.in_writing,
    deciding.vote,
    writing.letter,
    writing.letters,
    writing.attached,
    deciding.signatures,
    writing.when,
)
"""In the order in which somebody thinks: whom and what it is about, what is decided, why, who voted, who is
told; then what comes with it."""
