"""Form fields with accessible markup: label, hint, error and control tied together, errors by line.

A form derives from `Form` and is written in a template as `{{ form }}`, or field by field as
`{{ form.reason.as_field_group }}`, after `<c-errors :form="form" />`. Every field takes `label`, `hint`
and `required`; what it returns stands in its docstring. Must not know any room.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField as DjangoBoundField
from django.forms.renderers import TemplatesSetting
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199


class BoundField(DjangoBoundField):
    """A field on a page: knows which markup it takes and where its error is mended."""

    @property
    def kind(self) -> str:
        """Name the markup: input, textarea, select, radios, checkboxes, tick, files, date, moment."""
        widget = self.field.widget
        for kind, classes in KINDS:
            if isinstance(widget, classes):
                return kind
        return "input"

    @property
    def grouped(self) -> bool:
        """Tell whether the control is several boxes under one legend."""
        return self.kind in {"radios", "checkboxes", "date", "moment"}

    @property
    def error_target(self) -> str:
        """Return the id of the box that the error summary leads to."""
        if self.kind in {"radios", "checkboxes"}:
            return f"{self.auto_id}_0"
        if self.kind in {"date", "moment"}:
            return f"{self.auto_id}_day"
        return str(self.auto_id)

    @property
    def described_by(self) -> str:
        """Return the ids of hint and error, for `aria-describedby`."""
        ids = [f"{self.auto_id}_helptext"] if self.help_text else []
        return " ".join([*ids, f"{self.auto_id}_error"] if self.errors else ids)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Add the control's class, its error state and what describes it."""
        built = super().build_widget_attrs(attrs, widget)
        css = {"textarea": "govuk-textarea", "select": "govuk-select", "files": "govuk-file-upload"}
        base = css.get(self.kind, "govuk-input")
        if self.kind not in {"radios", "checkboxes", "tick"}:
            classes = [base, f"{base}--error" if self.errors else "", self.field.widget.attrs.get("class", "")]
            built["class"] = " ".join(part for part in classes if part)
        if not self.grouped and self.described_by:
            built["aria-describedby"] = self.described_by
        return built


class Renderer(TemplatesSetting):
    """Renders forms with the templates in `kit/fields`."""

    form_template_name = "kit/fields/form.html"
    field_template_name = "kit/fields/field.html"
    bound_field_class = BoundField


class Form(forms.Form):
    """A form whose faults are told by the server, in words, all at once."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


@dataclass(frozen=True)
class Option:
    """One choice of radios or checkboxes, with a hint below it where that helps."""

    value: str
    label: str
    hint: str = ""


Options = Iterable[Option | tuple[str, str]]


def _pairs(options: Options) -> tuple[list[tuple[str, str]], dict[str, str]]:
    pairs, hints = [], {}
    for option in options:
        if isinstance(option, Option):
            pairs.append((option.value, option.label))
            hints[option.value] = option.hint
        else:
            pairs.append(option)
    return pairs, hints


class _Hinted:
    """Adds each option's hint to what its template sees."""

    hints: Mapping[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        option["hint"] = self.hints.get(str(value), "")
        return option  # type: ignore[no-any-return]


class RadiosWidget(_Hinted, forms.RadioSelect):
    """Radio buttons."""


class CheckboxesWidget(_Hinted, forms.CheckboxSelectMultiple):
    """Tick boxes."""


class TextField(forms.CharField):
    """One line. `width` is the number of characters expected (2, 3, 4, 5, 10, 20, 30) or `wide`."""

    def __init__(
        self, *, label: str, hint: str = "", width: int | str = "wide", autocomplete: str = "off",
        max_length: int = 300, **more: Any,
    ) -> None:  # fmt: skip
        css = "govuk-input--wide" if width == "wide" else f"govuk-input--width-{width}"
        more.setdefault("widget", forms.TextInput(attrs={"class": css, "autocomplete": autocomplete}))
        more.setdefault("error_messages", {"required": _needed(label)})
        super().__init__(label=label, help_text=hint, max_length=max_length, **more)


class CodeField(TextField):
    """A code that people copy, type or read out; returned without spaces and dashes, in capitals."""

    def __init__(self, *, label: str, hint: str = "", **more: Any) -> None:
        attributes = {"class": "govuk-input--code", "autocomplete": "off", "spellcheck": "false"}
        more["widget"] = forms.TextInput(attrs=attributes | {"autocapitalize": "characters"})
        super().__init__(label=label, hint=hint, max_length=100, **more)

    def to_python(self, value: Any) -> str:
        return re.sub(r"[\s\-–—_.]", "", str(super().to_python(value) or "")).upper()


class LongTextField(forms.CharField):
    """Several lines, with the characters left counted while one types. Line ends come back as \\n."""

    def __init__(
        self, *, label: str, hint: str = "", rows: int = 6, max_length: int = 20_000, **more: Any
    ) -> None:
        more.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        more.setdefault("error_messages", {"required": _needed(label)})
        super().__init__(label=label, help_text=hint, max_length=max_length, **more)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave the limit to the server: a box that swallows the end of a statement loses it."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class NumberField(forms.IntegerField):
    """A whole number, typed in a short box."""

    def __init__(self, *, label: str, hint: str = "", width: int = 5, **more: Any) -> None:
        attributes = {"class": f"govuk-input--width-{width}", "inputmode": "numeric", "autocomplete": "off"}
        messages = {"required": _needed(label), "invalid": gettext_lazy("Enter a whole number, like 14.")}
        super().__init__(
            label=label, help_text=hint, widget=forms.TextInput(attrs=attributes),
            error_messages=messages, **more,
        )  # fmt: skip


class EmailField(forms.EmailField):
    """An email address."""

    def __init__(self, *, label: str, hint: str = "", **more: Any) -> None:
        attributes = {"class": "govuk-input--wide", "autocomplete": "email", "spellcheck": "false"}
        messages = {
            "required": _needed(label),
            "invalid": gettext_lazy("Enter an address like name@example.org."),
        }
        super().__init__(
            label=label, help_text=hint, widget=forms.EmailInput(attrs=attributes),
            error_messages=messages, **more,
        )  # fmt: skip


class TickField(forms.BooleanField):
    """One tick box; `required` means it must be ticked."""

    def __init__(self, *, label: str, hint: str = "", **more: Any) -> None:
        more.setdefault("required", False)
        messages = {"required": gettext_lazy("Tick this box to go on.")}
        super().__init__(label=label, help_text=hint, error_messages=messages, **more)


class RadiosField(forms.ChoiceField):
    """One of a few: all are seen at once. `options` are `Option`s or pairs."""

    def __init__(
        self, *, label: str, options: Options, hint: str = "", inline: bool = False, **more: Any
    ) -> None:
        pairs, hints = _pairs(options)
        widget = RadiosWidget()
        widget.hints = hints
        widget.inline = inline  # type: ignore[attr-defined]
        messages = {"required": gettext_lazy("Choose one.")}
        super().__init__(
            label=label, help_text=hint, choices=pairs, widget=widget, error_messages=messages, **more
        )


class CheckboxesField(forms.MultipleChoiceField):
    """Some of a few, returned as a list in the order shown."""

    def __init__(self, *, label: str, options: Options, hint: str = "", **more: Any) -> None:
        pairs, hints = _pairs(options)
        widget = CheckboxesWidget()
        widget.hints = hints
        messages = {"required": gettext_lazy("Choose at least one.")}
        super().__init__(
            label=label, help_text=hint, choices=pairs, widget=widget, error_messages=messages, **more
        )


class SelectField(forms.ChoiceField):
    """One of many. Starts empty unless it has a first value: nobody sends what they have not chosen."""

    def __init__(self, *, label: str, options: Options, hint: str = "", **more: Any) -> None:
        pairs, _hints = _pairs(options)
        messages = {"required": gettext_lazy("Choose one.")}
        super().__init__(
            label=label, help_text=hint, choices=[("", gettext_lazy("Choose…")), *pairs],
            error_messages=messages, **more,
        )  # fmt: skip


# --- dates ------------------------------------------------------------------------------------------


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
        return int(text)
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
    except ValueError as error:
        raise ValidationError(_("There is no such day in that month.")) from error


class DateField(forms.Field):
    """A day, in three boxes; returns a date. Month names are taken as well as numbers."""

    widget = DateBoxes

    def __init__(
        self, *, label: str, hint: str = "", earliest: date | None = None, latest: date | None = None,
        **more: Any,
    ) -> None:  # fmt: skip
        self.earliest, self.latest = earliest, latest
        more.setdefault("error_messages", {"required": _needed(label)})
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
        return tuple(self.widget.texts(initial)) != tuple(data or ())


class MomentField(DateField):
    """A day and a time in `zone` (the zone that pages show, unless given); returns an aware datetime.

    A time that the clocks skip, or that they show twice, is refused with what to write instead.
    """

    def __init__(self, *, label: str, hint: str = "", zone: ZoneInfo | None = None, **more: Any) -> None:
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
                raise ValidationError(_("The clocks went forward over that time. Enter one after the change."))
            raise ValidationError(_("The clocks showed that time twice. Enter one an hour earlier or later."))
        return early


# --- files ------------------------------------------------------------------------------------------


class FilesWidget(forms.ClearableFileInput):
    """A box for several files."""

    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        given = files.getlist(name) if hasattr(files, "getlist") else files.get(name) or []
        return list(given)


class FilesField(forms.FileField):
    """Several files; returns a list of uploads, empty where none was chosen.

    Their types and content are judged by `kit.files` when they are stored; here only their number.
    """

    widget = FilesWidget

    def __init__(self, *, label: str, hint: str = "", most: int = 20, **more: Any) -> None:
        self.most = most
        more.setdefault("required", False)
        more.setdefault("error_messages", {"required": gettext_lazy("Choose at least one file.")})
        super().__init__(label=label, help_text=hint, widget=FilesWidget(attrs={"multiple": True}), **more)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given: list[UploadedFile] = list(data or [])
        if not given and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(given) > self.most:
            raise ValidationError(
                ngettext(
                    "Choose at most {n} file at a time.", "Choose at most {n} files at a time.", self.most
                ).format(n=self.most)
            )
        return given


def _needed(label: str) -> Any:
    """Return the words for an empty field, which name the field so that the summary can stand alone."""
    return gettext_lazy("Enter an answer: {label}").format(label=label)


KINDS: tuple[tuple[str, Any], ...] = (
    ("radios", forms.RadioSelect),
    ("checkboxes", forms.CheckboxSelectMultiple),
    ("date", DateBoxes),
    ("tick", forms.CheckboxInput),
    ("select", forms.Select),
    ("textarea", forms.Textarea),
    ("files", forms.FileInput),
    ("input", forms.Widget),
)
