"""What the environment says is read whole: nothing of it is dropped in silence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from dueprocess.conf.settings import database, whole


def test_a_postgresql_address_is_read_whole() -> None:
    found = database(
        "postgresql://cl%40rk:p%2Fw@db.example:5433/due%20process?sslmode=verify-full&sslrootcert=/ca"
    )
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "cl@rk",
        "p/w",
        "db.example",
        "5433",
        "due process",
    )
    assert found["OPTIONS"] == {"prepare_threshold": 2, "sslmode": "verify-full", "sslrootcert": "/ca"}
    assert database("postgresql://u@%2Frun%2Fpg/x")["HOST"] == "/run/pg"


def test_sqlite_has_the_safe_settings_of_the_record() -> None:
    found = database("sqlite:////var/x.sqlite3")
    assert found["NAME"] == database("sqlite:///var/x.sqlite3")["NAME"] == "/var/x.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://u@h/x", "mysql"),
        ("postgresql://u@h/x?sslmod=require", "sslmod"),
        ("postgresql:///x?host=/run/pg", "host"),
        ("sqlite:///x?mode=ro", "mode"),
    ],
)
def test_what_is_not_known_is_refused_by_name(url: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said):
        database(url)


def test_the_size_of_a_file_comes_from_the_environment(tmp_path: Path) -> None:
    asked = "from dueprocess.conf import settings; print(settings.DUEPROCESS_FILE_LIMIT)"
    said = [
        subprocess.run(
            [sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=True,
            env=os.environ | {"DUEPROCESS_VAR": str(tmp_path), "DUEPROCESS_FILE_LIMIT": limit},
        ).stdout.strip()
        for limit in ("", "2000000")
    ]  # fmt: skip
    assert said == ["500000000", "2000000"]


@pytest.mark.parametrize("said", ["2 MB", "-1", "0", "1e6", "²"])
def test_what_is_no_whole_number_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("DUEPROCESS_FILE_LIMIT", said)
    with pytest.raises(ImproperlyConfigured, match="DUEPROCESS_FILE_LIMIT"):
        whole("DUEPROCESS_FILE_LIMIT", 5, least=1)
