"""Fields that people choose in: one of a few, some of a few, one of many, yes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from dueprocess.kit.fields.words import Words, chosen


@dataclass(frozen=True)
class Option:
    """One choice of radios or checkboxes, with a hint below it where that helps."""

    value: str
    label: Words
    hint: Words = ""


Options = Iterable[Option | tuple[str, Words]]


def _pairs(options: Options) -> tuple[list[tuple[str, Words]], dict[str, Words]]:
    pairs: list[tuple[str, Words]] = []
    hints: dict[str, Words] = {}
    for option in options:
        if isinstance(option, Option):
            pairs.append((option.value, option.label))
            hints[option.value] = option.hint
        else:
            pairs.append(option)
    return pairs, hints


class _Hinted:
    """Adds each option's hint to what its template sees."""

    hints: Mapping[str, Words] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        option["hint"] = self.hints.get(str(value), "")
        return dict(option)


class RadiosWidget(_Hinted, forms.RadioSelect):
    """Radio buttons."""


class CheckboxesWidget(_Hinted, forms.CheckboxSelectMultiple):
    """Tick boxes."""


class ListWidget(forms.Select):
    """The browser's own list. Written in one go: Django renders a template for each option, which on a page
    that offers some hundred units takes longer than all else."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the list with its options; `choices` are pairs, never groups."""
        chosen = set(self.format_value(value))
        built = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        pairs = ((escape(str(key)), str(key) in chosen, escape(str(label))) for key, label in self.choices)
        options = "\n".join(
            f'<option value="{key}"{" selected" if picked else ""}>{label}</option>'
            for key, picked, label in pairs
        )
        return mark_safe(f"<select{built}>\n{options}\n</select>")  # every part is escaped above


class TickField(forms.BooleanField):
    """One tick box; `required` means it must be ticked."""

    def __init__(self, *, label: Words, hint: Words = "", **more: Any) -> None:
        more.setdefault("required", False)
        messages = {"required": gettext_lazy("Tick this box to go on.")}
        super().__init__(label=label, help_text=hint, error_messages=messages, **more)


class RadiosField(forms.ChoiceField):
    """One of a few: all are seen at once. `options` are `Option`s or pairs."""

    def __init__(
        self, *, label: Words, options: Options, hint: Words = "", inline: bool = False, **more: Any
    ) -> None:
        pairs, hints = _pairs(options)
        widget = RadiosWidget()
        widget.hints = hints
        widget.inline = inline  # type: ignore[attr-defined]
        more.setdefault("error_messages", {"required": chosen(label)})
        super().__init__(label=label, help_text=hint, choices=pairs, widget=widget, **more)


class CheckboxesField(forms.MultipleChoiceField):
    """Some of a few, returned as a list in the order shown."""

    def __init__(self, *, label: Words, options: Options, hint: Words = "", **more: Any) -> None:
        pairs, hints = _pairs(options)
        widget = CheckboxesWidget()
        widget.hints = hints
        messages = {"required": format_lazy(gettext_lazy("Choose at least one: {label}"), label=label)}
        super().__init__(
            label=label, help_text=hint, choices=pairs, widget=widget, error_messages=messages, **more
        )


class SelectField(forms.ChoiceField):
    """One of many. Starts empty unless it has a first value: nobody sends what they have not chosen."""

    def __init__(self, *, label: Words, options: Options, hint: Words = "", **more: Any) -> None:
        pairs, _hints = _pairs(options)
        messages = {"required": chosen(label)}
        super().__init__(
            label=label, help_text=hint, choices=[("", gettext_lazy("Choose…")), *pairs],
            widget=ListWidget(), error_messages=messages, **more,
        )  # fmt: skip
