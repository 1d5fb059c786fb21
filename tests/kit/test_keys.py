"""Sealing, wrapping, tags, and where keys come from."""

import base64
import os
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from dueprocess.kit import keys


def fresh() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def test_what_is_sealed_opens_only_with_its_key_at_its_place(var):
    key = keys.new_key()
    sealed = keys.seal(key, b"Wren Abara", "content/7/1/account")
    assert b"Wren" not in sealed
    assert keys.unseal(key, memoryview(sealed), "content/7/1/account") == b"Wren Abara"
    for other_key, place in ((keys.new_key(), "content/7/1/account"), (key, "content/7/2/account")):
        with pytest.raises(keys.Damaged, match="content/7"):
            keys.unseal(other_key, sealed, place)


def test_every_flipped_bit_is_found(var):
    key = keys.new_key()
    sealed = keys.seal(key, b"x", "p")
    for at in range(len(sealed)):
        with pytest.raises(keys.Damaged):
            keys.unseal(key, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], "p")
    for at in range(len(sealed)):
        with pytest.raises(keys.Damaged):
            keys.unseal(key, sealed[:at], "p")


def test_two_seals_of_one_value_differ(var):
    key = keys.new_key()
    assert keys.seal(key, b"x", "p") != keys.seal(key, b"x", "p")
    assert keys.seal_here(b"x", "p") != keys.seal_here(b"x", "p")
    assert keys.unseal_here(keys.seal_here(b"x", "p"), "p") == b"x"


def test_a_wrapped_key_survives_a_change_of_the_wrapping_key(var):
    key = keys.new_key()
    old = keys.wrap(key)
    path = var / "keys" / "wrapping.key"
    path.write_text(fresh() + "\n" + path.read_text())
    keys.forget_ring()
    assert keys.unwrap(old) == key
    assert keys.wrap(key)[1:5] != old[1:5]
    path.write_text(path.read_text().split()[0])
    keys.forget_ring()
    with pytest.raises(keys.Damaged, match=old[1:5].hex()):
        keys.unwrap(old)


def test_tags_depend_on_kind_value_and_index_key(var):
    one = keys.tag("person", "17")
    assert one == keys.tag("person", "17")
    assert len(one) == 32
    assert len({one, keys.tag("person", "18"), keys.tag("receipt", "17"), keys.tag("perso", "n17")}) == 4
    (var / "keys" / "index.key").write_text(fresh())
    keys.forget_ring()
    assert keys.tag("person", "17") != one


def test_keys_from_the_environment(settings, monkeypatch):
    settings.DUEPROCESS_KEYS = "env:CLUB"
    monkeypatch.setenv("CLUB_WRAPPING_KEY", fresh())
    monkeypatch.setenv("CLUB_INDEX_KEY", fresh())
    keys.forget_ring()
    key = keys.new_key()
    assert keys.unwrap(keys.wrap(key)) == key
    monkeypatch.delenv("CLUB_INDEX_KEY")
    keys.forget_ring()
    with pytest.raises(ImproperlyConfigured, match="index key is empty"):
        keys.tag("a", "b")
    keys.forget_ring()


def test_keys_from_a_command(settings, tmp_path):
    for name in ("wrapping", "index"):
        (tmp_path / name).write_text(fresh())
    code = f"import sys;print(open({str(tmp_path)!r}+'/'+sys.argv[1]).read())"
    settings.DUEPROCESS_KEYS = f"command:{sys.executable} -c '{code.replace(chr(39), chr(34))}'"
    keys.forget_ring()
    key = keys.new_key()
    assert keys.unwrap(keys.wrap(key)) == key
    (tmp_path / "index").unlink()
    keys.forget_ring()
    with pytest.raises(ImproperlyConfigured, match="asked for the index key"):
        keys.tag("a", "b")
    keys.forget_ring()


@pytest.mark.parametrize(
    ("content", "mode", "says"),
    [("", 0o600, "empty"), ("c2hvcnQ=\n", 0o600, "not 32 bytes"), ("%%%", 0o600, "not 32 bytes"),
     (None, 0o600, "dueprocess init"), (fresh(), 0o640, "chmod 600")],
    ids=["empty", "short", "noise", "missing", "open"],
)  # fmt: skip
def test_a_key_that_cannot_be_used_says_what_to_do(var, content, mode, says):
    path = var / "keys" / "wrapping.key"
    path.unlink()
    if content is not None:
        path.write_text(content)
        path.chmod(mode)
    keys.forget_ring()
    with pytest.raises(ImproperlyConfigured, match=says):
        keys.wrap(keys.new_key())


def test_making_keys_twice_keeps_the_first(var):
    before = (var / "keys" / "wrapping.key").read_bytes()
    assert keys.make_keys(var / "keys") == []
    assert (var / "keys" / "wrapping.key").read_bytes() == before
    assert (var / "keys" / "wrapping.key").stat().st_mode & 0o777 == 0o600
