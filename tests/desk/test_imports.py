"""Importing an earlier register at the desk: send, lay out, map, check, import; again with the same map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dueprocess.cases.imports import prepared
from dueprocess.cases.imports.models import Import
from dueprocess.docket.models import Docket
from dueprocess.kit import clock, files
from dueprocess.kit.jobs import drain
from dueprocess.ledger import state
from dueprocess.ledger.models import RecordAct
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import workbooks, world
from tests.desk.conftest import SignIn

LIST = """Old list;;;;
No;Received;Closed;State;Accused
1;03/02/2023;;pending;Wren Abara
2;13/02/2023;01/04/2023;Done;Odd Berg
3;31/02/2023;;Lost;
"""


@pytest.fixture
def importer(db: None, sign_in: SignIn) -> Iterator[Client]:
    with clock.frozen(world.MONDAY):
        built = world.federation()
        register.grant(person=built["owner"], power=Power.IMPORT, by=None, reason="Board")
        yield sign_in(built["owner"])


def post(client: Client, address: str, sent: dict[str, Any]) -> Any:
    page = client.get(address if "/start/" not in address and "/away/" not in address else "/desk/imports/")
    found = re.search(r'name="once" value="([^"]+)"', page.content.decode())
    assert found is not None
    return client.post(address, {"once": found[1], **sent}, follow=True)


def send(client: Client, text: str | bytes, name: str = "list.csv", **more: Any) -> Import:
    raw = text.encode() if isinstance(text, str) else text
    answer = post(client, reverse("desk:imports"), {"file": SimpleUploadedFile(name, raw), **more})
    assert answer.status_code == 200, answer.content
    return Import.objects.latest("pk")


def told_of(row: Import) -> prepared.Prepared:
    return prepared.read(Import.objects.get(pk=row.pk))


def at(row: Import, page: str = "import") -> str:
    return reverse(f"desk:{page}", args=[row.code])


def text_of(client: Client, row: Import, page: str = "import") -> str:
    return client.get(at(row, page)).content.decode()


def guesses(client: Client, row: Import) -> dict[str, str]:
    """The columns' form as it stands, to be confirmed."""
    form = client.get(at(row, "import_columns")).context["form"]
    return {name: str(form[name].value() or "") for name in form.fields}


@pytest.mark.both
def test_a_list_is_laid_out_mapped_checked_and_imported(
    importer: Client, django_capture_on_commit_callbacks: Any
) -> None:
    row = send(importer, LIST)
    page = importer.get(at(row, "import_layout"))
    assert "<bdi>Old list</bdi>" in page.content.decode()
    guessed = page.context["form"]
    assert {name: guessed[name].value() for name in guessed.fields} == {
        "header": 2,
        "delimiter": "semicolon",
        "encoding": "utf-8",
    }
    answer = post(importer, at(row, "import_layout"), {
        "header": "2", "delimiter": "semicolon", "encoding": "utf-8",
    })  # fmt: skip
    assert "Guessed from its name" in answer.content.decode()
    sent = guesses(importer, row)
    assert [sent[f"is_{place}"] for place in range(5)] == [
        "id",
        "received_on",
        "closed_on",
        "status",
        "person",
    ]
    assert sent["formats_1"] == "DD/MM/YYYY"
    assert [sent[f"word_3_{place}"] for place in range(3)] == ["open", "closed", "open"]
    answer = post(importer, at(row, "import_columns"), sent | {"title": "Old list", "release": "2023-05"})
    assert "is being checked" in answer.content.decode()
    assert not Docket.objects.exists()
    drain()
    page = text_of(importer, row)
    assert "checked, not imported" in page
    assert "Not a date in any of the formats of the map." in page
    assert not Docket.objects.exists()
    answer = post(importer, at(row, "import_start"), {})
    assert "is being imported" in answer.content.decode()
    assert RecordAct.objects.filter(kind="import").count() == 1
    lies = files.path_of(row.stored)
    assert lies.exists()
    with django_capture_on_commit_callbacks(execute=True):
        drain()
    assert not lies.exists()
    row.refresh_from_db()
    assert (row.state, row.stored, row.rows) == ("done", "", 3)
    assert Docket.objects.count() == 3
    report = importer.get(at(row, "import_report")).content.decode()
    assert "list.csv,5,Received,not_a_date," in report
    assert list(state.faults(skip=frozenset({"register.held"}))) == []  # the login was made by hand
    told = told_of(row)
    assert [each["id"] for each in told.first] == ["1", "2", "3"]

    again = send(importer, LIST.replace("3;31/02/2023", "3;28/02/2023"), earlier=row.code, release="2024")
    drain()
    assert '"changed": 1' in str(told_of(again).report["files"]).replace("'", '"')
    post(importer, at(again, "import_start"), {})
    drain()
    again.refresh_from_db()
    assert (again.state, Docket.objects.count()) == ("done", 3)
    toml = importer.get(at(again, "import_map")).content.decode()
    assert toml.startswith('release = "2024"\n')
    third = send(importer, LIST, map=SimpleUploadedFile("map.toml", toml.encode()))
    drain()
    assert told_of(third).report["dry_run"] is True


def test_a_workbook_with_several_sheets_and_days_as_numbers(importer: Client, tmp_path) -> None:
    cell = workbooks.cell
    rows = f'<row r="1">{cell("A1", "No", kind="str")}{cell("B1", "Received", kind="str")}</row>'
    rows += f'<row r="2">{cell("A2", "5")}{cell("B2", "37103", style=1)}</row>'
    path = workbooks.book(tmp_path / "x.xlsx", rows, named=[("One", ""), ("Two", "")])
    row = send(importer, path.read_bytes(), "x.xlsx")
    assert "Which sheet?" in text_of(importer, row, "import_layout")
    post(importer, at(row, "import_layout"), {"header": "1", "sheet": "Two"})
    sent = guesses(importer, row)
    assert (sent["is_0"], sent["is_1"], sent["formats_1"]) == ("id", "received_on", "YYYY-MM-DD")
    post(importer, at(row, "import_columns"), sent)
    drain()
    assert told_of(row).first == [
        {"row": 2, "id": "5", "received": "2001-07-31", "closed": "", "respondents": 0, "marks": []}
    ]


def test_faults_are_said_on_the_page_and_nothing_runs(importer: Client) -> None:
    row = send(importer, LIST)
    post(importer, at(row, "import_layout"), {"header": "2", "delimiter": "semicolon", "encoding": "utf-8"})
    sent = guesses(importer, row) | {"is_1": "kept", "is_2": "id", "is_4": "ignored"}
    page = post(importer, at(row, "import_columns"), sent).content.decode()
    assert "That is No already." in page
    assert "Say why it is left out." in page
    assert "No column is chosen as: Day of receipt." in page
    assert told_of(row).map == ""
    page = post(importer, at(row, "import_start"), {}).content.decode()
    assert "Only what was checked can be imported." in page
    page = post(importer, at(row, "import_layout"), {
        "header": "99", "delimiter": "semicolon", "encoding": "no-such",
    }).content.decode()  # fmt: skip
    assert "no such encoding" in page
    for name, raw in (
        ("x.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)),
        ("x.csv", b"\x7fELF\x00\x01"),
    ):
        answer = post(importer, reverse("desk:imports"), {"file": SimpleUploadedFile(name, raw)})
        assert answer.status_code == 200
    assert Import.objects.filter(state="checking").count() == 0


def test_more_columns_than_can_be_asked_about_need_a_map(importer: Client) -> None:
    head = ["No", "Received", *(f"Column {n}" for n in range(599))]
    row = send(importer, ",".join(head) + "\n1,2020-01-31" + ",x" * 599 + "\n")
    sent = {"header": "1", "delimiter": "comma", "encoding": "utf-8"}
    page = post(importer, at(row, "import_layout"), sent).content.decode()
    assert "It has 601 columns" in page
    assert told_of(row).profiles == []


def test_what_was_sent_can_be_thrown_away(importer: Client) -> None:
    row = send(importer, LIST)
    assert files.path_of(row.stored).exists()
    post(importer, at(row, "import_drop"), {})
    assert not Import.objects.exists()
    assert importer.get(at(row)).status_code == 404


def test_nothing_of_a_file_lies_in_the_clear(importer: Client) -> None:
    row = send(importer, LIST)
    post(importer, at(row, "import_layout"), {"header": "2", "delimiter": "semicolon", "encoding": "utf-8"})
    row.refresh_from_db()
    assert b"Abara" not in bytes(row.sealed) + files.path_of(row.stored).read_bytes()
