# ruff: noqa: E501 (tables are read row by row)
"""Where somebody stands with a requirement: states, days, causes, sentences, and what default leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dueprocess.core.errors import Refused
from dueprocess.core.requirements import (
    Cause,
    Done,
    Exempt,
    Leads,
    Membership,
    Order,
    Person,
    Referral,
    State,
    Status,
    Unit,
    because,
    coverage,
    may_exempt,
    qualifies_until,
    status,
    statuses,
    unit_status,
    unit_statuses,
)
from tests.core.requirements.wording import (
    ADOPTED,
    NOBODY,
    TEXT,
    book,
    chair,
    changed,
    done,
    member,
    secretary,
)

BOOK = book()
D = date.fromisoformat


def at(on: str, person: Person, name: str = "handling", **given: object) -> Status:
    return status(given.pop("book", BOOK), name, person, D(on), **given)  # type: ignore[arg-type]


def of(**given: object) -> Person:
    return Person(holdings=(secretary(D("2026-03-02")),), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on", "state", "refused", "led"),
    [
        ("2026-03-01", State.NOT_ASKED, False, 0),
        ("2026-03-02", State.OPEN, True, 0),
        ("2026-06-02", State.OPEN, True, 0),
        ("2026-06-03", State.OVERDUE, True, 1),
        ("2026-06-16", State.OVERDUE, True, 1),
        ("2026-06-17", State.OVERDUE, True, 2),
    ],
)
def test_a_term_begins_and_nothing_is_learned(on: str, state: State, refused: bool, led: int) -> None:
    found = at(on, of())
    assert (found.state, found.refused, len(found.default)) == (state, refused, led)
    if state is not State.NOT_ASKED:
        assert (found.since, found.due_on, found.last_day) == (
            D("2026-03-02"),
            D("2026-06-02"),
            D("2026-06-02"),
        )
        assert found.remind_on == (D("2026-05-02"), D("2026-05-26"))


@pytest.mark.parametrize(
    ("on", "state", "refused", "led"),
    [
        ("2026-03-31", State.OPEN, True, 0),
        ("2026-04-01", State.CURRENT, False, 0),
        ("2028-01-31", State.CURRENT, False, 0),
        ("2028-02-01", State.LAPSING, False, 0),
        ("2028-04-01", State.LAPSING, False, 0),
        ("2028-04-02", State.GRACE, False, 0),
        ("2028-05-01", State.GRACE, False, 0),
        ("2028-05-02", State.LAPSED, True, 1),
        ("2028-05-16", State.LAPSED, True, 2),
    ],
)
def test_what_was_finished_lapses_with_warning_and_grace(
    on: str, state: State, refused: bool, led: int
) -> None:
    found = at(on, of(done=(done("case_handling", D("2026-04-01")),)))
    assert (found.state, found.refused, len(found.default)) == (state, refused, led)
    if state is not State.OPEN:
        assert (found.due_on, found.last_day) == (D("2028-04-01"), D("2028-05-01"))


def test_grace_is_for_renewal_only() -> None:
    """A completion from long before the term, which lapses while it runs, takes no time away, nor gives any."""
    found = at("2026-04-02", of(done=(done("case_handling", D("2024-04-01")),)))
    assert (found.state, found.cause, found.due_on, found.refused) == (
        State.OPEN,
        Cause.START,
        D("2026-06-02"),
        False,
    )
    late = at("2026-05-02", of(done=(done("case_handling", D("2024-04-01")),)))
    assert (late.state, late.refused) == (State.OPEN, True), "the grace of what lapsed is over: as without it"
    before = at("2026-03-02", of(done=(done("case_handling", D("2024-02-25")),)))
    assert (before.state, before.refused) == (State.OPEN, True)


@pytest.mark.parametrize("programme", ["case_handling", "investigation", "chief_investigation", "CH-1"])
def test_equivalents_and_what_a_programme_qualifies_for_count(programme: str) -> None:
    finished = replace(
        done(programme, D("2026-04-01")), counts_as=("case_handling",) if programme == "CH-1" else ()
    )
    found = at("2026-04-01", of(done=(finished,)))
    assert found.state is State.CURRENT
    assert at("2026-04-01", of(done=(done("welcome", D("2026-04-01")),))).state is State.OPEN


def test_a_term_that_begins_anew_without_a_gap_starts_nothing_anew() -> None:
    terms = (secretary(D("2026-03-02"), D("2027-03-01")), secretary(D("2027-03-02")))
    assert at("2027-03-02", Person(holdings=terms)).since == D("2026-03-02")
    gap = (secretary(D("2026-03-02"), D("2027-03-01")), secretary(D("2027-03-03")))
    found = at("2027-03-03", Person(holdings=gap))
    assert (found.since, found.state) == (D("2027-03-03"), State.OPEN)
    assert at("2027-03-02", Person(holdings=gap)).state is State.NOT_ASKED


def test_two_offices_ask_the_same_and_the_earlier_day_counts() -> None:
    two = Person(
        called="Robin",
        holdings=(chair(D("2026-09-01")), chair(D("2026-05-03"), line=("all", "north", "tyne"))),
    )
    found = at("2026-10-01", two, "committee")
    assert (found.since, found.due_on) == (D("2026-05-03"), D("2026-11-03"))
    assert because(found) == (
        "Owed since 3 May 2026 because Robin is chair of Northern Region (clause 6); by 3 November 2026."
    )
    south = Person(holdings=(chair(D("2026-05-03"), line=("all", "south")),))
    assert at("2026-10-01", south, "committee").state is State.NOT_ASKED


def test_an_end_that_has_not_come_changes_nothing() -> None:
    first = replace(chair(D("2026-05-03"), D("2026-12-31")), title="deputy chair", name="Chair")
    found = at("2026-10-01", Person(holdings=(first, chair(D("2026-06-01")))), "committee")
    assert "as deputy chair" in because(found)
    ended = exempt("2026-07-01", "2026-09-30", ended="2026-08-01")
    ill = Person(holdings=(chair(D("2026-02-01")),), exempt=(ended,))
    free = at("2026-07-31", ill, "committee")
    assert (free.last_day, free.exempt) == (D("2026-09-30"), replace(ended, ended_on=None))


def test_those_in_office_are_asked_from_the_day_of_adoption() -> None:
    found = at("2026-02-01", Person(holdings=(secretary(D("2019-01-01")),)))
    assert (found.since, found.due_on) == (ADOPTED, D("2026-04-01"))


def test_a_further_version_takes_time_from_nobody() -> None:
    shorter = changed(
        ('"3 months", after = "start of term"', '"1 month", after = "start of term"'),
        ('remind = ["1 month", "1 week"]', 'remind = "1 week"'),
        ('renew = "2 years"', 'renew = "1 year"'),
    )
    later = book((ADOPTED, TEXT), (D("2026-04-15"), shorter))
    assert at("2026-04-20", of(), book=later).due_on == D("2026-05-15"), (
        "a month from the change, not from the term"
    )
    assert at("2026-04-10", of(), book=later).due_on == D("2026-06-02"), (
        "the day before it nothing had changed"
    )
    longer = changed(('"3 months", after = "start of term"', '"5 months", after = "start of term"'))
    assert at("2026-04-20", of(), book=book((ADOPTED, TEXT), (D("2026-04-15"), longer))).due_on == D(
        "2026-08-02"
    )
    learned = of(done=(done("case_handling", D("2026-03-10")),))
    assert at(
        "2027-03-20", learned, book=book((ADOPTED, TEXT), (D("2027-03-11"), shorter))
    ).current_until == D("2027-04-11")
    assert at("2026-04-20", learned, book=later).current_until == D("2027-03-10")


def test_whom_a_further_version_binds_anew_is_asked_from_then_on() -> None:
    wider = changed(('office = "Chair", unit = "north"', 'office = "Chair", unit = ["north", "south"]'))
    both = book((ADOPTED, TEXT), (D("2026-06-01"), wider))
    south = Person(holdings=(chair(D("2026-02-01"), line=("all", "south")),))
    north = Person(holdings=(chair(D("2026-02-01")),))
    assert at("2026-07-01", south, "committee", book=both).since == D("2026-06-01")
    assert at("2026-07-01", north, "committee", book=both).since == D("2026-02-01")


def test_a_version_that_counts_no_more_is_owed_anew_with_the_whole_time() -> None:
    old = done("case_handling", D("2026-04-01"), voided_on=D("2026-10-01"))
    learned = of(done=(old,))
    assert at("2026-09-30", learned).state is State.CURRENT
    found = at("2026-10-01", learned)
    assert (found.state, found.cause, found.since, found.due_on) == (
        State.OPEN,
        Cause.VOID,
        D("2026-10-01"),
        D("2027-01-01"),
    )
    assert not found.refused, "they were current, and have the whole time"
    assert "counts no more" in because(found)
    assert at("2027-01-02", learned).refused
    newer = of(done=(old, done("case_handling", D("2026-11-01"))))
    assert at("2026-11-01", newer).state is State.CURRENT


def test_a_requirement_that_asks_for_another_programme_is_owed_anew() -> None:
    other = changed(('programme = "case handling"', 'programme = "handling with care"'))
    both = book((ADOPTED, TEXT), (D("2026-06-01"), other))
    found = at("2026-06-02", of(done=(done("case_handling", D("2026-04-01")),)), book=both)
    assert (found.state, found.cause, found.due_on) == (State.OPEN, Cause.VOID, D("2026-09-01"))


def test_a_programme_that_is_asked_for_again_counts_again() -> None:
    other = changed(('programme = "case handling"', 'programme = "handling with care"'))
    thrice = book((ADOPTED, TEXT), (D("2026-06-01"), other), (D("2026-08-01"), TEXT + "\n# again"))
    learned = of(done=(done("case_handling", D("2026-04-01")),))
    assert at("2026-07-31", learned, book=thrice).state is State.OPEN
    found = at("2026-08-01", learned, book=thrice)
    assert (found.state, found.current_until) == (State.CURRENT, D("2028-04-01"))


def test_what_was_revoked_was_never() -> None:
    learned = of(done=(done("case_handling", D("2026-04-01"), revoked_on=D("2026-08-01")),))
    assert at("2026-07-31", learned).state is State.CURRENT
    assert at("2026-08-01", learned).state is State.OVERDUE


def exempt(first: str, last: str, ended: str | None = None) -> Exempt:
    return Exempt(
        requirement="committee",
        ground="illness",
        from_on=D(first),
        until_on=D(last),
        ended_on=D(ended) if ended else None,
    )


def test_an_exemption_and_its_end() -> None:
    def on(day: str, *rows: Exempt) -> Status:
        return at(day, Person(holdings=(chair(D("2026-02-01")),), exempt=rows), "committee")

    ill = exempt("2026-07-01", "2026-09-30")
    assert on("2026-07-01", ill).state is State.EXEMPT
    assert (
        because(on("2026-07-01", ill))
        == "Exempt until 30 September 2026: illness. It is asked as chair of Northern Region (clause 6)."
    )
    found = on("2026-10-01", ill)
    assert (found.state, found.cause, found.since, found.due_on) == (
        State.OPEN,
        Cause.EXEMPTION,
        D("2026-10-01"),
        D("2027-03-30"),
    )
    assert on("2027-02-02", exempt("2026-07-01", "2027-12-31")).state is State.OPEN, (
        "it lasts no longer than six months"
    )
    assert on("2026-08-01", exempt("2026-07-01", "2026-09-30", ended="2026-08-01")).state is State.OPEN
    assert on("2026-07-31", exempt("2026-07-01", "2026-09-30", ended="2026-08-01")).state is State.EXEMPT
    assert (
        at(
            "2026-04-01",
            of(
                exempt=(
                    Exempt(
                        requirement="handling",
                        ground="illness",
                        from_on=D("2026-03-02"),
                        until_on=D("2026-05-01"),
                    ),
                )
            ),
        ).state
        is State.OPEN
    ), "it knows no exemption"


@pytest.mark.parametrize(
    ("name", "ground", "until", "code"),
    [
        ("handling", "illness", "2026-02-01", "no_exemption"),
        ("committee", "boredom", "2026-02-01", "ground"),
        ("committee", "illness", "2026-07-02", "too_long"),
    ],
)
def test_an_exemption_is_given_by_the_rule(name: str, ground: str, until: str, code: str) -> None:
    row = BOOK.versions[0][1].requirements[name]
    with pytest.raises(Refused) as error:
        may_exempt(row, BOOK.clock, ground=ground, from_on=ADOPTED, until_on=D(until))
    assert (error.value.code, error.value.clause) == (code, row.clause)


def test_an_exemption_that_may_be_given() -> None:
    row = BOOK.versions[0][1].requirements["committee"]
    may_exempt(row, BOOK.clock, ground="illness", from_on=ADOPTED, until_on=D("2026-07-01"))


def test_leap_days() -> None:
    yearly = Person(holdings=(chair(D("2027-01-01")),), done=(done("law_for_all", D("2028-02-29")),))
    assert at("2028-03-01", yearly, "committee").current_until == D("2029-02-28")


def test_members_from_when_they_have_been_members_for_long_enough() -> None:
    def on(day: str, joined: str | None) -> Status:
        person = Person(
            joined_on=D(joined) if joined else None, memberships=(member(D(joined) if joined else None),)
        )
        return at(day, person, "members")

    assert on("2027-02-01", "2026-02-02").state is State.NOT_ASKED
    found = on("2027-02-02", "2026-02-02")
    assert (found.since, found.due_on) == (D("2027-02-02"), D("2028-02-02"))
    assert on("2026-01-01", None).since == ADOPTED, "nobody knows since when: from the day of adoption"
    assert on("2026-01-01", "2001-05-05").since == ADOPTED


def test_nobody_without_an_office_is_asked() -> None:
    assert {each.state for each in statuses(BOOK, NOBODY, D("2026-06-01"))} == {State.NOT_ASKED}
    assert because(at("2026-06-01", NOBODY)) == "Nothing asks for it on this day (clause 2)."


def test_a_course_that_was_ordered_is_done_anew() -> None:
    before = done("conduct", D("2026-02-01"))
    ordered = Person(orders=(Order("suspension", D("2026-03-02")),), done=(before,))
    found = at("2026-03-03", ordered, "course")
    assert (found.state, found.due_on) == (State.OPEN, D("2026-05-01"))
    late = at("2026-05-16", ordered, "course")
    assert [each.consequence.leads for each in late.default] == [Leads.PANEL]
    after = Person(orders=ordered.orders, done=(before, done("conduct", D("2026-04-01"))))
    assert at("2026-05-16", after, "course").state is State.CURRENT
    twice = Person(orders=(*ordered.orders, Order("suspension", D("2026-05-02"))), done=after.done)
    assert at("2026-05-16", twice, "course").due_on == D("2026-07-01"), "each order asks anew"
    lifted = Person(orders=(Order("suspension", D("2026-03-02"), D("2026-03-31")),))
    assert at("2026-04-01", lifted, "course").state is State.NOT_ASKED
    assert (
        at("2026-04-01", Person(orders=(Order("warning", D("2026-03-02")),)), "course").state
        is State.NOT_ASKED
    )


def test_a_further_version_does_not_restart_an_order() -> None:
    both = book((ADOPTED, TEXT), (D("2026-04-15"), TEXT + "\n# changed elsewhere"))
    ordered = Person(orders=(Order("suspension", D("2026-03-02")),))
    assert at("2026-04-20", ordered, "course", book=both).due_on == D("2026-05-01")


def test_somebody_asks_for_it() -> None:
    asked = Person(referrals=(Referral(D("2026-03-02")),))
    assert at("2026-03-02", asked, "asked").due_on == D("2026-09-02")
    assert at("2026-03-02", asked, "course").state is State.NOT_ASKED


def test_every_unit_needs_two_who_know() -> None:
    one = Person(memberships=(member(),), done=(done("procedure", D("2026-02-01")),))
    two = Person(memberships=(member(until_on=D("2026-08-31")),), done=(done("procedure", D("2026-03-01")),))
    twice = Person(
        memberships=(member(), member()),
        done=(done("procedure", D("2026-02-01")), done("procedure", D("2026-02-02"))),
    )

    def on(day: str, *people: Person) -> Status:
        return unit_status(
            BOOK,
            "contact",
            Unit(code="north", title="Northern Region", kind="branch", line=("all", "north"), people=people),
            D(day),
        )

    assert on("2026-02-15", one, two).state is State.OPEN
    assert on("2026-02-15", twice).state is State.OPEN, "nobody counts twice"
    assert on("2026-03-01", one, two).state is State.CURRENT
    gone = on("2026-09-01", one, two)
    assert (gone.state, gone.cause, gone.due_on) == (State.OPEN, Cause.GONE, D("2027-03-01"))
    assert on("2026-07-02", one).state is State.OVERDUE
    region = Unit(code="all", title="All", kind="region")
    assert unit_statuses(BOOK, region, D("2026-03-01"))[0].state is State.NOT_ASKED


@pytest.mark.parametrize(
    ("finished", "last"),
    [
        (done("case_handling", D("2026-04-01")), "2028-05-01"),
        (done("case_handling", D("2026-04-01"), voided_on=D("2026-10-01")), "2027-01-01"),
        (done("investigation", D("2026-04-01")), "2028-05-01"),
        (done("case_handling", D("2026-04-01"), revoked_on=D("2026-08-01")), "2026-07-31"),
        (replace(done("case_handling", D("2026-04-01")), until_on=D("2026-12-31")), "2027-01-31"),
    ],
)
def test_the_register_has_them_trained_until_the_day_from_which_it_is_refused(
    finished: Done, last: str
) -> None:
    until = qualifies_until(BOOK, "case handling", finished, D("2029-01-01"))
    assert until == D(last)
    learned = of(done=(finished,))
    day = D("2026-04-01")
    while day < D("2028-06-01"):
        assert at(day.isoformat(), learned).refused == (day > until), day
        day += timedelta(days=1)


def test_a_training_that_nothing_asks_for_is_had_as_the_programme_says() -> None:
    on = D("2027-01-01")
    assert qualifies_until(BOOK, "intake", done("intake", ADOPTED), on) is None
    assert qualifies_until(None, "intake", replace(done("intake", ADOPTED), until_on=on), on) == on
    once = book((ADOPTED, changed(('renew = "2 years"\nwarn = "2 months"\ngrace = "1 month"\n', ""))))
    assert qualifies_until(once, "case handling", done("case_handling", ADOPTED), on) is None


def test_an_exemption_lets_nobody_do_what_they_did_not_learn() -> None:
    lenient = book(
        (
            ADOPTED,
            changed(
                (
                    'grace = "1 month"\n',
                    'grace = "1 month"\nexemption = { by = "elders", grounds = ["illness"], at_most = "6 months" }\n',
                )
            ),
        )
    )
    ill = Exempt(requirement="handling", ground="illness", from_on=D("2026-05-01"), until_on=D("2026-08-01"))
    found = at("2026-06-10", of(exempt=(ill,)), book=lenient)
    assert (found.state, found.refused, found.default) == (State.EXEMPT, True, ())


def test_coverage_has_its_denominator() -> None:
    found = [
        ("north", State.CURRENT),
        ("north", State.LAPSING),
        ("north", State.OVERDUE),
        ("north", State.GRACE),
        ("north", State.EXEMPT),
        ("north", State.NOT_ASKED),
        ("south", State.NOT_ASKED),
    ]
    north, south = coverage(found)
    assert (north.of, north.asked, north.covered, north.waiting, north.default, north.exempt) == (
        "north",
        4,
        2,
        1,
        1,
        1,
    )
    assert str(north.share) == "1/2"
    assert (south.asked, south.share) == (0, None)


def test_every_state_is_said_in_a_sentence() -> None:
    learned = of(done=(done("case_handling", D("2026-04-01")),))
    day, said = D("2026-02-20"), {}
    while day < D("2028-07-01"):
        found = at(day.isoformat(), learned)
        said[found.state] = because(found)
        day += timedelta(days=1)
    assert said.keys() >= {
        State.NOT_ASKED,
        State.OPEN,
        State.CURRENT,
        State.LAPSING,
        State.GRACE,
        State.LAPSED,
    }
    assert (
        said[State.GRACE]
        == "It lapsed on 1 April 2028, with grace until 1 May 2028. It is asked as secretary (clause 2)."
    )
    assert (
        said[State.LAPSED]
        == "It lapsed on 1 April 2028, and the grace ended on 1 May 2028. It is asked as secretary (clause 2)."
    )
    forever = Person(
        joined_on=D("2020-01-01"),
        memberships=(Membership(from_on=D("2020-01-01")),),
        done=(done("welcome", D("2020-02-01")),),
    )
    assert because(at("2026-02-01", forever, "members")) == "Done, for good. It is asked as a member."
    assert because(at("2026-07-01", of())).endswith("; it was due by 2 June 2026.")
