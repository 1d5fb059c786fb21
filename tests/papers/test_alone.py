"""Two threads that use pdfium at once end the process: whoever opens a document is alone until it closes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from dueprocess.papers import redaction
from dueprocess.papers.alone import PDFIUM
from dueprocess.papers.redaction.reading import Pages
from tests.papers.bundle.sheets import pdf


def free() -> bool:
    """Whether another thread could begin now."""
    got = PDFIUM.acquire(blocking=False)
    if got:
        PDFIUM.release()
    return got


def test_whoever_has_a_paper_open_is_alone_and_lets_go_of_it() -> None:
    paper = pdf("a leaf")
    with ThreadPoolExecutor(1) as other:
        with Pages(paper), Pages(paper):
            assert not other.submit(free).result()
        assert other.submit(free).result()
        for wrong in (b"no paper", b"%PDF-1.7\nnothing of it is here"):
            with pytest.raises(redaction.Unreadable):
                Pages(wrong)
            assert other.submit(free).result()


def test_many_look_at_once() -> None:
    paper = pdf(*(f"leaf {n}" for n in range(8)))
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda n: redaction.picture(paper, n % 8 + 1, dpi=30), range(24)))
    assert all(each.startswith(b"\x89PNG") for each in found)
