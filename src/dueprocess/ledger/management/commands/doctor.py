"""`dueprocess doctor`: look at the whole installation and say what is not as it should be."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dueprocess.ledger import doctor


class Command(BaseCommand):
    help = "Look at database, keys, signer, workers, disk and backups, and say what to mend."
    requires_system_checks: list[str] = []  # pages and addresses are no concern of this process

    def handle(self, *args: Any, **_: Any) -> None:
        bad = 0
        for finding in doctor.findings():
            self.stdout.write(f"{finding.health:<5} {finding.what}")
            if finding.mend:
                self.stdout.write(f"      {finding.mend}")
            bad += finding.health is doctor.Health.FAIL
        if bad:
            raise CommandError(f"{bad} findings must be mended before this installation can be relied on.")
