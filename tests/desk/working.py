"""Works a case through the desk's addresses, as its officers do: each under their own login."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from dueprocess.core.engine import permitted
from dueprocess.docket import extracts
from dueprocess.docket.actions import record_lapses
from dueprocess.docket.models import Docket, Proposal
from dueprocess.kit import clock
from dueprocess.people.models import Person
from tests import declaring
from tests.desk.conftest import signed_in
from tests.desk.filling import answers, present


def token(page: HttpResponse) -> dict[str, str]:
    """The hidden fields of a form on a page."""
    text = page.content.decode()
    found = {"once": re.findall(r'name="once" value="([^"]+)"', text)[0]}
    if length := re.search(r'name="length" value="(\d+)"', text):
        found["length"] = length[1]
    return found


def text(page: HttpResponse) -> str:
    """What a page says, in one line."""
    words = html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split()
    return re.sub(r" ([,.:;)])", r"\1", " ".join(words))


def send(client: Client, address: str, typed: dict[str, Any]) -> HttpResponse:
    """Send a form, and once more from the page on which it is checked."""
    answer = client.post(address, typed)
    page = answer.content.decode()
    if answer.status_code != 200 or 'name="checked"' not in page:
        return answer
    form = page[page.index("<form", page.index("Check it before it is entered")) :]
    again: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        again.setdefault(html.unescape(name), []).append(html.unescape(value))
    return client.post(address, again | {"checked": "1"})


class Desk:
    """One case, its clock, and somebody to sit at the desk for parties."""

    def __init__(self, docket: Docket, clerk: Person) -> None:
        self.docket, self.clerk = docket, clerk
        self.number = docket.number

    def opened(self) -> extracts.Opened:
        return extracts.opened(Docket.objects.get(pk=self.docket.pk))

    def able(self, step: str) -> tuple[Client, str, int]:
        """Who may take a step now: their browser, the party for whom it is written down, the strand."""
        view = self.opened()
        way = next((each for each in permitted(view.state) if each.step == step and each.allowed), None)
        assert way, (step, [each.refusal for each in permitted(view.state) if each.step == step])
        key = way.who[0]
        pk = view.whole.roster.persons.get(key)
        if pk is None:
            return signed_in(self.clerk), key, way.strand or 0
        return signed_in(Person.objects.get(pk=pk)), "", way.strand or 0

    def take(
        self,
        step: str,
        at: datetime,
        outcome: str = "",
        *,
        chosen: dict[str, Any] | None = None,
        **typed: Any,
    ) -> HttpResponse:
        """Take one step through its pages; with signatures, through the pages of those who sign. `chosen`
        are the measures and sanctions, each with a length or None."""
        with clock.frozen(at):
            declaring.declared(self.docket, step, outcome, strand=self.able(step)[2])
            client, party, strand = self.able(step)
            query = "&".join(
                f"{name}={value}" for name, value in (("for", party), ("outcome", outcome)) if value
            )
            address = f"/desk/cases/{self.number}/steps/{step}/{strand}/" + (f"?{query}" if query else "")
            page = client.get(address)
            assert page.status_code == 200, (step, page.status_code, text(page)[:600])
            form = page.context["form"]
            sent = answers(form, there=present(self.opened().state, form), chosen=chosen)
            done = send(client, address, sent | typed | token(page))
            assert done.status_code == 302, (step, done.context["form"].errors)
            if "/acts/" not in done.headers["Location"]:
                done = self.sign()
            self.letters()
            return done

    def sign(self) -> HttpResponse:
        """Let everybody sign who was asked; returns the answer to the last."""
        proposal = Proposal.objects.get(docket=self.docket, ended_at=None)
        view = self.opened()
        answer = HttpResponse()
        for each in proposal.signatures.order_by("pk"):
            client = signed_in(Person.objects.get(pk=view.whole.roster.persons[each.key]))
            assert proposal.pk in [line.pk for line in client.get("/desk/").context["signatures"]]
            address = f"/desk/cases/{self.number}/signatures/{proposal.pk}/"
            page = client.get(address)
            answer = client.post(address, {"sign": "1", **token(page)})
            assert answer.status_code == 302, text(answer)[:600]
        return answer

    def consent(self, step: str, parties: tuple[str, ...], at: datetime) -> None:
        """Write down that these parties agree to a step."""
        address = f"/desk/cases/{self.number}/notes/consent/"
        with clock.frozen(at):
            client = signed_in(self.clerk)
            for key in parties:
                typed = {"who": key, "to": step, "text": "By telephone.", **token(client.get(address))}
                done = client.post(address, typed)
                assert done.status_code == 302, done.context["form"].errors

    def letters(self) -> None:
        """Note that what was sent has arrived, for whoever it was sent to."""
        client = signed_in(self.clerk)
        address = f"/desk/cases/{self.number}/notes/received/"
        while True:
            page = client.get(address)
            options = list(page.context["form"].fields["letter"].choices)
            if not options:
                return
            done = client.post(address, {"letter": options[0][0], **token(page)})
            assert done.status_code == 302, text(done)[:600]

    def finish(self, at: datetime, *, most: int = 25) -> Docket:
        """Take whatever leads on until the case is closed; time passes in between."""
        for _ in range(most):
            with clock.frozen(at):
                record_lapses(Docket.objects.get(pk=self.docket.pk))
                docket = Docket.objects.get(pk=self.docket.pk)
                if not docket.is_open:
                    return docket
                view = self.opened()
                steps = view.rulebook.steps
                owed = [each for each in permitted(view.state) if each.allowed and each.due]
                last = [
                    each
                    for each in owed
                    if steps[each.step].stages and any(due.kind != "chance" for due in each.due)
                ]
            if last:
                self.take(last[0].step, at)
            at += timedelta(days=5)
        raise AssertionError([each.step for each in owed])
