"""The log witness protocol: bytes of both sides, and each of the witness' answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.tlog import note, tree, witness
from dueprocess.tlog.checkpoint import Checkpoint
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.tree import Levels
from dueprocess.tlog.witness import Known, Request
from tests.effort import brief
from tests.tlog.published import LOG_KEY, ORIGIN, WITNESS_KEYS, seeded_key

ALL = Levels(tree.leaf_hash(b"%d" % number) for number in range(50))
KEY = WITNESS_KEYS[0]
AT = 1_770_000_000


def signed(size: int, root: bytes | None = None, key: note.SignerKey = LOG_KEY) -> bytes:
    return Checkpoint(key.name, size, root or tree.root(size, ALL)).sign(key).to_bytes()


def knows(size: int) -> dict[str, Known]:
    return {ORIGIN: Known((LOG_KEY.verifier,), size, tree.root(size, ALL))}


def ask(body: Request | bytes, size: int) -> witness.Answer:
    data = body if isinstance(body, bytes) else body.to_bytes()
    return witness.judge(data, knows(size), [KEY], AT)


@brief(10)
@given(st.integers(0, 50), st.integers(0, 50))
def test_a_log_that_only_grows_is_cosigned(old: int, more: int) -> None:
    new = min(old + more, 50)
    asked = witness.request(old, signed(new), ALL)
    assert Request.parse(asked.to_bytes()) == asked
    answer = ask(asked, old)
    assert (answer.status, answer.origin) == (200, ORIGIN)
    assert answer.state == knows(new)[ORIGIN]
    found = witness.cosignatures(answer.body, asked.checkpoint, [KEY.verifier])
    whole = note.Note.parse(asked.checkpoint).with_signatures(found)
    assert whole.verify([LOG_KEY.verifier, KEY.verifier]) == {LOG_KEY.verifier: None, KEY.verifier: AT}


def test_404_for_an_unknown_log() -> None:
    other = seeded_key("other.example")
    assert ask(Request(0, (), signed(3, key=other)), 0).status == 404


def test_403_without_a_trusted_signature() -> None:
    forged = seeded_key(ORIGIN, seed=2)
    assert ask(Request(0, (), signed(3, key=forged)), 0).status == 403
    damaged = note.Note(Checkpoint(ORIGIN, 3, b"\2" * 32).text(), note.Note.parse(signed(3)).signatures)
    assert ask(Request(0, (), damaged.to_bytes()), 0).status == 403


def test_400_for_an_old_size_beyond_the_checkpoint() -> None:
    assert ask(Request(5, (), signed(3)), 5).status == 400


def test_409_names_the_size_last_cosigned() -> None:
    answer = ask(witness.request(10, signed(20), ALL), 15)
    assert (answer.status, answer.body, answer.content_type) == (409, b"15\n", "text/x.tlog.size")
    assert answer.state is None
    assert witness.conflict_size(answer.body) == 15


def test_409_for_another_root_of_the_same_size() -> None:
    answer = ask(Request(10, (), signed(10, root=b"\3" * 32)), 10)
    assert (answer.status, answer.content_type) == (409, "text/x.tlog.size")


def test_422_for_a_false_proof_and_nothing_is_remembered() -> None:
    honest = witness.request(10, signed(20), ALL)
    for proof in (honest.proof[:-1], (*honest.proof, b"x" * 32), (), (b"x" * 32,) * len(honest.proof)):
        answer = ask(Request(10, proof, honest.checkpoint), 10)
        assert (answer.status, answer.state) == (422, None)
    assert ask(Request(10, honest.proof, signed(20, root=b"\3" * 32)), 10).status == 422
    assert ask(Request(0, (b"x" * 32,), signed(20)), 0).status == 422


GOOD = witness.request(10, signed(20), ALL).to_bytes().decode()


@pytest.mark.parametrize(
    "changed",
    [
        lambda s: s.replace("old 10", "old 010"),
        lambda s: s.replace("old 10", "old -1"),
        lambda s: s.replace("old 10", "old  10"),
        lambda s: s.replace("old 10", "Old 10"),
        lambda s: s.replace("old 10", "old ١٠"),
        lambda s: s.replace("old 10\n", "old 10\nAAAA\n"),
        lambda s: s.replace("old 10\n", "old 10\n" + s.split("\n")[1] + "=\n"),
        lambda s: s.replace("old 10\n", "old 10\n" + (s.split("\n")[1] + "\n") * 63),
        lambda s: s.replace("\n20\n", "\n020\n"),
        lambda s: s.replace("\n\n", "\n"),
        lambda s: s[:-1],
        lambda s: "",
        lambda s: s + "x" * (1 << 20),
    ],
)
def test_400_for_what_is_malformed(changed: object) -> None:
    assert callable(changed)
    assert ask(changed(GOOD).encode(), 10).status == 400


def test_cosignatures_of_strangers_are_ignored_and_false_ones_are_not() -> None:
    data = signed(20)
    text = note.Note.parse(data).text
    mine, stranger = (key.sign(text, AT).line() + "\n" for key in WITNESS_KEYS[:2])
    found = witness.cosignatures((stranger + mine).encode(), data, [KEY.verifier])
    assert [s.name for s in found] == [KEY.name]
    for body in (stranger, note.Signature(KEY.name, KEY.verifier.id, bytes(72)).line() + "\n"):
        with pytest.raises(NotVerified) as caught:
            witness.cosignatures(body.encode(), data, [KEY.verifier])
        assert caught.value.check == "cosignature"
    for malformed in (b"", b"nothing\n", mine.encode()[:-1], b"\n" + mine.encode()):
        with pytest.raises(BadBytes):
            witness.cosignatures(malformed, data, [KEY.verifier])


@pytest.mark.parametrize("body", [b"", b"15", b"015\n", b"15\n\n", b"-1\n", "١٥\n".encode(), b" 15\n"])
def test_a_malformed_size_in_a_409_is_refused(body: bytes) -> None:
    with pytest.raises(BadBytes):
        witness.conflict_size(body)
