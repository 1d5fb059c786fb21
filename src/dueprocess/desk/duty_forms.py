"""The form by which somebody writes down that a duty was done. What it means is for `rules.actions`."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dueprocess.kit import fields
from dueprocess.rules.extracts import DutyPage

_GAP = re.compile(r"\[[^\]]+\]")


class Done(fields.Form):
    """On which day, what was done, and how those were told whom nothing reaches from here. `prepared`: what
    is found in it, in which some words in brackets are to be written by whoever has the duty."""

    def __init__(self, duty: DutyPage, *args: Any, prepared: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, initial={"said": prepared})
        self.gaps = _GAP.findall(prepared)
        self.fields["done_on"] = fields.DateField(label=_("On which day was it done?"))
        self.fields["said"] = fields.LongTextField(
            label=_("What was done?"), rows=4, required=bool(duty.tells), max_length=1000,
            hint=_("Whoever is told of it reads this; where the public is told, everybody. Name nobody."),
        )  # fmt: skip
        self.fields["told"] = fields.TextField(
            label=_("How were they told: {who}?").format(who=", ".join(duty.by_hand))
            if duty.by_hand
            else _("How was it told?"),
            required=bool(duty.by_hand) and not duty.choices, max_length=500,
        )  # fmt: skip
        if not duty.by_hand:
            del self.fields["told"]
        for choice in duty.choices:
            self.fields[f"tell_{choice.place}"] = fields.TickField(
                label=_("Tell them: {who}").format(who=choice.text)
            )

    def clean_said(self) -> str:
        """Refuse what was left as it was prepared where somebody has to say something themselves."""
        said: str = self.cleaned_data["said"]
        if left := [gap for gap in self.gaps if gap in said]:
            raise ValidationError(
                _("Write in your own words what stands in brackets: {gap}").format(gap=left[0])
            )
        return said

    @property
    def chosen(self) -> frozenset[int]:
        """The letters that may be left out and were ticked."""
        ticked = (name for name, value in self.cleaned_data.items() if name.startswith("tell_") and value)
        return frozenset(int(name.removeprefix("tell_")) for name in ticked)
