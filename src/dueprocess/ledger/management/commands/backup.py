"""`dueprocess backup FOLDER --keys FOLDER`: a verified copy of everything, the keys apart."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dueprocess.core.errors import Broken, Refused
from dueprocess.ledger import backups


class Command(BaseCommand):
    help = "Copy database, files and record to a new folder, and check the copy."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that is new or empty")
        parser.add_argument("--keys", type=Path, help="another folder, kept elsewhere, for the keys")
        parser.add_argument("--check", action="store_true", help="only check a backup that was made")

    def handle(self, *args: Any, folder: Path, keys: Path | None, check: bool, **_: Any) -> None:
        try:
            if check:
                manifest = backups.verify(folder)
                self.stdout.write(f"{folder}: {len(manifest['files'])} files, all as the manifest says")
                return
            made = backups.backup(folder, keys)
        except (Refused, Broken) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{folder}: {made.entries} entries, {made.files} files, {made.size / 1e6:,.1f} MB; "
            f"database copied by {made.method} and checked"
        )
        if keys:
            self.stdout.write(f"{keys}: wrapping, index and signer's key. Keep them apart from the copy.")
        else:
            self.stdout.write(
                "THE KEYS WERE NOT COPIED. Without the wrapping key nobody can read this backup: "
                "give --keys FOLDER once, and again after every change of key."
            )
