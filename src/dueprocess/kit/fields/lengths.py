"""A length of time in two boxes: how many, of what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.kit.fields.words import Words, whole

UNITS = (
    ("days", gettext_lazy("days")),
    ("working days", gettext_lazy("working days")),
    ("weeks", gettext_lazy("weeks")),
    ("months", gettext_lazy("months")),
    ("years", gettext_lazy("years")),
)


class LengthBoxes(forms.Widget):
    """A number and its unit side by side."""

    template_name = "kit/fields/length.html"
    first = "number"

    def __init__(self, unit: str = "months") -> None:
        super().__init__()
        self.unit = unit

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        return str(data.get(f"{name}_number", "")).strip(), str(data.get(f"{name}_unit", ""))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_number" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_number" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        number, unit = value if isinstance(value, tuple) else ("", "")
        context |= {"number": number, "unit": unit or self.unit, "units": UNITS}
        context["error"] = "--error" in str((attrs or {}).get("class", ""))
        return context


class LengthField(forms.Field):
    """A length such as `3 months`, returned in these words; empty where no number was typed."""

    def __init__(self, *, label: Words, hint: Words = "", unit: str = "months", **more: Any) -> None:
        super().__init__(label=label, help_text=hint, widget=LengthBoxes(unit), **more)

    def to_python(self, value: Any) -> str:
        number, unit = value or ("", "")
        if not number:
            return ""
        if not 1 <= (whole(number) or 0) <= 999:
            raise ValidationError(_("Enter a whole number from 1 to 999, like 3."))
        if unit not in dict(UNITS):
            raise ValidationError(_("Choose what it is counted in: days, weeks, months or years."))
        return f"{int(number)} {unit.removesuffix('s') if int(number) == 1 else unit}"

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data and data[0])
