"""Forms of the pauses of the whole organisation. What they mean is for `rules.actions`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.kit import fields

BODY = 200  # letters in which a body is named


class Propose(fields.Form):
    """Which pause of the rulebook, from when, until when, and who decided it."""

    def __init__(self, choices: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pause"] = fields.RadiosField(
            label=_("Which pause?"), options=list(choices),
            initial=choices[0][0] if len(choices) == 1 else None,
        )  # fmt: skip
        self.fields["first_on"] = fields.DateField(
            label=_("First day on which time stands still"), hint=_("Tomorrow at the earliest.")
        )
        self.fields["last_on"] = fields.DateField(
            label=_("Last day"), required=False,
            hint=_("Open, where the rulebook allows it: until somebody ends it."),
        )  # fmt: skip
        self.fields["decided_by"] = fields.TextField(
            label=_("Which body decided it, and when?"), max_length=BODY
        )


class End(fields.Form):
    """The last day of a pause, earlier than it was to be."""

    last_on = fields.DateField(
        label=gettext_lazy("Last day on which time stands still"),
        hint=gettext_lazy("For one that has not begun, the day before its first: then it never begins."),
    )
    decided_by = fields.TextField(label=gettext_lazy("Which body decided it, and when?"), max_length=BODY)
