"""The coded facts of an act, as labels and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dueprocess.core.rulebook.model import FactKind
from dueprocess.docket import circles, evidence, guiding, house, places, resting
from dueprocess.docket.extracts import undone
from dueprocess.docket.extracts.opened import Opened
from dueprocess.docket.extracts.telling.rooms import words_of
from dueprocess.docket.extracts.telling.titles import decisions, entry, numbered, title_of, whom
from dueprocess.docket.models import Act
from dueprocess.people.models import Unit

FEW = 6


def details(view: Opened, act: Act) -> Iterator[tuple[str, str]]:
    """Yield the coded facts of an act as label and words, in a fixed order."""
    shown = {*view.contents.get(act.n, {}), *(file.get("paper", "") for file in view.files.get(act.n, ()))}
    papers = [name for name in act.facts.get("with") or () if name not in shown]
    yield from coded(view, {**act.facts, "with": papers})
    yield from undone.details(view, act)
    if act.is_note and act.name == places.PLACED:
        yield from placed(act.facts)
    if act.is_note and act.name == house.CIRCLE:
        shut = act.facts["what"] == circles.CLOSED
        yield _("Decision"), _("Closed to whoever is not appointed or let in") if shut else _("Opened again")
    if act.is_note and act.name == house.LAID_OPEN:
        yield _("Of"), listed(entry(view, of["act"]) for of in act.facts["of"])
    if act.is_note:
        yield from words_of(view, act.name, act.facts)
    if act.is_note and (signed := act.introduces.get(house.SIGNED)):
        yield _("Signed by"), listed(view.name(str(each["by"])) for each in signed["by"])


def placed(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield to which unit a case goes by a note, and to which it belonged, as label and words."""
    names = dict(Unit.objects.filter(pk__in=[facts["unit"], facts["was"]]).values_list("pk", "name"))
    yield _("Belongs to"), names.get(facts["unit"], "")
    yield _("Until then"), names.get(facts["was"], _("no unit"))


def coded(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what the engine's JSON of an act says, as label and words, in a fixed order."""
    name = view.name
    if facts.get("for"):
        yield _("Concerning"), listed(whom(view, str(key)) for key in facts["for"])
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
        yield _("Appointed as %(role)s") % {"role": name(role)}, listed(map(name, people))
    if facts.get("removes"):
        yield _("Removed"), listed(map(name, facts["removes"]))
    for each in facts.get("countersigned") or ():
        yield _("Countersigned by"), name(each["by"])
    for each in facts.get("starts") or ():
        yield _("Measure"), _imposed(view, each, "measure")
    for each in facts.get("imposes") or ():
        yield _("Sanction"), _imposed(view, each, "sanction")
    for each in facts.get("activates") or ():
        where = entry(view, each["act"]) if each.get("act") else ""
        where = where or (_("of case %(number)s") % {"number": each["case"]} if each.get("case") else "")
        title = title_of(view, "sanction", str(each["sanction"]).replace(" ", "_"))
        yield (
            _("Suspended sanction brought into force"),
            listed(part for part in (title, name(str(each["on"])), where) if part),
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
        yield _("Grounds"), listed(facts["grounds"])
    if facts.get("with"):
        yield _("Papers"), listed(facts["with"])
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
            listed(part for part in (name(each["respondent"]), where) if part),
        )
    for each in facts.get("findings") or ():
        yield (
            _("Finding on allegation %(id)s") % {"id": numbered(each["allegation"])},
            f"{name(each['respondent'])}: {resting.told(each)}",
        )
        if each.get("on"):
            numbers = [evidence.number(str(key)) for key in each["on"]]
            rests = listed(_("item {n}").format(n=number) for number in numbers)
            yield _("Finding on allegation %(id)s rests on") % {"id": numbered(each["allegation"])}, rests
    for each in facts.get(guiding.GUIDED) or ():
        yield _("By the guidance"), f"{name(each['on'])}: {guiding.told(each)}"


def _clause(view: Opened, reference: str, clause: str) -> str:
    """Return a clause of a code of conduct in words."""
    known = view.code(reference)
    title = known[0].title if known else reference
    return _("%(code)s, clause %(clause)s") % {"code": title, "clause": clause} if clause else title


def fact_words(view: Opened, kind: FactKind | None, value: Any) -> str:
    """Return the value of a fact in words, with names for keys."""
    if isinstance(value, Mapping):
        return listed(f"{view.name(key)}: {fact_words(view, kind, each)}" for key, each in value.items())
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
            names = "" if row is not None and row.secret else f" ({listed(map(view.name, people))})"
            parts.append(f"{len(people)} {word}{names}")
    return listed(parts)


def _imposed(view: Opened, each: Mapping[str, Any], kind: str) -> str:
    parts = [title_of(view, kind, str(each[kind]).replace(" ", "_"))]
    if each.get("on"):
        parts.append(view.name(each["on"]))
    if each.get("lasts"):
        parts.append(str(each["lasts"]))
    if each.get("suspended_for"):
        parts.append(_("suspended for %(length)s") % {"length": each["suspended_for"]})
    if each.get("until"):
        parts.append(_("until %(day)s") % {"day": _day(each["until"])})
    parts += [str(scope) for scope in each.get("scope") or ()]
    return listed(parts)


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
        return listed(names)
    return _("%(names)s and %(n)s more") % {"names": listed(names[: FEW - 2]), "n": len(names) - FEW + 2}


def listed(parts: Iterable[Any]) -> str:
    """Return parts as one text, with commas between them."""
    return ", ".join(str(part) for part in parts)
