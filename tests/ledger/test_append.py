"""Appending: with the act or not at all, never twice, never out of step, on both databases."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, connections, transaction

from dueprocess.core.errors import Broken, Refused
from dueprocess.ledger import actions, append, places, policy, triggers
from dueprocess.ledger.models import Entry, Head, RecordAct, Seq
from dueprocess.tlog import entry, tree
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.period import Granularity
from tests.ground import DAILY, begin, failing_trigger, faults, some

NOW = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
pytestmark = pytest.mark.both


def one(kind: str = "act", **fields) -> int:
    with transaction.atomic():
        return append.entry(append.new_key(), kind, {"cm": bytes(32)} | fields, NOW)


def test_the_first_entry_is_the_genesis(log):
    raw = bytes(Seq.objects.select_related("entry").get(idx=0).entry.bytes)
    stated = entry.parse(raw)
    assert (stated["t"], stated["origin"], stated["granularity"]) == (
        "log.genesis",
        "log.example/record",
        "day",
    )
    act = RecordAct.objects.get()
    assert stated["cm"] == entry.commit(act.payload, bytes(act.salt)).hex()
    with pytest.raises(Refused, match="begun already"):
        actions.begin(rules=DAILY)


def test_indices_follow_one_another_and_the_head_is_the_tree_of_the_entries(log):
    assert [one() for _ in range(3)] == [1, 2, 3]
    assert len(some(600)) == 600
    assert one("received") == 604
    edge = tree.CompactRange()
    for index, raw, leaf in append.entries(0, 2**60):
        assert index == edge.size
        assert leaf == tree.leaf_hash(raw)
        edge.append(leaf)
    head = Head.objects.get()
    assert (edge.size, edge.to_bytes()) == (head.size, bytes(head.frontier))
    assert faults() == []


def test_bulk_and_single_give_the_same_log(log):
    for _ in range(5):
        one()
    single = bytes(Head.objects.get().frontier)
    with transaction.atomic():
        new = [append.New(append.new_key(), "act", {"cm": bytes(32)}, NOW) for _ in range(5)]
        assert append.many(new) == range(6, 11)
        assert append.many([]) == range(11, 11)
    edge = tree.CompactRange.from_bytes(single)
    for _, _, leaf in append.entries(6, 11):
        edge.append(leaf)
    assert edge.to_bytes() == bytes(Head.objects.get().frontier)


def test_a_moment_among_the_fields_becomes_its_period(log):
    one("closed", r=datetime(2026, 10, 31, 23, 59, tzinfo=UTC))
    stated = entry.parse(bytes(Seq.objects.get(idx=1).entry.bytes))
    assert (stated["d"], stated["r"]) == ("2026-11-21", "2026-10-31")


def test_days_begin_in_the_organisations_zone(db_fresh, var, settings):
    rules = policy.Policy(Granularity.DAY, policy.Publish.ENTRIES, "Asia/Kathmandu")
    begin(settings, rules=rules)
    one()
    assert entry.parse(bytes(Seq.objects.get(idx=1).entry.bytes))["d"] == "2026-11-22"


@pytest.mark.parametrize(
    ("a_year", "granularity", "publish"),
    [(3, "month", "hashes"), (12, "month", "entries"), (100, "month", "entries"), (101, "week", "entries"),
     (1000, "week", "entries"), (1001, "day", "entries")],
)  # fmt: skip
def test_the_size_of_the_organisation_proposes_the_policy(a_year, granularity, publish):
    proposed = policy.proposed(a_year, "Europe/Vienna")
    assert (proposed.granularity, proposed.publish) == (granularity, publish)


def test_a_failed_act_leaves_no_entry_and_no_gap(log):
    before = bytes(Head.objects.get().frontier)

    def act_that_fails():
        with transaction.atomic():
            append.entry(append.new_key(), "act", {"cm": bytes(32)}, NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act_that_fails()
    assert bytes(Head.objects.get().frontier) == before
    assert Entry.objects.count() == 1
    assert one() == 1


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_seq"])
def test_where_the_entry_fails_nothing_of_the_act_is_saved(log, table):
    failing_trigger(table)
    with pytest.raises(IntegrityError, match="disk full"):
        actions.seal_access(period="2026-11-20", root=bytes(32), count=0)
    assert RecordAct.objects.count() == Entry.objects.count() == Head.objects.get().size == 1


def test_an_act_without_its_entry_cannot_commit(log):
    def act_without_entry():
        with transaction.atomic():
            RecordAct.objects.create(
                kind="access.sealed",
                recorded_at=NOW,
                period="x",
                payload={},
                salt=b"",
                entry_id=append.new_key(),
            )

    with pytest.raises(IntegrityError):
        act_without_entry()
    assert RecordAct.objects.count() == 1


def test_nothing_is_appended_outside_a_transaction_or_before_the_genesis(db_fresh, var):
    with pytest.raises(Broken, match="outside a transaction"):
        append.entry(append.new_key(), "act", {"cm": bytes(32)}, NOW)
    with pytest.raises(Broken, match="dueprocess init"):
        one()
    with pytest.raises(Broken, match="dueprocess init"):
        policy.current()


def test_a_key_is_used_once(log):
    key = append.new_key()
    with transaction.atomic():
        append.entry(key, "act", {"cm": bytes(32)}, NOW)

    def again():
        with transaction.atomic():
            append.entry(key, "act", {"cm": bytes(32)}, NOW)

    with pytest.raises(IntegrityError):
        again()


@pytest.mark.parametrize(
    "fields",
    [{"cm": bytes(32), "name": "Wren Abara"}, {"cm": b"short"}, {}, {"cm": bytes(32), "r": "2026-10"},
     {"cm": "Wren Abara".ljust(64)}],
)  # fmt: skip
def test_a_field_that_would_tell_something_is_refused(log, fields):
    def tell():
        with transaction.atomic():
            append.entry(append.new_key(), "act", fields, NOW)

    with pytest.raises(BadBytes):
        tell()
    assert Head.objects.get().size == 1


def test_a_head_out_of_step_stops_everything(log):
    Head.objects.update(size=7)
    with pytest.raises(Broken, match="size 7, its frontier 1"):
        one()


def test_eight_writers_at_once_make_one_log(log):
    failures: list[Exception] = []

    def write() -> None:
        try:
            for _ in range(20):
                one()
        except Exception as error:  # noqa: BLE001 (whatever it is, the test shows it)
            failures.append(error)
        finally:
            connections["default"].close()

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failures
    assert Head.objects.get().size == 161
    assert faults() == []


CHANGES = [
    "UPDATE ledger_entry SET bytes = leaf",
    "UPDATE ledger_seq SET entry_id = 1",
    "UPDATE ledger_recordact SET kind = 'x'",
    "DELETE FROM ledger_seq",
    "DELETE FROM ledger_recordact",
    "DELETE FROM ledger_entry",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_rows_of_the_record_can_be_neither_changed_nor_deleted(log, statement):
    with pytest.raises(IntegrityError, match="append-only table"), connection.cursor() as cursor:
        cursor.execute(statement)
    assert faults() == []


def test_nor_replaced_nor_truncated(log):
    [entry_key, raw] = Entry.objects.values_list("key", "bytes").get()
    other = append.new_key()
    if connection.vendor == "sqlite":
        replacing = [
            f"INSERT OR REPLACE INTO ledger_entry (key, bytes, leaf) VALUES ({entry_key}, x'00', x'00')",
            f"REPLACE INTO ledger_seq (idx, entry_id) VALUES (0, {other})",
            f"REPLACE INTO ledger_seq (idx, entry_id) VALUES (77, {entry_key})",
            "INSERT INTO ledger_seq (idx, entry_id) VALUES (0, 1) ON CONFLICT DO UPDATE SET entry_id = 5",
        ]
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers = OFF")
    else:
        replacing = [
            "TRUNCATE ledger_entry CASCADE",
            "TRUNCATE ledger_recordact CASCADE",
            "INSERT INTO ledger_seq VALUES (0, 1) ON CONFLICT (idx) DO UPDATE SET entry_id = 5",
        ]
    for statement in replacing:
        with pytest.raises(IntegrityError, match="append-only table"), connection.cursor() as cursor:
            cursor.execute(statement)
    assert bytes(Entry.objects.get().bytes) == bytes(raw)
    assert faults() == []


def test_what_is_no_entry_is_not_put_back(log):
    raw = bytes(Entry.objects.get().bytes)
    with pytest.raises(BadBytes), transaction.atomic():
        append.back([raw, raw[:-1]])
    assert Entry.objects.count() == 1
    assert faults() == []


def test_triggers_that_are_gone_are_missed_and_put_back(log):
    assert triggers.missing() == []
    name = (
        "append_only_ledger_entry_update" if connection.vendor == "sqlite" else "append_only_ledger_entry_row"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else " ON ledger_entry"))
    assert triggers.missing() == [name]
    assert [fault.check for fault in faults()] == ["triggers"]
    triggers.install()
    triggers.install()
    assert triggers.missing() == []


def test_a_trigger_that_was_switched_off_is_missed(log):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE ledger_seq DISABLE TRIGGER append_only_ledger_seq_row")
        assert triggers.missing() == ["append_only_ledger_seq_row"]


def test_a_change_of_policy_stands_in_the_log(log):
    rules = policy.Policy(Granularity.WEEK, policy.Publish.HASHES, "UTC")
    actions.change_policy(rules=rules, witnesses=places.policy().read_bytes(), reason="M-7", by="board")
    assert policy.current() == rules
    stated = entry.parse(bytes(Seq.objects.get(idx=1).entry.bytes))
    assert (stated["t"], stated["granularity"], len(stated["d"])) == ("policy.changed", "week", 10)
    with pytest.raises(BadBytes):
        actions.change_policy(rules=rules, witnesses=b"nonsense", reason="M-8", by="board")
    one()
    assert entry.parse(bytes(Seq.objects.get(idx=2).entry.bytes))["d"] == "2026-W47"
