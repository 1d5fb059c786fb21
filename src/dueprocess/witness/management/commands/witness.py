"""`dueprocess witness …`: for an outside body that countersigns somebody's log. Needs no installation."""

import logging
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dueprocess.core.errors import Broken, Refused
from dueprocess.kit.logs import PlainFormatter
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.note import VerifierKey
from dueprocess.tlog.period import Granularity
from dueprocess.tlog.policy import Log, Policy
from dueprocess.witness import watching, web
from dueprocess.witness.cosigning import Cosigner
from dueprocess.witness.folder import Folder
from dueprocess.witness.looking import ALARMS, Rules


class Command(BaseCommand):
    help = "Countersign a log as an outside body: make a key, serve, keep a copy, raise alarms."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        each = what.add_parser("keys", help="make a key, or show those that are there")
        _folder(each)
        each.add_argument("--name", help="make a key of this name: an address of yours without https://")
        each.add_argument(
            "--rotate", action="store_true", help="with --name: one more key; both sign from now on"
        )
        each.add_argument(
            "--retire", metavar="ID", help="let the key with this id (eight hex digits) sign no more"
        )
        each = what.add_parser("serve", help="answer the logs that ask for a cosignature, until stopped")
        _folder(each)
        each.add_argument(
            "--log",
            nargs="+",
            action="append",
            default=[],
            metavar=("KEY", "ADDRESS"),
            help="watch this log: its public key, and where its files are. Remembered from then on",
        )
        each.add_argument("--policy", type=Path, help="watch the logs of this c2sp.org/tlog-policy file too")
        each.add_argument("--listen", default="127.0.0.1:7380", help="address and port (default %(default)s)")
        each.add_argument("--mirror", action="store_true", help="keep a full, verified copy of each log")
        each.add_argument(
            "--every", type=float, default=300.0, help="seconds between two looks (default 300)"
        )
        each.add_argument(
            "--alarm", default="", metavar="COMMAND", help="run for each new alarm, which it reads"
        )
        _rules(each)
        each = what.add_parser("check", help="look once and end with 1 where there is an alarm (for cron)")
        _folder(each)
        _rules(each)
        each = what.add_parser("status", help="say what was cosigned last and how far the copy reaches")
        _folder(each)

    def handle(self, *args: Any, what: str, folder: Path, **options: Any) -> None:
        handler = logging.StreamHandler()
        handler.setFormatter(PlainFormatter())
        witnessing = logging.getLogger("dueprocess.witness")
        witnessing.handlers, witnessing.propagate = [handler], False
        witnessing.setLevel(logging.INFO)
        try:
            DOING[what](self, Folder(folder), **options)
        except (Broken, BadBytes, OSError) as error:
            raise CommandError(str(error)) from error

    def show_keys(self, folder: Folder, name: str | None, rotate: bool, retire: str | None, **_: Any) -> None:
        if retire:
            gone = folder.retire_key(retire)
            self.stdout.write(f"{gone} signs no more. Start the witness again, and tell the organisations.")
        elif name:
            if folder.signers() and not rotate:
                raise Refused(
                    "witness.key_there", f"{folder.path} has a key already. Say --rotate for one more.", None
                )
            folder.make_key(name)
        found = folder.signers()
        if not found:
            raise Refused("witness.no_key", f"There is no key in {folder.path} yet. Say --name NAME.", None)
        self.stdout.write(
            "Hand to each organisation whose log you watch, together with the address of your witness:"
        )
        for key in found:
            self.stdout.write(f"  {key.verifier}")
        if name and rotate:
            self.stdout.write(
                "Start the witness again. Both keys sign until you say --retire ID for the old one."
            )

    def serve(
        self,
        folder: Folder,
        log: list[list[str]],
        policy: Path | None,
        listen: str,
        every: float,
        alarm: str,
        **options: Any,
    ) -> None:
        host, port = _listen(listen)
        with folder.locked(seconds=5):
            folder.watch(_logs(log, policy), time.time())
            if not folder.signers():
                raise Refused("witness.no_key", "There is no key yet. Run: dueprocess witness keys", None)
            cosigner = Cosigner(folder)
            if not cosigner.logs:
                raise Refused("witness.no_log", "No log is watched yet. Say --log KEY ADDRESS.", None)
            watch = watching.Watch(cosigner, _rules_of(**options), every, alarm)
            cosigner.tell = watch.wake
            watch.start()
            try:
                web.serve(cosigner, host, port, lambda: self._ready(cosigner, listen))
            finally:
                watch.stop()

    def _ready(self, cosigner: Cosigner, listen: str) -> None:
        watched = ", ".join(f"{origin} ({state.size})" for origin, state in cosigner.states.items())
        self.stdout.write(f"Listening on {listen} for {watched}. Ctrl-C ends it.")
        self.stdout.flush()

    def look(self, folder: Folder, **options: Any) -> None:
        found = watching.check(folder, _rules_of(**options), time.time())
        for alarm in found:
            self.stdout.write(str(alarm))
        if found:
            raise CommandError(f"{len(found)} alarms. docs/how-to/be-a-witness.md says what to do.")
        self.stdout.write(f"No alarm. Looked for: {', '.join(ALARMS)}.")

    def status(self, folder: Folder, **_: Any) -> None:
        for origin in folder.logs():
            state, seen = folder.state(origin), folder.seen(origin)
            if state.at:
                said = f"cosigned {state.size} entries at {_utc(state.at)}, root {state.root}"
            else:
                said = (
                    "it has not asked yet, so that nothing was cosigned; does its policy name this witness?"
                )
            self.stdout.write(f"{origin}: {said}")
            copied = f", copied {seen.mirrored} to {folder.mirror(origin)}" if seen.mirrored else ""
            self.stdout.write(f"  its address showed {seen.size} entries at {_utc(seen.reached_at)}{copied}")


DOING: dict[str, Callable[..., None]] = {
    "keys": Command.show_keys,
    "serve": Command.serve,
    "check": Command.look,
    "status": Command.status,
}


def _folder(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="the witness' own folder; nothing else needs to be there")


def _rules(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--period",
        choices=[str(grain) for grain in Granularity],
        default="day",
        help="how often the logs publish, where their entries do not say it (default day)",
    )
    parser.add_argument(
        "--slack", type=float, default=12.0, help="hours that anything may be late (default 12)"
    )
    parser.add_argument("--hashes", action="store_true", help="the logs publish hashes only, no entries")


def _rules_of(period: str, slack: float, hashes: bool, mirror: bool = False, **_: Any) -> Rules:
    return Rules(Granularity(period), slack * 3600, mirror, not hashes)


def _logs(named: list[list[str]], policy: Path | None) -> list[Log]:
    found = list(Policy.parse(policy.read_bytes()).logs) if policy else []
    for key, *address in named:
        if len(address) > 1:
            raise BadBytes(f"--log takes a key and one address, not {len(address)}")
        found.append(Log(VerifierKey.parse(key), address[0] if address else ""))
    return found


def _listen(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise BadBytes(f"--listen takes ADDRESS:PORT, such as 127.0.0.1:7380, not {text!r}")
    return host.strip("[]"), int(port)


def _utc(moment: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(moment)) if moment else "no time yet"
