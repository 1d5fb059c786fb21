"""`dueprocess authority`: for each decision of a case, who had the power, and every gap.

For somebody who signs in it goes through the wall, and stands in the read journal like a page. Without a
reader it names nobody: people stand there by the keys that they have in the case.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format

from dueprocess.docket import extracts, wall
from dueprocess.docket.extracts.authority import Authority, Decision, Footing, nameless, only, plain
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import keys
from dueprocess.kit.http import Hidden
from dueprocess.people.models import Login


class Command(BaseCommand):
    """Print it for a terminal, or as JSON."""

    help = "For each decision of a case: who decided, by which appointment, rule and votes, and every gap."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("number", help="the number of the case")
        parser.add_argument(
            "--as", dest="reader", help="the address by which the reader signs in (default: without names)"
        )
        parser.add_argument("--entry", type=int, help="only the decision of that entry")
        parser.add_argument("--at", help="as it stood at that moment (ISO 8601; default: now)")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *, number: str, reader: str | None, **options: Any) -> None:
        """Ask the wall, read, print. A case that is hidden from the reader is answered like none."""
        at = _moment(options["at"])
        found = _named(number, reader, at) if reader is not None else _nameless(number, at)
        if options["entry"] is not None:
            found = only(found, options["entry"])
            if not found.decisions:
                raise CommandError(f"Entry {options['entry']} is no decision of an office or body.")
        if options["json"]:
            self.stdout.write(json.dumps(plain(found), indent=1, ensure_ascii=False))
            return
        for line in told(found):
            self.stdout.write(line)


def _named(number: str, reader: str, at: datetime | None) -> Authority:
    login = Login.objects.filter(email__iexact=reader, is_active=True).select_related("person").first()
    if login is None or login.person is None:
        raise CommandError("Nobody signs in by that address.")
    try:
        docket = wall.open(number, login.person, "dueprocess authority", what="authority")
    except Hidden as error:
        raise CommandError("There is no such case for this reader.") from error
    return extracts.authority(docket, viewer=Actor(person=login.person), at=at, fresh=True)


def _nameless(number: str, at: datetime | None) -> Authority:
    docket = Docket.objects.filter(number=keys.normal(number), kind="case").first()
    if docket is None:
        raise CommandError("There is no such case.")
    return nameless(docket, at=at)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"{text!r} is no moment. Write it like 2026-03-20T19:00:00+00:00.")
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _day(day: Any) -> str:
    return date_format(day, "j F Y")


def told(found: Authority) -> Iterator[str]:
    """Return the lines for a terminal."""
    yield f"{found.number}: {found.rulebook_title}"
    yield f"{len(found.decisions)} decisions, {found.gaps} gaps"
    for each in found.decisions:
        yield ""
        yield from _decision(found, each)


def _decision(found: Authority, each: Decision) -> Iterator[str]:
    one = each.power
    clause = f" (rule {one.clause})" if one.clause else ""
    yield f"entry {one.n}, {_day(timezone.localtime(one.at))}: {one.title}{clause}"
    if one.outcome:
        yield f"  outcome: {one.outcome}"
    instead = f", in place of {one.instead_of}" if one.instead_of else ""
    yield f"  decided by: {one.role_title}{instead}"
    if one.rule is not None:
        votes = (
            f"{one.yes} for, {one.no} against, {one.abstained} abstained"
            if one.voted is not None
            else "no vote"
        )
        able = f"{one.could_vote} of {one.seats} could vote, quorum {one.quorum}"
        yield f"  {each.rule}; {able}; {votes}"
    for seat in one.members:
        part = "took part" if seat.took_part else "did not vote"
        state = seat.vote.value if seat.vote else each.why_not.get(seat.who, part)
        yield f"    {found.names.get(seat.who, seat.who)}, {seat.title}: {state}"
    for footing in each.footings:
        yield f"    {_footing(footing)}"
    for sign in one.signed:
        yield f"  countersigned: {found.names.get(sign.who, sign.who)}, {sign.title}"
    for gap in each.gaps:
        rule = f" (rule {gap.clause})" if gap.clause else ""
        yield f"  GAP {gap.code}: {gap.text}{rule}"
    if not each.gaps:
        yield "  no gap found"


def _footing(footing: Footing) -> str:
    text = f"{footing.name} as {footing.role}"
    if footing.appointed is not None:
        text += f", appointed in the case by entry {footing.appointed}"
    if footing.first is None:
        return text
    until = f" to {_day(footing.last)}" if footing.last else ""
    by = footing.office or footing.reason
    text += (f", {by}" if by else "") + f": from {_day(footing.first)}{until}"
    if footing.written_at is not None:
        text += f", written down {_day(timezone.localtime(footing.written_at))}"
    return text + (f", lent by {footing.lent_by}" if footing.lent_by else "")
