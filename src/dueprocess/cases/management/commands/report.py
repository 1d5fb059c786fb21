"""`dueprocess report QUARTER`: publish a quarter's figures."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dueprocess.cases.reports import actions
from dueprocess.core.errors import Broken
from dueprocess.core.reports import Report, State


class Command(BaseCommand):
    help = "Put a quarter's report of figures together, show it, and with --publish publish it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("quarter", help="such as 2026-Q3")
        parser.add_argument("--reason", default="", help="what is put right, where it was published before")
        parser.add_argument(
            "--given-away", action="store_true", help="although earlier releases give some numbers away"
        )
        parser.add_argument("--publish", action="store_true", help="publish it; it never changes afterwards")

    def handle(
        self, *args: Any, quarter: str, reason: str, publish: bool, given_away: bool, **options: Any
    ) -> None:
        try:
            sha256 = actions.prepare(quarter=quarter, reason=reason, by=None, given_away=given_away)
        except Broken as error:
            raise CommandError(str(error)) from error
        made = actions.prepared(sha256)
        assert made is not None
        self._show(made)
        if publish:
            actions.publish(sha256=sha256, by=None)
            self.stdout.write(f"Published: reports/{sha256}.json. The next checkpoint vouches for it.")
        else:
            self.stdout.write("Not published. Nobody outside sees it until it is, with --publish.")

    def _show(self, made: Report) -> None:
        self.stdout.write(f"{made.quarter}, {made.from_on} to {made.to_on}, over {made.size:,} entries")
        for figure in made.figures:
            self.stdout.write(f"{figure.id} ({figure.unit}; {figure.checked})")
            for cell in figure.cells:
                value = "hidden" if cell.state is State.HIDDEN else cell.value
                self.stdout.write(f"  {cell.label or cell.key}: {'none' if value is None else value}")
