"""Forms of the register. What they ask is typed; what it means is for `people.actions`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.core.errors import Problem
from dueprocess.kit import fields
from dueprocess.people.extracts import PersonLine, PersonPage, statuses, unit

Pairs = Iterable[tuple[str, str]]
REASON = 300  # letters that a decision is kept in


def _reason(label: str, hint: str = "") -> fields.LongTextField:
    return fields.LongTextField(label=label, hint=hint, rows=2, max_length=REASON)


class Find(fields.Form):
    """Whom one looks for."""

    text = fields.TextField(
        label=gettext_lazy("Name or membership number"),
        hint=gettext_lazy("Any form of the name, in any script; part of it, or how it sounds, is enough."),
    )


class Person(fields.Form):
    """What the register keeps of somebody. Only the name must be known."""

    FIELDS = ("full_name", "known_as", "status", "email", "phone", "address")

    def __init__(self, units: Pairs, *args: Any, changing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put = self.fields
        put["full_name"] = fields.TextField(
            label=_("Full name"),
            hint=_("Whole, in the order and script in which they write it. One name is enough."),
        )
        put["known_as"] = fields.TextField(
            label=_("Known as"), required=False, max_length=200,
            hint=_("The name that pages show, if it is another; a nickname, or the name in Latin letters."),
        )  # fmt: skip
        put["aliases"] = fields.LongTextField(
            label=_("Other names"), required=False, rows=3,
            hint=_("Former names, other scripts, names used online. One on each line."),
        )  # fmt: skip
        put["sort_name"] = fields.TextField(
            label=_("Sorted under"), required=False,
            hint=_("Only if lists should sort them otherwise than under their full name."),
        )  # fmt: skip
        put["member_number"] = fields.TextField(
            label=_("Membership number"), required=False, width=20, max_length=40
        )
        put["status"] = fields.SelectField(label=_("Status"), options=statuses())
        put["unit"] = fields.SelectField(label=_("Unit"), options=list(units), required=False)
        put["born_on"] = fields.DateField(
            label=_("Born on"), required=False, hint=_("Needed only where age matters, as for minors.")
        )
        put["email"] = fields.EmailField(label=_("Email address"), required=False)
        put["phone"] = fields.TextField(label=_("Telephone"), required=False, width=20, max_length=40)
        put["address"] = fields.LongTextField(
            label=_("Postal address"), required=False, rows=3, max_length=1000
        )
        if changing:
            put["reason"] = fields.TextField(
                label=_("Why is it changed?"), hint=_("It stands in the register’s journal.")
            )

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        typed = self.cleaned_data
        found = {name: typed[name] for name in self.FIELDS}
        if typed["sort_name"]:
            found["sort_name"] = typed["sort_name"]
        found["member_number"] = typed["member_number"] or None
        found["unit"] = unit(int(typed["unit"])) if typed["unit"] else None
        return found | {"born_on": typed["born_on"]}

    def other_names(self) -> list[str]:
        """Other names, one for each line."""
        return [line.strip()[:300] for line in self.cleaned_data["aliases"].splitlines() if line.strip()]

    @staticmethod
    def told(page: PersonPage, unit_pk: int | None) -> dict[str, Any]:
        """What the form shows of somebody who is in the register."""
        return {
            "full_name": page.line.full_name, "known_as": page.known_as, "sort_name": page.sort_name,
            "member_number": page.line.member_number,
            "status": page.line.status, "aliases": "\n".join(page.aliases), "unit": str(unit_pk or ""),
            "born_on": page.born_on, "email": page.email, "phone": page.phone, "address": page.address,
        }  # fmt: skip


class Appoint(fields.Form):
    """A role for somebody."""

    def __init__(self, roles: Pairs, units: Pairs, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = fields.SelectField(label=_("Role"), options=list(roles))
        self.fields["unit"] = fields.SelectField(
            label=_("For the unit"), options=list(units), required=False,
            hint=_("And all below it. Open: the whole organisation."),
        )  # fmt: skip
        self.fields["from_on"] = fields.DateField(label=_("From"))
        self.fields["until_on"] = fields.DateField(label=_("Until and including"), required=False)
        self.fields["reason"] = _reason(
            _("By which decision?"), _("It stands behind every act done in this role.")
        )


class End(fields.Form):
    """The last day of something."""

    on = fields.DateField(label=gettext_lazy("Last day"))
    reason = fields.LongTextField(label=gettext_lazy("Why?"), rows=2, max_length=REASON)


class GiveLogin(fields.Form):
    """The address by which somebody signs in."""

    email = fields.EmailField(
        label=gettext_lazy("Email address"),
        hint=gettext_lazy("Only they may read what comes to it: whoever does can sign in as them."),
    )


class CloseLogin(fields.Form):
    """Why somebody may no longer sign in."""

    reason = fields.LongTextField(label=gettext_lazy("Why?"), rows=2, max_length=REASON)


class Office(fields.Form):
    """A post whose holders have roles."""

    def __init__(self, roles: Pairs, units: Pairs, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"] = fields.TextField(label=_("What is it called?"), max_length=200)
        self.fields["roles"] = fields.CheckboxesField(
            label=_("Roles that come with it"), options=list(roles), required=False,
            hint=_("Whoever is put in the office holds these roles for as long as the term runs."),
        )  # fmt: skip
        self.fields["unit"] = fields.SelectField(
            label=_("For the unit"), options=list(units), required=False,
            hint=_("And all below it. Open: the whole organisation."),
        )  # fmt: skip
        self.fields["seats"] = fields.NumberField(
            label=_("How many hold it at once?"), min_value=1, max_value=500, initial=1
        )


class Term(fields.Form):
    """An office for somebody, for a time."""

    def __init__(self, offices: Pairs, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"] = fields.SelectField(label=_("Office"), options=list(offices))
        self.fields["from_on"] = fields.DateField(label=_("From"))
        self.fields["until_on"] = fields.DateField(
            label=_("Until and including"), required=False, hint=_("Open: until somebody ends it.")
        )
        self.fields["reason"] = _reason(_("By which decision?"))


class Candidacy(fields.Form):
    """For what somebody stands, and when it is decided."""

    def __init__(self, offices: Pairs, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"] = fields.SelectField(label=_("Office"), options=list(offices))
        self.fields["from_on"] = fields.DateField(label=_("Since"))
        self.fields["election_on"] = fields.DateField(label=_("On which day is it decided?"))
        self.fields["reason"] = _reason(_("How is it known?"))


class Delegate(fields.Form):
    """Whom a role is lent to, and how long. Several found: one is chosen."""

    def __init__(self, found: Sequence[PersonLine], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"] = fields.TextField(
            label=_("To whom?"), hint=_("Name or membership number of somebody in the register.")
        )
        if found:
            options = [
                fields.Option(
                    str(each.pk), each.full_name, ", ".join(filter(None, (each.member_number, each.unit)))
                )
                for each in found
            ]
            self.fields["person"] = fields.RadiosField(
                label=_("Which of them?"), options=options, required=False,
                initial=options[0].value if len(options) == 1 else None,
            )  # fmt: skip
        self.fields["from_on"] = fields.DateField(label=_("From"))
        self.fields["until_on"] = fields.DateField(label=_("Until and including"))
        self.fields["reason"] = _reason(_("Why?"), _("For example: leave until the end of August."))


class Give(fields.Form):
    """A power for somebody."""

    def __init__(self, powers: Pairs, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["power"] = fields.RadiosField(label=_("Which power?"), options=list(powers))
        self.fields["from_on"] = fields.DateField(label=_("From"))
        self.fields["until_on"] = fields.DateField(label=_("Until and including"), required=False)
        self.fields["reason"] = _reason(_("By which decision?"))


class Qualify(fields.Form):
    """A training or an attestation that the rulebook asks for by name."""

    def __init__(self, known: Pairs, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"] = fields.SelectField(label=_("What?"), options=list(known))
        self.fields["from_on"] = fields.DateField(label=_("From"))
        self.fields["until_on"] = fields.DateField(label=_("Valid until and including"), required=False)
        self.fields["source"] = fields.TextField(
            label=_("Shown by"), hint=_("Certificate, course, register."), max_length=200
        )


class Unit(fields.Form):
    """A unit: what it is called; a new one also where it hangs, an old one why it is changed."""

    def __init__(self, units: Pairs | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put = self.fields
        put["name"] = fields.TextField(label=_("Name"), max_length=200)
        put["kind"] = fields.TextField(
            label=_("What it is"), required=False, width=20, max_length=40,
            hint=_("A club, a branch, a region, a department."),
        )  # fmt: skip
        put["code"] = fields.TextField(label=_("Code"), required=False, width=10, max_length=40)
        if units is None:
            put["reason"] = _reason(_("Why is it changed?"), _("It stands in the register’s journal."))
        else:
            put["parent"] = fields.SelectField(
                label=_("Below which unit?"), options=list(units), required=False,
                hint=_("Roles held for that unit hold for this one too. Empty: at the top."),
            )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        typed = self.cleaned_data
        return {"name": typed["name"], "kind": typed["kind"], "code": typed["code"] or None}


class MoveUnit(fields.Form):
    """Where a unit hangs from now on."""

    def __init__(self, units: Pairs, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = fields.SelectField(label=_("Below which unit?"), options=list(units))
        self.fields["reason"] = _reason(_("By which decision?"), _("It stands in the register’s journal."))


class CloseUnit(fields.Form):
    """Where the people of a unit go that is closed."""

    def __init__(self, units: Pairs, people: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people:
            self.fields["members_to"] = fields.SelectField(
                label=_("To which unit do its people belong from now on?"), options=list(units)
            )
        self.fields["reason"] = _reason(_("By which decision?"), _("It stands in the register’s journal."))


class ReopenUnit(fields.Form):
    """By which decision a closed unit is opened again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = _reason(_("By which decision?"), _("It stands in the register’s journal."))


class SendList(fields.Form):
    """A member list: its files, and the map that says what their columns are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = fields.FilesField(
            label=_("Files of the list"), required=True, most=4,
            hint=_("CSV or XLSX: units, people, offices, terms, each in a file or sheet of its own."),
        )  # fmt: skip
        self.fields["map"] = fields.FilesField(
            label=_("Map"),
            most=1,
            hint=_(
                "A TOML file that says which column is what. None: the files are called units, people, "
                "offices, terms, and have the plain column names of the manual."
            ),
        )

    @staticmethod
    def no_text() -> list[Problem]:
        """The fault of a map that is not text."""
        return [Problem("map", None, _("The map is not UTF-8 text."), _("Save it as UTF-8."))]
