"""Forms of the register of standing. What they ask is typed; what it means is for `standing.actions`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.kit import fields
from dueprocess.standing.extracts import TITLES, Status


class OutsideList(fields.Form):
    """A list of another body."""

    title = fields.TextField(label=gettext_lazy("Name of the list"), max_length=120)
    body = fields.TextField(label=gettext_lazy("Whose list is it?"), max_length=200)
    basis = fields.LongTextField(
        label=gettext_lazy("Lawful basis"), rows=2, max_length=500,
        hint=gettext_lazy("Which law, rule or agreement lets us use it. Whoever is on it reads this."),
    )  # fmt: skip
    purpose = fields.LongTextField(
        label=gettext_lazy("What is it used for?"), rows=2, max_length=500,
        hint=gettext_lazy("Nothing else is done with it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bars"] = fields.CheckboxesField(
            label=_("What does it bar from?"), options=[(str(each), str(TITLES[each])) for each in Status],
            hint=_("Only once somebody has confirmed that a person on it is one of ours."),
        )  # fmt: skip
        self.fields["scope"] = fields.TextField(
            label=_("Scope"),
            required=False,
            hint=_("Words with commas between them: platforms, youth events."),
        )
        self.fields["expires_on"] = fields.DateField(
            label=_("Last day"),
            hint=_("A year from now at most. Then two people say whether it is still needed, or it ends."),
        )

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return self.cleaned_data | {"scope": self.cleaned_data["scope"].split(",")}


class SendIssue(fields.Form):
    """An issue of a list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = fields.FilesField(
            label=_("The file"), required=True, most=1,
            hint=_(
                "CSV in UTF-8 with the columns key and name, and if you have them aliases (| between them), "
                "born_on, number, until_on. Days as 2026-12-31."
            ),
        )  # fmt: skip


class Renew(fields.Form):
    """A later last day."""

    until_on = fields.DateField(
        label=gettext_lazy("New last day"), hint=gettext_lazy("A year from now at most.")
    )
    reason = fields.LongTextField(
        label=gettext_lazy("Why is it still needed?"), rows=3, max_length=500,
        hint=gettext_lazy("No names. It stands in the record."),
    )  # fmt: skip


class Decide(fields.Form):
    """Whether a listed person is this one, and by what that is known."""

    def __init__(self, *args: Any, second: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["it_is"] = fields.RadiosField(
            label=_("Is it this person?"),
            options=[("yes", _("Yes, it is them")), ("no", _("No, it is somebody else"))],
        )
        self.fields["why"] = fields.LongTextField(
            label=_("By what do you know?"), rows=3,
            hint=_("They read it on their own page. A name that is alike is not enough."),
        )  # fmt: skip
        self.fields["second"] = fields.TextField(
            label=_("What besides the name shows it?"), required=False,
            hint=_("Several people may be meant, so this has to be said for a yes.")
            if second
            else _("A day of birth, a number, an address; where you know one."),
        )  # fmt: skip


class Answer(fields.Form):
    """What is decided on a contest, and why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upheld"] = fields.RadiosField(
            label=_("What is decided?"),
            options=[
                ("yes", _("They are right: it ends at this moment")),
                ("no", _("It stands")),
            ],
        )
        self.fields["why"] = fields.LongTextField(
            label=_("Reasons"), rows=5, hint=_("They read them as you write them.")
        )
