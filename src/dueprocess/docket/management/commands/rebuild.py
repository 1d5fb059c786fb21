"""`dueprocess rebuild`: drop every copy and write it anew from the dockets."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dueprocess.docket.actions import rebuild, rooms
from dueprocess.docket.models import Docket
from dueprocess.kit import keys


class Command(BaseCommand):
    """Rebuild the copies of one docket or of all."""

    help = "Drop every projection (parties, deadlines, sanctions, cases …) and rebuild it from the dockets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("number", nargs="*", help="numbers of dockets (default: all)")

    def handle(self, *, number: list[str], **_: Any) -> None:
        """Rebuild docket by docket, each in its own transaction; a stop in between loses nothing."""
        dockets = Docket.objects.order_by("pk")
        if number:
            dockets = dockets.filter(number__in=[keys.normal(each) for each in number])
            if dockets.count() != len(set(number)):
                raise CommandError("Not all of these numbers are dockets here.")
        done = changed = 0
        for pk in list(dockets.values_list("pk", flat=True)):
            changed += rebuild.docket(pk)
            done += 1
            if done % 1000 == 0:
                self.stdout.write(f"{done} rebuilt")
        if not number:
            rooms.drop_sums()
        self.stdout.write(f"{done} dockets rebuilt; {changed} had copies that differed.")
