"""Openings and the chain of a docket's acts."""

import pytest

from dueprocess.tlog import entry, opening, tree
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.opening import Field, File, Opening

TEXT = Field("Two people saw it, on the 3rd.", b"1" * 32)
PHOTO = File(b"2" * 32, 65_537, b"3" * 32)


def made(number: int = 1, before: bytes | None = None) -> tuple[bytes, Opening]:
    payload = {
        "c": "00112233445566778899aabbccddeeff",
        "f": {"photo": PHOTO.commitment().hex(), "text": TEXT.commitment().hex()},
        "p": tree.leaf_hash(before).hex() if before else None,
        "s": number,
        "t": "received",
    }
    opened = Opening(payload, bytes([number]) * 32, {"text": TEXT, "photo": PHOTO})
    return entry.encode("received", {"cm": entry.commit(payload, opened.salt), "d": "2026-11-21"}), opened


def test_an_opening_is_read_back_and_fits_its_entry() -> None:
    data, opened = made()
    assert Opening.parse(opened.to_bytes()) == opened
    opened.verify(data)
    Opening(opened.payload, opened.salt).verify(data)  # fields may stay closed


def test_an_opening_cannot_be_moved_to_another_entry() -> None:
    _, opened = made(1)
    other, _ = made(2)
    with pytest.raises(NotVerified) as caught:
        opened.verify(other)
    assert caught.value.check == "commitment"


@pytest.mark.parametrize(
    "item",
    [
        Field("Three people saw it, on the 3rd.", TEXT.salt),
        Field(TEXT.value, b"9" * 32),
        File(PHOTO.sha256, PHOTO.size, PHOTO.salt),
    ],
)
def test_an_altered_field_is_named(item: Field | File) -> None:
    data, opened = made()
    with pytest.raises(NotVerified) as caught:
        Opening(opened.payload, opened.salt, {"text": item}).verify(data)
    assert (caught.value.check, caught.value.where) == ("field", "$.fields.text")


def test_salts_are_not_shown() -> None:
    _, opened = made()
    assert "\\x01\\x01" not in repr(opened)
    assert "1111" not in repr(opened)


@pytest.mark.parametrize(
    "changed",
    [
        lambda b: b.replace(b'"v":1', b'"v":2'),
        lambda b: b.replace(b'"v":1', b'"v":true'),
        lambda b: b.replace(b'"v":1', b'"v":1,"w":1'),
        lambda b: b.replace(b'"size":65537', b'"size":-1'),
        lambda b: b.replace(b'"size":65537', b'"size":true'),
        lambda b: b.replace(b'"size":65537', b'"size":65537.0'),
        lambda b: b.replace(b',"size":65537', b""),
        lambda b: b.replace(b'"salt":"', b'"salt":"A', 1),
        lambda b: b.replace(b'{"photo"', b'{"photo":{},"photo"', 1),
        lambda b: b.replace(b'"payload":{', b'"payload":{ '),
        lambda b: b + b"\n",
        lambda b: b"[]",
        lambda b: b'{"fields":[],"payload":{},"salt":"' + b"0" * 64 + b'","v":1}',
    ],
)
def test_a_malformed_opening_is_refused(changed: object) -> None:
    assert callable(changed)
    with pytest.raises(BadBytes):
        Opening.parse(changed(made()[1].to_bytes()))


def docket(count: int) -> list[tuple[bytes, Opening]]:
    acts: list[tuple[bytes, Opening]] = []
    for number in range(1, count + 1):
        acts.append(made(number, acts[-1][0] if acts else None))
    return acts


def test_a_docket_is_a_chain() -> None:
    opening.chain(docket(5))
    opening.chain(docket(5)[:3])
    opening.chain([])


@pytest.mark.parametrize(
    ("order", "where"),
    [
        ([0, 2, 3], "act 2"),
        ([1, 2], "act 1"),
        ([0, 2, 1], "act 2"),
        ([0, 0], "act 2"),
        ([0, 1, 2, 2], "act 4"),
    ],
)
def test_an_act_that_is_missing_moved_or_doubled_is_named(order: list[int], where: str) -> None:
    acts = docket(4)
    with pytest.raises(NotVerified) as caught:
        opening.chain([acts[number] for number in order])
    assert (caught.value.check, caught.value.where) == ("chain", where)


def test_an_act_of_another_docket_breaks_the_chain() -> None:
    acts = docket(2)
    data, opened = acts[1]
    acts[1] = (data, Opening({**opened.payload, "c": "ff" * 16}, opened.salt))
    with pytest.raises(NotVerified, match="another docket"):
        opening.chain(acts)
