"""Commands with verbs about a text that a body adopts: what they share. Knows no text of any sort."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dueprocess.core.errors import Malformed, Refused


class VerbCommand(BaseCommand):
    """A command whose verbs are its methods of the same names, with `_` before each."""

    def handle(self, **options: Any) -> None:
        """Do what was asked; faults go to standard error and end with status 1."""
        try:
            getattr(self, f"_{options['verb'].replace('-', '_')}")(**options)
        except Malformed as error:
            raise CommandError("\n".join(str(problem) for problem in error.problems)) from error
        except Refused as error:
            raise CommandError(error.reason) from error

    def said_adopted(self, row: Any) -> None:
        """Say of a version that was adopted by whom, on which day, and its hash."""
        self.stdout.write(f"{row.title} {row.version}: adopted by {row.adopted_by} on {row.adopted_on}")
        self.stdout.write(row.hash)


def ask_who_and_when(verb: ArgumentParser) -> None:
    """Let a verb be told which body adopted, and on which day."""
    verb.add_argument("--by", required=True, dest="body", help="the body that adopted it")
    verb.add_argument("--on", help="the day of adoption (default: today)")
