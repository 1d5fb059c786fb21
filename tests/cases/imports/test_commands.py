"""`dueprocess import` and `dueprocess stats` as an operator types them."""

import json
from datetime import UTC, datetime
from importlib import resources
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dueprocess.cases.imports.load import load
from dueprocess.core.errors import Malformed
from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from tests import world

MOMENT = datetime(2026, 3, 23, 10, 0, tzinfo=UTC)
GENERIC = """id,received_on,closed_on,status,notes
R-1,2023-01-10,2023-03-01,Closed,
R-2,2023-05,,pending,called twice
R-3,2024-02-01,2024-01-01,closed,
R-4,,,lost,
"""
SPREADSHEET = """Case number,Date received,Date closed,Status,Respondent,Summary
7,03/02/2023,1/4/2023,Done,Ilse Marchetti,"Shouted, twice"
8,3 Feb 2023,#VALUE!,Pending
9,13/13/2023,,-,,
"""


@pytest.fixture
def ground(db):
    with clock.frozen(MOMENT):
        world.ground()
        world.adopt()
        yield


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_every_shipped_map_is_read() -> None:
    folder = resources.files("dueprocess.cases.imports") / "maps"
    maps = [each for each in folder.iterdir() if each.name.endswith(".toml")]
    assert {each.name for each in maps} == {"generic-cases.toml", "spreadsheet.toml"}
    for each in maps:
        assert load(each.read_text(encoding="utf-8")).title


def test_a_generic_register_with_respondents(ground, tmp_path) -> None:
    (tmp_path / "cases.csv").write_text(GENERIC)
    (tmp_path / "respondents.csv").write_text("case_id,person,finding\nR-1,Ilse Marchetti,upheld\nR-9,X,\n")
    file = str(tmp_path / "cases.csv")
    dry = run("import", "cases", file, "--map", "generic-cases", "--dry-run")
    assert "cases.csv: 4 rows read = 4 would be made + 0 would be changed + 0 unchanged + 0 refused" in dry
    assert (
        "respondents.csv: 2 rows read = 1 would be made + 0 would be changed + 0 unchanged + 1 refused" in dry
    )
    assert "respondents.csv row 3" in dry
    assert "cases.csv row 4, column 'closed_on': 2024-01-01 before 2024-02-01" in dry
    assert "cases.csv row 5, column 'status': lost" in dry
    assert not Docket.objects.exists()
    report = tmp_path / "report.json"
    assert "4 made" in run("import", "cases", file, "--map", "generic-cases", "--report", str(report))
    assert json.loads(report.read_text())["summary"]["files"]["cases.csv"]["made"] == 4
    assert "0 made + 0 changed + 4 unchanged" in run("import", "cases", file, "--map", "generic-cases")
    assert Docket.objects.count() == 4


def test_a_spreadsheet_with_one_respondent_to_a_row(ground, tmp_path) -> None:
    (tmp_path / "x.csv").write_text(SPREADSHEET)
    text = SPREADSHEET.splitlines()[0]
    out = run("import", "cases", str(tmp_path / "x.csv"), "--map", "spreadsheet")
    assert "3 made" in out
    assert "x.csv row 2, column 'Date closed': 1/4/2023" not in out
    assert "x.csv row 3, column 'Date closed': #VALUE!" in out
    assert "x.csv row 4, column 'Date received': 13/13/2023" in out
    assert "Ilse" not in out
    assert text.split(",")[0] == "Case number"


def test_a_join_may_lie_elsewhere(ground, tmp_path) -> None:
    (tmp_path / "cases.csv").write_text(GENERIC)
    (tmp_path / "elsewhere").mkdir()
    other = tmp_path / "elsewhere" / "people.csv"
    other.write_text("case_id,person\nR-1,Ilse\n")
    out = run(
        "import",
        "cases",
        str(tmp_path / "cases.csv"),
        "--map",
        "generic-cases",
        "--join",
        f"respondents={other}",
    )
    assert "people.csv: 1 rows read = 1 made" in out


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["{file}", "--map", "no-such-map.toml"], CommandError),
        (["{none}", "--map", "generic-cases"], Malformed),
        (["{file}", "--map", "spreadsheet"], Malformed),
        (["{file}", "--map", "generic-cases", "--report", "{none}/x.csv"], CommandError),
        (["{file}", "--map", "generic-cases", "--join", "x"], CommandError),
    ],
)
def test_what_cannot_be_is_said_and_nothing_written(ground, tmp_path, arguments, error) -> None:
    (tmp_path / "cases.csv").write_text(GENERIC)
    places = {"file": tmp_path / "cases.csv", "none": tmp_path / "none"}
    with pytest.raises(error):
        run("import", "cases", *(each.format(**places) for each in arguments))
    assert not Docket.objects.exists()


def test_figures_are_printed_as_tables_and_as_json(ground, tmp_path) -> None:
    (tmp_path / "cases.csv").write_text(GENERIC)
    run("import", "cases", str(tmp_path / "cases.csv"), "--map", "generic-cases")
    out = run("stats", "--at", "2023-12-31")
    assert "4 cases" in out
    assert "1 without a known date of receipt" in out
    assert "1 closed before they were received" in out
    lines = {line.split()[0]: line.split() for line in out.splitlines() if line[:4].isdigit()}
    assert lines["2023"] == ["2023", "0", "2", "0", "0", "1", "1", "50", "50"]
    assert lines["2024"] == ["2024", "1", "1", "0", "0", "1", "1"]
    assert "Open at the end of 2023-12-31: 1, oldest 214 days" in out
    told = json.loads(run("stats", "--json", "--by", "quarter", "--from", "2023-01-01", "--to", "2023-12-31"))
    assert [period["name"] for period in told["periods"]] == ["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4"]
    assert told["dates"] == {"exact": 1, "partial": 1, "contradictory": 1, "unknown": 1}
    assert told["time_to_close"] == {"closings": 1, "median": 50, "p90": 50, "longest": 50}
    assert told["open"][0]["day"] == "2026-03-23"


def test_figures_of_nothing(ground) -> None:
    out = run("stats")
    assert "0 cases" in out
    assert "Open at the end of 2026-03-23: 0" in out


def test_the_next_release_by_command(ground, tmp_path) -> None:
    file, report = tmp_path / "cases.csv", tmp_path / "report.json"
    file.write_text(GENERIC)
    run("import", "cases", str(file), "--map", "generic-cases", "--release", "2023")
    file.write_text(GENERIC.replace("2023-03-01", "").replace("R-4,,,lost,\n", ""))
    again = ["import", "cases", str(file), "--map", "generic-cases", "--report", str(report)]
    assert "older_release: 1." in run(*again)
    assert "1 changed + 2 unchanged" in run(*again, "--overwrite")
    out = run(*again, "--release", "2024-05", "--note-missing")
    assert "missing: 1." in out
    assert json.loads(report.read_text())["summary"]["changes"] == [
        {"code": "missing", "column": "id", "number": 1}
    ]
    with pytest.raises(CommandError, match="2020-7"):
        run(*again, "--release", "2020-7")
