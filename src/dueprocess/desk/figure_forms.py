"""The form by which a quarter's figures are put together. What may be published is for `cases.reports`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dueprocess.cases.reports.actions import LONGEST
from dueprocess.kit import fields

GIVEN_AWAY = "given_away"


class Prepare(fields.Form):
    """Of a quarter that was published before: what is put right. Where earlier releases give something away:
    that one knows it."""

    def __init__(self, *args: Any, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = fields.LongTextField(
            label=_("What is put right?"), rows=3, max_length=LONGEST,
            hint=_("Everybody reads this beside the figures. Name nobody."),
        )  # fmt: skip
        if not corrects:
            del self.fields["reason"]
        if GIVEN_AWAY in self.data:
            self.ask_given_away()

    def ask_given_away(self) -> None:
        """Ask for the word of whoever prepares it that they know what earlier releases give away."""
        self.fields[GIVEN_AWAY] = fields.TickField(
            label=_("I know which numbers earlier releases give away, and want this one to be published"),
            required=False,
        )
