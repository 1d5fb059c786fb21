"""A party with a code or a login: their own matter, and nothing of anybody else's."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.extracts import letter, party_may_read_file, party_page
from dueprocess.cases.models import Via
from dueprocess.docket.actions import deliver, take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from tests import world

pytestmark = pytest.mark.django_db


def respondent(federation: world.World, who: str) -> PartyIdentity:
    person = federation[who]
    return PartyIdentity(kind="respondent", person=person.pk, name=person.full_name)


@pytest.fixture
def docket(federation: world.World) -> Docket:
    """A case against two people, of which both were told, and which is decided but not yet told."""
    docket = cases.receive_complaint(
        report=cases.Report(
            summary="Shouted down.",
            reporter=PartyIdentity(
                kind="complainant", person=federation["complainant"].pk, name="Wren Abara"
            ),
            respondents=[respondent(federation, "respondent"), respondent(federation, "stranger")],
            allegations=[
                cases.Alleged(respondent=0, text="Ilse shouted"),
                cases.Alleged(respondent=1, text="Noor threatened"),
            ],
        ),
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=federation.club, rulebook=federation.rulebook,
    ).docket  # fmt: skip
    owner = federation.actor("owner")
    for who in ("respondent", "stranger"):
        world.log_in(federation[who])
    with clock.frozen(world.later(days=1)):
        take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
        sent = take_step(docket=docket, step="send", by=owner, at=clock.now())
        deliver(world.fresh(docket))
        for key in ("R1", "R2"):
            cases.confirm_receipt(docket=docket, of=sent.n, to=key, by=owner)
    with clock.frozen(world.later(days=30)):
        take_step(
            docket=docket, step="find", by=owner, at=clock.now(),
            needs=Needs(
                act={
                    "findings": [
                        {"allegation": "a1", "respondent": "R1", "finding": "not proved"},
                        {"allegation": "a2", "respondent": "R2", "finding": "proved"},
                    ]
                },
                content={"reasons": "Heard.", "finding.a1": "No witness.", "finding.a2": "A recording."},
            ),
        )  # fmt: skip
    return world.fresh(docket)


def told(docket: Docket, federation: world.World) -> int:
    """Send the letters about the findings, and open them; return the act they tell of."""
    n = docket.length
    deliver(world.fresh(docket))
    for key in ("C1", "R1", "R2"):
        cases.confirm_receipt(docket=docket, of=n, to=key, by=federation.actor("owner"))
    return n


def test_what_was_found_is_seen_with_the_letter_and_not_before(
    docket: Docket, federation: world.World
) -> None:
    with clock.frozen(world.later(days=31)):
        assert [each.findings for each in party_page(docket, key="R1").allegations] == [()]
        assert letter(docket, key="R1", act=docket.length) is None
        told(docket, federation)
        shown = party_page(world.fresh(docket), key="R1").allegations
    assert [each.finding for each in shown[0].findings] == ["not proved"]


def test_a_respondent_reads_nothing_of_what_was_found_on_another(
    docket: Docket, federation: world.World
) -> None:
    with clock.frozen(world.later(days=31)):
        n = told(docket, federation)
        mine = letter(world.fresh(docket), key="R1", act=n)
        page = party_page(world.fresh(docket), key="R1")
    assert mine is not None
    assert "No witness." in repr(mine)
    for hidden in ("A recording.", "Noor", "threatened", "proved on a2"):
        assert hidden not in repr(mine), hidden
        for field, value in asdict(page).items():
            assert hidden not in repr(value), (field, hidden)


def test_an_allegation_that_was_not_told_is_not_seen(docket: Docket, federation: world.World) -> None:
    with clock.frozen(world.later(days=31)):
        told(docket, federation)
        coded, texts = cases.code_allegations(
            docket, [("R1", cases.Alleged(text="A second incident, still being looked into"))], at=clock.now()
        )
        take_step(
            docket=docket, step="find", by=federation.actor("owner"), at=clock.now(),
            needs=Needs(act={"allegations": coded}, content={"reasons": "To be looked into", **texts}),
        )  # fmt: skip
        page = party_page(world.fresh(docket), key="R1")
    assert "second incident" not in repr(asdict(page))


def test_no_party_sees_the_names_of_officers_or_of_the_other_side(
    docket: Docket, federation: world.World
) -> None:
    client = Client()
    officers = [federation[who].full_name for who in ("owner", "second", "third", "elder_1", "conflicted")]
    others = {"C1": ["Noor Whitlock"], "R1": ["Noor Whitlock"], "R2": ["Ilse Marchetti"]}
    with clock.frozen(world.later(days=31)):
        n = told(docket, federation)
        for key, hidden in others.items():
            session = client.session
            session["matter"] = {"number": docket.number, "key": key}
            session.save()
            addresses = ["", f"letter/{n}/", "message/", "step/answer/1/", "step/appeal_to_elders/1/",
                         "step/decide/1/", "step/take_back/1/", "step/refuse/1/", "proof/"]  # fmt: skip
            for address in addresses:
                text = client.get(f"/portal/matter/{address}").content.decode()
                for name in (*officers, *(hidden if key != "C1" else [])):
                    assert name not in text, (key, address, name)


def test_letters_and_files_of_another_party_are_absent(docket: Docket, federation: world.World) -> None:
    client = Client()
    with clock.frozen(world.later(days=31)):
        cases.add_information(
            docket=docket, by=Actor(key="C1"), text="My diary.", files=[Upload("diary.txt", [b"secret"])]
        )
        act = cases.send_message(
            docket=docket, by=federation.actor("owner"), text="Only for Wren.", to=["C1"],
            files=[Upload("reply.txt", [b"also secret"])],
        ).n  # fmt: skip
        session = client.session
        session["matter"] = {"number": docket.number, "key": "R1"}
        session.save()
        assert "Only for Wren" not in client.get("/portal/matter/").content.decode()
        absent = Client().get("/there/is/no/such/page/").content
        for n in range(act + 2):
            for number in (1, 2):
                assert not party_may_read_file(docket, key="R1", act=n, number=number)
                answer = client.get(f"/portal/matter/file/{n}/{number}/")
                assert (answer.status_code, answer.content) == (404, absent)
        for address in (f"letter/{act}/", "letter/1/", "letter/99999999999999999999/", "proof/"):
            answer = client.get(f"/portal/matter/{address}")
            assert (answer.status_code, answer.content) == (404, absent), address


def test_why_cases_were_joined_is_not_told_to_whoever_complained(federation: world.World) -> None:
    first, second = (
        world.open_case(federation),
        world.open_case(federation, summary="I saw it from the door."),
    )
    cases.join_case(
        into=first.docket, other=second.docket, step="take_in", leave=("leave", {}), role="secretary",
        by=federation.actor("owner"), reason="Wren has complained four times; see the note on credibility.",
    )  # fmt: skip
    assert second.code
    found = cases.find_by_code(second.code)
    page = party_page(world.fresh(first.docket), key=found.complainant)
    assert "credibility" not in repr(asdict(page))


def test_a_form_of_one_matter_goes_into_no_other(federation: world.World) -> None:
    """Two windows of one browser: the second code opens another matter, then the first form is sent."""
    first, second = world.open_case(federation), world.open_case(federation, summary="Something else.")
    client = Client()
    client.post("/portal/follow/", {"code": first.code})
    page = client.get("/portal/matter/").content.decode()
    action = (
        "/portal/matter/message/" + page.partition('action="/portal/matter/message/')[2].partition('"')[0]
    )
    step = client.get("/portal/matter/step/take_back/1/").content.decode()
    mark = step.partition('name="matter" value="')[2].partition('"')[0]
    client.post("/portal/follow/", {"code": second.code})
    typed = {"once": "x" * 24, "text": "Only for the first of them."}
    answer = client.post(action, typed)
    assert answer.status_code == 403
    assert typed["text"] in answer.content.decode()
    answer = client.post(
        "/portal/matter/step/take_back/1/", {"once": "y" * 24, "length": "1", "matter": mark}
    )
    assert answer.status_code == 403
    assert {world.fresh(each.docket).length for each in (first, second)} == {1}
    client.post("/portal/follow/", {"code": first.code})
    assert client.post(action, typed).status_code == 302
    assert (world.fresh(first.docket).length, world.fresh(second.docket).length) == (2, 1)


def test_a_code_that_was_shown_at_the_desk_lies_in_no_session(federation: world.World) -> None:
    from django.contrib.auth import get_user_model

    client = Client()
    login = get_user_model().objects.create_user("o@example.invalid", person=federation["owner"])
    client.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/desk/cases/new/").content.decode()
    token = page.partition('name="once" value="')[2].partition('"')[0]
    posted = client.post("/desk/cases/new/", {"via": "phone", "summary": "Shouted down.", "once": token})
    assert posted.status_code == 302, posted.content.decode()
    kept = repr([row.get_decoded() for row in Session.objects.all()])
    shown = client.get(posted.headers["Location"]).content.decode()
    code = next(
        part for part in shown.replace('"', "<").split("<") if len(part) == 24 and part.count("-") == 4
    )
    assert cases.find_by_code(code)
    assert code not in kept
    with clock.frozen(world.later(hours=0.25)):
        assert client.get(posted.headers["Location"]).status_code == 404
    assert Vault.of(Docket.objects.get()).key.hex() not in kept
