"""The leader's office: somebody with an officer's login, or with powers, who means harm. Over HTTP where
there is a page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Via
from dueprocess.core.errors import Refused
from dueprocess.docket import wall
from dueprocess.docket.actions import linking, openings, propose_note, sign
from dueprocess.docket.models import Docket, Proposal, Read
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.kit.models import OutgoingMail
from dueprocess.ledger import state
from dueprocess.people import actions as register
from dueprocess.people import holdings
from dueprocess.people.models import Grant, Power, QualificationKind
from tests import world

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


@pytest.fixture
def docket(federation: world.World) -> Docket:
    return world.open_case(federation).docket


def post(client: Client, address: str, **values: object) -> int:
    token = re.search(rb'name="once" value="([^"]+)"', client.get(address).content)
    once = token[1].decode() if token else "x" * 24
    return int(client.post(address, {"once": once, **values}).status_code)


def waiting(federation: world.World, docket: Docket) -> Proposal:
    """Somebody who may see the case is to become a witness: the third signs."""
    return cases.propose_party(
        docket=docket, by=federation.actor("owner"), signer=federation["third"], reason="Was there.",
        identity=PartyIdentity(kind="witness", person=federation["conflicted"].pk, name="Piotr"),
    )  # fmt: skip


PARTY = {"kind": "witness", "name": "", "member": "", "email": "", "text": "There."}


def test_no_signer_is_made_up_by_hidden_fields(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    client = signed_in("owner")
    for who in ("owner", "stranger", "respondent", "complainant", "wrong_unit"):
        more = PARTY | {"name": "Piotr Zolkiewski-Mbeki", "signer": federation[who].pk}
        assert post(client, f"/desk/cases/{docket.number}/notes/party/", **more) == 200, who
    assert not Proposal.objects.exists()
    assert wall.sees(docket, federation["conflicted"])


def test_no_note_of_the_house_is_posted_by_its_name(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    client = signed_in("owner")
    for note in ("linked", "access", "assigned", "placed", "lapsed", "imported", "annulled"):
        address = f"/desk/cases/{docket.number}/notes/{note}/"
        assert post(client, address, party="R1", who="") == 404, note
    assert world.fresh(docket).length == 1


def test_a_proposal_is_not_signed_under_another_number(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    made, other = waiting(federation, docket), world.open_case(federation).docket
    address = f"/desk/cases/{other.number}/signatures/{made.pk}/"
    assert post(signed_in("third"), address, sign="1") == 404
    assert wall.sees(docket, federation["conflicted"])


def test_who_was_shut_out_since_signs_no_more(federation: world.World, docket: Docket) -> None:
    made = waiting(federation, docket)
    world.decide_access(federation, docket, "denied", "third", reason="Too close")
    with pytest.raises(Refused) as refusal:
        sign(proposal=made, by=federation.actor("third"))
    assert refusal.value.code == "not_yours"


def test_who_proposed_it_and_was_shut_out_since_reaches_nothing(
    federation: world.World, docket: Docket
) -> None:
    made = waiting(federation, docket)
    world.decide_access(federation, docket, "denied", "owner", signer="second", reason="Too close")
    with pytest.raises(Refused):
        sign(proposal=made, by=federation.actor("third"))
    assert wall.sees(docket, federation["conflicted"])


def test_a_colleague_finds_nothing_in_what_was_only_set_aside(
    federation: world.World, signed_in: SignedIn
) -> None:
    prepared = openings.prepare(by=federation["owner"], unit=federation.club)
    client = signed_in("second")
    for tail in ("", "parties/", "signatures/1/", "notes/message/", "parties/R1/"):
        answer = client.get(f"/desk/cases/{prepared.number}/{tail}")
        assert answer.status_code == 404, tail


def test_oversight_is_not_emptied(federation: world.World, signed_in: SignedIn) -> None:
    boss = federation["leader"]
    register.grant(person=boss, power=Power.APPOINT, by=None, reason="Elected")
    held = Grant.objects.get(power=Power.OVERSEE)
    address = f"/desk/people/{federation['overseer'].pk}/powers/{held.pk}/end/"
    client = signed_in("leader")
    post(client, address, on="2026-03-23", reason="No longer needed.")
    held.refresh_from_db()
    assert held.until_on is None
    with pytest.raises(Refused) as refusal:
        register.end_grant(grant=held, on=world.MONDAY.date(), by=boss, reason="No longer needed.")
    assert refusal.value.code == "last_overseer"


def test_oversight_sees_who_was_given_what_but_not_its_own_file(
    federation: world.World, signed_in: SignedIn
) -> None:
    register.grant(person=federation["leader"], power=Power.KEEP_REGISTER, by=None, reason="Elected")
    register.give_login(person=federation["stranger"], email="mine@example.invalid", by=federation["leader"])
    world.appoint(federation["overseer"], "committee_member", federation.north)
    docket = cases.receive_complaint(
        report=cases.Report(
            summary="Oversight looked away.",
            respondents=[
                PartyIdentity(kind="respondent", person=federation["overseer"].pk, name="Adaeze Lund")
            ],
        ),
        via=Via.PORTAL, by=federation.actor("stranger"), at=world.MONDAY, unit=federation.club,
        rulebook=federation.rulebook,
    ).docket  # fmt: skip
    page = signed_in("overseer").get("/desk/oversight/").content.decode()
    assert docket.number not in page
    assert "Login given" in page
    assert "Noor Whitlock" in page
    assert "Aurelio Brandt" in page
    assert "Dated back" in page  # the appointments of January, written down in March
    assert "mine@example.invalid" not in page


def test_the_list_taken_out_holds_nothing_that_is_hidden(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    for who in ("respondent", "wrong_unit", "leader"):
        answer = signed_in(who).get(f"/desk/cases/export.csv?state=all&unit={federation.club.pk}")
        text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
        assert docket.number not in text, who
    assert Read.objects.filter(docket=None).count() == 3
    assert {line.count for line in wall.taken_out()} == {0}


def test_a_clerk_cannot_make_themselves_owner_of_a_file_that_is_shut(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    client = signed_in("respondent")
    address = f"/desk/cases/{docket.number}/assign/"
    assert post(client, address, to=federation["respondent"].pk, reason="Mine.") == 404
    owner = signed_in("owner")
    assert post(owner, address, to=federation["respondent"].pk, reason="Here.") == 200
    assert world.fresh(docket).owner == docket.owner


def test_nobody_lets_themselves_in_by_saying_that_they_are_somebody_else(
    federation: world.World, signed_in: SignedIn
) -> None:
    """A complaint names an officer by name alone; a friend says at the desk that it is a stranger."""
    docket = cases.receive_complaint(
        report=cases.Report(
            summary="Money.", respondents=[PartyIdentity(kind="respondent", name="Suryani")]
        ),
        via=Via.PORTAL, by=federation.actor("stranger"), at=world.MONDAY, unit=federation.club,
        rulebook=federation.rulebook,
    ).docket  # fmt: skip
    address = f"/desk/cases/{docket.number}/parties/R1/"
    friend = signed_in("owner")
    said = {"who": "nobody", "member": "", "reason": "Another Suryani."}
    for signer in ("third", "owner", "stranger"):
        assert post(friend, address, **said, signer=federation[signer].pk) == 200, signer
    assert post(friend, address, **said, signer=federation["second"].pk) == 302
    assert not wall.sees(docket, federation["third"])
    made = Proposal.objects.get()
    third = signed_in("third")
    assert post(third, f"/desk/cases/{docket.number}/signatures/{made.pk}/", sign="1") == 404
    assert not wall.sees(docket, federation["third"])
    assert not {fault.check for fault in state.faults()}


def test_nobody_says_who_an_anonymous_party_is(federation: world.World, signed_in: SignedIn) -> None:
    docket = cases.receive_complaint(
        report=cases.Report(summary="I dare not say who I am."), via=Via.PORTAL, by=Actor(), at=world.MONDAY,
        unit=federation.club, rulebook=federation.rulebook,
    ).docket  # fmt: skip
    client = signed_in("owner")
    assert client.get(f"/desk/cases/{docket.number}/parties/C1/").status_code == 404
    assert "Say who it is" not in client.get(f"/desk/cases/{docket.number}/parties/").content.decode()
    with pytest.raises(Refused) as refusal:
        linking.needs(docket, party="C1", person=federation["stranger"], reason="I know her writing.")
    assert refusal.value.code == "anonymous"


def test_a_signer_who_may_not_see_the_file_is_asked_for_nothing(
    federation: world.World, docket: Docket
) -> None:
    needs = Needs(people={"W1": PartyIdentity(kind="witness", person=federation["second"].pk, name="L")})
    with pytest.raises(Refused) as refusal:
        propose_note(
            docket=docket, note="party", by=federation.actor("owner"), needs=needs,
            signer=federation["stranger"],
        )  # fmt: skip
    assert refusal.value.code == "not_able"
    with pytest.raises(Refused) as refusal:
        propose_note(
            docket=docket, note="party", by=federation.actor("overseer"), needs=needs,
            signer=federation["third"],
        )  # fmt: skip
    assert refusal.value.code == "no_part"


@pytest.mark.both
def test_nobody_pushes_what_they_did_off_the_page_of_oversight(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    """A login for a friend, a list of everything; then a hundred harmless lines of each on top of it."""
    register.give_login(person=federation["elder_2"], email="mine@example.invalid", by=None)
    b"".join(signed_in("second").get("/desk/cases/export.csv?state=all").streaming_content)  # type: ignore[attr-defined]
    for n in range(100):
        register.qualify(
            person=federation["third"], kind=QualificationKind.TRAINING, name=f"part {n}", by=None,
            from_on=world.MONDAY.date(),
        )  # fmt: skip
        wall.take_out(federation["owner"], "cases.csv", "open", 1)
    client, found = signed_in("overseer"), set[str]()
    addresses = ["/desk/oversight/"]
    for address in addresses:
        page = client.get(address).content.decode()
        found |= {each for each in ("Login given", "open and closed") if each in page}
        more = {f"/desk/oversight/{each}" for each in re.findall(r'href="(\?\w+=\d+)"', page)}
        addresses += sorted(more - set(addresses))
    assert found == {"Login given", "open and closed"}
    for odd in ("x", "-1", "9" * 40, "\u0663"):
        assert client.get("/desk/oversight/", {"given": odd, "lists": odd}).status_code == 200


@pytest.mark.both
def test_oversight_is_told_of_a_login_that_its_giver_might_use(
    federation: world.World, signed_in: SignedIn
) -> None:
    register.grant(person=federation["leader"], power=Power.KEEP_REGISTER, by=None, reason="Elected")
    signed_in("overseer")
    before = OutgoingMail.objects.count()
    address = f"/desk/people/{federation['stranger'].pk}/login/"
    assert post(signed_in("leader"), address, email="mine@example.invalid") == 302
    assert OutgoingMail.objects.count() == before + 2
    assert holdings.addresses(Power.OVERSEE, on=world.MONDAY.date()) == [federation["overseer"].login.email]


@pytest.mark.both
def test_a_list_that_is_taken_out_is_as_narrow_as_the_journal_says(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    answer = signed_in("owner").get("/desk/cases/export.csv?state=all&number=2222-2222-222")
    assert docket.number not in b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert [line.count for line in wall.taken_out()] == [0]


@pytest.mark.both
def test_nobody_reads_a_file_out_of_its_own_journal(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    """One look out of curiosity, then two hundred lines of others on top of it."""
    signed_in("second").get(f"/desk/cases/{docket.number}/")
    for _ in range(wall.READS):
        wall.open(docket.number, federation["third"], "to work on it")
    client, address = signed_in("overseer"), f"/desk/cases/{docket.number}/readers/"
    page = client.get(address).content.decode()
    assert federation["second"].shown_name not in page.partition("<caption")[2].partition("</table>")[0]
    more = re.search(r'href="(\?before=\d+)"', page)
    assert more
    assert federation["second"].shown_name in client.get(address + more[1]).content.decode()
