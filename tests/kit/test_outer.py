"""The outer key of tags, and the tokens that are made with it."""

import json
import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.kit import keys, tags

TAGS = st.binary(min_size=16, max_size=16).map(bytes.hex)
KEYS = [keys.Outer(), keys.Outer(bytes(range(32))), keys.Outer(b"k" * 32)]
NONE, ONE, OTHER = KEYS


@given(TAGS)
def test_a_tag_goes_and_comes_back(tag):
    for each in KEYS:
        assert each.inner(each.stored(tag)) == tag
    assert NONE.stored(tag) == tag
    assert len({each.stored(tag) for each in KEYS}) == 3


def test_it_is_aes_of_one_block():
    """FIPS 197, appendix C.3."""
    made = keys.Outer(bytes.fromhex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"))
    assert made.stored("00112233445566778899aabbccddeeff") == "8ea2b7ca516745bfeafc49904b496089"


@given(st.lists(TAGS, max_size=5), st.sampled_from(KEYS), st.sampled_from(KEYS))
def test_moved_is_stored_anew(found, was, to):
    stored = [was.stored(tag) for tag in found]
    assert was.moved(stored, to) == [to.stored(tag) for tag in found]


@given(
    st.lists(st.binary(min_size=10, max_size=10), max_size=5), st.sampled_from(KEYS), st.sampled_from(KEYS)
)
def test_words_are_moved_too(digests, was, to):
    assert was.moved(was.words(digests), to, words=True) == to.words(digests)


@pytest.mark.parametrize("stored", ["", "nobody", "a" * 31, "a" * 33, "g" * 32])
def test_what_is_no_tag_is_not_moved(stored):
    with pytest.raises(ValueError):
        ONE.moved(["a" * 32, stored], OTHER)
    assert ONE.stored("") == ONE.inner("") == ""


@given(st.recursive(TAGS | st.text(), lambda inner: st.dictionaries(TAGS | st.text(), inner, max_size=3)))
def test_tags_in_json_go_and_come_back(value):
    text = json.dumps(value)
    there = tags.turned(text, ONE.stored)
    assert tags.turned(there, ONE.inner) == text
    json.loads(there)


def test_threads_do_not_disturb_one_another():
    found, wanted = [], [os.urandom(16).hex() for _ in range(400)]

    def work() -> None:
        fresh = keys.Outer(ONE.key) if threading.get_ident() % 2 else ONE
        found.append([fresh.inner(fresh.stored(tag)) for tag in wanted])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == [wanted] * 8


def test_the_first_new_key_stands_between_the_index_key_and_none(var):
    path = var / "keys" / "index.key"
    index = path.read_text().split()[0]
    path.write_text(index + "\n")
    keys.forget_ring()
    assert list(keys.ring().outers) == [""]
    name = keys.name_of("reply", "x")
    assert keys.token(name) == name
    made = keys.add_outer()
    assert list(keys.ring().outers) == [made.id, ""]
    assert path.read_text().split()[0] == index
    assert path.stat().st_mode & 0o777 == 0o600
    assert keys.opened_token(name) == [name]
    assert name in keys.opened_token(keys.token(name))
    assert keys.tags_held("k", "v") == [made.stored(keys.tag("k", "v")), keys.tag("k", "v")]
    assert keys.drop_outers() == [""]
    assert keys.opened_token(name) == []
    assert keys.name_of("reply", "x") == name


def test_a_token_is_not_guessed_without_the_outer_key(var):
    name = keys.name_of("reply", "x")
    for told in ("", "a" * 23, "a" * 25, "0" * 26, "é" * 26, "\u017f" * 26, NONE.stored(name), name + "aa"):
        assert name not in keys.opened_token(told)
