"""Files that come with a complaint or a message: what is taken, and clear words for what is not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from dueprocess.kit.receiving import MOST_FILES, VeiledUpload
from dueprocess.portal.models import DraftFile
from tests import world
from tests.portal.conftest import once

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
WORDS = "I add the minutes of that evening."


def bomb() -> bytes:
    """A ZIP of 100 kB that would become 100 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.txt", b"\x00" * 100_000_000)
    return out.getvalue()


def uploaded(name: str, content: bytes | Callable[[], bytes]) -> SimpleUploadedFile:
    """A file of somebody's; what takes long to make is made for its test."""
    return SimpleUploadedFile(name, content() if callable(content) else content)


REFUSED: list[tuple[str, bytes | Callable[[], bytes], str]] = [
    ("empty.txt", b"", "The file is empty."),
    ("run.exe", b"MZ\x90\x00" + b"\x00" * 200, "This kind of file is not taken in."),
    ("broken.docx", b"PK\x03\x04" + b"\x00" * 200, "list of contents cannot be read"),
    ("bomb.zip", bomb, "far larger than it is"),
]


@pytest.mark.parametrize(("name", "content", "said"), REFUSED, ids=[each[0] for each in REFUSED])
def test_what_is_not_taken_is_named_and_the_rest_is_kept(
    federation: world.World, client: Client, name: str, content: bytes | Callable[[], bytes], said: str
) -> None:
    client.post("/portal/complain/")
    good = SimpleUploadedFile("photo.png", PNG)
    page = client.post("/portal/complain/files/", {"attached": [uploaded(name, content), good]})
    text = page.content.decode()
    assert page.status_code == 200
    assert name in text
    assert said in text
    assert "photo.png" in text
    assert DraftFile.objects.count() == 1


@pytest.mark.parametrize(("name", "content", "said"), REFUSED, ids=[each[0] for each in REFUSED])
def test_a_message_keeps_its_text_when_a_file_is_not_taken(
    complained: Callable[..., str], client: Client, name: str, content: bytes | Callable[[], bytes], said: str
) -> None:
    complained()
    token = once(client.get("/portal/matter/").content)
    typed = {"once": token, "text": WORDS, "attached": [uploaded(name, content)]}
    text = client.post("/portal/matter/message/", typed).content.decode()
    assert WORDS in text
    assert said in text


def test_a_file_above_the_limit_says_how_large_it_may_be(
    federation: world.World, client: Client, settings: Any
) -> None:
    settings.DUEPROCESS_FILE_LIMIT = 2_000_000
    client.post("/portal/complain/")
    assert "each up to 2 MB" in client.get("/portal/complain/files/").content.decode()
    large = SimpleUploadedFile("film.txt", b"a" * 2_000_001)
    text = client.post("/portal/complain/files/", {"attached": [large]}).content.decode()
    assert "larger than 2 MB" in text


def test_ten_thousand_files_are_answered_by_the_form_with_the_text_in_it(
    complained: Callable[..., str], client: Client
) -> None:
    complained()
    token = once(client.get("/portal/matter/").content)
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(10_000)]
    page = client.post("/portal/matter/message/", {"once": token, "text": WORDS, "attached": files})
    text = page.content.decode()
    assert page.status_code == 200
    assert "at most 20 files" in text
    assert WORDS in text


def test_the_same_file_sent_twice_is_kept_once(federation: world.World, client: Client) -> None:
    client.post("/portal/complain/")
    for _ in range(2):
        client.post("/portal/complain/files/", {"attached": [SimpleUploadedFile("photo.png", PNG)]})
    assert DraftFile.objects.count() == 1
    client.post("/portal/complain/files/", {"attached": [SimpleUploadedFile("other.png", PNG)]})
    assert DraftFile.objects.count() == 2


def test_a_file_can_be_taken_out_again(federation: world.World, client: Client) -> None:
    client.post("/portal/complain/")
    client.post("/portal/complain/files/", {"attached": [SimpleUploadedFile("photo.png", PNG)]})
    row = DraftFile.objects.get()
    for wrong in ("x", "999999"):
        assert client.post("/portal/complain/files/", {"remove": wrong}).status_code == 302
    assert DraftFile.objects.count() == 1
    client.post("/portal/complain/files/", {"remove": str(row.pk)})
    assert not DraftFile.objects.exists()


def test_a_large_upload_is_veiled_while_it_waits(rf: RequestFactory) -> None:
    content = b"MARKER-7f3a " * 300_000
    request = rf.post("/", {"attached": SimpleUploadedFile("long.txt", content)})
    upload = request.FILES["attached"]
    assert isinstance(upload, VeiledUpload)
    assert upload.file is not None
    upload.file.seek(0)
    assert b"MARKER" not in upload.file.read()
    assert b"".join(upload.chunks()) == content
    assert b"".join(upload.chunks()) == content, "it can be read again"
    assert upload.size == len(content)


def test_files_beyond_the_limit_are_read_past(rf: RequestFactory) -> None:
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(MOST_FILES + 30)]
    request = rf.post("/", {"attached": files, "text": WORDS})
    assert len(request.FILES.getlist("attached")) == MOST_FILES
    assert request.POST["text"] == WORDS
