"""Fields that people type into: lines, texts, codes, numbers, addresses."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from dueprocess.kit.fields.words import Words, needed


class TextField(forms.CharField):
    """One line. `width` is the number of characters expected (2, 3, 4, 5, 10, 20, 30) or `wide`."""

    def __init__(
        self, *, label: Words, hint: Words = "", width: int | str = "wide", autocomplete: str = "off",
        max_length: int = 300, **more: Any,
    ) -> None:  # fmt: skip
        css = "govuk-input--wide" if width == "wide" else f"govuk-input--width-{width}"
        more.setdefault("widget", forms.TextInput(attrs={"class": css, "autocomplete": autocomplete}))
        more.setdefault("error_messages", {"required": needed(label)})
        super().__init__(label=label, help_text=hint, max_length=max_length, **more)


class CodeField(TextField):
    """A code that people copy, type or read out; returned without spaces and dashes, in capitals."""

    def __init__(self, *, label: Words, hint: Words = "", **more: Any) -> None:
        attributes = {"class": "govuk-input--code", "autocomplete": "off", "spellcheck": "false"}
        more["widget"] = forms.TextInput(attrs=attributes | {"autocapitalize": "characters"})
        super().__init__(label=label, hint=hint, max_length=100, **more)

    def to_python(self, value: Any) -> str:
        return re.sub(r"[\s\-–—_.]", "", str(super().to_python(value) or "")).upper()


class LongTextField(forms.CharField):
    """Several lines, with the characters left counted while one types. Line ends come back as \\n."""

    def __init__(
        self, *, label: Words, hint: Words = "", rows: int = 6, max_length: int = 20_000, **more: Any
    ) -> None:
        more.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        more.setdefault("error_messages", {"required": needed(label)})
        super().__init__(label=label, help_text=hint, max_length=max_length, **more)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave the limit to the server: a box that swallows the end of a statement loses it."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class NumberField(forms.IntegerField):
    """A whole number, typed in a short box."""

    def __init__(self, *, label: Words, hint: Words = "", width: int = 5, **more: Any) -> None:
        attributes = {"class": f"govuk-input--width-{width}", "inputmode": "numeric", "autocomplete": "off"}
        messages = {"required": needed(label), "invalid": gettext_lazy("Enter a whole number, like 14.")}
        super().__init__(
            label=label, help_text=hint, widget=forms.TextInput(attrs=attributes),
            error_messages=messages, **more,
        )  # fmt: skip


class EmailField(forms.EmailField):
    """An email address."""

    def __init__(self, *, label: Words, hint: Words = "", **more: Any) -> None:
        attributes = {"class": "govuk-input--wide", "autocomplete": "email", "spellcheck": "false"}
        messages = {
            "required": needed(label),
            "invalid": gettext_lazy("Enter an address like name@example.org."),
        }
        super().__init__(
            label=label, help_text=hint, widget=forms.EmailInput(attrs=attributes),
            error_messages=messages, **more,
        )  # fmt: skip
