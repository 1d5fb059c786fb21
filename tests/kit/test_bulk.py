"""Many transactions after one another: the log of SQLite grows meanwhile, and is empty afterwards."""

from __future__ import annotations

from pathlib import Path

from django.db import connection, transaction

from dueprocess.kit.bulk import seldom_carried_over


def test_the_write_ahead_log_is_emptied_at_the_end(db_fresh: None) -> None:
    if connection.vendor != "sqlite":
        return
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    insert = "INSERT INTO kit_once (token, used_at, answer) VALUES (%s, '2026-01-01', '')"
    with seldom_carried_over():
        for n in range(3):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(insert, [(f"{n}-{row:08}",) for row in range(5_000)])
        assert log.stat().st_size > 4_096 * 100
    assert log.stat().st_size == 0
    with connection.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM kit_once").fetchone() == (15_000,)
        assert cursor.execute("PRAGMA wal_autocheckpoint").fetchone() == (1_000,)
