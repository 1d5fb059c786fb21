"""Calendar files, read back by the library and by the letter of RFC 5545: lines, zones, changes, ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from dueprocess.kit.calendars import Appointment, as_file

SUMMER = datetime(2026, 7, 14, 9, 30, tzinfo=UTC)
MINE = Appointment(
    tag="0f" * 16, sequence=2, changed_at=datetime(2026, 6, 1, 8, tzinfo=UTC), from_at=SUMMER,
    to_at=SUMMER + timedelta(hours=2), zone=ZoneInfo("Europe/London"), title="Appointment: Räte; Wege, e.V.",
    says="The rest stands on your own pages.", page="https://house.invalid/portal/hearings/",
    organiser="office@house.invalid", place="Example Hall,\nroom 2", guest="guest@example.invalid",
)  # fmt: skip


def event(data: bytes) -> Any:
    return Calendar.from_ical(data).events[0]


def test_what_is_written_is_read_back() -> None:
    whole = Calendar.from_ical(as_file(MINE))
    read = whole.events[0]
    assert (whole["METHOD"], whole["VERSION"]) == ("REQUEST", "2.0")
    assert str(read["UID"]) == "0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f"
    assert int(read["SEQUENCE"]) == 2
    assert read["DTSTART"].dt == SUMMER
    assert read["DTSTART"].params["TZID"] == "Europe/London"
    assert read["DTSTART"].dt.hour == 10, "written as the clock shows it there"
    assert read["DTEND"].dt - read["DTSTART"].dt == timedelta(hours=2)
    assert str(read["SUMMARY"]) == "Appointment: Räte; Wege, e.V."
    assert str(read["LOCATION"]) == "Example Hall,\nroom 2"
    assert (str(read["ORGANIZER"]), str(read["ATTENDEE"])) == (
        "mailto:office@house.invalid", "mailto:guest@example.invalid",
    )  # fmt: skip
    assert (str(read["STATUS"]), str(read["CLASS"])) == ("CONFIRMED", "PRIVATE")
    [zone] = whole.timezones
    assert zone.tz_name == "Europe/London"
    assert zone.to_tz().utcoffset(datetime(2026, 7, 14, 10)) == timedelta(hours=1)  # noqa: DTZ001
    assert zone.to_tz().utcoffset(datetime(2026, 12, 14, 10)) == timedelta(0)  # noqa: DTZ001


def test_lines_are_as_the_rfc_has_them() -> None:
    """RFC 5545 s3.1: CRLF, no line over 75 octets but folded; s3.3.11: commas, semicolons, breaks escaped."""
    data = as_file(replace(MINE, place="Ü" * 80 + "\r\nATTENDEE:mailto:other@example.invalid"))
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert sum(line.startswith(b"ATTENDEE") for line in lines) == 1, "what is typed makes no property"
    for line in lines:
        line.decode()  # no character is cut in two by a fold


def test_a_cancellation_has_the_same_uid_and_a_higher_sequence() -> None:
    before, after = (event(as_file(each)) for each in (MINE, replace(MINE, cancelled=True, sequence=3)))
    assert before["UID"] == after["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert str(after["STATUS"]) == "CANCELLED"
    assert Calendar.from_ical(as_file(replace(MINE, cancelled=True)))["METHOD"] == "CANCEL"


def test_without_an_address_the_guest_is_a_uri_that_leads_nowhere() -> None:
    assert str(event(as_file(replace(MINE, guest="")))["ATTENDEE"]).startswith("urn:uuid:")


@pytest.mark.parametrize(
    "zone", ["Europe/London", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia", "UTC"]
)
@pytest.mark.parametrize("day", [(2026, 3, 29), (2026, 10, 25), (2027, 1, 1), (2039, 7, 1)])
def test_moments_survive_every_zone(zone: str, day: tuple[int, int, int]) -> None:
    at = datetime(*day, 1, 30, tzinfo=UTC)
    read = event(as_file(replace(MINE, zone=ZoneInfo(zone), from_at=at, to_at=at + timedelta(hours=3))))
    assert read["DTSTART"].dt.astimezone(UTC) == at
    assert read["DTEND"].dt.astimezone(UTC) == at + timedelta(hours=3)


@settings(max_examples=25)
@given(st.text(max_size=60), st.text(max_size=200))
def test_any_words_survive(title: str, place: str) -> None:
    read = event(as_file(replace(MINE, title="x" + title, place="x" + place)))
    assert "BEGIN:VEVENT" not in str(read["SUMMARY"]) or "BEGIN:VEVENT" in title
    assert str(read["UID"]) == "0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f"
    assert len(Calendar.from_ical(as_file(replace(MINE, place="x" + place))).events) == 1
