"""Parts of a file over HTTP: which are sent, and which are refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from dueprocess.kit.ranges import NotThere, played, wanted

BYTES = bytes(range(100))
asked: list[tuple[int, int]] = []


def read(start: int, end: int) -> Iterator[bytes]:
    asked.append((start, end))
    yield BYTES[start:end]


def answer(method: str = "GET", **headers: str) -> HttpResponse:
    asked.clear()
    request = RequestFactory().generic(method, "/", headers=headers)
    return played(request, size=len(BYTES), tag="abc", media_type="audio/wav", read=read)


def body(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-", (0, 100)), ("bytes=0-0", (0, 1)), ("bytes=10-19", (10, 20)), ("bytes=99-", (99, 100)),
        ("bytes=90-500", (90, 100)), ("bytes=-10", (90, 100)), ("bytes=-500", (0, 100)),
        ("Bytes = 1 - 2 ", (1, 3)),
        # what is no range of bytes asks for nothing: all is sent
        ("", None), ("bytes=", None), ("bytes=-", None), ("bytes=a-b", None), ("bytes=9-3", None),
        ("items=0-1", None), ("items=0-1,3-4", None), (f"bytes={'9' * 19}-", None), ("bytes=٣-", None),
    ],
)  # fmt: skip
def test_one_part_is_told(header: str, part: tuple[int, int] | None) -> None:
    assert wanted(header, 100) == part


@pytest.mark.parametrize(
    "header", ["bytes=100-", "bytes=200-300", "bytes=-0", "bytes=0-1,3-4", "bytes=0-,0-"]
)
def test_what_is_not_there_and_several_at_once_are_refused(header: str) -> None:
    with pytest.raises(NotThere):
        wanted(header, 100)
    found = answer(Range=header)
    assert (found.status_code, found["Content-Range"], asked) == (416, "bytes */100", [])
    with pytest.raises(NotThere):
        wanted("bytes=0-", 0)


def test_a_part_is_sent_with_its_place() -> None:
    found = answer(Range="bytes=10-19")
    assert (found.status_code, body(found)) == (206, BYTES[10:20])
    assert (found["Content-Range"], found["Content-Length"]) == ("bytes 10-19/100", "10")
    assert asked == [(10, 20)]
    whole = answer()
    assert (whole.status_code, body(whole), whole["Content-Length"]) == (200, BYTES, "100")
    for each in (found, whole):
        assert each["X-Content-Type-Options"] == "nosniff"
        assert each["Content-Type"] == "audio/wav"
        assert each["Accept-Ranges"] == "bytes"
        assert "default-src 'none'" in each["Content-Security-Policy"]


def test_a_part_of_an_older_file_is_all_of_this_one() -> None:
    assert answer(**{"Range": "bytes=1-2", "If-Range": '"abc"'}).status_code == 206
    for older in ('"old"', 'W/"abc"', "Mon, 30 Mar 2026 08:00:00 GMT"):
        assert answer(**{"Range": "bytes=1-2", "If-Range": older}).status_code == 200


def test_head_says_all_and_reads_nothing() -> None:
    found = answer("HEAD", Range="bytes=1-2")
    assert (found.status_code, found["Content-Length"], found.content, asked) == (200, "100", b"", [])
