"""docs/tutorial/first-case.md as its reader does it: the cast of the demo leads a complaint to a sanction."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Via
from dueprocess.core import engine
from dueprocess.core.engine import permitted
from dueprocess.docket import extracts
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.kit import clock
from dueprocess.people.models import Login
from tests.demo.conftest import TODAY
from tests.desk.working import send, text, token


class Reader:
    """Whoever follows the tutorial: signs in as one of the cast, and takes the step it names."""

    def __init__(self, docket: Docket) -> None:
        self.docket = docket
        logins = Login.objects.select_related("person").exclude(person=None)
        self.cast = {login.person_id: login for login in logins}
        self.declared: dict[str, list[str]] = {}
        self.case_manager = next(pk for pk, login in self.cast.items() if "Siobhán" in login.person.full_name)

    def opened(self, step: str | None = None) -> extracts.Opened:
        return extracts.opened(Docket.objects.get(pk=self.docket.pk), step=step)

    def sign_in(self, person: int) -> Client:
        client = Client()
        client.force_login(self.cast[person], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def take(self, step: str, outcome: str = "", party: str = "", **typed: Any) -> None:
        """Take a step as that one of the cast who may; the form's suggestions are kept."""
        view = self.opened()
        way = next(each for each in permitted(view.state) if each.step == step and each.allowed)
        able = [view.whole.roster.persons.get(key) for key in way.who]
        person = self.case_manager if party else next(pk for pk in able if pk in self.cast)
        query = "&".join(f"{name}={value}" for name, value in (("for", party), ("outcome", outcome)) if value)
        address = f"/desk/cases/{self.docket.number}/steps/{step}/{way.strand or 0}/?{query}"
        client = self.sign_in(person)
        page = client.get(address)
        form = page.context["form"]
        sent = {name: form[name].value() for name in form.fields if name.startswith("appoint")}
        for n, role in enumerate(form.asked.appointments):
            if who := self.declared.get(role.name):
                sent[f"appoint_{n}"] = who[0] if isinstance(sent[f"appoint_{n}"], str) else who
                sent["choice"] = "The demonstration lets nobody else sign in."
        done = send(client, address, sent | typed | token(page))
        assert done.status_code == 302, (step, text(done)[:800])

    def declare(self, step: str) -> None:
        """The clerk asks those of the cast, by the page for that; each of them declares by their own."""
        view = self.opened()
        way = next(each for each in permitted(view.state) if each.step == step and each.allowed)
        persons, number = view.whole.roster.persons, self.docket.number
        asking = next(persons[key] for key in way.who if persons[key] in self.cast)
        for role in engine.form(view.state, step, way.strand).appointments:
            address = f"/desk/cases/{number}/declarations/"
            client = self.sign_in(asking)
            who = [key for key in role.undeclared if persons[key] in self.cast]
            self.declared[role.name] = who
            sent = {"role": role.name, f"{role.name}-who": who, **token(client.get(address))}
            assert client.post(address, sent).status_code == 302
            for key in who:
                client, mine = self.sign_in(persons[key]), f"/desk/declarations/{number}/"
                assert "Declare conflicts of interest" in text(client.get("/desk/"))
                assert client.post(mine, {"look": "1", **token(client.get(mine))}).status_code == 302
                page = client.get(mine)
                answer = {"answer": "free", "seen": page.context["asked"].seen, **token(page)}
                assert client.post(mine, answer).status_code == 302

    def posts(self, step: str) -> None:
        """The case manager notes that the letter to the respondent was posted, and that it arrived."""
        act = Act.objects.get(docket=self.docket, name=step)
        by = Actor(person=self.cast[self.case_manager].person)
        cases.confirm_sent(docket=self.docket, of=act.n, to=["R1"], channel="post", by=by)
        cases.confirm_receipt(docket=self.docket, of=act.n, to="R1", by=by)

    def agrees(self, who: str, step: str, person: int) -> None:
        client = self.sign_in(person)
        address = f"/desk/cases/{self.docket.number}/notes/consent/"
        sent = {"who": who, "to": step, "text": "By letter.", **token(client.get(address))}
        assert client.post(address, sent).status_code == 302


@pytest.mark.usefixtures("loaded")
def test_the_tutorial_leads_to_a_sanction() -> None:
    with clock.frozen(TODAY):
        receipt = cases.receive_complaint(
            report=cases.Report(
                summary="He shouted at a steward.",
                respondents=[PartyIdentity(kind="respondent", name="Test Respondent")],
            ),
            via=Via.PORTAL, by=Actor(), at=clock.now(),
        )  # fmt: skip
        reader = Reader(receipt.docket)
        reader.take("screen")
        reader.take("acknowledge", persons=["k1"], letter="We have it, and you hear from us on Monday.")
        reader.declare("appoint_handlers")
        reader.take("appoint_handlers")
        reader.take("assess", "investigate", paper_0="It could be a breach.", fact_0="standard", fact_1="no")
        alleged = {
            "alleged-respondent": "R1", "alleged-clause": "conduct/1", "alleged-text": "Shouted at a steward",
            "alleged-conduct_from_day": "1", "alleged-conduct_from_month": "11",
            "alleged-conduct_from_year": "2026",
        }  # fmt: skip
        reader.take("give_notice", persons=["R1"], paper_0="Clause 1", paper_1="A letter", **alleged)
        reader.posts("give_notice")
        reader.take("reply", party="R1", note="I did, and I am sorry.")
        reader.declare("begin_investigation")
        reader.take("begin_investigation")
        reader.take("plan", note="Ask the steward.")
        reader.take("send_draft", note="The draft.")
        for party in ("C1", "R1"):
            reader.take("comment", party=party, note="Nothing to add.")
        reader.take("final_report", note="The report.")
        reader.declare("appoint_examiners")
        reader.take("appoint_examiners")
        view = reader.opened()
        examiners = [view.whole.roster.persons[key] for key in view.state.appointed("examiners")]
        reader.agrees("R1", "examine", next(pk for pk in examiners if pk in reader.cast))
        reader.take(
            "examine", "consensual", paper_0="Both sides agree.", paper_1="A warning.", vote_0_0="for",
            vote_0_1="for", finding_0="proved", finding_0_reasons="Admitted.", sanction_1_on=["R1"],
            sanction_1_length="6 months", guided_0_breach="disrespect",
        )  # fmt: skip
        state = reader.opened().state
    assert state.stage == "decided"
    assert [(each.id, each.state) for each in state.sanctions] == [("warning", "in force")]
