"""Declaring and stepping down, as the desk shows it: by a code name, without a word of the case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.declarations import waiting
from dueprocess.cases.declarations.actions import step_down
from dueprocess.cases.evidence.actions import offer
from dueprocess.cases.statements import actions as statements
from dueprocess.docket import wall
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Act, Docket, Read
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.docket.statements import Taken
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from tests import declaring, world

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TOKEN = "x" * 23


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(declaring.RULES)
        declaring.handlers(built)
    with clock.frozen(world.MONDAY):
        yield built


def browser(here: world.World, who: str) -> Client:
    client = Client()
    client.force_login(world.log_in(here[who]), backend=BACKEND)
    return client


def text(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def ask(here: world.World, docket: Docket, *names: str, once: str = "a") -> str:
    key = Vault.of(docket).local
    data = {"once": TOKEN + once, "role": "handler", "handler-who": [key(here[name].pk) for name in names]}
    answer = browser(here, "owner").post(f"/desk/cases/{docket.number}/declarations/", data, follow=True)
    return text(answer)


def test_from_the_list_of_code_names_to_the_declaration(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    name = docket.case.code_name
    said = ask(federation, docket, "wrong_unit", "leader")
    assert "Not answered" in said
    assert "Noor Whitlock" in said  # can still be asked
    officer = browser(federation, "wrong_unit")
    assert "Declare conflicts of interest in 1 case" in text(officer.get("/desk/"))
    assert name in text(officer.get("/desk/declarations/"))
    where = f"/desk/declarations/{docket.number}/"
    first = text(officer.get(where))
    assert "Marchetti" not in first
    assert "Nothing binds me" not in first
    assert not Read.objects.filter(docket=docket, what=waiting.LOOK).exists()
    shown = text(officer.post(where, {"once": TOKEN + "b", "look": "1"}, follow=True))
    assert "Ilse Marchetti" in shown
    assert "Shouted" not in shown
    assert Read.objects.filter(docket=docket, what=waiting.LOOK).exists()
    data = {"once": TOKEN + "c", "answer": "free", "seen": "C1 R1"}
    assert "Nothing is asked of you" in text(officer.post(where, data, follow=True))
    assert officer.get(where).status_code == 404
    assert "Nothing binds them" in text(
        browser(federation, "owner").get(f"/desk/cases/{docket.number}/declarations/")
    )
    form = text(browser(federation, "owner").get(f"/desk/cases/{docket.number}/steps/name_handler/1/"))
    assert "Only once they have declared: Aurelio Brandt" in form
    assert "Not offered" not in form, "nobody is out for another reason"


def test_a_form_from_before_somebody_came_in_is_refused_and_nothing_is_lost(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    ask(federation, docket, "wrong_unit")
    where, officer = f"/desk/declarations/{docket.number}/", browser(federation, "wrong_unit")
    officer.post(where, {"once": TOKEN + "b", "look": "1"})
    for n, seen in enumerate(("C1", "", "C1 R1 W1")):
        data = {"once": f"{TOKEN}{n}", "answer": "free", "seen": seen}
        assert "changed meanwhile" in text(officer.post(where, data))
    data = {"once": TOKEN + "d", "answer": "family", "text": "My brother."}
    officer.post(where, data)
    assert wall.shuts(docket, federation["wrong_unit"])
    assert officer.get(where).status_code == 404
    assert docket.case.code_name not in text(officer.get("/desk/declarations/"))


def test_whoever_is_not_asked_cannot_tell_it_from_a_case_that_is_none(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    ask(federation, docket, "wrong_unit")
    for who in ("leader", "owner", "respondent", "overseer"):
        assert browser(federation, who).get(f"/desk/declarations/{docket.number}/").status_code == 404, who
    assert browser(federation, "leader").get(f"/desk/cases/{docket.number}/declarations/").status_code == 404


def test_a_case_whose_rules_ask_for_nothing_says_so(db: None) -> None:
    with clock.frozen(world.MONDAY):
        here = world.federation()
        docket = world.open_case(here).docket
        page = text(browser(here, "owner").get(f"/desk/cases/{docket.number}/declarations/"))
    assert "These rules ask for no declaration" in page


def test_stepping_down_is_shown_first_and_then_shuts_the_case(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    world.appoint(federation["third"], "secretary", federation.north)
    where, officer = f"/desk/cases/{docket.number}/step-down/", browser(federation, "owner")
    assert "Who takes the case over?" in text(officer.get(where))
    assert "Who takes the case over?" not in text(browser(federation, "elder_1").get(where))
    data = {
        "ground": "other",
        "text": "Worn out.",
        "hand_over": "Call the witness.",
        "to": str(federation["third"].pk),
    }
    check = text(officer.post(where, data | {"once": TOKEN + "a"}))
    assert "Check it before you step down" in check
    assert "Suryani" in check
    assert world.fresh(docket).length == 1
    done = text(officer.post(where, data | {"once": TOKEN + "b", "checked": "1"}, follow=True))
    assert "You have stepped down" in done
    assert officer.get(f"/desk/cases/{docket.number}/").status_code == 404
    note = Act.objects.get(docket=docket, name="stepped_down")
    page = text(browser(federation, "third").get(f"/desk/cases/{docket.number}/acts/{note.n}/"))
    assert "Call the witness." in page
    assert "Stepped down from the case" in page


def test_whoever_sits_is_led_to_declare_anew_and_an_owner_to_the_hand_over(federation: world.World) -> None:
    docket, owner = world.open_case(federation).docket, browser(federation, "owner")
    who = Vault.of(docket).local(federation["wrong_unit"].pk)
    ask(federation, docket, "wrong_unit")
    handler, where = browser(federation, "wrong_unit"), f"/desk/declarations/{docket.number}/"
    free = {"answer": "free", "seen": "C1 R1"}
    handler.post(where, {"once": TOKEN + "b", "look": "1"})
    handler.post(where, {"once": TOKEN + "c"} | free)
    needs = Needs(act={"appoints": {"handler": [who]}})
    take_step(docket=docket, step="name_handler", by=federation.actor("owner"), at=clock.now(), needs=needs)
    page = f"/desk/cases/{docket.number}/"
    assert "Before you decide anything more here" not in text(handler.get(page))
    comes = PartyIdentity(kind="respondent", name="Tiberiu Aalto")
    cases.add_party(docket=world.fresh(docket), identity=comes, by=federation.actor("owner"))
    drain()
    assert "Before you decide anything more here" in text(handler.get(page))
    assert "Before you decide anything more here" not in text(owner.get(page))
    refused = handler.get(f"{page}steps/look/1/")
    assert (refused.status_code, "has to declare anew" in refused.content.decode()) == (403, True)
    assert "Declare conflicts of interest in 1 case" in text(handler.get("/desk/"))
    handler.post(where, {"once": TOKEN + "d", "look": "1"})
    handler.post(where, {"once": TOKEN + "e"} | free | {"seen": "C1 R1 R2"})
    assert "Before you decide anything more here" not in text(handler.get(page))
    step_down(docket=docket, by=federation["wrong_unit"], hand_over="Ask the keeper.")
    work = text(owner.get("/desk/"))
    assert "A case that came to you: read the hand-over" in work
    until = world.MONDAY.date()
    said = statements.Said(text="I was there.", taken=Taken.CALL, taken_at=clock.now(), until=until)
    statements.take(docket=docket, of="C1", said=said, by=federation.actor("owner"))
    offer(docket=docket, by=Actor(key="R1"), text="", shows="That I was not there.")
    with clock.frozen(world.later(1)):
        work = text(owner.get("/desk/"))
    assert "1 statement that nobody answered in time" in work
    assert "1 item offered as evidence, with no ruling yet" in work
    assert f'href="{page}statements/s1/"' in work
    assert f'href="{page}evidence/e1/"' in work
