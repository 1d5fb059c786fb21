"""The reference pages made from the code are the ones that were committed."""

import pytest

from tests.project import reference


@pytest.mark.parametrize("name", reference.PAGES)
def test_the_page_is_in_step(name: str) -> None:
    committed = (reference.DOCS / name).read_text()
    assert committed == reference.PAGES[name](), f"stale: run `python -m tests.project.reference` for {name}"
