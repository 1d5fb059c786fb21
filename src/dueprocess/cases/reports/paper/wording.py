"""The words of a report in the language of the page. Knows codes of the definitions and no number.

What is binding are the definitions themselves, in the language in which they were published; where these have
a figure that is not known here, their own words are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dueprocess.core.reports import Cell, Checked, Definitions, Figure, State, Unit
from dueprocess.kit.components import absolute

NOT_TOLD: Final = _("not told")
NONE: Final = _("none")

CHECKED: Mapping[Checked, Promise] = {
    Checked.ANYONE: _("recomputed by anyone"),
    Checked.AUDITOR: _("checked by an auditor"),
    Checked.STATED: _("stated only"),
}

ABOUT_CHECKED: Mapping[Checked, Promise] = {
    Checked.ANYONE: _("Anyone can recompute this from the public record; how is told at the end."),
    Checked.AUDITOR: _(
        "The public record cannot show this. An auditor who is given what the record commits to can check it."
    ),
    Checked.STATED: _("This is stated by the organisation only. Nobody outside can check it."),
}

CLASSES: Mapping[Checked, Promise] = {
    Checked.ANYONE: _(
        "Recomputed by anyone: the verifier counts it again from the public record and compares. It is "
        "never left out."
    ),
    Checked.AUDITOR: _(
        "Checked by an auditor: the record commits to what stands behind it, and an auditor is given that."
    ),
    Checked.STATED: _("Stated only: no record shows it."),
}

QUARTERS: Mapping[str, Promise] = {
    "1": _("first quarter of {year}"),
    "2": _("second quarter of {year}"),
    "3": _("third quarter of {year}"),
    "4": _("fourth quarter of {year}"),
}

UNITS: Mapping[Unit, Promise] = {
    Unit.CASES: _("cases"),
    Unit.COMPLAINTS: _("complaints"),
    Unit.ALLEGATIONS: _("allegations"),
    Unit.ACTS: _("acts"),
    Unit.DEADLINES: _("limits"),
    Unit.MEASURES: _("measures"),
    Unit.APPEALS: _("appeals"),
    Unit.DECISIONS: _("decisions"),
    Unit.APPROACHES: _("approaches"),
    Unit.MESSAGES: _("messages"),
    Unit.DAYS: _("days"),
    Unit.PER_MILLE: _("per thousand"),
}

TITLES: Mapping[str, Promise] = {
    "flow.carried_in": _("Carried in"),
    "flow.received": _("Received"),
    "flow.split": _("Split off"),
    "flow.imported": _("Taken over"),
    "flow.reopened": _("Reopened"),
    "flow.closed": _("Closed"),
    "flow.carried_out": _("Carried out"),
    "ages": _("Age of what is open"),
    "close.months": _("Months to close"),
    "close.days": _("Days to close"),
    "late.received": _("Received earlier than recorded"),
    "closed.route": _("Closed, by route"),
    "refused": _("Refused, by reason"),
    "parts": _("Joined and handed over"),
    "complaints": _("Complaints"),
    "allegations": _("Allegations"),
    "late.acts": _("Written down late"),
    "limits.kept": _("Within the limit"),
    "limits.late": _("After the limit"),
    "limits.missed": _("Limit passed"),
    "escalations.answered": _("Escalations answered"),
    "escalations.unanswered": _("Escalations that nobody answered"),
    "measures": _("Interim measures in force"),
    "appeals.lodged": _("Appeals lodged"),
    "appeals.decided": _("Appeals decided"),
    "guidance.decisions": _("Decisions by the sanctions guidance"),
    "guidance.stands": _("Within the guidance, or departing from it"),
    "guidance.departures": _("Departures from the guidance"),
    "guidance.reasons": _("Reasons for departures"),
    "guidance.factors": _("What was weighed"),
    "approaches.entered": _("Approaches entered"),
    "approaches.kind": _("Approaches, by kind"),
    "approaches.answered": _("Approaches, by what was answered"),
    "approaches.late": _("Approaches, by when they were entered"),
    "approaches.weighed": _("Approaches, by whether oversight looked at them"),
    "priority": _("Priority given, by criterion"),
    "survival": _("Time to close, open cases counted"),
    "survival.open": _("Share still open"),
    "survival.low": _("Share still open, at least"),
    "survival.high": _("Share still open, at most"),
    "survival.cases": _("Cases behind it"),
    "mailbox": _("Messages that wait"),
}

KEYS: Mapping[tuple[str, str], Promise] = {
    ("", "0-2"): _("under 3 months"),
    ("", "3-5"): _("3 to 5 months"),
    ("", "6-11"): _("6 to 11 months"),
    ("", "12-17"): _("12 to 17 months"),
    ("", "18-23"): _("18 to 23 months"),
    ("", "24-"): _("24 months and more"),
    ("", "unknown"): _("not known"),
    ("", "withheld"): _("all together"),
    ("close.days", "median_least"): _("median, at least"),
    ("close.days", "median_most"): _("median, at most"),
    ("close.days", "p90_least"): _("90th percentile, at least"),
    ("close.days", "p90_most"): _("90th percentile, at most"),
    ("late.received", "received"): _("complaints"),
    ("parts", "joined"): _("joined into another case"),
    ("parts", "handed_over"): _("handed over"),
    ("complaints", "named"): _("with a name"),
    ("complaints", "anonymous"): _("without a name"),
    ("allegations", "recorded"): _("recorded"),
    ("late.acts", "acts"): _("acts"),
    ("guidance.decisions", "decisions"): _("decisions"),
    ("guidance.stands", "within"): _("within the guidance"),
    ("guidance.stands", "departs"): _("departing from it"),
    ("guidance.departures", "below"): _("lighter than the guidance"),
    ("guidance.departures", "above"): _("heavier than the guidance"),
    ("guidance.reasons", "explained"): _("with reasons"),
    ("guidance.reasons", "unexplained"): _("without reasons"),
    ("approaches.entered", "entered"): _("approaches"),
    ("approaches.kind", "pressure"): _("pressure"),
    ("approaches.kind", "expedite"): _("request to be quicker"),
    ("approaches.kind", "inquiry"): _("question how it stands"),
    ("approaches.kind", "constituency"): _("for a member whom they represent"),
    ("approaches.kind", "press"): _("press"),
    ("approaches.kind", "prejudgement"): _("public prejudgement"),
    ("approaches.kind", "other"): _("something else"),
    ("approaches.answered", "declined"): _("that no case is talked about"),
    ("approaches.answered", "published"): _("what anybody may read"),
    ("approaches.answered", "passed"): _("where to write"),
    ("approaches.answered", "nothing"): _("nothing"),
    ("approaches.answered", "more"): _("more than that was said, done or promised"),
    ("approaches.late", "in_time"): _("within one working day"),
    ("approaches.late", "late"): _("later"),
    ("approaches.weighed", "weighed"): _("oversight said what follows"),
    ("approaches.weighed", "waits"): _("nobody had looked yet"),
    ("survival", "median"): _("median"),
    ("survival", "low"): _("at least"),
    ("survival", "high"): _("at most"),
    ("survival.cases", "cases"): _("cases"),
    ("survival.cases", "closed"): _("closed"),
    ("mailbox", "waiting"): _("messages"),
}


def quarter(name: str) -> str:
    """Return a quarter in words: `2026-Q3` as "third quarter of 2026"."""
    year, _dash, number = name.partition("-Q")
    return str(QUARTERS[number]).format(year=year) if number in QUARTERS else name


def title(figure: str, means: Definitions | None) -> str:
    """Return what a figure is called."""
    if figure in TITLES:
        return str(TITLES[figure])
    return means.by_id[figure].title if means and figure in means.by_id else figure


def key(figure: Figure, cell: Cell, means: Definitions | None) -> str:
    """Return what a cell of a figure is called: by the rulebook, by us, by the definitions, else its code."""
    if cell.label:
        return cell.label
    for place in ((figure.id, cell.key), ("", cell.key)):
        if place in KEYS:
            return str(KEYS[place])
    told = means.by_id.get(figure.id) if means else None
    return (told.keys or {}).get(cell.key, cell.key) if told else cell.key


def value(cell: Cell | None) -> str:
    """Return a cell's value in words."""
    if cell is None or cell.state is State.NONE or (cell.value is None and cell.state is State.GIVEN):
        return str(NONE)
    return str(NOT_TOLD) if cell.value is None else number(cell.value)


def number(value: int) -> str:
    """Return a number as the language writes it."""
    return str(number_format(value, force_grouping=True))


def share(cell: Cell | None) -> str:
    """Return a cell in thousandths as a percentage with one decimal."""
    if cell is None or cell.value is None:
        return value(cell)
    return f"{number_format(cell.value / 10, 1)} %"


def day(text: str) -> str:
    """Return an ISO day in words."""
    return absolute(date.fromisoformat(text))
