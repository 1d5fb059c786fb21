# ruff: noqa: E501 (tables are read row by row)
"""Training requirements: what loads is what was written; each fault has its place and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dueprocess.core.errors import Malformed
from dueprocess.core.requirements import (
    After,
    Consequence,
    Leads,
    bound_by,
    check,
    explain,
    load,
    named_by,
)
from dueprocess.core.rulebook import load as load_rulebook
from dueprocess.core.rulebook.model import Period, Unit
from tests.core.requirements.wording import RULEBOOK, TEXT

SHIPPED = Path(__file__).resolve().parents[3] / "src/dueprocess/rules/shipped"
NAMED = named_by([RULEBOOK])


def test_what_is_written_is_what_is_read() -> None:
    assert check(TEXT, NAMED) == []
    found = load(TEXT, NAMED)
    handling, committee = found.requirements["handling"], found.requirements["committee"]
    assert handling.before == ("training case_handling",)
    assert handling.remind == (Period(1, Unit.MONTHS), Period(1, Unit.WEEKS))
    assert handling.default == (
        Consequence(Leads.TELL, "elder"), Consequence(Leads.ESCALATE, "elders", Period(2, Unit.WEEKS)),
    )  # fmt: skip
    assert (committee.who.bodies, committee.who.offices, committee.who.units) == (
        ("committee",),
        ("chair",),
        ("north",),
    )
    assert committee.programmes == ("fair_decisions", "law_for_all")
    assert committee.exemption is not None
    assert committee.exemption.by == "elders"
    assert found.requirements["members"].after == (After.JOINING,)
    assert found.requirements["contact"].who.people == 2
    assert found.counting(handling) == {"case_handling", "investigation", "chief_investigation"}
    assert load(TEXT + "\n# a remark").hash != found.hash


def test_what_is_named_of_the_rulebook_becomes_its_roles() -> None:
    found = bound_by(load(TEXT), RULEBOOK).requirements
    assert found["handling"].who.roles == ("secretary",), "who needs the training"
    assert found["committee"].who.roles == ("committee_member",), "who sits in the body"
    step = load(TEXT.replace('before = "training case handling"', 'before = "step acknowledge"', 1))
    assert bound_by(step, RULEBOOK).requirements["handling"].who.roles == ("secretary",), "who takes the step"


def test_units_alone_bind_their_members_and_beside_others_narrow_down() -> None:
    alone = TEXT.replace('who = { member_for = "1 year" }', 'who = { unit = "north" }')
    assert check(alone, NAMED) == []
    assert load(alone).requirements["members"].who.members
    beside = TEXT.replace('before = "training', 'who = { unit = "north" }\nbefore = "training')
    assert check(beside, NAMED) == []
    assert not load(beside).requirements["handling"].who.members
    every = TEXT.replace('every_unit = "branch",', 'every_unit = "branch", unit = "north",')
    assert check(every, NAMED) == []


def test_it_is_said_in_words() -> None:
    told = explain(load(TEXT), RULEBOOK)
    for words in (
        "Fair decisions (clause 6)\n  An evening.\n  Who: office of chair; Committee; only in: north, and below",
        "To finish: fair decisions or law for all",
        "By when: within 3 months of the start of the term; reminded 1 month, 1 week before",
        "Counts: for 2 years, with 1 month of grace; a warning 2 months before",
        "Who: Secretary\n",
        "Until then: they may not do what needs it: case handling",
        "If not: it is told to Elder; it goes to Elders after 2 weeks",
        "Who: members for at least 1 year",
        "Who: whoever was given: Suspension",
        "Who: 2 of the people of every branch",
        "- for case handling: investigation",
    ):
        assert words in told
    assert "Elders after 2 weeks" not in explain(load(TEXT)), "without its rulebook it knows names alone"


H, C = "requirements.handling", "requirements.committee"
FAULTS = [
    ("[about]", "[abuot]", "abuot", "no table"),
    ('language = "en"', 'language = "English"', "about.language", "cannot stand"),
    ('rulebook = "example"', 'rulebook = "other"', "about.rulebook", "another rulebook"),
    ('version = "1"\n', "", "about.version", "missing"),
    ("[requirements.handling]", "[requirements.Handling]", "requirements.Handling", "cannot stand"),
    ('title = "Case handling"\n', "", f"{H}.title", "missing"),
    ('programme = "case handling"\n', "", f"{H}.programme", "missing"),
    ('"training case handling"', '"training case handlin"', f"{H}.before", "no “case handlin” among its trainings"),
    ('"training case handling"', '"step acknowlege"', f"{H}.before", "no “acknowlege” among its steps"),
    ('"training case handling"', '"step decide"', f"{H}.before", "does not refuse this step to committee_member"),
    ('"training case handling"', '"case handling"', f"{H}.before", "cannot stand"),
    ('before = "training case handling"\n', "", H, "Nobody is bound"),
    ('within = "3 months"', 'within = "24 hours"', f"{H}.due.within", "cannot stand"),
    ('within = "3 months"', 'within = "at once"', f"{H}.due.within", "cannot stand"),
    ('within = "3 months"', 'within = "same day"', f"{H}.due.within", "cannot stand"),
    ('within = "3 months"', 'within = "a while"', f"{H}.due.within", "no period"),
    ('within = "3 months", ', "", f"{H}.due.within", "missing"),
    ('"3 months", after = "start of term"', '"3 months", after = "start of term "', "", ""),
    ('"3 months", after = "start of term"', '"3 months", after = "the order"', f"{H}.due.after", "cannot stand"),
    ('"3 months", after = "start of term"', '"3 months", after = "order"', f"{H}.due.after", "can never begin"),
    ('"6 months", after = "start of term"', '"6 months", after = "joining"', f"{C}.due.after", "can never begin"),
    ('after = "order"', 'after = "start of term"', "requirements.course.due.after", "can never begin"),
    ('remind = ["1 month", "1 week"]', 'remind = ["1 week", "3 months"]', f"{H}.remind[1]", "before it is owed"),
    ('remind = ["1 month", "1 week"]', 'remind = ["1 week", "1 week"]', f"{H}.remind[1]", "twice"),
    ('remind = ["1 month", "1 week"]', "remind = 7", f"{H}.remind", "cannot stand"),
    ('grace = "1 month"', 'grace = "2 years"', f"{H}.grace", "as long as the time"),
    ('warn = "2 months"', 'warn = "3 years"', f"{H}.warn", "as long as the time"),
    ('renew = "2 years"\n', "", f"{H}.grace", "no renewal"),
    ('renew = "2 years"\n', "", f"{H}.warn", "nothing lapses"),
    ('"tell elder"', '"tell eldest"', f"{H}.default[0]", "no “eldest” among its roles or bodies"),
    ('"tell elder"', '"shout"', f"{H}.default[0]", "cannot stand"),
    ('"tell elder"', '"tell elder after a bit"', f"{H}.default[0]", "no period"),
    ('"escalate to elders after 2 weeks"', '"escalate to elders"', f"{H}.default[1]", "when it goes up"),
    ('"escalate to elders after 2 weeks"', '"back to the panel"', f"{H}.default[1]", "Only what was ordered"),
    ('"back to the panel after 2 weeks"', '"office frozen"', "requirements.course.default", "no office to freeze"),
    ('"back to the panel after 2 weeks"', '"power refused"', "requirements.course.default", "could be refused"),
    ('body = "committee"', 'body = "comittee"', f"{C}.who.body", "no “comittee” among its bodies"),
    ('body = "committee"', 'role = "committee"', f"{C}.who.role", "no “committee” among its roles"),
    ('body = "committee", ', 'everyone = true, ', f"{C}.who.everyone", "of everyone, and of some"),
    ('body = "committee", ', 'everyone = "yes", ', f"{C}.who.everyone", "cannot stand"),
    ('sanction = "suspension"', 'sanction = "suspensoin"', "requirements.course.who.sanction", "no “suspensoin”"),
    ('sanction = "suspension"', 'sanction = "any", role = "elder"', "requirements.course.who", "one of its own"),
    ('every_unit = "branch", people = 2', 'every_unit = "branch", people = 0', "requirements.contact.who.people", "cannot stand"),
    ('every_unit = "branch", people = 2', 'everyone = true, people = 2', "requirements.contact.who.people", "Only of every unit"),
    ('every_unit = "branch", people = 2', 'every_unit = "branch", everyone = true', "requirements.contact.who.every_unit", "of units and of people"),
    ('grounds = ["illness"]', "grounds = []", f"{C}.exemption.grounds", "cannot stand"),
    ('by = "elders"', 'by = "nobody"', f"{C}.exemption.by", "no “nobody”"),
    ('investigation = "chief investigation"', 'investigation = "case handling"', "equivalents.investigation", "in a ring"),
    ('investigation = "chief investigation"', "investigation = 3", "equivalents.investigation", "cannot stand"),
    ('title = "The course"\n', 'title = "The course"\ncolour = "red"\n', "requirements.course.colour", "no key"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "path", "said"), FAULTS, ids=[f"{n}: {row[2]}" for n, row in enumerate(FAULTS)]
)
def test_a_fault_has_its_place_and_its_mend(old: str, new: str, path: str, said: str) -> None:
    assert TEXT.count(old)
    problems = check(TEXT.replace(old, new, 1), NAMED)
    if not path:
        assert problems == [], "spaces at the end are no fault"
        return
    here = [each for each in problems if each.path == path and said in each.what]
    assert here, problems
    assert all(each.mend and each.severity == "error" for each in problems)
    assert path == "about.version" or here[0].line or "missing" in said
    with pytest.raises(Malformed):
        load(TEXT.replace(old, new, 1), NAMED)


def test_a_programme_that_nobody_entered_yet_is_a_warning() -> None:
    named = named_by([RULEBOOK], ["case handling", "investigation", "chief investigation", "fair decisions",
                                  "law for all", "welcome", "conduct"])  # fmt: skip
    (problem,) = check(TEXT, named)
    assert (problem.severity, problem.path) == ("warning", "requirements.contact.programme")
    assert load(TEXT, named).requirements["contact"].programmes == ("procedure",)


def test_there_are_requirements() -> None:
    about = TEXT[: TEXT.index("[requirements")]
    assert {each.path for each in check(about)} == {"requirements"}
    with pytest.raises(Malformed):
        load("[about")


@pytest.mark.parametrize("name", sorted(path.stem for path in (SHIPPED / "requirements").glob("*.toml")))
def test_the_shipped_requirements_fit_their_rulebooks(name: str) -> None:
    book = load_rulebook((SHIPPED / f"{name}.toml").read_text("utf-8"))
    text = (SHIPPED / "requirements" / f"{name}.toml").read_text("utf-8")
    named = named_by([book])
    assert check(text, named) == []
    found = load(text)
    assert found.rulebook == book.id
    for training in named.trainings:
        row = next(each for each in found.requirements.values() if f"training {training}" in each.before)
        assert training in row.programmes, "who finishes it has what the rulebook asks for"
    assert "_" not in explain(found, book).replace(f"rulebook {book.id}", "")
