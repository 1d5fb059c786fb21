"""What people do about complaints and cases: verbs of the rulebook, over `docket.actions`.

No rule stands here: which step opens a case, who may take it and what it needs, the rulebook says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from dueprocess.cases import projector
from dueprocess.cases.models import Complaint, Via
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.rulebook.model import Rulebook, Step, WhoKind
from dueprocess.docket import roster
from dueprocess.docket.actions import open_docket, take_note, take_step
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, keys
from dueprocess.people import holders
from dueprocess.people.models import Unit
from dueprocess.rules import codes, rulebooks
from dueprocess.rules.models import RulebookVersion

PREFIX = {
    "complainant": "C",
    "affected_person": "A",
    "respondent": "R",
    "witness": "W",
    "companion": "M",
    "representative": "P",
}


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
    `reporter` None: anonymous. `prompted_by` and `criteria` must be given where the organisation opens
    a case itself.
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
    prompted_by: str = ""
    criteria: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What whoever complained gets: the complaint's number, and the code that opens it (None where an
    officer or the organisation entered it without a reporter). The code is stored nowhere."""

    number: str
    code: str | None
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
    token: str = "",
) -> Receipt:
    """Take in a complaint: a numbered case with its clock and its owner, in one transaction.

    From the portal nobody has to be signed in (`by` may be empty). Raises Malformed where the summary, or
    for a case of the organisation's own the criteria or who prompted it, are missing; Refused as
    `open_docket` does.
    """
    _check(report, via)
    version = rulebook or rulebooks.in_force(at.date(), "case")
    rules = rulebooks.get(version.pk)
    people, order = _people(report, via)
    allegations, texts = _allegations(report.allegations, order, at.date())
    reporter = next((key for key in people if people[key].kind == "complainant"), "")
    step, actor, role = _opening(rules, via, by, reporter, unit, at)
    number = keys.number()
    code = keys.receipt_code() if via is not Via.OWN else None
    content: dict[str, Any] = {"summary": report.summary, **report.papers}
    content |= {name: value for name, value in report.details.items() if value not in ("", None, [], {})}
    content |= {f"allegation.{key}": text for key, text in texts.items() if text}
    if code:
        content[projector.RECEIPT] = {"k1": projector.receipt_tag(code)}
    if via is Via.OWN:
        content |= {"prompted by": report.prompted_by, "criteria": report.criteria}
    if by.person is not None and actor.key:
        content["entered by"] = by.person.shown_name
    act: dict[str, Any] = {}
    if role:
        act["as"] = role
    if report.facts:
        act["facts"] = dict(report.facts)
    if allegations:
        act["allegations"] = allegations
    papers = [name for name, value in report.papers.items() if value not in ("", None)]
    if papers:
        act["with"] = papers
    made = open_docket(
        kind="case",
        step=step.id,
        by=actor,
        at=at,
        rulebook=version,
        unit=unit,
        needs=Needs(
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
                    "anonymous": report.reporter is None and via is not Via.OWN,
                }
            },
        ),
        token=token,
    )
    return Receipt(number, code, made.docket.number, made.docket, made)


def find_by_code(code: str) -> Complaint:
    """Return the complaint that a receipt code opens, or raise Refused("unknown_code")."""
    found = None
    if keys.valid(code):
        found = Complaint.objects.filter(receipt=projector.receipt_tag(code)).select_related("docket").first()
    if found is None:
        raise Refused("unknown_code", "This code opens nothing. Look whether every character is right.", None)
    return found


def find_by_number(number: str) -> Complaint:
    """Return the complaint of that number, or raise Refused("unknown_number"). Shows nothing of it by
    itself."""
    found = Complaint.objects.filter(number=keys.normal(number)).select_related("docket").first()
    if found is None:
        raise Refused("unknown_number", "There is no complaint of this number.", None)
    return found


def send_message(
    *,
    docket: Docket,
    by: Actor,
    text: str,
    to: Sequence[str] = (),
    files: Iterable[Upload] = (),
    token: str = "",
) -> Act:
    """Write a message: from a party to the office (`to` empty), or from an officer to the parties named."""
    return _said("message", docket, by, text, to, files, token)


def add_information(
    *, docket: Docket, by: Actor, text: str, files: Iterable[Upload] = (), token: str = ""
) -> Act:
    """Let a party add what they know or hold; it changes no deadline by itself."""
    return _said("information", docket, by, text, (), files, token)


def add_party(
    *,
    docket: Docket,
    identity: PartyIdentity,
    by: Actor,
    at: datetime | None = None,
    reason: str = "",
    length: int | None = None,
    token: str = "",
) -> Act:
    """Add a party to a running case (another respondent, a witness, a companion); returns the note."""
    key = next_key(docket, identity.kind)
    content = {"reason": reason} if reason else {}
    return take_note(
        docket=docket,
        note="party",
        by=by,
        at=at or clock.now(),
        length=length,
        token=token,
        needs=Needs(people={key: identity}, content=content),
    )


def declare_conflict(
    *,
    docket: Docket,
    who: str,
    ground: str,
    by: Actor,
    text: str = "",
    length: int | None = None,
    token: str = "",
) -> Act:
    """Note a conflict of interest of somebody (local key); one's own declaration bars at once."""
    said_by = by.key or (Vault.of(docket).local(by.person.pk) if by.person else "")
    act = {"who": who, "ground": ground} | ({"said_by": said_by} if said_by else {})
    content = {"conflict": text} if text else {}
    return take_note(
        docket=docket,
        note="conflict",
        by=by,
        at=clock.now(),
        needs=Needs(act=act, content=content),
        length=length,
        token=token,
    )


def confirm_receipt(*, docket: Docket, of: int, to: str, by: Actor, at: datetime | None = None) -> Act:
    """Note that a party received what was sent to them under act `of`: deadlines from its service begin."""
    return take_note(
        docket=docket, note="received", by=by, at=at or clock.now(), needs=Needs(act={"of": of, "to": [to]})
    )


def confirm_sent(
    *,
    docket: Docket,
    of: int,
    to: Sequence[str],
    channel: str,
    by: Actor,
    text: str = "",
    at: datetime | None = None,
) -> Act:
    """Note that a notice owed from act `of` was sent, and how (`email`, `post`, `portal`)."""
    content = {"letter": text} if text else {}
    return take_note(
        docket=docket,
        note="sent",
        by=by,
        at=at or clock.now(),
        needs=Needs(act={"of": of, "to": list(to), "by": channel}, content=content),
    )


def withdraw(*, docket: Docket, by: Actor, step: str, reason: str = "", token: str = "", **act: Any) -> Act:
    """Take the rulebook's step of withdrawal (`withdrawal_steps` names them); the complaint stays counted."""
    content = {"reasons": reason} if reason else {}
    return take_step(
        docket=docket, step=step, by=by, at=clock.now(), needs=Needs(act=act, content=content), token=token
    )


def withdrawal_steps(rulebook: Rulebook) -> list[str]:
    """Return the steps by which the rulebook lets a complaint be withdrawn."""
    return [
        step.id
        for step in rulebook.steps.values()
        if step.logged_as == "withdrawn"
        or any(each.logged_as == "withdrawn" for each in step.outcomes.values())
    ]


@transaction.atomic
def join_case(
    *,
    into: Docket,
    other: Docket,
    step: str,
    leave: tuple[str, Mapping[str, Any]] | None,
    by: Actor,
    role: str = "",
    reason: str = "",
    length: int | None = None,
    token: str = "",
) -> Act:
    """Join the complaints and parties of `other` into `into`.

    `step` is the rulebook's joining step of `into`; `leave` the step (with what its act carries) by which
    `other` comes to its end, None where it stands at an end already. Both dockets are locked in the order
    of their keys. A person who is a party to both keeps one key. The complaints keep numbers, clocks and
    receipt codes.
    """
    if into.pk == other.pk:
        raise Refused("itself", "A case cannot be joined to itself.", None)
    for pk in sorted((into.pk, other.pk)):
        Docket.objects.locked(pk)
    into, other = Docket.objects.get(pk=into.pk), Docket.objects.get(pk=other.pk)
    if leave is not None:
        name, carried = leave
        take_step(
            docket=other,
            step=name,
            by=by,
            at=clock.now(),
            needs=Needs(
                act=carried,
                content={"reasons": reason} if reason else {},
                introduces={"joined_into": into.pseudonym},
            ),
        )
        other.refresh_from_db()
    if other.is_open:
        raise Refused(
            "still_open", "The other case has to come to its end first. Choose the step that ends it.", None
        )
    people, parties, rename = _moved(into, other)
    complaints, register, receipts = _complaints(into, other, rename)
    act: dict[str, Any] = {"complaints": complaints, "parties": parties}
    if role:
        act["as"] = role
    content: dict[str, Any] = {projector.RECEIPT: receipts}
    if reason:
        content["reasons"] = reason
    return take_step(
        docket=into,
        step=step,
        by=by,
        at=clock.now(),
        length=length,
        token=token,
        needs=Needs(act=act, content=content, people=people, register=register),
    )


def next_key(docket: Docket, kind: str, taken: Iterable[str] = ()) -> str:
    """Return the next free local key for a party of that kind (R2, C3; other kinds: X1)."""
    prefix = PREFIX.get(kind, "X")
    used = {*docket.person_keys.values_list("key", flat=True), *taken}
    n = 1
    while f"{prefix}{n}" in used:
        n += 1
    return f"{prefix}{n}"


def _said(
    note: str, docket: Docket, by: Actor, text: str, to: Sequence[str], files: Iterable[Upload], token: str
) -> Act:
    files = list(files)
    if not text.strip() and not files:
        raise Malformed(
            [Problem("text", None, "There is nothing to send.", "Write something or attach a file.")]
        )
    author = by.key or (Vault.of(docket).local(by.person.pk) if by.person else "")
    act: dict[str, Any] = {"by": author}
    if note == "message":
        act["to"] = list(to)
    return take_note(
        docket=docket,
        note=note,
        by=by,
        at=clock.now(),
        needs=Needs(act=act, content={"text": text}, files=files),
        token=token,
    )


def _check(report: Report, via: Via) -> None:
    problems = []
    if not report.summary.strip():
        problems.append(Problem("summary", None, "Nothing is said of what happened.", "Write a few words."))
    if via is Via.OWN and not report.criteria.strip():
        problems.append(
            Problem(
                "criteria", None, "No criterion is named.", "Say on which stated criterion this is opened."
            )
        )
    if via is Via.OWN and not report.prompted_by.strip():
        problems.append(
            Problem("prompted_by", None, "Nobody is named.", "Say who prompted it, or that nobody did.")
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


def _people(report: Report, via: Via) -> tuple[dict[str, PartyIdentity], list[str]]:
    """Return the parties under their keys, and the respondents' keys in the order given."""
    found: dict[str, PartyIdentity] = {}
    if via is not Via.OWN:
        found["C1"] = report.reporter or PartyIdentity(kind="complainant")
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


def _allegations(
    alleged: Sequence[Alleged], respondents: Sequence[str], on: date, first: int = 1
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the coded allegations and their texts. Each clause is looked up in the version of its code
    that was in force on the (first) day of the conduct; Malformed where it has no such clause."""
    coded, texts = [], {}
    for place, each in enumerate(alleged):
        key = f"a{first + place}"
        row: dict[str, Any] = {"id": key, "respondent": respondents[each.respondent]}
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
        texts[key] = each.text
    return coded, texts


def code_allegations(
    docket: Docket, alleged: Sequence[tuple[str, Alleged]], *, at: datetime
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return `act["allegations"]` and the content fields for allegations made in a later step, each with
    the local key of its respondent; they are numbered on from those the docket has."""
    first = docket.allegations.count() + 1
    coded, texts = (
        _allegations([each for _, each in alleged], [key for key, _ in alleged], at.date(), first)
        if all(each.respondent == 0 for _, each in alleged)
        else ([], {})
    )
    for row, (key, _) in zip(coded, alleged, strict=True):
        row["respondent"] = key
    return coded, {f"allegation.{key}": text for key, text in texts.items() if text}


def _opening(
    rules: Rulebook, via: Via, by: Actor, reporter: str, unit: Unit | None, at: datetime
) -> tuple[Step, Actor, str]:
    """Return the opening step, who takes it, and as what: an officer in their role where the rules let
    them, the organisation for its own cases, else the reporter, for whom an officer may write."""
    starts = [step for step in rules.steps.values() if step.start]
    if via is Via.OWN:
        for step in starts:
            if any(who.kind is WhoKind.ORGANISATION for who in step.by):
                return step, by, "organisation"
    if by.person is not None and via is not Via.PORTAL:
        for step in starts:
            for who in step.by:
                if who.name in rules.roles and holders.appointment_behind(
                    person=by.person, role=who.name, unit=unit.pk if unit else None, on=at.date()
                ):
                    return step, by, who.name
    if reporter:
        for step in starts:
            if any(who.is_party or who.kind is WhoKind.ANYONE for who in step.by):
                return step, Actor(person=by.person, key=reporter), "complainant"
    raise Refused("no_opening", "The rulebook has no opening step that fits who brings this.", None)


def _moved(into: Docket, other: Docket) -> tuple[dict[str, PartyIdentity], dict[str, Any], dict[str, str]]:
    """Return the identities that come in under new keys, the engine's view of them, and old key -> new."""
    mine, theirs = Vault.of(into), Vault.of(other)
    known = dict(into.person_keys.exclude(tag="").values_list("tag", "key"))
    people: dict[str, PartyIdentity] = {}
    parties: dict[str, Any] = {}
    rename: dict[str, str] = {}
    for row in other.person_keys.order_by("pk"):
        identity = PartyIdentity(**theirs.identity(row))
        if identity.kind == "officer":
            continue
        same = known.get(row.tag) if row.tag else None
        if same and not same.startswith("O"):
            rename[row.key] = same
            continue
        key = next_key(into, identity.kind, people)
        rename[row.key] = key
        people[key] = identity
        parties[key] = {"is": identity.kind} | (
            {"person": mine.local(identity.person)} if identity.person else {}
        )
    return people, parties, rename


def _complaints(
    into: Docket, other: Docket, rename: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """Return the complaints that come in for the engine, for the register, and their receipt tags."""
    count = into.complaints_in.count()
    done = [str(each) for each in dict.fromkeys(row.facts.get("step") for row in roster.rows(other)) if each]
    found, register, receipts = {}, {}, {}
    for row in other.complaints_in.order_by("received_at", "pk"):
        count += 1
        key = f"k{count}"
        found[key] = {"at": roster.moment(row.received_at), "done": done}
        if row.complainant:
            found[key]["by"] = [rename.get(row.complainant, row.complainant)]
        register[key] = {
            "number": row.number,
            "via": row.via,
            "complainant": rename.get(row.complainant, ""),
            "anonymous": row.anonymous,
            "received_at": roster.moment(row.received_at),
        }
        if row.receipt:
            receipts[key] = row.receipt
    return found, register, receipts
