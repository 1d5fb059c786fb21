"""Proof files."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.tlog import proof
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.policy import Policy
from dueprocess.tlog.proof import Proof
from tests.effort import brief
from tests.tlog.published import Published, publish, two_of_three


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return publish(tmp_path_factory.mktemp("log"), 40)


def of(log: Published, index: int) -> Proof:
    return proof.prove(index, log.entries[index], log.notes[-1], log.hashes)


@brief(10)
@given(st.integers(0, 39))
def test_a_proof_is_read_back_and_verified(log: Published, index: int) -> None:
    made = of(log, index)
    assert Proof.parse(made.to_bytes()) == made
    assert made.verify(two_of_three()).checkpoint.size == 40
    bare = Proof(made.index, made.hashes, made.checkpoint)
    assert Proof.parse(bare.to_bytes()) == bare
    bare.verify(two_of_three(), log.entries[index])
    with pytest.raises(BadBytes, match="holds no entry"):
        bare.verify(two_of_three())
    with pytest.raises(BadBytes, match="another entry"):
        made.verify(two_of_three(), log.entries[index] + b" ")
    with pytest.raises(NotVerified, match="inclusion"):
        bare.verify(two_of_three(), log.entries[index - 1])


@brief(10)
@given(st.data())
def test_no_byte_of_a_proof_can_be_changed(log: Published, data: st.DataObject) -> None:
    every_witness = Policy.parse(two_of_three().to_bytes().replace(b"two 2", b"two all"))
    whole = of(log, 13).to_bytes()
    changed = bytearray(whole)
    changed[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises((BadBytes, NotVerified)):
        Proof.parse(bytes(changed)).verify(every_witness)


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        (lambda s: s.replace("@v1", "@v2"), "line 1"),
        (lambda s: "\n" + s, "line 1"),
        (lambda s: s.replace("index 13", "index 013"), "line 3"),
        (lambda s: s.replace("index 13", "index -13"), "line 3"),
        (lambda s: s.replace("index 13", "Index 13"), "line 3"),
        (lambda s: s.replace("index 13", "index  13"), "line 3"),
        (lambda s: s.replace("index 13\n", "index 13\nindex 13\n"), "line 4"),
        (lambda s: s.replace("extra ", "extra =", 1), "line 2"),
        (lambda s: s.replace("extra ", "extra \nx", 1), "line 2"),
        (lambda s: s.replace("index 13\n", "index 13\nAAAA\n"), "line 4"),
        (
            lambda s: s.replace(
                "index 13\n", "index 13\n" + (base64.b64encode(bytes(32)).decode() + "\n") * 63
            ),
            "line 67",
        ),
        (lambda s: s.replace("index 13\n", "index 13 é\n"), "byte 183"),
        (lambda s: s.replace("\n40\n", "\n040\n"), "the checkpoint after line 10, line 2"),
        (lambda s: s + "x", "the checkpoint after line 10"),
        (lambda s: s.partition("\n\n")[0], ""),
        (lambda s: s + "x" * (1 << 21), ""),
    ],
)
def test_a_malformed_proof_is_refused_and_the_place_named(
    log: Published, changed: object, where: str
) -> None:
    assert callable(changed)
    with pytest.raises(BadBytes) as caught:
        Proof.parse(changed(of(log, 13).to_bytes().decode()).encode())
    assert caught.value.where == where


def test_an_index_beyond_the_log_is_not_verified(log: Published) -> None:
    made = of(log, 13)
    with pytest.raises(NotVerified, match="beyond"):
        Proof(40, made.hashes, made.checkpoint, made.entry).verify(two_of_three())
    with pytest.raises(BadBytes):
        proof.prove(40, b"x", log.notes[-1], log.hashes)
