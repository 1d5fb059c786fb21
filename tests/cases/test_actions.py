"""Complaints and cases: allegations under the code of the day, joining, several respondents, refusals
counted."""

from datetime import date

import pytest

from dueprocess.cases import actions, extracts
from dueprocess.cases.models import Allegation, Case, Complaint, Finding, Via
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import verify
from dueprocess.docket.actions import propose_annulment, rebuild, take_step
from dueprocess.docket.models import Act, Party
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.rules import actions as rules
from tests import world

CODE = """
[code]
id = "conduct"
title = "Code of conduct"
language = "en"
[versions.2020]
in_force = 2020-01-01
[versions.2020.clauses]
"1" = { title = "Respect", text = "Members treat one another with respect." }
[versions.2026]
in_force = 2026-02-01
[versions.2026.clauses]
"1" = { title = "Respect", text = "Members treat everyone with respect." }
"2" = { title = "No threats", text = "Nobody threatens anybody." }
"""

MORE = """
[steps.take_in]
title = "Join another complaint"
clause = "1"
stage = "any"
by = ["secretary"]
again = true
joins = true
logged_as = "joined"
[steps.leave]
title = "Close: joined to another case"
clause = "1"
stage = "received"
by = ["secretary"]
leads_to = "closed"
[steps.refuse]
title = "Refuse the complaint"
clause = "1"
stage = "received"
by = ["secretary"]
needs = ["reasons"]
leads_to = "closed"
logged_as = "refused"
[steps.take_back]
title = "Withdraw the complaint"
clause = "1"
stage = "received"
by = ["complainant"]
leads_to = "closed"
logged_as = "withdrawn"
"""


@pytest.fixture
def federation(db):
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text().replace("[pauses]", MORE + "[pauses]"))
    with clock.frozen(world.MONDAY):
        yield built


def respondent(name: str, **fields) -> PartyIdentity:
    return PartyIdentity(kind="respondent", name=name, **fields)


def test_the_code_in_force_on_the_day_of_the_conduct_judges_it(federation: world.World) -> None:
    rules.adopt_code(text=CODE, adopted_by="General assembly", adopted_on=world.ADOPTED, by=None)
    receipt = actions.receive_complaint(
        report=actions.Report(
            summary="Two things happened.",
            respondents=[respondent("One"), respondent("Two", unit=federation.other_club.pk)],
            allegations=[
                actions.Alleged(
                    respondent=0, code="conduct", clause="1", conduct_from=date(2025, 5, 1), text="Shouting"
                ),
                actions.Alleged(
                    respondent=1, code="conduct", clause="2", conduct_from=date(2026, 3, 1), text="A threat"
                ),
            ],
        ),
        via=Via.PORTAL,
        by=Actor(),
        at=clock.now(),
        unit=federation.club,
    )
    assert list(Allegation.objects.order_by("key").values_list("code", "respondent")) == [
        ("conduct@2020", "R1"),
        ("conduct@2026", "R2"),
    ]
    page = extracts.case_page(receipt.docket, viewer=federation.actor("owner"))
    assert [line.clause_text for line in page.allegations] == [
        "Members treat one another with respect.",
        "Nobody threatens anybody.",
    ]
    assert page.allegations[1].text == "A threat"
    assert Case.objects.get().respondents == 2
    with pytest.raises(Malformed, match="no clause 2"):
        actions.receive_complaint(
            report=actions.Report(
                summary="x",
                respondents=[respondent("One")],
                allegations=[actions.Alleged(code="conduct", clause="2", conduct_from=date(2025, 5, 1))],
            ),
            via=Via.PORTAL,
            by=Actor(),
            at=clock.now(),
        )


def test_a_respondent_may_be_a_person_a_unit_a_body_or_the_organisation(federation: world.World) -> None:
    receipt = actions.receive_complaint(
        report=actions.Report(
            summary="All of them.",
            respondents=[
                respondent("", person=federation["respondent"].pk),
                respondent("Someone from outside"),
                respondent("", unit=federation.other_club.pk),
                respondent("", body="The board"),
                respondent("", organisation=True),
            ],
        ),
        via=Via.PORTAL,
        by=Actor(),
        at=clock.now(),
        unit=federation.club,
    )
    page = extracts.case_page(receipt.docket, viewer=federation.actor("owner"))
    names = [line.name for line in page.docket.parties if line.kind == "respondent"]
    assert names[:2] == ["Ilse Marchetti", "Someone from outside"]
    assert names[3:] == ["The board", "The organisation"]
    assert Party.objects.filter(docket=receipt.docket).exclude(tag="").count() == 1


def test_what_stands_at_an_end_already_is_joined_by_a_note_of_its_own(federation: world.World) -> None:
    """The other case says where its complaints went: no check misses them, and rebuilding takes none back."""
    first, second = world.open_case(federation), world.open_case(federation, summary="I saw it too.")
    owner = federation.actor("owner")
    away = Needs(act={"as": "secretary"}, content={"reasons": "Told twice"})
    take_step(docket=second.docket, step="leave", by=owner, at=clock.now(), needs=away)
    actions.join_case(
        into=first.docket, other=second.docket, step="take_in", leave=None, by=owner, role="secretary",
        reason="The same evening",
    )  # fmt: skip
    other = world.fresh(second.docket)
    told = Act.objects.get(docket=other, name="joined")
    assert told.is_note
    assert told.introduces == {"joined_into": world.fresh(first.docket).pseudonym}
    assert "Joined into another case" in [
        line.title for line in extracts.case_page(other, viewer=owner).docket.timeline
    ]
    for docket in (world.fresh(first.docket), other):
        assert list(verify.one(docket)) == []
    for docket in (first.docket, other, first.docket):
        assert rebuild.docket(docket.pk) == 0
    assert Complaint.objects.get(number=second.number).docket_id == first.docket.pk
    assert Case.objects.get(docket=other).joined_into_id == first.docket.pk


def test_joining_keeps_numbers_codes_and_clocks(federation: world.World) -> None:
    first, second = world.open_case(federation), world.open_case(federation, summary="I saw it too.")
    owner = federation.actor("owner")
    with pytest.raises(Refused) as refusal:
        actions.join_case(
            into=first.docket, other=second.docket, step="take_in", leave=None, by=owner, role="secretary"
        )
    assert refusal.value.code == "still_open"
    with pytest.raises(Refused) as refusal:
        actions.join_case(into=first.docket, other=first.docket, step="take_in", leave=None, by=owner)
    assert refusal.value.code == "itself"
    actions.join_case(
        into=first.docket,
        other=second.docket,
        step="take_in",
        leave=("leave", {}),
        by=owner,
        role="secretary",
        reason="The same evening",
    )
    into, other = world.fresh(first.docket), world.fresh(second.docket)
    assert (into.is_open, other.is_open) == (True, False)
    assert set(Complaint.objects.filter(docket=into).values_list("number", flat=True)) == {
        first.number,
        second.number,
    }
    assert Case.objects.get(docket=other).joined_into == into
    assert second.code is not None
    assert actions.find_by_code(second.code).docket == into
    assert Case.objects.get(docket=into).complaints == 2
    with pytest.raises(Refused) as refusal:
        propose_annulment(
            docket=other, n=other.acts.get(name="leave").n, by=owner, reason="A mistake",
            signer=federation["second"],
        )  # fmt: skip
    assert refusal.value.code == "other_case"
    for docket in (into, other):
        assert list(verify.one(docket)) == []
    for docket in (other, into):
        rebuild.docket(docket.pk)
    assert set(Complaint.objects.filter(docket=into).values_list("number", flat=True)) == {
        first.number,
        second.number,
    }


def test_refusal_and_withdrawal_are_counted(federation: world.World) -> None:
    refused, withdrawn = world.open_case(federation), world.open_case(federation)
    with pytest.raises(Refused):
        take_step(docket=refused.docket, step="refuse", by=federation.actor("owner"), at=clock.now())
    take_step(
        docket=refused.docket,
        step="refuse",
        by=federation.actor("owner"),
        at=clock.now(),
        needs=Needs(content={"reasons": "Outside the rules."}),
    )
    assert Case.objects.get(docket=refused.docket).refused == "refuse"
    actions.withdraw(
        docket=withdrawn.docket, by=Actor(key="C1"), step="take_back", reason="Settled between us"
    )
    assert Complaint.objects.get(number=withdrawn.number).withdrawn_at is not None
    assert Complaint.objects.count() == 2


def test_findings_say_whether_the_expression_was_protected(federation: world.World) -> None:
    receipt = actions.receive_complaint(
        report=actions.Report(
            summary="What was said.",
            respondents=[respondent("One")],
            allegations=[actions.Alleged(text="A speech")],
        ),
        via=Via.PORTAL,
        by=Actor(),
        at=clock.now(),
        unit=federation.club,
    )
    docket, owner = receipt.docket, federation.actor("owner")
    take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
    sent = take_step(docket=docket, step="send", by=owner, at=clock.now())
    actions.confirm_receipt(docket=docket, of=sent.n, to="R1", by=owner)
    with clock.frozen(world.later(30)):
        vault = Vault.of(docket)
        votes = [vault.local(federation[name].pk) for name in ("conflicted", "second", "third")]
        finding = {"allegation": "a1", "respondent": "R1", "finding": "not proved", "protected": True}
        take_step(
            docket=docket,
            step="decide",
            by=federation.actor("second"),
            at=clock.now(),
            needs=Needs(
                act={"as": "committee", "votes": {"for": votes}, "findings": [finding]},
                content={"finding.a1": "It was opinion."},
            ),
        )
        row = Finding.objects.get()
        page = extracts.case_page(docket, viewer=owner)
        assert rebuild.docket(docket.pk) == 0
    assert (row.finding, row.protected) == ("not proved", True)
    assert page.allegations[0].findings[0].reasons == "It was opinion."


@pytest.mark.parametrize("code", ["", "nonsense", "AAAA-AAAA-AAAA-AAAA-AAAA", "' OR 1=1"])
def test_a_wrong_code_opens_nothing(federation: world.World, code: str) -> None:
    world.open_case(federation)
    with pytest.raises(Refused) as refusal:
        actions.find_by_code(code)
    assert refusal.value.code == "unknown_code"


def test_nobody_has_to_say_who_they_are(federation: world.World) -> None:
    receipt = actions.receive_complaint(
        report=actions.Report(summary="I would rather not say."),
        via=Via.PORTAL,
        by=Actor(),
        at=clock.now(),
        unit=federation.club,
    )
    assert Complaint.objects.get(number=receipt.number).anonymous
    page = extracts.case_page(receipt.docket, viewer=federation.actor("owner"))
    assert page.docket.parties[0].anonymous
    assert page.docket.parties[0].name == "Complainant C1, name not given"


OWN_MOTION = """
[steps.open_case]
title = "Open a case from what was seen"
clause = "1"
stage = "start"
by = ["secretary"]
needs = ["what was seen"]
leads_to = "received"
logged_as = "received"
"""


def test_whoever_may_open_cases_of_their_own_enters_a_complaint_for_somebody_all_the_same(db: None) -> None:
    """Who complains is written for by an officer who holds no role in that step, as by any other; only where
    nobody complains is it a case of the organisation's own."""
    text = world.EXAMPLE.read_text()
    with clock.frozen(world.later(days=-1)):
        built = world.federation(
            text.replace("[steps.decide_appeal]", f"{OWN_MOTION}\n[steps.decide_appeal]")
        )
    with clock.frozen(world.MONDAY):
        docket = actions.receive_complaint(
            report=actions.Report(
                summary="Shouted down.", reporter=PartyIdentity(kind="complainant", name="Wren Abara")
            ),
            via=Via.PHONE, by=built.actor("owner"), at=clock.now(), unit=built.club, rulebook=built.rulebook,
        ).docket  # fmt: skip
    first = Act.objects.get(docket=docket, n=1)
    assert (first.name, first.role) == ("complain", "complainant")
