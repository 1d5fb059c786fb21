"""Forms of draws by lot and of auditors. What they mean is for `cases.audits` and `people.actions`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.audits.actions import MOST
from dueprocess.kit import fields

HEX = 64
"""Letters and digits of a number, and of its seal."""
DUTY = gettext_lazy(
    "I tell nobody what I read here but in my report, which names nobody. I keep what I am handed under lock "
    "and delete it when I have reported. If something concerns me or somebody close to me, I say so and stop."
)
"""The duty of confidence that is proposed; whoever accredits may word it otherwise."""


class Accredit(fields.Form):
    """Who accredits somebody as an auditor, for how long, under which duty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put = self.fields
        put["body"] = fields.TextField(
            label=_("Which body accredits them?"), max_length=200,
            hint=_("A body outside of those whose work is looked at, and the day of its decision."),
        )  # fmt: skip
        put["from_on"] = fields.DateField(label=_("From"))
        put["until_on"] = fields.DateField(
            label=_("Until and including"), hint=_("Three years at most; then it is decided anew.")
        )
        put["duty"] = fields.LongTextField(
            label=_("Their duty of confidence"), rows=5, max_length=2000,
            hint=_("They have to accept it each time they are handed something."),
        )  # fmt: skip


class Announce(fields.Form):
    """Among what is drawn, how much, for whom."""

    def __init__(self, auditors: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put = self.fields
        put["auditor"] = fields.SelectField(label=_("For which auditor?"), options=list(auditors))
        put["first_on"] = fields.DateField(label=_("Recorded from"))
        put["last_on"] = fields.DateField(
            label=_("Until and including"), hint=_("Only what is in the record now can be drawn.")
        )
        put["sample"] = fields.NumberField(
            label=_("How many entries are drawn?"), min_value=1, max_value=MOST
        )
        put["whole"] = fields.RadiosField(
            label=_("What is each of them answered with?"),
            options=[
                ("yes", _("The whole file to which it belongs, from its first act to its last")),
                ("no", _("That entry alone")),
            ],
        )
        put["seal"] = fields.TextField(
            label=_("The seal of the auditor’s number"), max_length=HEX,
            hint=_(
                "64 letters and digits, which the auditor sent you. It binds them to a number that nobody "
                "else knows: so neither you nor they can choose what is drawn."
            ),
        )  # fmt: skip


class Draw(fields.Form):
    """The auditor's number."""

    number = fields.TextField(
        label=gettext_lazy("Your number"), max_length=HEX + 10,
        hint=gettext_lazy("The 64 letters and digits whose seal you sent before this was announced."),
    )  # fmt: skip


class HandOver(fields.Form):
    """That the auditor is bound."""

    bound = fields.TickField(label=gettext_lazy("I am bound by this"), required=True)


class Decline(fields.Form):
    """Why an accreditation is not signed."""

    reason = fields.LongTextField(label=gettext_lazy("Why?"), rows=2, max_length=300)
