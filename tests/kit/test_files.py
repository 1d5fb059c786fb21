"""Files: what is taken in, how it lies on the disk, and reading it in part."""

import hashlib
import io
import os
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.core.errors import Malformed
from dueprocess.kit import files, keys
from dueprocess.kit.files import frames

PDF = b"%PDF-1.7\n"
MARK = b"quince-marmalade-7741"


def pieces(content: bytes, size: int):
    return [content[at : at + size] for at in range(0, len(content), size)]


def whole(key: bytes, stored: files.Stored, place: str = "p") -> bytes:
    return b"".join(files.read(key, stored.name, place))


@pytest.mark.parametrize("size", [1, 1000, 65535, 65536, 65537, 131072, 300_001])
def test_a_file_comes_back_as_it_was(var, size):
    key = keys.new_key()
    content = (PDF + os.urandom(size))[:size] if size > 20 else b"a" * size
    stored = files.store(key, pieces(content, 777), "p", "Bericht.pdf")
    assert whole(key, stored) == content
    assert stored.size == size
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    files.verify(key, stored.name, "p", stored.sha256)


@pytest.mark.parametrize(("start", "end"), [(0, 1), (65535, 65537), (65536, 131072), (199_990, None), (0, 0),
                                            (131_072, 999_999), (70_000, 70_000)])  # fmt: skip
def test_it_can_be_read_in_part(var, start, end):
    key, content = keys.new_key(), PDF + os.urandom(200_000)
    stored = files.store(key, [content], "p", "a.pdf")
    assert b"".join(files.read(key, stored.name, "p", start, end)) == content[start:end]
    with files.SealedFile(key, stored.name, "p") as file:
        file.seek(start)
        assert file.read(5) == content[start : start + 5]
        file.seek(-3, os.SEEK_END)
        assert file.read() == content[-3:]


def test_nothing_of_it_lies_in_the_clear(var):
    key = keys.new_key()
    stored = files.store(key, [PDF + MARK * 9000], "p", "marmalade.pdf")
    for path in var.rglob("*"):
        assert "marmalade" not in path.name
        assert not path.is_file() or MARK not in path.read_bytes()
    assert files.path_of(stored.name).stat().st_mode & 0o077 == 0


def test_any_damage_is_found(var):
    key, content = keys.new_key(), PDF + os.urandom(150_000)
    stored = files.store(key, [content], "p", "a.pdf")
    path = files.path_of(stored.name)
    sealed = path.read_bytes()
    frame = frames.FRAME + 16
    swapped = (
        sealed[: frames.HEADER]
        + sealed[frames.HEADER + frame : frames.HEADER + 2 * frame]
        + sealed[frames.HEADER : frames.HEADER + frame]
        + sealed[frames.HEADER + 2 * frame :]
    )
    damages = [sealed[: frames.HEADER + 2 * frame], sealed[:-1], sealed[:40], sealed[:3], b"", swapped,
               sealed + b"\0" * 16, sealed[frames.HEADER :], b"DPF2" + sealed[4:]]  # fmt: skip
    for at in (0, 5, 36, 40, 70_000, len(sealed) - 1):
        damages.append(sealed[:at] + bytes([sealed[at] ^ 0x10]) + sealed[at + 1 :])
    for damaged in damages:
        path.write_bytes(damaged)
        with pytest.raises(keys.Damaged):
            whole(key, stored)
    path.write_bytes(sealed)
    for other_key, place in ((keys.new_key(), "p"), (key, "q")):
        with pytest.raises(keys.Damaged):
            whole(other_key, stored, place)
    other = files.store(key, [PDF + b"other"], "p", "b.pdf")
    with pytest.raises(keys.Damaged, match="not the one that was recorded"):
        files.verify(key, other.name, "p", stored.sha256)


def test_one_frame_is_read_without_the_others(var):
    key, content = keys.new_key(), PDF + os.urandom(150_000)
    stored = files.store(key, [content], "p", "a.pdf")
    path = files.path_of(stored.name)
    sealed = bytearray(path.read_bytes())
    sealed[frames.HEADER] ^= 1  # the first frame is damaged, the last is not
    path.write_bytes(sealed)
    assert b"".join(files.read(key, stored.name, "p", 140_000)) == content[140_000:]


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(80_000_000))
    return packed.getvalue()


def many() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(10_001):
            archive.writestr(str(number), b"")
    return packed.getvalue()


def lying() -> bytes:
    """A document whose list of contents was cut off."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", b"x" * 500)
    return packed.getvalue()[:-30]


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "empty"), (b"MZ" + bytes(300), "kind"), (b"\x7fELF" + os.urandom(200), "kind"),
     (b"#!/bin/sh\nrm -rf /\n", "kind"), (os.urandom(64) + b"\0\1\2", "kind"),
     (PDF + b"x" * 100_000, "larger"), (bomb, "far larger"), (many, "10,001 files"),
     (lying, "cannot be read")],
    ids=["zero", "exe", "elf", "script", "noise", "large", "bomb", "many", "cut"],
)  # fmt: skip
def test_what_is_not_taken_leaves_nothing_behind(var, content, says):
    limit = 50_000 if says == "larger" else None
    content = content() if callable(content) else content  # what takes a second to make is made for its test
    with pytest.raises(Malformed, match=says):
        files.store(keys.new_key(), pieces(content, 4096), "p", "x.bin", limit)
    assert not [path for path in (var / "files").rglob("*") if path.is_file()]


def wav() -> bytes:
    return b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt " + bytes(28)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, "application/pdf"), (b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
     (b"\x89PNG\r\n\x1a\n" + bytes(40), "image/png"), (wav(), "audio/x-wav"),
     (b"\x00\x00\x00\x18ftypmp42" + bytes(300), "video/mp4"), (b"ID3\x03" + bytes(200), "audio/mpeg"),
     (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "application/x-ole-storage"),
     (b"Ich habe ihn gesehen.\n", "text/plain"), ("Привет".encode("utf-16"), "text/plain"),
     ("Müller\r\n".encode("latin-1"), "text/plain"), (b"<html><script>alert(1)</script>", "text/plain"),
     (b"<svg onload='x()' xmlns='http://www.w3.org/2000/svg'/>", "text/plain"),
     (b"From: a@example.org\nSubject: x\n\nHi", "text/plain")],
)  # fmt: skip
def test_the_kind_is_told_by_content(content, kind):
    assert files.media_type(content) == kind


@pytest.mark.parametrize(
    ("given", "safe"),
    [("../../etc/passwd", "passwd"), ("C:\\Users\\x\\Foto 1.JPG", "Foto 1.JPG"), ("報告書.pdf", "報告書.pdf"),
     ("e\u0301te\u0301.txt", "été.txt"), ("photo\u202egpj.exe", "photogpj.exe"),
     ("a\r\nSet-Cookie: x", "a Set-Cookie_ x"), ("CON.txt", "_CON.txt"), ("", "file"), ("...", "file"),
     ("  ", "file"), ("/", "file"), ("a\0b.pdf", "ab.pdf"),
     ("تقرير نهائي.docx", "تقرير نهائي.docx"),
     ('<b>"x"|y?*.txt', "_b__x__y__.txt"),
     (".htaccess", "htaccess")],
)  # fmt: skip
def test_names_are_made_safe_in_any_script(given, safe):
    assert files.safe_name(given) == safe


@given(st.text(max_size=400))
def test_every_name_is_safe(name: str):
    safe = files.safe_name(name)
    assert 1 <= len(safe.encode()) <= 151
    assert not set(safe) & set('/\\\0\n\r\t"<>:|?*')
    assert safe not in (".", "..")
    assert files.safe_name(safe) == safe


def test_a_long_name_keeps_its_ending():
    safe = files.safe_name("ж" * 300 + ".pdf")
    assert safe.endswith("ж.pdf")
    assert len(safe.encode()) <= 150


def test_orphans_are_swept_and_files_in_use_stay(var):
    key = keys.new_key()
    used, orphan = (files.store(key, [b"text"], "p", "a.txt") for _ in range(2))
    from dueprocess.kit.files import keep

    before = list(keep._in_use)
    keep._in_use.clear()
    try:
        assert files.sweep(older_than=-10) == 0  # nobody has told what is in use: nothing goes
        files.register_in_use(lambda names: names & {used.name})
        assert files.sweep() == 0  # too young
        assert files.sweep(older_than=-10) == 1
    finally:
        keep._in_use[:] = before
    assert files.path_of(used.name).exists()
    assert not files.path_of(orphan.name).exists()
    files.remove(used.name)
    files.remove(used.name)
    with pytest.raises(FileNotFoundError):
        whole(key, used)


@pytest.mark.parametrize("name", ["../x", "A" * 32, "0" * 31, "0" * 32 + "/..", ""])
def test_only_stored_names_reach_the_disk(var, name):
    with pytest.raises(ValueError, match="stored file"):
        files.path_of(name)
