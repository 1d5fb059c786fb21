"""The values of one letter: what stands in its fields, of one case, for one reader.

A party is told what the rules let this letter tell them: nothing that it withholds, of findings and what was
imposed what falls on them where they are a respondent. Names of other parties come only into what goes to an
office or body: whoever may name one to another writes it. Knows no letter's words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.cases.extracts import decided
from dueprocess.cases.extracts.page import AllegationLine, allegations
from dueprocess.cases.letters import matter
from dueprocess.core.engine import DeadlineState
from dueprocess.core.letters import Value
from dueprocess.core.letters.sent import EVERYBODY
from dueprocess.core.rulebook.model import FactKind
from dueprocess.docket import parted
from dueprocess.docket.extracts import Opened, telling, undone
from dueprocess.docket.extracts.withheld import withheld as kept_from
from dueprocess.docket.forms import naming
from dueprocess.docket.models import Act
from dueprocess.rules.actions import organisation

TIMES = frozenset({"answer_by", "days_left", "appeal_by"})
"""Fields that are reckoned out of the deadlines."""
WRITTEN = "letter"
"""The field in which somebody writes what a letter says besides."""


def of(
    view: Opened, act: Act, key: str, withholds: Collection[str], deadlines: Sequence[DeadlineState],
    *, opens: bool,
) -> dict[str, Value]:  # fmt: skip
    """Return the value of each field that has one in the letter about an act to `key` (a party, role or
    body), as of `view.at`, in the language that is set. `withholds` are the papers that it is without,
    `deadlines` those that run once it has gone out; `opens`: they can open their own part at the portal."""
    house, owner = organisation(), matter.owner(view)
    step = view.rulebook.steps.get(parted.step_of(act, view.acts))
    line = telling.row(view, act, telling.notes())
    owed = matter.owed(view)
    found: dict[str, Any] = {
        "organisation": house.name,
        "organisation_contact": house.controller_contact,
        "today": matter.local_day(view, view.at),
        "case": view.docket.number,
        "received": matter.received(view),
        "rules": _("{rules}, version {n}").format(rules=view.rulebook.title, n=view.rulebook.version),
        "clause": line.clause,
        "step": step.title if step else _by_itself(view, act) or naming.words(line.title),
        "outcome": line.outcome if step else "",
        "stage": matter.stage(view),
        "next": view.rulebook.steps[owed.step].title if owed else "",
        "next_by": matter.last_day(view, owed) if owed else None,
        "until": _until(view, act, key),
        "hearing": _hearing(view, act),
        "handler": view.name(owner) if owner else house.name,
        "contact": _("on the page of your case") if opens else house.controller_contact or _("in writing"),
        "sender": view.name(owner) if owner else house.name,
        "sender_role": _role(view, owner),
        **_decided(view, act, key),
        **_times(view, act, key, deadlines),
        **_written(view, act, key, frozenset(word.replace("_", " ") for word in withholds)),
        **_people(view, key, names=not withholds),
    }
    return {name: value for name, value in found.items() if value not in ("", (), None)}


def _by_itself(view: Opened, act: Act) -> str:
    """Return what was late, or ended by itself, where the letter is about that; "" of anything else."""
    kind, what, *_rest = [*str(act.facts.get("what", "")).split("|"), ""]
    return telling.title_of(view, kind, what) if act.is_note and act.name == "lapsed" else ""


def _people(view: Opened, key: str, *, names: bool) -> dict[str, Any]:
    """Return who it goes to; and, of what goes to an office or body, the parties: not in a letter that leaves
    something out (`names`), since that may be who somebody is."""
    if key in view.state.parties:
        return {"name": matter.name(view, key), "complaint": matter.complaint(view, key)}
    if key in EVERYBODY:
        return {}

    def all_of(kind: str) -> tuple[str, ...]:
        return tuple(view.name(each) for each, party in view.state.parties.items() if party.kind == kind)

    if not names:
        return {"name": view.name(key)}
    return {
        "name": view.name(key),
        "complainants": all_of("complainant"),
        "respondents": all_of("respondent"),
    }


def _role(view: Opened, owner: str) -> str:
    """Return as what the owner acts: in which role they did so last."""
    roles = (each.role for each in reversed(view.acts) if owner and each.by_key == owner and each.role)
    return next((view.name(role) for role in roles), "")


def _decided(view: Opened, act: Act, key: str) -> dict[str, Any]:
    coming = _coming(view, act, key)
    theirs = [
        each
        for each in allegations(view)
        if _concerns(view, each.respondent, key) and each.act <= act.n and each.act not in coming
    ]
    measures = view.rulebook.measures
    return {
        "allegations": tuple(_alleged(each) for each in theirs),
        "findings": tuple(
            _("{what}: {finding}").format(what=_alleged(each), finding=finding)
            for each in theirs
            if (finding := _finding(each, act.n, coming))
        ),
        "sanctions": tuple(decided.imposed(view, act, key)),
        "measures": tuple(
            dict.fromkeys(measures[name].title for name in decided.started(view, act, key))
        ),
    }  # fmt: skip


def _concerns(view: Opened, respondent: str, key: str) -> bool:
    party = view.state.parties.get(key)
    return party is None or party.kind != "respondent" or respondent == key


def _alleged(each: AllegationLine) -> str:
    clause = ", ".join(part for part in (each.clause_title, each.code_title) if part)
    text = " ".join(each.text.split())
    return f"{text} ({clause})" if text and clause else text or clause


def _coming(view: Opened, act: Act, key: str) -> set[int | None]:
    """Return the acts of which whom this letter goes to is to learn by another one, which waits: what it
    tells is not told before."""
    waits = {each.n for each in view.state.notices if each.to == key and str(each.state) == "waiting"}
    return waits - {act.n}


def _finding(each: AllegationLine, upto: int, coming: Collection[int | None]) -> str:
    told = [
        ", ".join(part for part in (found.finding.replace("_", " "), found.standard) if part)
        for found in each.findings
        if found.act <= upto and found.act not in coming
    ]
    return told[-1] if told else ""


def _until(view: Opened, act: Act, key: str) -> date | None:
    """Return the last day of what the act began: a measure, a sanction or a pause; the latest of several."""
    lasting = (*view.state.measures, *view.state.sanctions)
    days = [
        each.last_day
        for each in lasting
        if each.act == act.n and each.last_day and _concerns(view, each.on or key, key)
    ]
    pauses = (each.until for each in view.state.pauses if each.act == act.n)
    days += [day for until in pauses if (day := matter.local_day(view, until))]
    return max(days, default=None)


def _hearing(view: Opened, act: Act) -> date | None:
    """Return the day for which the act sets something: a fact of the rulebook that needs notice first."""
    facts = view.rulebook.facts
    set_ = [
        (facts[name].notice is None, value)
        for name, value in (act.facts.get("facts") or {}).items()
        if name in facts and facts[name].kind is FactKind.DATE and isinstance(value, str)
    ]
    return naming.as_day(min(set_)[1]) if set_ else None


def _times(view: Opened, act: Act, key: str, deadlines: Sequence[DeadlineState]) -> dict[str, Any]:
    """Return until when a party can answer, and appeal: their own deadlines; those that this letter begins
    come before any other."""
    today, party = matter.local_day(view, view.at), view.state.parties.get(key)
    if party is None or today is None:
        return {}
    answer: list[tuple[bool, date]] = []
    appeal: list[tuple[bool, date]] = []
    for each in deadlines:
        step = view.rulebook.steps[each.step]
        theirs = each.person == key or (
            each.person is None and any(who.name == party.kind for who in step.by)
        )
        if theirs and not each.met and each.last_day is not None and each.last_day >= today:
            older = each.event_at is None or each.event_at < act.at
            (appeal if step.appeals else answer).append((older, each.last_day))
    first = min(answer)[1] if answer else None
    return {
        "answer_by": first,
        "days_left": (first - today).days if first else None,
        "appeal_by": min(appeal)[1] if appeal else None,
    }


def _written(view: Opened, act: Act, key: str, withheld: Collection[str]) -> dict[str, Any]:
    said = {
        name: value
        for name, value in view.contents.get(act.n, {}).items()
        if isinstance(value, str) and value.strip() and name not in withheld
    }
    papers = decided.papers(view, act, key) - {WRITTEN, decided.MINORITY}
    return {
        "reasons": "\n\n".join(_reasons(view, act, said, papers, withheld)),
        "minority": said.get(decided.MINORITY, ""),
        "written": said.get(WRITTEN, "") or undone.wording(view, act, key),
        "withheld": (
            *(naming.words(word) for word in sorted(withheld)),
            *(each.in_words() for each in kept_from(view, key)),
        ),
    }


def _reasons(
    view: Opened, act: Act, said: dict[str, str], papers: Collection[str], withheld: Collection[str]
) -> Iterator[str]:
    """Yield what was written in the act, each under what it is where there is more than one; and where it was
    attached instead, that it comes along."""
    there = [name for name in said if name in papers]
    for name in there:
        yield f"{naming.words(decided.title(view, name))}:\n\n{said[name]}" if len(there) > 1 else said[name]
    for file in view.files.get(act.n, ()):
        paper = file.get("paper", "")
        if paper in papers and paper not in withheld:
            yield _("{paper}: see the file “{name}”, which belongs to this letter.").format(
                paper=naming.words(paper), name=file["name"]
            )
