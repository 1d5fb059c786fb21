"""Appointments as files that calendars read (iCalendar, RFC 5545; invitations and cancellations, RFC 5546).

Writes only: nothing that comes from outside is read here. Knows an appointment as values. Must not know what
it is about: whatever stands in such a file lies in a calendar that others may see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from icalendar import Calendar, Event, vCalAddress, vText, vUri

TYPE = "text/calendar; charset=utf-8"
MAKER = "-//Dueprocess//Dueprocess//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One appointment of one person.

    `tag` (32 hexadecimal digits) tells it from every other, for good; `sequence` counts what was changed
    (RFC 5545 s3.8.7.4), `changed_at` is when that was. `zone`: in which zone its hours are written. `place`
    is where people meet, "" for nowhere; `page` is where the rest is read, and by whom `organiser` writes;
    `guest` is the mail address of whose appointment it is, "" where none is known. `cancelled`: it takes
    place no more.
    """

    tag: str
    sequence: int
    changed_at: datetime
    from_at: datetime
    to_at: datetime
    zone: ZoneInfo
    title: str
    says: str
    page: str
    organiser: str
    place: str = ""
    guest: str = ""
    cancelled: bool = False


def as_file(appointment: Appointment) -> bytes:
    """Return an appointment as a calendar with one event and the rules of its zone (VTIMEZONE): an invitation
    (METHOD:REQUEST), or its cancellation (METHOD:CANCEL) with the same UID and a higher SEQUENCE.

    The UID is a UUID, as RFC 7986 s5.3 asks: nothing of what it is about, or whose, can be told from it.
    """
    whole, event = Calendar(), Event()
    uid = UUID(hex=appointment.tag)
    whole.add("prodid", MAKER)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "CANCEL" if appointment.cancelled else "REQUEST")
    event.add("uid", str(uid))
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.changed_at)
    event.add("dtstart", _written(appointment.from_at, appointment.zone))
    event.add("dtend", _written(appointment.to_at, appointment.zone))
    event.add("summary", appointment.title)
    event.add("description", appointment.says)
    event.add("url", vUri(appointment.page))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    if appointment.place:
        event.add("location", appointment.place)
    event.add("organizer", vCalAddress(f"mailto:{appointment.organiser}"))
    # An attendee has to be named (RFC 5546 s3.2.2); one without an address by a URI that leads nowhere.
    guest = vCalAddress(f"mailto:{appointment.guest}" if appointment.guest else uid.urn)
    guest.params["partstat"] = vText("NEEDS-ACTION")
    event.add("attendee", guest)
    whole.add_component(event)
    around = appointment.from_at.astimezone(appointment.zone).year
    whole.add_missing_timezones(date(around - 1, 1, 1), date(around + 2, 1, 1))
    return bytes(whole.to_ical())


def handed(data: bytes) -> HttpResponse:
    """Return such a file as it is handed out: kept by no cache, and under a name that says nothing."""
    response = HttpResponse(data, content_type=TYPE)
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    response["Cache-Control"] = "no-store"
    return response


def _written(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment as the clock shows it there. An hour that it shows twice would be read as the first of
    both (RFC 5545 s3.3.5): the second is written in UTC."""
    local = moment.astimezone(zone)
    return moment.astimezone(UTC) if local.fold else local
