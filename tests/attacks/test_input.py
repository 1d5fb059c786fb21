"""What is typed, sent and asked for to break or to mislead: refused, made harmless, or kept as text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Via
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, PartyIdentity, Upload
from dueprocess.kit import clock, files, outbox
from dueprocess.kit.signin import link_for
from dueprocess.ledger import extracts as ledger
from dueprocess.people import actions as register
from dueprocess.people.models import Unit
from dueprocess.portal import drafts
from dueprocess.portal.models import DraftFile
from tests import world

SignedIn = Callable[[str], Client]
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:7 }}{% now 'Y' %}"


@pytest.fixture
def docket(federation: world.World) -> Docket:
    return cases.receive_complaint(
        report=cases.Report(
            summary=SCRIPT,
            respondents=[PartyIdentity(kind="respondent", name=SCRIPT)],
            allegations=[cases.Alleged(respondent=0, text=SCRIPT)],
            details={SCRIPT[:40]: SCRIPT},
            files=[Upload(f"{SCRIPT}.txt", [b"text"])],
        ),
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=federation.club,
    ).docket  # fmt: skip


ADDRESSES = ("", "parties/", "allegations/", "files/", "letters/", "sitting/", "readers/", "acts/1/",
             "steps/acknowledge/1/", "notes/party/", "notes/conflict/", "assign/")  # fmt: skip


@pytest.mark.django_db
def test_what_people_write_is_text_on_every_page(docket: Docket, signed_in: SignedIn) -> None:
    client = signed_in("owner")
    for address in ADDRESSES:
        answer = client.get(f"/desk/cases/{docket.number}/{address}")
        text = answer.content.decode()
        assert answer.status_code == 200, address
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
    answer = client.get(f"/desk/cases/{docket.number}/files/1/1/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not set('<>"\r\n') & set(answer.headers["Content-Disposition"].replace('"', "", 2))


@pytest.mark.both
@pytest.mark.parametrize(
    "tail",
    [
        "?at=9999-12-31", "?at=0001-01-01", "?at=2026-02-30", "?at=x", "?show=%00", "acts/0/",
        f"acts/{10**30}/", f"files/{10**40}/{10**40}/", f"steps/acknowledge/{10**30}/",
        "steps/acknowledge/0/",
        f"signatures/{10**30}/", "steps/acknowledge/1/?outcome=%00", "steps/acknowledge/1/?for=O1",
    ],
)  # fmt: skip
def test_no_address_breaks_anything(federation: world.World, signed_in: SignedIn, tail: str) -> None:
    docket = world.open_case(federation).docket
    client = signed_in("owner")
    client.raise_request_exception = False
    answer = client.get(f"/desk/cases/{docket.number}/{tail}")
    assert answer.status_code in {200, 302, 400, 403, 404, 409}, answer.content.decode()[:400]


@pytest.mark.both
@pytest.mark.parametrize(
    "query",
    ["after=x", "after=WzEsMl0", "unit=99999999999999999999", "unit=x", "sort=x", "age=x-y", "stage=%00",
     "number=%00", "number=" + "A" * 5000, "after=" + "A" * 5000],
)  # fmt: skip
def test_no_query_of_the_queue_breaks_anything(
    federation: world.World, signed_in: SignedIn, query: str
) -> None:
    world.open_case(federation)
    client = signed_in("owner")
    client.raise_request_exception = False
    for page in ("/desk/cases/", "/desk/cases/export.csv"):
        answer = client.get(f"{page}?{query}")
        assert answer.status_code in {200, 302, 400, 404}, page


@pytest.mark.django_db
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_of_the_export_is_a_formula(federation: world.World, signed_in: SignedIn, start: str) -> None:
    Unit.objects.filter(pk=federation.club.pk).update(name=f'{start}HYPERLINK("http://x","y")')
    world.open_case(federation)
    text = signed_in("owner").get("/desk/cases/export.csv").getvalue().decode()  # type: ignore[attr-defined]
    assert f"'{start}HYPERLINK" in text


@pytest.mark.django_db
def test_nothing_in_a_subject_or_address_adds_a_header() -> None:
    for to, subject in (
        ("a@example.org\r\nBcc: b@example.org", "x"),
        ("a@example.org", "x\nBcc: b@example.org"),
    ):
        with pytest.raises(ValueError, match="line break"):
            outbox.put(to, subject, "text")


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\boot.ini", "a\r\nSet-Cookie: x=y", "\u202egnp.exe", "a\x00b", "con",
     "\ud800",
     "x" * 5000 + ".pdf", "  . . ", "/"],
)  # fmt: skip
def test_names_of_files_are_harmless(name: str) -> None:
    safe = files.safe_name(name)
    assert safe
    assert safe.encode()
    assert len(safe.encode()) <= 160
    assert not set("/\\\r\n\x00\u202e") & set(safe)
    assert safe not in {".", "..", "con"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["../signer/key", "..%2f..%2fkeys%2fwrapping.key", "tile/../../keys/wrapping.key", "/etc/passwd",
     "tile/0/000%00", "checkpoint/../../secret-key", "tile//etc/passwd", "%2e%2e/secret-key"],
)  # fmt: skip
def test_no_path_leads_out_of_the_published_log(path: str) -> None:
    assert Client().get(f"/record/log/{path}").status_code in {301, 404}
    assert ledger.published(path) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_and_out_leads_nowhere_else(federation: world.World, to: str) -> None:
    login = register.give_login(
        person=federation["owner"], email="t@example.org", password="a-long-phrase-9", by=None
    )
    client = Client()
    typed = {"login": "t@example.org", "password": "a-long-phrase-9", "next": to}
    answer = client.post(f"/account/sign-in/?next={to}", typed)
    assert answer.status_code == 302
    assert "evil" not in answer.headers["Location"]
    assert "javascript" not in answer.headers["Location"]
    answer = client.post(f"/account/sign-out/?next={to}", {"next": to})
    assert "evil" not in answer.headers.get("Location", "")
    with pytest.raises(ValueError, match="leads away"):
        link_for(login, path=to)


@pytest.mark.django_db
def test_ten_thousand_fields_and_files_are_refused_not_read() -> None:
    client = Client()
    assert client.post("/portal/follow/", {f"f{n}": "x" for n in range(10_000)}).status_code == 400
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(60)]
    client.post("/portal/complain/")
    assert client.post("/portal/complain/files/", {"attached": many}).status_code in {200, 400}
    assert DraftFile.objects.count() <= drafts.MOST_FILES


@pytest.mark.django_db
def test_nulls_and_direction_marks_in_a_complaint_are_refused_or_kept_as_text(
    federation: world.World,
) -> None:
    client = Client()
    client.raise_request_exception = False
    client.post("/portal/complain/")
    assert client.post("/portal/complain/what/", {"summary": "a\x00b"}).status_code == 200
    for name in ("\u202eeilI", "a" * 100_000, "\ud7ff\uffff", "\x1b[31m"):
        answer = client.post("/portal/complain/who/", {"kind": "person", "name": name})
        assert answer.status_code in {200, 302}, repr(name)


@pytest.mark.django_db
def test_every_page_says_that_it_is_practice_while_not_live(
    federation: world.World, signed_in: SignedIn
) -> None:
    docket = world.open_case(federation).docket
    client, stranger = signed_in("owner"), Client()
    desk = ["/desk/", "/desk/cases/", "/desk/cases/new/", "/desk/cases/search/", "/desk/people/",
            "/desk/rules/", "/desk/record/", *(f"/desk/cases/{docket.number}/{each}" for each in ADDRESSES),
            f"/desk/cases/{docket.number}/steps/answer/1/"]  # fmt: skip
    for address in desk:
        assert "Not for real complaints." in client.get(address).content.decode(), address
    for address in (
        "/",
        "/portal/complain/",
        "/portal/follow/",
        "/record/",
        "/account/sign-in/",
        "/no/such/",
    ):
        text = stranger.get(address).content.decode()
        assert "For practice only." in text or "Not for real complaints." in text, address
