"""`dueprocess record …`: the record of this installation."""

import signal
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dueprocess.core.errors import Broken, Refused
from dueprocess.kit import keys
from dueprocess.kit.progress import Progress
from dueprocess.ledger import actions, places, policy, proofs, publish, recovery, signer, state
from dueprocess.ledger import quorum as quorums
from dueprocess.ledger.models import Head
from dueprocess.tlog import reader
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.period import Granularity
from dueprocess.tlog.policy import Policy as Trust

STANDING = {
    proofs.Standing.WAITING: "waits to be sealed",
    proofs.Standing.SEALED: "sealed",
    proofs.Standing.WITNESSED: "in the published record",
}
"""How far an entry has come, in the words of the desk."""


class Command(BaseCommand):
    help = "The tamper-evident record: publish it, show its key, write proofs, check the stored state."
    requires_system_checks: list[str] = []  # pages and addresses are no concern of this process

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        each = what.add_parser("publish", help="copy the public record to a folder (a mirror, a web root)")
        each.add_argument("folder", type=Path)
        what.add_parser("key", help="print the log's public key, by which others check it")
        each = what.add_parser("receipt", help="write the proof file of a complaint")
        each.add_argument("number")
        each.add_argument("--to", type=Path, help="the file; NUMBER.tlog-proof in this folder if not given")
        what.add_parser("verify-state", help="compare dockets, projections, entries and the sealed log")
        each = what.add_parser("sign", help="run the signer alone (`dueprocess work` starts one)")
        each.add_argument("--once", action="store_true", help="seal once, publish if it is time, and end")
        each.add_argument("--beat", action="store_true", help="with --once: publish now, whatever the policy")
        each.add_argument("--parent", type=int, help="end when this process is no longer our parent")
        each = what.add_parser(
            "recover", help="after a restore: put entries back that the backup lacks, log what they lost"
        )
        each.add_argument("place", nargs="?", help="a log's folder or address; VAR/sealed if not given")
        each.add_argument("--by", required=True, help="the office that decided (a code, not a name)")
        each.add_argument("--reason", required=True, help="where it was decided (a code: a minute's number)")
        what.add_parser("resume", help="let a frozen signer go on, if the database agrees again")
        each = what.add_parser("policy", help="publish under another policy or with other witnesses")
        each.add_argument("--witnesses", type=Path, help="a whole c2sp.org/tlog-policy file")
        each.add_argument(
            "--organisation",
            nargs="+",
            action="append",
            default=[],
            metavar=("NAME", "KEY"),
            help="a witness: the organisation's short name, its key, its address; once for each witness",
        )
        each.add_argument("--quorum", type=int, help="how many organisations have to cosign; else over half")
        each.add_argument("--show", action="store_true", help="print the list of keys and change nothing")
        each.add_argument("--granularity", choices=[str(grain) for grain in Granularity])
        each.add_argument("--publish", choices=[str(way) for way in policy.Publish])
        each.add_argument("--by", required=True, help="the office that decided (a code, not a name)")
        each.add_argument("--reason", required=True, help="where it was decided (a code: a minute's number)")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        try:
            getattr(self, what.replace("-", "_"))(**options)
        except (Refused, Broken, BadBytes) as error:
            raise CommandError(str(error)) from error

    def publish(self, folder: Path, **_: Any) -> None:
        head, count = publish.to(folder)
        self.stdout.write(f"{folder}: {head.size} entries of {head.origin}, {count} files written")

    def key(self, **_: Any) -> None:
        self.stdout.write(policy.signing_keys()[-1])

    def receipt(self, number: str, to: Path | None, **_: Any) -> None:
        number = keys.normal(number)
        key = proofs.find(number)
        if key is None:
            raise CommandError(f"There is no complaint with the number {number}.")
        proof = proofs.proof_of(key)
        if proof is None:
            raise CommandError("The entry waits for the signer; try again in a few seconds.")
        path = to or Path(f"{number}.tlog-proof")
        places.write(path, proof, mode=0o600)
        self.stdout.write(f"{path}: {STANDING[proofs.standing(key)]}, {len(proof)} bytes")

    def verify_state(self, **_: Any) -> None:
        Head.objects.exists()  # raises where nothing is set up: then nothing can be at fault either
        began, count = time.monotonic(), 0
        progress = Progress(self.stderr, "dockets") if sys.stderr.isatty() else None

        def told(tally: state.Tally) -> None:
            if progress and (whole := tally.whole.get("dockets")):
                progress(tally.seen["dockets"], min(1.0, tally.seen["dockets"] / whole))

        tally = state.Tally(told)
        for fault in state.faults(tally=tally):
            count += 1
            self.stdout.write(f"{fault.check}: {fault.what}")
        if progress:
            progress.end()
        looked = ", ".join(f"{tally.seen[what]:,} {what}" for what in ("entries", "dockets", "acts", "files"))
        self.stdout.write(f"Looked at {looked} in {time.monotonic() - began:.1f} s.")
        if count:
            raise CommandError(f"{count} faults in the stored state (see docs/how-to/run-the-signer.md).")
        self.stdout.write(f"No fault found. Checked: {', '.join(state.names())}.")

    def sign(self, once: bool, beat: bool, parent: int | None, **_: Any) -> None:
        if not once:
            one = signer.Signer(parent=parent)
            signal.signal(signal.SIGTERM, one.stop)
            signal.signal(signal.SIGINT, one.stop)
            one.run()
            return
        sealed = signer.seal()
        self.stdout.write(f"sealed: {sealed.size} entries, {sealed.new} of them new")
        outcome = signer.beat(force=beat)
        if isinstance(outcome, signer.Waiting):
            raise CommandError("Witnesses are missing: " + "; ".join(outcome.why))
        if outcome:
            self.stdout.write(f"published: {outcome.size} entries")

    def recover(self, place: str | None, by: str, reason: str, **_: Any) -> None:
        made = recovery.put_back(reader.of(place or str(places.sealed())), by=by, reason=reason)
        self.stdout.write(
            f"{made.count} entries are back, from {made.first} on; what they stood for is gone, and the log "
            "says so. Next: dueprocess record verify-state, then record resume where the signer is frozen."
        )

    def resume(self, **_: Any) -> None:
        sealed = signer.resume()
        self.stdout.write(f"The signer goes on: {sealed.size} entries are sealed.")

    def policy(
        self,
        witnesses: Path | None,
        organisation: list[list[str]],
        quorum: int | None,
        show: bool,
        granularity: str | None,
        publish: str | None,
        by: str,
        reason: str,
        **_: Any,
    ) -> None:
        now = policy.current()
        rules = policy.Policy(
            Granularity(granularity or now.granularity), policy.Publish(publish or now.publish), now.zone
        )
        listed = (witnesses or places.policy()).read_bytes()
        if organisation:
            listed = quorums.over(
                Trust.parse(listed), [_witness(each) for each in organisation], quorum
            ).to_bytes()
        if show:
            self.stdout.write(listed.decode(), ending="")
            return
        actions.change_policy(rules=rules, witnesses=listed, reason=reason, by=by)
        self.stdout.write(f"From now on: {rules.granularity}, {rules.publish}. It stands in the log.")


def _witness(said: list[str]) -> tuple[str, str, str]:
    if len(said) not in (2, 3):
        raise BadBytes(
            "--organisation takes a short name, a key and an address (left out where it is not asked)"
        )
    name, key, url = [*said, ""][:3]
    return name, key, url
