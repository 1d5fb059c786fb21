"""The console command answers in words where the ground is not there yet."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dueprocess.conf.commands", *words],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "dueprocess.conf.settings"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


COMMANDS = [("record", "key"), ("record", "verify-state"), ("stats",), ("doctor",), ("backup", "copy")]


@pytest.mark.parametrize("words", COMMANDS)
def test_before_the_set_up_a_command_says_what_to_do(tmp_path: Path, words: tuple[str, ...]) -> None:
    url = f"sqlite:///{tmp_path}/var/x.sqlite3"
    place = [str(tmp_path / word) if word == "copy" else word for word in words]
    done = run(*place, DUEPROCESS_VAR=str(tmp_path / "var"), DATABASE_URL=url)
    assert not (tmp_path / "copy").exists()
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "dueprocess init" in done.stderr + done.stdout or "dueprocess migrate" in done.stderr + done.stdout


def test_a_database_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    url = "postgresql://nobody@localhost:1/none?connect_timeout=2"
    done = run("record", "key", DUEPROCESS_VAR=str(tmp_path), DATABASE_URL=url)
    assert done.returncode == 1
    assert "the database cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
