"""Notes that several sign: each has one way to be written."""

import pytest

from dueprocess.core.errors import Broken
from dueprocess.docket import house, places
from dueprocess.docket.actions import access, signed_notes


def test_a_note_of_the_house_is_written_by_its_own_action() -> None:
    for note in (house.LINKED, house.LEGAL_HOLD, house.CLASSIFIED, places.PLACED, access.NOTE):
        assert signed_notes.of(note) is not None, note


def test_a_note_of_the_rulebook_has_no_action_of_its_own() -> None:
    assert signed_notes.of("conflict") is None


def test_a_second_way_to_write_a_note_is_found_when_the_installation_starts() -> None:
    with pytest.raises(Broken, match=f"Two ways to write the note {house.LINKED}"):
        signed_notes.finishes(house.LINKED, access.write)
