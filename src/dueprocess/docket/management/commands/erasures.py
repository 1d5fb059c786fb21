"""`dueprocess erasures …`: what was erased, erasing it again after a restore, clearing it off the disk."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from dueprocess.core.errors import Broken
from dueprocess.docket.actions.erasing import again, finishing
from dueprocess.docket.models import Erasure
from dueprocess.ledger import actions, erasures


class Command(BaseCommand):
    """Show the list of erasures, and do what a restore or the disk asks for."""

    help = "What was erased: list it, erase it again after a restore, clear it off the disk."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name what can be done."""
        what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        what.add_parser(
            "list", help="each erasure: when, how many dockets, people and payloads, and whether it holds"
        )
        what.add_parser("again", help="after a restore: erase again what the list names")
        each = what.add_parser("take", help="take over a newer copy of the list, and erase what it names")
        each.add_argument("folder", type=Path)
        what.add_parser("write", help="write the list anew, as far as the database knows it")
        what.add_parser(
            "compact", help="in a maintenance window: write the tables anew, so that no dead row is left"
        )
        each = what.add_parser("lost", help="go on though the list of some erasures is lost; the log says so")
        each.add_argument("--by", required=True, help="the office that decided (a code, not a name)")
        each.add_argument("--reason", required=True, help="where it was decided (a code: a minute's number)")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        """Do one of them."""
        try:
            getattr(self, f"_{what}")(**options)
        except Broken as error:
            raise CommandError(str(error)) from error

    def _list(self, **_: Any) -> None:
        for each in erasures.listed():
            there = again.count(each)
            held = f"{there} OF THEM ARE HERE AGAIN" if there else "none of them is here"
            what = f"{len(each.people)} people" if each.people else f"{len(each.pseudonyms)} dockets"
            self.stdout.write(
                f"{each.payload['recorded_at'][:10]}  {what}, {each.payload['n']} payloads, {held}"
            )
        if unfinished := Erasure.objects.filter(done_at=None).count():
            self.stdout.write(f"{unfinished} dockets whose files are still to be removed (dueprocess work)")
        if missing := erasures.unknown():
            self.stdout.write(f"{len(missing)} erasures of which the log tells and this list does not")

    def _again(self, **_: Any) -> None:
        self.stdout.write(f"{again.again()} dockets and people erased again")

    def _take(self, folder: Path, **_: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        inner = folder / "erasures"
        took = erasures.merge(inner if inner.is_dir() else folder)
        self.stdout.write(f"{took} erasures taken over; {again.again()} dockets and people erased again")

    def _write(self, **_: Any) -> None:
        self.stdout.write(f"{again.write()} erasures written to the list")

    def _compact(self, **_: Any) -> None:
        finishing.finish()
        refused = finishing.compact()
        self.stdout.write(f"The tables are written anew ({connection.vendor}).")
        for statement in refused:
            self.stdout.write(f"The database did not let us: have its administrator run {statement};")

    def _lost(self, by: str, reason: str, **_: Any) -> None:
        count = actions.erasures_lost(by=by, reason=reason)
        self.stdout.write(
            f"{count} erasures are given up, and the log says so. What they erased may be here."
        )
