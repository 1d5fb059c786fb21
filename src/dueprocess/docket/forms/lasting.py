"""Measures and sanctions in a form: on whom, for how long, in which scope, suspended or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.docket.forms import naming
from dueprocess.kit import fields

if TYPE_CHECKING:
    from dueprocess.core.engine.fields import LastingField
    from dueprocess.docket.forms.build import StepForm

UNITS = (
    ("days", gettext_lazy("days")),
    ("working days", gettext_lazy("working days")),
    ("weeks", gettext_lazy("weeks")),
    ("months", gettext_lazy("months")),
    ("years", gettext_lazy("years")),
)


def add(form: StepForm) -> None:
    """Add the fields of every measure that may begin and every sanction that may be imposed."""
    asked = form.asked
    for n, row in enumerate(asked.measures):
        _row(form, f"measure_{n}", "starts", row, folded=asked.measures_choice)
    for n, row in enumerate(asked.sanctions):
        _row(form, f"sanction_{n}", "imposes", row, folded=True)


def _row(form: StepForm, prefix: str, key: str, row: LastingField, *, folded: bool) -> None:
    names = form.asking.names
    says = _("{effect}. Lasts {lasts}.").format(effect=naming.words(", ".join(row.effect)), lasts=row.lasts)
    form.group(row.title, f"{says} {row.says or ''}".strip(), folded=folded)
    options = [(who, naming.title(who, names)) for who in row.open]
    form.put(
        f"{prefix}_on",
        fields.CheckboxesField(
            label=_("On whom"), options=options, required=False,
            hint="" if options else _("Its condition holds for nobody in this case."),
        ),
        (key, row.id), (key, ""),
    )  # fmt: skip
    if key == "starts":
        form.put(
            f"{prefix}_until",
            fields.DateField(
                label=_("Until and including"), required=False,
                hint=_("Leave it empty for the longest time the rule allows."),
            ),
        )  # fmt: skip
    elif row.lengths and not row.fixed:
        lengths = [(text, naming.words(text)) for text in row.lengths]
        form.put(f"{prefix}_length", fields.RadiosField(label=_("How long"), options=lengths, required=False))
    elif not row.fixed:
        _length(form, prefix, _("How long"))
    if row.scope:
        scope = [(str(n), naming.words(text)) for n, text in enumerate(row.scope)]
        form.put(
            f"{prefix}_scope",
            fields.CheckboxesField(label=_("What it covers"), options=scope, required=False),
        )
    if row.may_be_suspended:
        _length(
            form, f"{prefix}_probation", _("Suspended on probation for"),
            _("Leave it empty if it takes effect. It may be suspended for {range}.").format(
                range=row.may_be_suspended
            ),
        )  # fmt: skip


def _length(form: StepForm, prefix: str, label: str, hint: str = "") -> None:
    form.put(
        f"{prefix}_number",
        fields.NumberField(label=label, hint=hint, required=False, min_value=1, max_value=999),
    )
    form.put(
        f"{prefix}_unit",
        fields.SelectField(
            label=_("{label}: counted in").format(label=label),
            options=[(value, str(label)) for value, label in UNITS],
            required=False,
            initial="months",
        ),
    )


def read(form: StepForm) -> dict[str, Any]:
    """Return `starts` and `imposes` of the act."""
    typed = form.cleaned_data
    found: dict[str, Any] = {}
    starts: list[dict[str, Any]] = []
    for n, row in enumerate(form.asked.measures):
        prefix = f"measure_{n}"
        for who in typed.get(f"{prefix}_on") or ():
            each = {"measure": row.id, "on": who, **_scope(row, typed.get(f"{prefix}_scope"))}
            if until := typed.get(f"{prefix}_until"):
                each["until"] = until.isoformat()
            starts.append(each)
    imposes: list[dict[str, Any]] = []
    for n, row in enumerate(form.asked.sanctions):
        prefix = f"sanction_{n}"
        for who in typed.get(f"{prefix}_on") or ():
            each = {"sanction": row.id, "on": who, **_scope(row, typed.get(f"{prefix}_scope"))}
            if length := typed.get(f"{prefix}_length") or _said(typed, prefix):
                each["lasts"] = length
            if probation := _said(typed, f"{prefix}_probation"):
                each["suspended_for"] = probation
            imposes.append(each)
    if starts:
        found["starts"] = starts
    if imposes:
        found["imposes"] = imposes
    return found


def _said(typed: dict[str, Any], prefix: str) -> str:
    number, unit = typed.get(f"{prefix}_number"), typed.get(f"{prefix}_unit")
    if not number:
        return ""
    return f"{number} {str(unit).removesuffix('s') if number == 1 else unit}"


def _scope(row: LastingField, chosen: Any) -> dict[str, Any]:
    return {"scope": [row.scope[int(n)] for n in chosen]} if chosen else {}
