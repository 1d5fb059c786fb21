"""`dueprocess mailbox`: take in messages now, from the mailbox that the settings name, a maildir or files."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dueprocess.cases.mailbox import actions, reading
from dueprocess.cases.mailbox.actions.taking_in import ours
from dueprocess.cases.mailbox.incoming import Incoming
from dueprocess.cases.mailbox.models import Fetching
from dueprocess.cases.mailbox.sources import Files, Maildir, Source, Trouble, configured


class Command(BaseCommand):
    help = "Take in messages to the complaints mailbox: each once, with its number, clock and answer."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        modes = parser.add_subparsers(dest="mode", required=True)
        fetch = modes.add_parser("fetch", help="take in what lies there; the scheduler does so each minute")
        fetch.add_argument("--maildir", metavar="DIR", type=Path, help="from this maildir")
        fetch.add_argument("--eml", metavar="FILE", type=Path, nargs="+", help="from these files")
        fetch.add_argument("--dry-run", action="store_true", help="say what would come in, take in nothing")

    def handle(self, *, maildir: Path | None, eml: list[Path] | None, dry_run: bool, **_: Any) -> None:
        try:
            sources = self._sources(maildir, eml)
            for source in sources:
                self._fetch(source, dry_run)
        except Trouble as error:
            raise CommandError(f"the mailbox cannot be read: {error.code}", returncode=1) from None

    def _sources(self, maildir: Path | None, eml: list[Path] | None) -> list[Source]:
        if missing := [path for path in eml or () if not path.is_file()]:
            raise CommandError(f"there is no file {missing[0]}", returncode=2)
        found: list[Source] = [Files(eml)] if eml else []
        found += [Maildir(maildir, old=True)] if maildir else []
        found = found or configured()
        if not found:
            raise CommandError("no mailbox is named: see docs/how-to/mailbox.md", returncode=2)
        return found

    def _fetch(self, source: Source, dry_run: bool) -> None:
        count = 0

        def told(incoming: Incoming, taken: actions.Taken) -> None:
            nonlocal count
            count += 1
            known = "known before" if taken.known else "answered" if taken.answered else "not answered"
            self.stdout.write(f"{taken.number}  {incoming.size:>11,} bytes  {taken.state}, {known}")

        if dry_run:
            for incoming in source.messages():
                with incoming.spool:
                    letter = reading.read(incoming.spool, ours(), cut=incoming.cut)
                count += 1
                kind = str(letter.why or "a person's")
                said = ", ".join(sorted(letter.warnings)) or "nothing to look at"
                about = f"{kind}; {said}; {len(letter.files)} files"
                self.stdout.write(f"{incoming.arrived_at:%Y-%m-%d}  {incoming.size:>11,} bytes  {about}")
            self.stdout.write(f"{source.name}: {count} messages, nothing taken in")
            return
        new = actions.fetch(source, told=told, most=1_000_000)
        self.stdout.write(f"{source.name}: {count} messages, {new} new")
        if trouble := Fetching.objects.get(source=source.name).trouble:
            raise CommandError(f"not everything came in: {trouble}", returncode=1)
