"""What follows an erasure once it has committed: files off the disk, the write-ahead log emptied, dead rows
cleared away. Looks at what is still to be done, so that whatever is cut short is done the next time.
"""

from __future__ import annotations

from django.apps import apps
from django.db import ProgrammingError, connection

from dueprocess.core.errors import Broken
from dueprocess.docket.models import Erasure
from dueprocess.kit import clock, files, jobs
from dueprocess.ledger import erasures, places
from dueprocess.people.models import PersonErasure

FINISH = "docket.finish_erasures"


def later(key: int) -> None:
    """Have it done right after this transaction; the schedule does it in any case."""
    jobs.enqueue(FINISH, key=f"{key}")


@jobs.every("10 minutes")
@jobs.job(FINISH)
def finish() -> None:
    """Remove the files of what was erased, and let the database give up its dead rows.

    Raises Broken where a long-running reader keeps SQLite's write-ahead log from being emptied: the queue
    tries again.
    """
    erasures.tidy()
    waiting = list(Erasure.objects.filter(done_at=None))
    people = list(PersonErasure.objects.filter(done_at=None).values_list("pk", flat=True))
    if not waiting and not people:
        return
    names = [name for row in waiting for name in row.files]
    for name in names:
        files.remove(name)
    for folder in {files.path_of(name).parent for name in names}:
        if folder.exists():
            places.sync(folder)  # that a name is gone outlives a power cut too
    clean()
    for row in waiting:
        Erasure.objects.filter(pk=row.pk).update(files=[], done_at=clock.now())
    PersonErasure.objects.filter(pk__in=people).update(done_at=clock.now())


def clean() -> None:
    """Empty SQLite's write-ahead log, whose old pages hold what was erased; `secure_delete` has overwritten
    the pages themselves. On PostgreSQL give the room of dead rows free (`compact` overwrites them)."""
    if connection.in_atomic_block:
        raise Broken("Dead rows are cleared away outside a transaction; this was called in one.")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (busy, _log, _done) = cursor.fetchone()
            if busy:
                raise Broken("Somebody reads the database: its write-ahead log could not be emptied yet.")
            return
        for table in tables():
            cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")


def compact() -> list[str]:
    """Write the tables anew, so that nothing of dead rows is left in their files, and let the database begin
    a new write-ahead log: for a maintenance window, since nobody else can write meanwhile. Returns what the
    database did not let us do."""
    quote, refused = connection.ops.quote_name, []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            clean()
            return []
        for table in tables():
            cursor.execute(f"VACUUM (FULL, ANALYZE) {quote(table)}")
        for statement in ("SELECT pg_switch_wal()", "CHECKPOINT") * 2:
            try:
                cursor.execute(statement)
            except ProgrammingError:  # the application's role need not have that right
                refused.append(statement)
    return list(dict.fromkeys(refused))


def tables() -> list[str]:
    """Return the tables out of which an erasure takes something: this room's and those of the rooms above,
    the register with the tables of logins, and outgoing mail."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ("docket", "cases", "kit", "portal", "people", "account", "mfa")
    )
