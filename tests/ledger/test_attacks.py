"""Attacks on the record at its own level: each is caught by the check that is named for it, an honest log
passes, and with that one check switched off the attack passes too.

The attacker has the database's password and the disk, not the signer's key. Numbers are those of the list
in docs/explanation/record.md.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from dueprocess.ledger import append, places, proofs, signer
from dueprocess.ledger.models import Entry, Head, Seq
from dueprocess.tlog import entry, reader, tree, verify
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.note import SignerKey
from dueprocess.tlog.policy import Policy as Trust
from dueprocess.tlog.proof import Proof
from tests.ground import faults, some
from tests.ledger.test_signer import behind

NOTHING: frozenset[str] = frozenset()


def hexed(raw: bytes) -> str:
    return f"x'{raw.hex()}'"


def rebuild_head(leaves: list[bytes]) -> str:
    """The head as an attacker who knows the tree would forge it."""
    edge = tree.CompactRange()
    edge.extend(leaves)
    return f"UPDATE ledger_head SET size = {edge.size}, frontier = {hexed(edge.to_bytes())}"


def leaves() -> list[bytes]:
    return [leaf for _, _, leaf in append.entries(0, 2**60)]


def noon() -> datetime:
    """Noon of the log's first day: far from the midnights around which a day's entries may still come in."""
    first = entry.parse(bytes(Seq.objects.get(idx=0).entry.bytes))
    return datetime.fromisoformat(first["d"]).replace(hour=12, tzinfo=UTC)


def forge(kind: str = "act", **fields) -> bytes:
    return entry.encode(kind, {"cm": b"\xee" * 32, "d": f"{noon():%Y-%m-%d}"} | fields)


def slip_in(raw: bytes) -> None:
    """Append bytes of one's own choosing at the end, with a head that fits."""
    index, key = Head.objects.get().size, append.new_key()
    behind(
        f"INSERT INTO ledger_entry VALUES ({key}, {hexed(raw)}, {hexed(tree.leaf_hash(raw))})",
        f"INSERT INTO ledger_seq VALUES ({index}, {key})",
        rebuild_head([*leaves(), tree.leaf_hash(raw)]),
    )


def rewrite(index: int, raw: bytes) -> None:
    """Put other bytes in place of an entry, its hash and the whole tree recomputed."""
    key = Seq.objects.get(idx=index).entry_id
    changed = leaves()
    changed[index] = tree.leaf_hash(raw)
    behind(
        f"UPDATE ledger_entry SET bytes = {hexed(raw)}, leaf = {hexed(changed[index])} WHERE key = {key}",
        rebuild_head(changed),
    )


def drop_last() -> None:
    """Delete the newest entry with its place, the head set back."""
    last = Seq.objects.order_by("-idx").first()
    behind(
        f"DELETE FROM ledger_seq WHERE idx = {last.idx}",
        f"DELETE FROM ledger_entry WHERE key = {last.entry_id}",
        rebuild_head(leaves()[: last.idx]),
    )


# ── what the signer refuses ─────────────────────────────────────────────────────────────────────────────


def deleted_after_a_seal() -> None:
    """Attack 2: a complaint that was sealed is deleted."""
    drop_last()


def deleted_and_replaced() -> None:
    """Attack 2: deleted, and as many new entries put in as hide it."""
    drop_last()
    slip_in(forge())


def back_dated() -> None:
    """Attack 3: an act is given a date before the last seal."""
    slip_in(forge(d=f"{noon() - timedelta(days=1):%Y-%m-%d}"))


def forward_dated() -> None:
    """Attack 4: an act is given a date that has not come."""
    slip_in(forge(d=f"{noon() + timedelta(days=2):%Y-%m-%d}"))


def old_backup_restored() -> None:
    """Attack 9: an earlier state of the database is put back and work goes on."""
    drop_last()
    drop_last()
    some(1, at=noon())


def bytes_changed() -> None:
    """Attack 19: the bytes of an entry are edited before they were sealed."""
    some(1, at=noon())
    last = Seq.objects.order_by("-idx").first()
    behind(f"UPDATE ledger_entry SET bytes = {hexed(forge())} WHERE key = {last.entry_id}")


def head_changed() -> None:
    """Attack 19: the head of the log is edited."""
    some(1, at=noon())
    behind(rebuild_head([*leaves()[:-1], bytes(32)]))


def gap() -> None:
    """Attack 19: an entry is taken out of the middle before it was sealed."""
    some(3, at=noon())
    behind("DELETE FROM ledger_seq WHERE idx = (SELECT max(idx) - 1 FROM ledger_seq)")


def telling() -> None:
    """Attack 21: an entry holds a field that would identify someone."""
    slip_in(forge()[:-1] + b',"z":"Wren Abara"}')


def finer_than_the_policy() -> None:
    """Attack 21: an entry is dated more finely than the policy allows (here, the other way round)."""
    slip_in(forge(d=f"{noon():%Y-%m}"))


def second_genesis() -> None:
    """A log that begins again, so that what was before does not count."""
    first = entry.parse(bytes(Seq.objects.get(idx=0).entry.bytes))
    slip_in(entry.encode("log.genesis", {name: first[name] for name in first if name not in "tv"}))


def another_key() -> None:
    """The log is made to state a key of the attacker's own, whose signatures would then count."""
    mine = SignerKey.generate("log.example/record").verifier
    slip_in(forge("key.rotated", old=signer.public_key(), key=str(mine)))


REFUSED: list[tuple[Callable[[], None], str, set[str]]] = [
    (deleted_after_a_seal, "rollback", set()),
    (deleted_and_replaced, "disagreement", set()),
    (back_dated, "window", set()),
    (forward_dated, "window", {"order"}),
    (old_backup_restored, "rollback", set()),
    (bytes_changed, "leaf", {"disagreement"}),
    (head_changed, "disagreement", set()),
    (gap, "contiguous", {"disagreement"}),
    (telling, "form", set()),
    (finer_than_the_policy, "grain", set()),
    (second_genesis, "genesis", set()),
    (another_key, "key", set()),
]
"""The attack, the check that catches it, and further checks that would catch it after that one."""


@pytest.fixture
def sealed(log: Path) -> Path:
    """A log of four entries that was sealed just now, in which nobody has cheated."""
    some(3, at=noon())
    signer.seal(noon())
    return log


def test_an_honest_log_is_sealed(sealed):
    some(2, at=noon())
    assert signer.seal(noon()).new == 2
    assert faults() == []


@pytest.mark.parametrize(("attack", "check", "others"), REFUSED, ids=[each[0].__name__ for each in REFUSED])
def test_the_signer_refuses_by_name(sealed, attack, check, others):
    attack()
    before = (places.sealed() / "checkpoint").read_bytes()
    with pytest.raises(signer.Frozen) as caught:
        signer.seal(noon())
    assert caught.value.check == check
    assert (places.sealed() / "checkpoint").read_bytes() == before
    assert signer.load().frozen["check"] == check
    some(1, at=noon())  # complaints are taken in all the same
    with pytest.raises(signer.Frozen):
        signer.seal(noon())


@pytest.mark.parametrize(("attack", "check", "others"), REFUSED, ids=[each[0].__name__ for each in REFUSED])
def test_with_the_check_switched_off_the_attack_passes(sealed, attack, check, others):
    attack()
    signer.seal(noon(), without=frozenset({check, *others}))


@pytest.mark.parametrize(("attack", "check", "others"), REFUSED, ids=[each[0].__name__ for each in REFUSED])
def test_no_other_check_is_needed(sealed, attack, check, others):
    """The named check catches the attack alone, all others switched off."""
    attack()
    with pytest.raises(signer.Frozen) as caught:
        signer.seal(noon(), without=frozenset(signer.CHECKS) - {check})
    assert caught.value.check == check


def test_attack_3_an_act_dated_back_behind_later_ones_that_were_not_sealed_yet(sealed):
    """Attack 3: the signer stood still for three days, so that the window alone would let it through."""
    later = noon() + timedelta(days=3)
    slip_in(forge(d=f"{later:%Y-%m-%d}"))
    slip_in(forge(d=f"{noon():%Y-%m-%d}"))
    with pytest.raises(signer.Frozen) as caught:
        signer.seal(later)
    assert caught.value.check == "order"


# ── what the stored state shows ─────────────────────────────────────────────────────────────────────────


def test_attack_1_deleted_before_any_seal_leaves_the_room_that_names_it(log):
    """Attack 1: before a seal the log alone cannot know; the act, or the holder's receipt, shows it.

    Deleting act and entry together before the two seconds of a seal have passed leaves no trace in the log
    itself, as the documentation says; here the act is still there.
    """
    key = some(1)[0]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
    behind(
        "CREATE TABLE room_act (id integer PRIMARY KEY, entry bigint NOT NULL REFERENCES ledger_entry (key))",
        f"INSERT INTO room_act VALUES (1, {key})",
    )
    assert faults() == []
    drop_last()
    assert [(fault.check, str(key) in fault.what) for fault in faults()] == [("keys", True)]
    assert faults(skip=frozenset({"keys"})) == []


def test_attack_20_an_act_without_an_entry_is_found_however_it_came(log):
    """Attack 20: written through a connection without foreign keys, by plain sqlite3."""
    path = connection.settings_dict["NAME"]
    plain = sqlite3.connect(path)
    with plain:
        plain.execute(
            "INSERT INTO ledger_recordact (kind, recorded_at, period, payload, salt, entry_id) "
            "VALUES ('access.sealed', '2026-01-01', '2026-01', '{}', x'00', 4711)"
        )
    plain.close()
    found = faults(skip=frozenset({"payload"}))
    assert [(fault.check, "4711" in fault.what) for fault in found] == [("keys", True)]
    assert faults(skip=frozenset({"keys", "payload"})) == []


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE ledger_recordact SET payload = '{\"a\":1}'", "payload"),
        ("UPDATE ledger_entry SET leaf = zeroblob(32)", "leaf"),
        ("UPDATE ledger_head SET size = 9", "leaf"),
        ("DELETE FROM ledger_seq WHERE idx = 2", "order"),
        ("UPDATE ledger_head SET granularity = 'week'", "policy"),
        ("UPDATE ledger_head SET publish = 'hashes'", "policy"),
    ],
)
def test_attack_19_tables_edited_behind_the_application_show(sealed, statement, check):
    behind(statement)
    assert check in {fault.check for fault in faults()}


def test_attack_2_a_gap_in_the_places_is_counted(sealed):
    key = Seq.objects.get(idx=2).entry_id
    behind("DELETE FROM ledger_seq WHERE idx = 2", f"DELETE FROM ledger_entry WHERE key = {key}")
    last = Head.objects.get().size - 1
    told = [fault.what for fault in faults() if fault.check == "order"]
    assert told == [f"there are {last} places, and the last one is {last}: 1 are gone"]


def test_attack_19_a_rewritten_history_is_not_the_sealed_one(sealed):
    rewrite(2, forge())
    assert [fault.check for fault in faults()] == ["leaf"]
    assert "not those that the signer sealed" in faults()[0].what
    assert faults(skip=frozenset({"leaf"})) == []


def test_attack_9_a_database_shorter_than_the_seal_is_not_the_sealed_one(sealed):
    """Nothing in it contradicts itself: only what the signer remembers shows that something is gone."""
    size = Head.objects.get().size
    drop_last()
    assert [(fault.check, fault.what) for fault in faults() if fault.check != "keys"] == [
        ("leaf", f"the signer sealed {size} entries and {size - 1} are here")
    ]


# ── what outsiders see ──────────────────────────────────────────────────────────────────────────────────


def published() -> reader.Folder:
    signer.seal()
    signer.beat(force=True)
    return reader.Folder(places.record())


def trust() -> Trust:
    return Trust.parse(places.policy().read_bytes())


def another_history(var: Path, tmp_path: Path) -> None:
    """Everything of the installation set back to `tmp_path`: database, state, tiles, as an operator could."""
    path = Path(connection.settings_dict["NAME"])
    connection.close()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(tmp_path / "database", path)
    for name in ("signer", "sealed", "record"):
        shutil.rmtree(var / name)
        shutil.copytree(tmp_path / name, var / name)


def keep_copy(var: Path, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(connection.settings_dict["NAME"], tmp_path / "database")
    for name in ("signer", "sealed", "record"):
        shutil.copytree(var / name, tmp_path / name)


def test_attacks_1_2_and_9_an_operator_who_sets_everything_back_is_caught_by_any_receipt(log, tmp_path):
    """Attacks 1, 2, 9 by the operator, signer and all: the holder of one receipt sees it."""
    published()
    keep_copy(log, tmp_path)
    received = some(1, "received")[0]
    published()
    receipt = Proof.parse(proofs.proof_of(received)).checkpoint
    verify.log(published(), trust(), known=[receipt])  # the honest log
    another_history(log, tmp_path)
    with pytest.raises(NotVerified) as caught:
        verify.log(published(), trust(), known=[receipt])
    assert caught.value.check == "rollback"
    verify.log(published(), trust(), known=[receipt], skip=frozenset({"rollback"}))
    some(5)
    with pytest.raises(NotVerified) as caught:
        verify.log(published(), trust(), known=[receipt])
    assert caught.value.check == "fork"
    verify.log(published(), trust(), known=[receipt], skip=frozenset({"fork"}))


def test_attack_21_what_would_tell_never_gets_into_the_log(sealed):
    for fields in ({"name": "Wren Abara"}, {"r": "2026-11-21 10:15"}, {"cm": "K7F3-2QX9-M5T"}):
        with pytest.raises(BadBytes), transaction.atomic():
            append.entry(append.new_key(), "act", {"cm": bytes(32)} | fields, datetime.now(UTC))
    assert Entry.objects.count() == 4
    for _, raw, _ in append.entries(1, 9):
        assert set(json.loads(raw)) == {"cm", "d", "t", "v"}
