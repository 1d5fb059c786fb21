"""The signer: what it signs, when it publishes, and that it freezes rather than sign two logs."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from dueprocess.core.errors import Broken, Refused
from dueprocess.kit import clock
from dueprocess.ledger import (
    actions,
    extracts,
    journal,
    places,
    policy,
    proofs,
    publish,
    signer,
    triggers,
)
from dueprocess.ledger.models import Entry, RecordAct, Seq
from dueprocess.ledger.signer import state as memory
from dueprocess.tlog import checkpoint, reader, verify
from dueprocess.tlog.period import Granularity
from dueprocess.tlog.policy import Policy as Trust
from dueprocess.tlog.proof import Proof
from tests.ground import begin, faults, some
from tests.ledger.witness_server import running


def trust() -> Trust:
    return Trust.parse(places.policy().read_bytes())


def check_published(**options):
    return verify.log(reader.Folder(places.record()), trust(), **options)


@pytest.mark.both
def test_what_was_appended_is_sealed_then_published(log):
    keys = some(3)
    assert proofs.proof_of(keys[0]) is None
    assert proofs.standing(keys[0]) == "waiting"
    assert signer.seal() == signer.Sealed(4, 4)
    assert proofs.standing(keys[0]) == "sealed"
    sealed = proofs.proof_of(keys[0])
    assert verify.receipt(sealed, trust()).index == 1
    published = signer.beat()
    assert published.size == 4
    assert proofs.standing(keys[0]) == "witnessed"
    assert check_published().counts == {"act": 3, "log.genesis": 1}
    assert Proof.parse(proofs.proof_of(keys[0])).entry == bytes(Entry.objects.get(key=keys[0]).bytes)
    with pytest.raises(Entry.DoesNotExist):
        proofs.proof_of(1)


def test_a_log_of_every_size_around_a_tile_verifies(log):
    for count in (1, 252, 1, 1, 1, 255, 1, 700):
        keys = some(count)
        signer.seal()
        signer.beat(force=True)
        report = check_published()
        assert verify.receipt(proofs.proof_of(keys[-1]), trust()).size == report.size
    assert len(report.history) == 8


def test_a_log_larger_than_the_signers_batch(log, monkeypatch):
    monkeypatch.setattr("dueprocess.ledger.signer.sealing._AT_ONCE", 256)
    some(1500)
    assert signer.seal().size == 1501
    signer.beat()
    assert check_published().size == 1501


def test_the_beat_is_never_finer_than_the_period_and_goes_out_also_when_nothing_happened(log):
    now = datetime.now(UTC)
    signer.seal(now)
    assert signer.beat(now).size == 1
    some(1)
    signer.seal(now)
    assert signer.beat(now) is None
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=5)
    signer.seal(tomorrow)
    assert signer.beat(tomorrow).size == 2
    assert signer.beat(tomorrow + timedelta(hours=20)) is None
    after = tomorrow + timedelta(days=1)
    assert signer.beat(after).size == 2
    assert [head.checkpoint.size for head in check_published().history] == [1, 2, 2]


def test_between_beats_the_public_folder_does_not_change(log):
    signer.seal()
    signer.beat()
    before = {path: path.read_bytes() for path in places.record().rglob("*") if path.is_file()}
    some(300)
    signer.seal()
    assert signer.beat() is None
    assert {path: path.read_bytes() for path in places.record().rglob("*") if path.is_file()} == before


def test_a_beat_killed_between_checkpoint_and_history_leaves_a_log_that_verifies(log, monkeypatch):
    """And the next beat takes up what the history missed."""
    real = places.write

    def until(path, *args, **kwargs):
        if path.name == "checkpoints":
            raise KeyboardInterrupt
        real(path, *args, **kwargs)

    for _ in range(3):
        some(2)
        signer.seal()
        signer.beat(force=True)
    monkeypatch.setattr(places, "write", until)
    some(2)
    signer.seal()
    with pytest.raises(KeyboardInterrupt):
        signer.beat(force=True)
    assert check_published().size == 9
    monkeypatch.undo()
    some(2)
    signer.seal()
    signer.beat(force=True)  # ends the one that was begun
    signer.beat(force=True)
    assert [head.checkpoint.size for head in check_published().history] == [3, 5, 7, 9, 9, 11]


def test_a_reader_whose_log_is_published_anew_meanwhile_is_not_alarmed(log):
    some(2)
    signer.seal()
    signer.beat(force=True)
    folder, new = reader.Folder(places.record()), []

    def read(path):
        data = folder(path)
        if path in ("checkpoint", "checkpoints") and not new:
            new.append(some(2))
            signer.seal()
            signer.beat(force=True)
        return data

    assert verify.log(read, trust()).size == 5


def test_a_signer_killed_before_it_signed_its_state_signs_it_at_the_next_seal(log, monkeypatch):
    some(2)
    signer.seal()
    before = (places.sealed() / "checkpoint").read_bytes()
    some(2)
    signer.seal()
    (places.sealed() / "checkpoint").write_bytes(before)
    assert signer.seal().new == 0
    assert checkpoint.parse((places.sealed() / "checkpoint").read_bytes())[0].size == 5


def test_the_key_is_the_signers_alone(log):
    path = places.signer() / "key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert places.signer().stat().st_mode & 0o777 == 0o700
    secret = path.read_text().strip()
    for other in log.rglob("*"):
        assert other == path or not other.is_file() or secret not in other.read_text("latin-1")
    path.chmod(0o644)
    with pytest.raises(Broken, match="chmod 600"):
        signer.seal()
    with pytest.raises(Refused, match="already"):
        signer.make_key("log.example/record")


def test_hashes_mode_publishes_no_entry(db_fresh, var, settings):
    begin(settings, rules=policy.Policy(Granularity.MONTH, policy.Publish.HASHES, "UTC"))
    some(300)
    signer.seal()
    signer.beat()
    assert not (places.record() / "tile" / "entries").exists()
    assert check_published(with_entries=False).size == 301
    rules = policy.Policy(Granularity.MONTH, policy.Publish.ENTRIES, "UTC")
    actions.change_policy(rules=rules, witnesses=places.policy().read_bytes(), reason="M", by="board")
    signer.seal()
    signer.beat(force=True)
    assert check_published().counts["act"] == 300


def test_proofs_stay_valid_while_the_log_grows(log):
    keys = some(5)
    signer.seal()
    old = proofs.proof_of(keys[2])
    for _ in range(4):
        some(200)
        signer.seal()
    signer.beat()
    assert verify.receipt(old, trust()).index == 3
    check_published(known=[Proof.parse(old).checkpoint])


# ── witnesses ───────────────────────────────────────────────────────────────────────────────────────────


def witnessed(*witnesses, quorum: str) -> None:
    """Log a policy that asks for these witnesses, and make them know the log."""
    key = memory.public_key()
    lines = [f"log {key}"]
    for number, each in enumerate(witnesses, 1):
        lines.append(f"witness w{number} {each.key} {each.url}")
        each.service.add_log("log.example/record", key)
    names = " ".join(f"w{number}" for number in range(1, len(witnesses) + 1))
    lines += [f"group enough {quorum} {names}", "quorum enough"]
    listed = ("\n".join(lines) + "\n").encode()
    actions.change_policy(rules=policy.current(), witnesses=listed, reason="M", by="board")


@pytest.fixture
def two():
    with running("witness.one", bytes(31) + b"1") as one, running("witness.two", bytes(31) + b"2") as other:
        yield one, other


@pytest.mark.skipif("DUEPROCESS_TEST_NOW" in os.environ, reason="the witness reads the machine's own clock")
def test_a_foreign_witness_cosigns_over_http_and_dates_are_bounded(log, two):
    witnessed(*two, quorum="all")
    some(2)
    signer.seal()
    assert signer.beat().size == 4
    assert check_published().times.keys() == {"w1", "w2"}
    some(700)
    signer.seal()
    signer.beat(force=True)
    assert two[0].answered == [200, 200]
    report = verify.dates(reader.Folder(places.record()), trust())
    assert (report.bounded, report.after_only) == (700, 4)
    view = extracts.record()
    assert [each.name for each in view.witnesses] == ["w1", "w2"]
    assert all(each.cosigned_at for each in view.witnesses)
    assert (view.size, view.beats, view.origin) == (704, 2, "log.example/record")


def test_without_a_quorum_nothing_is_published_and_the_size_is_kept(log, two):
    witnessed(*two, quorum="all")
    signer.seal()
    two[1].silent = True
    waiting = signer.beat()
    assert isinstance(waiting, signer.Waiting)
    assert "w2: it answered 503" in waiting.why[0]
    assert not (places.record() / "checkpoint").exists()
    some(10)
    signer.seal()
    assert isinstance(signer.beat(), signer.Waiting)
    two[1].silent = False
    assert signer.beat().size == 2
    assert proofs.standing(RecordAct.objects.first().entry_id) == "witnessed"


def test_a_quorum_of_one_is_reached_while_the_other_is_away(log, two):
    witnessed(*two, quorum="any")
    signer.seal()
    two[0].silent = True
    assert signer.beat().size == 2
    two[0].silent = False
    some(1)
    signer.seal()
    signer.beat(force=True)
    assert check_published().times.keys() == {"w1", "w2"}


def test_a_witness_that_remembers_more_than_the_signer_is_asked_again(log, two):
    """The signer's memory of what a witness cosigned was lost: the 409 tells it."""
    witnessed(*two, quorum="all")
    signer.seal()
    signer.beat()
    some(5)
    signer.seal()
    path = places.signer() / "state.json"
    kept = json.loads(path.read_text())
    path.write_text(json.dumps(kept | {"witnesses": {}}))
    assert signer.beat(force=True).size == 7
    assert two[0].answered == [200, 409, 200]


def test_a_policy_file_that_the_log_does_not_state_stops_the_beat(log, two):
    witnessed(*two, quorum="all")
    signer.seal()
    places.policy().write_bytes(places.policy().read_bytes().replace(b"group enough 2", b"group enough 1"))
    places.policy().write_bytes(places.policy().read_bytes() + b"# loosened\n")
    with pytest.raises(signer.Frozen, match="not the list of keys that the log states"):
        signer.beat()


# ── refusing ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_frozen_signer_stays_frozen_until_the_database_agrees(log):
    some(3)
    signer.seal()
    [last] = Seq.objects.filter(idx=3).values_list("entry_id", flat=True)
    behind("DELETE FROM ledger_seq WHERE idx = 3", "UPDATE ledger_head SET size = 3")
    for _ in range(2):
        with pytest.raises(signer.Frozen) as caught:
            signer.seal()
        assert caught.value.check == "rollback"
    with pytest.raises(signer.Frozen):
        signer.beat(force=True)
    with pytest.raises(signer.Frozen):
        signer.resume()
    behind(f"INSERT INTO ledger_seq (idx, entry_id) VALUES (3, {last})", "UPDATE ledger_head SET size = 4")
    assert signer.resume() == signer.Sealed(4, 0)
    assert faults() == []


def behind(*statements: str) -> None:
    """Change tables as somebody with the database's password would: triggers dropped and put back."""
    with connection.cursor() as cursor:
        for table in triggers.registered():
            for kind in ("insert", "update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS append_only_{table}_{kind}")
        for statement in statements:
            cursor.execute(statement)
    triggers.install()


def test_an_exchanged_state_file_is_not_believed(log):
    some(1)
    signer.seal()
    with memory.locked() as held:
        path = places.signer() / "state.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"version": 99}))
        with pytest.raises(signer.Frozen, match="changed under"):
            memory.swap(held, published=1)


@pytest.mark.parametrize("content", ["", "{", '{"version": 1}', '{"frontier": "zz"}'])
def test_a_damaged_state_file_is_not_believed(log, content):
    (places.signer() / "state.json").write_text(content)
    with pytest.raises(Broken, match=r"state\.json"):
        signer.seal()


def test_another_key_is_not_used(log):
    (places.signer() / "key").unlink()
    state_path = places.signer() / "state.json"
    kept = state_path.read_text()
    state_path.unlink()
    signer.make_key("log.example/record")
    state_path.write_text(kept)
    with pytest.raises(signer.Frozen, match="not the one that its state names"):
        signer.seal()


@pytest.mark.parametrize("damage", ["flip", "gone", "cut"])
def test_damaged_tiles_are_not_built_upon(log, damage):
    some(3)
    signer.seal()
    path = places.sealed() / "tile" / "0" / "000.p" / "4"
    raw = path.read_bytes()
    path.unlink()
    if damage != "gone":
        path.write_bytes(bytes([raw[0] ^ 1]) + raw[1:] if damage == "flip" else raw[:-1])
    some(1)
    with pytest.raises(signer.Frozen) as caught:
        signer.seal()
    assert caught.value.check == "tiles"


# ── publishing elsewhere, the journal ───────────────────────────────────────────────────────────────────


def test_the_record_is_copied_to_a_mirror_and_never_over_a_longer_one(log, tmp_path):
    mirror = tmp_path / "mirror"
    with pytest.raises(Refused, match="Nothing is published yet"):
        publish.to(mirror)
    some(600)
    signer.seal()
    signer.beat()
    publish.to(mirror)
    some(300)
    signer.seal()
    signer.beat(force=True)
    head, count = publish.to(mirror)
    assert head.size == 901
    assert count < 12
    assert verify.log(reader.Folder(mirror), trust()).size == 901
    first, _ = checkpoint.split((mirror / "checkpoints").read_bytes())
    (places.record() / "checkpoint").write_bytes(first)
    before = (mirror / "checkpoint").read_bytes()
    with pytest.raises(Refused, match="901 entries"):
        publish.to(mirror)
    assert (mirror / "checkpoint").read_bytes() == before


def test_each_closed_period_of_the_read_journal_is_sealed_once(db_fresh, var, settings):
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    lines = {0: [b"a", b"b"], 1: [], 2: [b"c"]}

    def read(since, until):
        return lines.get((since - noon).days + 1, [])

    settings.DUEPROCESS_ORIGIN = "x.invalid"
    before = list(journal._readers)
    journal._readers[:] = [read]
    try:
        with clock.frozen(noon):
            begin(settings, origin="x.invalid")
        with clock.frozen(noon + timedelta(days=2, hours=13)):
            sealed = journal.seal_closed()
            assert journal.seal_closed() == []
    finally:
        journal._readers[:] = before
    assert [(act.period, act.payload["count"]) for act in sealed] == [
        ("2026-03-02", 2), ("2026-03-03", 0), ("2026-03-04", 1),
    ]  # fmt: skip
    assert actions.seal_access(period="2026-03-02", root=bytes(32), count=0) is None


def test_extracts_before_and_after(db_fresh, var, settings):
    assert extracts.record() is None
    begin(settings)
    assert extracts.record().checkpoint == ""
    signer.seal()
    signer.beat()
    view = extracts.record()
    assert (view.size, view.beats, view.quorum, view.granularity) == (1, 1, "none", "day")
    assert extracts.published("checkpoint").decode() == view.checkpoint
    assert extracts.published("../signer/key") is None
    assert extracts.published("tile/9/000") is None
