"""Days and moments in boxes: what people type, and the one date or aware time that it means."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _

from dueprocess.kit.fields.words import Words, needed, whole

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199


class DateBoxes(forms.Widget):
    """Day, month and year in three boxes; with `time`, a fourth for the time of day."""

    template_name = "kit/fields/boxes.html"

    def __init__(self, *, time: bool = False) -> None:
        super().__init__()
        self.parts = ("day", "month", "year", "time") if time else ("day", "month", "year")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, ...]:
        return tuple(str(data.get(f"{name}_{part}", "")).strip() for part in self.parts)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(f"{name}_{part}" not in data for part in self.parts)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_day" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = {"day": _("Day"), "month": _("Month"), "year": _("Year"), "time": _("Time")}
        widths = {"day": 2, "month": 3, "year": 4, "time": 5}
        context["boxes"] = [
            {
                "name": f"{name}_{part}",
                "id": f"{(attrs or {}).get('id', name)}_{part}",
                "label": labels[part],
                "value": text,
                "width": widths[part],
            }
            for part, text in zip(self.parts, self.texts(value), strict=True)
        ]
        context["error"] = "--error" in str((attrs or {}).get("class", ""))
        return context

    def texts(self, value: Any) -> tuple[str, ...]:
        """Return what the boxes show: what was typed, or a stored value taken apart."""
        if isinstance(value, tuple):
            return value
        if isinstance(value, datetime):
            value = timezone.localtime(value) if timezone.is_aware(value) else value
            parts = (str(value.day), str(value.month), str(value.year), f"{value:%H:%M}")
            return parts[: len(self.parts)]
        if isinstance(value, date):
            return (str(value.day), str(value.month), str(value.year), "")[: len(self.parts)]
        return ("",) * len(self.parts)


def read_month(text: str) -> int | None:
    """Return the month that a number or a name (`11`, `Nov`, `november`) means, None for neither."""
    if text.isdecimal():
        return whole(text)
    for names in (MONTHS, MONTHS_3):
        for number, name in names.items():
            if str(name).casefold() == text.casefold().rstrip("."):
                return number
    return None


def read_date(day: str, month: str, year: str) -> date:
    """Read three boxes; ValidationError says what is missing or wrong about them."""
    missing = [word for word, text in ((_("day"), day), (_("month"), month), (_("year"), year)) if not text]
    if missing:
        raise ValidationError(_("The date must include a {part}.").format(part=_(" and a ").join(missing)))
    number = read_month(month)
    if number is None or not 1 <= number <= 12:
        raise ValidationError(_("Enter the month as a number from 1 to 12, or its name."))
    if not (day.isdecimal() and year.isdecimal()):
        raise ValidationError(_("Enter the day and the year in numbers, like 26 and 2026."))
    if len(year) != 4 or not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
        raise ValidationError(
            _("Enter the year in four digits, from {first} to {last}.").format(
                first=EARLIEST_YEAR, last=LATEST_YEAR
            )
        )
    try:
        return date(int(year), number, int(day))
    except (ValueError, OverflowError) as error:
        raise ValidationError(_("There is no such day in that month.")) from error


class DateField(forms.Field):
    """A day, in three boxes; returns a date. Month names are taken as well as numbers."""

    widget = DateBoxes

    def __init__(
        self, *, label: Words, hint: Words = "", earliest: date | None = None, latest: date | None = None,
        **more: Any,
    ) -> None:  # fmt: skip
        self.earliest, self.latest = earliest, latest
        more.setdefault("error_messages", {"required": needed(label)})
        super().__init__(label=label, help_text=hint, **more)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date) or value is None:
            return value
        if not any(value):
            return None
        day = read_date(*value[:3])
        self.within(day)
        return day

    def within(self, day: date) -> None:
        """Refuse a day outside the field's limits."""
        if self.earliest and day < self.earliest:
            raise ValidationError(_("The date must be {day:%-d %B %Y} or later.").format(day=self.earliest))
        if self.latest and day > self.latest:
            raise ValidationError(_("The date must be {day:%-d %B %Y} or earlier.").format(day=self.latest))

    def has_changed(self, initial: Any, data: Any) -> bool:
        boxes = self.widget
        assert isinstance(boxes, DateBoxes)
        return boxes.texts(initial) != tuple(data or ())


class MomentField(DateField):
    """A day and a time in `zone` (the zone that pages show, unless given); returns an aware datetime.

    A time that the clocks skip, or that they show twice, is refused with what to write instead.
    """

    def __init__(self, *, label: Words, hint: Words = "", zone: ZoneInfo | None = None, **more: Any) -> None:
        self.zone = zone
        super().__init__(label=label, hint=hint, widget=DateBoxes(time=True), **more)

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, datetime) or value is None:
            return value
        if not any(value):
            return None
        day = read_date(*value[:3])
        self.within(day)
        found = re.fullmatch(r"(\d{1,2})[:.h ]?(\d{2})?", value[3].strip())
        if not value[3].strip():
            raise ValidationError(_("The date must include a time, like 14:30."))
        if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
            raise ValidationError(_("Enter the time with hours and minutes, like 14:30."))
        zone = self.zone or timezone.get_current_timezone()
        naive = datetime(day.year, day.month, day.day, int(found[1]), int(found[2] or 0))  # noqa: DTZ001
        early, late = naive.replace(tzinfo=zone), naive.replace(tzinfo=zone, fold=1)
        if early.utcoffset() != late.utcoffset():
            skipped = early.utcoffset() < late.utcoffset()  # type: ignore[operator]
            if skipped:
                raise ValidationError(
                    _("The clocks went forward over that time. Enter one after the change.")
                )
            raise ValidationError(_("The clocks showed that time twice. Enter one an hour earlier or later."))
        return early
