"""What is done by the clock: logins that were made for a passkey which nobody set up do not stay."""

from __future__ import annotations

from dueprocess.cases.models import PartyWay
from dueprocess.kit.jobs import every, job
from dueprocess.people.actions import logins


@every("1 day")
@job("cases.sweep_passkeys")
def sweep_passkeys() -> None:
    """Drop logins of parties that open nothing and never did."""
    logins.sweep_for_parties(but=PartyWay.objects.exclude(login=None).values("login"))
