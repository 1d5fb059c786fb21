"""Entries: canonical bytes, the table of types, commitments."""

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.tlog import entry
from dueprocess.tlog.errors import BadBytes
from tests.effort import brief
from tests.tlog.published import LOG_KEY, ORIGIN

CM = b"\xab" * 32
OTHER_KEY = str(LOG_KEY.verifier)
VALUES = {
    "d": "2026-11-21",
    "definitions": "cd" * 32,
    "first": "2026-01",
    "granularity": "week",
    "key": OTHER_KEY,
    "last": "2026-12",
    "n": 3,
    "old": OTHER_KEY,
    "origin": ORIGIN,
    "policy": "ef" * 32,
    "publish": "entries",
    "r": "2026-W01",
    "r2": "2026-W02",
    "report": "01" * 32,
    "size": 0,
    "x": "2026-10",
    "x2": "2026-11",
    "zone": "America/Argentina/Buenos_Aires",
}


def full(name: str, *, optional: bool = True) -> dict[str, object]:
    kind = entry.TYPES[name]
    keys = kind.required | (kind.optional if optional else frozenset())
    return {key: VALUES[key] if key != "cm" else CM for key in keys}


text = st.text(st.characters(exclude_categories=["Cs"])).map(lambda t: unicodedata.normalize("NFC", t))
keys = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


@brief(10)
@given(values)
def test_canonical_bytes_are_read_back_as_the_same_value(value: object) -> None:
    assert entry.load(entry.canonical(value)) == value


@brief(10)
@given(values)
def test_a_space_anywhere_outside_a_string_is_refused(value: object) -> None:
    for changed in (b" " + entry.canonical(value), entry.canonical(value) + b"\n"):
        with pytest.raises(BadBytes):
            entry.load(changed)


@brief(10)
@given(st.dictionaries(keys, values, min_size=2, max_size=4))
def test_another_order_of_keys_is_refused(value: dict[str, object]) -> None:
    turned = json.dumps(
        dict(sorted(value.items(), reverse=True)), ensure_ascii=False, separators=(",", ":")
    ).encode()
    with pytest.raises(BadBytes, match="not canonical"):
        entry.load(turned)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"a":1,"a":1}', "stands twice"),
        (b'{"a":1.0}', "not a whole number"),
        (b'{"a":1e3}', "not a whole number"),
        (b'{"a":NaN}', "not a whole number"),
        (b'{"a":-0}', "not canonical"),
        (b'{"a":9007199254740992}', "2\\^53"),
        (b'{"a":-9007199254740992}', "2\\^53"),
        ('{"é":1}'.encode(), "not printable ASCII"),
        (b'{"a":"\\u0041"}', "not canonical"),
        (b'{"a":"\\/"}', "not canonical"),
        (b'{"a":"\\u001F"}', "not canonical"),
        (b'{"a":"\\ud800"}', "surrogate"),
        ('{"a":"e\u0301"}'.encode(), "normalisation form C"),
        (b'{"a":"\xff"}', "not UTF-8"),
        (b'{"a":01}', "not JSON"),
        (b"{'a':1}", "not JSON"),
        (b'{"a":1}x', "not JSON"),
        (b"\xef\xbb\xbf{}", "JSON"),
        (b"[" * 100_000, "deeply"),
        (b"", "not JSON"),
    ],
)
def test_what_is_not_canonical_is_refused_and_says_why(data: bytes, why: str) -> None:
    with pytest.raises(BadBytes, match=why):
        entry.load(data)


def test_control_characters_are_written_as_rfc_8785_s3_2_2_2_demands() -> None:
    assert entry.canonical('\b\t\n\f\r"\\/\x00\x1f\x7f\u2028€') == (
        b'"\\b\\t\\n\\f\\r\\"\\\\/\\u0000\\u001f\x7f' + "\u2028€".encode() + b'"'
    )


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), b"x", {1: 2}, {"a": {1, 2}}, object(), "e\u0301", "\ud800"]
)
def test_other_values_cannot_be_written(value: object) -> None:
    with pytest.raises(BadBytes):
        entry.canonical(value)


def test_normal_brings_text_of_any_depth_into_form_c() -> None:
    assert entry.normal({"a": ["e\u0301", {"b": "A\u030a"}, 1, None]}) == {"a": ["é", {"b": "Å"}, 1, None]}


# ── types ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("optional", [True, False])
@pytest.mark.parametrize("name", entry.TYPES)
def test_every_type_is_written_read_and_matched_by_its_own_expression_only(name: str, optional: bool) -> None:
    fields = full(name, optional=optional)
    data = entry.encode(name, fields)
    assert entry.parse(data) == {**fields, "cm": CM.hex(), "t": name, "v": 1}
    assert entry.canonical(entry.parse(data)) == data
    assert [other for other, kind in entry.TYPES.items() if kind.regex.fullmatch(data)] == [name]
    found = re.fullmatch(entry.ANY, data)
    assert found is not None
    assert found.lastindex is not None
    assert (found[1].decode(), list(entry.TYPES)[found.lastindex - 2]) == (fields["d"], name)


@pytest.mark.parametrize("name", entry.TYPES)
def test_no_type_takes_a_key_more_or_less(name: str) -> None:
    fields = full(name)
    for key in entry.TYPES[name].required:
        with pytest.raises(BadBytes, match=f"needs the key '{key}'"):
            entry.encode(name, {k: v for k, v in fields.items() if k != key})
        whole = json.loads(entry.encode(name, fields))
        del whole[key]
        with pytest.raises(BadBytes, match="is missing"):
            entry.parse(entry.canonical(whole))
    for key in ("name", "v", "t", *(entry.VALUES.keys() - fields.keys())):
        with pytest.raises(BadBytes, match="no place"):
            entry.encode(name, {**fields, key: "x"})
    with pytest.raises(BadBytes, match="'who' has no place"):
        entry.parse(entry.canonical({**json.loads(entry.encode(name, fields)), "who": "x"}))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("d", "2026-02-30"),
        ("d", "2026-W54"),
        ("d", "2025-W53"),
        ("d", "2026-13"),
        ("d", "2026-1"),
        ("d", "0000-01"),
        ("d", "21.11.2026"),
        ("d", "2026-11-21T10:00"),
        ("d", 20261121),
        ("r", None),
        ("cm", "AB" * 32),
        ("cm", "ab" * 31),
        ("cm", b"ab"),
    ],
)
def test_a_value_of_the_wrong_form_is_refused(key: str, value: object) -> None:
    with pytest.raises(BadBytes):
        entry.encode("closed", {**full("closed"), key: value})


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("payload.erased", "n", -1),
        ("payload.erased", "n", True),
        ("payload.erased", "n", "3"),
        ("payload.erased", "n", 10**15),
        ("log.genesis", "zone", "Europe/../etc"),
        ("log.genesis", "origin", "https://example.com"),
        ("log.genesis", "origin", "Example.com"),
        ("log.genesis", "publish", "nothing"),
        ("key.rotated", "key", "a+b"),
    ],
)
def test_the_logs_own_entries_are_as_strict(name: str, key: str, value: object) -> None:
    with pytest.raises(BadBytes):
        entry.encode(name, {**full(name), key: value})


@pytest.mark.parametrize(
    "changed",
    [
        lambda data: data.replace(b'"v":1', b'"v":01'),
        lambda data: data.replace(b'"v":1', b'"v":1.0'),
        lambda data: data.replace(b'"v":1', b'"v":2'),
        lambda data: data.replace(b'"v":1', b'"v":1,"v":1'),
        lambda data: data + b"\n",
        lambda data: b" " + data,
        lambda data: data.replace(b'"t":"act"', b'"t":"acts"'),
        lambda data: data.replace(b'"d":', b'"d": '),
        lambda data: data[:-1],
        lambda data: data.replace(b"ab", b"AB"),
        lambda data: data.replace(b"act", b"\xc3\xa4ct"),
        lambda data: data.replace(b'"t":"act"', b'"t":"\\u0061ct"'),
    ],
)
def test_one_entry_has_one_form(changed: object) -> None:
    data = entry.encode("act", {"cm": CM, "d": "2026-11-21"})
    assert callable(changed)
    with pytest.raises(BadBytes):
        entry.parse(changed(data))


@brief(10)
@given(st.integers(0, 112), st.integers(0, 255))
def test_a_changed_byte_makes_another_entry_or_none(place: int, byte: int) -> None:
    data = bytearray(entry.encode("act", {"cm": CM, "d": "2026-11-21"}))
    before = bytes(data)
    data[place % len(data)] = byte
    try:
        found = entry.parse(bytes(data))
    except BadBytes:
        return
    assert entry.canonical(found) == bytes(data)
    assert (found == entry.parse(before)) == (bytes(data) == before)


def test_an_unknown_type_is_named() -> None:
    with pytest.raises(BadBytes, match="no entry type 'refused'"):
        entry.encode("refused", {})


@pytest.mark.parametrize(
    ("logged_as", "public"),
    [
        ("received", "received"),
        ("closed", "closed"),
        ("reopened", "reopened"),
        ("decided", "act"),
        ("imported", "act"),
    ],
)
def test_no_public_type_tells_which_step_it_was(logged_as: str, public: str) -> None:
    assert entry.public_type(logged_as) == public


# ── commitments ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_three_commitments_never_meet() -> None:
    salt = b"s" * 32
    digest = b"h" * 32
    found = {
        entry.commit({}, salt),
        entry.commit_field({}, salt),
        entry.commit_file(digest, 0, salt),
        entry.commit_file(digest, 1, salt),
        entry.commit({}, b"t" * 32),
        entry.commit_field([], salt),
    }
    assert len(found) == 6


def test_commitments_never_change_again() -> None:
    """Computed apart with printf and sha256sum."""
    salt = bytes(range(32))
    assert entry.commit({"s": 1}, salt).hex() == (
        "27eed785f71d312c8d90471898b9a0bae06807a9fa928c8d820aea780da1d54c"
    )
    assert entry.commit_field("Zoë", salt).hex() == (
        "e32ebd940d67b25b8dc5dffa7e87d3f931d2416cce7506990676378d4141a175"
    )
    assert entry.commit_file(b"h" * 32, 256, salt).hex() == (
        "c6a6492db171768962539272ae55a8357f9f0f6ff241f1ea31d2ac31e46f8c33"
    )


@pytest.mark.parametrize("salt", [b"", b"s" * 31, b"s" * 33])
def test_a_salt_has_32_bytes(salt: bytes) -> None:
    with pytest.raises(BadBytes, match="salt"):
        entry.commit({}, salt)


def test_a_file_needs_its_whole_digest_and_a_length() -> None:
    with pytest.raises(BadBytes):
        entry.commit_file(b"h" * 31, 0, b"s" * 32)
    with pytest.raises(BadBytes):
        entry.commit_file(b"h" * 32, -1, b"s" * 32)
