"""A dossier of 200 posts becomes allegations in a table: pasted, mended, filled for many rows, kept, and
recorded by one step with the evidence of each; then decided in groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dueprocess.cases import actions, extracts, tabled
from dueprocess.cases.models import AllegationTable
from dueprocess.cases.tabled import Choices, Row
from dueprocess.core.errors import Malformed
from dueprocess.docket import verify
from dueprocess.docket.actions import rebuild
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock, files
from dueprocess.rules import actions as rules
from tests import world
from tests.cases.test_actions import CODE
from tests.desk.conftest import signed_in

LOOK = """
[steps.look]
title = "Look into it"
clause = "2"
stage = "any"
by = ["secretary"]
again = true
[steps.find]
title = "Find on each allegation"
clause = "3"
stage = "any"
by = ["secretary"]
again = true
logged_as = "decided"
"""
POSTS = 200


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text() + LOOK)
        rules.adopt_code(text=CODE, adopted_by="General assembly", adopted_on=world.ADOPTED, by=None)
    with clock.frozen(world.MONDAY):
        yield built


@pytest.fixture
def docket(federation: world.World) -> Docket:
    return world.open_case(federation).docket


@pytest.fixture
def client(federation: world.World) -> Client:
    return signed_in(federation["owner"])


def once(page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    return found[1]


def version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


def post(client: Client, address: str, **typed: object) -> str:
    page = client.get(address).content.decode()
    answer = client.post(address, {"once": once(page), "version": version(page), **typed}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def dossier() -> str:
    lines = ["Date\tClause\tWords\tAddress"]
    lines += [
        f"2026-03-{1 + n % 20:02}\t1\tPost number {n}\thttps://example.invalid/{n}" for n in range(POSTS)
    ]
    return "\n".join(lines)


def test_200_posts_are_recorded_by_one_step(client: Client, docket: Docket) -> None:
    address = f"/desk/cases/{docket.number}/allegations/table/"
    page = post(client, address, do="add", pasted=dossier())
    assert "Every row can be recorded" in page
    assert len(actions.table_of(docket).rows) == POSTS
    assert page.count("Row 200: What is alleged") == 1  # the last page is shown
    shots = [SimpleUploadedFile(f"shot-{n}.txt", f"picture {n}".encode()) for n in range(3)]
    post(client, address, do="add", attached=shots)
    page = post(client, address, do="fill", rows="1-150", column="evidence", value="1, shot-2.txt")
    page = post(client, address, do="fill", rows="3", column="clause", value="99")
    assert "1 row has a fault" in page
    assert "Written: 99" in page
    step = f"/desk/cases/{docket.number}/steps/look/1/"
    form = client.get(step).content.decode()
    assert "Bring the 200 allegations of the table" in form
    length = re.search(r'name="length" value="(\d+)"', form)
    assert length
    sent = {"once": once(form), "length": length[1], "with_table": "1"}
    assert client.post(step, sent).status_code == 403  # a row has a fault
    post(client, address, do="fill", rows="3", column="clause", value="2")
    answer = client.post(step, sent | {"once": once(client.get(step).content.decode())})
    assert answer.status_code == 302, answer.content.decode()
    assert not AllegationTable.objects.exists()
    docket = world.fresh(docket)
    case = extracts.case_page(docket, viewer=Actor())
    assert len(case.allegations) == POSTS
    first, third, last = case.allegations[0], case.allegations[2], case.allegations[-1]
    assert (first.clause, third.clause) == ("1", "2")
    assert first.text == "Post number 0\nhttps://example.invalid/0"
    assert [each.name for each in first.evidence] == ["shot-0.txt", "shot-2.txt"]
    assert last.evidence == ()
    told = client.get(f"/desk/cases/{docket.number}/allegations/").content.decode()
    assert f"/files/{first.evidence[1].n}/{first.evidence[1].number}/" in told
    decide_in_groups(client, docket)
    docket = world.fresh(docket)
    assert list(verify.one(docket)) == []
    assert rebuild.docket(docket.pk) == 0


def decide_in_groups(client: Client, docket: Docket) -> None:
    """One finding on a run of allegations, another on all the rest, one by itself."""
    step = f"/desk/cases/{docket.number}/steps/find/1/"

    def send(**typed: str) -> tuple[int, str]:
        form = client.get(step).content.decode()
        length = re.search(r'name="length" value="(\d+)"', form)
        assert length
        answer = client.post(step, {"once": once(form), "length": length[1], "checked": "1", **typed})
        return answer.status_code, answer.content.decode()

    several = {
        "several_0_which": "1-150, 155",
        "several_0": "proved",
        "several_0_reasons": "The pictures show it.",
    }
    assert "Say on which allegations." in send(several_0="proved", several_0_reasons="So")[1]
    assert "These are no allegations of the case" in send(**several | {"several_0_which": "1-201"})[1]
    assert "Say why this was found." in send(**several | {"several_0_reasons": ""})[1]
    status, told = send(
        **several, several_1_which="All", several_1="not proved", several_1_reasons="No picture.",
        finding_6="partly proved", finding_6_reasons="Half of it.", finding_6_protected="no",
    )  # fmt: skip
    assert status == 302, told
    found = {each.key: each.findings[0] for each in extracts.case_page(docket, viewer=Actor()).allegations}
    assert len(found) == POSTS
    assert [found[key].finding for key in ("a1", "a7", "a150", "a151", "a155", "a200")] == [
        "proved", "partly proved", "proved", "not proved", "proved", "not proved",
    ]  # fmt: skip
    assert (found["a7"].reasons, found["a7"].protected) == ("Half of it.", False)
    assert found["a155"].reasons == "The pictures show it."


def test_what_is_typed_is_kept_with_its_faults_beside_it(client: Client, docket: Docket) -> None:
    address = f"/desk/cases/{docket.number}/allegations/table/"
    post(client, address, do="row")
    page = post(
        client, address, do="save", first_0="31.02.2026", text_0="Said so", respondent_0="R1", clause_0=""
    )
    assert "Write the day as 2026-03-23" in page
    assert 'value="31.02.2026"' in page
    assert actions.table_of(docket).rows == [Row(first="31.02.2026", text="Said so", respondent="R1")]
    assert b"Said so" not in bytes(AllegationTable.objects.get().sealed)
    page = client.get(address).content.decode()
    stale = {"once": once(page), "version": "1", "do": "save", "text_0": "Something else"}
    assert "Somebody else changed the table" in client.post(address, stale).content.decode()
    assert actions.table_of(docket).rows[0].text == "Said so"
    post(client, address, do="remove", rows="1")
    assert actions.table_of(docket).rows == []
    page = post(client, address, do="add", attached=SimpleUploadedFile("shot.txt", b"picture"))
    (held,) = actions.table_of(docket).files
    assert actions.tabling.in_use({held.stored, "other"}) == {held.stored}
    post(client, address, do="drop")
    assert not files.path_of(held.stored).exists()


@pytest.mark.both
def test_an_uploaded_table_and_limits(client: Client, docket: Docket) -> None:
    address = f"/desk/cases/{docket.number}/allegations/table/"
    csv = "from;until;respondent;what\n01.03.2026;02.03.2026;Ilse Marchetti;One\n3 March 2026;;R1;Two\n"
    page = post(client, address, do="add", table=SimpleUploadedFile("dossier.csv", csv.encode()))
    assert "Every row can be recorded" in page
    page = post(
        client, address, do="add", pasted="\n".join(f"2026-03-01\t\tR1\t1\tPost {n}" for n in range(500))
    )
    assert "500 rows at most" in page
    assert len(actions.table_of(docket).rows) == 2
    assert "These are no rows of the table" in post(
        client, address, do="fill", rows="7", column="clause", value="1"
    )


CHOICES = Choices(
    [("R1", "Ilse Marchetti"), ("R2", "Sam Ott")], [("conduct/1", "1 Respect")], ["a.png", "b.png"]
)


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (Row(text="x", respondent="sam ott", clause="1", evidence="b.png; 1"), set()),
        (Row(text="x", respondent=""), {"respondent"}),
        (Row(text=" ", respondent="R1", evidence="3"), {"text", "evidence"}),
        (Row(text="x", respondent="R1", clause="2"), {"clause"}),
        (Row(text="x", respondent="R1", first="2026-03-02", last="2026-03-01"), {"last"}),
        (Row(text="x", respondent="R1", last="2026-03-01"), {"last"}),
        (Row(text="x", respondent="R1", first="2030-03-02"), {"first"}),
        (Row(text="x", respondent="R1", first="2026-03"), {"first"}),
    ],
)
def test_faults_name_the_column(row: Row, wrong: set[str]) -> None:
    found = tabled.faults([row], CHOICES, today=date(2026, 3, 23))
    assert {column for _row, column in found} == wrong


def test_rows_are_named_as_ranges() -> None:
    assert tabled.numbers("1-3, 2, 5", 5) == [1, 2, 3, 5]
    for written in ("", "0", "4-2", "1-6", "one"):
        with pytest.raises(Malformed):
            tabled.numbers(written, 5)
