"""Hearings at the desk: an hour is found, the day fixed, the hearing set, moved, answered and held; nobody
else sees anything of it, and what is typed on the day is not lost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from dueprocess.cases.actions import declare_conflict
from dueprocess.cases.hearings import actions
from dueprocess.docket import hearings
from dueprocess.docket.models import Act, Docket, Read
from dueprocess.kit import clock
from tests import world
from tests.cases.hearings.conftest import (
    AGENDA,
    DAY,
    LINK,
    PLACE,
    R1,
    at,
    complainant,
    docket,
    fix,
    here,
    key,
    listed,
    set_up,
)
from tests.desk.conftest import SignIn
from tests.desk.working import text, token

__all__ = ["docket", "here", "listed"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(here: world.World, sign_in: SignIn) -> Client:
    return sign_in(here["owner"])


def to(docket: Docket, rest: str = "") -> str:
    return f"/desk/cases/{docket.number}/hearings/{rest}"


def send(client: Client, address: str, **typed: Any) -> HttpResponse:
    page = client.get(address)
    assert page.status_code == 200
    return client.post(address, typed | token(page))


def hold(here: world.World, docket: Docket, **more: Any) -> dict[str, Any]:
    """What is typed to set a hearing."""
    return {
        "from_at_day": "20", "from_at_month": "4", "from_at_year": "2026", "from_at_time": "10:00",
        "lasts": "120", "invited": ["R1", complainant(docket), key(here, docket, "second")], "mode": "both",
        "place": PLACE, "link": LINK, "agenda": AGENDA, "despite": "",
    } | more  # fmt: skip


def only(docket: Docket) -> hearings.Hearing:
    [found] = hearings.hearings(Act.objects.filter(docket=docket).order_by("n")).values()
    return found


def test_from_an_hour_that_suits_to_a_hearing_that_is_set(
    here: world.World, docket: Docket, owner: Client
) -> None:
    told = text(owner.get(to(docket)))
    assert "No hearing is set" in told
    assert "No day is fixed yet" in told
    # an hour is looked for, and the step that fixes the day has it typed in already
    actions.away(docket=docket, key="R1", first=DAY, until=DAY, by=R1)
    looked = owner.get(
        to(docket, "hours/"),
        {"first_day": "16", "first_month": "4", "first_year": "2026", "last_day": "21", "last_month": "4",
         "last_year": "2026", "starts": ["10:00"], "lasts": "120", "who": ["R1"]},
    )  # fmt: skip
    told = text(looked)
    assert "A Visitor is away on Mon 20 Apr 2026" in told
    assert "It is no working day." in told
    [first, *_rest] = re.findall(r'href="([^"]*steps/fix_hearing/[^"]*)"', looked.content.decode())
    assert first.endswith("?day=2026-04-16")
    step = owner.get(first).content.decode()
    assert re.search(r'name="fact_0_day"[^>]*value="16"', step)
    # the day is fixed, and the hearing set on it, although somebody cannot
    fix(here, docket)
    answer = send(owner, to(docket, "new/"), **hold(here, docket))
    assert answer.status_code == 200
    assert "A Visitor is away on Mon 20 Apr 2026" in text(answer)
    assert PLACE in answer.content.decode(), "what was typed is there still"
    answer = send(owner, to(docket, "new/"), **hold(here, docket, despite="They come by video."))
    assert answer.status_code == 302
    told = text(owner.get(to(docket)))
    assert "Mon 20 Apr 2026, 10:00 to 12:00" in told
    assert "3 have not answered" in told
    assert only(world.fresh(docket)).from_at == at()


def test_one_hearing_in_two_zones(here: world.World, listed: Docket, owner: Client) -> None:
    page = owner.get(to(listed, "h1/"), {"zone": "America/New_York"})
    told = text(page)
    for words in (PLACE, AGENDA, "10:00 to 12:00 (Europe/London)", "05:00 to 07:00 (America/New York)"):
        assert words in told
    assert "America/New York)" not in text(owner.get(to(listed, "h1/"), {"zone": "No/Where"}))
    assert Read.objects.filter(docket=listed, what="hearing h1").exists()


def test_it_is_moved_and_cancelled_and_crossing_edits_are_found(
    here: world.World, listed: Docket, owner: Client
) -> None:
    page = owner.get(to(listed, "h1/change/"))
    typed = hold(here, listed, from_at_time="14:00", reason="The hall is taken.")
    old = token(page)
    send(owner, to(listed, "h1/answer/R1/"), answer="comes", words="A chair with arms.")
    answer = owner.post(to(listed, "h1/change/"), typed | old)
    assert "changed meanwhile" in text(answer)
    assert only(listed).from_at == at()
    assert send(owner, to(listed, "h1/change/"), **typed).status_code == 302
    assert only(listed).from_at == at(hour=14)
    told = text(owner.get(to(listed, "h1/")))
    assert "The hall is taken." in told
    assert send(owner, to(listed, "h1/cancel/"), reason="").status_code == 200
    assert send(owner, to(listed, "h1/cancel/"), reason="Settled.").status_code == 302
    assert "Cancelled" in text(owner.get(to(listed, "h1/")))


def test_one_answers_and_takes_it_into_a_calendar(here: world.World, listed: Docket, sign_in: SignIn) -> None:
    second = sign_in(here["second"])
    assert "My appointments" in text(second.get("/desk/"))
    assert listed.number in second.get("/desk/appointments/").content.decode()
    me = key(here, listed, "second")
    assert send(second, to(listed, f"h1/answer/{me}/"), answer="cannot", words="").status_code == 200
    assert send(second, to(listed, f"h1/answer/{me}/"), answer="link", words="").status_code == 302
    data = second.get(to(listed, "h1/appointment.ics"))
    assert data["Content-Type"].startswith("text/calendar")
    assert data["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    assert Calendar.from_ical(data.content).events[0]["DTSTART"].dt == at()
    # whoever may see the case and is not invited takes nothing; whoever is shut out finds nothing there
    assert sign_in(here["conflicted"]).get(to(listed, "h1/appointment.ics")).status_code == 404
    declare_conflict(docket=listed, who=me, ground="family", by=here.actor("second"))
    for rest in ("h1/appointment.ics", "h1/", "", "h1/day/"):
        assert second.get(to(listed, rest)).status_code == 404
    assert listed.number not in second.get("/desk/appointments/").content.decode()


def test_the_day_on_one_page_with_words_that_are_kept(
    here: world.World, listed: Docket, owner: Client, sign_in: SignIn
) -> None:
    with clock.frozen(at()):
        assert "Attendance and record" in text(owner.get(to(listed, "h1/")))
        page = owner.get(to(listed, "h1/day/"))
        kept = owner.post(
            to(listed, "h1/day/"), {"moment": "opened", "words": "The chair welcomes"} | token(page),
            headers={"x-keep": "1"},
        )  # fmt: skip
        assert kept.status_code == 204
        assert "The chair welcomes</textarea>" in owner.get(to(listed, "h1/day/")).content.decode()
        assert not Act.objects.filter(docket=listed, name="hearing_record").exists()
        assert "welcomes" not in str(dict(owner.session))
        stranger = sign_in(here["wrong_unit"])
        refused = stranger.post(
            to(listed, "h1/day/"), {"words": "x"} | token(page) | {"once": "y" * 24}, headers={"x-keep": "1"}
        )
        assert refused.status_code == 404
        answer = owner.post(to(listed, "h1/day/"), {"moment": "opened", "words": "Welcome."} | token(page))
        assert answer.status_code == 302
        again = owner.get(to(listed, "h1/day/"))
        assert "welcomes" not in again.content.decode()
        assert "Welcome." in text(again)
        there = {"part": "there", "there_R1": "on", "came_R1": "10:05", "left_R1": "9:00", "others": ""}
        assert "hours do not fit" in text(send(owner, to(listed, "h1/day/"), **there))
        wrong = send(owner, to(listed, "h1/day/"), **there | {"came_R1": "ten"})
        assert "like 14:30" in text(wrong)
    with clock.frozen(at(hour=12)):
        assert send(owner, to(listed, "h1/day/"), **there | {"left_R1": "11.30"}).status_code == 302
        told = text(owner.get(to(listed, "h1/")))
        assert "10:05 to 11:30" in told
    [row] = only(listed).there
    assert (row.key, row.came) == ("R1", at() + timedelta(minutes=5))


def test_a_special_measure_and_the_publicity_plan(listed: Docket, owner: Client) -> None:
    typed = {"who": "R1", "what": "screen", "words": "By the left door.", "reason": "Fear."}
    assert send(owner, to(listed, "h1/special/"), **typed).status_code == 302
    told = text(owner.get(to(listed, "h1/")))
    assert "By the left door." in told
    n = only(listed).measures[0].n
    assert send(owner, to(listed, f"h1/special/{n}/end/"), reason="Not needed.").status_code == 302
    typed = {
        "opens": "closed", "speakers": "The press officer", "wording": "", "reason": "",
        "embargo_day": "20", "embargo_month": "4", "embargo_year": "2026", "embargo_time": "18:00",
    }  # fmt: skip
    assert send(owner, to(listed, "publicity/"), **typed).status_code == 302
    told = text(owner.get(to(listed)))
    assert "The press officer" in told
    assert "Holds" in told


def test_days_are_written_down_and_taken_back(docket: Docket, owner: Client) -> None:
    days = {f"{part}_{each}": value for part in ("first", "until") for each, value in
            (("day", "20"), ("month", "4"), ("year", "2026"))}  # fmt: skip
    assert send(owner, to(docket, "away/"), who="R1", **days).status_code == 302
    told = owner.get(to(docket))
    assert "Who cannot, and when" in text(told)
    [back] = re.findall(r'href="([^"]*hearings/away/\d+/end/)"', told.content.decode())
    assert send(owner, back).status_code == 302
    assert "Who cannot, and when" not in text(owner.get(to(docket)))


def test_pages_ask_the_database_a_fixed_number_of_times(
    here: world.World, listed: Docket, owner: Client
) -> None:
    def asked(address: str) -> int:
        owner.get(address)
        with CaptureQueriesContext(
            connection,
        ) as found:
            owner.get(address)
        return len(found)

    before = [asked(each) for each in (to(listed), "/desk/appointments/", to(listed, "h1/"))]
    for n in range(3):
        day = {"from_at": at(DAY + timedelta(days=n + 1)), "to_at": at(DAY + timedelta(days=n + 1), 12)}
        set_up(here, listed, **day)
    after = [asked(each) for each in (to(listed), "/desk/appointments/", to(listed, "h1/"))]
    assert after == before
