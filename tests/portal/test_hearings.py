"""The hearings of a party on their own pages: when, where and what to know, their answer, their days, and
the file for their calendar; nothing of anybody else, and nothing once it is shut."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from icalendar import Calendar

from dueprocess.cases.actions import add_party
from dueprocess.cases.hearings import actions
from dueprocess.cases.ways.actions import close_ways
from dueprocess.docket import hearings
from dueprocess.docket.hearings import Answer, Special
from dueprocess.docket.models import Act, Docket, Read
from tests import world
from tests.cases.hearings.conftest import (
    AGENDA,
    COMPANION,
    LINK,
    PLACE,
    at,
    complainant,
    docket,
    here,
    listed,
    plan,
)
from tests.cases.test_ways import give
from tests.desk.working import text
from tests.portal.conftest import once
from tests.portal.test_ways import come_in

__all__ = ["docket", "here", "listed"]
pytestmark = pytest.mark.django_db
LIST, ONE = "/portal/appointments/", "/portal/appointments/h1/"


def inside(here: world.World, docket: Docket, who: str = "R1") -> Client:
    """The browser of a party who came in by a link."""
    client = Client()
    assert come_in(client, give(here, world.fresh(docket), who)) == 302
    return client


def send(client: Client, address: str, **typed: Any) -> HttpResponse:
    return client.post(address, typed | {"once": once(client.get(address).content)})


def only(docket: Docket) -> hearings.Hearing:
    [found] = hearings.hearings(Act.objects.filter(docket=docket).order_by("n")).values()
    return found


def test_a_party_reads_answers_and_takes_it_along(here: world.World, listed: Docket) -> None:
    by = here.actor("owner")
    actions.special(
        docket=listed, hearing="h1", key="R1", what=Special.SCREEN, reason="Told in confidence.", by=by
    )
    actions.special(
        docket=world.fresh(listed), hearing="h1", key=complainant(listed), what=Special.APART, reason="Fear.",
        by=by,
    )  # fmt: skip
    actions.reply(
        docket=world.fresh(listed), hearing="h1", key=complainant(listed), answer=Answer.CANNOT,
        words="I am in hospital.", by=by,
    )  # fmt: skip
    client = inside(here, listed)
    assert "Hearings, and days on which you cannot" in text(client.get("/portal/matter/"))
    assert "Waits for your answer" in text(client.get(LIST))
    page = client.get(ONE, {"zone": "Asia/Kathmandu"})
    told = text(page)
    for words in (PLACE, LINK, AGENDA, "10:00 to 12:00 (Europe/London)", "14:45 to 16:45", "A screen"):
        assert words in told
    others = (here["second"].full_name, "Wren Abara", "hospital", "confidence", "apart", "Cannot")
    assert not [each for each in others if each in told], "nobody else's name, answer or need"
    assert "why" in text(send(client, ONE, answer="cannot", words="")).lower()
    assert send(client, ONE, answer="comes", words="A chair with arms.").status_code == 302
    assert only(listed).replies["R1"][0] == "comes"
    assert "You have answered" in text(client.get(LIST))
    data = client.get(ONE + "appointment.ics")
    assert data["Content-Type"].startswith("text/calendar")
    assert data["Cache-Control"] == "no-store"
    read = Calendar.from_ical(data.content)
    assert (read["METHOD"], read.events[0]["DTSTART"].dt) == ("REQUEST", at())
    reads = set(Read.objects.filter(docket=listed).values_list("what", flat=True))
    assert {"hearing h1", "calendar h1"} <= reads


def test_a_cancelled_hearing_leaves_the_way_out_of_the_calendar(here: world.World, listed: Docket) -> None:
    client = inside(here, listed)
    actions.cancel(docket=world.fresh(listed), hearing="h1", reason="It was settled.", by=here.actor("owner"))
    told = text(client.get(ONE))
    assert "It takes place no more" in told
    assert "It was settled." in told
    assert PLACE not in told
    assert Calendar.from_ical(client.get(ONE + "appointment.ics").content)["METHOD"] == "CANCEL"
    assert send_refused(client)


def send_refused(client: Client) -> bool:
    answer = client.post(ONE, {"answer": "comes", "once": "x" * 24})
    return "was cancelled" in text(answer)


def test_a_hearing_is_hidden_from_whoever_is_not_invited(here: world.World, listed: Docket) -> None:
    add_party(docket=listed, identity=COMPANION, by=here.actor("owner"), reason="Comes along.")
    who = listed.parties.get(kind="companion").key
    client = inside(here, listed, who)
    assert "You are invited to no hearing" in text(client.get(LIST))
    for address in (ONE, ONE + "appointment.ics", "/portal/appointments/h2/"):
        assert client.get(address).status_code == 404
    with_them = plan(here, listed, invited=("R1", who))
    actions.move(
        docket=world.fresh(listed), hearing="h1", plan=with_them, reason="With them.", by=here.actor("owner")
    )
    assert PLACE in text(client.get(ONE))
    without = plan(here, listed, invited=("R1",))
    actions.move(
        docket=world.fresh(listed), hearing="h1", plan=without, reason="Secret.", by=here.actor("owner")
    )
    told = text(client.get(ONE))
    assert "You need not come any more" in told
    assert PLACE not in told
    assert "Secret." not in told


def test_what_opens_their_part_shuts_their_hearings(here: world.World, listed: Docket) -> None:
    client = inside(here, listed)
    assert client.get(ONE).status_code == 200
    close_ways(docket=world.fresh(listed), key="R1", by=here.actor("owner"), reason="Given to another.")
    for address in (LIST, ONE, ONE + "appointment.ics"):
        assert client.get(address).status_code == 302
    assert client.post(ONE, {"answer": "comes", "once": "x" * 24}).status_code == 403
    assert not only(listed).replies


def test_days_are_said_and_taken_back(here: world.World, docket: Docket) -> None:
    client = inside(here, docket)
    days = {f"{part}_{each}": value for part in ("first", "until") for each, value in
            (("day", "20"), ("month", "4"), ("year", "2026"))}  # fmt: skip
    assert send(client, LIST, **days).status_code == 302
    assert "Mon 20 Apr 2026 – Mon 20 Apr 2026" in text(client.get(LIST))
    [note] = hearings.away(Act.objects.filter(docket=docket).order_by("n"))
    assert (note.key, note.first.isoformat()) == ("R1", "2026-04-20")
    back = f"/portal/appointments/days/{note.n}/end/"
    assert client.post(back, {"once": once(client.get(LIST).content)}).status_code == 302
    assert hearings.away(Act.objects.filter(docket=docket).order_by("n")) == ()
    assert "before it begins" in text(send(client, LIST, **days | {"until_day": "19"}))
