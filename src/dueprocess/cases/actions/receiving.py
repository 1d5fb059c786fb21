"""Taking in a complaint: who, what, against whom, under which clause; the number and the code.

No rule stands here: which step opens a case, who may take it and what it needs, the rulebook says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.cases import projector
from dueprocess.cases.actions.numbering import PREFIX
from dueprocess.cases.models import Via
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.rulebook.model import Rulebook, Step
from dueprocess.docket import roster
from dueprocess.docket.actions import open_docket
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.models.source import FROM_MESSAGE
from dueprocess.docket.needs import Actor, Needs, PartyIdentity, Upload
from dueprocess.kit import keys
from dueprocess.people import holders
from dueprocess.people.models import Unit
from dueprocess.rules import codes, rulebooks
from dueprocess.rules.models import RulebookVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Alleged:
    """One allegation as it is brought: against which respondent (their place in the list, from 0), under
    which code and clause, on which days, and in which words."""

    respondent: int = 0
    code: str = ""
    clause: str = ""
    conduct_from: date | None = None
    conduct_to: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A complaint as it comes in. Only `summary` must be given; nobody has to say who they are.

    `papers` and `facts` are what the rulebook's opening step asks for (`cases.extracts.intake`).
    `reporter` None: anonymous.
    """

    summary: str
    reporter: PartyIdentity | None = None
    respondents: Sequence[PartyIdentity] = ()
    others: Sequence[PartyIdentity] = ()
    allegations: Sequence[Alleged] = ()
    papers: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    files: Iterable[Upload] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What whoever complained gets: the complaint's number, and the code that opens it. The code is stored
    nowhere."""

    number: str
    code: str
    case: str
    docket: Docket
    act: Act


def receive_complaint(
    *,
    report: Report,
    via: Via,
    by: Actor,
    at: datetime,
    unit: Unit | None = None,
    rulebook: RulebookVersion | None = None,
    late_reason: str = "",
    message: Docket | None = None,
) -> Receipt:
    """Take in a complaint: a numbered case with its clock and its owner, in one transaction.

    From the portal nobody has to be signed in (`by` may be empty). A case of the organisation's own is no
    complaint: `open_own` opens it. `message`: the docket that a message opened, which becomes this case,
    with its number and with its arrival as `at`. Raises Malformed where the summary is missing; Refused as
    `open_docket` does.
    """
    _check(report, via)
    version = message.rulebook if message else rulebook or rulebooks.in_force(at.date(), "case")
    rules = rulebooks.get(version.pk)
    people, order = _people(report)
    alleged = [(order[each.respondent], each) for each in report.allegations]
    allegations, texts = put_in_code(alleged, at.date())
    reporter = next((key for key in people if people[key].kind == "complainant"), "")
    step, actor, role = _opening(rules, via, by, reporter, unit, at)
    number = message.number if message else keys.number()
    code = keys.receipt_code()
    content: dict[str, Any] = {"summary": report.summary, **report.papers}
    content |= {name: value for name, value in report.details.items() if value not in ("", None, [], {})}
    content |= texts
    content[projector.RECEIPT] = {"k1": projector.receipt_tag(code)}
    act: dict[str, Any] = {}
    if role:
        act["as"] = role
    if report.facts:
        act["facts"] = dict(report.facts)
    if allegations:
        act["allegations"] = allegations
    made = open_docket(
        kind="case",
        step=step.id,
        by=actor,
        at=at,
        rulebook=version,
        unit=unit,
        prepared=message,
        needs=Needs(
            introduces={FROM_MESSAGE: 1} if message else {},
            act=act,
            content=content,
            files=report.files,
            people=people,
            late_reason=late_reason,
            register={
                "k1": {
                    "number": number,
                    "via": str(via),
                    "complainant": reporter,
                    "anonymous": report.reporter is None,
                }
            },
        ),
    )
    return Receipt(number, code, made.docket.number, made.docket, made)


def _check(report: Report, via: Via) -> None:
    problems = []
    if not report.summary.strip():
        problems.append(Problem("summary", None, "Nothing is said of what happened.", "Write a few words."))
    if via is Via.OWN:
        problems.append(
            Problem(
                "via", None, "A case of the organisation's own is no complaint.", "Open it with `open_own`."
            )
        )
    for place, alleged in enumerate(report.allegations):
        if not 0 <= alleged.respondent < len(report.respondents):
            problems.append(
                Problem(
                    f"allegations.{place}.respondent",
                    None,
                    "There is no such respondent.",
                    "Name one of the respondents.",
                )
            )
    if problems:
        raise Malformed(problems)


def _people(report: Report) -> tuple[dict[str, PartyIdentity], list[str]]:
    """Return the parties under their keys, and the respondents' keys in the order given."""
    found: dict[str, PartyIdentity] = {"C1": report.reporter or PartyIdentity(kind="complainant")}
    respondents = []
    counts: dict[str, int] = {"C": len(found)}
    for identity in (*report.respondents, *report.others):
        prefix = PREFIX.get(identity.kind, "X")
        counts[prefix] = counts.get(prefix, 0) + 1
        key = f"{prefix}{counts[prefix]}"
        found[key] = identity
        if identity.kind == "respondent":
            respondents.append(key)
    return found, respondents


def put_in_code(
    alleged: Sequence[tuple[str, Alleged]], on: date, first: int = 1
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return `act["allegations"]` and the content fields for allegations, each with the local key of its
    respondent. Each clause is looked up in the version of its code that was in force on the (first) day of
    the conduct; Malformed where it has no such clause."""
    coded, texts = [], {}
    for place, (respondent, each) in enumerate(alleged):
        key = f"a{first + place}"
        row: dict[str, Any] = {"id": key, "respondent": respondent}
        if each.code:
            row["code"] = codes.clause_on(
                each.code, each.clause, each.conduct_from or on, f"allegations.{place}.clause"
            )
        if each.clause:
            row["clause"] = each.clause
        if each.conduct_from:
            row["conduct_from"] = each.conduct_from.isoformat()
        if each.conduct_to:
            row["conduct_to"] = each.conduct_to.isoformat()
        coded.append(row)
        if each.text:
            texts[f"allegation.{key}"] = each.text
    return coded, texts


def code_allegations(
    docket: Docket, alleged: Sequence[tuple[str, Alleged]], *, at: datetime
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Do as `put_in_code` for allegations made in a later step: they are numbered on from those that the
    docket has had, whatever was annulled since."""
    named = {each["id"] for row in roster.rows(docket) for each in row.facts.get("allegations") or ()}
    return put_in_code(alleged, at.date(), len(named) + 1)


def _opening(
    rules: Rulebook, via: Via, by: Actor, reporter: str, unit: Unit | None, at: datetime
) -> tuple[Step, Actor, str]:
    """Return the opening step, who takes it, and as what: an officer in their role where the rules let
    them, else the reporter, for whom an officer may write. A step that no party may take opens a case of the
    organisation's own: it is the last resort of a rulebook in which officers register every complaint."""
    starts = [step for step in rules.steps.values() if step.opens_case]
    theirs = [step for step in starts if step.needs_no_office]
    officer = by.person is not None and via is not Via.PORTAL
    if officer and (found := _by_office(rules, theirs, by, unit, at)):
        return found
    if reporter and theirs:
        return theirs[0], Actor(person=by.person, key=reporter), "complainant"
    if officer and (found := _by_office(rules, starts, by, unit, at)):
        return found
    raise Refused("no_opening", _("The rulebook has no opening step that fits who brings this."), None)


def _by_office(
    rules: Rulebook, steps: Sequence[Step], by: Actor, unit: Unit | None, at: datetime
) -> tuple[Step, Actor, str] | None:
    """Return the first of these steps that an officer may take in a role, who takes it, and the role."""
    for step in steps:
        for who in step.by:
            if by.person is not None and who.name in rules.roles and holders.appointment_behind(
                person=by.person, role=who.name, unit=unit.pk if unit else None, on=at.date()
            ):  # fmt: skip
                return step, by, who.name
    return None
