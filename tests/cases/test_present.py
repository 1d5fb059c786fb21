"""Company, mandates, interpreters and adjustments: asked for, answered with reasons, ended at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from dueprocess.cases.actions import (
    add_information,
    confirm_receipt,
    confirm_sent,
    declare_conflict,
    join_case,
)
from dueprocess.cases.evidence import actions as evidence
from dueprocess.cases.evidence.actions import Description
from dueprocess.cases.present import actions, extracts
from dueprocess.cases.present.actions import Asked
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket.evidence import Class, Kind, Obtained
from dueprocess.docket.extracts.opened import opened
from dueprocess.docket.extracts.telling import timeline
from dueprocess.docket.models import Act, Docket, Party
from dueprocess.docket.needs import Actor, PartyIdentity, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from tests import world
from tests.cases.test_splitting import SPLITTING, sound, split
from tests.cases.test_ways import CONFLICT, VISITOR, give, told
from tests.portal.conftest import once
from tests.portal.test_ways import come_in

pytestmark = pytest.mark.django_db
R1 = Actor(key="R1")
LAWYER = PartyIdentity(kind="representative", name="Quill & Partners", acts_for="R1")


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(SPLITTING + CONFLICT)
    with clock.frozen(world.MONDAY):
        yield built


@pytest.fixture
def docket(federation: world.World) -> Docket:
    return told(federation, VISITOR, PartyIdentity(kind="respondent", name="Another"))


def lawyer(here: world.World, docket: Docket, *, letters: bool = True, steps: bool = False) -> int:
    """Somebody acts for R1 and comes in as P1; returns the entry by which that was asked."""
    asked = actions.ask(
        docket=docket, key="R1", by=R1, what=Asked.REPRESENTATIVE, name=LAWYER.name, letters=letters,
        steps=steps,
    )  # fmt: skip
    actions.answer(
        docket=docket, n=asked.n, granted=True, reason="A lawyer.", by=here.actor("owner"), takes_in=True,
        identity=LAWYER,
    )  # fmt: skip
    return asked.n


@pytest.mark.both
def test_what_is_asked_for_is_answered_with_reasons_and_ends(federation: world.World, docket: Docket) -> None:
    made = actions.ask(docket=docket, key="R1", by=R1, what=Asked.ADJUSTMENT, words="A break every hour.")
    actions.ask(docket=docket, key="R1", by=R1, what=Asked.INTERPRETER, words="Portuguese")
    with pytest.raises(Malformed):
        actions.answer(docket=docket, n=made.n, granted=True, reason=" ", by=federation.actor("owner"))
    actions.answer(
        docket=docket, n=made.n, granted=False, reason="None is free.", by=federation.actor("owner")
    )
    waits, refused = extracts.asked(docket, key="R1")
    assert (waits.what, waits.state, waits.words) == ("interpreter", "waits", "Portuguese")
    assert (refused.state, refused.reason) == ("refused", "None is free.")
    assert extracts.asked(docket, key="R2") == ()
    assert [each.who for each in extracts.asked(docket, viewer=federation.actor("owner"))] == [
        "A Visitor"
    ] * 2
    for by, n in ((R1, made.n), (Actor(key="R2"), waits.n), (R1, 1)):
        with pytest.raises(Refused):
            actions.end(docket=docket, n=n, by=by)
    actions.end(docket=docket, n=waits.n, by=R1)
    assert extracts.asked(docket, key="R1")[0].state == "ended"
    sound(docket)


def test_who_asks_and_who_answers(federation: world.World, docket: Docket) -> None:
    def ask(by: Actor = R1, key: str = "R1", **more: object) -> Act:
        return actions.ask(docket=docket, key=key, by=by, **{"what": Asked.COMPANION, "name": "Jo"} | more)  # type: ignore[arg-type]

    for wrong in ({"name": ""}, {"letters": True}, {"what": Asked.ADJUSTMENT}):
        with pytest.raises(Malformed):
            ask(**wrong)
    for by, key in ((Actor(key="R2"), "R1"), (Actor(), "R1"), (Actor(key="R9"), "R9")):
        with pytest.raises(Refused, match="no party"):
            ask(by, key)
    with pytest.raises(Refused, match="no part"):
        ask(federation.actor("stranger"))
    n = ask(federation.actor("owner")).n
    for party in ("R1", "R9"):
        with pytest.raises(Refused):
            actions.answer(
                docket=docket, n=n, granted=True, reason="Yes.", by=federation.actor("owner"), party=party
            )
    declare_conflict(
        docket=docket, who=Vault.of(docket).local(federation["owner"].pk), ground="knows them",
        by=federation.actor("owner"),
    )  # fmt: skip
    with pytest.raises(Refused, match="conflict"):
        actions.answer(docket=docket, n=n, granted=True, reason="Yes.", by=federation.actor("owner"))


def test_a_mandate_is_of_one_and_ends_at_once(federation: world.World, docket: Docket) -> None:
    n = lawyer(federation, docket)
    assert Party.objects.get(docket=docket, key="P1").kind == "representative"
    assert extracts.acts_for(docket, "P1") == ("R1",)
    assert extracts.acts_for(docket, "R2") == extracts.acts_for(docket, "R1") == ()
    actions.end(docket=docket, n=n, by=R1)
    assert extracts.acts_for(docket, "P1") == ()
    sound(docket)


def test_nobody_alone_lets_a_friend_read_the_letters_of_a_party_who_never_asked(
    federation: world.World, docket: Docket
) -> None:
    """Nor anybody whoever is on the other side: who receives letters for somebody starts their time."""
    owner, second = federation.actor("owner"), federation.actor("second")
    asked = actions.ask(
        docket=docket, key="R1", by=owner, what=Asked.REPRESENTATIVE, name=LAWYER.name, letters=True
    )

    def grant(by: Actor, **more: object) -> Act:
        return actions.answer(docket=docket, n=asked.n, granted=True, reason="A lawyer.", by=by, **more)  # type: ignore[arg-type]

    with pytest.raises(Refused) as caught:
        grant(owner, takes_in=True, identity=LAWYER)
    assert caught.value.code == "own"
    with pytest.raises(Refused) as caught:
        grant(second, party="C1")
    assert caught.value.code == "other_side"
    assert extracts.acts_for(docket, "C1") == ()
    grant(second, takes_in=True, identity=LAWYER)
    assert extracts.acts_for(docket, "P1") == ("R1",)
    sound(docket)


def test_a_companion_reads_nothing_of_whom_they_accompany(federation: world.World, docket: Docket) -> None:
    lawyer(federation, docket, letters=False)
    assert extracts.acts_for(docket, "P1") == ()


@pytest.mark.both
def test_mandates_and_adjustments_follow_the_party_where_a_case_is_split(
    federation: world.World, docket: Docket
) -> None:
    lawyer(federation, docket)
    actions.ask(docket=docket, key="R1", by=R1, what=Asked.ADJUSTMENT, words="A break every hour.")
    actions.ask(docket=docket, key="R2", by=Actor(key="R2"), what=Asked.INTERPRETER, words="Dutch")
    gone = split(federation, world.fresh(docket), parties=["R1"])
    assert extracts.acts_for(world.fresh(docket), "P1") == ()
    assert extracts.acts_for(gone, "P1") == ("R1",)
    there = {(each.key, each.what, each.state) for each in extracts.asked(gone, key="R1")}
    assert there == {("R1", "representative", "granted"), ("R1", "adjustment", "waits")}
    assert extracts.asked(gone, key="R2") == ()
    assert [each.words for each in extracts.asked(world.fresh(docket), key="R2")] == ["Dutch"]
    sound(world.fresh(docket), gone)


def test_nobody_comes_along_who_acts_for_somebody_who_stays(federation: world.World, docket: Docket) -> None:
    lawyer(federation, docket)
    gone = split(federation, world.fresh(docket), parties=["R2"])
    assert set(gone.parties.values_list("key", flat=True)) == {"C1", "R2"}
    assert extracts.acts_for(world.fresh(docket), "P1") == ("R1",)
    assert extracts.asked(gone, key="R1") == ()
    sound(world.fresh(docket), gone)


def test_who_acts_for_a_party_reads_and_receives_their_letters(
    federation: world.World, docket: Docket
) -> None:
    n = lawyer(federation, docket)
    letter = Act.objects.get(docket=docket, name="send").n
    confirm_sent(docket=docket, of=letter, to=["R1", "R2"], channel="post", by=federation.actor("owner"))
    client = Client()
    assert come_in(client, give(federation, world.fresh(docket), "P1")) == 302
    assert "You act for A Visitor" in client.get("/portal/matter/").content.decode()
    assert "Complaint" in client.get("/portal/for/R1/").content.decode()
    address = f"/portal/for/R1/letter/{letter}/"
    assert client.get(f"/portal/for/R2/letter/{letter}/").status_code == 404
    assert client.get("/portal/for/R2/").status_code == 404
    assert client.get(f"/portal/matter/letter/{letter}/").status_code == 404
    page = client.get(address)
    assert "counts as received by A Visitor" in page.content.decode()
    assert not Act.objects.filter(docket=docket, name="received").exists()
    assert client.post(address, {"once": once(page.content)}).status_code == 302
    noted = Act.objects.get(docket=docket, name="received")
    assert (noted.facts["to"], noted.by_key) == (["R1"], "P1")
    assert "counts as received by" not in client.get(address).content.decode()
    actions.end(docket=docket, n=n, by=R1)
    for gone in (address, "/portal/for/R1/", f"/portal/for/R1/file/{letter}/1/"):
        assert client.get(gone).status_code == 404


def reading_for_r1(here: world.World, docket: Docket) -> Client:
    """The browser of whoever acts for R1, whose letter has reached them."""
    letter = Act.objects.get(docket=docket, name="send").n
    confirm_sent(docket=docket, of=letter, to=["R1", "R2"], channel="post", by=here.actor("owner"))
    confirm_receipt(docket=docket, of=letter, to="R1", by=R1)
    client = Client()
    assert come_in(client, give(here, world.fresh(docket), "P1")) == 302
    return client


def test_who_acts_for_a_party_takes_their_steps_with_a_mandate_for_that(
    federation: world.World, docket: Docket
) -> None:
    n = lawyer(federation, docket, steps=True)
    client = reading_for_r1(federation, docket)
    found = re.search(r"/portal/for/R1/step/answer/\d+/", client.get("/portal/for/R1/").content.decode())
    assert found
    write, check = found[0], f"{found[0]}check/"
    page = client.get(write).content.decode()
    assert "In the name of A Visitor" in page
    hidden = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("length", "matter")}
    assert client.post(write, {"note": "It was not so.", **hidden}).url == check  # type: ignore[attr-defined]
    sent = client.get(check).content.decode()
    names = ("once", "length", "checked", "matter")
    typed = {name: sent.split(f'name="{name}" value="')[1].split('"')[0] for name in names}
    assert client.post(check, typed).url == "/portal/for/R1/"  # type: ignore[attr-defined]
    act = Act.objects.get(docket=docket, name="answer")
    assert (act.by_key, act.introduces["through"]) == ("R1", "P1")
    rows = timeline(opened(world.fresh(docket)))
    assert next(row.by for row in rows if row.n == act.n) == "A Visitor, through Quill & Partners"
    actions.end(docket=docket, n=n, by=R1)
    assert client.get(write).status_code == client.get("/portal/for/R1/").status_code == 404
    sound(docket)


def test_a_mandate_for_letters_takes_no_steps_and_shows_the_list_of_unused_evidence(
    federation: world.World, docket: Docket
) -> None:
    lawyer(federation, docket)
    client = reading_for_r1(federation, docket)
    assert "/portal/for/R1/step/" not in client.get("/portal/for/R1/").content.decode()
    for page in ("step/answer/0/", "step/answer/0/check/", "evidence/"):
        assert client.get(f"/portal/for/R1/{page}").status_code == 404
    sent = add_information(docket=docket, by=Actor(key="C1"), text="", files=[Upload("dark.txt", [b"dark"])])
    owner = federation.actor("owner")
    what = Description(title="In the dark", kind=Kind.FILM, obtained=Obtained.OFFERED, offered_by="C1")
    evidence.describe(docket=docket, what=what, by=owner, act=sent.n, file=1)
    evidence.sort(docket=docket, item="e1", as_class=Class.UNUSED, by=owner, helpful=True)
    file = f"/portal/for/R1/file/{sent.n}/1/"
    assert client.get(file).status_code == 404
    evidence.disclose(docket=docket, to=["R1"], by=owner)
    assert "/portal/for/R1/evidence/" in client.get("/portal/for/R1/").content.decode()
    assert file in client.get("/portal/for/R1/evidence/").content.decode()
    assert b"".join(client.get(file).streaming_content) == b"dark"  # type: ignore[attr-defined]
    assert client.get("/portal/for/R2/evidence/").status_code == 404


def test_a_party_asks_on_their_pages_and_an_officer_answers(federation: world.World, docket: Docket) -> None:
    client, officer = Client(), Client()
    come_in(client, give(federation, docket))
    page = client.get("/portal/with-you/")
    typed = {"what": "representative", "name": "Quill", "contact": "quill@example.invalid", "letters": "on"}
    assert (
        client.post("/portal/with-you/", {"once": once(page.content), "what": "companion"}).status_code == 200
    )
    answer = client.post("/portal/with-you/", typed | {"once": once(page.content)})
    assert answer.status_code == 302
    officer.force_login(
        world.log_in(federation["owner"]), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    every = f"/desk/cases/{docket.number}/present/"
    assert "Quill" in officer.get(every).content.decode()
    n = Act.objects.get(docket=docket, name="asked_for").n
    one = officer.get(f"{every}{n}/")
    reply = {"granted": "yes", "reason": "Their union.", "party": "in", "once": once(one.content)}
    assert officer.post(f"{every}{n}/", reply).status_code == 302
    assert extracts.acts_for(docket, "P1") == ("R1",)
    assert "Their union." in client.get("/portal/with-you/").content.decode()
    told_ = {"key": "R2", "what": "interpreter", "words": "BSL", "once": once(officer.get(every).content)}
    assert officer.post(every, told_).status_code == 302
    page = client.get("/portal/with-you/")
    assert "BSL" not in page.content.decode()
    assert client.post(f"/portal/with-you/{n}/end/", {"once": once(page.content)}).status_code == 302
    assert extracts.acts_for(docket, "P1") == ()
    assert officer.get(f"{every}{n}/").status_code == 200


def test_whom_a_conflict_bars_ends_no_mandate_and_enters_none(
    federation: world.World, docket: Docket
) -> None:
    n, owner = lawyer(federation, docket), federation.actor("owner")
    key = Vault.of(docket).local(federation["owner"].pk)
    declare_conflict(docket=docket, who=key, ground="knows them", by=owner)
    with pytest.raises(Refused, match="conflict"):
        actions.end(docket=docket, n=n, by=owner, reason="I say so.")
    with pytest.raises(Refused, match="conflict"):
        actions.ask(docket=docket, key="R2", by=owner, what=Asked.COMPANION, name="A friend of mine")
    assert extracts.acts_for(docket, "P1") == ("R1",)


def test_who_acts_for_somebody_acts_for_them_where_the_case_goes(
    federation: world.World, docket: Docket
) -> None:
    into = told(federation, PartyIdentity(kind="respondent", name="Somebody Else"))
    lawyer(federation, docket)
    join_case(
        into=into, other=docket, step="take_in", leave=("leave", {}), by=federation.actor("owner"),
        role="secretary", reason="The same evening",
    )  # fmt: skip
    vault = Vault.of(into)
    there = {row.key: vault.identity(row) for row in into.person_keys.all()}
    [acting] = [each for each in there.values() if each["kind"] == "representative"]
    assert there[acting["acts_for"]]["name"] == VISITOR.name
