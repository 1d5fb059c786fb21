"""Measures and sanctions in a form: on whom, for how long, in which scope, suspended or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dueprocess.docket.forms import naming
from dueprocess.kit import fields
from dueprocess.kit.components import by_rule

if TYPE_CHECKING:
    from dueprocess.core.engine.fields import LastingField
    from dueprocess.docket.forms.build import StepForm


def add(form: StepForm) -> None:
    """Add the fields of every measure that may begin and every sanction that may be imposed."""
    asked = form.asked
    for n, row in enumerate(asked.measures):
        _row(form, f"measure_{n}", "starts", row, folded=asked.measures_choice)
        if n == 0 and asked.measures_choice:
            form.heads(
                _("Which measure?"), _("Open the one that is ordered, or several. The others stay shut.")
            )
    for n, row in enumerate(asked.sanctions):
        _row(form, f"sanction_{n}", "imposes", row, folded=True)
        if n == 0:
            form.heads(_("Which sanction?"), _("Open each that is imposed. Those that stay shut are not."))


def activates(form: StepForm) -> None:
    """Ask which suspended sanctions are brought into force: those of this case, and of earlier ones."""
    rows, names = form.asked.activates, form.asking.names
    if not rows:
        return
    form.group(
        _("Is a suspended sanction brought into force?"),
        _("A complaint in this case came while it was suspended. Left alone, it stays as it is."),
    )
    options = []
    for n, row in enumerate(rows):
        said = _("{title}: {who}").format(title=row.title, who=naming.title(row.on, names))
        hint = _("In force {lasts}, if it is brought into force.").format(lasts=row.lasts)
        if row.last_day is not None:
            hint = _("Suspended until {day}.").format(day=naming.day(row.last_day)) + " " + hint
        if row.case:
            hint += " " + _("It was imposed in case {number}.").format(number=row.case)
        elif row.act:
            hint += " " + _("It was imposed in entry {n} of this case.").format(n=row.act)
        options.append(fields.Option(str(n), said, hint))
    form.put(
        "activates",
        fields.CheckboxesField(label=_("Brought into force"), options=options, required=False),
        ("activates", ""),
        *(("activates", row.sanction) for row in rows),
    )


def _row(form: StepForm, prefix: str, key: str, row: LastingField, *, folded: bool) -> None:
    names = form.asking.names
    brief = _("{effect}, {lasts}").format(effect=naming.words(", ".join(row.effect)), lasts=row.lasts)
    form.group(row.title, _demands(row), folded=folded, brief=brief).leads = row.settled_by
    touched = form.asking.touches.get(row.id, {}) if key == "starts" else {}
    options = [fields.Option(who, naming.title(who, names), touched.get(who, "")) for who in row.open]
    form.put(
        f"{prefix}_on",
        fields.CheckboxesField(
            label=_("On whom?"), options=options, required=False,
            hint=_closed(form, row),
        ),
        (key, row.id), (key, ""), needed=True,
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
        form.put(
            f"{prefix}_length", fields.RadiosField(label=_("How long?"), options=lengths, required=False)
        )
    elif not row.fixed:
        form.put(
            f"{prefix}_lasts",
            fields.LengthField(label=_("How long?"), hint=naming.words(row.lasts), required=False),
            needed=True,
        )
    if row.scope:
        scope = [(str(n), naming.words(text)) for n, text in enumerate(row.scope)]
        form.put(
            f"{prefix}_scope",
            fields.CheckboxesField(label=_("What does it cover?"), options=scope, required=False),
            needed=True,
        )
    if row.may_be_suspended:
        form.put(
            f"{prefix}_probation",
            fields.LengthField(
                label=_("Suspended on probation for how long?"), required=False,
                hint=_("Leave it empty if it takes effect. It may be suspended for {range}.").format(
                    range=row.may_be_suspended
                ),
            ),
        )  # fmt: skip


def _closed(form: StepForm, row: LastingField) -> str:
    """Why it is open to nobody, or not to somebody: it is in force, nobody is a respondent, or the rules have
    it for other cases."""
    names, said = form.asking.names, []
    shut = [each for each in row.running if each.on not in row.open]
    for each in shut:
        told = _("In force already: {who}, since {since}.")
        if each.last_day is not None:
            told = _("In force already: {who}, since {since}, until and including {until}.")
        days = {"since": each.since, "until": each.last_day}
        shown = {name: naming.day(day) for name, day in days.items() if day is not None}
        said.append(told.format(**{"who": naming.title(each.on or "", names), "since": "", **shown}))
    if shut:
        said.append(_("It is continued or lifted, not ordered anew."))
    if not row.concerned:
        said.append(_("Nobody is a respondent in this case."))
    elif not row.open and not shut:
        why = naming.spoken(row.when, names) if row.when is not None else ""
        said.append(why or _("Its condition holds for nobody in this case."))
    return " ".join(said)


def _demands(row: LastingField) -> str:
    """What the rules say of it, and what it takes beyond the step itself."""
    said = [row.says] if row.says else []
    if row.cap:
        said.append(_("Never longer than {length} in all.").format(length=row.cap))
    if row.follows:
        said.append(_("First: {steps}.").format(steps=", ".join(row.follows)))
    if row.decides_by:
        said.append(_("Decided by {rule}.").format(rule=row.decides_by))
    if row.clause:
        said.append(_("It rests on {rule}.").format(rule=by_rule(row.clause)))
    return " ".join(said)


def read(form: StepForm) -> dict[str, Any]:
    """Return `starts`, `imposes` and `activates` of the act."""
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
            if length := typed.get(f"{prefix}_length") or typed.get(f"{prefix}_lasts"):
                each["lasts"] = length
            if probation := typed.get(f"{prefix}_probation"):
                each["suspended_for"] = probation
            imposes.append(each)
    if starts:
        found["starts"] = starts
    if imposes:
        found["imposes"] = imposes
    brought = []
    for chosen in typed.get("activates") or ():
        each_ = form.asked.activates[int(chosen)]
        named = {"sanction": each_.sanction, "on": each_.on, "act": each_.act, "case": each_.case}
        brought.append({name: value for name, value in named.items() if value is not None})
    if brought:
        found["activates"] = brought
    return found


def _scope(row: LastingField, chosen: Any) -> dict[str, Any]:
    return {"scope": [row.scope[int(n)] for n in chosen]} if chosen else {}
