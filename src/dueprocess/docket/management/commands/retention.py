"""`dueprocess retention check | explain | adopt FILE`, `retention list`: retention schedules, and what may be
erased by the one that holds, files and people in the register. Nothing is erased from here: that takes two
people at the desk."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from datetime import date
from typing import Any

from django.core.management.base import CommandError

from dueprocess.core.retention import Standing, in_words, load, notes_in_words
from dueprocess.docket import leaving, retention
from dueprocess.docket.actions import keeping
from dueprocess.docket.models import Docket, Keeping
from dueprocess.docket.retention import Kept
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import actions, schedules
from dueprocess.rules.management.commands.rulebook import day_of, schedule_of
from dueprocess.rules.management.verbs import VerbCommand, ask_who_and_when
from dueprocess.rules.schedules import Current

LISTED = (Standing.ERASABLE, Standing.REVIEW, Standing.HELD, Standing.LINKED)


class Command(VerbCommand):
    """Check, explain or adopt a retention schedule; list what may be erased."""

    help = "Check, explain or adopt a retention schedule; list what may be erased by the one that holds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the sub-commands."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb, what in (
            ("check", "list every fault with its line and how to mend it"),
            ("explain", "every class in words"),
            ("adopt", "adopt it, or a further version; it erases nothing for four weeks"),
        ):
            sub = verbs.add_parser(verb, help=what)
            sub.add_argument("file", help="a shipped schedule (standard, small-club, conduct-team) or a file")
            if verb == "adopt":
                ask_who_and_when(sub)
        found = verbs.add_parser(
            "list", help="files and people that may be erased, are to be looked at, or are kept back"
        )
        found.add_argument(
            "--dry-run",
            action="store_true",
            help="say so: a list erases nothing, with or without this",
        )
        found.add_argument("--why", action="store_true", help="each with how it was reckoned")

    def _check(self, *, file: str, **_: Any) -> None:
        """List the problems of a schedule."""
        found = load(schedule_of(file), adopted=False)
        self.stdout.write(f"{file}: sound ({len(found.classes)} classes).")

    def _explain(self, *, file: str, **_: Any) -> None:
        """Print a schedule in words."""
        found = load(schedule_of(file))
        self.stdout.write(f"{found.title}, version {found.version}\n")
        self.stdout.write(f"{notes_in_words(found)}\n")
        for row in found.classes.values():
            whom, what = in_words(row)
            self.stdout.write(f"{row.title}\n  for:  {whom}\n  kept: {what}\n  why:  {row.reason}\n")

    def _adopt(self, *, file: str, body: str, on: str | None, **_: Any) -> None:
        """Adopt a schedule."""
        day = day_of("--on", on) or clock.now().date()
        row = actions.adopt_schedule(text=schedule_of(file), adopted_by=body, adopted_on=day, by=None)
        self.said_adopted(row)

    def _list(self, *, why: bool, **_: Any) -> None:
        """List what may be erased."""
        current = schedules.current()
        if current is None:
            raise CommandError("No retention schedule was adopted: nothing is ever erased.")
        while keeping.work_out() == keeping.AT_ONCE:
            pass
        self.stdout.write(f"{current.schedule.title}, version {current.schedule.version}")
        counts: Counter[str] = Counter()
        for each in _due(current):
            counts[str(each.verdict.standing)] += 1
            if each.verdict.standing in LISTED:
                holds, until = each.verdict.holds, each.verdict.until
                self.stdout.write(
                    f"{each.verdict.standing:9} {each.docket.number}  {until or 'no day known'!s:12}  "
                    f"{holds.title if holds else 'no class'}"
                )
                for reason in each.verdict.why if why else ():
                    self.stdout.write(f"            {reason}")
        kept = Keeping.objects.count() - sum(counts[str(each)] for each in LISTED)
        said = ", ".join(f"{counts[str(each)]} {each}" for each in LISTED)
        self.stdout.write(f"{said}, {kept} kept. Nothing was erased.")
        self._people(current, why)

    def _people(self, current: Current, why: bool) -> None:
        """List who may be erased from the register, by the keys of their rows: names go into no terminal's
        log."""
        counts: Counter[str] = Counter()
        for found in leaving.due(current):
            verdict = found.verdict
            counts[str(verdict.standing)] += 1
            holds = verdict.holds
            bars = f" ({', '.join(sorted(found.bars))})" if found.bars else ""
            self.stdout.write(
                f"{verdict.standing:9} person {found.person.pk}  {verdict.until or 'no day known'!s:12}  "
                f"{holds.title if holds else 'no class'}{bars}"
            )
            for reason in verdict.why if why else ():
                self.stdout.write(f"            {reason}")
        said = ", ".join(f"{counts[str(each)]} {each}" for each in LISTED if each is not Standing.HELD)
        kept = Person.objects.filter(erasure=None).count() - counts.total()
        self.stdout.write(f"In the register: {said}, {kept} kept. Nobody was erased.")


def _due(current: Current) -> list[Kept]:
    """Return every docket whose time is over by the index, or that somebody has to look at, judged now."""
    on = retention.today(current)
    rows = Keeping.objects.filter(until__lt=on) | Keeping.objects.filter(until=None)
    found: list[Kept] = []
    for at in range(0, rows.count(), keeping.AT_ONCE):
        pks = list(rows.order_by("docket_id").values_list("docket_id", flat=True)[at : at + keeping.AT_ONCE])
        found += retention.every(list(Docket.objects.filter(pk__in=pks).order_by("pk")), current)
    return sorted(found, key=lambda each: (str(each.verdict.standing), each.verdict.until or date.min))
