"""What people type into boxes, and what it means."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from dueprocess.kit import fields

LONDON = ZoneInfo("Europe/London")


class Dated(fields.Form):
    on = fields.DateField(label="When?", earliest=date(2020, 1, 1), latest=date(2030, 12, 31))


def dated(day: str, month: str, year: str) -> Dated:
    return Dated({"on_day": day, "on_month": month, "on_year": year})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("1", "2", "2026"), date(2026, 2, 1)),
        (("29", "Feb", "2028"), date(2028, 2, 29)),
        ((" 9 ", "september", "2026"), date(2026, 9, 9)),
        (("09", "SEPT.", "2026"), None),
        (("30", "2", "2026"), None),
        (("1", "13", "2026"), None),
        (("1", "1", "26"), None),
        (("1", "1", "2019"), None),
        (("1", "1", "2031"), None),
        (("1", "", "2026"), None),
        (("x", "1", "2026"), None),
        (("٣", "1", "2026"), date(2026, 1, 3)),
        (("", "", ""), None),
    ],
)
def test_dates(typed: tuple[str, str, str], meant: date | None) -> None:
    form = dated(*typed)
    assert form.is_valid() == (meant is not None)
    assert form.cleaned_data.get("on") == meant


def test_a_faulty_date_keeps_what_was_typed_and_says_what_is_missing() -> None:
    form = dated("31", "", "")
    assert form.errors["on"] == ["The date must include a month and a year."]
    markup = str(form)
    assert 'value="31"' in markup
    assert 'aria-describedby="id_on_error"' in markup


@pytest.mark.parametrize(
    ("day", "time", "fault"),
    [
        ("29", "00:59", None),
        ("29", "01:30", "went forward"),
        ("29", "2.15", None),
        ("29", "25:00", "hours and minutes"),
        ("29", "", "must include a time"),
    ],
)
def test_moments_and_the_clocks_going_forward(day: str, time: str, fault: str | None) -> None:
    field = fields.MomentField(label="When?", zone=LONDON)
    if fault:
        with pytest.raises(ValidationError, match=fault):
            field.clean((day, "3", "2026", time))
    else:
        assert isinstance(field.clean((day, "3", "2026", time)), datetime)


def test_a_time_that_the_clocks_show_twice_is_asked_again() -> None:
    field = fields.MomentField(label="When?", zone=LONDON)
    with pytest.raises(ValidationError, match="twice"):
        field.clean(("25", "10", "2026", "01:30"))
    assert field.clean(("25", "10", "2026", "02:30")) == datetime(2026, 10, 25, 2, 30, tzinfo=LONDON)


class Everything(fields.Form):
    text = fields.LongTextField(label="Text", hint="A <script>alert(1)</script> hint", max_length=20)
    kind = fields.RadiosField(label="Kind", options=[fields.Option("a", "A", "first"), ("b", "B")])
    some = fields.CheckboxesField(label="Some", options=[("x", "X"), ("y", "Y")])
    files = fields.FilesField(label="Files", most=2)
    code = fields.CodeField(label="Code", required=False)


def test_hints_from_a_rulebook_cannot_carry_markup() -> None:
    markup = str(Everything())
    assert "<script>" not in markup
    assert "&lt;script&gt;" in markup


def test_choices_codes_and_texts() -> None:
    form = Everything({"text": "a\r\nb", "kind": "b", "some": ["y"], "code": " k7f3-2qx9 – m "})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["text"] == "a\nb"
    assert form.cleaned_data["code"] == "K7F32QX9M"
    assert form.cleaned_data["files"] == []
    assert 'type="checkbox"' in str(form)
    assert 'type="radio"' in str(form)


def test_a_long_text_comes_back_whole_with_its_fault() -> None:
    form = Everything({"text": "x" * 21, "kind": "a", "some": ["x"]})
    assert "at most 20" in form.errors["text"][0]
    assert "x" * 21 in str(form)


def test_too_many_files_are_refused() -> None:
    files: Any = MultiValueDict({"files": [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(3)]})
    form = Everything({"text": "a", "kind": "a", "some": ["x"]}, files)
    assert form.errors["files"] == ["Choose at most 2 files at a time."]
