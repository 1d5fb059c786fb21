"""The record page and the published files: what is served, how, and that nothing else is."""

from __future__ import annotations

import hashlib
import io
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dueprocess.ledger import changing, places, signer
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


def said(client: Client, page: str, *, folder: Path) -> list[str]:
    """What each of the page's commands answers when it is typed as it stands, with the downloaded log in the
    place of the address."""
    program = folder / "verify.py"
    program.write_bytes(client.get("/record/verify.py").content)
    answers = []
    for command in re.findall(r'data-copy="(check/bin/python[^"]+)"', page):
        words = shlex.split(command.replace("&#x27;", "'").replace("&#39;", "'"))
        words = ["log" if each == "http://testserver/record/log" else each for each in words]
        if "receipt" in words:
            continue  # the journey of whoever complained checks one
        done = subprocess.run(
            [sys.executable, *words[1:]], capture_output=True, text=True, cwd=folder, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        answers.append(done.stdout)
    return answers


def test_the_page_draws_the_log_and_gives_commands_that_work(
    published: None, client: Client, tmp_path: Path
) -> None:
    page = client.get("/record/").content.decode()
    assert "300 entries, sealed and signed" in page
    assert "None yet" in page
    # given somebody who saves the statement and downloads the whole log, as the page says
    (tmp_path / "checkpoint").write_bytes(client.get("/record/log/checkpoint").content)
    answer = client.get("/record/log.zip")
    assert "log.zip" in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "log/checkpoint"
        archive.extractall(tmp_path)
    # when they type each command, then each says that it is verified
    answers = said(client, page, folder=tmp_path)
    assert len(answers) == 3
    assert all(each.startswith("VERIFIED: the whole log.") for each in answers)
    assert "300 entries" in answers[0]


def test_the_commands_work_after_the_key_was_changed(published: None, client: Client, tmp_path: Path) -> None:
    old = client.get("/record/log/checkpoint").content
    new = changing.log_key(by="board", reason="M").new
    for _ in range(2):
        signer.seal()
        signer.beat(force=True)
    page = client.get("/record/").content.decode()
    assert "Another key signed before this one" in page
    assert new in page
    # given somebody who kept a statement from before the change, and saves the list of keys as the page says
    (tmp_path / "checkpoint").write_bytes(old)
    (tmp_path / "policy").write_bytes(client.get("/record/log/policy").content)
    shutil.copytree(places.record(), tmp_path / "log")
    answers = said(client, page, folder=tmp_path)
    assert len(answers) == 3
    assert all(each.startswith("VERIFIED: the whole log.") for each in answers)


def test_the_log_in_one_file_holds_each_published_file_and_nothing_else(
    published: None, client: Client
) -> None:
    content = b"".join(client.get("/record/log.zip").streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        packed = {name.removeprefix("log/"): archive.read(name) for name in archive.namelist()}
    files = [path for path in places.record().rglob("*") if path.is_file() and not path.name.startswith(".")]
    assert packed == {path.relative_to(places.record()).as_posix(): path.read_bytes() for path in files}


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


@pytest.mark.parametrize("name", ["verify.py", "verify.html"])
def test_the_verifiers_that_are_handed_out_are_those_in_the_repository(
    published: None, client: Client, name: str
) -> None:
    kept = (ROOT / "verifier" / name).read_bytes()
    answer = client.get(f"/record/{name}")
    assert answer.content == kept
    assert name in answer["Content-Disposition"]
    assert hashlib.sha256(kept).hexdigest() in client.get("/record/").content.decode()


def test_the_page_that_verifies_is_no_part_of_our_site(client: Client, db: None) -> None:
    """It may read from anywhere, so it may not be signed in here, be framed, or send a form."""
    rules = client.get("/record/verify.html")["Content-Security-Policy"].split("; ")
    assert "sandbox allow-scripts allow-forms" in rules
    assert "frame-ancestors 'none'" in rules
    assert "form-action 'none'" in rules


def test_that_a_file_is_missing_can_be_read_from_elsewhere(published: None, client: Client) -> None:
    answer = client.get("/record/log/tile/0/009")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (404, "*")
