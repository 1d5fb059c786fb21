"""Dates of old registers: read, partial, or marked; never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.kit.tables.dates import Format, Reader, UnreadableError, formats

TODAY = date(2026, 3, 23)
POLISH = (
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
)


def reader(*texts: str, **options: object) -> Reader:
    return Reader(formats(texts), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        ("YYYY-MM-DD", "2001-07-31", "2001-07-31"),
        ("YYYY-MM-DD", "2001-07-00", "2001-07"),
        ("YYYY-MM-DD", "2001-00-00", "2001"),
        ("DD/MM/YYYY", "31/07/2001", "2001-07-31"),
        ("D/M/YYYY", "1/7/2001", "2001-07-01"),
        ("D/M/YYYY", "01/07/2001", "2001-07-01"),
        ("D Mon YYYY", "7 Sep 2001", "2001-09-07"),
        ("D Mon YYYY", "7 SEPT 2001", "2001-09-07"),
        ("D Month YYYY", "29 February 2000", "2000-02-29"),
        ("DD.MM.YYYY hh:mm", "05.06.2001 23:59", "2001-06-05"),
        ("YYYY-MM-DDThh:mm:ssZ", "2001-06-05T01:02:03Z", "2001-06-05"),
        ("YYYY-MM-DD hh:mm:ss", "2001-06-05 01:02:03.250", "2001-06-05"),
        ("MM/YYYY", "06/2001", "2001-06"),
        ("YYYY", "2001", "2001"),
        ("Month YYYY", "June 2001", "2001-06"),
        ("excel", "37103", "2001-07-31"),
        ("excel", "37103.75", "2001-07-31"),
        ("excel", "61", "1900-03-01"),
    ],
)
def test_read(form, text, value) -> None:
    assert reader(form).read(text, TODAY) == value


@pytest.mark.parametrize(
    ("form", "text", "code"),
    [
        ("YYYY-MM-DD", "31/07/2001", "not_a_date"),
        ("YYYY-MM-DD", "2001-02-30", "not_a_date"),
        ("YYYY-MM-DD", "1900-02-29", "not_a_date"),
        ("YYYY-MM-DD", "2001-13-01", "not_a_date"),
        ("YYYY-MM-DD", "2001-00-05", "not_a_date"),
        ("YYYY-MM-DD", "0000-01-01", "not_a_date"),
        ("YYYY-MM-DD", "2001-07-31 ", "not_a_date"),
        ("YYYY-MM-DD", "۲۰۰۱-07-31", None),
        ("DD/MM/YYYY", "1/7/2001", "not_a_date"),
        ("D Mon YYYY", "7 Xyz 2001", "not_a_date"),
        ("D Mon YYYY", "7 Ju 2001", "not_a_date"),
        ("DD/MM/YY", "31/07/01", "two_digit_year"),
        ("D-Mon-YY", "26-Sep-00", "two_digit_year"),
        ("YYYY-MM-DD", "2040-01-01", "far_date"),
        ("YYYY-MM-DD", "2026-03-24", "far_date"),
        ("YYYY-MM-DD", "1899-12-31", "far_date"),
        ("YYYY", "2027", "far_date"),
        ("excel", "60", "ambiguous_date"),
        ("excel", "999999", "far_date"),
        ("YYYY-MM-DD", "n/a", "not_a_date"),
    ],
)
def test_marked(form, text, code) -> None:
    if code is None:
        assert reader(form).read(text, TODAY) == "2001-07-31"
        return
    with pytest.raises(UnreadableError) as error:
        reader(form).read(text, TODAY)
    assert error.value.code == code


def test_two_formats_that_disagree_are_not_chosen_between() -> None:
    both = reader("DD/MM/YYYY", "MM/DD/YYYY")
    assert both.read("31/07/2001", TODAY) == "2001-07-31"
    assert both.read("07/31/2001", TODAY) == "2001-07-31"
    assert both.read("07/07/2001", TODAY) == "2001-07-07"
    with pytest.raises(UnreadableError) as error:
        both.read("06/07/2001", TODAY)
    assert (error.value.code, error.value.why) == ("ambiguous_date", "may be 2001-06-07 or 2001-07-06")


def test_a_century_that_the_map_names_is_used() -> None:
    century = reader("D-Mon-YY", century_from=1950)
    assert century.read("26-Sep-00", TODAY) == "2000-09-26"
    assert century.read("26-Sep-50", TODAY) == "1950-09-26"
    with pytest.raises(UnreadableError) as error:
        century.read("26-Sep-49", TODAY)
    assert error.value.code == "far_date"


def test_months_of_other_languages() -> None:
    polish = reader("D Month YYYY", months=POLISH)
    assert polish.read("3 września 2001", TODAY) == "2001-09-03"
    assert polish.read("3 September 2001", TODAY) == "2001-09-03"


def test_a_partial_date_may_hold_today() -> None:
    assert reader("YYYY").read("2026", TODAY) == "2026"
    assert reader("YYYY-MM").read("2026-03", TODAY) == "2026-03"


@pytest.mark.parametrize(
    "form", ["DD/MM", "yyyy-mm-dd", "YYYY-DD", "DD/MM/YYYY/MM", "YYYY YY", "the YYYY", "YYYYth"]
)
def test_formats_that_mean_nothing_are_refused(form) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Format.of(form)


@given(st.text(max_size=30))
def test_any_text_is_read_or_marked(text) -> None:
    every = reader("YYYY-MM-DD", "D/M/YYYY", "D Mon YY", "excel", "YYYY", century_from=1950)
    try:
        value = every.read(text, TODAY)
    except UnreadableError as error:
        code = error.code
    else:
        code = "far_date" if "1900" <= value[:4] <= "2026" else f"{value} was read"
    assert code in {"not_a_date", "two_digit_year", "ambiguous_date", "far_date"}
