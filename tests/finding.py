"""What tests of findings share: the example's rules with findings, a case with an allegation, evidence."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from dueprocess.cases import actions as cases
from dueprocess.cases.evidence import actions as evidence
from dueprocess.cases.models import Via
from dueprocess.docket.actions import take_step
from dueprocess.docket.evidence import Class, Kind, Obtained
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.rules import actions as rules
from tests import world
from tests.core.guidance.wording import CODE

_EXAMPLE = (Path(__file__).resolve().parent / "rules" / "example.toml").read_text()
STEPS = """
allege = { title = "Add an allegation", clause = "3", stage = "reply", by = ["secretary"], again = true }
find = { title = "Make findings", clause = "6", stage = "reply", by = ["committee"], again = true, logged_as = "decided", tells = [{ to = ["parties"], letter = "findings" }] }
admit = { title = "Admit earlier matters", clause = "6", stage = "reply", by = ["committee"], again = true, needs = ["reasons"], admits_unproved = true }
decide = {"""  # noqa: E501 (rules are read row by row)
RULES = (
    _EXAMPLE.replace(
        'standings = ["clear", "suspended"]\n',
        'standings = ["clear", "suspended"]\nstandard_of_proof = "balance of probabilities"\n'
        'notices = ["complaint"]\n',
    )
    .replace('decides_by = "majority" }', 'decides_by = "majority", dissent = true }')
    .replace("\ndecide = {", STEPS)
)
VOTERS = ("conflicted", "second", "third")
PROVED: dict[str, Any] = {"allegation": "a1", "respondent": "R1", "finding": "proved"}


def adopt_code() -> None:
    """Adopt the code under which allegations are made."""
    rules.adopt_code(text=CODE, adopted_by="Board", adopted_on=world.MONDAY.date(), by=None)


def opened(built: world.World, *, respondent: str = "respondent", at: datetime = world.MONDAY) -> Docket:
    """A case with one allegation against somebody of the cast (or, of another name, against an outsider)."""
    person = built.people.get(respondent)
    name = person.shown_name if person else respondent
    accused = PartyIdentity(
        kind="respondent",
        person=person.pk if person else None,
        name=name,
    )
    alleged = cases.Alleged(text="Shouted.", code="conduct", clause="1", conduct_from=world.ADOPTED)
    reporter = PartyIdentity(kind="complainant", person=built["complainant"].pk, name="Wren Abara")
    with clock.frozen(at):
        report = cases.Report(
            summary="Shouted.", reporter=reporter, respondents=[accused], allegations=[alleged]
        )
        return cases.receive_complaint(
            report=report, via=Via.PORTAL, by=Actor(), at=clock.now(), unit=built.club
        ).docket


def told(built: world.World, docket: Docket) -> Docket:
    """Let the respondent have the complaint, open and answer it."""
    docket = world.tell(built, docket)
    sent = Act.objects.get(docket=docket, name="send")
    cases.confirm_receipt(docket=docket, of=sent.n, to="R1", by=built.actor("owner"))
    take_step(docket=world.fresh(docket), step="answer", by=Actor(key="R1"), at=clock.now())
    return world.fresh(docket)


def alleges(built: world.World, docket: Docket, key: str = "a2") -> Act:
    """Bring a further allegation."""
    new = {"id": key, "respondent": "R1", "code": "conduct@2020", "clause": "2"}
    content = {f"allegation.{key}": "Threatened."}
    needs = Needs(act={"allegations": [new]}, content=content)
    return take_step(
        docket=world.fresh(docket), step="allege", by=built.actor("owner"), at=clock.now(), needs=needs
    )


def find(
    built: world.World, docket: Docket, *findings: dict[str, Any], step: str = "find",
    content: dict[str, Any] | None = None, against: tuple[str, ...] = (), **more: Any,
) -> Act:  # fmt: skip
    """Let the committee make findings, or take another of its steps."""
    local = Vault.of(docket).local
    votes = {"for": [local(built[name].pk) for name in VOTERS if name not in against]}
    votes |= {"against": [local(built[name].pk) for name in against]} if against else {}
    act: dict[str, Any] = {"as": "committee", "votes": votes, **more}
    act |= {"findings": [dict(each) for each in findings]} if findings else {}
    reasons = {f"finding.{each['allegation']}": "Two people saw it." for each in findings}
    return take_step(
        docket=world.fresh(docket), step=step, by=built.actor("second"), at=clock.now(),
        needs=Needs(act=act, content=reasons | (content or {})),
    )  # fmt: skip


def item(built: world.World, docket: Docket, title: str, *, by: str = "C1", relied: bool = True) -> str:
    """Let a party send a file, describe it as evidence and rely on it; return its key."""
    sent = cases.add_information(
        docket=docket, by=Actor(key=by), text="Here.", files=[Upload("it.txt", [title.encode()])]
    )
    owner = built.actor("owner")
    what = evidence.Description(
        title=title, kind=Kind.STATEMENT, obtained=Obtained.OFFERED, offered_by=by, capturer=by
    )
    note = evidence.describe(docket=docket, what=what, by=owner, act=sent.n, file=1)
    key = str(note.facts["item"])
    if relied:
        evidence.sort(docket=docket, item=key, as_class=Class.RELIED, by=owner)
    return key
