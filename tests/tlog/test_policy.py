"""Policies: the file, the quorum, and what a quorum says about time."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.tlog import note
from dueprocess.tlog.checkpoint import Checkpoint
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.policy import Policy
from tests.effort import brief
from tests.tlog.published import LOG_KEY, NAMES, ORIGIN, WITNESS_KEYS, seeded_key, two_of_three

LOG = f"log {LOG_KEY.verifier}\n"
ASH, BIRCH, CEDAR = (
    f"witness {name} {key.verifier}\n" for name, key in zip(NAMES, WITNESS_KEYS, strict=True)
)
HEAD = Checkpoint(ORIGIN, 7, b"\1" * 32)


def cosigned(*times: int | None) -> bytes:
    made = HEAD.sign(LOG_KEY)
    return made.with_signatures(
        key.sign(made.text, at) for key, at in zip(WITNESS_KEYS, times, strict=True) if at is not None
    ).to_bytes()


def test_the_example_of_the_standard() -> None:
    keys = [seeded_key(f"w{n}.example", note.COSIGNATURE) for n in range(6)]
    text = f"# example\n\t{LOG}\n"
    for name, key in zip(("X1", "X2", "X3", "Y1", "Y2", "Y3"), keys, strict=True):
        text += f"witness {name} {key.verifier} https://w.example/\n"
    text += "group X-witnesses 2 X1 X2 X3\ngroup Y-witnesses any Y1 Y2 Y3\n"
    text += "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n"
    policy = Policy.parse(text.encode())
    for count in range(7):
        for chosen in itertools.combinations(policy.witnesses, count):
            x, y = (sum(name.startswith(letter) for name in chosen) for letter in "XY")
            assert policy.satisfied(chosen) == (x >= 2 and y >= 1)
    assert Policy.parse(policy.to_bytes()) == policy


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (LOG, ""),
        (LOG + "quorum none", ""),
        (LOG + "quorum none\nquorum none\n", "line 3"),
        (LOG + LOG + "quorum none\n", "line 2"),
        (LOG + ASH + ASH + "quorum none\n", "line 3"),
        (LOG + ASH + ASH.replace(" Ash ", " Oak ") + "quorum none\n", "line 3"),
        (LOG + ASH + BIRCH.replace(" Birch ", " Ash ") + "quorum none\n", "line 3"),
        (LOG + ASH.replace(" Ash ", " none ") + "quorum none\n", "line 2"),
        (LOG + "quorum Ash\n" + ASH, "line 2"),
        (LOG + ASH + "group g 2 Ash\nquorum g\n", "line 3"),
        (LOG + ASH + "group g 0 Ash\nquorum g\n", "line 3"),
        (LOG + ASH + "group g 01 Ash\nquorum g\n", "line 3"),
        (LOG + ASH + "group g most Ash\nquorum g\n", "line 3"),
        (LOG + ASH + "group g all\nquorum g\n", "line 3"),
        (LOG + ASH + "group g all Ash Ash\nquorum g\n", "line 3"),
        (LOG + ASH + "group g all none\nquorum g\n", "line 3"),
        (LOG + ASH + "group g all g\nquorum g\n", "line 3"),
        (LOG + ASH + "group g all Ash\ngroup h all Ash\nquorum g\n", "line 4"),
        (LOG + ASH + "group Ash all Ash\nquorum none\n", "line 3"),
        (LOG + "witness Ash\nquorum none\n", "line 2"),
        (LOG + "limit 5\nquorum none\n", "line 2"),
        (LOG + "quorum\n", "line 2"),
        (LOG.replace("log ", "log \r"), "line 1"),
        (LOG.replace("+", "-") + "quorum none\n", "line 1"),
        ("log " + ASH.split()[2] + "\nquorum none\n", "line 1"),
        ("witness Ash " + LOG.split()[1] + "\nquorum none\n", "line 1"),
        (LOG.rstrip() + " https://a.example https://b.example\nquorum none\n", "line 1"),
    ],
)
def test_a_malformed_policy_is_refused_and_the_line_named(text: str, where: str) -> None:
    with pytest.raises(BadBytes) as caught:
        Policy.parse(text.encode())
    assert caught.value.where == where


def test_names_are_octets() -> None:
    data = (LOG + ASH).encode().replace(b" Ash ", b" \xffsh ") + b"quorum \xffsh\n"
    policy = Policy.parse(data)
    assert policy.to_bytes() == data
    assert policy.satisfied(policy.witnesses)


def test_the_quorum_is_counted_over_valid_cosignatures() -> None:
    policy = two_of_three()
    assert policy.verify(cosigned(5, 6, None)).times == {"Ash": 5, "Birch": 6}
    for times in ((None, None, None), (5, None, None)):
        with pytest.raises(NotVerified) as caught:
            policy.verify(cosigned(*times))
        assert caught.value.check == "quorum"
        policy.signed(cosigned(*times))


def test_a_false_cosignature_is_not_just_left_out() -> None:
    key = WITNESS_KEYS[2]
    false = note.Signature(key.name, key.verifier.id, (9).to_bytes(8) + bytes(64))
    data = note.Note.parse(cosigned(5, 6, None)).with_signatures([false]).to_bytes()
    with pytest.raises(NotVerified) as caught:
        two_of_three().verify(data)
    assert caught.value.check == "cosignature"


def test_a_policy_of_one_key_asks_for_no_witness() -> None:
    policy = Policy.of_key(LOG_KEY.verifier)
    assert policy.verify(cosigned(None, None, None)).checkpoint == HEAD
    with pytest.raises(BadBytes):
        Policy.of_key(WITNESS_KEYS[0].verifier)
    with pytest.raises(NotVerified) as caught:
        Policy.of_key(seeded_key(ORIGIN, seed=2).verifier).verify(cosigned(1, 2, 3))
    assert caught.value.check == "checkpoint-signature"


@brief(10)
@given(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 20), max_size=3))
def test_a_quorum_vouches_for_the_time_that_two_of_three_share(times: dict[str, int]) -> None:
    policy = two_of_three()
    ordered = sorted(times.values())
    assert policy.earliest(times) == (ordered[1] if len(ordered) >= 2 else None)
    assert policy.latest(times) == (ordered[-2] if len(ordered) >= 2 else None)
    alone = Policy.of_key(LOG_KEY.verifier)
    assert alone.earliest(times) is None
    assert alone.latest(times) is None
