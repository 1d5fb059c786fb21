"""What the shipped rulebooks ask for because a case has become old: when, by whom, told to whom."""

from __future__ import annotations

from typing import Any

import pytest

from dueprocess.core.engine import Timing
from dueprocess.core.errors import Refused
from dueprocess.core.rulebook import load
from dueprocess.core.rulebook.ageing import escalations
from tests.core.rulebook.journey import Journey, shipped, votes
from tests.core.rulebook.test_journeys import assessed

OVERSIGHT = [f"oversight_member-{number}" for number in (1, 2, 3, 4)]
EXPLAINED = ["facts", "progress", "estimate", "reasons", "next steps"]


def asked(case: Journey, at: str) -> dict[str, tuple[Timing, str]]:
    """Each escalation of a case: how its deadline stands, and its last day."""
    names = {each.step.id for each in escalations(case.rules)}
    return {
        each.step: (each.state, str(each.last_day)) for each in case.state(at).deadlines if each.step in names
    }


def test_they_are_found_by_their_deadlines_alone() -> None:
    found = {
        name: [(each.step.id, str(each.within), str(each.every or "")) for each in escalations(shipped(name))]
        for name in ("standard", "small-club", "conduct-team")
    }
    assert found == {
        "standard": [
            ("report_at_six_months", "6 months", ""),
            ("explain_delay", "12 months", "6 months"),
            ("take_over", "18 months", ""),
        ],
        "small-club": [("report_delay", "4 months", "2 months")],
        "conduct-team": [("report_delay", "4 months", "2 months")],
    }


@pytest.mark.parametrize(
    "due",
    [
        'within = "6 months", after = "acknowledge"',  # since something else was done
        'every = "1 month", after = "complain"',  # not because it is old
        'within = "2 weeks", after = "complain"',  # too soon to be old
        'within = "6 months", after = "complain", kind = "target"',  # nobody owes it
    ],
)
def test_what_is_owed_for_another_reason_is_none(due: str) -> None:
    assert escalations(load(BOOK.replace("DUE", due))) == ()


BOOK = """
[rulebook]
id = "plain"
version = "1"
title = "Plain"
language = "en"
[roles]
secretary = { title = "Secretary" }
[stages]
open = { title = "Open" }
closed = { title = "Closed", end = true }
[steps]
complain = { title = "Complain", stage = "start", by = ["complainant"], leads_to = "open" }
acknowledge = { title = "Acknowledge", stage = "open", by = ["secretary"] }
report = { title = "Report", stage = "any", by = ["secretary"], again = true, due = { DUE } }
close = { title = "Close", stage = "open", by = ["secretary"], leads_to = "closed" }
"""


def test_the_plain_book_has_one_when_it_is_owed_by_age() -> None:
    book = load(BOOK.replace("DUE", 'within = "26 weeks", after = "complain"'))
    assert [(each.step.id, each.days) for each in escalations(book)] == [("report", 182)]


def test_at_six_months_oversight_is_told_at_twelve_both_sides_and_again() -> None:
    case = assessed()  # received on 23 March
    assert asked(case, "09-23 12:00")["report_at_six_months"] == (Timing.RUNNING, "2026-09-23")
    assert asked(case, "09-24 12:00")["report_at_six_months"] == (Timing.OVERDUE, "2026-09-23")
    with pytest.raises(Refused):  # a report that says nothing is none
        case.take("09-24 13:00", "report_at_six_months", "case_manager-1")
    told = case.take("09-24 13:00", "report_at_six_months", "case_manager-1", with_=["reasons", "estimate"])
    assert asked(case, "09-24 14:00")["report_at_six_months"][0] is Timing.MET_LATE
    assert {each.to for each in case.state("09-24 14:00").notices if each.n == told} == {"oversight_lead"}
    assert asked(case, "09-24 14:00")["explain_delay"] == (Timing.RUNNING, "2027-03-23")
    with pytest.raises(Refused):
        case.take("10-01 10:00", "explain_delay", "case_manager-1", with_=EXPLAINED[:-1])
    told = case.take("10-01 10:00", "explain_delay", "case_manager-1", with_=EXPLAINED)
    assert {each.to for each in case.state("10-01 11:00").notices if each.n == told} == {
        "oversight_body",
        "c1",
    }
    assert asked(case, "10-01 11:00")["explain_delay"] == (Timing.RUNNING, "2027-04-01")


def test_at_eighteen_the_oversight_body_takes_it_or_transfers_it() -> None:
    case = assessed()
    assert asked(case, "10-01 10:00")["take_over"] == (Timing.RUNNING, "2027-09-23")
    more: dict[str, Any] = {
        "role": "oversight_body",
        "removes": ["case_manager-1"],
        "appoints": {"case_manager": ["case_manager-2"]},
        "votes": votes(*OVERSIGHT),
        "outcome": "transferred",
    }
    reasons = ["reasons", "reasons for the choice"]
    with pytest.raises(Refused):  # nobody is given a case without having agreed
        case.take("10-01 10:00", "take_over", OVERSIGHT[0], with_=reasons, **more)
    papers = [*reasons, "agreement of whoever takes it"]
    case.take("10-01 10:00", "take_over", OVERSIGHT[0], with_=papers, **more)
    assert case.state("10-01 11:00").appointed("case_manager") == ("case_manager-2",)


def test_a_case_of_an_earlier_register_is_as_old_as_that_says_once_a_step_has_taken_it_up() -> None:
    case = Journey(shipped("standard"))
    case.docket["complaints"] = {"k1": {"at": "2025-02-03T00:00:00+00:00", "by": ["c1"]}}
    case.changed()
    case.note("03-20 09:00", "imported", values={"received_on": "2025-02-03"}, origin={"row": 7})
    assert asked(case, "03-20 10:00") == {}  # nobody has taken it up: it is at no stage of these rules
    case.take(
        "03-23 10:00", "take_from_register", "intake_officer-1", outcome="from_the_beginning",
        with_=["why it stands there"],
    )  # fmt: skip
    assert asked(case, "03-23 11:00") == {
        "report_at_six_months": (Timing.OVERDUE, "2025-08-03"),
        "explain_delay": (Timing.OVERDUE, "2026-02-03"),
        "take_over": (Timing.RUNNING, "2026-08-03"),
    }
