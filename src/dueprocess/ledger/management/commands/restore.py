"""`dueprocess restore FOLDER --keys FOLDER`: put a backup into an empty installation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dueprocess.core.errors import Broken, Refused
from dueprocess.ledger import backups


class Command(BaseCommand):
    help = "Check a backup, then put it into an empty installation; nothing is ever overwritten."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keys", type=Path, help="the folder that holds the keys of that backup")
        parser.add_argument(
            "--erasures", type=Path, help="a newer list of what was erased (of a later backup, or its keys)"
        )

    def handle(self, *args: Any, folder: Path, keys: Path | None, erasures: Path | None, **_: Any) -> None:
        try:
            put = backups.restore(folder, keys, erasures)
        except (Refused, Broken) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored {put.entries} entries and {put.files} files ({put.method}). Next: dueprocess doctor, "
            "dueprocess record verify-state, then dueprocess work. What was erased since is erased again, as "
            "far as the list here tells of it: dueprocess erasures list."
        )
