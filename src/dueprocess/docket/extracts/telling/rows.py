"""Acts and notes as rows of the timeline."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from dueprocess.docket import evidence, house, lettering, parted
from dueprocess.docket.extracts.opened import Opened
from dueprocess.docket.extracts.telling.facts import details, listed
from dueprocess.docket.extracts.telling.titles import note_title, notes
from dueprocess.docket.extracts.values import AnnulledLine, FileLine, TimelineRow
from dueprocess.docket.models import Act
from dueprocess.kit.components import worded
from dueprocess.rules import rulebooks

LATE = "late_reason"
HIDDEN = frozenset({"receipt", "mail", house.WAY, lettering.SERVED, LATE, evidence.TRANSCRIPT, evidence.TEXT})
"""Content fields that no page shows: what a receipt code or another way in is found by, what a message's own
page tells, letters as they went out and what is said in recordings, which have pages of their own, and the
reason shown in its own place."""
DECIDED = frozenset({"decided", "sanctioned", "appeal decided", "refused", "opened", "suspended", "lifted"})

EVIDENCE = frozenset({"information", *house.OF_EVIDENCE, *house.OF_STATEMENTS, *house.OF_WITNESSES})


def timeline(view: Opened, *, judged: bool = True) -> tuple[TimelineRow, ...]:
    """Return every act and note, newest first; `judged`: those that the rules refuse say so."""
    irregular = {each.n: worded(each.reason) for each in view.state.irregular} if judged else {}
    titles = notes()
    return tuple(
        row(view, act, titles, irregular.get(act.n, ""))
        for act in reversed(view.acts)
        if not (act.is_note and act.name == parted.ELSEWHERE)
    )


def row(view: Opened, act: Act, titles: Mapping[str, str], irregular: str = "") -> TimelineRow:
    """Return one act in words."""
    rules = rulebooks.get(act.rulebook) if act.rulebook else view.rulebook
    step = rules.steps.get(act.name) if not act.is_note else None
    outcome = step.outcomes.get(str(act.facts.get("outcome"))) if step else None
    title = step.title if step else note_title(view, act, titles)
    content = view.contents.get(act.n, {})
    itself = _("By the import") if act.facts.get("note") == "imported" else _("By itself")
    by = view.name(act.by_key) if act.by_key else itself
    if through := act.introduces.get(house.THROUGH):
        by = _("{party}, through {who}").format(party=by, who=view.name(str(through)))
    clause = (outcome.clause if outcome and outcome.clause else step.clause if step else None) or ""
    return TimelineRow(
        n=act.n,
        at=act.at,
        recorded_at=act.recorded_at,
        kind=_kind(act, view),
        step=act.name,
        title=title,
        outcome=outcome.title if outcome else _letter(view, act),
        clause=clause,
        by=by,
        role=view.name(act.role) if act.role else "",
        strand=act.strand,
        details=tuple(details(view, act)),
        texts=tuple((name, value) for name, value in content.items() if name not in HIDDEN),
        files=files(view, act, title, by),
        late=act.late_entry,
        late_reason=str(content.get(LATE, "")),
        irregular=irregular,
        entry=act.entry_id,
        annulled=_annulled(view, act.n),
        undone=_undone(view, act),
    )


def _annulled(view: Opened, n: int) -> AnnulledLine | None:
    """Return how an entry was annulled; None for one that stands."""
    note = view.annulled.get(n)
    if note is None:
        return None
    signed = note.introduces.get(house.SIGNED, {}).get("by", ())
    by = tuple(view.name(str(each["by"])) for each in signed)
    reason = str(view.contents.get(note.n, {}).get("reason", ""))
    return AnnulledLine(note.n, note.at, by, reason, house.RETURNED in note.introduces)


def _undone(view: Opened, act: Act) -> bool:
    """Tell whether an entry says that something happened by itself which by what stands now did not."""
    if not (act.is_note and act.name == "lapsed"):
        return False
    return act.facts.get("what") not in {each.code for each in view.state.lapses}


def _letter(view: Opened, act: Act) -> str:
    """Return the names of the letters that a note says were sent or received; "" for anything else."""
    if not act.is_note or act.name not in ("sent", "received"):
        return ""
    source, to = act.facts.get("of") or act.facts.get("act"), act.facts.get("to")
    keys = {str(each) for each in (to if isinstance(to, list) else [to])}
    found = (each.letter or "" for each in view.state.notices if each.n == source and each.to in keys)
    return listed(dict.fromkeys(name.replace("_", " ") for name in found if name))


def files(view: Opened, act: Act, title: str, by: str) -> tuple[FileLine, ...]:
    """Return the files of one act."""
    return tuple(
        FileLine(
            act.n,
            each["number"],
            each["name"],
            each["media_type"],
            each["size"],
            each["sha256"],
            each.get("paper", ""),
            title,
            by,
            act.at,
        )
        for each in view.files.get(act.n, ())
    )


def _kind(act: Act, view: Opened) -> str:
    if act.name in ("sent", "received", "message") and act.is_note:
        return "letter"
    if act.is_note and act.name == "lapsed":
        return "time"
    if view.files.get(act.n) or act.name in EVIDENCE:
        return "evidence"
    if act.logged_as in DECIDED:
        return "decision"
    return "note" if act.is_note else "step"
