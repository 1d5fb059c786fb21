"""The published figures: page, PDF, CSV and JSON say the same, and what was changed since is told nowhere."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pikepdf import Dictionary, Pdf

from dueprocess.core.reports import Report
from dueprocess.kit import clock
from dueprocess.ledger import places, signer
from dueprocess.ledger.models import RecordAct
from dueprocess.public import verifier
from dueprocess.tlog.proof import Proof
from tests import reported, world
from tests.cases.reports.conftest import APRIL, build, first_quarter
from tests.cases.reports.test_publishing import published
from tests.ground import own_folder

pytestmark = pytest.mark.both


@pytest.fixture
def cast(db_fresh: None, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    with own_folder(tmp_path / "var", settings):
        with clock.frozen(world.later(days=-1)):
            built = build(settings)
        with clock.frozen(APRIL):
            yield built


def sealed(report: Report) -> Report:
    signer.seal()
    signer.beat(force=True)
    return report


@pytest.fixture
def rich(cast: world.World) -> Report:
    """A report of everything, published as it stands."""
    return sealed(reported.publish(reported.report(), None))


def page_of(client: Client, report: Report, ending: str = "") -> Any:
    return client.get(f"/figures/{report.sha256}/{ending}")


def words(html: str) -> str:
    """A page's words in one line, without marks."""
    return " ".join(
        unescape(re.sub(r"<(style|script|svg).*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)).split()
    )


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())


def test_page_pdf_csv_and_json_say_the_same_numbers(rich: Report, client: Client) -> None:
    html = page_of(client, rich).content.decode()
    pdf = page_of(client, rich, "report.pdf")
    lines = list(csv.DictReader(io.StringIO(page_of(client, rich, "report.csv").content.decode())))
    data = page_of(client, rich, "report.json").content
    assert data == rich.to_bytes() == client.get(f"/record/log/reports/{rich.sha256}.json").content
    told = {
        (each["id"], cell["key"]): (cell["value"], each["checked"], cell["state"])
        for each in json.loads(data)["figures"]
        for cell in each["cells"]
    }
    # in the table every number stands once, with its class and whether it is told
    assert {(each["id"], each["key"]): each for each in lines}.keys() == told.keys()
    assert len(lines) == len(told)
    for line in lines:
        value, checked, state = told[line["id"], line["key"]]
        assert line["value"] == ("" if value is None else str(value))
        assert (line["checked"], line["state"]) == (checked, state)
    # page and document have each row of numbers, in the same words
    seen, printed = words(html), text_of(pdf.content)
    for row in rows_of(rich):
        assert row in seen
        assert row.replace(" ", "") in printed.replace(" ", ""), row
    assert pdf["Content-Type"] == "application/pdf"
    assert re.search(r'filename="report-2026-Q1-[0-9a-f]{8}\.pdf"', pdf["Content-Disposition"])


def rows_of(report: Report) -> Iterator[str]:
    """Rows as they are read aloud: the flow of each quarter, the parts of each figure, the curve."""
    flows = ("carried_in", "received", "split", "imported", "reopened", "closed", "carried_out")
    for quarter in report.quarters:
        numbers = [report.by_id[f"flow.{each}"].values[quarter] for each in flows]
        yield " ".join(map(str, [quarter, *numbers]))
    for name in ("ages", "close.months", "closed.route", "refused"):
        for cell in report.by_id[name].cells:
            label = cell.label or reported.WORDS[cell.key]
            yield f"{label} {'not told' if cell.value is None else cell.value}"
    for day in ("0", "98", "728"):
        shares = [report.by_id[f"survival.{each}"].values[day] or 0 for each in ("open", "low", "high")]
        yield " ".join([day, *(f"{share // 10}.{share % 10} %" for share in shares)])
    yield "138 days"


def test_the_pdf_is_tagged_has_title_and_language_and_texts_for_pictures(
    rich: Report, client: Client
) -> None:
    content = page_of(client, rich, "report.pdf").content
    with Pdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        assert str(pdf.docinfo.Title) == "Our figures: first quarter of 2026"
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
        told = [each for each in pdf.objects if isinstance(each, Dictionary)]
        figures = [each for each in told if each.get("/S") == "/Figure"]
        assert len(figures) == page_of(client, rich).content.count(b'class="dp-chart"') == 9
        assert all(str(each.Alt) for each in figures)
        fonts = {str(each.get("/BaseFont", "")) for each in told}
    assert any("AtkinsonHyperlegible" in each for each in fonts)
    assert content == page_of(client, rich, "report.pdf").content


def test_a_report_says_that_it_is_what_the_record_names_and_gives_the_proof(
    rich: Report, client: Client
) -> None:
    page = words(page_of(client, rich).content.decode())
    index = RecordAct.objects.get(kind="stats.published").entry.seq.idx
    assert f"byte for byte, the report that entry {index} of the record names" in page
    assert rich.sha256 in page
    proof = Proof.parse(page_of(client, rich, "report.tlog-proof").content)
    assert proof.index == index
    assert rich.sha256.encode() in proof.entry


def test_until_the_record_is_published_the_page_says_that_it_waits(cast: world.World, client: Client) -> None:
    report = reported.publish(reported.report(), None)
    assert "Not in the published record yet" in words(page_of(client, report).content.decode())
    assert page_of(client, report, "report.tlog-proof").status_code == 404


@pytest.mark.parametrize("change", ["one number", "another report", "no report", "taken away"])
def test_figures_of_a_changed_report_are_told_nowhere(rich: Report, client: Client, change: str) -> None:
    file = places.record() / "reports" / f"{rich.sha256}.json"
    if change == "taken away":
        file.unlink()
    else:
        other = reported.report(acts=77).to_bytes()
        changed = {
            "one number": rich.to_bytes().replace(b'"value":74', b'"value":47'),
            "another report": other,
        }
        file.write_bytes(changed.get(change, b"{}"))
    page = page_of(client, rich).content.decode()
    assert 'role="alert"' in page
    told = "taken away" if change == "taken away" else "changed"
    assert f"This report was {told} after it was published" in words(page)
    assert "dp-chart" not in page
    assert "came in and" not in page
    for ending in ("report.pdf", "report.csv"):
        assert page_of(client, rich, ending).status_code == 404
    raw = page_of(client, rich, "report.json")
    assert raw.status_code == (404 if change == "taken away" else 200)


def test_an_entry_that_the_published_record_does_not_hold_is_named(rich: Report, client: Client) -> None:
    """Who has the database gives the entry of a report another text; what was published says otherwise."""
    tiles = sorted((places.record() / "tile" / "0").rglob("*"))
    for each in tiles:
        if each.is_file():
            each.write_bytes(bytes(len(each.read_bytes())))
    page = words(page_of(client, rich).content.decode())
    assert "The published record does not hold the entry that names this report" in page
    assert "came in and" not in page


def typed(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Type a command as it stands, with the published folder in the place of its address."""
    words_ = [str(places.record()) if "://" in each else each for each in shlex.split(unescape(command))]
    return subprocess.run(
        [sys.executable, *words_[1:]], capture_output=True, text=True, cwd=folder, check=False
    )


def test_the_commands_of_the_page_are_typed_as_they_stand(
    cast: world.World, client: Client, tmp_path: Path
) -> None:
    # given a report of what really happened, and somebody who saves what the page offers
    first_quarter(cast)
    with clock.frozen(APRIL):
        report = sealed(published())
        page = page_of(client, report).content.decode()
        answer = page_of(client, report, "report.json")
        name = re.search(r'filename="([^"]+)"', answer["Content-Disposition"]).group(1)  # type: ignore[union-attr]
        (tmp_path / name).write_bytes(answer.content)
        (tmp_path / "verify.py").write_bytes(verifier.content(verifier.PROGRAM))
    commands = re.findall(r'data-copy="(check/bin/python[^"]+)"', page)
    assert len(commands) == 2
    for command in commands:
        done = typed(command, tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.startswith("VERIFIED")
    # then a number that is changed in the saved file is caught
    (tmp_path / name).write_bytes(answer.content.replace(b'"value":8', b'"value":9', 1))
    done = typed(commands[0], tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("NOT VERIFIED")


def test_every_release_stays_and_says_what_corrects_it(rich: Report, client: Client) -> None:
    again = reported.corrected(rich, "Two late entries were missing.", acts=20)
    sealed(reported.publish(again, None))
    every = words(client.get("/figures/").content.decode())
    assert every.index("In force") < every.index("Corrected later")
    old, new = (words(page_of(client, each).content.decode()) for each in (rich, again))
    assert "A later release corrects this one" in old
    assert again.sha256 in old
    assert "Two late entries were missing." in new
    assert rich.sha256 in new
    assert (
        text_of(page_of(client, rich, "report.pdf").content).count("A later release corrects this one") == 1
    )


def test_no_cell_of_the_table_is_run_by_a_spreadsheet(cast: world.World, client: Client) -> None:
    report = reported.with_labels(reported.report(), "refused", "=cmd|' /C calc'!A0")
    sealed(reported.publish(report, None))
    content = page_of(client, report, "report.csv").content.decode()
    assert "'=cmd|" in content
    assert ",=cmd" not in content
    page_of(client, report, "report.pdf")


def test_what_is_not_there_is_absent_and_an_empty_list_teaches(cast: world.World, client: Client) -> None:
    assert "One is published after each quarter" in words(client.get("/figures/").content.decode())
    for ending in ("", "report.pdf", "report.csv", "report.json", "report.tlog-proof"):
        for name in ("0" * 64, "policy", "0"):
            assert client.get(f"/figures/{name}/{ending}").status_code == 404


def test_queries_do_not_grow_with_the_number_of_reports(rich: Report, client: Client) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address).status_code == 200
        return len(found)

    addresses = ["/figures/", f"/figures/{rich.sha256}/", f"/figures/{rich.sha256}/report.csv"]
    before = [queries(each) for each in addresses]
    last = rich
    for n in range(4):
        last = reported.publish(reported.corrected(last, f"Again {n}.", acts=30 + n), None)
    assert [queries(each) for each in addresses] == before
    assert max(before) <= 8
