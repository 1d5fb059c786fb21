"""Acts told in words: title, author, coded facts, texts. Knows the JSON of acts and titles of the
rulebook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dueprocess.core.rulebook.model import FactKind
from dueprocess.docket import house, parted, places
from dueprocess.docket.actions.access import Decision
from dueprocess.docket.extracts import undone
from dueprocess.docket.extracts.opened import Opened
from dueprocess.docket.extracts.values import AnnulledLine, FileLine, TimelineRow
from dueprocess.docket.models import Act
from dueprocess.kit.components import worded
from dueprocess.people.models import Unit
from dueprocess.rules import rulebooks

Words = Callable[[Opened, Mapping[str, Any]], Iterator[tuple[str, str]]]
_OF_ROOMS: dict[str, Words] = {}
LATE = "late_reason"
FEW = 6
DECIDED = frozenset({"decided", "sanctioned", "appeal decided", "refused", "opened", "suspended", "lifted"})
HIDDEN = frozenset({"receipt", "mail", LATE})
"""Content fields that no page shows: the tag of a receipt code, what a message's own page tells, and the
reason shown in its own place."""


def note_with(note: str, words: Words) -> None:
    """Let a room above say what the facts of its own note mean, as label and words."""
    _OF_ROOMS[note] = words


def notes() -> dict[str, str]:
    """Return the titles of the notes, in the reader's language."""
    return {
        "sent": _("Letter sent"),
        "received": _("Letter received"),
        "conflict": _("Conflict of interest noted"),
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
        house.STOCK: _("Stock taken"),
        house.PROMISED: _("A day promised"),
        house.LEGAL_HOLD: _("Legal hold"),
        house.REVIEWED: _("Looked at whether it is still kept"),
        house.LAID_OPEN: _("Opening handed to a party"),
    }


def decisions() -> dict[str, str]:
    """Return in words what may be decided about one person and one file."""
    return {
        Decision.ALLOW: _("Opened for them"),
        Decision.DENY: _("Shut for them"),
        Decision.END_ALLOW: _("No longer opened for them"),
        Decision.END_DENY: _("No longer shut for them"),
    }


def timeline(view: Opened) -> tuple[TimelineRow, ...]:
    """Return every act and note, newest first."""
    irregular = {each.n: worded(each.reason) for each in view.state.irregular}
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
    title = step.title if step else _note_title(view, act, titles)
    content = view.contents.get(act.n, {})
    itself = _("By the import") if act.facts.get("note") == "imported" else _("By itself")
    by = view.name(act.by_key) if act.by_key else itself
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


def _note_title(view: Opened, act: Act, titles: Mapping[str, str]) -> str:
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
    return words.get(kind, _("Ended by itself: %(what)s")) % {"what": _title(view, kind, what)}


def _letter(view: Opened, act: Act) -> str:
    """Return the names of the letters that a note says were sent or received; "" for anything else."""
    if not act.is_note or act.name not in ("sent", "received"):
        return ""
    source, to = act.facts.get("of") or act.facts.get("act"), act.facts.get("to")
    keys = {str(each) for each in (to if isinstance(to, list) else [to])}
    found = (each.letter or "" for each in view.state.notices if each.n == source and each.to in keys)
    return _list(dict.fromkeys(name.replace("_", " ") for name in found if name))


def entry(view: Opened, n: Any) -> str:
    """Return how an entry is named in a sentence: its number and what it was."""
    act = next((each for each in view.acts if str(each.n) == str(n)), None)
    step = view.rulebook.steps.get(act.name) if act is not None and not act.is_note else None
    words = _("entry %(n)s") % {"n": n}
    if act is None:
        return words
    return f"{words}, {step.title if step else _note_title(view, act, notes())}"


def numbered(key: Any) -> str:
    """Return the number in the local key of an allegation: `a2` is the second."""
    return str(key).lstrip("abcdefghijklmnopqrstuvwxyz") or str(key)


def _clause(view: Opened, reference: str, clause: str) -> str:
    """Return a clause of a code of conduct in words."""
    known = view.code(reference)
    title = known[0].title if known else reference
    return _("%(code)s, clause %(clause)s") % {"code": title, "clause": clause} if clause else title


def whom(view: Opened, key: str) -> str:
    """Return whom or what a step is taken for: a party, a complaint, or an earlier entry."""
    return entry(view, key) if key.isdigit() else view.name(key)


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
    if view.files.get(act.n) or act.name == "information":
        return "evidence"
    if act.logged_as in DECIDED:
        return "decision"
    return "note" if act.is_note else "step"


def details(view: Opened, act: Act) -> Iterator[tuple[str, str]]:
    """Yield the coded facts of an act as label and words, in a fixed order."""
    shown = {*view.contents.get(act.n, {}), *(file.get("paper", "") for file in view.files.get(act.n, ()))}
    papers = [name for name in act.facts.get("with") or () if name not in shown]
    yield from coded(view, {**act.facts, "with": papers})
    yield from undone.details(view, act)
    if act.is_note and act.name == places.PLACED:
        yield from placed(act.facts)
    if act.is_note and act.name == house.LAID_OPEN:
        yield _("Of"), _list(entry(view, of["act"]) for of in act.facts["of"])
    if act.is_note and act.name in _OF_ROOMS:
        yield from _OF_ROOMS[act.name](view, act.facts)
    if act.is_note and (signed := act.introduces.get(house.SIGNED)):
        yield _("Signed by"), _list(view.name(str(each["by"])) for each in signed["by"])


def placed(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield to which unit a case goes by a note, and to which it belonged, as label and words."""
    names = dict(Unit.objects.filter(pk__in=[facts["unit"], facts["was"]]).values_list("pk", "name"))
    yield _("Belongs to"), names.get(facts["unit"], "")
    yield _("Until then"), names.get(facts["was"], _("no unit"))


def coded(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what the engine's JSON of an act says, as label and words, in a fixed order."""
    name = view.name
    if facts.get("for"):
        yield _("Concerning"), _list(whom(view, str(key)) for key in facts["for"])
    for fact, value in (facts.get("facts") or {}).items():
        row = view.rulebook.facts.get(fact)
        yield (row.title if row else fact), fact_words(view, row.kind if row else None, value)
    if votes := facts.get("votes"):
        yield _("Vote"), _votes(view, str(facts.get("as", "")), votes)
    for body, jointly in (facts.get("jointly") or {}).items():
        yield _("Vote: %(body)s") % {"body": name(body)}, _votes(view, body, jointly)
    if proposed := facts.get("in_writing"):
        day = _day(proposed["proposed_at"])
        yield _("Decided in writing"), _("proposed on %(day)s; nobody objected") % {"day": day}
    for role, people in (facts.get("appoints") or {}).items():
        yield _("Appointed as %(role)s") % {"role": name(role)}, _list(map(name, people))
    if facts.get("removes"):
        yield _("Removed"), _list(map(name, facts["removes"]))
    for each in facts.get("countersigned") or ():
        yield _("Countersigned by"), name(each["by"])
    for each in facts.get("starts") or ():
        yield _("Measure"), _imposed(view, each, "measure")
    for each in facts.get("imposes") or ():
        yield _("Sanction"), _imposed(view, each, "sanction")
    for each in facts.get("activates") or ():
        where = entry(view, each["act"]) if each.get("act") else ""
        where = where or (_("of case %(number)s") % {"number": each["case"]} if each.get("case") else "")
        title = _title(view, "sanction", str(each["sanction"]).replace(" ", "_"))
        yield (
            _("Suspended sanction brought into force"),
            _list(part for part in (title, name(str(each["on"])), where) if part),
        )
    if out := facts.get("out"):
        named = [name(str(key)) for kind in ("parties", "complaints") for key in out.get(kind) or ()]
        told = _("allegation %(id)s")
        named += [told % {"id": numbered(each)} for each in out.get("allegations") or ()]
        named += [_("all of it, to somebody outside")] if out.get("outside") else []
        yield _("Goes out"), _few(named)
        if facts.get("case"):
            yield _("Under the number"), str(facts["case"])
    if facts.get("until"):
        yield _("Until"), _day(facts["until"])
    if facts.get("against"):
        yield _("Against"), entry(view, facts["against"])
    if facts.get("grounds"):
        yield _("Grounds"), _list(facts["grounds"])
    if facts.get("with"):
        yield _("Papers"), _list(facts["with"])
    for key, label in (("of", _("About")), ("act", _("About")), ("conflict", _("Settles"))):
        if isinstance(facts.get(key), int):  # what stock was taken of has a `conflict` that is no entry
            yield label, entry(view, facts[key])
    if facts.get("to"):
        to = facts["to"] if isinstance(facts["to"], list) else [facts["to"]]
        yield _("To"), _few([name(str(key)) for key in to])
    if facts.get("who"):
        yield _("Who"), name(str(facts["who"]))
    if (what := facts.get("what")) in decisions():
        yield _("Decision"), decisions()[what]
    if facts.get("ground"):
        yield _("Ground"), str(facts["ground"])
    for key, party in (facts.get("adds") or {}).items():
        yield _("Party"), f"{name(key)} ({name(str(party.get('is', '')))})"
    for each in facts.get("allegations") or ():
        where = _clause(view, str(each.get("code") or ""), str(each.get("clause") or ""))
        yield (
            _("Allegation %(id)s") % {"id": numbered(each["id"])},
            _list(part for part in (name(each["respondent"]), where) if part),
        )
    for each in facts.get("findings") or ():
        yield (
            _("Finding on allegation %(id)s") % {"id": numbered(each["allegation"])},
            f"{name(each['respondent'])}: {each['finding']}",
        )


def _title(view: Opened, kind: str, what: str) -> str:
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


def fact_words(view: Opened, kind: FactKind | None, value: Any) -> str:
    """Return the value of a fact in words, with names for keys."""
    if isinstance(value, Mapping):
        return _list(f"{view.name(key)}: {fact_words(view, kind, each)}" for key, each in value.items())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _day(value) if kind is FactKind.DATE else str(value)


def _votes(view: Opened, body: str, votes: Mapping[str, list[str]]) -> str:
    row = view.rulebook.bodies.get(body)
    words = {"for": _("for"), "against": _("against"), "abstain": _("abstained")}
    parts = []
    for side, word in words.items():
        people = votes.get(side) or []
        if people:
            names = "" if row is not None and row.secret else f" ({_list(map(view.name, people))})"
            parts.append(f"{len(people)} {word}{names}")
    return _list(parts)


def _imposed(view: Opened, each: Mapping[str, Any], kind: str) -> str:
    parts = [_title(view, kind, str(each[kind]).replace(" ", "_"))]
    if each.get("on"):
        parts.append(view.name(each["on"]))
    if each.get("lasts"):
        parts.append(str(each["lasts"]))
    if each.get("suspended_for"):
        parts.append(_("suspended for %(length)s") % {"length": each["suspended_for"]})
    if each.get("until"):
        parts.append(_("until %(day)s") % {"day": _day(each["until"])})
    parts += [str(scope) for scope in each.get("scope") or ()]
    return _list(parts)


def _day(value: Any) -> str:
    text = str(value)
    try:
        return date_format(
            date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).date()
        )
    except ValueError:
        return text


def _few(names: list[str]) -> str:
    """Return the names, of many only the first; each has a line of its own among the letters."""
    if len(names) <= FEW:
        return _list(names)
    return _("%(names)s and %(n)s more") % {"names": _list(names[: FEW - 2]), "n": len(names) - FEW + 2}


def _list(parts: Any) -> str:
    return ", ".join(str(part) for part in parts)
