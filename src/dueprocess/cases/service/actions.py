"""Noting what proves that a letter went out or arrived, and serving it again. Notes of the case: what was
noted stays, and nothing here decides what the rules make of it, but that what was handed over has arrived.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dueprocess.cases.evidence.actions.describing import impartial
from dueprocess.cases.mailbox.models import Mailed
from dueprocess.cases.service.reading import WORDS, Proof, Sending, Service, service
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import house, lettering, roster
from dueprocess.docket.extracts import file_bytes, opened
from dueprocess.docket.models import Act, Docket, File, Notice
from dueprocess.docket.needs import MACHINE, Actor, Needs, Upload
from dueprocess.kit import clock
from dueprocess.kit.jobs import enqueue
from dueprocess.rules import rulebooks

MINUTE = timedelta(minutes=1)
ACCEPTED = "letters.accepted"
"""The job that notes that the mail server took the mail about a letter."""
IN_PERSON = (Proof.HANDED, Proof.LEFT, Proof.REFUSED)
"""What somebody was there for: it is said who, and to whom."""


@transaction.atomic
def prove(
    *,
    docket: Docket,
    of: int,
    to: str,
    how: Proof,
    on: date,
    by: Actor,
    words: str = "",
    files: Iterable[Upload] = (),
    late_reason: str = "",
    length: int | None = None,
) -> Act:
    """Note what proves the last sending of the letter about act `of` to a party (local key), with the papers
    that prove it. What was handed to them in person has arrived with that, where nobody noted it before.

    Raises Malformed, naming the field, for a day before it went out or to come, for what somebody was there
    for without words, for a proof of posting with neither; Refused: "no_letter" where none went out,
    "not_so" for what cannot be of its channel, and what `impartial` and `take_note` raise.
    """
    docket = Docket.objects.locked(docket.pk)
    rows, files = impartial(docket, by), list(files)
    found = _found(rows, of, to)
    last = found.sendings[-1]
    if how is Proof.ACCEPTED or (how is Proof.POSTED and last.channel != "post"):
        raise Refused("not_so", _("This letter did not go out by post."), None)
    _whole(docket, last, how, on, words, files)
    facts = {"of": of, "to": [to], "sent": last.n, "how": str(how), "on": on.isoformat()}
    content = {WORDS: words.strip()} if words.strip() else {}
    made = dockets.house_note(
        docket=docket, note=house.SERVICE, by=by, needs=Needs(act=facts, content=content, files=files),
        named={}, length=length,
    )  # fmt: skip
    if how is Proof.HANDED and found.got is None:
        at = _moment(docket, on, last.at)
        got = Needs(act={"of": of, "to": [to]}, late_reason=late_reason)
        dockets.take_note(docket=docket, note="received", by=by, at=at, needs=got)
    return made


def _whole(docket: Docket, last: Sending, how: Proof, on: date, words: str, files: list[Upload]) -> None:
    faults = []
    if on > timezone.localdate(clock.now()):
        mend = _("Give the day on which it happened.")
        faults.append(Problem("on", None, _("This lies in the future."), mend))
    elif on < (went := rulebooks.clock(docket.rulebook_id).local_day(last.at)):
        said = _("The letter had not gone out on this day: it went on {day}.").format(day=went.isoformat())
        faults.append(Problem("on", None, said, _("Correct the day.")))
    if how in IN_PERSON and not words.strip():
        mend = _("Write who brought it, where, and whom they met.")
        faults.append(Problem("words", None, _("It is not said who did it, and to whom."), mend))
    if how is Proof.POSTED and not words.strip() and not files:
        mend = _("Attach the receipt, or write its number.")
        faults.append(Problem("attached", None, _("There is nothing that proves it."), mend))
    if faults:
        raise Malformed(faults)


def _moment(docket: Docket, on: date, sent: datetime) -> datetime:
    """Return when something happened of which the day alone is known: now, on that very day; else the end
    of the day, for the sake of whoever has to answer."""
    now, counted = clock.now(), rulebooks.clock(docket.rulebook_id)
    if counted.local_day(now) == on:
        return max(now, sent)
    return max(counted.ends(on) - MINUTE, sent)


def _found(rows: Iterable[Any], of: int, to: str) -> Service:
    """Return what was noted of a letter that went out. Raises Refused("no_letter") for none."""
    rows = list(rows)
    found = service(rows, roster.annulled(rows), of, to)
    if not found.sendings:
        said = _("This letter has not gone out yet: write down first that it was sent.")
        raise Refused("no_letter", said, None)
    return found


@transaction.atomic
def serve_again(
    *,
    docket: Docket,
    of: int,
    to: str,
    channel: str,
    reason: str,
    by: Actor,
    at: datetime | None = None,
    late_reason: str = "",
) -> Act:
    """Note that the letter about act `of`, as it stands in the case, was served on a party (local key) once
    more, by a channel (`portal`: it goes now). What runs from its first service goes on; where the rules
    presume no receipt for that and do for this one, time begins with it.

    Raises Malformed without a reason; Refused: "no_letter" where it never went out or nothing owes it,
    "done_already" where its arrival was noted, and what `impartial` and `send_again` raise.
    """
    if not reason.strip():
        said = Problem("reason", None, _("It is not said why."), _("Say what became of the first sending."))
        raise Malformed([said])
    docket = Docket.objects.locked(docket.pk)
    found = _found(impartial(docket, by), of, to)
    if not Notice.objects.filter(docket=docket, act=of, to_key=to).exists():
        raise Refused("no_letter", _("Nothing owes this letter any more: write to them instead."), None)
    if found.got is not None:
        raise Refused("done_already", _("It is noted that this letter arrived already."), None)
    needs = _as_it_went(docket, found)
    content = {**needs.content, "reasons": reason.strip()}
    introduces = {**needs.introduces, house.SERVED_AGAIN: found.sendings[0].n}
    return dockets.send_again(
        docket=docket, act=of, to=to, channel=channel, by=by, at=at or clock.now(),
        needs=replace(needs, content=content, introduces=introduces, late_reason=late_reason),
    )  # fmt: skip


def _as_it_went(docket: Docket, found: Service) -> Needs:
    """Return what a letter was when it last went out, to go with the next sending."""
    last = found.sendings[-1].n
    written = opened(docket).contents.get(last, {})
    content = {name: written[name] for name in (lettering.SERVED, "letter") if name in written}
    act = Act.objects.get(docket=docket, n=last)
    kept = {name: act.introduces[name] for name in (lettering.TEMPLATE,) if name in act.introduces}
    files = []
    if lettering.SERVED in content:
        for number in range(1, File.objects.filter(act=act).count() + 1):
            file, chunks = file_bytes(docket, last, number)
            files.append(Upload(file.name, list(chunks), kind=file.media_type))
    return Needs(content=content, introduces=kept, files=files)


def taken(code: str) -> None:
    """Have it noted that the mail server took a message, where that tells of a letter."""
    if Mailed.objects.filter(code=code, docket__kind="case").exists():
        enqueue(ACCEPTED, key=code, mail=code)


@transaction.atomic
def accepted(code: str) -> Act | None:
    """Note, once, that the mail server took the mail about a letter; None where nothing is to be noted."""
    row = Mailed.objects.filter(code=code, docket__kind="case").first()
    if row is None:
        return None
    docket = Docket.objects.locked(row.docket_id)
    if docket.key_wrapped is None:
        return None
    rows = roster.rows(docket)
    note = next((each for each in rows if each.n == row.act and each.name == "sent"), None)
    if note is None or row.act in roster.annulled(rows):
        return None
    of = int(note.facts["of"])
    if Proof.ACCEPTED in service(rows, (), of, row.key).proved(row.act):
        return None
    today = rulebooks.clock(docket.rulebook_id).local_day(clock.now())
    facts = {
        "of": of, "to": [row.key], "sent": row.act, "how": str(Proof.ACCEPTED), "on": today.isoformat(),
    }  # fmt: skip
    return dockets.house_note(docket=docket, note=house.SERVICE, by=MACHINE, needs=Needs(act=facts), named={})
