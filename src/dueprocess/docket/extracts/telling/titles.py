"""What notes, entries and parts of the rulebook are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.docket import house, places
from dueprocess.docket.actions.access import Decision
from dueprocess.docket.extracts.opened import Opened
from dueprocess.docket.extracts.telling import rooms
from dueprocess.docket.models import Act


def notes() -> dict[str, str]:
    """Return the titles of the notes, in the reader's language."""
    return {
        "sent": _("Letter sent"),
        "received": _("Letter received"),
        "conflict": _("Conflict of interest noted"),
        "declared": _("Declared to have no conflict of interest"),
        "stepped_down": _("Stepped down from the case"),
        house.DRAWN: _("Drawn by lot"),
        "absent": _("Absence noted"),
        "consent": _("Consent given"),
        "waived": _("Right waived"),
        "left": _("Left the organisation"),
        "party": _("Party added"),
        "version": _("Other version of the rules"),
        "annulled": _("Entry annulled"),
        "lapsed": _("Happened by lapse of time"),
        "imported": _("Taken over from an earlier register"),
        "corrected": _("Taken-over values corrected"),
        "message": _("Message"),
        "information": _("Information added"),
        "assigned": _("Given to an owner"),
        "access": _("Access decided"),
        "linked": _("Said who a party is"),
        "joined": _("Joined into another case"),
        "came": _("Came out of another case"),
        "elsewhere": _("Stayed in another case"),
        places.PLACED: _("Given to a unit"),
        "arrived": _("Message arrived"),
        "classified": _("Message classified"),
        house.CIRCLE: _("Closed circle"),
        house.LEGAL_HOLD: _("Legal hold"),
        house.REVIEWED: _("Looked at whether it is still kept"),
        house.LAID_OPEN: _("Opening handed to a party"),
    } | rooms.titles()


def decisions() -> dict[str, str]:
    """Return in words what may be decided about one person and one file."""
    return {
        Decision.ALLOW: _("Opened for them"),
        Decision.DENY: _("Shut for them"),
        Decision.END_ALLOW: _("No longer opened for them"),
        Decision.END_DENY: _("No longer shut for them"),
    }


def entry(view: Opened, n: Any) -> str:
    """Return how an entry is named in a sentence: its number and what it was."""
    act = next((each for each in view.acts if str(each.n) == str(n)), None)
    step = view.rulebook.steps.get(act.name) if act is not None and not act.is_note else None
    words = _("entry %(n)s") % {"n": n}
    if act is None:
        return words
    return f"{words}, {step.title if step else note_title(view, act, notes())}"


def numbered(key: Any) -> str:
    """Return the number in the local key of an allegation: `a2` is the second."""
    return str(key).lstrip("abcdefghijklmnopqrstuvwxyz") or str(key)


def whom(view: Opened, key: str) -> str:
    """Return whom or what a step is taken for: a party, a complaint, or an earlier entry."""
    return entry(view, key) if key.isdigit() else view.name(key)


def note_title(view: Opened, act: Act, titles: Mapping[str, str]) -> str:
    """Return the title of a note; what happened by lapse of time is called by what ended."""
    if act.name != "lapsed":
        return titles.get(act.name, act.name)
    kind, what = [*str(act.facts.get("what", "")).split("|"), "", ""][:2]
    words = {
        "deadline": _("Time ran out: %(what)s"),
        "pause": _("The clock runs again: %(what)s"),
        "stage": _("Moved on by itself from: %(what)s"),
        "holding": _("Its time is over, it goes on until it is decided: %(what)s"),
        "overdue": _("Nobody decided in time, it goes on: %(what)s"),
        "undone": _("Undone, since nothing was found: %(what)s"),
    }
    return words.get(kind, _("Ended by itself: %(what)s")) % {"what": title_of(view, kind, what)}


def title_of(view: Opened, kind: str, what: str) -> str:
    """Return what a part of the rulebook is called, by its kind and name."""
    rules = view.rulebook
    tables: dict[str, Mapping[str, Any]] = {
        "pause": rules.pauses,
        "measure": rules.measures,
        "holding": rules.measures,
        "overdue": rules.measures,
        "undone": rules.measures,
        "sanction": rules.sanctions,
        "deadline": rules.steps,
        "stage": rules.stages,
    }
    found = tables.get(kind, {}).get(what)
    return found.title if found is not None else what.replace("_", " ")
