"""What an update to the parties can say, proposed to whoever writes it: nothing but what each of them reads
on their own pages too. Knows the page of a case; decides nothing, and sends nothing.
"""

from __future__ import annotations

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dueprocess.cases.extracts import CasePage
from dueprocess.core.rulebook.model import DueKind
from dueprocess.rules import letters as adopted
from dueprocess.rules import rulebooks


def words(page: CasePage, step: str) -> str:
    """Return what a step that the rules repeat in a rhythm can tell those it tells, in the rulebook's
    language: the stage, what the organisation owes next, and until when; no name, no finding, no deadline of
    one party. "" for any other step, and where adopted words say it (`cases.letters.writing`)."""
    docket = page.docket
    rules = rulebooks.shown(docket.rulebook)
    found = rules.steps.get(step)
    if found is None or not any(due.every for due in found.due):
        return ""
    if adopted.current(rules.id) is not None:
        return ""
    stage = next((each.title for each in docket.strands if each.parent is None and not each.ended), "")
    owed = [
        (each.last_day, each.title)
        for each in docket.deadlines
        if each.met_at is None and each.last_day and each.step != step and not each.person
        if each.kind in (DueKind.DUTY, DueKind.TARGET)
        if each.last_day >= docket.as_at.date() and not rules.steps[each.step].own
    ]
    if not stage:
        return ""
    with translation.override(rules.language):
        said = [_("Your case is at this stage: {stage}.").format(stage=stage)]
        if owed:
            last, title = min(owed)
            day = date_format(last, "j F Y")
            said.append(_("What comes next: {step}, by {day}.").format(step=title, day=day))
    return " ".join(said)
