"""The record page and the published files: what is served, how, and that nothing else is."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dueprocess.ledger import places, signer
from dueprocess.public import verifier
from tests.browser import ROOT
from tests.ground import begin, own_folder, some


@pytest.fixture
def published(db_fresh: None, tmp_path: Path, settings: Any) -> Any:
    """A log of 300 entries, sealed and published."""
    with own_folder(tmp_path / "var", settings):
        begin(settings, origin="tests.invalid")
        some(299)
        signer.seal()
        signer.beat(force=True)
        yield


def test_the_page_draws_the_log_and_gives_commands_that_work(
    published: None, client: Client, tmp_path: Path
) -> None:
    page = client.get("/record/").content.decode()
    assert "300 entries, sealed and signed" in page
    assert "None yet" in page
    commands = [
        each.replace("&#x27;", "'").replace("&#39;", "'")
        for each in re.findall(r'data-copy="(python[^"]+)"', page)
    ]
    assert [shlex.split(each)[2] for each in commands] == ["log", "receipt"]
    # given somebody copies the published files and the verifier, as the page says
    copy = tmp_path / "copy"
    for path in places.record().rglob("*"):
        if path.is_file():
            name = path.relative_to(places.record()).as_posix()
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(client.get(f"/record/log/{name}").content)
    program = tmp_path / "verify.py"
    program.write_bytes(client.get("/record/verify.py").content)
    words = shlex.split(commands[0])
    words[0], words[1], words[3] = sys.executable, str(program), str(copy)
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("checkpoint", "text/plain; charset=utf-8", "public, max-age=5"),
        ("checkpoints", "text/plain; charset=utf-8", "public, max-age=5"),
        ("policy", "text/plain; charset=utf-8", "public, max-age=5"),
        ("tile/0/000", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("tile/0/001.p/44", "application/octet-stream", "public, max-age=5"),
        ("tile/entries/000", "application/octet-stream", "public, max-age=31536000, immutable"),
    ],
)
def test_files_have_their_type_and_may_be_kept_as_long_as_they_stay(
    published: None, client: Client, path: str, kind: str, cache: str
) -> None:
    answer = client.get(f"/record/log/{path}")
    assert answer.status_code == 200
    assert answer.content == (places.record() / path).read_bytes()
    assert answer["Content-Type"] == kind
    assert answer["Cache-Control"] == cache
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.head(f"/record/log/{path}").status_code == 200
    assert client.post(f"/record/log/{path}").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "../signer/key", "..%2fsigner%2fkey", "tile/../../signer/key", "tile/..", "tile/0", "tile", ".",
        "//etc/passwd", "/etc/passwd", "checkpoint/", ".checkpoint.abc", "tile/0/000%00", "checkpoint%0a",
        "tile\\..\\key", "a" * 5000, "tile/" * 400 + "x", "%2e%2e/secret-key", "keys",
    ],
)  # fmt: skip
def test_nothing_else_is_served(published: None, client: Client, path: str) -> None:
    absent = client.get("/there/is/no/such/page/")
    answer = client.get(f"/record/log/{path}")
    assert answer.status_code == 404
    assert answer.content == absent.content


def test_the_verifier_that_is_handed_out_is_the_one_in_the_repository(client: Client, db: None) -> None:
    assert verifier.text() == (ROOT / "verifier" / "verify.py").read_text()
    answer = client.get("/record/verify.py")
    assert "verify.py" in answer["Content-Disposition"]
