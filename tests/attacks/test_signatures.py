"""The second person has signed: only if they did. Words, signers and signatures are bound as they come."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.extracts import may_own
from dueprocess.cases.models import Via
from dueprocess.core.errors import Broken, Malformed, Refused
from dueprocess.docket import roster, wall
from dueprocess.docket.actions import decline, linking, proposals, propose, propose_note, sign
from dueprocess.docket.models import Docket, Party, Proposal, Signature
from dueprocess.docket.needs import Needs, PartyIdentity
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock
from dueprocess.ledger import state
from dueprocess.people import actions as register
from dueprocess.people.models import Person
from tests import world

pytestmark = [pytest.mark.both]
SignedIn = Callable[[str], Client]


@pytest.fixture
def docket(federation: world.World) -> Docket:
    return world.open_case(federation).docket


def found() -> set[str]:
    with clock.frozen(world.later(hours=2)):
        return {fault.check for fault in state.faults()}


def key(docket: Docket, who: Person) -> str:
    return Vault.of(docket).local(who.pk)


def proposed(federation: world.World, docket: Docket) -> Proposal:
    signer = {"by": key(docket, federation["second"]), "as": "committee_member"}
    return propose(
        docket=docket, step="refuse", by=federation.actor("owner"), at=clock.now(),
        needs=Needs(act={"countersigned": [signer]}, content={"reasons": "Nothing in it."}),
    )  # fmt: skip


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_honest_signatures_have_no_fault(federation: world.World, docket: Docket) -> None:
    register.give_login(person=federation["second"], email="second@example.invalid", by=None)
    first = proposed(federation, docket)
    assert found() == set()
    decline(proposal=first, by=federation.actor("second"), reason="Not enough.")
    second = proposed(federation, docket)
    act = sign(proposal=second, by=federation.actor("second"))
    assert act is not None
    told = act.introduces["signatures"]["by"]
    assert [each["by"] for each in told] == [key(docket, federation[who]) for who in ("owner", "second")]
    assert all(told[1][name] for name in ("login", "at"))
    assert told[1]["as"] == "committee_member"
    assert found() == set()


FORGED = {
    "a signature made up": "UPDATE docket_signature SET signed_at = '2026-03-23 10:30:00+00:00'",
    "another asked": "UPDATE docket_signature SET key = 'O0123456789'",
    "in another role": "UPDATE docket_signature SET role = 'president'",
    "another step": "UPDATE docket_proposal SET step = 'take_back'",
    "made earlier": "UPDATE docket_proposal SET made_at = '2026-03-01 10:00:00+00:00'",
    "other words": "UPDATE docket_proposal SET sealed = %s",
    "gone": "DELETE FROM docket_signature",
}


@pytest.mark.parametrize("name", FORGED)
def test_what_was_forged_is_named(federation: world.World, docket: Docket, name: str) -> None:
    made = proposed(federation, docket)
    values = []
    if "%s" in FORGED[name]:
        vault = Vault.of(docket)
        other = proposals.content(made, vault) | {"content": {"reasons": "The president wishes it."}}
        values = [vault.seal(other, f"proposal/{docket.pseudonym}/refuse")]
    sql(FORGED[name], *values)
    assert "docket.signatures" in found()


def test_a_proposal_taken_away_is_named(federation: world.World, docket: Docket) -> None:
    proposed(federation, docket)
    sql("DELETE FROM docket_signature")
    sql("DELETE FROM docket_proposal")
    assert "docket.signatures" in found()


def test_other_words_are_not_signed(federation: world.World, docket: Docket) -> None:
    made, vault = proposed(federation, docket), Vault.of(docket)
    other = proposals.content(made, vault) | {"content": {"reasons": "The president wishes it."}}
    Proposal.objects.update(sealed=vault.seal(other, f"proposal/{docket.pseudonym}/refuse"))
    with pytest.raises(Broken):
        sign(proposal=made, by=federation.actor("second"))
    assert world.fresh(docket).length == 1


def test_who_writes_their_own_tag_beside_a_signature_signs_nothing(
    federation: world.World, docket: Docket
) -> None:
    made = proposed(federation, docket)
    Signature.objects.update(tag=person_tag(federation["leader"].pk))
    with pytest.raises(Refused) as refusal:
        sign(proposal=made, by=federation.actor("leader"))
    assert refusal.value.code == "not_yours"


# --- shutting somebody out takes two


def naming(federation: world.World, who: str = "conflicted") -> Needs:
    identity = PartyIdentity(kind="witness", person=federation[who].pk, name=federation[who].full_name)
    return Needs(people={"W1": identity}, content={"reason": "Was there."})


@pytest.mark.parametrize("by_name", [False, True])
def test_no_officer_alone_shuts_out_another(federation: world.World, docket: Docket, by_name: bool) -> None:
    person = None if by_name else federation["conflicted"].pk
    identity = PartyIdentity(kind="witness", person=person, name="Piotr Żółkiewski-Mbeki")
    for actor in (federation.actor("owner"), federation.actor("second")):
        with pytest.raises(Refused) as refusal:
            cases.add_party(docket=docket, by=actor, identity=identity)
        assert refusal.value.code == "second_person"
    assert wall.sees(docket, federation["conflicted"])
    member = PartyIdentity(kind="witness", person=federation["stranger"].pk, name="Noor Whitlock")
    cases.add_party(docket=docket, by=federation.actor("owner"), identity=member)


def test_with_a_second_signature_they_are_shut_out(federation: world.World, docket: Docket) -> None:
    needs = naming(federation)
    for signer in ("owner", "conflicted", "stranger", "respondent"):
        with pytest.raises(Refused):
            propose_note(
                docket=docket, note="party", by=federation.actor("owner"), needs=needs,
                signer=federation[signer],
            )  # fmt: skip
    made = propose_note(
        docket=docket, note="party", by=federation.actor("owner"), needs=needs, signer=federation["overseer"]
    )
    assert wall.sees(docket, federation["conflicted"])
    cases.add_party(
        docket=docket, by=federation.actor("owner"),
        identity=PartyIdentity(kind="witness", person=federation["stranger"].pk, name="Noor Whitlock"),
    )  # fmt: skip
    act = sign(proposal=made, by=federation.actor("overseer"))
    assert act is not None
    assert act.introduces["signatures"]["by"]
    assert not wall.sees(docket, federation["conflicted"])
    assert set(Party.objects.filter(docket=docket, kind="witness").values_list("key", flat=True)) == {
        "W1",
        "W2",
    }
    assert found() == set()


def test_joining_is_no_way_round(federation: world.World, docket: Docket) -> None:
    other = cases.receive_complaint(
        report=cases.Report(
            summary="Made up.",
            respondents=[PartyIdentity(kind="respondent", person=federation["conflicted"].pk, name="P.")],
        ),
        via=Via.PORTAL, by=federation.actor("stranger"), at=clock.now(), unit=federation.club,
        rulebook=federation.rulebook,
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        cases.join_case(
            into=docket, other=other.docket, step="take_in", leave=("leave", {}),
            by=federation.actor("owner"), role="secretary",
        )  # fmt: skip
    assert refusal.value.code == "second_person"
    assert wall.sees(docket, federation["conflicted"])


# --- who a party is


@pytest.fixture
def nicknamed(federation: world.World) -> Docket:
    """A complaint about "our treasurer", who is one of the committee."""
    office = register.add_office(title="Treasurer", roles=[], unit=federation.north, by=None)
    register.begin_term(office=office, person=federation["third"], from_on=world.ADOPTED, by=None)
    return cases.receive_complaint(
        report=cases.Report(
            summary="The money is gone.",
            respondents=[PartyIdentity(kind="respondent", name="Our treasurer, of the region")],
        ),
        via=Via.PORTAL, by=federation.actor("stranger"), at=clock.now(), unit=federation.club,
        rulebook=federation.rulebook,
    ).docket  # fmt: skip


def linked(federation: world.World, docket: Docket, who: str | None) -> None:
    needs = linking.needs(
        docket, party="R1", person=federation[who] if who else None, reason="They said so themselves."
    )
    made = propose_note(
        docket=docket, note="linked", by=federation.actor("owner"), needs=needs, signer=federation["second"]
    )
    assert sign(proposal=made, by=federation.actor("second")) is not None


def test_who_is_named_by_office_alone_is_shut_out(federation: world.World, nicknamed: Docket) -> None:
    assert not wall.sees(nicknamed, federation["third"])
    for who in ("owner", "second"):
        assert wall.sees(nicknamed, federation[who])


def test_a_party_is_linked_to_the_register_by_two(federation: world.World, nicknamed: Docket) -> None:
    linked(federation, nicknamed, "conflicted")
    assert not wall.sees(nicknamed, federation["conflicted"])
    assert wall.sees(nicknamed, federation["third"])
    assert Party.objects.get(docket=nicknamed, key="R1").tag == person_tag(federation["conflicted"].pk)
    assert found() == set()
    linked(federation, nicknamed, None)
    assert wall.sees(nicknamed, federation["conflicted"])
    assert Party.objects.get(docket=nicknamed, key="R1").tag == ""
    assert found() == set()
    with pytest.raises(Malformed):
        linking.needs(nicknamed, party="R1", person=None, reason=" ")
    with pytest.raises(Refused):
        linking.needs(nicknamed, party="R7", person=None, reason="Nobody.")


def test_a_party_that_came_later_is_linked_too(federation: world.World, docket: Docket) -> None:
    note = cases.add_party(
        docket=docket, by=federation.actor("owner"), identity=PartyIdentity(kind="witness", name="Skipper")
    )
    assert note.facts["adds"] == {"W1": {"is": "witness"}}
    needs = linking.needs(docket, party="W1", person=federation["third"], reason="Known to all.")
    made = propose_note(
        docket=docket, note="linked", by=federation.actor("owner"), needs=needs, signer=federation["second"]
    )
    sign(proposal=made, by=federation.actor("second"))
    assert not wall.sees(docket, federation["third"])
    assert found() == set()


# --- whoever the wall shuts out is offered for nothing


def test_whom_the_wall_shuts_out_is_offered_for_nothing(federation: world.World, nicknamed: Docket) -> None:
    third = federation["third"]
    with clock.frozen(world.later(hours=1)):
        whole = roster.assemble(world.fresh(nicknamed), Vault.of(nicknamed), at=clock.now())
        assert key(nicknamed, third) not in whole.roster.people
        assert key(nicknamed, federation["second"]) in whole.roster.people
        assert third.pk not in {pk for pk, _ in may_own(nicknamed)}
    first = nicknamed.acts.get(n=1)
    assert key(nicknamed, third) not in first.relied


# --- at the desk


def posted(client: Client, address: str, **values: object) -> int:
    page = client.get(address)
    if page.status_code != 200:
        return int(page.status_code)
    token = re.search(rb'name="once" value="([^"]+)"', page.content)
    once = token[1].decode() if token else "x" * 24
    return int(client.post(address, {"once": once, **values}).status_code)


def test_the_desk_asks_for_a_second_signature(
    federation: world.World, nicknamed: Docket, signed_in: SignedIn
) -> None:
    case = f"/desk/cases/{nicknamed.number}"
    first, second = signed_in("owner"), signed_in("second")
    assert posted(signed_in("third"), f"{case}/parties/R1/") == 404
    page = first.get(f"{case}/parties/R1/").content.decode()
    assert "Suryani" in page  # whom "our treasurer" may mean
    alone = {"kind": "witness", "name": "Piotr Zolkiewski-Mbeki", "member": "", "email": "", "text": "There."}
    assert posted(first, f"{case}/notes/party/", **alone, signer="") == 200
    assert wall.sees(nicknamed, federation["conflicted"])
    assert not Proposal.objects.exists()
    assert posted(first, f"{case}/notes/party/", **alone, signer=federation["second"].pk) == 302
    who = {"who": str(federation["third"].pk), "member": "", "reason": "He is.", "signer": ""}
    assert posted(first, f"{case}/parties/R1/", **who) == 200
    assert posted(first, f"{case}/parties/R1/", **who | {"signer": federation["second"].pk}) == 302
    for waiting in Proposal.objects.order_by("pk"):
        assert posted(first, f"{case}/signatures/{waiting.pk}/", sign="1") == 403
        assert "Nothing" not in second.get(f"{case}/signatures/{waiting.pk}/").content.decode()
        assert posted(second, f"{case}/signatures/{waiting.pk}/", sign="1") == 302
    assert not wall.sees(nicknamed, federation["conflicted"])
    assert Party.objects.get(docket=nicknamed, key="R1").tag == person_tag(federation["third"].pk)
    assert second.get(f"{case}/").status_code == 200
    assert found() == set()
