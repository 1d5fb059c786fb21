"""The desk's pages: what they show, what they cost, and what happens when something goes wrong."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dueprocess.docket.models import Act, Docket
from dueprocess.kit import clock
from dueprocess.ledger.models import Entry
from tests import world
from tests.desk.conftest import SignIn
from tests.desk.working import send, text, token


def queries(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.fixture
def case(federation: world.World) -> Docket:
    return world.open_case(federation).docket


def step(docket: Docket, name: str = "acknowledge") -> str:
    return f"/desk/cases/{docket.number}/steps/{name}/1/"


def test_lists_and_case_cost_few_queries_however_many_cases_there_are(
    federation: world.World, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    world.open_case(federation)
    client.get("/desk/")
    before = {address: queries(client, address) for address in ("/desk/", "/desk/cases/")}
    for day in range(12):
        made = world.open_case(federation, at=world.later(hours=-day / 10))
    after = {address: queries(client, address) for address in before}
    assert all(after[address] <= before[address] for address in before)
    assert after["/desk/cases/"] <= 12
    assert after["/desk/"] <= 12
    client.get(f"/desk/cases/{made.case}/")
    assert queries(client, f"/desk/cases/{made.case}/") <= 20


def test_my_work_begins_with_the_one_thing_to_do(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    page = client.get("/desk/")
    assert page.context["first"].step == "acknowledge"
    assert "Due this week" in text(page)
    assert re.search(r"by Wed 25 Mar 2026 \(in 2 working days\), rule 2", text(page)), text(page)
    with clock.frozen(world.later(days=10)):
        late = client.get("/desk/")
        assert [each.step for each in late.context["work"].late] == ["acknowledge"]
    nothing = text(sign_in(federation["elder_1"]).get("/desk/"))
    assert "nothing of yours is due this week" in nothing


def test_what_changed_stays_new_until_the_visit_is_over(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    with clock.frozen(world.later(hours=1)):
        assert client.get("/desk/").context["work"].recent
        assert client.get("/desk/").context["work"].recent
    with clock.frozen(world.later(hours=3)):
        assert not client.get("/desk/").context["work"].recent


def test_the_queue_reads_as_a_sentence_and_goes_page_by_page(
    federation: world.World, sign_in: SignIn
) -> None:
    for hour in range(30):
        world.open_case(federation, at=world.later(hours=-hour / 10))
    client = sign_in(federation["owner"])
    page = client.get("/desk/cases/?mine=on&state=open")
    assert "30 cases: open, owned by me, those due first on top." in text(page)
    first = [line.number for line in page.context["queue"].lines]
    assert len(first) == 25
    after = client.get(f"/desk/cases/?mine=on&state=open&after={page.context['queue'].more}")
    rest = [line.number for line in after.context["queue"].lines]
    assert len(rest) == 5
    assert not set(first) & set(rest)
    assert "First" in text(after)
    assert "No case is like this" in text(client.get("/desk/cases/?unowned=on"))
    oldest = client.get("/desk/cases/?sort=oldest").context["queue"].lines
    assert [each.received_at for each in oldest] == sorted(each.received_at for each in oldest)


def test_a_number_or_a_code_name_finds_one_case(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    world.open_case(federation)
    shown = client.get(f"/desk/cases/?number={case.number.lower()}").context["queue"].lines
    assert [line.number for line in shown] == [case.number]
    named = client.get("/desk/cases/", {"number": shown[0].code_name.lower()}).context["queue"].lines
    assert [line.number for line in named] == [case.number]


def test_the_export_has_the_filtered_cases_and_no_party(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    body = b"".join(client.get("/desk/cases/export.csv?state=open").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert [row["number"] for row in rows] == [case.number]
    assert "Marchetti" not in body
    nothing = b"".join(client.get("/desk/cases/export.csv?state=closed").streaming_content).decode()
    assert nothing.count("\n") == 1


def test_words_are_searched_by_post_and_only_behind_the_wall(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    found = sign_in(federation["owner"]).post("/desk/cases/search/", {"text": "shouted"})
    assert case.number in text(found)
    hidden = sign_in(federation["wrong_unit"]).post("/desk/cases/search/", {"text": "shouted"})
    assert "Nothing found" in text(hidden)


def test_the_case_says_what_can_be_done_and_why_not(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    page = sign_in(federation["owner"]).get(f"/desk/cases/{case.number}/")
    context = page.context
    assert {each.step for each in context["mine"]} == {"acknowledge"}
    assert "wait" in {each.step for each in context["others"]}
    reasons = {each.step: each for each in context["not_now"]}
    assert reasons["send"].reason
    assert reasons["send"].clause == "3"
    shown = text(page)
    assert "2 working days after" in shown  # the deadline's own sentence
    assert "Do next" in shown
    assert "style=" not in page.content.decode()


def test_the_case_as_it_stood_leaves_out_what_came_later(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    with clock.frozen(world.later(days=1)):
        assert send(client, step(case), token(client.get(step(case)))).status_code == 302
    with clock.frozen(world.later(days=2)):
        now = client.get(f"/desk/cases/{case.number}/")
        then = client.get(f"/desk/cases/{case.number}/?at=2026-03-23")
    assert len(now.context["docket"].timeline) == len(then.context["docket"].timeline) + 1
    assert "As it stood at the end of Mon 23 Mar 2026" in text(then)
    assert "What can be done now" not in text(then)


def test_a_step_leads_to_its_entry_and_counts_once(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    sent = token(client.get(step(case)))
    done = send(client, step(case), sent)
    assert done.status_code == 302
    assert send(client, step(case), sent).headers["Location"] == done.headers["Location"]
    assert Act.objects.filter(docket=case, name="acknowledge").count() == 1
    shown = text(client.get(done.headers["Location"]))
    assert "Entry 2" in shown
    assert "Waits to be sealed" in shown


def test_a_failed_entry_saves_nothing(
    federation: world.World, case: Docket, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(federation["owner"])
    client.raise_request_exception = False
    sent = token(client.get(step(case)))
    entries = Entry.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER no_more BEFORE INSERT ON ledger_entry BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    assert send(client, step(case), sent).status_code == 500
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER no_more")
    assert Entry.objects.count() == entries
    assert not Act.objects.filter(docket=case, name="acknowledge").exists()
    assert send(client, step(case), sent).status_code == 302  # the same form still counts


def test_crossing_officers_keep_their_text(federation: world.World, case: Docket, sign_in: SignIn) -> None:
    client = sign_in(federation["owner"])
    sent = token(client.get(step(case)))
    note = f"/desk/cases/{case.number}/notes/message/"
    other = sign_in(federation["second"])
    written = {"to": ["C1"], "text": "We have your complaint.", **token(other.get(note))}
    assert other.post(note, written).status_code == 302
    crossed = send(client, step(case), sent | {"note": "Called her on Monday, she is well."})
    assert crossed.status_code == 409
    shown = text(crossed)
    assert "This changed meanwhile" in shown
    assert "Called her on Monday, she is well." in shown
    assert "Message" in shown
    again = send(client, step(case), token(crossed) | {"note": "Called her on Monday, she is well."})
    assert again.status_code == 302


def test_a_step_that_cannot_be_taken_says_why_and_keeps_the_text(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    sent = {"paper_0": "She has asked for a week more."} | token(client.get(step(case)))
    refused = send(client, step(case, "allow_time"), sent)
    assert refused.status_code == 403
    assert "Not possible now" in text(refused)
    assert "She has asked for a week more." in text(refused)


def test_what_a_party_sent_on_paper_is_entered_as_theirs(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    for name in ("acknowledge", "send"):
        assert send(client, step(case, name), token(client.get(step(case, name)))).status_code == 302
    whom = client.get(step(case, "answer"))
    assert "A party’s own step" in text(whom)
    address = step(case, "answer") + "?for=R1"
    done = send(client, address, {"note": "I did not shout.", **token(client.get(address))})
    assert done.status_code == 302, done.context["form"].errors
    act = Act.objects.get(docket=case, name="answer")
    assert act.by_key == "R1"


def test_an_allegation_may_come_with_a_step(federation: world.World, case: Docket, sign_in: SignIn) -> None:
    client = sign_in(federation["owner"])
    sent = token(client.get(step(case)))
    half = send(client, step(case), sent | {"alleged-conduct_from_day": "3"})
    assert half.status_code == 200
    assert "The date must include" in text(half)
    whole = sent | {"alleged-respondent": "R1", "alleged-text": "Shouted at Wren."}
    assert send(client, step(case), whole).status_code == 302
    assert "Shouted at Wren." in text(client.get(f"/desk/cases/{case.number}/allegations/"))


def test_entering_a_complaint_for_a_caller_gives_number_and_code_once(
    federation: world.World, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    page = client.get("/desk/cases/new/")
    missing = client.post("/desk/cases/new/", {"via": "phone", **token(page)})
    assert missing.status_code == 200
    assert "What happened?" in text(missing)
    typed = {
        "via": "phone", "summary": "Somebody took the cash box.", "reporter": "Nils Ødegård",
        "about": "Ilse Marchetti", "unit": str(federation.club.pk), **token(page),
    }  # fmt: skip
    done = client.post("/desk/cases/new/", typed)
    assert done.status_code == 302, done.context["form"].errors
    shown = text(client.get(done.headers["Location"]))
    assert "The code is shown only now" in shown
    assert client.get(done.headers["Location"]).status_code == 200  # the connection may have broken
    with clock.frozen(world.later(hours=1)):
        assert client.get(done.headers["Location"]).status_code == 404
    assert client.get(done.headers["Location"]).status_code == 404
    number = done.headers["Location"].rstrip("/").rpartition("/")[2]
    assert "Nils Ødegård" in text(client.get(f"/desk/cases/{number}/parties/"))


def test_owner_and_oversight_see_who_has_read_it(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    sign_in(federation["second"]).get(f"/desk/cases/{case.number}/")
    for who in ("owner", "overseer"):
        shown = text(sign_in(federation[who]).get(f"/desk/cases/{case.number}/readers/"))
        assert "李 明霞" in shown
    assert sign_in(federation["second"]).get(f"/desk/cases/{case.number}/readers/").status_code == 404


def test_the_owner_gives_the_case_to_somebody_else(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    address = f"/desk/cases/{case.number}/assign/"
    page = client.get(address)
    able = [value for value, _ in page.context["form"].fields["to"].choices if value]
    other = str(federation["second"].pk)
    assert other in able
    done = client.post(address, {"to": other, "reason": "Away until May.", **token(page)})
    assert done.status_code == 302
    assert "李 明霞" in text(client.get(f"/desk/cases/{case.number}/"))
    assert sign_in(federation["overseer"]).get(address).status_code == 403


@pytest.mark.parametrize(
    ("note", "typed", "shown"),
    [
        ("information", {"who": "C1", "text": "There is a film."}, "There is a film."),
        ("message", {"to": ["C1"], "text": "Come on Monday."}, "Come on Monday."),
        ("party", {"kind": "witness", "name": "Ólöf", "text": "Was there."}, "Party added"),
        ("left", {"who": "R1"}, "Left the organisation"),
        ("absent", {"who": "C1", "from_day": "24", "from_month": "3", "from_year": "2026"}, "Absence noted"),
    ],
)
def test_notes_are_written_down(
    federation: world.World, case: Docket, sign_in: SignIn, note: str, typed: dict[str, Any], shown: str
) -> None:
    client = sign_in(federation["owner"])
    address = f"/desk/cases/{case.number}/notes/{note}/"
    empty = client.post(address, token(client.get(address)))
    assert empty.status_code == 200
    assert "There is a problem" in text(empty)
    done = client.post(address, typed | token(client.get(address)))
    assert done.status_code == 302, done.context["form"].errors
    assert shown in text(client.get(f"/desk/cases/{case.number}/"))


def test_a_letter_goes_out_and_arrives(federation: world.World, case: Docket, sign_in: SignIn) -> None:
    client = sign_in(federation["owner"])
    for name in ("acknowledge", "send"):
        assert send(client, step(case, name), token(client.get(step(case, name)))).status_code == 302
    for note, typed in (("sent", {"channel": "post"}), ("received", {})):
        address = f"/desk/cases/{case.number}/notes/{note}/"
        page = client.get(address)
        ((letter, _label),) = page.context["form"].fields["letter"].choices
        assert client.post(address, {"letter": letter, **typed, **token(page)}).status_code == 302
    notices = client.get(f"/desk/cases/{case.number}/letters/").context["docket"].notices
    assert [each.state for each in notices] == ["received"]
    done = client.get(address)
    assert "No letter waits for this" in text(done)
    assert 'name="letter"' not in done.content.decode()
    assert f"/notes/{note}/" not in client.get(f"/desk/cases/{case.number}/letters/").content.decode()


def test_a_file_comes_back_byte_for_byte_as_a_download(
    federation: world.World, case: Docket, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    address = f"/desk/cases/{case.number}/notes/information/"
    content = b"%PDF-1.4\n" + bytes(range(256)) * 400
    sent = {"who": "C1", "text": "A film.", "attached": io.BytesIO(content), **token(client.get(address))}
    sent["attached"].name = "what <b>happened.pdf"
    assert client.post(address, sent).status_code == 302
    page = client.get(f"/desk/cases/{case.number}/files/").content.decode()
    link = re.findall(r'href="(/desk/cases/[^"]+/files/\d+/\d+/)"', page)[0]
    found = client.get(link)
    assert b"".join(found.streaming_content) == content
    assert found.headers["Content-Disposition"].startswith("attachment")
    assert sign_in(federation["wrong_unit"]).get(link).status_code == 404


def test_rules_and_record_open_for_all_staff(federation: world.World, case: Docket, sign_in: SignIn) -> None:
    client = sign_in(federation["leader"])
    assert "Example" in text(client.get("/desk/rules/"))
    assert client.get("/desk/rules/", {"case": case.number}).status_code == 404
    where = sign_in(federation["owner"]).get("/desk/rules/", {"case": case.number})
    assert "stands at:" in text(where)
    assert "entries in the log" in text(client.get("/desk/record/"))
