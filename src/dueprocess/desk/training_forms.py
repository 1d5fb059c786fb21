"""Forms of the training register. Knows fields; what they mean, `training.actions` knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.kit import fields
from dueprocess.people.models import Person
from dueprocess.training.actions import Given, Plan, Taught
from dueprocess.training.extracts.programmes import VersionPage
from dueprocess.training.extracts.sessions import by_numbers
from dueprocess.training.models import Mode, Session

Pairs = Iterable[tuple[str, str]]


def lines(text: str) -> list[str]:
    """Return the lines of a text, or what stands between its commas, without empty ones."""
    return [each.strip() for each in text.replace(",", "\n").splitlines() if each.strip()]


class Version(fields.Form):
    """One version of a programme; of the first also the programme's code. `known`: names of trainings that
    the rulebook asks for."""

    def __init__(
        self, known: Sequence[str], *args: Any, before: VersionPage | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        put = self.fields
        if before is None:
            put["code"] = fields.TextField(
                label=_("Code"), width=20, max_length=40,
                hint=_("Small letters and digits, with hyphens: case-handling. It never changes."),
            )  # fmt: skip
        put["title"] = fields.TextField(label=_("Title"), max_length=200)
        put["content"] = fields.LongTextField(label=_("What is taught"), rows=8, max_length=20000)
        put["minutes"] = fields.NumberField(label=_("How long does it take, in minutes?"), min_value=1)
        put["languages"] = fields.TextField(
            label=_("In which languages?"), required=False, max_length=200, hint=_("Codes: en, pl, de.")
        )
        put["months"] = fields.NumberField(
            label=_("For how many months does it count?"), required=False, min_value=1,
            hint=_("Empty: for good."),
        )  # fmt: skip
        options = [(name, name) for name in dict.fromkeys((*known, *(before.qualifies if before else ())))]
        if options:
            put["qualifies"] = fields.CheckboxesField(
                label=_("Which training of the rulebook does somebody have then?"), required=False,
                options=options, hint=_("The engine lets a step through that asks for it."),
            )  # fmt: skip
        put["equivalents"] = fields.LongTextField(
            label=_("Which versions of other programmes count as this one?"), required=False, rows=2,
            max_length=1000, hint=_("By code and number, one for each line: mediation/2."),
        )  # fmt: skip
        put["from_on"] = fields.DateField(label=_("Taught from which day on?"))
        if before is not None:
            put["voids_on"] = fields.DateField(
                label=_("From which day on do earlier versions count no more?"), required=False,
                hint=_("Empty: they count until they run out. What people have by them ends the day before."),
            )  # fmt: skip

    @staticmethod
    def told(before: VersionPage) -> dict[str, Any]:
        """What the form of the next version shows at first."""
        return {
            "title": before.title, "content": before.content, "minutes": before.minutes,
            "languages": ", ".join(before.languages), "months": before.months,
            "qualifies": list(before.qualifies), "equivalents": "\n".join(before.equivalents),
        }  # fmt: skip

    def taught(self) -> Taught:
        """What the action takes."""
        typed = self.cleaned_data
        return Taught(
            title=typed["title"], content=typed["content"], minutes=typed["minutes"],
            languages=lines(typed["languages"]), months=typed["months"],
            qualifies=typed.get("qualifies", []), equivalents=lines(typed["equivalents"]),
            from_on=typed["from_on"], voids_on=typed.get("voids_on"),
        )  # fmt: skip


class Ending(fields.Form):
    """From which day on something holds no more, and why."""

    on = fields.DateField(label=gettext_lazy("From which day on?"))
    reason = fields.LongTextField(label=gettext_lazy("Why?"), rows=3, max_length=2000)


class Ends(fields.Form):
    """From which day on something counts no more."""

    on = fields.DateField(label=gettext_lazy("From which day on does it count no more?"))


class Why(fields.Form):
    """Why."""

    reason = fields.LongTextField(label=gettext_lazy("Why?"), rows=3, max_length=2000)


class Provider(fields.Form):
    """Who teaches."""

    name = fields.TextField(label=gettext_lazy("Name"), max_length=200)


class Accreditation(fields.Form):
    """By whom a provider was accredited, on which evidence, for what and how long."""

    def __init__(self, programmes: Pairs, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put = self.fields
        put["body"] = fields.TextField(label=_("Which body accredited them?"), max_length=200)
        put["evidence"] = fields.LongTextField(label=_("On which evidence?"), rows=4, max_length=5000)
        put["files"] = fields.FilesField(label=_("The paper that shows it"), most=1)
        put["programmes"] = fields.CheckboxesField(
            label=_("For which programmes?"), options=list(programmes), required=False,
            hint=_("None: for all."),
        )  # fmt: skip
        put["from_on"] = fields.DateField(label=_("From"))
        put["until_on"] = fields.DateField(
            label=_("Until and including"), required=False, hint=_("Empty: until it is withdrawn.")
        )


class Consulted(fields.Form):
    """Who was asked, when, and what they said."""

    community = fields.TextField(
        label=gettext_lazy("Who was asked?"), max_length=200,
        hint=gettext_lazy("Those whom the teaching is about: a group, an association. No single people."),
    )  # fmt: skip
    asked_on = fields.DateField(label=gettext_lazy("When?"))
    answer = fields.LongTextField(
        label=gettext_lazy("What did they say?"), rows=5, max_length=5000,
        hint=gettext_lazy("Everybody who looks at the provider or a session of theirs reads it."),
    )  # fmt: skip


class Planned(fields.Form):
    """When, where and for whom a session is, and who teaches it."""

    def __init__(
        self, versions: Pairs | None, providers: Pairs, units: Pairs, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        put = self.fields
        if versions is not None:
            put["version"] = fields.SelectField(label=_("What is taught?"), options=list(versions))
            put["provider"] = fields.SelectField(label=_("By whom?"), options=list(providers))
        put["mode"] = fields.RadiosField(label=_("How?"), options=list(Mode.choices))
        put["from_at"] = fields.MomentField(label=_("From"))
        put["to_at"] = fields.MomentField(label=_("Until"))
        put["place"] = fields.TextField(label=_("Where?"), required=False, max_length=300)
        put["link"] = fields.TextField(
            label=_("Link"), required=False, max_length=500,
            hint=_("Only those who have a place are shown it."),
        )  # fmt: skip
        put["language"] = fields.TextField(label=_("Language"), required=False, width=10, max_length=20)
        put["capacity"] = fields.NumberField(
            label=_("For how many?"), required=False, min_value=1, hint=_("Empty: as many as come.")
        )
        put["unit"] = fields.SelectField(
            label=_("For members of the unit"), options=list(units), required=False,
            hint=_("And all below it. Open: everybody."),
        )  # fmt: skip
        put["is_open"] = fields.RadiosField(
            label=_("Who may take a place?"),
            options=[("open", _("Whoever signs in")), ("invited", _("Only those who are invited"))],
        )
        put["trainers"] = fields.LongTextField(
            label=_("Who teaches it?"), rows=3, required=False, max_length=2000,
            hint=_("Membership numbers, one for each line. They see its names and places."),
        )  # fmt: skip

    def clean_trainers(self) -> list[Person]:
        """Return the people with these numbers."""
        people, unknown = by_numbers(lines(self.cleaned_data["trainers"]))
        if unknown:
            raise ValidationError(_("Nobody has this number: {numbers}.").format(numbers=", ".join(unknown)))
        found = Person.objects.in_bulk(people)
        return [found[pk] for pk in people]

    def plan(self, unit: Any) -> Plan:
        """What the action takes; `unit` finds one by its key."""
        typed = self.cleaned_data
        return Plan(
            mode=Mode(typed["mode"]), from_at=typed["from_at"], to_at=typed["to_at"], place=typed["place"],
            link=typed["link"], language=typed["language"], capacity=typed["capacity"],
            unit=unit(int(typed["unit"])) if typed["unit"] else None, is_open=typed["is_open"] == "open",
        )  # fmt: skip

    @staticmethod
    def told(session: Session, numbers: Iterable[str | None]) -> dict[str, Any]:
        """What the form shows of a session that is planned."""
        return {
            "mode": session.mode, "from_at": timezone.localtime(session.from_at),
            "to_at": timezone.localtime(session.to_at), "place": session.place, "link": session.link,
            "language": session.language, "capacity": session.capacity, "unit": str(session.unit_id or ""),
            "is_open": "open" if session.is_open else "invited",
            "trainers": "\n".join(each for each in numbers if each),
        }  # fmt: skip


class Enrol(fields.Form):
    """Several people at once: by their numbers, or a unit."""

    def __init__(self, units: Pairs, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put = self.fields
        put["how"] = fields.RadiosField(
            label=_("What do they get?"),
            options=[("place", _("A place, or one on the waiting list")), ("invite", _("An invitation"))],
        )
        put["numbers"] = fields.LongTextField(
            label=_("Membership numbers"), required=False, rows=8, max_length=20000,
            hint=_("One for each line. Why they attend stands nowhere here."),
        )  # fmt: skip
        put["unit"] = fields.SelectField(
            label=_("Or everybody of a unit"), options=list(units), required=False,
            hint=_("Members and staff, and of all units below it."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for one of both."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(typed.get("numbers", "").strip()) == bool(typed.get("unit")):
            self.add_error("numbers", _("Give numbers, or choose a unit: one of both."))
        return typed


class Completed(fields.Form):
    """What somebody finished, when, and what shows it."""

    def __init__(self, versions: Pairs, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"] = fields.SelectField(label=_("What did they finish?"), options=list(versions))
        self.fields["on"] = fields.DateField(label=_("On which day?"))
        self.fields["evidence"] = fields.LongTextField(
            label=_("What shows it?"), rows=3, max_length=2000, hint=_("Certificate, register, course.")
        )
        self.fields["files"] = fields.FilesField(label=_("The paper that shows it"), most=1)


class Exempt(fields.Form):
    """From what somebody is to be exempt, why, and until when."""

    requirement = fields.TextField(
        label=gettext_lazy("From which requirement?"), max_length=80,
        hint=gettext_lazy("By its name in the requirements that are in force."),
    )  # fmt: skip
    from_on = fields.DateField(label=gettext_lazy("From"))
    until_on = fields.DateField(
        label=gettext_lazy("Until and including"), hint=gettext_lazy("Two years at most.")
    )
    reason = fields.LongTextField(
        label=gettext_lazy("Why?"), rows=3, max_length=2000,
        hint=gettext_lazy("Not that they attend by order, nor anything of a case."),
    )  # fmt: skip


class Settle(fields.Form):
    """Agreed, or refused and why."""

    answer = fields.RadiosField(
        label=gettext_lazy("What do you say?"),
        options=[("agree", gettext_lazy("Agree")), ("refuse", gettext_lazy("Refuse"))],
    )  # fmt: skip
    reason = fields.LongTextField(
        label=gettext_lazy("Why is it refused?"), rows=3, required=False, max_length=2000,
        hint=gettext_lazy("They read it."),
    )  # fmt: skip


def given(typed: dict[str, Any]) -> Given | None:
    """Return the file of a form, if one was chosen."""
    files = typed.get("files") or []
    return Given(files[0].name, files[0].chunks()) if files else None
