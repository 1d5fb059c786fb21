"""The register at the desk and at the portal: what each page says and to whom; every look is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dueprocess.standing import actions, extracts
from dueprocess.standing.models import Contest, Issue, Look, Match, MatchStep, OutsideList, Renewal
from tests import world
from tests.desk.conftest import signed_in
from tests.desk.working import text
from tests.standing.conftest import CSV, confirmed, kept_away, listed, match_of

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 23)
DESK = "/desk/standing/"


def client(federation: world.World, who: str) -> Client:
    return signed_in(federation[who])


def press(page: Client, path: str, **typed: Any) -> Any:
    """Send a form as the browser does, with the token that its page holds."""
    shown = page.get(path).content.decode()
    token = shown.split('name="once" value="', 1)[1].split('"', 1)[0]
    return page.post(path, {"once": token, **typed})


def test_the_register_says_what_and_until_when_and_of_no_case(federation: world.World) -> None:
    docket = kept_away(federation)
    registrar = client(federation, "third")
    page = text(registrar.get(DESK))
    for said in (
        "Ilse Marchetti",
        "Suspended",
        "meetings",
        "An interim measure here",
        "23 Jun 2026",
        "1 person",
    ):
        assert said in page, said
    for never in (docket.number, "Shouted down", "Stay away for now", "Staying away"):
        assert never not in page, never
    assert "Ilse Marchetti" not in text(registrar.get(f"{DESK}?status=expelled"))
    assert "Ilse Marchetti" in text(registrar.get(f"{DESK}?status=suspended&unit={federation.north.pk}"))
    assert "Ilse Marchetti" not in text(registrar.get(f"{DESK}?unit={federation.south.pk}"))
    assert "Ilse Marchetti" not in text(registrar.get(f"{DESK}?ending=1"))
    assert "Ilse Marchetti" in text(registrar.get(f"{DESK}?ending=1&on=2026-06-01"))
    assert "Ilse Marchetti" not in text(registrar.get(f"{DESK}?on=2026-03-22"))
    for odd in ("on=x", "unit=x&page=-3", "status=nonsense", "page=99"):
        assert registrar.get(f"{DESK}?{odd}").status_code == 200


def test_who_is_on_it_reads_what_it_means_and_who_looked(federation: world.World) -> None:
    kept_away(federation)
    me = federation["respondent"]
    client(federation, "third").get(f"{DESK}people/{me.pk}/")
    client(federation, "overseer").get(DESK)
    page = text(client(federation, "respondent").get("/portal/standing/"))
    for said in (
        "Your rights as a member rest",
        "23 Jun 2026",
        "Suryani",
        "opened your standing",
        "Adaeze Lund",
    ):
        assert said in page, said
    seen = text(client(federation, "overseer").get(f"{DESK}people/{me.pk}/"))
    assert "Suryani" in seen
    assert Look.objects.count() == 3
    assert "Nothing bars you" in text(client(federation, "stranger").get("/portal/standing/"))


def test_a_list_from_its_making_to_a_confirmed_match(federation: world.World) -> None:
    registrar = client(federation, "third")
    assert "There is no list" in text(registrar.get(f"{DESK}lists/"))
    made = press(
        registrar, f"{DESK}lists/new/", title="Barred coaches", body="League", basis="Statute 12",
        purpose="Nobody speaks", bars=["speaking"], scope="platforms, youth", expires_on_day="1",
        expires_on_month="12", expires_on_year="2026",
    )  # fmt: skip
    row = OutsideList.objects.get()
    assert (made.status_code, row.scope, row.expires_on) == (302, ["platforms", "youth"], date(2026, 12, 1))
    path = f"{DESK}lists/{row.pk}/"
    wrong = press(registrar, f"{path}issue/", files=SimpleUploadedFile("a.csv", b"key,name\n1,\n2,B,C\n"))
    assert "line 2" in text(wrong)
    assert "line 3" in text(wrong)
    press(registrar, f"{path}issue/", files=SimpleUploadedFile("a.csv", CSV.encode()))
    issue = Issue.objects.get()
    page = text(registrar.get(path))
    for said in ("An issue waits to be taken in", "Noor Whitlock", issue.sha256):
        assert said in page, said
    assert press(registrar, path, what="take", issue=issue.pk).status_code == 302
    match = match_of(federation, "stranger")
    page = text(registrar.get(path))
    assert "88 of 100" in page
    page = text(registrar.get(f"{DESK}matches/{match.pk}/"))
    assert "Is it this person?" in page
    assert press(registrar, f"{DESK}matches/{match.pk}/", it_is="yes", why="").status_code == 200
    press(registrar, f"{DESK}matches/{match.pk}/", it_is="yes", why="Asked her mother")
    assert Match.objects.get(pk=match.pk).step == MatchStep.CONFIRMED
    own = text(client(federation, "stranger").get("/portal/standing/"))
    for said in ("Barred from speaking", "Barred coaches, League", "Statute 12", "Asked her mother"):
        assert said in own, said
    overseer = client(federation, "overseer")
    assert "Is it this person?" not in text(
        overseer.get(f"{DESK}matches/{match_of(federation, 'respondent').pk}/")
    )
    press(
        registrar,
        f"{path}renew/",
        until_on_day="1",
        until_on_month="3",
        until_on_year="2027",
        reason="Still needed",
    )
    renewal = Renewal.objects.get()
    assert "There is a problem" in text(press(registrar, path, what="agree", renewal=renewal.pk))
    press(overseer, path, what="agree", renewal=renewal.pk)
    assert OutsideList.objects.get().expires_on == date(2027, 3, 1)
    press(overseer, path, what="end")
    assert "Nothing bars you" in text(client(federation, "stranger").get("/portal/standing/"))


def test_a_contest_from_the_page_of_who_is_on_it_to_its_answer(federation: world.World) -> None:
    listed(federation)
    confirmed(federation, "stranger")
    [mine] = extracts.of(federation["stranger"].pk, MONDAY)
    me, registrar = client(federation, "stranger"), client(federation, "third")
    path = f"/portal/standing/{mine.ref}/contest/"
    assert client(federation, "owner").get(path).status_code == 404
    press(me, path, reason="I am another Noor", files=SimpleUploadedFile("birth.txt", b"born in 1991"))
    row = Contest.objects.get()
    assert "You contested it" in text(me.get("/portal/standing/"))
    where = f"{DESK}contests/{row.pk}/"
    assert "You confirmed this match" in text(registrar.get(where))
    assert me.get(where).status_code == 404
    second = client(federation, "second")
    assert "I am another Noor" in text(second.get(where))
    [file] = row.files.all()
    got = second.get(f"{where}files/{file.pk}/")
    assert b"".join(got.streaming_content) == b"born in 1991"  # type: ignore[attr-defined]
    assert second.get(f"{where}files/{file.pk + 1}/").status_code == 404
    checked = press(second, where, upheld="yes", why="The days of birth differ")
    assert "Check it before it counts" in text(checked)
    assert Contest.objects.get().decided_at is None
    press(second, where, upheld="yes", why="The days of birth differ", checked="1")
    own = text(me.get("/portal/standing/"))
    for said in ("Nothing bars you", "You were right: it ended", "The days of birth differ"):
        assert said in own, said
    assert extracts.of(federation["stranger"].pk, MONDAY) == ()


def test_what_the_pages_cost_does_not_grow(federation: world.World) -> None:
    kept_away(federation)
    row = listed(federation)
    registrar, me = client(federation, "third"), client(federation, "respondent")
    pages = [
        (registrar, DESK, 19), (registrar, f"{DESK}lists/", 12), (registrar, f"{DESK}lists/{row.pk}/", 18),
        (registrar, f"{DESK}people/{federation['respondent'].pk}/", 24), (registrar, f"{DESK}contests/", 14),
        (me, "/portal/standing/", 22), (registrar, "/desk/", 15),
        (client(federation, "overseer"), "/desk/", 15),
    ]  # fmt: skip
    found: list[list[int]] = []
    for more in (False, True):
        if more:
            for who in ("complainant", "leader", "elder_1"):
                name = federation[who].full_name
                listed(federation, f"key,name\n1,{name}\n", title=who)
                confirmed(federation, who)
            mine = extracts.of(federation["respondent"].pk, MONDAY)[0]
            actions.contest(person=federation["respondent"], ref=mine.ref, reason="x")
            for who in ("complainant", "leader"):
                own = extracts.of(federation[who].pk, MONDAY)[0]
                actions.contest(person=federation[who], ref=own.ref, reason="x")
        found.append([])
        for page, path, _most in pages:
            page.get(path)
            with CaptureQueriesContext(connection) as count:
                page.get(path)
            found[-1].append(len(count))
    told = {path: (one, two, most) for (_, path, most), one, two in zip(pages, *found, strict=True)}
    assert [each for each in told.items() if each[1][1] > each[1][2]] == []
