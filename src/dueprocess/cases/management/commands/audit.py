"""`dueprocess audit …`: draws by lot for accredited auditors, where nobody signs in to do it at the desk.

What the desk asks is asked here too, but for who does it: the installation's own command acts for the
organisation, and stands so in the record.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dueprocess.cases.audits import actions, extracts, package
from dueprocess.cases.audits.models import Draw
from dueprocess.core.errors import Broken
from dueprocess.kit import keys, packages, zipping
from dueprocess.kit.http import Hidden


class Command(BaseCommand):
    """Announce, draw, hand over, list."""

    help = "Openings for an accredited auditor, drawn by lot: announce, draw, hand over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name what can be asked."""
        what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        what.add_parser("list", help="the accredited auditors and every draw")
        each = what.add_parser("announce", help="say among what is to be drawn, before it can be known")
        each.add_argument("accreditation", type=int, help="the number of the accreditation (see: list)")
        each.add_argument("--from", dest="first_on", type=date.fromisoformat, required=True, help="first day")
        each.add_argument("--to", dest="last_on", type=date.fromisoformat, required=True, help="last day")
        each.add_argument("--sample", type=int, required=True, help="how many acts are drawn")
        each.add_argument("--seal", required=True, help="the seal of the auditor's number (64 hex digits)")
        each.add_argument("--single", action="store_true", help="open each act alone, not its whole docket")
        each = what.add_parser("draw", help="draw, once the record was published after the announcement")
        each.add_argument("code", help="the code of the draw")
        each.add_argument("--number", required=True, help="the auditor's number (64 hex digits)")
        each = what.add_parser("package", help="write the sealed package of what was drawn")
        each.add_argument("code", help="the code of the draw")
        each.add_argument("--to", type=Path, help="the file; CODE.dpp in this folder if not given")
        each.add_argument(
            "--bound", action="store_true", help="the auditor has accepted the duty of confidence"
        )

    def handle(self, *, what: str, **options: Any) -> None:
        """Do it, or say what the rule says."""
        try:
            getattr(self, what)(**options)
        except Hidden as error:
            raise CommandError(
                "There is no such draw or accreditation. See: dueprocess audit list"
            ) from error
        except Broken as error:
            raise CommandError(str(error)) from error

    def list(self, **_: Any) -> None:
        """List accreditations and draws, without anybody's name but the body's."""
        for pk, body, state, until in extracts.accreditations():
            self.stdout.write(f"accreditation {pk}: {body}, {state}, until {until}")
        for each in extracts.every():
            self.stdout.write(
                f"draw {each.code}: {each.state}, {each.sample} of the entries {each.first} to {each.last}, "
                f"announced in entry {each.place}"
            )

    def announce(self, accreditation: int, single: bool, **options: Any) -> None:
        """Announce a draw."""
        options = {name: options[name] for name in ("first_on", "last_on", "sample", "seal")}
        found = extracts.accreditation(accreditation)
        made = actions.announce(accreditation=found, whole=not single, by=None, **options)
        shown = extracts.line(made)
        self.stdout.write(
            f"Announced as {made.code} in entry {shown.place}: {made.sample} of the acts among the entries "
            f"{shown.first} to {shown.last}. Draw it once the record was published after that."
        )

    def draw(self, code: str, number: str, **_: Any) -> None:
        """Draw."""
        made = actions.draw_lot(draw=self._draw(code), number=number, by=None)
        drawn = ", ".join(map(str, made.indices))
        self.stdout.write(f"Drawn with the root of {made.size} entries: {drawn}")

    def package(self, code: str, to: Path | None, bound: bool, **_: Any) -> None:
        """Hand over, and write the package under a passphrase that is shown once."""
        path = to or Path(f"{code}.dpp")
        if path.exists():
            raise CommandError(f"{path} is there already. Name another file with --to.")
        made = actions.hand_over(draw=self._draw(code), by=None, bound=bound)
        passphrase = keys.receipt_code()
        _write(path, packages.sealed(passphrase, zipping.pieces(package.members(made))))
        self.stdout.write(f"{path}: {path.stat().st_size} bytes. Passphrase, shown only now: {passphrase}")
        self.stdout.write("Give the auditor both, by two ways.")

    def _draw(self, code: str) -> Draw:
        found = Draw.objects.filter(code=code).first()
        if found is None:
            raise Hidden("no such draw")
        return found


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("xb") as out:
            draft.chmod(0o600)
            for piece in pieces:
                out.write(piece)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
