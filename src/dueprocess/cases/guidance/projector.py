"""GuidanceUse rows, made from one act after another. Must not decide anything."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from dueprocess.cases.guidance.models import GuidanceUse
from dueprocess.core.rulebook.model import Ruling
from dueprocess.docket import guiding
from dueprocess.docket.actions.rooms import Rows, Written
from dueprocess.rules import guidance, rulebooks

TABLES: Mapping[type[models.Model], str] = {GuidanceUse: ""}


def write(rows: Rows, act: Written) -> None:
    """Make what one act of a case that stands means for these rows; nothing, for most."""
    entries = act.facts.get(guiding.GUIDED) or ()
    gone = (act.facts.get("out") or {}).get("parties", ())
    if not (entries or gone or _overturns(act)):
        return
    there = rows.of(GuidanceUse)
    if _overturns(act):  # whoever else was decided on is decided on anew too, or is not counted
        there.clear()
    decided = {each["on"] for each in entries}
    there[:] = [row for row in there if row["respondent"] not in gone and row["respondent"] not in decided]
    for each in entries:
        found = guidance.get(each["guidance"])
        there.append(
            {
                "docket_id": rows.docket,
                "act": act.n,
                "respondent": each["on"],
                "guidance": found.id,
                "version": found.hash,
                "breach": each["breach"],
                "rung": each["rung"],
                "stands": each["stands"],
                "factors": list(each["factors"]),
                "counts": False,
            }
        )
    heaviest: dict[str, int] = {}
    for at, row in enumerate(there):
        row["counts"] = False
        before = heaviest.get(row["breach"])
        if before is None or _height(row) > _height(there[before]):
            heaviest[row["breach"]] = at
    for at in heaviest.values():
        there[at]["counts"] = True


def _height(row: Mapping[str, str]) -> int:
    return guidance.get(row["version"]).height(row["rung"])


def _overturns(act: Written) -> bool:
    """Tell whether an act sets aside or varies a decision, or sends the case back to where it is taken."""
    if act.is_note:
        return False
    step = rulebooks.get(act.rulebook).steps.get(act.name)
    if step is None:
        return False
    outcome = act.facts.get("outcome")
    what = step.effects_with(outcome if outcome in step.outcomes else None)
    return what.decision in (Ruling.SET_ASIDE, Ruling.VARIED) or what.sends_back is not None
