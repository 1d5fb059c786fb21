"""What a witness of ours cosigns, refuses and keeps, over its folder."""

import json
import threading
from itertools import pairwise
from pathlib import Path

import pytest

from dueprocess.core.errors import Broken, Refused
from dueprocess.kit import durable
from dueprocess.tlog import checkpoint, tree, witness
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.policy import Log
from dueprocess.witness.cosigning import Cosigner
from dueprocess.witness.folder import Folder, slug
from tests.tlog.published import LOG_KEY, ORIGIN, seeded_key
from tests.witness.scene import Scene, another, day_of, scene, verified


@pytest.fixture
def seen(tmp_path: Path) -> Scene:
    return scene(tmp_path)


def test_what_is_cosigned_is_on_the_disk_before_the_answer(
    seen: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = seen.grow()
    answer = seen.ask()
    assert list(verified(answer, signed, seen.folder).values()) == [int(seen.now)]
    assert Folder(seen.folder.path).state(ORIGIN).size == 400
    signed = seen.grow()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "write", full)
    assert seen.ask(old=400).status == 503
    monkeypatch.undo()
    assert seen.cosigner.states[ORIGIN].size == Folder(seen.folder.path).state(ORIGIN).size == 400
    assert seen.ask().status == 200


def test_a_beat_without_growth_is_cosigned_anew(seen: Scene) -> None:
    seen.now += 86_400
    answer = seen.ask()
    assert answer.status == 200
    assert seen.folder.state(ORIGIN).at == int(seen.now)


def test_the_time_of_cosignatures_never_goes_back(seen: Scene) -> None:
    last = seen.folder.state(ORIGIN).at
    seen.now = last - 10_000.0
    assert list(verified(seen.ask(), seen.log.notes[-1], seen.folder).values()) == [last]


def test_a_fork_is_refused_and_both_signatures_are_kept(seen: Scene) -> None:
    signed, _ = another(seen.log, 300)
    answer = seen.cosigner.answer(witness.Request(300, (), signed).to_bytes(), seen.now)
    assert (answer.status, answer.body) == (409, b"300\n")
    [path] = seen.folder.evidence(ORIGIN)
    heads = [checkpoint.verify(each, [LOG_KEY.verifier]) for each in checkpoint.split(path.read_bytes())]
    assert [head.size for head in heads] == [300, 300]
    assert heads[0].root != heads[1].root
    seen.cosigner.answer(witness.Request(300, (), signed).to_bytes(), seen.now)
    assert len(seen.folder.evidence(ORIGIN)) == 1


def test_a_rollback_is_refused_and_names_the_size(seen: Scene) -> None:
    for old in (0, 100, 200):
        answer = seen.ask(seen.log.notes[1], old=old)
        assert (answer.status, answer.body, answer.content_type) == (409, b"300\n", "text/x.tlog.size")
    assert seen.folder.state(ORIGIN).size == 300


def test_a_tree_without_its_proof_is_refused_and_kept_for_a_second_look(seen: Scene) -> None:
    signed, hashes = another(seen.log, 350)
    assert seen.ask(signed, hashes=hashes).status == 422
    assert len(seen.folder.disputed(ORIGIN)) == 1
    assert seen.folder.state(ORIGIN).size == 300


def test_strangers_leave_nothing_behind(seen: Scene) -> None:
    before = set(seen.folder.path.rglob("*"))
    stranger = checkpoint.Checkpoint("other.example/log", 5, bytes(32))
    for body in (
        b"",
        b"old 0\n\nnothing",
        witness.Request(0, (), stranger.sign(seeded_key("other.example/log")).to_bytes()).to_bytes(),
        witness.Request(
            300, (), checkpoint.Checkpoint(ORIGIN, 300, bytes(32)).sign(seeded_key(ORIGIN, seed=2)).to_bytes()
        ).to_bytes(),
    ):
        assert seen.cosigner.answer(body, seen.now).status in (400, 403, 404)
    assert set(seen.folder.path.rglob("*")) == before


def test_no_more_is_kept_than_there_is_room_for(seen: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dueprocess.witness.folder.MOST_DISPUTED", 3)
    for size in range(301, 310):
        signed, hashes = another(seen.log, size)
        assert seen.ask(signed, hashes=hashes).status == 422
    assert len(seen.folder.disputed(ORIGIN)) == 3


def test_of_requests_that_cross_one_is_cosigned_at_a_time(seen: Scene) -> None:
    """Forty threads ask for forty trees: what is cosigned is one line of growing trees."""
    entries = day_of(340)
    hashes = tree.Levels(tree.leaf_hash(item) for item in entries)
    answers: list[tuple[int, int]] = []

    def ask(size: int) -> None:
        head = checkpoint.Checkpoint(ORIGIN, size, tree.root(size, hashes)).sign(LOG_KEY).to_bytes()
        old = 300
        for _ in range(50):
            answer = seen.cosigner.answer(witness.request(old, head, hashes).to_bytes(), seen.now)
            if answer.status != 409 or int(answer.body) > size:
                break
            old = int(answer.body)
        if answer.status == 200:
            answers.append((old, size))

    threads = [threading.Thread(target=ask, args=(size,)) for size in range(301, 341)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    line = sorted(answers)
    assert line[0][0] == 300
    assert line[-1][1] == 340 == seen.folder.state(ORIGIN).size
    assert all(before[1] == after[0] for before, after in pairwise(line))


def test_two_processes_cannot_cosign_on_one_folder(seen: Scene) -> None:
    with seen.folder.locked(), pytest.raises(Refused, match="runs on"), Folder(seen.folder.path).locked():
        raise AssertionError("the lock was taken twice")


def test_a_state_that_was_changed_beside_it_stops_the_witness(seen: Scene) -> None:
    path = seen.folder.path / "state" / f"{slug(ORIGIN)}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"size": 200}))
    seen.grow()
    assert seen.ask(old=300).status == 503


@pytest.mark.parametrize(
    "content", [None, "", "{", '{"origin": "x"}', '{"origin": "x", "begun": 0, "size": -1}']
)
def test_a_witness_that_forgot_does_not_begin_again(seen: Scene, content: str | None) -> None:
    path = seen.folder.path / "state" / f"{slug(ORIGIN)}.json"
    path.unlink()
    if content is not None:
        path.write_text(content)
    seen.folder.watch([Log(LOG_KEY.verifier)], 5.0)  # as every start does
    with pytest.raises(Broken, match="state"):
        Cosigner(seen.folder)


def test_a_log_gets_a_second_key_and_its_memory_stays(seen: Scene) -> None:
    new = seeded_key(ORIGIN, seed=2)
    seen.folder.watch([Log(new.verifier)], 5.0)
    watched = seen.folder.logs()[ORIGIN]
    assert set(watched.keys) == {LOG_KEY.verifier, new.verifier}
    assert watched.url
    seen.restarted()
    head = checkpoint.Checkpoint(ORIGIN, 300, tree.root(300, seen.log.hashes)).sign(new).to_bytes()
    assert seen.ask(head).status == 200


def test_a_key_is_rotated_with_both_signing_for_a_while(seen: Scene) -> None:
    [old] = [key.verifier for key in seen.folder.signers()]
    new = seen.folder.make_key(old.name)
    seen.restarted()
    assert set(verified(seen.ask(), seen.log.notes[-1], seen.folder)) == {old, new}
    assert seen.folder.retire_key(old.id.hex()) == old
    seen.restarted()
    assert set(verified(seen.ask(), seen.log.notes[-1], seen.folder)) == {new}
    with pytest.raises(Refused, match="only key"):
        seen.folder.retire_key(new.id.hex())
    with pytest.raises(Refused, match="no key"):
        seen.folder.retire_key(old.id.hex())


def test_keys_are_their_owners_alone(seen: Scene) -> None:
    [path] = (seen.folder.path / "keys").glob("*.key")
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(Broken, match="chmod 600"):
        seen.folder.signers()
    with pytest.raises(BadBytes, match="schema-less"):
        Folder(seen.folder.path.parent / "new").make_key("witness")
    path.chmod(0o600)
    with pytest.raises(Refused, match="is the folder of"):
        seen.folder.make_key("witness.example.org/other")
