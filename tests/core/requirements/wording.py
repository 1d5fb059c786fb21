"""Training requirements for the example's rules, whose secretary now needs a training; without Django."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dueprocess.core.deadlines import Clock
from dueprocess.core.requirements import Book, Done, Holding, Membership, Person, What, bound_by, load
from dueprocess.core.rulebook import load as load_rulebook

_EXAMPLE = (Path(__file__).resolve().parents[2] / "rules" / "example.toml").read_text()
RULES = _EXAMPLE.replace(
    'secretary = { title = "Secretary" }',
    'secretary = { title = "Secretary", needs_training = ["case handling"] }',
)
"""The example's rules, under which the secretary needs a training."""
TEXT = """[about]
id = "example_requirements"
version = "1"
title = "Who learns what"
language = "en"
rulebook = "example"
says = "Everybody can learn it."

[requirements.handling]
title = "Case handling"
clause = "2"
programme = "case handling"
before = "training case handling"
due = { within = "3 months", after = "start of term" }
remind = ["1 month", "1 week"]
renew = "2 years"
warn = "2 months"
grace = "1 month"
default = ["tell elder", "escalate to elders after 2 weeks"]

[requirements.committee]
title = "Fair decisions"
clause = "6"
says = "An evening."
programme = ["fair decisions", "law for all"]
who = { body = "committee", office = "Chair", unit = "north" }
due = { within = "6 months", after = "start of term" }
renew = "1 year"
exemption = { by = "elders", grounds = ["illness"], at_most = "6 months" }
default = ["offered dates", "office frozen after 1 month"]

[requirements.members]
title = "What members know"
programme = "welcome"
who = { member_for = "1 year" }
due = { within = "1 year", after = "joining" }

[requirements.course]
title = "The course"
programme = "conduct"
who = { sanction = "suspension" }
due = { within = "60 days", after = "order" }
default = "back to the panel after 2 weeks"

[requirements.asked]
title = "The course, asked for"
programme = "conduct"
who = { self_referral = true }
due = { within = "6 months", after = "self-referral" }

[requirements.contact]
title = "Somebody who knows"
programme = "procedure"
who = { every_unit = "branch", people = 2 }
due = { within = "6 months", after = "adoption" }

[equivalents]
"case handling" = ["investigation"]
investigation = "chief investigation"
"""
RULEBOOK = load_rulebook(RULES)
ADOPTED = date(2026, 1, 1)
NORTH = ("all", "north")


def book(*texts: tuple[date, str]) -> Book:
    """Return the requirements as adopted on these days; without any, the example's on the first of 2026."""
    given = texts or ((ADOPTED, TEXT),)
    rows = tuple((day, bound_by(load(text), RULEBOOK)) for day, text in given)
    return Book(clock=Clock.of(RULEBOOK.calendar), versions=rows)


def changed(*pairs: tuple[str, str]) -> str:
    """Return the example with some words changed."""
    text = TEXT
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def secretary(from_on: date, until_on: date | None = None) -> Holding:
    """Return a term as secretary."""
    return Holding(
        what=What.ROLE, name="secretary", title="secretary", from_on=from_on, until_on=until_on
    )  # fmt: skip


def chair(from_on: date, until_on: date | None = None, line: tuple[str, ...] = NORTH) -> Holding:
    """Return a term as chair of the north."""
    return Holding(
        what=What.OFFICE, name="Chair", title="chair", line=line, place="Northern Region",
        from_on=from_on, until_on=until_on,
    )  # fmt: skip


def member(from_on: date | None = None, until_on: date | None = None) -> Membership:
    """Return time as a member in the north."""
    return Membership(line=NORTH, place="Northern Region", from_on=from_on, until_on=until_on)


def done(programme: str, on: date, *, voided_on: date | None = None, revoked_on: date | None = None) -> Done:
    """Return a completion."""
    return Done(programme=programme, on=on, voided_on=voided_on, revoked_on=revoked_on)


NOBODY = Person()
