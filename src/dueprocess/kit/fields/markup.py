"""How a form becomes markup: which template a control takes, and what ties its hint and error to it."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField as DjangoBoundField
from django.forms.renderers import TemplatesSetting

from dueprocess.kit.fields.dates import DateBoxes
from dueprocess.kit.fields.lengths import LengthBoxes

KINDS: tuple[tuple[str, Any], ...] = (
    ("checkboxes", forms.CheckboxSelectMultiple),  # a kind of RadioSelect, so it is asked first
    ("radios", forms.RadioSelect),
    ("date", (DateBoxes, LengthBoxes)),
    ("tick", forms.CheckboxInput),
    ("select", forms.Select),
    ("textarea", forms.Textarea),
    ("files", forms.FileInput),
    ("input", forms.Widget),
)


class BoundField(DjangoBoundField):
    """A field on a page: knows which markup it takes and where its error is mended."""

    def __init__(self, form: Any, field: Any, name: str) -> None:
        super().__init__(form, field, name)
        field.widget.attrs.pop("placeholder", None)  # it vanishes when one types; hints stay

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
            return f"{self.auto_id}_{getattr(self.field.widget, 'first', 'day')}"
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
            classes = [
                base,
                f"{base}--error" if self.errors else "",
                self.field.widget.attrs.get("class", ""),
            ]
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
