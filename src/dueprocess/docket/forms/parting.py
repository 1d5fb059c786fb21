"""What goes out of a case into another, in a form: whom and what it concerns, where it goes, and what stays.

A step that ends the case sends everything out: nothing is chosen there but where it goes, into the
organisation or out of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dueprocess.docket.actions import parting
from dueprocess.docket.forms import naming
from dueprocess.docket.parted import RECIPIENT
from dueprocess.kit import fields, keys

if TYPE_CHECKING:
    from dueprocess.docket.forms.build import StepForm

HERE, UNIT, OUTSIDE = "here", "unit", "outside"


def add(form: StepForm) -> None:
    """Add what may go out, where to, and whose words and files stay."""
    asked, asking = form.asked.out, form.asking
    if asked is None:
        return
    if not asked.whole:
        form.group(
            _("What goes into a case of its own?"),
            _("What is not chosen stays here. Where no complaint is chosen, it goes on in both."),
        )
        if asked.parties:
            _boxes(
                form,
                "out_parties",
                _("People"),
                [(key, naming.title(key, asking.names)) for key in asked.parties],
            )
        if len(asked.complaints) > 1:
            named = [(key, naming.title(key, asking.names)) for key in asked.complaints]
            _boxes(form, "out_complaints", _("Complaints"), named)
        titles = {each.key: each.title for each in asking.allegations}
        if asked.allegations:
            named = [(key, titles.get(key, key)) for key in asked.allegations]
            _boxes(form, "out_allegations", _("Allegations"), named)
    two = bool(form.asked.signatures or form.asked.votes)
    form.group(_("Where does it go?"), "" if two else _("To another unit it goes by two people, or a body."))
    if asked.whole:
        options = [
            (UNIT, _("To another unit of the organisation, where it goes on under its own number")),
            (OUTSIDE, _("To somebody outside the organisation: it ends here")),
        ]
        where = fields.RadiosField(label=_("Where to"), options=options, required=False)
    else:
        options = [(HERE, _("A case of its own in this unit"))]
        if two:
            options.append((UNIT, _("To another unit of the organisation")))
        where = fields.RadiosField(label=_("Where to"), options=options, initial=HERE, required=False)
    places = [("case", ""), *([("out", "")] if asked.whole else [])]
    form.put("goes_to", where, *places, needed=True)
    if asked.whole or two:
        label = _("To which unit, if to another?")
        form.put("parting_unit", fields.SelectField(label=label, options=asking.units, required=False))
    if asked.whole:
        label = _("To whom, if outside?")
        form.put(
            "recipient", fields.TextField(label=label, hint=_("Name the body or office."), required=False)
        )
    if asking.entries:
        form.group(_("What stays behind"))
        form.put(
            "leaves",
            fields.CheckboxesField(
                label=_("Do not take along the words and files of"), required=False,
                options=[(str(n), title) for n, title in asking.entries],
                hint=_("That they were written stays visible there; what they say does not."),
            ),
        )  # fmt: skip


def _boxes(form: StepForm, name: str, label: str, options: list[tuple[str, str]]) -> None:
    kind = name.removeprefix("out_")
    places = [("out", ""), *(("out", key) for key, _title in options)] if kind == "parties" else []
    form.put(name, fields.CheckboxesField(label=label, options=options, required=False), *places)


def clean(form: StepForm, typed: dict[str, Any]) -> None:
    """Ask for what the answer to where it goes needs."""
    if form.asked.out is None:
        return
    where = typed.get("goes_to")
    if where == UNIT and not typed.get("parting_unit") and "parting_unit" not in form.errors:
        form.add_error("parting_unit", _("Choose the unit."))
    if where == OUTSIDE and not str(typed.get("recipient") or "").strip():
        form.add_error("recipient", _("Name who gets it."))


def read(form: StepForm) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return what the act says of it, what is written with it, and how it goes (`parting.options`)."""
    asked, typed = form.asked.out, form.cleaned_data
    if asked is None:
        return {}, {}, {}
    where = typed.get("goes_to")
    if not where:
        return {}, {}, {}  # the engine asks
    if where == OUTSIDE:
        return {"out": {"outside": True}}, {RECIPIENT: typed["recipient"]}, {}
    if asked.whole:
        out = {"parties": list(asked.parties), "complaints": list(asked.complaints)}
    else:
        names = ("parties", "complaints", "allegations")
        out = {name: list(typed[f"out_{name}"]) for name in names if typed.get(f"out_{name}")}
    unit = int(typed["parting_unit"]) if where == UNIT and typed.get("parting_unit") else None
    how = parting.options(unit=unit, leaves=[int(n) for n in typed.get("leaves") or ()])
    return {"out": {name: named for name, named in out.items() if named}, "case": keys.number()}, {}, how
