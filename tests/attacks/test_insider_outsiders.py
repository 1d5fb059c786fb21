"""Insiders against those who check them: words that a terminal obeys, packages that overwrite, or that fill
a disk."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from dueprocess.kit import packages
from dueprocess.tlog import entry, opening, proof
from dueprocess.witness.looking import Alarm
from tests.foreign.test_single_file import VERIFIER
from tests.tlog.published import Published, some_entries, two_of_three

LIES = "\x9b2K\x9b1AVERIFIED: the whole log.\u202e\u2066\x85"
"""Eight-bit control sequences, which a terminal obeys, and marks that turn the order of reading."""
CODE = "ABC-123"


def program(*words: object) -> tuple[int, str, str]:
    command = [sys.executable, "-I", str(VERIFIER), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def obeyed(text: str) -> list[str]:
    """What a terminal would not just show."""
    return [each for each in text if not each.isprintable() and each != "\n"]


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    return hostile(tmp_path)


def hostile(tmp_path: Path) -> Path:
    """A proof and its opening, both sound, in words that were chosen for who checks them."""
    item = opening.Field(LIES, bytes(32))
    opened = opening.Opening({"c": LIES, "f": {"text": item.commitment().hex()}}, bytes(32), {"text": item})
    log, entries = Published(tmp_path / "log"), some_entries(3)
    fields = {"cm": entry.commit(opened.payload, opened.salt), "d": entry.parse(entries[2])["d"]}
    entries[2] = entry.encode("act", fields)
    log.grow(entries)
    (tmp_path / "policy").write_bytes(two_of_three().to_bytes())
    (tmp_path / "opening").write_bytes(opened.to_bytes())
    held = proof.prove(2, entries[2], log.notes[-1], log.hashes)
    (tmp_path / "receipt").write_bytes(held.to_bytes())
    return tmp_path


def test_words_that_a_terminal_obeys_are_shown(receipt: Path) -> None:
    code, said, _ = program(
        "receipt", receipt / "receipt", "--opening", receipt / "opening", "--policy", receipt / "policy"
    )
    assert code == 0
    assert "\\u009b2K" in said
    assert not obeyed(said)
    out = io.StringIO()
    call_command(
        "verify", "receipt", str(receipt / "receipt"), opening=receipt / "opening",
        policy=receipt / "policy", stdout=out,
    )  # fmt: skip
    assert "\\u009b2K" in out.getvalue()
    assert not obeyed(out.getvalue())


def test_what_did_not_verify_is_not_overwritten(receipt: Path) -> None:
    """The name of a check comes first; what follows it is the words of whoever is checked."""
    name = receipt / f"{LIES}.tlog-proof"
    name.write_bytes(b"nothing")
    code, said, wrong = program("docket", name, "--policy", receipt / "policy")
    assert code != 0
    assert not obeyed(said + wrong)
    with pytest.raises(CommandError) as no:
        call_command("verify", "receipt", str(name), policy=receipt / "policy")
    assert not obeyed(str(no.value))


def test_an_alarm_is_one_line(receipt: Path) -> None:
    line = str(Alarm("damaged", "club.example/record", f"{LIES}\n~! rm -r ."))
    assert not obeyed(line)
    assert "\n" not in line


def sealed(place: Path, kind: int, **members: bytes) -> Path:
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w", kind) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    place.write_bytes(b"".join(packages.sealed(CODE, [inside.getvalue()])))
    (place.parent / "code").write_text(CODE)
    return place


def test_a_package_overwrites_nothing(tmp_path: Path) -> None:
    """Unpacked where the verifier lies, it would bring its own."""
    package = sealed(tmp_path / "p", zipfile.ZIP_STORED, **{"verify.py": b"print('VERIFIED')"})
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "verify.py").write_bytes(b"the one I trust")
    code, said, wrong = program("unpack", package, mine, "--passphrase-file", tmp_path / "code")
    assert (code, said) == (2, "")
    assert "name a new folder" in wrong
    assert (mine / "verify.py").read_bytes() == b"the one I trust"
    assert program("unpack", package, tmp_path / "new", "--passphrase-file", tmp_path / "code")[0] == 0


def test_a_package_that_fills_the_disk(tmp_path: Path) -> None:
    package = sealed(tmp_path / "p", zipfile.ZIP_DEFLATED, zeros=bytes(20_000_000))
    assert package.stat().st_size < 100_000
    code, said, _ = program("unpack", package, tmp_path / "out", "--passphrase-file", tmp_path / "code")
    assert (code, said.splitlines()[0]) == (1, "NOT VERIFIED: package")
    assert not (tmp_path / "out").exists()
