"""The acknowledgement: number, what happens next and by when, whom one may tell; nothing of the content.

It goes to people only, never to machines, lists, bounces or ourselves (RFC 3834), at most so many a day to
one address, and into the outbox within the transaction of the arrival.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from dueprocess.cases.mailbox.models import Arrival
from dueprocess.cases.mailbox.projector import sender_tag
from dueprocess.cases.mailbox.reading import Letter, Warn
from dueprocess.cases.models import Complaint
from dueprocess.core.workdays import day_begins
from dueprocess.docket import replies
from dueprocess.docket.actions.arriving import SENDER
from dueprocess.docket.models import Docket
from dueprocess.kit import clock, outbox
from dueprocess.rules import rulebooks

MOST_A_DAY = 5
"""Acknowledgements to one address within 24 hours: two machines that answer each other stop there."""


def may_answer(letter: Letter) -> bool:
    """Tell whether an acknowledgement may go out to the sender."""
    if not letter.answerable or letter.warnings & {Warn.FORGED, Warn.SEVERAL_FROM}:
        return False
    since = clock.now() - timedelta(days=1)
    rows = Arrival.objects.filter(sender=sender_tag(letter.sender), recorded_at__gt=since, answered=True)
    return rows.count() < MOST_A_DAY


def read_by(docket: Docket, arrived_at: datetime) -> date:
    """Return the day by whose end somebody says what a message is: one working day after it arrived."""
    counting = rulebooks.clock(docket.rulebook_id)
    return counting.work.add(counting.local_day(arrived_at), 1)


def late_before(now: datetime) -> datetime:
    """Return the moment before which whatever arrived and was not classified is late: more than one working
    day has gone by, as the rulebook in force counts."""
    counting = rulebooks.clock(rulebooks.in_force(now.date(), "case").pk)
    today = counting.local_day(now)
    day = today - timedelta(days=1)
    while counting.work.add(day, 1) >= today:
        day -= timedelta(days=1)
    return day_begins(counting.zone, day + timedelta(days=1))


def acknowledge(docket: Docket, letter: Letter, key: str, code: str, *, arrived_at: datetime) -> None:
    """Put the acknowledgement into the outbox under its code. Call inside the arrival's transaction."""
    token = replies.token(docket, key)
    text = render_to_string(
        "cases/mail/acknowledgement.txt",
        {
            "number": docket.number,
            "arrived_at": arrived_at.astimezone(rulebooks.clock(docket.rulebook_id).zone),
            "read_by": read_by(docket, arrived_at),
            "known": key != SENDER,
            "too_large": Warn.TOO_LARGE in letter.warnings,
            "encrypted": Warn.ENCRYPTED in letter.warnings,
            "megabytes": settings.DUEPROCESS_MESSAGE_LIMIT // 1_000_000,
            "complain": settings.DUEPROCESS_URL + reverse("portal:start"),
            "line": replies.line(token),
        },
    )
    outbox.put(
        letter.sender, _("We have your message: {number}").format(number=docket.number), text,
        code=code, reply_to=replies.address(token), answers=_one(letter.message_id), answer=True,
    )  # fmt: skip


def say_where(docket: Docket, mail: Mapping[str, Any], *, case: Docket, party: str, key: str) -> str:
    """Tell the sender of a message that it was put to something that is there already, and that an answer
    brings it back on the list (`key`: under which that answer comes). Returns the mail's code.

    It names the matter only to a `party` (local key) who knows of it, by the number that they know.
    """
    number = ""
    if party:
        own = Complaint.objects.filter(docket=case, complainant=party).order_by("pk").first()
        number = own.number if own is not None else case.number
    token = replies.token(docket, key)
    text = render_to_string("cases/mail/placed.txt", {"number": docket.number, "matter": number})
    return outbox.put(
        str(mail["sender"]), _("Your message {number}").format(number=docket.number), text,
        reply_to=replies.address(token), answers=_one(str(mail["message_id"])), answer=True,
    )  # fmt: skip


def send_code(to: str, *, number: str, code: str) -> None:
    """Send somebody who complained by mail the code with which they read answers.

    The one mail that carries a secret: whoever complains by mail has no other way to it, and an officer
    decides each time that it goes out.
    """
    follow = settings.DUEPROCESS_URL + reverse("portal:follow")
    text = render_to_string("cases/mail/receipt.txt", {"address": follow, "number": number, "code": code})
    outbox.put(to, _("Your complaint {number}").format(number=number), text)


def _one(message_id: str) -> str:
    """The Message-ID as a header may carry it, "" where it is none."""
    whole = message_id.startswith("<") and message_id.endswith(">") and " " not in message_id
    return message_id if whole and message_id.isascii() and len(message_id) < 250 else ""
