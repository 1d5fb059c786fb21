"""A step owed after a day that it itself records: entering it in time meets the deadline."""

from __future__ import annotations

from datetime import UTC, datetime

from dueprocess.core.engine import Docket, Timing, state
from tests.core.reading import loaded

TEXT = """
[rulebook]
id = "contacts"
version = "1"
title = "Contacts"
language = "en"
[roles]
secretary = { title = "Secretary" }
[facts]
contact_day = { title = "Day of the contact", kind = "date" }
[stages]
open = { title = "Open" }
closed = { title = "Closed", end = true }
[steps]
complain = { title = "Complain", clause = "1", stage = "start", by = ["complainant"], leads_to = "open" }
close = { title = "Close", clause = "2", stage = "open", by = ["secretary"], leads_to = "closed" }
[steps.note_contact]
title = "Enter a contact"
clause = "3"
stage = "any"
by = ["secretary"]
again = true
records = ["contact day"]
due = { within = "1 working day", after = "date of contact_day" }
"""


def entered(at: str) -> Timing:
    rules = loaded(TEXT)
    acts = [
        {"n": 1, "at": "2026-03-23T10:00:00+00:00", "step": "complain", "by": "c1", "as": "complainant"},
        {
            "n": 2, "at": at, "step": "note_contact", "by": "s1", "as": "secretary",
            "facts": {"contact_day": "2026-03-24"},
        },
    ]  # fmt: skip
    docket = Docket.parse(
        {
            "docket": 1, "case": "q", "rulebook": rules.hash, "parties": {"c1": {"is": "complainant"}},
            "people": {"s1": {"roles": ["secretary"]}}, "acts": acts,
        }
    )  # fmt: skip
    found = state({rules.hash: rules}, docket, datetime(2026, 4, 10, tzinfo=UTC)).deadlines
    return next(each.state for each in found if each.step == "note_contact")


def test_on_the_day_itself_and_on_the_next_working_day_it_is_met() -> None:
    assert entered("2026-03-24T15:00:00+00:00") is Timing.MET
    assert entered("2026-03-25T15:00:00+00:00") is Timing.MET


def test_later_it_is_met_late() -> None:
    assert entered("2026-03-27T15:00:00+00:00") is Timing.MET_LATE
