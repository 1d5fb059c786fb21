"""The table of what can be adopted: whoever reads it has something for each."""

import pytest
from django.core.management import CommandError, call_command

from dueprocess.desk.views import adopting as desk
from dueprocess.docket import kinds
from dueprocess.rules.actions import adopting
from dueprocess.rules.adoptable import ADOPTABLE, GOVERNED


def test_each_can_be_written_and_told_of_at_the_desk() -> None:
    assert set(adopting._MAKES) == set(ADOPTABLE)
    assert set(desk._CHANGES) == set(ADOPTABLE)


def test_a_rulebook_governs_a_kind_of_docket_that_there_is() -> None:
    assert set(GOVERNED) <= set(kinds.KINDS)


def test_a_rulebook_for_a_kind_that_there_is_not_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(CommandError, match="invalid choice: 'cases' \\(choose from 'case', 'plan'\\)"):
        call_command("rulebook", "adopt", "standard", "--by", "Assembly", "--kind", "cases")
