"""DATABASE_URL is read whole: nothing of it is dropped in silence."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from dueprocess.conf.settings import database


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
    assert found["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "/ca"}
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
