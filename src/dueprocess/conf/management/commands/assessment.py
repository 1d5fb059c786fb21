"""`dueprocess assessment`: the data-protection assessment to be filled in, with what this installation
knows."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dueprocess.conf import assessment


class Command(BaseCommand):
    """Write the assessment."""

    help = (
        "Write the data-protection assessment to be filled in: what is kept where, for how long, erased how."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file."""
        parser.add_argument("--to", type=Path, help="a new file; printed where none is given")

    def handle(self, *, to: Path | None, **_: Any) -> None:
        """Write it to a new file, or print it; a file that is there is never overwritten."""
        text = assessment.written(assessment.known())
        if to is None:
            self.stdout.write(text, ending="")
            return
        try:
            with to.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError as error:
            raise CommandError(f"{to} is there already; nothing was written. Name a new file.") from error
        except OSError as error:
            raise CommandError(f"{to}: {error.strerror}.") from error
        self.stdout.write(f"wrote {to}: fill in every {assessment.BLANK}, and have it signed")
