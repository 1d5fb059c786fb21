"""A published report of a larger, invented federation: more of everything than a test wants to live through.

Its figures are nobody's; pages, PDF and tables show what a report says and count nothing anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dueprocess.cases.reports import actions, defined
from dueprocess.core.reports import Cell, Figure, Report, State
from dueprocess.ledger import places
from dueprocess.ledger.models import Head
from dueprocess.people.models import Person
from dueprocess.tlog.figures import quarters

QUARTERS = quarters("2024-Q1", "2026-Q1")
FLOWS = {
    "received": (38, 44, 61, 52, 47, 71, 66, 58, 49),
    "split": (0, 1, 0, 2, 0, 3, 1, 0, 1),
    "imported": (70, 0, 0, -2, 0, 0, 0, 0, 0),
    "reopened": (1, 0, 2, 1, 0, 2, 1, 3, 1),
    "closed": (12, 31, 48, 63, 55, 64, 71, 69, 74),
}
PARTS: Mapping[str, Mapping[str, int | None]] = {
    "ages": {"0-2": 37, "3-5": 22, "6-11": 17, "12-17": 6, "18-23": 0, "24-": 3, "unknown": 1},
    "close.months": {"0-2": 31, "3-5": 22, "6-11": 15, "12-17": 5, "18-23": 0, "24-": 1},
    "close.days": {"median_least": 96, "median_most": 124, "p90_least": 298, "p90_most": 329},
    "late.received": {"received": 2},
    "parts": {"joined": 7, "handed_over": None},
    "complaints": {"named": 44, "anonymous": 5},
    "allegations": {"recorded": 63},
    "late.acts": {"acts": 9},
    "survival": {"median": 138, "low": 121, "high": 160},
    "survival.cases": {"cases": 447, "closed": 371},
    "mailbox": {"waiting": 6},
    "appeals.lodged": {"appeal": 8},
    "guidance.decisions": {"decisions": 34},
    "guidance.stands": {"within": 23, "departs": 11},
    "guidance.departures": {"below": 6, "above": 5},
    "guidance.reasons": {"explained": 11, "unexplained": 0},
    "approaches.entered": {"entered": 20},
    "approaches.kind": {
        "pressure": None,
        "expedite": 8,
        "inquiry": 7,
        "constituency": None,
        "press": 0,
        "prejudgement": 0,
        "other": 0,
    },
    "approaches.answered": {"declined": 12, "published": 8, "passed": 0, "nothing": 0, "more": 0},
    "approaches.late": {"in_time": None, "late": None},
    "approaches.weighed": {"weighed": 20, "waits": 0},
}
ASSESS = "Assess the complaint, with reasons, and tell everybody who has to know of it"
LABELLED: Mapping[str, Mapping[str, tuple[str, int | None]]] = {
    "closed.route": {
        "assess.refuse": ("Assess the complaint: refuse", 28),
        "decide.sanction": ("Decide at a hearing: breach, with a sanction", 19),
        "decide.none": ("Decide at a hearing: no breach", 15),
        "agree": ("Close by agreement, confirmed by the panel", 12),
        "withdraw": ("Withdrawn by whoever complained", None),
        "left": ("The respondent left before a decision", None),
    },
    "refused": {"scope": ("out of scope", 17), "old": ("too old to be fair", 11)},
    "limits.kept": {
        "ack": ("Acknowledge the complaint", 47),
        "assess": (ASSESS, 39),
        "review": ("Review an interim suspension", None),
    },
    "limits.late": {"ack": ("Acknowledge the complaint", 0), "assess": (ASSESS, 8)},
    "limits.missed": {"ack": ("Acknowledge the complaint", 0), "assess": (ASSESS, 6)},
    "escalations.answered": {"explain": ("Explain in writing why it takes so long", 9)},
    "escalations.unanswered": {
        "explain": ("Explain in writing why it takes so long", 6), "report": ("Report to the board", None),
    },
    "guidance.breach.within": {"insult": ("Insulting words", 13), "threat": ("Threats", 10)},
    "guidance.breach.below": {"insult": ("Insulting words", 6)},
    "guidance.breach.above": {"threat": ("Threats", 5)},
    "guidance.unit.within": {
        "12": ("Rowing club of the northern lake", None), "13": ("Region South", None),
        "14": ("Regional youth league", 8),
    },
    "guidance.unit.below": {"12": ("Rowing club of the northern lake", 6)},
    "guidance.unit.above": {"13": ("Region South", 5)},
    "guidance.body.within": {"panel": ("Hearing panel", 23)},
    "guidance.body.below": {"panel": ("Hearing panel", 6)},
    "guidance.body.above": {"panel": ("Hearing panel", 5)},
    "guidance.factors": {"again": ("It was not the first time", 9), "sorry": ("It was owned up to", 14)},
    "priority": {"protocol@2026.P1": ("First: danger", 7)},
    "measures": {"suspension": ("Suspension from office", 5)},
    "appeals.decided": {"appeal.upheld": ("Decide the appeal: allowed", None)},
}  # fmt: skip
"""None is hidden."""
WORDS = {
    "0-2": "under 3 months", "3-5": "3 to 5 months", "6-11": "6 to 11 months", "12-17": "12 to 17 months",
    "18-23": "18 to 23 months", "24-": "24 months and more", "unknown": "not known",
}  # fmt: skip


def report(*, replaces: str = "", reason: str = "", acts: int = 9, size: int = 9) -> Report:
    """Return the report of the first quarter of 2026, counted when the log had `size` entries."""
    means = defined.definitions()
    return Report(
        origin="clubs.invalid", quarter=QUARTERS[-1], first="2026-01-01", last="2026-03-31",
        from_on="2026-01-01", to_on="2026-03-31", granularity="day", zone="Europe/London", size=size,
        definitions=means.sha256, quarters=tuple(QUARTERS), replaces=replaces, reason=reason,
        figures=tuple(
            Figure(
                each.id, each.checked, each.unit, tuple(_cells(each.id, acts)),
                each.total.replace("QUARTER", QUARTERS[-1]),
            )
            for each in means.figures
        ),
    )  # fmt: skip


def corrected(last: Report, reason: str, acts: int) -> Report:
    """Return a report in the place of the last one, counted now."""
    return report(replaces=last.sha256, reason=reason, acts=acts, size=Head.objects.get().size)


def _cells(figure: str, acts: int) -> list[Cell]:
    flows = {**FLOWS, **dict(zip(("carried_in", "carried_out"), _stock(), strict=True))}
    name = figure.removeprefix("flow.")
    if name in flows:
        return [Cell(quarter, number) for quarter, number in zip(QUARTERS, flows[name], strict=True)]
    if figure in LABELLED:
        return [_cell(key, number, label) for key, (label, number) in LABELLED[figure].items()]
    if figure in ("survival.open", "survival.low", "survival.high"):
        side = {"survival.open": 0, "survival.low": -28, "survival.high": 31}[figure]
        days = range(0, 731, 14)
        return [Cell(str(day), max(0, round(1000 * 0.5 ** (day / 138)) + side * (day > 0))) for day in days]
    told = {**PARTS[figure], "acts": acts} if figure == "late.acts" else PARTS[figure]
    return [_cell(key, number) for key, number in told.items()]


def _stock() -> tuple[tuple[int, ...], tuple[int, ...]]:
    came = [sum(row) for row in zip(*(FLOWS[each] for each in FLOWS if each != "closed"), strict=True)]
    before, after, open_ = [], [], 0
    for more, closed in zip(came, FLOWS["closed"], strict=True):
        before.append(open_)
        open_ += more - closed
        after.append(open_)
    return tuple(before), tuple(after)


def _cell(key: str, number: int | None, label: str = "") -> Cell:
    return Cell(key, number, State.HIDDEN if number is None else State.GIVEN, label)


def with_labels(made: Report, figure: str, label: str) -> Report:
    """Return the report with other words for the codes of one figure."""
    figures = (
        replace(each, cells=tuple(replace(cell, label=label) for cell in each.cells))
        if each.id == figure
        else each
        for each in made.figures
    )
    return replace(made, figures=tuple(figures))


def publish(made: Report, by: Person | None) -> Report:
    """Publish a report as it is."""
    places.write(places.prepared() / f"{made.sha256}.json", made.to_bytes())
    return actions.publish(sha256=made.sha256, by=by)
