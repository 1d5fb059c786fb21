"""`dueprocess import cases FILE --map MAP`, an old register row by row into cases; `import members`."""  # noqa: N999

import sys
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dueprocess.cases.imports.actions import import_cases
from dueprocess.cases.imports.load import is_release, load
from dueprocess.cases.imports.register import Register
from dueprocess.cases.imports.report import HEADER, Report
from dueprocess.cases.management import members
from dueprocess.cases.management.maps import Maps
from dueprocess.core.errors import Broken
from dueprocess.kit.progress import Progress
from dueprocess.kit.tables.sink import Sink

MAPS = Maps("dueprocess.cases.imports")


class Command(BaseCommand):
    help = "Take in old cases, or a list of members, as a map says; the same file twice is harmless."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        each = what.add_parser("cases", help="one case for each row")
        each.add_argument("file", type=Path)
        each.add_argument("--map", required=True, help=MAPS.help)
        each.add_argument(
            "--join", type=joined, action="append", default=[], metavar="NAME=FILE",
            help="the file of a join of the map, where it does not lie beside the main file",
        )  # fmt: skip
        each.add_argument(
            "--release", type=release, metavar="DATE",
            help="the day, month or year of which the files are (2020-07), where the map does not say it",
        )  # fmt: skip
        each.add_argument(
            "--overwrite", action="store_true", help="let an older release correct what a newer one said"
        )
        each.add_argument(
            "--note-missing", action="store_true",
            help="write a note on each case that the file no longer has (they are counted anyway)",
        )  # fmt: skip
        each.add_argument("--dry-run", action="store_true", help="read and check everything, write nothing")
        each.add_argument(
            "--report", type=Path, help="write every line of the report to a .csv or .json file"
        )

        members.arguments(what.add_parser("members", help="units, people, offices and terms"))

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "members":
            given = {name: options[name] for name in ("dry_run", "gone", "report")}
            members.run(self, options["file"], map_=options["map"], **given)
        else:
            self.cases(**options)

    def cases(self, *, file: Path, join: list[tuple[str, Path]], dry_run: bool, **options: Any) -> None:
        """Take in an old register, and say what came of it."""
        report = Report("", dry_run=dry_run, kept=None if dry_run else 20)
        progress = Progress(self.stderr, "rows") if sys.stderr.isatty() else None
        try:
            mapping = load(MAPS.text(options["map"]))
            if options["release"]:
                mapping = replace(mapping, release=options["release"])
            report.title = mapping.title
            with Register(mapping, file, dict(join)) as register:
                if options["report"]:
                    report.sink = Sink(options["report"], HEADER)
                import_cases(
                    register,
                    report=report,
                    dry_run=dry_run,
                    overwrite=options["overwrite"],
                    note_missing=options["note_missing"],
                    progress=progress or quiet,
                )
        except (Broken, OSError) as error:
            raise CommandError(str(error)) from error
        finally:
            if progress:
                progress.end()
        for line in report.text():
            self.stdout.write(line)


def quiet(rows: int, part: float) -> None:
    """Show nothing: nobody is looking."""


def release(text: str) -> str:
    """Read the date of a release."""
    if not is_release(text):
        raise ArgumentTypeError(f"{text!r} is no day, month or year such as 2020-07")
    return text


def joined(text: str) -> tuple[str, Path]:
    """Read NAME=FILE."""
    name, mark, path = text.partition("=")
    if not (name and mark and path):
        raise ArgumentTypeError(f"{text!r} is not NAME=FILE")
    return name, Path(path)
