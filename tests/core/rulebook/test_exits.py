"""No membership ends or is refused without notice, the chance to reply, reasons and an appeal."""

from __future__ import annotations

import pytest

from dueprocess.core.rulebook import check
from tests.core.rulebook.test_checks import BASE

OUT = 'out = { title = "Out", effect = "membership suspended"'
ENDS = BASE.replace(OUT, 'out = { title = "Out", effect = "membership ended"').replace(
    'imposes = "out"', 'needs = "reasons", imposes = "out"'
)
LACKS = [
    ('tells = [{ to = "respondent" }], ', "", "no notice to the respondent"),
    ('stage = "reply", by = "respondent"', 'stage = "reply", by = "secretary"', "could not reply"),
    ('needs = "reasons", ', "", "need not carry reasons"),
    ('by = ["complainant", "respondent"], appeals', 'by = ["complainant"], appeals', "cannot appeal"),
]


def found(text: str) -> list[str]:
    return [
        problem.what
        for problem in check(text)
        if problem.path == "steps.decide" and "Membership" in problem.what
    ]


@pytest.mark.parametrize("effect", ["membership ended", "membership refused"])
def test_a_whole_procedure_is_sound(effect: str) -> None:
    assert check(ENDS.replace("membership ended", effect)) == check(BASE)


@pytest.mark.parametrize(("there", "instead", "said"), LACKS)
def test_what_is_lacking_is_said_at_the_step(there: str, instead: str, said: str) -> None:
    assert ENDS.count(there) == 1
    (what,) = found(ENDS.replace(there, instead))
    assert said in what


def test_a_suspension_asks_for_none_of_it() -> None:
    assert found(BASE) == []


def test_notice_on_one_of_two_ways_is_no_notice() -> None:
    jump = 'jump = { title = "Jump", clause = "2", stage = "received", by = "secretary", leads_to = "reply" }'
    (what,) = found(ENDS.replace("[pauses]", f"{jump}\n[pauses]"))
    assert "no notice to the respondent" in what
