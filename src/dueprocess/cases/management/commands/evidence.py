"""`dueprocess evidence`: have items of evidence read again, once what was missing is there."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from dueprocess.cases.evidence.actions import reading


class Command(BaseCommand):
    help = "Have items of evidence read that never were, or that lacked Tesseract or one of its languages."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        again = verbs.add_parser("read-again", help="queue them; `dueprocess work` reads them")
        again.add_argument("--all", action="store_true", dest="every", help="every item, whatever it lacked")

    def handle(self, *, every: bool, **_: Any) -> None:
        by = reading.engine()
        self.stdout.write(f"Tesseract: {by or 'none was found; see: dueprocess doctor'}")
        self.stdout.write(f"{reading.again(every=every)} items wait to be read.")
