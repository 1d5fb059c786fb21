"""The benchmarks run, at their quick sizes, and each ends with its table."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from benchmarks.measuring import __main__ as measuring
from tests.conftest import DATABASES
from tests.databases import TEMPLATE, Sqlite

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted(path for path in (ROOT / "benchmarks").glob("[a-z]*.py"))
WITHOUT = {"browser", "bundle", "engine", "letters", "screening", "tlog"}
"""Benchmarks that need no database."""


@pytest.fixture
def migrated(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Path:
    """A database that a benchmark may copy."""
    DATABASES.name = "sqlite"
    with django_db_blocker.unblock():
        engine = DATABASES.engine
    assert isinstance(engine, Sqlite)
    return engine.template


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_benchmark_runs(
    script: Path,
    tmp_path: Path,
    migrated: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = [sys.executable, str(script), "--quick", *([] if script.stem in WITHOUT else ["sqlite"])]
    rows = tmp_path / "rows"
    variables = os.environ | {
        "DUEPROCESS_BENCH_TABLE": str(rows),
        TEMPLATE: str(migrated),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "TMPDIR": str(tmp_path),
    }
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "a flush of 4 KiB takes" in done.stdout
    found = [json.loads(line) for line in rows.read_text().splitlines()]
    assert found
    assert all(each["what"] and each["ours"] for each in found)
    assert [path.name for path in tmp_path.iterdir()] == ["rows"], "something was left behind"
    page = tmp_path / "figures.md"
    page.write_text("before <!-- generated: figures -->\nold\n<!-- end: figures --> after")
    monkeypatch.setattr(sys, "argv", ["measuring", str(rows), "--write", str(page)])
    code, shown = measuring.main(), capsys.readouterr().out
    assert found[0]["what"] in shown
    written = page.read_text()
    assert written.startswith("before <!--")
    assert written.endswith("--> after")
    assert f"| {found[0]['what']} |" in written
    assert f"- {script.stem}: " in written
    assert "old" not in written
    over = [row["what"] for row in found if row["ok"] == "NO"]
    assert code == bool(over)
    assert all(f"OVER THE LIMIT: {what}" in shown for what in over)


def test_the_table_is_shown_by_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.measuring", "--help"], cwd=ROOT, text=True, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    assert "--write" in done.stdout
