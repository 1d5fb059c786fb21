"""`dueprocess demo …`: the invented federation."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dueprocess.core.errors import Broken, Malformed, Refused
from dueprocess.demo import links, loading, resetting


class Command(BaseCommand):
    help = "The demonstration: an invented federation of 4,000 members with a backlog of 98 complaints."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        what.add_parser("load", help="build the federation and tell its stories, where that is not done yet")
        what.add_parser("links", help="print a one-time sign-in link for each of the cast")
        each = what.add_parser("reset", help="remove the demonstration's data; nothing else is touched")
        each.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        try:
            getattr(self, what)(**options)
        except (Refused, Malformed, Broken) as error:
            raise CommandError(str(error)) from error

    def load(self, **_: Any) -> None:
        start = time.monotonic()
        made = loading.load(say=lambda words: self.stdout.write(f"  demo: {words}"))
        if made is None:
            self.stdout.write(
                "  demo: it is loaded already and stays as it is (`dueprocess demo reset` starts over)"
            )
            return
        self.stdout.write(
            f"  demo: {made.complaints} complaints in {made.cases} cases, {made.acts:,} acts, "
            f"{time.monotonic() - start:.1f} s"
        )

    def links(self, **_: Any) -> None:
        self.stdout.write(f"\nPages for everyone: {links.home()}\n")
        for receipt in links.receipts():
            self.stdout.write(
                f"\n  A complainant, number {receipt.number}, follows at {links.follow()} with the code"
                f"\n    {receipt.code}\n    {receipt.tries}"
            )
        self.stdout.write("\nSign in as one of these; each link works once, within 24 hours.")
        for link in links.links():
            self.stdout.write(f"\n  {link.name}, {link.what}\n    {link.tries}\n    {link.address}")
        self.stdout.write("")

    def reset(self, yes: bool, **_: Any) -> None:
        what = resetting.what_goes()
        if not what:
            self.stdout.write("There is no demonstration here. Nothing was removed.")
            return
        self.stdout.write("This removes:\n" + "\n".join(f"  {each}" for each in what))
        if not yes and input("Type yes to go on: ").strip().lower() != "yes":
            raise CommandError("Nothing was removed.")
        resetting.reset()
        self.stdout.write("Removed. `dueprocess migrate` and `dueprocess demo load` start over.")
