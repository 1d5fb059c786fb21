"""Complaint, Case, Allegation and Finding rows, made from one act after another.

The docket is the source: `dueprocess rebuild` and `record verify-state` run the same function over all its
acts. Must not decide anything and must not read any row that it did not make.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from dueprocess.cases import code_names, refusals
from dueprocess.cases.declarations import projector as declarations
from dueprocess.cases.guidance import projector as guidance
from dueprocess.cases.hearings import projector as hearings
from dueprocess.cases.mailbox import projector as mailbox
from dueprocess.cases.models import Allegation, Case, Complaint, Finding
from dueprocess.cases.plan import projector as plan
from dueprocess.cases.priority import projector as priority
from dueprocess.cases.ways import projector as ways
from dueprocess.core.errors import Broken
from dueprocess.core.rulebook.model import LoggedAs
from dueprocess.docket import house, parted
from dueprocess.docket.actions.rooms import Row, Rows, Written, project
from dueprocess.docket.models import Docket
from dueprocess.docket.models.source import CARRIED, FROM_MESSAGE
from dueprocess.kit import keys
from dueprocess.rules import rulebooks

REGISTER = "register"
CORRECTED = "corrected"
"""The note by which a later release of an earlier register says something else."""
LEFT = "left"
"""The status of a respondent whom it no longer names."""
RECEIPT = "receipt"
_TAKEN_UP = (LoggedAs.OPENED, LoggedAs.REOPENED)


@project(
    "case",
    into={
        Finding: "",
        Allegation: "",
        Complaint: "number",
        Case: "",
        **mailbox.TABLES,
        **plan.TABLES,
        **ways.TABLES,
        **guidance.TABLES,
        **declarations.TABLES,
        **hearings.TABLES,
        **priority.TABLES,
    },
)
def write(rows: Rows, docket: Docket, act: Written) -> None:
    """Make what one act means for the rows of its case."""
    if CARRIED not in act.introduces:  # mail that came to one case is counted in that one
        mailbox.write(rows, docket, act)
    plan.write(rows, docket, act)
    ways.write(rows, act)
    declarations.write(rows, act)
    hearings.write(rows, act)
    priority.write(rows, act)
    origin = act.introduces.get(parted.ORIGIN)
    if act.annulled or (act.name == house.ARRIVED and origin is None):
        return  # it never was; or it is the message that became this case
    if not rows.of(Case) and (act.n == 1 or FROM_MESSAGE in act.introduces):
        rows.of(Case).append(
            {
                "docket_id": docket.pk,
                "code_name": code_names.of(docket.pseudonym),
                "respondents": _respondents(act),
                "complaints": 0,
                "refused": "",
                "joined_into_id": None,
                "split_from_id": None,
                "split_act": None,
                "handed_to_id": None,
            }
        )
    elif more := _respondents(act):
        _case(rows)["respondents"] += more
    if origin is not None:
        _case(rows)["split_from_id"] = _docket(origin["c"])
        _case(rows)["split_act"] = origin["act"]
    for key, entered in act.introduces.get(REGISTER, {}).items():
        _complaint(rows, act, key, entered)
    if act.is_note and act.name == CORRECTED:
        _corrected(rows, act)
    for each in act.facts.get("allegations") or ():
        _allegation(rows, act, each)
    for each in act.facts.get("findings") or ():
        rows.of(Finding).append(
            {
                "docket_id": rows.docket,
                "allegation": each["allegation"],
                "respondent": each["respondent"],
                "finding": each["finding"],
                "standard": each.get("standard", ""),
                "protected": each.get("protected"),
                "act": act.n,
            }
        )
    guidance.write(rows, act)
    if act.logged_as == "withdrawn":
        _withdrawn(rows, act)
    _refused(rows, act)
    if into := act.introduces.get("joined_into"):
        _case(rows)["joined_into_id"] = _docket(into)
        _case(rows)["complaints"] = 0
        rows.of(Complaint).clear()  # they go on in the case that this one was joined to
    if told := act.introduces.get(parted.PARTED_INTO):
        _gone(rows, act.facts["out"], told["respondents"])
        if told.get("whole"):
            _case(rows)["handed_to_id"] = _docket(told["into"])
    if act.logged_as == LoggedAs.REOPENED:
        _case(rows)["handed_to_id"] = None


def _docket(pseudonym: str) -> int | None:
    return Docket.objects.filter(pseudonym=pseudonym).values_list("pk", flat=True).first()


def _gone(rows: Rows, out: Mapping[str, Any], respondents: int) -> None:
    """Take out what went into another case: it is listed there."""
    _case(rows)["respondents"] -= respondents
    named, parties = out.get("allegations", ()), out.get("parties", ())
    left = {
        row["key"]
        for row in rows.of(Allegation)
        if row["key"] in named or (row["respondent"] in parties and not named)
    }
    complaints = out.get("complaints", ())
    tables = ((Finding, "allegation", left), (Allegation, "key", left), (Complaint, "key", complaints))
    for model, name, gone in tables:
        there = rows.of(model)
        there[:] = [row for row in there if row[name] not in gone]
    _case(rows)["complaints"] = len(rows.of(Complaint))


def _case(rows: Rows) -> Row:
    found = rows.of(Case)
    if len(found) != 1:
        raise Broken(f"The docket {rows.docket} has {len(found)} rows as a case; see `dueprocess rebuild`.")
    return found[0]


def _complaint(rows: Rows, act: Written, key: str, entered: Mapping[str, Any]) -> None:
    codes: dict[str, str] = act.content.get(RECEIPT) or {}
    received = entered.get("received_at")
    _put(
        rows.of(Complaint),
        "number",
        {
            "number": entered["number"],
            "docket_id": rows.docket,
            "key": key,
            "act": act.n,
            "complainant": entered.get("complainant", ""),
            "via": entered["via"],
            "anonymous": bool(entered.get("anonymous")),
            "received_at": act.at if received is None else datetime.fromisoformat(received),
            "receipt": codes.get(key),
            "withdrawn_at": None,
        },
    )
    _case(rows)["complaints"] = len(rows.of(Complaint))


def _corrected(rows: Rows, act: Written) -> None:
    """Take over when the one complaint of an imported case was received, as a later release has it."""
    received = act.introduces.get("received_at")
    for row in rows.of(Complaint):
        row["received_at"] = act.at if received is None else datetime.fromisoformat(received)


def _allegation(rows: Rows, act: Written, each: Mapping[str, Any]) -> None:
    _put(
        rows.of(Allegation),
        "key",
        {
            "docket_id": rows.docket,
            "key": each["id"],
            "respondent": each["respondent"],
            "code": each.get("code") or "",
            "clause": each.get("clause") or "",
            "conduct_from": _day(each.get("conduct_from")),
            "conduct_to": _day(each.get("conduct_to")),
            "act": act.n,
        },
    )


def _put(rows: list[Row], by: str, row: Row) -> None:
    """Put a row in, or its values into the row that is there already."""
    there = next((each for each in rows if each[by] == row[by]), None)
    if there is None:
        rows.append(row)
    else:
        there.update(row)


def _withdrawn(rows: Rows, act: Written) -> None:
    """Mark the complaints of whoever withdrew: those the act names, else those of its author, else all."""
    standing = [row for row in rows.of(Complaint) if row["withdrawn_at"] is None]
    named = [str(each) for each in act.facts.get("for") or ()]
    people = {*named, str(act.facts.get("by", ""))}
    mine = [row for row in standing if row["key"] in named or row["complainant"] in people]
    for row in mine or standing:
        row["withdrawn_at"] = act.at


def _refused(rows: Rows, act: Written) -> None:
    """Keep why the case was refused, until it is taken up after all or judged again."""
    if act.is_note:
        return
    book = rulebooks.get(act.rulebook)
    if act.logged_as == LoggedAs.REFUSED:
        _case(rows)["refused"] = refusals.reason(book, act.name, act.facts)[:80]
    elif act.n > 1 and (act.logged_as in _TAKEN_UP or refusals.may(book, act.name)):
        _case(rows)["refused"] = ""


def _respondents(act: Written) -> int:
    parties = {**act.introduces.get("parties", {}), **(act.facts.get("adds") or {}), **_joined(act)}
    named = [party for party in parties.values() if party.get("is") == "respondent"]
    return sum(-1 if party.get("status") == LEFT else 1 for party in named)


def _joined(act: Written) -> dict[str, Any]:
    value = act.facts.get("parties")
    return value if isinstance(value, dict) else {}


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def receipt_tag(code: str) -> str:
    """Return the tag under which a receipt code is kept; the code itself is stored nowhere."""
    return keys.tag("receipt", keys.normal(code))
