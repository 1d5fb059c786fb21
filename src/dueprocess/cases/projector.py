"""Complaint, Case, Allegation and Finding rows, written from one act after another.

The docket is the source: `dueprocess rebuild` drops these rows and runs the same function again. Must
not decide anything and must not read any row that it did not write.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dueprocess.cases import code_names
from dueprocess.cases.models import Allegation, Case, Complaint, Finding
from dueprocess.docket.actions.copies import Written, project
from dueprocess.docket.models import Act, Docket
from dueprocess.kit import keys

REGISTER = "register"
RECEIPT = "receipt"


@project("case", into=(Finding, Allegation, Complaint, Case))
def write(docket: Docket, act: Written) -> None:
    """Write what one act means for the rows of its case."""
    if act.n == 1:
        Case.objects.create(
            docket=docket, code_name=code_names.of(docket.pseudonym), respondents=_respondents(act)
        )
    elif more := _respondents(act):
        case = Case.objects.get(docket=docket)
        case.respondents += more
        case.save(update_fields=["respondents"])
    for key, entered in act.introduces.get(REGISTER, {}).items():
        _complaint(docket, act, key, entered)
    for each in act.facts.get("allegations") or ():
        Allegation.objects.update_or_create(
            docket=docket,
            key=each["id"],
            defaults={
                "respondent": each["respondent"],
                "code": each.get("code") or "",
                "clause": each.get("clause") or "",
                "conduct_from": _day(each.get("conduct_from")),
                "conduct_to": _day(each.get("conduct_to")),
                "act": act.n,
            },
        )
    for each in act.facts.get("findings") or ():
        Finding.objects.create(
            docket=docket,
            allegation=each["allegation"],
            respondent=each["respondent"],
            finding=each["finding"],
            protected=each.get("protected"),
            act=act.n,
        )
    if act.logged_as == "withdrawn":
        _withdrawn(docket, act)
    if act.logged_as == "refused":
        Case.objects.filter(docket=docket).update(refused=str(act.facts.get("outcome") or act.name)[:40])
    if into := act.introduces.get("joined_into"):
        target = Docket.objects.filter(pseudonym=into).first()
        Case.objects.filter(docket=docket).update(joined_into=target, complaints=0)


def _complaint(docket: Docket, act: Written, key: str, entered: Mapping[str, Any]) -> None:
    codes: dict[str, str] = act.content.get(RECEIPT) or {}
    elsewhere = Complaint.objects.filter(number=entered["number"]).exclude(docket=docket).exists()
    if elsewhere and Act.objects.filter(docket=docket, introduces__has_key="joined_into").exists():
        return  # this file was joined to another, and its complaints have gone on there
    received = act.at if entered.get("received_at") is None else entered["received_at"]
    Complaint.objects.update_or_create(
        number=entered["number"],
        defaults={
            "docket": docket,
            "key": key,
            "act": act.n,
            "complainant": entered.get("complainant", ""),
            "via": entered["via"],
            "anonymous": bool(entered.get("anonymous")),
            "received_at": received,
            "receipt": codes.get(key),
            "withdrawn_at": None,
        },
    )
    count = Complaint.objects.filter(docket=docket).count() if act.n > 1 else len(act.introduces[REGISTER])
    Case.objects.filter(docket=docket).update(complaints=count)


def _withdrawn(docket: Docket, act: Written) -> None:
    """Mark the complaints of whoever withdrew: those the act names, else those of its author, else all."""
    rows = Complaint.objects.filter(docket=docket, withdrawn_at=None)
    named = [str(each) for each in act.facts.get("for") or ()]
    mine = rows.filter(key__in=named) | rows.filter(complainant__in=[*named, str(act.facts.get("by", ""))])
    (mine if mine.exists() else rows).update(withdrawn_at=act.at)


def _respondents(act: Written) -> int:
    parties = {**act.introduces.get("parties", {}), **(act.facts.get("adds") or {}), **_joined(act)}
    return sum(1 for party in parties.values() if party.get("is") == "respondent")


def _joined(act: Written) -> dict[str, Any]:
    value = act.facts.get("parties")
    return value if isinstance(value, dict) else {}


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def receipt_tag(code: str) -> str:
    """Return the tag under which a receipt code is kept; the code itself is stored nowhere."""
    return keys.tag("receipt", keys.normal(code))
