"""`dueprocess import members FILE…`: a list of units, people, offices and terms, compared and taken in."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from dueprocess.cases.management.maps import Maps
from dueprocess.kit import clock
from dueprocess.kit.progress import Progress
from dueprocess.kit.tables.sink import Sink
from dueprocess.people.imports.actions import compare, quiet, take_in
from dueprocess.people.imports.lists import Lists
from dueprocess.people.imports.load import load
from dueprocess.people.imports.report import HEADER, Report
from dueprocess.rules import extracts as rules

MAPS = Maps("dueprocess.people.imports")


def arguments(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("file", type=Path, nargs="+", help="units, people, offices, terms: as the map says")
    parser.add_argument("--map", required=True, help=MAPS.help)
    parser.add_argument("--dry-run", action="store_true", help="only compare: what is new, changed, gone")
    parser.add_argument(
        "--gone", action="store_true",
        help="mark as having left whoever is missing, also where more than one in twenty are",
    )  # fmt: skip
    parser.add_argument(
        "--report", type=Path, help="write every difference to a .csv or .json file (personal data)"
    )


def run(
    command: BaseCommand, file: Sequence[Path], *, map_: str, dry_run: bool, gone: bool, report: Path | None
) -> None:
    """Compare the files with the register, say what differs, and write it unless it is a dry run."""
    mapping = load(MAPS.text(map_))
    told = Report(mapping.title, sink=Sink(report, HEADER) if report else None)
    lists = partial(Lists, mapping, file)
    roles = rules.role_titles(clock.now())
    progress = Progress(command.stderr, "rows") if sys.stderr.isatty() else None
    try:
        if dry_run:
            compare(lists, by=None, report=told, roles=roles, progress=progress or quiet)
        else:
            take_in(lists, by=None, report=told, roles=roles, gone=gone, progress=progress or quiet)
    except OSError as error:
        raise CommandError(str(error)) from error
    finally:
        if progress:
            progress.end()
    for line in told.text():
        command.stdout.write(line)
