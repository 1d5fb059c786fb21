"""What the rulebook says is marked with its language on a page that speaks another (WCAG 3.1.2)."""

from __future__ import annotations

import copy
import re

from django.template import Context, Template
from django.utils.translation import override

from dueprocess.core.rulebook import load
from dueprocess.kit import clock
from tests import world
from tests.desk.conftest import signed_in


def test_a_text_of_the_rulebook_carries_its_language_where_the_page_speaks_another() -> None:
    rules = load(world.EXAMPLE.read_text().replace('language = "en"', 'language = "cy"'))
    said = rules.steps["send"].title
    assert (said.language, said) == ("cy", load(world.EXAMPLE.read_text()).steps["send"].title)  # type: ignore[attr-defined]
    marked = Template("{{ said|spoken }}/{{ plain|spoken }}").render(Context({"said": said, "plain": "<b>"}))
    assert marked == f'<span lang="cy">{said}</span>/&lt;b&gt;'
    with override("cy"):
        assert Template("{{ said|spoken }}").render(Context({"said": said})) == said
    assert copy.deepcopy(said).language == "cy"  # type: ignore[attr-defined]


def test_pages_mark_what_the_rulebook_says(db: None) -> None:
    with clock.frozen(world.later(days=-1)):
        people = world.federation(world.EXAMPLE.read_text().replace('language = "en"', 'language = "cy"'))
    with clock.frozen(world.MONDAY):
        number = world.open_case(people).case
        client = signed_in(people["owner"])
        for address, title in (
            ("/desk/", "Acknowledge"),
            (f"/desk/cases/{number}/", "Acknowledge"),
            ("/how/steps/received/", "Acknowledge"),
        ):
            page = client.get(address).content.decode()
            assert f'<span lang="cy">{title}' in page, address
            assert "&lt;span" not in page, address
            head = page.partition("<title>")[2].partition("</title>")[0]
            assert "span" not in head, address
            assert not re.search(r'="[^"<>]*<span lang', page), address
