"""`dueprocess verify …`: check a record as an outsider would, ours or another's."""

import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dueprocess.kit.plain import one_line
from dueprocess.ledger import places
from dueprocess.tlog import reader, verify
from dueprocess.tlog.entry import canonical
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.opening import Field
from dueprocess.tlog.policy import Policy

CHECKED = {
    "anyone": "recomputed from public entries, and right",
    "auditor": "not recomputed; an auditor who is given openings can check",
    "stated": "stated only; nobody can check",
}
"""Who can check a figure, in words."""


class Command(BaseCommand):
    help = "Verify a published log, a proof file, the dates in a log, or published reports of figures."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        for name, about in (
            ("log", "a whole log"),
            ("dates", "that entries lie between cosigned times"),
        ):
            each = what.add_parser(name, help=about)
            each.add_argument("place", help="a folder or an http(s) address")
            each.add_argument("--known", type=Path, action="append", default=[], help="a checkpoint you kept")
            each.add_argument("--policy", type=Path, help="the keys you trust; your own list if not given")
            if name == "log":
                each.add_argument("--hashes", action="store_true", help="the log does not publish entries")
                each.add_argument("--max-age", type=float, help="days that the newest cosignature may be old")
        each = what.add_parser("stats", help="a published report of figures, or all of them")
        each.add_argument("report", help="its file; or a log's folder or address, for all that it names")
        each.add_argument("--log", help="the folder or address of the log that names the report")
        each.add_argument("--known", type=Path, action="append", default=[], help="a checkpoint you kept")
        each.add_argument("--policy", type=Path, help="the keys you trust; your own list if not given")
        each = what.add_parser("receipt", help="a proof file, and with it what its entry commits to")
        each.add_argument("file", type=Path)
        each.add_argument("--opening", type=Path, help="the opening of its entry")
        each.add_argument("--policy", type=Path, help="the keys you trust; your own list if not given")

    def handle(self, *args: Any, what: str, policy: Path | None, **options: Any) -> None:
        try:
            trusted = Policy.parse((policy or places.policy()).read_bytes())
            getattr(self, what)(trusted, **options)
        except FileNotFoundError as error:
            raise CommandError(f"There is no file {error.filename}.") from error
        except NotVerified as error:
            raise CommandError(one_line(f"NOT VERIFIED {error}")) from error
        except (BadBytes, reader.Unreadable, ValueError) as error:
            raise CommandError(one_line(str(error))) from error

    def _tell(self, line: str) -> None:
        self.stdout.write(one_line(line))

    def log(
        self, policy: Policy, place: str, known: list[Path], hashes: bool, max_age: float | None, **_: Any
    ) -> None:
        start = time.perf_counter()
        report = verify.log(
            reader.of(place),
            policy,
            known=[path.read_bytes() for path in known],
            with_entries=not hashes,
            now=int(time.time()),
            max_age=None if max_age is None else int(max_age * 86400),
        )
        self._tell(f"VERIFIED {report.origin}: {report.size} entries, root {report.root.hex()}")
        for name, count in sorted(report.counts.items()):
            self._tell(f"  {name}: {count}")
        self._times(report.times)
        seconds = time.perf_counter() - start
        self._tell(f"  checks: {', '.join(report.checks)} ({seconds:.2f} s)")

    def dates(self, policy: Policy, place: str, known: list[Path], **_: Any) -> None:
        report = verify.dates(reader.of(place), policy, known=[path.read_bytes() for path in known])
        hours = report.widest / 3600
        self._tell(
            f"VERIFIED the dates of {report.log.origin}: {report.bounded} of {report.log.size} entries lie "
            f"between two cosigned times, at most {hours:.1f} hours apart; {report.after_only} were there at "
            "the first one."
        )

    def stats(self, policy: Policy, report: str, log: str | None, known: list[Path], **_: Any) -> None:
        kept = [path.read_bytes() for path in known]
        if Path(report).is_file():
            if log is None:
                raise CommandError("Say with --log where the log is that should name this report.")
            found = verify.report(Path(report).read_bytes(), reader.of(log), policy, known=kept)
        else:
            found = verify.reports(reader.of(log or report), policy, known=kept)
        many = len(found.releases)
        self._tell(f"VERIFIED {many} report{'' if many == 1 else 's'} of {found.log.origin}")
        before = ""
        for each in found.releases:
            self._tell(f"  {each.quarter}: entry {each.index}, over {each.size} entries")
            if each.replaced_by:
                self._tell(f"    A later release takes its place: {each.replaced_by}")
            if before not in ("", each.definitions):
                self._tell("    It counts by other definitions than the report before it.")
            before = each.definitions
            for checked, said in CHECKED.items():
                if names := each.figures.get(checked):
                    self._tell(f"    {said}: {', '.join(names)}")
        self._tell(f"  checks: {', '.join(found.checks)}")

    def receipt(self, policy: Policy, file: Path, opening: Path | None, **_: Any) -> None:
        report = verify.receipt(file.read_bytes(), policy)
        opened = verify.opening(report.entry, opening.read_bytes()) if opening else None
        self._tell(f"VERIFIED {report.origin}: this entry has the index {report.index} of {report.size}")
        self._tell(f"  {report.entry.decode()}")
        self._times(report.times)
        if opened is None:
            return
        self._tell(f"  It opens to: {canonical(dict(opened.payload)).decode()}")
        for name, item in sorted(opened.fields.items()):
            said = canonical(item.value).decode() if isinstance(item, Field) else f"file {item.sha256.hex()}"
            self._tell(f"  {name}: {said}")

    def _times(self, times: Any) -> None:
        for name, seconds in sorted(times.items()):
            moment = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            self._tell(f"  cosigned by {name} at {moment}")
