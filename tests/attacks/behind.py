"""Attacks by somebody who has the database, the disk and the keys at rest, triggers out of the way: what is
changed, and which check of `record verify-state` must name it.

`part` is the check as it is switched on and off, `check` the name that it gives inside that; they are the
same where a part has one name. `also` are other parts that see it too. Everything happens in a transaction
that is undone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from dueprocess.docket import payload
from dueprocess.docket.models import Act, Content, Docket, File
from dueprocess.docket.sealing import Vault
from dueprocess.kit import files
from dueprocess.ledger import append
from dueprocess.tlog import entry, tree


def sql(statement: str, *values: object) -> None:
    """Change the tables past the application."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def disarm() -> None:
    """Take the triggers of append-only tables away; the check `triggers` says so."""
    for table in ("docket_act", "ledger_entry", "ledger_seq"):
        kinds = ("row",) if connection.vendor == "postgresql" else ("update", "delete")
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        for kind in kinds:
            sql(f"DROP TRIGGER append_only_{table}_{kind}{on}")


def last(docket: Docket) -> Act:
    """The newest act of the docket."""
    return docket.acts.order_by("n").last()  # type: ignore[return-value]


def head_anew() -> None:
    """Recompute the tree, as whoever knows how it is made can."""
    edge = tree.CompactRange()
    edge.extend(leaf for _, _, leaf in append.entries(0, 2**60))
    sql("UPDATE ledger_head SET size = %s, frontier = %s", edge.size, edge.to_bytes())


def rewrite(act: Act, raw: bytes) -> None:
    """Put other bytes in place of the act's entry, its hash and the whole tree made anew."""
    sql(
        "UPDATE ledger_entry SET bytes = %s, leaf = %s WHERE key = %s", raw, tree.leaf_hash(raw), act.entry_id
    )
    head_anew()


def commitment(act: Act) -> str:
    """What the act's entry would have to commit to, as its columns are now."""
    previous = act.docket.acts.filter(n=act.n - 1).select_related("entry").first()
    whole = payload.of(
        act, pseudonym=act.docket.pseudonym, previous=bytes(previous.entry.leaf) if previous else b""
    )
    return entry.commit(whole, bytes(act.salt)).hex()


def said(act: Act) -> dict[str, str]:
    """What the act's entry says, without its type and version."""
    found = entry.parse(bytes(act.entry.bytes))
    return {name: value for name, value in found.items() if name not in "tv"}


# ── the attacks ─────────────────────────────────────────────────────────────────────────────────────────────


def deleted_with_its_entry(docket: Docket) -> None:
    """The newest act is taken out with its entry and its place, the tree made anew."""
    act = last(docket)
    for model in (Content, File):
        model.objects.filter(act=act).delete()
    sql("DELETE FROM docket_act WHERE id = %s", act.pk)
    sql("DELETE FROM ledger_seq WHERE entry_id = %s", act.entry_id)
    sql("DELETE FROM ledger_entry WHERE key = %s", act.entry_id)
    head_anew()


def back_dated(docket: Docket) -> None:
    """An act is said to have happened a week earlier."""
    act = last(docket)
    sql("UPDATE docket_act SET at = %s WHERE id = %s", act.at - timedelta(days=7), act.pk)


def held_back(docket: Docket) -> None:
    """An act is recorded, and appended to the log under a later day: the entry commits to the true one."""
    act = last(docket)
    later = (act.recorded_at + timedelta(days=3)).date().isoformat()
    rewrite(act, entry.encode(act.entry_type, said(act) | {"d": later}))


def text_altered(docket: Docket) -> None:
    """What was written reads otherwise, sealed anew under the docket's own key."""
    row = Content.objects.filter(act__docket=docket).order_by("pk").first()
    assert row
    sealed = Vault.of(docket).seal("Nothing happened.", f"content/{row.act.n}/{row.field}")
    sql("UPDATE docket_content SET sealed = %s WHERE id = %s", sealed, row.pk)


def evidence_exchanged(docket: Docket) -> None:
    """Another film lies in place of the one that was handed in, described and sealed as it should be."""
    row = File.objects.filter(act__docket=docket).get()
    vault = Vault.of(docket)
    stored = files.store(vault.key, [b"other frames"], vault.files, "film.txt")
    value = vault.open(bytes(row.sealed), f"file/{row.act.n}/{row.n}")
    value |= {"size": stored.size, "sha256": stored.sha256}
    sealed = vault.seal(value, f"file/{row.act.n}/{row.n}")
    sql("UPDATE docket_file SET stored = %s, sealed = %s WHERE id = %s", stored.name, sealed, row.pk)


def acts_swapped(docket: Docket) -> None:
    """Two acts change their numbers."""
    two, three = docket.acts.get(n=2), docket.acts.get(n=3)
    for act, n in ((two, 99), (three, 2), (two, 3)):
        sql("UPDATE docket_act SET n = %s WHERE id = %s", n, act.pk)


def entries_swapped(docket: Docket) -> None:
    """Two acts change their entries, the rows left as they are."""
    two, three = docket.acts.get(n=2), docket.acts.get(n=3)
    free = append.new_key()
    sql("INSERT INTO ledger_entry (key, bytes, leaf) VALUES (%s, %s, %s)", free, b"x", bytes(32))
    for act, key in ((two, free), (three, two.entry_id), (two, three.entry_id)):
        sql("UPDATE docket_act SET entry_id = %s WHERE id = %s", key, act.pk)
    sql("DELETE FROM ledger_entry WHERE key = %s", free)


def other_type(docket: Docket) -> None:
    """Over a true payload stands an entry of another type, which would count in the totals."""
    act = last(docket)
    rewrite(act, entry.encode("reopened", said(act) | {"r": said(act)["d"]}))


def other_commitment(docket: Docket) -> None:
    """Over a true payload stands an entry that commits to something else."""
    act = last(docket)
    rewrite(act, entry.encode(act.entry_type, said(act) | {"cm": "ab" * 32}))


def without_entry(docket: Docket) -> None:
    """The newest act keeps its row and has no entry any more."""
    act = last(docket)
    sql("DELETE FROM ledger_seq WHERE entry_id = %s", act.entry_id)
    sql("DELETE FROM ledger_entry WHERE key = %s", act.entry_id)
    head_anew()


def entry_unplaced(docket: Docket) -> None:
    """The newest act's entry is there and has no place in the log: nobody outside will ever see it."""
    act = last(docket)
    sql("DELETE FROM ledger_seq WHERE entry_id = %s", act.entry_id)


def entry_rewritten(docket: Docket) -> None:
    """An act's column is edited, and its entry rewritten so that it fits; the tree is not made anew."""
    act = last(docket)
    sql("UPDATE docket_act SET at = %s WHERE id = %s", act.at - timedelta(days=7), act.pk)
    act = Act.objects.get(pk=act.pk)
    raw = entry.encode(act.entry_type, said(act) | {"cm": commitment(act)})
    sql(
        "UPDATE ledger_entry SET bytes = %s, leaf = %s WHERE key = %s", raw, tree.leaf_hash(raw), act.entry_id
    )


def edited(statement: str, says: str) -> Callable[[Docket], None]:
    """One statement, as somebody with the database's password types it."""

    def change(_: Docket) -> None:
        sql(statement)

    change.__doc__ = says
    return change


@dataclass(frozen=True)
class Behind:
    """What is done, the check that must name it, and what else would."""

    number: int
    name: str
    change: Callable[[Docket], None]
    part: str
    check: str
    also: frozenset[str]

    @property
    def says(self) -> str:
        """What is done, in a sentence."""
        return " ".join((self.change.__doc__ or "").split())


def _made(
    number: int, change: Callable[[Docket], None], part: str, check: str, also: str = "", name: str = ""
) -> Behind:
    return Behind(number, name or change.__name__, change, part, check, frozenset(also.split()))


def _edited(
    number: int, name: str, statement: str, check: str, part: str = "docket.copies", also: str = ""
) -> Behind:
    return _made(number, edited(statement, f"{name}."), part, check, also, name)


ATTACKS = [
    _made(1, deleted_with_its_entry, "docket.acts", "acts-missing", "docket.people docket.copies"),
    _made(3, back_dated, "docket.acts", "payload"),
    _made(4, held_back, "docket.acts", "entry-day"),
    _made(5, text_altered, "docket.content", "content"),
    _made(5, evidence_exchanged, "docket.files", "file"),
    _made(6, entry_rewritten, "leaf", "leaf"),
    _made(12, acts_swapped, "docket.acts", "payload", "docket.content docket.files"),
    _made(12, entries_swapped, "docket.acts", "payload"),
    _edited(
        13, "The key erased to bury everything", "UPDATE docket_docket SET key_wrapped = NULL", "key-missing",
        "docket.row",
    ),
    _made(14, other_type, "docket.acts", "entry-type"),
    _made(14, other_commitment, "docket.acts", "payload"),
    _made(20, without_entry, "keys", "keys", "docket.acts"),
    _made(20, entry_unplaced, "docket.acts", "entry-unplaced", "order leaf"),
    _edited(
        19, "The number changed", "UPDATE docket_docket SET number = '0000-0000-000'", "docket-number",
        "docket.row",
    ),
    _edited(
        19, "Given to another unit",
        "UPDATE docket_docket SET unit_id = (SELECT id FROM people_unit WHERE name = 'Saltmarsh Walkers')",
        "docket-unit", "docket.row",
    ),
    _edited(
        19, "The wall opened for the respondent", "DELETE FROM docket_reach WHERE why = 'party'", "copies"
    ),
    _edited(
        19, "The wall opened for a conflict", "DELETE FROM docket_reach WHERE why = 'conflict'", "copies"
    ),
    _edited(
        19, "Let in without a decision",
        "INSERT INTO docket_reach (docket_id, tag, shuts, why) SELECT id, 'aa', false, 'allowed' "
        "FROM docket_docket",
        "copies",
    ),
    _edited(19, "A party struck off the list", "DELETE FROM docket_party WHERE key = 'R1'", "copies"),
    _edited(19, "A receipt code led elsewhere", "UPDATE cases_complaint SET receipt = 'aa'", "copies"),
    _edited(
        19, "A withdrawal made up",
        "UPDATE cases_complaint SET withdrawn_at = '2026-03-23 10:00:00+00:00'", "copies",
    ),
    _edited(
        19, "A finding made up",
        "INSERT INTO cases_finding (docket_id, allegation, respondent, finding, standard, act) "
        "SELECT id, 'a1', 'R1', 'proven', '', 2 FROM docket_docket",
        "copies",
    ),
    _edited(
        19, "A sanction made up",
        "INSERT INTO docket_sanction (docket_id, act, name, on_key, tag, state, "
        "scope, standing, lasts, of_case, effect, spans, meanwhile) "
        "SELECT id, 2, 'suspension', 'R1', '', 'in force', '[]', 'suspended', '', '', '[]', '[]', '{}' "
        "FROM docket_docket",
        "copies",
    ),
    _edited(19, "Another owner", "UPDATE docket_docket SET owner = 'aa'", "copies"),
    _edited(
        19, "Received at another time",
        "UPDATE docket_docket SET received_at = '2026-03-20 10:00:00+00:00'", "copies",
    ),
]  # fmt: skip
"""Every column of every table, one after another: tests/attacks/test_every_column.py."""
