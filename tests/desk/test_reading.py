"""The desk's pages as they are read: what stands first, what a case says of itself, odd addresses."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dueprocess.cases import actions as cases
from dueprocess.cases import extracts
from dueprocess.cases.models import Complaint, Via
from dueprocess.docket import actions as dockets
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.docket.search import Filters
from dueprocess.kit import clock
from dueprocess.rules import rulebooks
from tests import world
from tests.desk.conftest import SignIn
from tests.desk.working import send, text, token

BARRED = """
[conflicts.near]
title = "Too close"
grounds = ["same household"]
bars = ["see", "speak", "vote"]
"""


@pytest.fixture
def case(federation: world.World) -> Docket:
    return world.open_case(federation).docket


def at(case: Docket, tab: str = "") -> str:
    return f"/desk/cases/{case.number}/{tab}"


def acknowledged(client: Client, case: Docket) -> None:
    step = at(case, "steps/acknowledge/1/")
    assert send(client, step, token(client.get(step))).status_code == 302


def test_work_is_told_case_by_case_and_charted(federation: world.World, sign_in: SignIn) -> None:
    for day in range(3):
        world.open_case(federation, at=world.later(hours=-day / 10))
    client = sign_in(federation["owner"])
    with clock.frozen(world.later(days=60)):
        page = client.get("/desk/")
    late, counts = page.context["late"], page.context["counts"]
    assert len({first.number for first, _more in late}) == len(late)
    assert sum(1 + len(more) for _first, more in late) == len(page.context["work"].late)
    assert sum(row.number for row in page.context["due"]) == counts["open"] == 3
    assert "When is the next thing due?" in text(page)


def test_what_others_must_do_in_my_case_leads_to_the_case_and_says_whose_it_is(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    elder = federation["elder_1"]
    dockets.assign(docket=case, to=elder.pk, by=federation.actor("owner"), reason="Away this month.")
    page = sign_in(elder).get("/desk/")
    (line,) = page.context["work"].week
    assert (line.why, line.whose) == ("owner", "Secretary")
    assert f"/steps/{line.step}/" not in page.content.decode()
    assert text(page).count("to be done by: Secretary") == 2
    assert "Look at the case" in text(page)
    assert not [each for each in extracts.my_work(federation["owner"]).week if each.whose]


def test_days_are_counted_as_the_rule_counts_them(federation: world.World, case: Docket) -> None:
    owner = federation["owner"]
    friday = world.later(days=4)
    with clock.frozen(friday):
        fresh = world.open_case(federation, at=friday).case
        line = next(each for each in extracts.queue(owner, Filters()).lines if each.number == fresh)
        due = next(each for each in extracts.my_work(owner).week if each.number == fresh)
    assert line.due_at is not None
    days = (line.due_at - timedelta(seconds=1)).date() - friday.date()
    assert (days.days, line.working_days, due.working_days) == (4, 2, 2)  # Tuesday: two working days
    with clock.frozen(world.later(days=60)):
        gone = next(each for each in extracts.queue(owner, Filters()).lines if each.number == fresh)
    assert gone.overdue
    assert gone.working_days is None


def test_the_list_names_the_owner_from_the_first_moment(federation: world.World, case: Docket) -> None:
    line = extracts.queue(federation["owner"], Filters()).lines[0]
    assert case.owner
    assert line.owner


@pytest.mark.parametrize(
    "odd",
    [
        "sort=nonsense", "stage=%27%3B--", "unit=abc", "unit=999999999999999999999", "age=x-y", "state=maybe",
        "number=%00", "number=%3Cscript%3E", "mine=maybe&late=1&unowned=yes", "sort=&sort=oldest&after=",
        "show=all", "age=-5-", "%FF%FE=1",
    ],
)  # fmt: skip
def test_odd_words_in_the_address_of_the_list_narrow_nothing_or_everything(
    federation: world.World, case: Docket, sign_in: SignIn, odd: str
) -> None:
    client = sign_in(federation["owner"])
    page = client.get(f"/desk/cases/?{odd}")
    assert page.status_code == 200
    assert "<script>" not in page.content.decode().split("<main")[1]
    assert client.get(f"/desk/cases/export.csv?{odd}").status_code == 200


@pytest.mark.parametrize("odd", ["zzz", "W10", "bnVsbA", "eyJhIjoxfQ", "WyIyMDI2IiwgInpvbyJd", "%00"])
def test_a_page_that_does_not_exist_is_said_so_within_the_desk(
    federation: world.World, case: Docket, sign_in: SignIn, odd: str
) -> None:
    page = sign_in(federation["owner"]).get(f"/desk/cases/?after={odd}")
    assert page.status_code == 400
    shown = text(page)
    assert "Go back to the first page." in shown
    assert "My work" in shown


def test_the_filter_stays_in_the_address_from_page_to_page(federation: world.World, sign_in: SignIn) -> None:
    for hour in range(30):
        world.open_case(federation, at=world.later(hours=-hour / 10))
    client = sign_in(federation["owner"])
    page = client.get("/desk/cases/?mine=on&age=0-91&sort=oldest").content.decode()
    following = re.findall(r'rel="next" href="\?([^"]+)"', page)[0].replace("&amp;", "&")
    assert {"mine=on", "age=0-91", "sort=oldest"} < set(following.split("&"))
    assert len(client.get(f"/desk/cases/?{following}").context["queue"].lines) == 5
    for address in re.findall(r'href="([^"]+)"', page):
        assert "Marchetti" not in address
        assert "Abara" not in address


def test_the_export_gives_the_last_day_as_the_page_does(
    federation: world.World, case: Docket, sign_in: SignIn, settings: Any
) -> None:
    client = sign_in(federation["owner"])
    line = client.get("/desk/cases/").context["queue"].lines[0]
    body = b"".join(client.get("/desk/cases/export.csv").streaming_content).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(body)))
    assert row["due"] == (line.due_at - timedelta(seconds=1)).date().isoformat() == "2026-03-25"


def test_a_complaint_is_called_by_its_number(federation: world.World, case: Docket, sign_in: SignIn) -> None:
    client = sign_in(federation["owner"])
    acknowledged(client, case)
    number = Complaint.objects.get(docket=case).number
    for tab in ("", "deadlines/", "letters/", "acts/2/"):
        shown = text(client.get(at(case, tab)))
        assert not re.search(r"\bk1\b", shown), tab
    assert number in text(client.get(at(case, "parties/")))
    offered = text(client.get(at(case, "notes/conflict/")))
    assert f"complaint {number}" not in offered
    offered = client.get(at(case, "notes/conflict/")).context["form"].fields["who"].choices
    assert not {key for key, _name in offered} & {"C1", "R1"}, "a party has no conflict of interest"
    assert offered


def test_whoever_shuts_themselves_out_is_told_so(db: None, sign_in: SignIn) -> None:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text() + BARRED)
    with clock.frozen(world.MONDAY):
        docket = world.open_case(built).docket
        client = sign_in(built["owner"])
        page = client.get(at(docket, "notes/conflict/"))
        key = Vault.of(docket).local(built["owner"].pk)
        typed = {"who": key, "ground": "same household", **token(page)}
        said = client.post(at(docket, "notes/conflict/"), typed, follow=True)
        assert said.redirect_chain == [("/desk/", 302)]
        assert "This case is shut to you from now on." in text(said)
        assert client.get(at(docket)).status_code == 404


def test_every_deadline_stands_with_its_reasons(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    page = client.get(at(case, "deadlines/"))
    shown = text(page)
    lines = page.context["docket"].deadlines
    assert lines
    for line in lines:
        if line.event_at is not None:
            assert " ".join(line.explanation.split()) in shown
    with clock.frozen(world.later(days=60)):
        late = client.get(at(case, "deadlines/"))
    assert late.context["groups"][0][0] == "Late"
    assert "days late" in text(late)


def test_a_case_is_shown_as_at_any_moment(federation: world.World, case: Docket, sign_in: SignIn) -> None:
    client = sign_in(federation["owner"])
    with clock.frozen(world.later(hours=5)):
        acknowledged(client, case)
    with clock.frozen(world.later(days=2)):
        entry = client.get(at(case, "acts/1/")).content.decode()
        link = re.findall(r'href="([^"]+\?at=[^"]+)"', entry)[0].replace("&amp;", "&")
        then, now = client.get(link), client.get(at(case))
        assert len(now.context["docket"].timeline) > len(then.context["docket"].timeline) == 1
        assert "As it stood on Mon 23 Mar 2026 at 10:00" in text(then)
        assert "?at=" in then.content.decode().split('aria-label="Case"')[1]  # the tabs keep the moment
        before = client.get(at(case) + "?at=2020-01-01")
        assert "Nothing was written down by then." in text(before)
        for odd in (
            "0001-01-01",
            "9999-12-31",
            "2026-02-30",
            "2026-03-23T99:00",
            "x",
            "2026-03-23T10:00+99:00",
        ):
            assert client.get(at(case) + f"?at={odd}").status_code == 200, odd


def test_a_long_timeline_begins_with_the_latest_and_says_how_much_is_left(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    note = at(case, "notes/message/")
    for n in range(17):
        sent = {"to": ["C1"], "text": f"Message {n}.", **token(client.get(note))}
        assert client.post(note, sent).status_code == 302
    short, whole = client.get(at(case)), client.get(at(case) + "?all=1")
    assert len(short.context["rows"]) == 12
    assert short.context["rows"][0].n == short.context["docket"].length
    assert f"Show {short.context['left']} earlier entries" in text(short)
    assert len(whole.context["rows"]) == short.context["docket"].length
    assert {str(each) for each in short.context["standings"].values()} == {"waiting"}
    assert "not sealed yet" in text(short)


def test_many_allegations_and_complaints_cost_no_more_queries(
    federation: world.World, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    report = cases.Report(
        summary="Everything at once.",
        reporter=PartyIdentity(kind="complainant", name="Wren Abara"),
        respondents=[PartyIdentity(kind="respondent", name=f"Nobody {n}") for n in range(6)],
        allegations=[cases.Alleged(respondent=n % 6, text=f"Deed {n}.") for n in range(24)],
    )
    docket = cases.receive_complaint(
        report=report, via=Via.LETTER, by=Actor(person=federation["owner"]), at=clock.now(),
        unit=federation.club,
    ).docket  # fmt: skip
    for tab in (
        "",
        "deadlines/",
        "parties/",
        "allegations/",
        "files/",
        "letters/",
        "sitting/",
        "readers/",
        "acts/1/",
    ):
        for cold in (True, False):
            if cold:
                rulebooks._kept.clear()
            with CaptureQueriesContext(connection) as asked:
                assert client.get(at(docket, tab)).status_code == 200
            # Once in a process: the rulebook, where somebody stands, and who holds which office.
            most = 23 if cold else 20
            assert len(asked) <= most, (tab, "\n".join(each["sql"][:160] for each in asked))


def test_whoever_may_see_no_case_is_told_why(federation: world.World, case: Docket, sign_in: SignIn) -> None:
    client = sign_in(federation["leader"])
    for address in ("/desk/", "/desk/cases/"):
        assert "No case is open to you" in text(client.get(address))
    hidden = client.get(at(case))
    assert hidden.status_code == 404
    assert "My work" in text(hidden)
    absent = client.get("/desk/cases/AAAA-AAAA-AAA/")
    blank = [re.sub(r'value="[^"]+"', "", each.content.decode()) for each in (hidden, absent)]
    assert blank[0].replace(case.number, "") == blank[1].replace("AAAA-AAAA-AAA", "")


def test_the_way_of_a_case_stands_in_words_with_its_stage_marked(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    page = sign_in(federation["owner"]).get("/desk/rules/", {"case": case.number})
    body = page.content.decode()
    assert body.count('class="dp-lane__here"') == len(page.context["here"]) == 1
    assert 'aria-current="step"' in body or 'class="stage here"' in body


def test_a_number_is_looked_for_whatever_the_state(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    page = client.get(f"/desk/cases/?number={case.number}&state=closed")
    assert [line.number for line in page.context["queue"].lines] == [case.number]
    assert f"1 case: number or code name “{case.number}”" in text(page)


def test_the_picture_of_the_procedure_is_walked(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    """From the case to where it stands, from a box or its words to what can be done there, and on."""
    client = sign_in(federation["owner"])
    head = client.get(at(case)).content.decode()
    assert f'href="/desk/rules/?case={case.number}&amp;stage=received"' in head
    page = client.get(f"/desk/rules/?case={case.number}").content.decode()
    boxes = set(re.findall(r'<a href="([^"]+)">\s*<rect', page))
    assert boxes == {f"/desk/rules/?case={case.number}&amp;stage={stage}" for stage in federation_stages()}
    assert page.count("stage=reply") == 2  # the box, and the same in words
    stage = client.get(f"/desk/rules/?case={case.number}&stage=received")
    assert "stands here now" in text(stage)
    assert "2 working days" in text(stage)
    assert f"?case={case.number}&amp;stage=reply" in stage.content.decode()
    assert "stands here now" not in text(client.get("/desk/rules/?stage=received"))
    assert client.get("/desk/rules/?stage=nowhere").status_code == 404
    assert client.get(f"/desk/rules/?case={case.number}&stage=%00").status_code == 404


def federation_stages() -> set[str]:
    return {"received", "reply", "decided", "closed", "appeal", "appeal_over"}
