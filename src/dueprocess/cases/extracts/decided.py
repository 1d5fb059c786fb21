"""What an act decided, in words for whoever is told of it: a respondent learns what falls on them alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.cases.extracts.page import allegations
from dueprocess.docket import extracts as dockets
from dueprocess.docket import guiding, parted, resting
from dueprocess.docket.extracts import telling, undone

MINORITY = "minority report"
"""The content field with the reasons of those who were outvoted, where their body's rules allow them."""


def told(view: dockets.Opened, act: Any, key: str) -> tuple[tuple[str, str], ...]:
    """Return what the act decided as far as it concerns a party (local key): what each line is, and what."""
    own, rules = _respondent(view, key), view.rulebook
    found = [
        (_called(view, each["allegation"]), resting.told(each))
        for each in act.facts.get("findings") or ()
        if not own or each["respondent"] == key
    ]
    found += [(_("Sanction"), words) for words in imposed(view, act, key)]
    for each in act.facts.get(guiding.GUIDED) or ():
        if not own or each["on"] == key:
            found.append((_("By the sanctions guidance"), guiding.told(each)))
    for each in act.facts.get("activates") or ():
        if not own or each["on"] == key:
            found.append((_("A suspended sanction takes effect"), rules.sanctions[each["sanction"]].title))
    found += [(_("Interim measure"), rules.measures[name].title) for name in started(view, act, key)]
    for measure in view.state.measures:
        if measure.act == act.n and measure.reviews and (not own or (measure.on or key) == key):
            found.append((_("To be reviewed by"), undone.days(measure)))
    return tuple(found)


def imposed(view: dockets.Opened, act: Any, key: str) -> Iterator[str]:
    """Yield each sanction that the act imposed, as far as it concerns somebody (local key, role or body)."""
    for each in act.facts.get("imposes") or ():
        if _respondent(view, key) and (each.get("on") or key) != key:
            continue
        title = view.rulebook.sanctions[each["sanction"]].title
        words = f"{title}, {each['lasts']}" if each.get("lasts") else title
        if each.get("suspended_for"):
            words = _(
                "{sanction}. It is suspended for {length}: it takes effect only if a new complaint in "
                "that time leads to a decision that says so."
            ).format(sanction=words, length=each["suspended_for"])
        yield words


def started(view: dockets.Opened, act: Any, key: str) -> Iterator[str]:
    """Yield the name of each interim measure that the act began, as far as it concerns somebody."""
    for each in act.facts.get("starts") or ():
        if not _respondent(view, key) or (each.get("on") or key) == key:
            yield str(each["measure"])


def papers(view: dockets.Opened, act: Any, key: str) -> set[str]:
    """Return the names of what was written in an act that somebody is told: what the rulebook asks for there,
    the reasons for its findings, and for departures from the guidance (of a respondent, for those on them),
    and those of whoever was outvoted."""
    step = view.rulebook.steps.get(parted.step_of(act, view.acts))
    found = set(step.demands_with(act.facts.get("outcome")).needs) if step else set()
    reasons = [
        (f"finding.{each['allegation']}", each["respondent"]) for each in act.facts.get("findings") or ()
    ]
    reasons += [(guiding.reasons_of(each["on"]), each["on"]) for each in act.facts.get(guiding.GUIDED) or ()]
    return found | {MINORITY} | {name for name, who in reasons if not _respondent(view, key) or who == key}


def title(view: dockets.Opened, name: str) -> str:
    """Return what a paper is called where it is read."""
    if name.startswith("finding."):
        return _called(view, name.removeprefix("finding."))
    if name == MINORITY:
        return _("Reasons of those who were outvoted")
    return _("Why it departs from the guidance") if name.startswith(guiding.reasons_of("")) else name


def _respondent(view: dockets.Opened, key: str) -> bool:
    return key in view.state.parties and view.state.parties[key].kind == "respondent"


def _called(view: dockets.Opened, key: str) -> str:
    """Return what a finding is called in a letter: after its clause, or by the number of the allegation."""
    title = next((each.clause_title for each in allegations(view) if each.key == key), "")
    words = title or _("allegation {n}").format(n=telling.numbered(key))
    return _("Finding: {what}").format(what=words)
