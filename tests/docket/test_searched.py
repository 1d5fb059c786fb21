"""By which words a docket is found, and that they can be worked out anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dueprocess.docket import searched, wall
from dueprocess.docket.actions import indexing, rebuild
from dueprocess.docket.models import Docket, Word
from dueprocess.docket.search import Filters, narrow
from dueprocess.kit import clock
from tests import world

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def case(federation: world.World) -> Docket:
    return world.open_case(federation, at=clock.now()).docket


def found(federation: world.World, text: str, who: str = "owner") -> list[int]:
    seen = wall.visible_to(federation[who])
    passing = narrow(seen, Filters(text=text), at=clock.now())
    return list(passing.dockets.values_list("pk", flat=True))


def test_text_that_a_room_derives_is_found_inside_the_wall_until_it_is_given_no_more(
    federation: world.World, case: Docket, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a room that has read a scan
    scans = {case.pk: ["Minutes of the Zeppelinwiese committee"]}
    monkeypatch.setattr(searched, "_derived", [])
    searched.derived(lambda docket: scans.get(docket.pk, []))
    before = set(case.words.values_list("tag", flat=True))
    assert found(federation, "zeppelinwiese") == []
    # when it has the words made anew
    assert indexing.anew(case)
    # then the case is found by them, by whom the wall lets in alone, and by its own words as before
    assert found(federation, "Zeppelinwiese committee") == [case.pk]
    assert found(federation, "zeppelinwiese", "respondent") == []
    assert before < set(case.words.values_list("tag", flat=True))
    assert not indexing.anew(case)
    # and when the text may be searched no more, it is not found by it
    scans.clear()
    assert indexing.anew(case)
    assert found(federation, "zeppelinwiese") == []
    assert set(case.words.values_list("tag", flat=True)) == before


def test_rebuilding_makes_the_words_anew_and_tells_where_they_were_others(case: Docket) -> None:
    before = set(case.words.values_list("tag", flat=True))
    assert len(before) > 3
    assert rebuild.docket(case.pk) == 0
    Word.objects.filter(tag=min(before)).delete()
    Word.objects.create(docket=case, tag="0" * 20)
    assert rebuild.docket(case.pk) == 1
    assert set(case.words.values_list("tag", flat=True)) == before


def test_a_room_narrows_what_of_its_note_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    def title(value: dict[str, str]) -> Iterator[str]:
        yield value["title"]

    monkeypatch.setattr(searched, "_of_notes", dict(searched._of_notes))
    searched.only("catalogued", title)
    value = {"title": "Minutes", "kept": "Elsewhere"}
    assert searched.in_field("catalogued", value) == searched.in_texts(["Minutes"])
    assert searched.in_field("message", value) == searched.in_texts(["Minutes", "Elsewhere"])
