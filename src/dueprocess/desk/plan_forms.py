"""The form by which stock is taken of one case: a few questions in order, a minute for each case.

Knows fields and the words of the questions; what is written down, `cases.plan.actions` says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.plan.actions import Day, Taken
from dueprocess.cases.plan.models import CLOSING, Conflict, Found, Looked, Suspension, Urgency
from dueprocess.kit import fields
from dueprocess.kit.components import absolute


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the questions are about: for what a day may be promised, who could own the case, its parties who
    may be written to (key and name), the names of those who may not yet."""

    things: Sequence[tuple[str, str]]
    owners: Sequence[tuple[str, str]]
    parties: Sequence[tuple[str, str]]
    untold: Sequence[str]


def _not_yet(names: Sequence[str]) -> str:
    """Who is not offered, and why."""
    if not names:
        return ""
    return _("Not {names}: the rules have not told them of the case yet, and nobody else tells them.").format(
        names=", ".join(names)
    )


class Stock(fields.Form):
    """The questions. A day may be left open; the owner stays unless another is chosen."""

    found = fields.RadiosField(label=gettext_lazy("What is there?"), options=list(Found.choices))
    lacking = fields.LongTextField(
        label=gettext_lazy("Which papers are missing?"), rows=3, required=False,
        hint=gettext_lazy("One on each line. They stay on the list until stock is taken again without them."),
    )  # fmt: skip
    looked = fields.CheckboxesField(
        label=gettext_lazy("Where was it looked for?"), options=list(Looked.choices)
    )
    conflict = fields.RadiosField(
        label=gettext_lazy("Is anybody who has it too close to a party?"), options=list(Conflict.choices),
        hint=gettext_lazy("If so, enter the conflict in the case as well: only that keeps them out."),
    )  # fmt: skip
    suspended = fields.RadiosField(
        label=gettext_lazy("Is somebody suspended, or under another interim measure, from before?"),
        options=list(Suspension.choices),
        hint=gettext_lazy("One that nobody has looked at again is lifted or renewed by the step for it."),
    )
    urgency = fields.RadiosField(
        label=gettext_lazy("How urgent is it, looked at anew?"), options=list(Urgency.choices),
        hint=gettext_lazy("By the harm that waiting does. What goes first stands first in the plan."),
    )  # fmt: skip
    of = fields.SelectField(label=gettext_lazy("What is promised?"), options=[], required=False)
    on = fields.DateField(
        label=gettext_lazy("By which day?"), required=False, hint=gettext_lazy("Empty: no day yet.")
    )
    reason = fields.TextField(
        label=gettext_lazy("If another day was promised: why does it change?"), required=False
    )
    remarks = fields.LongTextField(
        label=gettext_lazy("What should whoever works on it next know?"), rows=2, required=False
    )

    def __init__(self, known: Known, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["of"] = fields.SelectField(
            label=_("What is promised?"), options=list(known.things), required=False, initial=CLOSING
        )
        if known.owners:
            self.fields["owner"] = fields.SelectField(
                label=_("Who has it from now on?"), options=list(known.owners), required=False,
                hint=_("Leave it, and it stays as it is."),
            )  # fmt: skip
        if known.parties:
            self.fields["to"] = fields.CheckboxesField(
                label=_("Who is told of this day?"), options=list(known.parties), required=False,
                initial=[key for key, _name in known.parties], hint=_not_yet(known.untold),
            )  # fmt: skip
            self.fields["text"] = fields.LongTextField(
                label=_("What do they read?"), rows=4, required=False,
                hint=_("Empty: “We have set the day by which this is to be done: …”, with the day."),
            )  # fmt: skip

    def sections(self) -> Iterator[tuple[str, list[Any]]]:
        """The questions under their headings, those that there are."""
        for title, names in (
            (_("1. What is there"), ("found", "lacking", "looked")),
            (_("2. Who has it"), ("conflict", "owner")),
            (_("3. Measures and urgency"), ("suspended", "urgency")),
            (_("4. Its day"), ("of", "on", "to", "text", "reason")),
            (_("5. For the next one"), ("remarks",)),
        ):
            yield title, [self[name] for name in names if name in self.fields]

    def taken(self) -> Taken:
        """What was said of the case."""
        typed = self.cleaned_data
        return Taken(
            found=Found(typed["found"]),
            looked=[Looked(each) for each in typed["looked"]],
            lacking=typed["lacking"].splitlines(),
            conflict=Conflict(typed["conflict"]),
            suspended=Suspension(typed["suspended"]),
            urgency=Urgency(typed["urgency"]),
            remarks=typed["remarks"],
        )

    def day(self) -> Day | None:
        """The day that is promised, with what its parties read; None where none is."""
        typed = self.cleaned_data
        if not typed["on"]:
            return None
        day = Day(of=typed["of"] or CLOSING, on=typed["on"], reason=typed["reason"])
        to = typed.get("to") or []
        text = (typed.get("text") or "").strip()
        if to and not text:
            what = next(words for code, words in self.known.things if code == day.of)
            text = _("We have set the day by which this is to be done: {day}. What: {what}.").format(
                day=absolute(day.on), what=what
            )
        return replace(day, to=to, text=text)

    def owner(self) -> int | None:
        """The key of whoever owns it from now on; None where that stays."""
        chosen = self.cleaned_data.get("owner")
        return int(chosen) if chosen else None
