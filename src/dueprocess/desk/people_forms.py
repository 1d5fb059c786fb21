"""Forms of the register."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.kit import fields
from dueprocess.people.extracts import PersonPage, statuses

Pairs = Iterable[tuple[str, str]]


class Find(fields.Form):
    """Whom one looks for."""

    text = fields.TextField(
        label=gettext_lazy("Name or membership number"),
        hint=gettext_lazy("Any form of the name, in any script; sounding alike is enough."),
    )


class Person(fields.Form):
    """What the register keeps of somebody. Only the name must be known."""

    FIELDS = ("full_name", "known_as", "sort_name", "member_number", "status", "email", "phone", "address")

    def __init__(self, units: Pairs, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put = self.fields
        put["full_name"] = fields.TextField(
            label=_("Full name"),
            hint=_("Whole, in the order and script in which they write it. One name is enough."),
        )
        put["known_as"] = fields.TextField(label=_("Known as"), required=False)
        put["sort_name"] = fields.TextField(
            label=_("Sorted under"), required=False, hint=_("Empty: we choose.")
        )
        put["aliases"] = fields.LongTextField(
            label=_("Other names"), required=False, rows=3, hint=_("One on each line.")
        )
        put["member_number"] = fields.TextField(label=_("Membership number"), required=False, width=20)
        put["status"] = fields.SelectField(label=_("Status"), options=statuses())
        put["unit"] = fields.SelectField(label=_("Unit"), options=list(units), required=False)
        put["born_on"] = fields.DateField(
            label=_("Born on"), required=False, hint=_("Needed only where age matters, as for minors.")
        )
        put["email"] = fields.EmailField(label=_("Email address"), required=False)
        put["phone"] = fields.TextField(label=_("Telephone"), required=False, width=20)
        put["address"] = fields.LongTextField(label=_("Postal address"), required=False, rows=3)
        put["reason"] = fields.TextField(label=_("Why is it changed?"), required=False)

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        typed = self.cleaned_data
        found = {name: typed[name] for name in self.FIELDS}
        found["member_number"] = typed["member_number"] or None
        return found | {"born_on": typed["born_on"], "unit_id": int(typed["unit"]) if typed["unit"] else None}

    def aliases(self) -> list[str]:
        """Other names, one for each line."""
        return [line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()]

    @staticmethod
    def told(page: PersonPage, unit: int | None) -> dict[str, Any]:
        """What the form shows of somebody who is in the register."""
        return {
            "full_name": page.line.full_name, "known_as": page.known_as,
            "member_number": page.line.member_number,
            "status": page.line.status, "aliases": "\n".join(page.aliases), "unit": str(unit or ""),
            "born_on": page.born_on, "email": page.email, "phone": page.phone, "address": page.address,
        }  # fmt: skip


class Appoint(fields.Form):
    """A role for somebody."""

    def __init__(self, roles: Pairs, units: Pairs, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = fields.SelectField(label=_("Role"), options=list(roles))
        self.fields["unit"] = fields.SelectField(
            label=_("For the unit"), options=list(units), required=False,
            hint=_("And all below it. Empty: the whole organisation."),
        )  # fmt: skip
        self.fields["from_on"] = fields.DateField(label=_("From"))
        self.fields["until_on"] = fields.DateField(label=_("Until and including"), required=False)
        self.fields["reason"] = fields.LongTextField(
            label=_("By which decision?"), rows=2, hint=_("It stands behind every act done in this role.")
        )


class End(fields.Form):
    """The last day of an appointment."""

    on = fields.DateField(label=gettext_lazy("Last day"))
    reason = fields.LongTextField(label=gettext_lazy("Why?"), rows=2)


class Qualify(fields.Form):
    """A training or an attestation that the rulebook asks for by name."""

    def __init__(self, known: Pairs, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"] = fields.SelectField(label=_("What?"), options=list(known))
        self.fields["from_on"] = fields.DateField(label=_("From"))
        self.fields["until_on"] = fields.DateField(label=_("Valid until and including"), required=False)
        self.fields["source"] = fields.TextField(
            label=_("Shown by"), hint=_("Certificate, course, register.")
        )
