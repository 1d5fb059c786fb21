"""`dueprocess witness` as a program: over HTTP, without an installation, and killed at random moments."""

import random
import socket
import threading
import time
from collections import defaultdict
from pathlib import Path

import pytest

from dueprocess.tlog import checkpoint, note, policy, tree, verify, witness
from dueprocess.tlog.note import VerifierKey
from dueprocess.tlog.reader import Folder as OnDisk
from dueprocess.witness import web
from dueprocess.witness.folder import Folder
from tests.effort import examples
from tests.tlog.published import LOG_KEY, ORIGIN, Published, publish, seeded_key
from tests.witness import program
from tests.witness.scene import another
from tests.witness.serving import forked, run, serving, started

NAME = "witness.example.org/club"


@pytest.fixture
def log(tmp_path: Path) -> Published:
    return publish(tmp_path / "log", 300, step=100)


def key_of(made: str) -> VerifierKey:
    """The public key that the command printed."""
    return VerifierKey.parse(made.split("\n")[1].strip())


def test_one_command_makes_a_key_and_another_serves(tmp_path: Path, log: Published) -> None:
    """And nothing but the folder is touched: no settings, no database, no folder of an installation."""
    empty = tmp_path / "empty"
    empty.mkdir()
    made = run("keys", "w", "--name", NAME, cwd=empty)
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("Hand to each organisation")
    key = key_of(made.stdout)
    code, told = program.run("keys", "w", "--name", NAME, cwd=empty)
    assert code == 2
    assert "has a key already" in told
    with serving(empty / "w", "--log", LOG_KEY.verifier, log.folder, "--mirror", start=started) as served:
        assert "it has not asked yet" in program.run("status", "w", cwd=empty)[1]
        first = log.notes[0]
        asked = witness.request(0, first, log.hashes).to_bytes()
        status, kind, body = served.post(asked)
        assert (status, kind) == (200, "text/plain; charset=utf-8")
        assert len(witness.cosignatures(body, first, [key])) == 1
        status, kind, body = served.post(asked)
        assert (status, kind, body) == (409, "text/x.tlog.size", b"100\n")
        honest = witness.request(100, log.notes[1], log.hashes)
        false = witness.Request(100, honest.proof[:-1], honest.checkpoint).to_bytes()
        assert served.post(false)[0] == 422
        assert served.post(b"old 5\n\nnonsense")[0] == 400
        assert served.post(witness.Request(400, (), log.notes[1]).to_bytes())[0] == 400
        other = checkpoint.Checkpoint("other.example", 3, bytes(32)).sign(seeded_key("other.example"))
        assert served.post(witness.Request(0, (), other.to_bytes()).to_bytes())[0] == 404
        forged = checkpoint.Checkpoint(ORIGIN, 200, bytes(32)).sign(seeded_key(ORIGIN, seed=2)).to_bytes()
        assert served.post(witness.Request(100, (), forged).to_bytes())[0] == 403
        assert served.post(honest.to_bytes())[0] == 200
        signed, _ = another(log, 200)
        assert served.post(witness.Request(200, (), signed).to_bytes())[:2] == (409, "text/x.tlog.size")
        status, _, about = served.post(b"", "/", "GET")
        assert status == 200
        assert f"key {key}" in about.decode()
        assert f"log {ORIGIN} 200 " in about.decode()
        code, told = program.run("serve", "w", cwd=empty)
        assert code == 2
        assert "runs on" in told
        looked = run("check", "w", "--period", "month", "--slack", "1000000", cwd=empty)
        assert looked.returncode == 1
        assert "fork: " in looked.stdout
        assert "asleep" not in looked.stdout
        assert program.run("status", "w", cwd=empty)[1].startswith(f"{ORIGIN}: cosigned 200 entries")
    assert [path.name for path in empty.iterdir()] == ["w"]
    assert program.run("keys", "w", cwd=empty)[1].count("PRIVATE") == 0
    assert "asleep" in program.run("check", "w", cwd=empty)[1]
    [mirror] = (empty / "w" / "mirror").iterdir()
    assert verify.log(OnDisk(mirror), policy.Policy.of_key(LOG_KEY.verifier)).size == 300


def test_the_bounds_of_a_request(tmp_path: Path, log: Published) -> None:
    folder = Folder(tmp_path / "w")
    folder.make_key(NAME)
    with serving(folder.path, "--log", LOG_KEY.verifier, log.folder) as served:
        assert served.post(b"old 0\n" + b"x" * (web.LONGEST - 6))[0] == 400
        assert served.post(b"x" * (web.LONGEST + 1))[0] == 413
        assert served.post(b"", method="GET")[0] == 405
        assert served.post(b"", "/other")[0] == 404
        assert served.post(b"", "/state")[0] == 404
        slow = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(60)]
        for each in slow:
            each.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nold")
        began = time.monotonic()
        asked = witness.request(0, log.notes[0], log.hashes).to_bytes()
        assert served.post(asked)[0] == 200  # sixty slow clients hold nobody up
        assert time.monotonic() - began < web.BODY_SECONDS / 2
        slow[0].settimeout(web.BODY_SECONDS * 2)
        assert slow[0].recv(100).startswith(b"HTTP/1.1 408")
        for each in slow:
            each.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["serve", "w", "--listen", "80"], "takes ADDRESS:PORT"),
        (["serve", "w"], "no key yet"),
        (["serve", "w", "--log", "nonsense"], "name+hex id+base64"),
        (["serve", "w", "--log", str(LOG_KEY.verifier), "a", "b"], "one address"),
        (["serve", "w", "--policy", "nowhere"], "No such file"),
        (["check", "w"], "There is no folder"),
        (["keys", "w"], "no key in"),
        (["keys", "w", "--name", "two words.example"], "cannot be the name"),
        (["keys", "w", "--retire", "00000000"], "no key 00000000"),
    ],
)
def test_what_is_wrong_is_said_in_words(tmp_path: Path, words: list[str], said: str) -> None:
    code, told = program.run(*words, cwd=tmp_path)
    assert code in (1, 2)
    assert said in told
    assert "Traceback" not in told


def test_a_new_alarm_runs_the_command_once(tmp_path: Path, log: Published) -> None:
    folder = Folder(tmp_path / "w")
    folder.make_key(NAME)
    told = tmp_path / "told"
    command = f"sh -c 'cat >> {told}'"
    words = ("--log", LOG_KEY.verifier, log.folder, "--every", "0.1", "--alarm", command)
    with serving(folder.path, *words) as served:
        for old, signed in zip((0, 100, 200), log.notes, strict=True):
            assert served.post(witness.request(old, signed, log.hashes).to_bytes())[0] == 200
        signed, _ = another(log, 300)
        assert served.post(witness.Request(300, (), signed).to_bytes())[0] == 409
        until = time.monotonic() + 10
        while "fork" not in (told.read_text() if told.exists() else "") and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.5)
    lines = told.read_text().splitlines()
    assert len([line for line in lines if line.startswith(f"fork: {ORIGIN}")]) == 1


@pytest.mark.slow
def test_a_witness_killed_at_random_moments_never_cosigns_two_trees(tmp_path: Path) -> None:
    """Two trees of every size are asked for at once, while the process is killed again and again. Of each
    size one tree is cosigned in all its lives, and never a smaller one after a larger one."""
    folder = Folder(tmp_path / "w")
    folder.make_key(NAME)
    key = folder.signers()[0].verifier
    chance = random.Random(7)
    hashes = tree.Levels()
    roots: dict[int, set[bytes]] = defaultdict(set)
    order: list[int] = []
    served = forked(folder.path, "--log", LOG_KEY.verifier)
    port, kills, wanted, asked = served.port, 0, examples(20), 0

    def candidate(leaf: bytes) -> tuple[bytes, tree.Levels]:
        with_leaf = tree.Levels([*(hashes([(0, at)])[0] for at in range(len(hashes))), leaf])
        size = len(with_leaf)
        return checkpoint.Checkpoint(ORIGIN, size, tree.root(size, with_leaf)).sign(
            LOG_KEY
        ).to_bytes(), with_leaf

    def ask(signed: bytes, levels: tree.Levels) -> None:
        body = witness.request(len(levels) - 1, signed, levels).to_bytes()
        try:
            status, _, answer = served.post(body)
        except OSError:
            return
        if status == 200:
            head, _ = checkpoint.parse(signed)
            witness.cosignatures(answer, signed, [key])
            roots[head.size].add(head.root)
            order.append(head.size)

    try:
        while kills < wanted:
            pair = [candidate(chance.randbytes(32)) for _ in range(2)]
            threads = [threading.Thread(target=ask, args=each) for each in pair]
            killing = chance.random() < 0.5
            for each in threads:
                each.start()
            if killing:
                time.sleep(chance.uniform(0, 0.008))
                served.kill()
                kills += 1
            for each in threads:
                each.join()
            asked += 1
            stored = folder.state(ORIGIN)
            if stored.size > len(hashes):
                [hashes] = [levels for signed, levels in pair if checkpoint.parse(signed)[0] == stored.head]
            if killing:
                served = forked(folder.path, port=port)
    finally:
        served.kill()
    assert all(len(found) == 1 for found in roots.values()), roots
    assert order == sorted(order)
    assert len(order) > wanted / 3
    assert max(order) <= folder.state(ORIGIN).size == len(hashes)
    assert folder.evidence(ORIGIN)
    for path in folder.evidence(ORIGIN):
        one, other = (note.Note.parse(each) for each in checkpoint.split(path.read_bytes()))
        assert one.text != other.text
