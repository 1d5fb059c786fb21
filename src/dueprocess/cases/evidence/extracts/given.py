"""The list of unused items as a respondent was given it: to whom at the desk, and what they read of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from dueprocess.cases.evidence.actions.disclosing import KIND, listed
from dueprocess.cases.evidence.extracts.written import text_for_party
from dueprocess.cases.extracts.party import seen_by
from dueprocess.cases.statements.extracts import standing
from dueprocess.cases.statements.extracts import unsigned as unsigned_
from dueprocess.docket import evidence, house
from dueprocess.docket.evidence import WORDS, Item, Kind
from dueprocess.docket.extracts import FileLine, Opened, telling
from dueprocess.docket.models import Act, Docket


@dataclass(frozen=True, slots=True)
class GivenLine:
    """Whether a respondent got the list, by entry `act` (0: not yet). `stale`: it would say something else
    now. `reply_by`: until when they may reply, where that still runs."""

    key: str
    name: str
    act: int
    at: datetime | None
    stale: bool
    reply_by: datetime | None


@dataclass(frozen=True, slots=True)
class UnusedLine:
    """One item on a list. `file` or `text` where it may help, and can be opened."""

    key: str
    number: int
    title: str
    kind_said: str
    captured_at: datetime | None
    helpful: bool
    file: FileLine | None
    text: str
    unsigned: str = ""


@dataclass(frozen=True, slots=True)
class Unused:
    """A list as a respondent reads it: since when, its items, and for each that is withheld by whose ruling
    and why."""

    at: datetime
    lines: tuple[UnusedLine, ...]
    withheld: tuple[tuple[str, str], ...]


def given_to(view: Opened) -> tuple[GivenLine, ...]:
    """Return for each respondent of an opened case which list they got."""
    now = listed(evidence.items(view.acts))
    found = []
    for key, party in view.state.parties.items():
        if party.kind != KIND:
            continue
        last = next((act for act in reversed(view.acts) if _is_for(act, key)), None)
        due = [
            each.due_at
            for each in view.state.deadlines
            if each.person == key and not each.met and each.due_at is not None and each.due_at > view.at
        ]
        said = {name: last.facts[name] for name in now} if last is not None else None
        stale = said is not None and said != now
        found.append(
            GivenLine(
                key, view.name(key), last.n if last else 0, last.at if last else None, stale,
                min(due, default=None),
            )
        )  # fmt: skip
    return tuple(found)


def _is_for(act: Act, key: str) -> bool:
    return act.is_note and act.name == house.DISCLOSED and key in act.facts["to"]


def is_given(docket: Docket, key: str) -> bool:
    """Tell whether a party was given a list; one query."""
    notes = Act.objects.filter(docket=docket, is_note=True, name=house.DISCLOSED)
    return any(key in facts["to"] for facts in notes.values_list("facts", flat=True))


def unused(docket: Docket, *, key: str) -> Unused | None:
    """Return the last list that a party was given; None where there is none. What became privileged since,
    whose source is protected since, on whose use somebody has to rule since, or of which they have the gist
    alone, is told as withheld."""
    if not is_given(docket, key):
        return None
    view = seen_by(docket, key)
    note = next(act for act in reversed(view.acts) if _is_for(act, key))
    items = evidence.items(view.acts)
    lines: list[UnusedLine] = []
    shut: list[tuple[str, str]] = []
    for each in note.facts["items"]:
        item = items[each["item"]]
        if item.privileged or item.protected or item.unruled or key in item.gists:
            shut.append(_shut(view, item, key))
        else:
            lines.append(_line(view, item, helpful=bool(each.get("helpful"))))
    shut += [_shut(view, items[name], key) for name in note.facts["withheld"]]
    return Unused(note.at, tuple(lines), tuple(shut))


def _line(view: Opened, item: Item, *, helpful: bool) -> UnusedLine:
    said = view.contents.get(item.descriptions[-1], {})
    act = next(each for each in view.acts if each.n == item.act)
    files = telling.files(view, act, "", "") if helpful else ()
    text = ""
    if helpful and item.file == WORDS:
        text = text_for_party(view, item.act)
    return UnusedLine(
        item.key,
        evidence.number(item.key),
        str(said.get(evidence.TITLE, "")),
        str(Kind(item.kind).label),
        datetime.fromisoformat(item.captured_at) if item.captured_at else None,
        helpful,
        next((each for each in files if each.number == item.file), None),
        text,
        unsigned_(standing(view), item.act) if item.file == WORDS else "",
    )


def _shut(view: Opened, item: Item, key: str) -> tuple[str, str]:
    """Return by whose ruling an item is withheld, and what is told of why; with its gist, what was said with
    that."""
    if key in item.gists and not item.privileged:
        return "", str(view.contents.get(item.given_to[key], {}).get(evidence.WHY_WITHHELD, ""))
    if not item.protected:
        return "", str(evidence.WAITS) if item.unruled else ""
    act = next(each for each in view.acts if each.n == item.ruled)
    role = view.name(act.role) if act.role else _("somebody in office")
    return role, str(view.contents.get(act.n, {}).get(evidence.WHY_WITHHELD, ""))


def may_open(docket: Docket, *, key: str, act: int, number: int) -> bool:
    """Tell whether a file is on the list of a party, as one that may help them."""
    found = unused(docket, key=key)
    return found is not None and any(
        line.file is not None and (line.file.n, line.file.number) == (act, number) for line in found.lines
    )
