"""A member list: what differs is told before it is written, nobody is lost, and nobody gains by a file."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import pytest

from dueprocess.core.errors import Malformed, Refused
from dueprocess.kit import clock
from dueprocess.ledger import state
from dueprocess.ledger.erasures import Why
from dueprocess.people import actions, holders, search
from dueprocess.people.actions.forgetting import forget
from dueprocess.people.imports.actions import take_in
from dueprocess.people.imports.lists import Lists
from dueprocess.people.imports.load import load
from dueprocess.people.imports.mapping import Kind
from dueprocess.people.imports.report import Counts, Report
from dueprocess.people.imports.telling import Mark, Outcome, Refusal
from dueprocess.people.models import Change, Listing, Office, Person, PersonStatus, Power, Term, Unit
from tests.people.imports.conftest import MAP, Take
from tests.workbooks import book

pytestmark = [pytest.mark.django_db, pytest.mark.both]
UNITS = "code,name,parent\nC1,Hollin Vale,N\nN,North,U\nU,Union,\n"
PEOPLE = (
    "number,first,last,unit,born,email,also\n"
    "1,Wren,Abara,C1,1980-02-01,wren@example.org,\n"
    "2,明霞,李,C1,,,Li Mingxia;Mia\n"
    "3,Suryani,,N,03.04.1975,,\n"
)
OFFICES = "title,unit,roles\nSecretary,N,secretary\n"
TERMS = "number,office,unit,from,until\n1,Secretary,N,2026-01-01,\n"


def codes(report, kind=Kind.PEOPLE):
    return sorted(code for of, code in report.lines if of is kind)


def test_a_whole_list_comes_in_and_the_same_again_changes_nothing(take: Take) -> None:
    files = {"units": UNITS, "people": PEOPLE, "offices": OFFICES, "terms": TERMS}
    told = take(dry=True, **files)
    assert not Person.objects.exists()
    assert not Unit.objects.exists()
    assert not Change.objects.exists()
    made = take(**files)
    assert told.counts == made.counts
    assert told.digest() == made.digest()
    assert made.counts == {
        Kind.UNITS: Counts(3, 3), Kind.PEOPLE: Counts(3, 3), Kind.OFFICES: Counts(1, 1),
        Kind.TERMS: Counts(1, 1),
    }  # fmt: skip
    club = Unit.objects.get(code="C1")
    assert [Unit.objects.get(pk=pk).code for pk in club.line] == ["U", "N", "C1"]
    one = Person.objects.get(member_number="1")
    assert (one.full_name, one.unit, one.born_on, one.status) == (
        "Wren Abara",
        club,
        date(1980, 2, 1),
        "member",
    )
    assert [search.find(text)[0].member_number for text in ("abara", "mingxia", "mia", "明霞")] == list(
        "1222"
    )
    held = holders.of(roles=["secretary"], unit=club.pk, on=date(2026, 3, 23))
    assert [each.person for each in held] == [one.pk]
    lines = Change.objects.count()
    again = take(**files)
    assert again.counts == {
        Kind.UNITS: Counts(3, 0, 0, 3), Kind.PEOPLE: Counts(3, 0, 0, 3), Kind.OFFICES: Counts(1, 0, 0, 1),
        Kind.TERMS: Counts(1, 0, 0, 1),
    }  # fmt: skip
    assert Change.objects.count() == lines
    assert not again.differs
    assert not list(state.faults())


def test_a_difference_is_told_field_by_field(take: Take) -> None:
    take(units=UNITS, people=PEOPLE)
    later = PEOPLE.replace("wren@example.org", "abara@example.org").replace(
        "1,Wren,Abara,C1", "1,Wren,Holt,N"
    )
    told = take(dry=True, people=later)
    assert told.counts[Kind.PEOPLE] == Counts(3, 0, 1, 2)
    assert [(each.column, each.was, each.now) for each in told.lines[Kind.PEOPLE, Outcome.CHANGED]] == [
        ("name", "Wren Abara", "Wren Holt"), ("unit", "C1", "N"),
        ("email", "wren@example.org", "abara@example.org"),
    ]  # fmt: skip
    assert Person.objects.get(member_number="1").full_name == "Wren Abara"
    take(people=later)
    assert search.find("holt")[0].sort_name == "wren holt"
    line = Change.objects.filter(verb="rows taken in").latest("pk")
    told = line.values["changed"][str(Person.objects.get(member_number="1").pk)]
    assert told == {"fields": ["email", "full_name", "sort_name", "unit"]}  # which, never the old words


def test_who_is_missing_has_left_and_comes_back(take: Take) -> None:
    rows = "".join(f"{n},Robin,Ash{n},C1,,,\n" for n in range(10, 40))
    take(units=UNITS, people=PEOPLE + rows)
    fewer = PEOPLE.replace("3,Suryani,,N,03.04.1975,,\n", "") + rows
    told = take(people=fewer)
    assert (told.known, told.gone, codes(told)) == (33, 1, [Outcome.GONE])
    gone = Person.objects.get(member_number="3")
    assert (gone.status, gone.left_on) == (PersonStatus.LEFT, date(2026, 3, 23))
    assert take(people=PEOPLE + rows).counts[Kind.PEOPLE].changed == 1
    gone.refresh_from_db()
    assert (gone.status, gone.left_on) == (PersonStatus.MEMBER, None)


def test_a_file_that_lacks_many_is_refused_unless_told(take: Take) -> None:
    take(units=UNITS, people=PEOPLE)
    short = PEOPLE.rsplit("3,", 1)[0].replace("Wren", "Renwick")
    assert take(dry=True, people=short).alarm == "many"
    with pytest.raises(Refused, match="1 of 3 people"):
        take(people=short)
    assert not Person.objects.filter(full_name__startswith="Renwick").exists()
    assert take(people=short, gone=True).gone == 1
    assert Person.objects.filter(status="left").count() == 1


def test_where_rows_cannot_be_read_nobody_is_said_to_be_gone_unasked(take: Take) -> None:
    rows = "".join(f"{n},Robin,Ash{n},C1,,,\n" for n in range(10, 60))
    take(units=UNITS, people=PEOPLE + rows)
    with pytest.raises(Refused, match="could not be read"):
        take(people=PEOPLE.replace("3,Suryani,,N,03.04.1975,,\n", "3,Suryani\n") + rows)
    named = (
        PEOPLE.replace("3,Suryani,,N", "3,Suryani,,NOWHERE") + rows
    )  # refused, but whose row it is is known
    report = take(people=named)
    assert (report.gone, codes(report)) == (0, [Refusal.UNKNOWN_UNIT])


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (",Ann,Lund,C1,,,", Refusal.NO_KEY, ""),
        ("1.2E+10,Ann,Lund,C1,,,", Refusal.BAD_KEY, "number"),
        ("#REF!,Ann,Lund,C1,,,", Refusal.BAD_KEY, "number"),
        ("1,Ann,Lund,C1,,,", Refusal.DUPLICATE, ""),
        ("9,,,C1,,,", Refusal.NO_NAME, "first"),
        ("9,=CMD(),,C1,,,", Refusal.NO_NAME, "first"),
        ("9,Ann,Lund,X9,,,", Refusal.UNKNOWN_UNIT, ""),
        (f"9,{'n' * 301},,C1,,,", Refusal.LONG_TEXT, "first"),
        ("9,Ann", Refusal.RAGGED, ""),
    ],
)
def test_a_row_that_cannot_be_taken_is_named(take: Take, row: str, code: Refusal, column: str) -> None:
    report = take(units=UNITS, people=f"{PEOPLE}{row}\n")
    assert report.counts[Kind.PEOPLE] == Counts(4, 3, 0, 0, 1)
    [line] = report.lines[Kind.PEOPLE, code]
    assert (line.row, line.column) == (5, column)
    assert Person.objects.count() == 3


@pytest.mark.parametrize(
    ("row", "mark"),
    [
        ("1,Wren,Abara,C1,31.02.1980,wren@example.org,", Mark.NOT_A_DATE),
        ("1,Wren,Abara,C1,#VALUE!,wren@example.org,", Mark.SPREADSHEET_ERROR),
        ("1,Wren,Abara,C1,1980-02-01,wren at example,", Mark.NO_ADDRESS),
        ("1,Wren,Abara,C1,1980-02-01,=A1,", Mark.FORMULA),
    ],
)
def test_a_cell_that_cannot_be_read_leaves_what_is_known(take: Take, row: str, mark: Mark) -> None:
    take(units=UNITS, people=PEOPLE)
    first = PEOPLE.splitlines()[1]
    report = take(people=PEOPLE.replace(first, row))
    assert report.counts[Kind.PEOPLE] == Counts(3, 0, 0, 3)
    assert codes(report) == [mark]
    one = Person.objects.get(member_number="1")
    assert (one.born_on, one.email) == (date(1980, 2, 1), "wren@example.org")


def test_what_was_decided_is_not_undone_by_a_list(take: Take) -> None:
    take(units=UNITS, people=PEOPLE)
    one = Person.objects.get(member_number="1")
    actions.change_person(person=one, by=None, status=PersonStatus.EXPELLED)
    status = (
        PEOPLE.replace("also\n", "also,status\n")
        .replace(",\n", ",,active\n")
        .replace("Mia\n", "Mia,active\n")
    )
    report = take(people=status)
    one.refresh_from_db()
    assert one.status == PersonStatus.EXPELLED
    assert codes(report) == [Mark.DECIDED]


def test_a_number_given_anew_does_not_make_somebody_else_of_them(take: Take) -> None:
    take(units=UNITS, people=PEOPLE)
    report = take(people=PEOPLE.replace("1,Wren,Abara,C1,1980-02-01", "1,Otto,Quist,C1,1999-09-09"))
    assert codes(report) == [Refusal.OTHER_PERSON]
    assert Person.objects.get(member_number="1").full_name == "Wren Abara"


def test_known_again_by_a_key_while_the_number_changes(take: Take) -> None:
    keyed = MAP.replace("[people.columns]\n", '[people.columns]\nid = { is = "key" }\n')
    people = "id,number,first,last\nk1,1,Wren,Abara\nk2,2,Bo,Li\n"
    take(map=keyed, people=people)
    report = take(map=keyed, people=people.replace("k1,1", "k1,77"))
    assert report.counts[Kind.PEOPLE] == Counts(2, 0, 1, 1)
    assert Person.objects.get(member_number="77").full_name == "Wren Abara"
    taken = take(map=keyed, people=people.replace("k1,1", "k1,2"), gone=True)
    assert codes(taken) == [Refusal.NUMBER_TAKEN]
    assert set(Listing.objects.values_list("key", flat=True)) == {"k1", "k2"}


def test_a_list_brings_nobody_back_who_was_erased_but_a_member(take: Take) -> None:
    stated = (
        PEOPLE.replace("also\n", "also,status\n")
        .replace(",\n", ",,active\n")
        .replace("Mia\n", "Mia,lapsed\n")
    )
    take(units=UNITS, people=stated)
    who = Person.objects.get(member_number="2")
    forget([who.pk], {who.pk: Why("Schedule", b"0" * 32)}, at=clock.now(), entry=None)
    assert not Listing.objects.filter(person=who).exists()
    told = take(people=stated, dry=True)
    assert codes(told) == [Refusal.ERASED]
    report = take(people=stated)
    assert codes(report) == [Refusal.ERASED]
    assert not Person.objects.filter(member_number="2").exists()
    again = take(people=PEOPLE)
    assert codes(again) == [Mark.AGAIN, Outcome.NEW]
    back = Person.objects.get(member_number="2")
    assert back.pk != who.pk
    assert take(people=PEOPLE).counts[Kind.PEOPLE] == Counts(3, 0, 0, 3)


def test_a_unit_is_renamed_by_a_list(take: Take) -> None:
    take(units=UNITS)
    assert take(units=UNITS.replace("Hollin Vale", "Hollin Dale")).counts[Kind.UNITS] == Counts(3, 0, 1, 2)
    assert Unit.objects.get(code="C1").name == "Hollin Dale"
    assert Change.objects.filter(verb="renamed").exists()


def test_units_are_added_and_never_moved_by_a_list(take: Take) -> None:
    take(units=UNITS)
    report = take(units=UNITS.replace("C1,Hollin Vale,N", "C1,Hollin Vale,U") + "A,A,B\nB,B,A\nZ,Z,Q\n")
    assert codes(report, Kind.UNITS) == [Refusal.RING, Refusal.UNIT_DIFFERS, Refusal.UNKNOWN_UNIT]
    assert Unit.objects.get(code="C1").parent == Unit.objects.get(code="N")
    assert Unit.objects.count() == 3


def test_an_office_of_other_roles_is_changed_by_hand(take: Take) -> None:
    take(units=UNITS, offices=OFFICES)
    report = take(
        offices=OFFICES.replace("N,secretary", "N,secretary;committee_member") + "Ghost,N,emperor\n"
    )
    assert codes(report, Kind.OFFICES) == [Refusal.OFFICE_DIFFERS, Refusal.UNKNOWN_ROLE]
    assert Office.objects.get().roles == ["secretary"]


def test_terms_begin_and_end_by_the_rules_of_the_register(take: Take) -> None:
    take(units=UNITS, people=PEOPLE, offices=OFFICES, terms=TERMS)
    more = TERMS + "2,Secretary,N,2026-02-01,\n9,Secretary,N,2026-02-01,\n1,Chair,N,2026-01-01,\n"
    for dry in (True, False):  # what is foretold is what happens
        report = take(dry=dry, terms=more)
        refused = [Refusal.NO_SEAT, Refusal.UNKNOWN_OFFICE, Refusal.UNKNOWN_PERSON]
        assert codes(report, Kind.TERMS) == refused
    ended = TERMS.replace("2026-01-01,", "2026-01-01,2026-02-28") + "2,Secretary,N,2026-03-01,\n"
    assert take(terms=ended).counts[Kind.TERMS] == Counts(2, 1, 1)
    assert Term.objects.get(person__member_number="1").until_on == date(2026, 2, 28)
    assert codes(take(terms=TERMS), Kind.TERMS) == [Refusal.LONGER]
    assert not list(state.faults())


def test_a_term_may_begin_on_a_day_to_come(take: Take) -> None:
    elected = TERMS.replace("01-01,", "01-01,2026-05-31") + "2,Secretary,N,2026-06-01,\n"
    report = take(units=UNITS, people=PEOPLE, offices=OFFICES, terms=elected)
    assert report.counts[Kind.TERMS] == Counts(2, 2)
    north = Unit.objects.get(code="N").pk
    for on, number in ((date(2026, 5, 31), "1"), (date(2026, 6, 1), "2")):
        [held] = holders.of(roles=["secretary"], unit=north, on=on)
        assert Person.objects.get(pk=held.person).member_number == number


def test_a_term_that_ends_before_it_begins_is_refused(take: Take) -> None:
    report = take(
        units=UNITS, people=PEOPLE, offices=OFFICES, terms=TERMS.replace("01,\n", "01,2025-12-31\n")
    )
    assert codes(report, Kind.TERMS) == [Refusal.BAD_DATE]
    assert not Term.objects.exists()


def test_what_was_compared_is_what_is_taken_in(take: Take) -> None:
    seen = take(dry=True, units=UNITS, people=PEOPLE).digest()
    actions.add_person(full_name="Robin Ash", member_number="3", by=None)
    with pytest.raises(Refused, match="not what was compared"):
        take(units=UNITS, people=PEOPLE, seen=seen)
    assert Person.objects.count() == 1


def test_files_and_columns_that_do_not_fit_are_all_named(take: Take) -> None:
    with pytest.raises(Malformed) as told:
        take(people="number,first,shoe\n1,Ann,42\n", other="a\n1\n")
    assert {each.path for each in told.value.problems} == {
        "people.csv, column 'last'", "people.csv, column 'shoe'", "other.csv",
    }  # fmt: skip


def test_without_the_power_nothing_is_even_compared(take: Take) -> None:
    keeper = actions.add_person(full_name="Casimir Holt", by=None)
    actions.grant(person=keeper, power=Power.KEEP_REGISTER, by=None, reason="Assembly")
    take(by=keeper, units=UNITS, people=PEOPLE)
    for files in ({"offices": OFFICES}, {"terms": TERMS}):
        with pytest.raises(Refused, match="power"):
            take(by=keeper, dry=True, **files)
    assert not Office.objects.exists()


def test_a_workbook_gives_each_table_its_sheet(take: Take, tmp_path: Path) -> None:
    cell = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    lines = [("number", "name"), ("7", "Wren Abara"), ("", "Bo Li"), ("9", "Kim")]
    rows = "".join(
        f'<row r="{n}">{cell.format(f"A{n}", one)}{cell.format(f"B{n}", other)}</row>'
        for n, (one, other) in enumerate(lines, 1)
    )
    merged = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    path = book(tmp_path / "members.xlsx", rows, after=merged, named=(("People", ""), ("Notes", "")))
    mapping = load(
        'title = "Workbook"\n[people]\nfile = "*.xlsx"\n[people.source]\nsheet = "People"\n'
        '[people.columns]\nnumber = { is = "number" }\nname = { is = "name" }\n'
    )
    report = take_in(partial(Lists, mapping, [path]), by=None, report=Report(""), roles=())
    assert report.counts[Kind.PEOPLE] == Counts(3, 1, 0, 0, 2)  # whose the merged number is, nobody guesses
    assert codes(report) == sorted([Outcome.NEW, Refusal.BAD_KEY, Mark.OTHER_SHEET])
    assert Person.objects.get().full_name == "Kim"
