"""What was found on each allegation, in a form: one by one, and of many the same on several at once.

What is said of one allegation by itself goes before what is said of several; of those, the first that names
it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.core.rulebook.model import Finding
from dueprocess.docket import resting
from dueprocess.docket.forms import naming
from dueprocess.docket.resting import Basis
from dueprocess.kit import fields

if TYPE_CHECKING:
    from dueprocess.docket.forms.build import Alleged, StepForm

FINDINGS = (
    (Finding.PROVED, gettext_lazy("Proved")),
    (Finding.PARTLY_PROVED, gettext_lazy("Proved in part")),
    (Finding.NOT_PROVED, gettext_lazy("Not proved")),
    (Finding.NOT_DECIDED, gettext_lazy("Not decided")),
)
MANY = 6
"""From so many allegations on, several can be decided at once."""
TOGETHER = 4
"""So many different findings on several at once; what is left is said one by one."""


def add(form: StepForm) -> None:
    """Ask for a finding on each allegation."""
    alleged = form.asking.allegations if form.asked.findings else ()
    many = len(alleged) >= MANY
    folded = many or form.asked.found
    for slot in range(TOGETHER if many else 0):
        form.group(_("The same finding on several allegations"), folded=slot > 0, brief=_("another finding"))
        form.put(
            f"several_{slot}_which",
            fields.TextField(
                label=_("On which allegations?"), required=False, width=20,
                hint=_("By their numbers, like 1-40, 55. “All” is every one of which nothing else is said."),
            ),
        )  # fmt: skip
        _ask(form, f"several_{slot}", ("findings", ""))
    for n, each in enumerate(alleged):
        who = naming.title(each.respondent, form.asking.names)
        title = _("Finding on allegation {n}: {who}").format(n=_number(each), who=who)
        brief = _("found already; only to find anew") if form.asked.found else _("by itself")
        form.group(title, each.title, folded=folded, brief=brief if folded else "")
        places = (("findings", each.key), ("findings", ""))
        _ask(form, f"finding_{n}", *places, who=each.respondent, needed=not folded)


def _ask(form: StepForm, name: str, *places: tuple[str, str], who: str = "", needed: bool = False) -> None:
    by = resting.standard(form.asked.standard_of_proof)
    form.put(
        name,
        fields.RadiosField(
            label=_("What was found, {standard}?").format(standard=by) if by else _("What was found?"),
            inline=True,
            required=False,
            options=[(str(value), str(label)) for value, label in FINDINGS],
        ),
        *places,
        needed=needed,
    )
    form.put(f"{name}_reasons", fields.LongTextField(label=_("Why?"), required=False, rows=4), needed=needed)
    form.put(
        f"{name}_protected",
        fields.RadiosField(
            label=_("Was what was said protected expression?"), required=False, inline=True,
            options=[("yes", _("Yes")), ("no", _("No")), ("", _("It was not about expression"))],
            initial="",
        ),
    )  # fmt: skip
    if form.asking.bases:
        _on(form, name, who)


def _on(form: StepForm, name: str, who: str) -> None:
    """Ask on which evidence a finding rests; `who` is the respondent, "" where there are several."""
    bases = form.asking.bases
    sealed = [each for each in bases if (who in each.sealed_for if who else each.sealed_for)]
    told = _("They cannot answer it in full: it is sealed for them, or comes from nobody known.")
    options = [fields.Option(each.key, called(each), told if each in sealed else "") for each in bases]
    form.put(
        f"{name}_on",
        fields.CheckboxesField(label=_("On which evidence does it rest?"), options=options, required=False),
    )
    if sealed and not form.asked.sealed_alone:
        form.put(
            f"{name}_without",
            fields.RadiosField(
                label=_("Would it stand without what is sealed or anonymous?"), required=False, inline=True,
                options=[("yes", _("Yes")), ("no", _("No")), ("", _("It does not rest on that"))],
                initial="",
                hint=_("Nothing rests on that alone, nor on that above all."),
            ),
        )  # fmt: skip


def called(basis: Basis) -> str:
    """Return what an item is called where one is chosen."""
    return _("Item {n}: {title}").format(n=basis.number, title=basis.title)


def clean(form: StepForm, typed: Mapping[str, Any]) -> None:
    """Ask for the reasons of each finding, and for the allegations on which one is made."""
    alleged = form.asking.allegations if form.asked.findings else ()
    for n in range(len(alleged)):
        _reasoned(form, typed, f"finding_{n}")
    for slot in range(TOGETHER if len(alleged) >= MANY else 0):
        name = f"several_{slot}"
        _reasoned(form, typed, name)
        which = str(typed.get(f"{name}_which") or "").strip()
        if bool(which) != bool(typed.get(name)):
            empty = name if which else f"{name}_which"
            form.add_error(empty, _("Say what was found.") if which else _("Say on which allegations."))
        elif which and _which(which, [_number(each) for each in alleged]) is None:
            form.add_error(
                f"{name}_which", _("These are no allegations of the case. Write them like 1-40, 55.")
            )


def _reasoned(form: forms.Form, typed: Mapping[str, Any], name: str) -> None:
    found = typed.get(name)
    if found and found != Finding.NOT_DECIDED and not typed.get(f"{name}_reasons", "").strip():
        form.add_error(f"{name}_reasons", _("Say why this was found."))


def made(form: StepForm) -> list[tuple[Alleged, str]]:
    """Return the allegations on which something was found, each with the name of the field that says what."""
    typed, alleged = form.cleaned_data, form.asking.allegations
    if not form.asked.findings:
        return []
    numbers = [_number(each) for each in alleged]
    several = [
        (f"several_{slot}", _which(str(typed.get(f"several_{slot}_which") or ""), numbers) or frozenset())
        for slot in range(TOGETHER)
        if typed.get(f"several_{slot}")
    ]
    found = []
    for n, each in enumerate(alleged):
        names = [f"finding_{n}"] if typed.get(f"finding_{n}") else []
        names += [name for name, which in several if _number(each) in which]
        if names:
            found.append((each, names[0]))
    return found


def _number(alleged: Alleged) -> str:
    return alleged.key.removeprefix("a")


def _which(written: str, numbers: list[str]) -> frozenset[str] | None:
    """Return the numbers of the allegations that are meant; None where one of them is not there."""
    if written.strip().casefold() in ("all", _("All").casefold()):
        return frozenset(numbers)
    found: set[str] = set()
    for part in written.replace("–", "-").split(","):
        first, _dash, last = (each.strip() for each in part.partition("-"))
        last = last or first
        if not (first in numbers and last in numbers and numbers.index(first) <= numbers.index(last)):
            return None
        found.update(numbers[numbers.index(first) : numbers.index(last) + 1])
    return frozenset(found)
