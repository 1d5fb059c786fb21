"""Forms about hearings. Knows fields; what they mean, `docket.hearings` knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.hearings.actions import Plan
from dueprocess.cases.hearings.extracts import HearingLine, HearingsPage
from dueprocess.cases.hearings.people import Invitee
from dueprocess.docket.hearings import Answer, Mode, Moment, Open, Special, There
from dueprocess.kit import fields

LASTS = (30, 45, 60, 90, 120, 180, 240, 300, 360, 480)
"""How long a hearing may be set for, in minutes."""
STARTS = ("09:00", "10:00", "11:00", "13:00", "14:00", "15:00", "17:00", "18:00", "19:00")


def length(minutes: int) -> str:
    """Say how long so many minutes are."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{n} minutes").format(n=rest)
    if not rest:
        return _("1 hour") if hours == 1 else _("{n} hours").format(n=hours)
    return _("{hours} h {rest} min").format(hours=hours, rest=rest)


def _lasts() -> list[tuple[str, str]]:
    return [(str(each), length(each)) for each in LASTS]


def _who(able: Iterable[Invitee]) -> list[fields.Option]:
    found = []
    for each in able:
        hint = each.what
        if each.untold:
            hint = _("{what}; not told of the case yet, so not invited").format(what=hint)
        found.append(fields.Option(each.key, each.name, hint))
    return found


class Hold(fields.Form):
    """When and where a hearing is, and who is invited. With `moves` it asks why it is changed."""

    def __init__(
        self, page: HearingsPage, zone: ZoneInfo, *args: Any, moves: bool = False, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        own = page.zone.replace("_", " ")
        self.fields["from_at"] = fields.MomentField(
            label=_("When does it begin?"), zone=zone,
            hint=_("In the time of {zone}. Give the time with hours and minutes.").format(zone=own),
        )  # fmt: skip
        self.fields["lasts"] = fields.SelectField(label=_("How long is it set for?"), options=_lasts())
        self.fields["invited"] = fields.CheckboxesField(
            label=_("Who is invited?"), options=_who(page.able),
            hint=_("Each reads it on their own pages and can take it into a calendar."),
        )  # fmt: skip
        self.fields["mode"] = fields.RadiosField(label=_("How do people meet?"), options=Mode.choices)
        self.fields["place"] = fields.TextField(
            label=_("Where?"), required=False, max_length=300,
            hint=_("Room and address, how to get in, and what to know of steps and doors."),
        )  # fmt: skip
        self.fields["link"] = fields.TextField(
            label=_("By which address or number from afar?"), required=False, max_length=1000,
            hint=_("It is shown to those who are invited, and in no calendar."),
        )  # fmt: skip
        self.fields["agenda"] = fields.LongTextField(
            label=_("What will happen?"), required=False, rows=5,
            hint=_("In plain words, in the order in which it happens. All who are invited read it."),
        )  # fmt: skip
        self.fields["despite"] = fields.LongTextField(
            label=_("Why then, although something speaks against it?"), required=False, rows=2,
            hint=_("Only where somebody cannot, or it is no working day. It stays in the case."),
        )  # fmt: skip
        if moves:
            self.fields["reason"] = fields.LongTextField(
                label=_("Why is it changed?"), rows=2, hint=_("All who are or were invited read it.")
            )

    def plan(self) -> Plan:
        """Return what was typed."""
        typed = self.cleaned_data
        return Plan(
            from_at=typed["from_at"], to_at=typed["from_at"] + timedelta(minutes=int(typed["lasts"])),
            invited=tuple(typed["invited"]), mode=Mode(typed["mode"]), place=typed["place"],
            link=typed["link"], agenda=typed["agenda"], despite=typed["despite"],
        )  # fmt: skip


class Look(fields.Form):
    """Between which days, at which times and for whom hours are looked for."""

    def __init__(self, page: HearingsPage, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["first"] = fields.DateField(label=_("From which day on?"))
        self.fields["last"] = fields.DateField(label=_("Until which day?"))
        self.fields["starts"] = fields.CheckboxesField(
            label=_("Beginning when?"), options=[(each, each) for each in STARTS],
            hint=_("In the time of {zone}.").format(zone=page.zone.replace("_", " ")),
        )  # fmt: skip
        self.fields["lasts"] = fields.SelectField(label=_("How long?"), options=_lasts())
        self.fields["who"] = fields.CheckboxesField(label=_("Who has to be there?"), options=_who(page.able))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        first, last = typed.get("first"), typed.get("last")
        if first and last and last < first:
            raise ValidationError({"last": _("It ends before it begins. Give a later day.")})
        return dict(typed)


class Why(fields.Form):
    """The reason for something."""

    reason = fields.LongTextField(label=gettext_lazy("Why?"), rows=3)


class Nothing(fields.Form):
    """Nothing is asked but to press the button."""


class Reply(fields.Form):
    """What somebody answers to an invitation."""

    def __init__(self, mode: str, *args: Any, told: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        options = [each for each in Answer.choices if each[0] != Answer.LINK or mode != Mode.ROOM]
        self.fields["answer"] = fields.RadiosField(
            label=_("What did they answer?") if told else _("Will you be there?"), options=options
        )
        self.fields["words"] = fields.LongTextField(
            label=_("What they need, or why they cannot") if told else _("What you need, or why you cannot"),
            required=False, rows=3,
        )  # fmt: skip


class Days(fields.Form):
    """Days on which somebody cannot."""

    def __init__(self, who: Sequence[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["who"] = fields.SelectField(label=_("Who cannot?"), options=who)
        self.fields["first"] = fields.DateField(label=_("From which day on?"))
        self.fields["until"] = fields.DateField(
            label=_("Until which day, that day included?"), hint=_("Nobody is asked why.")
        )


class Order(fields.Form):
    """A special measure for somebody."""

    def __init__(self, who: Sequence[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["who"] = fields.SelectField(label=_("For whom?"), options=who)
        self.fields["what"] = fields.RadiosField(label=_("What is done for them?"), options=Special.choices)
        self.fields["words"] = fields.TextField(
            label=_("More exactly"), required=False, max_length=500,
            hint=_("They read this on their own pages."),
        )  # fmt: skip
        self.fields["reason"] = fields.LongTextField(
            label=_("Why?"), rows=3, hint=_("For the case alone: they do not read it there.")
        )


class Publicity(fields.Form):
    """Who is let in, who may speak, and from when on."""

    opens = fields.RadiosField(label=gettext_lazy("Who is let in?"), options=Open.choices)
    speakers = fields.LongTextField(
        label=gettext_lazy("Who may speak of it for the organisation?"), rows=2,
        hint=gettext_lazy("By office and name, such as: the press officer. Or write: nobody."),
    )  # fmt: skip
    wording = fields.LongTextField(
        label=gettext_lazy("What may be said?"), required=False, rows=4,
        hint=gettext_lazy("The words themselves, where they are settled."),
    )  # fmt: skip
    embargo = fields.MomentField(
        label=gettext_lazy("Until when is nothing told to the public?"), required=False,
        hint=gettext_lazy("Until then no letter to the public is noted as sent. Leave it empty for none."),
    )  # fmt: skip
    reason = fields.LongTextField(
        label=gettext_lazy("Why, where an embargo is shortened or lifted?"), required=False, rows=2
    )


class Attendance(fields.Form):
    """Who was there: for each person a tick, when they came and when they left."""

    def __init__(
        self, line: HearingLine, who: Sequence[tuple[str, str]], zone: ZoneInfo, *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.line, self.who, self.zone = line, [*who], zone
        known = {each.key: each for each in line.there}
        for key, name in who:
            there = known.get(key)
            self.fields[f"there_{key}"] = fields.TickField(label=name, initial=there is not None)
            for part, label, moment in (
                ("came", _("Came at"), there.came if there else None),
                ("left", _("Left at"), there.left if there else None),
            ):
                shown = f"{moment.astimezone(zone):%H:%M}" if moment else ""
                told = format_html('{} <span class="govuk-visually-hidden">{}</span>', label, name)
                self.fields[f"{part}_{key}"] = fields.TextField(
                    label=told, required=False, max_length=5, initial=shown
                )
        self.fields["others"] = fields.LongTextField(
            label=_("Who else was there?"), required=False, rows=2, initial=line.others,
            hint=_("Such as an interpreter, or a companion without pages of their own."),
        )  # fmt: skip

    def rows(self) -> Iterable[tuple[Any, Any, Any]]:
        """Return the three boxes of each person."""
        return [(self[f"there_{key}"], self[f"came_{key}"], self[f"left_{key}"]) for key, _name in self.who]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for key, _name in self.who:
            for part in ("came", "left"):
                name = f"{part}_{key}"
                try:
                    typed[name] = self._moment(typed.get(name, ""))
                except ValueError:
                    self.add_error(name, _("Enter the time with hours and minutes, like 14:30."))
            if typed.get(f"there_{key}") and not typed.get(f"came_{key}"):
                typed[f"came_{key}"] = self.line.from_at
        return dict(typed)

    def _moment(self, text: str) -> datetime | None:
        if not text.strip():
            return None
        at = time.fromisoformat(text.strip().replace(".", ":").zfill(5))
        day = self.line.from_at.astimezone(self.zone)
        found = datetime.combine(day.date(), at, tzinfo=self.zone)
        return found + timedelta(days=1) if found < self.line.from_at - timedelta(hours=12) else found

    def there(self) -> list[There]:
        """Return whoever was ticked."""
        typed = self.cleaned_data
        return [
            There(key, typed[f"came_{key}"], typed[f"left_{key}"])
            for key, _name in self.who
            if typed[f"there_{key}"]
        ]


class Record(fields.Form):
    """A line of the running record."""

    def __init__(self, follows: Sequence[Moment], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["moment"] = fields.RadiosField(
            label=_("What is it?"), options=[(str(each), each.label) for each in follows],
            initial=str(follows[0]),
        )  # fmt: skip
        self.fields["words"] = fields.LongTextField(
            label=_("In words"), required=False, rows=5,
            hint=_("What you type is kept while you type. Once written down, a line is never changed."),
        )  # fmt: skip
