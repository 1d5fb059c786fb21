"""By which type of breach of the sanctions guidance a decision on each respondent is taken, which factors
were weighed, and why it departs from it. Knows the guidance as a value; where a decision stands is judged
when it is written down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dueprocess.core.guidance import Breach, Guidance, Way
from dueprocess.core.rulebook.model import FOUND_AGAINST
from dueprocess.docket.forms import findings, naming
from dueprocess.docket.guiding import GUIDED, reasons_of
from dueprocess.kit import fields

if TYPE_CHECKING:
    from dueprocess.docket.forms.build import StepForm

FEW = 3
"""Up to so many respondents, all is seen at once."""


def who(form: StepForm) -> list[str]:
    """Return those on whom this step may decide: against whom something is alleged or can be imposed."""
    if form.asking.guidance is None or not form.asked.sanctions:
        return []
    alleged = [each.respondent for each in form.asking.allegations]
    open_to = [each for row in form.asked.sanctions for each in row.open]
    return list(dict.fromkeys([*alleged, *open_to]))


def add(form: StepForm) -> None:
    """Ask for the type of breach, the factors, and the reasons for a departure, one respondent at a time."""
    guidance, decided = form.asking.guidance, who(form)
    if guidance is None:
        return
    for n, key in enumerate(decided):
        folded = len(decided) > FEW
        form.group(
            _("By the guidance: {who}").format(who=naming.title(key, form.asking.names)),
            guidance.says if n == 0 else "", folded=folded, brief=_("type of breach, and what was weighed"),
        )  # fmt: skip
        usual = [name for name in form.asking.usual.get(key, ()) if name in guidance.breaches]
        open_to = form.asking.offered.get(key) or tuple(guidance.breaches)
        others = [name for name in guidance.breaches if name in open_to and name not in usual]
        form.put(
            f"guided_{n}_breach",
            fields.RadiosField(
                label=_("Which type of breach weighs most?"), required=False,
                hint=" ".join(_hints(form, usual, alone=len(open_to) < len(guidance.breaches))),
                options=[_option(guidance, guidance.breaches[name]) for name in (*usual, *others)],
            ),
            ("guided", key), ("guided", ""), needed=True,
        )  # fmt: skip
        if guidance.factors:
            _factors(form, n, guidance)
        form.put(
            f"guided_{n}_reasons",
            fields.LongTextField(
                label=_("If the sanction lies outside the range: why?"), required=False, rows=4,
                hint=_("A departure cannot be entered without it. Who is told of the decision reads it."),
            ),
            ("departure", key),
        )  # fmt: skip


def _hints(form: StepForm, usual: list[str], *, alone: bool) -> Iterator[str]:
    if not form.asked.by_guidance:
        yield _("Leave it empty where nothing is found against them and nothing is imposed.")
    if alone:
        yield _("Those of the clauses that are alleged against them: by others nothing is decided here.")
    elif usual:
        yield _("First those that the alleged clauses most often are.")


def _factors(form: StepForm, n: int, guidance: Guidance) -> None:
    weighs = {Way.AGGRAVATING: _("Weighs for more."), Way.MITIGATING: _("Weighs for less.")}
    form.put(
        f"guided_{n}_factors",
        fields.CheckboxesField(
            label=_("What was weighed?"), required=False,
            options=[
                fields.Option(each.id, each.title, f"{weighs[each.way]} {each.says}".strip())
                for each in guidance.factors.values()
            ],
        ),
    )  # fmt: skip


def _option(guidance: Guidance, breach: Breach) -> fields.Option:
    titles = {name: guidance.rungs[name].title for name in (breach.starts, breach.lowest, breach.highest)}
    hint = _("Starts with: {starts}. From: {lowest}. To: {highest}.").format(
        starts=titles[breach.starts], lowest=titles[breach.lowest], highest=titles[breach.highest]
    )
    return fields.Option(breach.id, breach.title, f"{hint} {breach.says}".strip())


def clean(form: StepForm, typed: Mapping[str, Any]) -> None:
    """Ask for the type of breach where anything else is said of the guidance, and for each who is found
    against or sanctioned: else a departure would need no reasons as long as nobody says what it departs from.
    Where the rules ask for that themselves, the engine does; where there is nothing to choose from it is said
    what is lacking."""
    if form.asked.by_guidance and not form.asked.sanctions and _against(form, typed):
        said = _(
            "By this outcome nothing can follow from what is found here. Choose another, or find otherwise."
        )
        form.add_error(None, said)
    elif form.asked.by_guidance and form.asking.guidance is None and _against(form, typed):
        form.add_error(
            None,
            _(
                "By these rules a sanction is chosen by the sanctions guidance, and none was adopted for "
                "them. Whoever may adopt rules adopts one first."
            ),
        )
    against = set() if form.asked.by_guidance else _against(form, typed)
    for n, key in enumerate(who(form)):
        more = typed.get(f"guided_{n}_factors") or str(typed.get(f"guided_{n}_reasons") or "").strip()
        if typed.get(f"guided_{n}_breach") or not (more or key in against):
            continue
        said = _("Choose the type of breach too.")
        if not more:
            said = _("Choose the type of breach: by it the guidance says whether this is a departure.")
        form.add_error(f"guided_{n}_breach", said)


def _against(form: StepForm, typed: Mapping[str, Any]) -> set[str]:
    """Return those who are found against, or on whom something is imposed, as it was typed."""
    found = {alleged.respondent for alleged, name in findings.made(form) if typed.get(name) in FOUND_AGAINST}
    for n, _row in enumerate(form.asked.sanctions):
        found.update(typed.get(f"sanction_{n}_on") or ())
    return found


def read(form: StepForm) -> tuple[dict[str, Any], dict[str, str]]:
    """Return `guided` of the act, and what was written of departures by field."""
    typed = form.cleaned_data
    found: list[dict[str, Any]] = []
    written: dict[str, str] = {}
    for n, key in enumerate(who(form)):
        if not (breach := typed.get(f"guided_{n}_breach")):
            continue
        found.append({"on": key, "breach": breach, "factors": list(typed.get(f"guided_{n}_factors") or ())})
        if reasons := typed.get(f"guided_{n}_reasons"):
            written[reasons_of(key)] = reasons
    return ({GUIDED: found} if found else {}), written
