"""`dueprocess keys …`: the keys of this installation, and changing each of them."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from dueprocess.core.errors import Broken, Refused
from dueprocess.kit import keys
from dueprocess.kit.keys import secret
from dueprocess.ledger import changing, places, policy, signer
from dueprocess.tlog.errors import BadBytes

KINDS = ("log", "wrapping", "index", "secret")


class Command(BaseCommand):
    help = (
        "The keys of this installation: show which there are, change the log's, the wrapping key, the index "
        "key, the secret."
    )
    requires_system_checks: list[str] = []  # pages and addresses are no concern of this process

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        what.add_parser("show", help="say which keys there are, by their public part or id")
        what.add_parser(
            "prepare", help="as the signer's user: make the log's next key, print its public part"
        )
        each = what.add_parser("rotate", help="change a key; can be run again where it was interrupted")
        each.add_argument("kind", choices=KINDS)
        each.add_argument("--key", default="", help="of the log: the public key that `keys prepare` printed")
        _why(each)
        each = what.add_parser("finish", help="let the former key go")
        each.add_argument("kind", choices=KINDS)
        _why(each)

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        try:
            DOING[what](self, **options)
        except (Broken, BadBytes, ImproperlyConfigured, OSError) as error:
            raise CommandError(str(error)) from error

    def show(self, **_: Any) -> None:
        *former, present = policy.signing_keys()
        self.stdout.write(f"log: {present}, {len(former)} before it")
        try:
            if signer.next_key():
                self.stdout.write(f"log, prepared: {signer.next_key()}")
            if signer.former_key():
                self.stdout.write(f"log, signs beside it: {signer.former_key()}")
        except PermissionError:
            self.stdout.write("log: the signer runs as another user; what it holds is not read here")
        ring = keys.ring()
        for key in ring.wrapping:
            self.stdout.write(f"wrapping: {key.hex()}{', present' if key == ring.current else ', former'}")
        for name, count in keys.under_others().items():
            self.stdout.write(f"  {name}: {count} rows under a former key")
        in_force = keys.outer().id
        for outer in dict.fromkeys((*ring.outers, in_force)):
            how = (
                "present" if outer == in_force else "not yet in use" if outer == ring.newest.id else "former"
            )
            self.stdout.write(f"index: {f'outer key {outer}' if outer else 'no outer key'}, {how}")

    def prepare(self, **_: Any) -> None:
        self.stdout.write(signer.prepare_key())

    def rotate(self, kind: str, key: str, by: str, reason: str, **_: Any) -> None:
        if kind == "log":
            _decided(by, reason)
            made = changing.log_key(by=by, reason=reason, key=key)
            self.stdout.write(f"The log says that it signs with {made.new} from now on; the signer follows.")
            self.stdout.write("Publish the new list of keys, send it to every witness, and back up the keys.")
        elif kind == "wrapping":
            count = changing.wrapping_key(self._progress)
            self.stdout.write(f"{count} keys were wrapped anew. Later: dueprocess keys finish wrapping")
        elif kind == "index":
            _decided(by, reason)
            made = changing.index_key(by=by, reason=reason, say=self._progress)
            self.stdout.write(
                f"Every tag lies under the outer key {made.new} now. Back up the keys, then start again."
            )
            self.stdout.write(
                "Answers to mail sent before are still known, until: dueprocess keys finish index"
            )
        else:
            holding = secret.add_secret(places.var() / "secret-key")
            self.stdout.write(f"{holding} secrets hold, the new one first. Restart every process.")

    def finish(self, kind: str, by: str, reason: str, **_: Any) -> None:
        if kind == "log":
            self.stdout.write(f"{signer.retire_key()} signs no more.")
        elif kind == "wrapping":
            _decided(by, reason)
            gone = changing.finish_wrapping(by=by, reason=reason)
            self.stdout.write(
                f"Gone: {', '.join(gone) or 'none'}. Older backups open with the key kept with them."
            )
        elif kind == "index":
            outers = changing.finish_index()
            self.stdout.write(f"{len(outers)} former outer keys are gone. Restart every process.")
        else:
            self.stdout.write(f"{secret.drop_secrets(places.var() / 'secret-key')} former secrets are gone.")

    def _progress(self, name: str, count: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"{name}: {count} so far")


DOING: dict[str, Callable[..., None]] = {
    "show": Command.show,
    "prepare": Command.prepare,
    "rotate": Command.rotate,
    "finish": Command.finish,
}


def _why(parser: ArgumentParser) -> None:
    parser.add_argument("--by", default="", help="the office that decided (a code, not a name)")
    parser.add_argument("--reason", default="", help="where it was decided (a code: a minute's number)")


def _decided(by: str, reason: str) -> None:
    if not by or not reason:
        raise Refused("keys.why", "Say --by and --reason: the change is entered in the log.", None)
