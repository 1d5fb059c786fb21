"""What the processes do that are killed: one act after another, each acknowledged after its commit.

A scenario is pluggable: any room can have its own acts killed by adding a class with these two methods.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from django.db import transaction

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Via
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.kit import clock
from dueprocess.ledger import append
from dueprocess.ledger.models import RecordAct
from dueprocess.people.models import Unit
from dueprocess.tlog import entry
from tests.world import federation

Mark = Callable[[], None]


class Scenario(Protocol):
    """One kind of act, done by many processes at once."""

    name: str

    def act(self, writer: int, number: int, inside: Mark) -> str:
        """Carry out one act, call `inside` once while its transaction is open, and return after the commit
        what is acknowledged: a text by which the act is found again."""

    def kept(self) -> set[str]:
        """What the database still holds, in the same words."""


class RecordActs:
    """The record's own rows: an act that names its entry, then the entry."""

    name = "entries alone"

    def act(self, writer: int, number: int, inside: Mark) -> str:
        """Write one row and its entry."""
        key, salt = append.new_key(), bytes(32)
        at = datetime.now(UTC)
        payload = {"recorded_at": at.isoformat(), "period": "x", "writer": writer, "number": number}
        with transaction.atomic():
            RecordAct.objects.create(
                kind="access.sealed",
                recorded_at=at,
                period="x",
                payload=payload,
                salt=salt,
                entry_id=key,
            )
            inside()
            append.entry(key, "access.sealed", {"cm": entry.commit(payload, salt)}, at)
        return str(key)

    def kept(self) -> set[str]:
        """The keys of the entries of every row."""
        return {str(key) for key in RecordAct.objects.values_list("entry_id", flat=True)}


class Complaints:
    """Real complaints through the docket's own actions, and messages on one docket that all writers share."""

    name = "complaints and messages"

    def __init__(self) -> None:
        """Build the federation and the docket that is shared."""
        self.world = federation()
        at = clock.now()
        self.shared = self.complain(at, "The one that everybody writes to.").docket

    def complain(self, at: datetime, summary: str) -> cases.Receipt:
        """Take in a complaint of the federation's."""
        return cases.receive_complaint(
            report=cases.Report(
                summary=summary,
                reporter=PartyIdentity(kind="complainant", person=self.world["complainant"].pk, name="Wren"),
                respondents=[
                    PartyIdentity(kind="respondent", person=self.world["respondent"].pk, name="Ilse")
                ],
            ),
            via=Via.PORTAL,
            by=Actor(),
            at=at,
            unit=self.world.club,
            rulebook=self.world.rulebook,
        )

    def act(self, writer: int, number: int, inside: Mark) -> str:
        """Take in a complaint, or write a message on the shared docket."""
        with transaction.atomic():
            Unit.objects.exists()  # PostgreSQL opens the transaction with the first statement
            inside()
            if number % 2:
                act = self.complain(clock.now(), f"Complaint {number} of writer {writer}.").act
            else:
                docket = Docket.objects.get(pk=self.shared.pk)
                act = cases.send_message(docket=docket, by=Actor(key="c1"), text=f"{writer}.{number}")
        return str(act.entry_id)

    def kept(self) -> set[str]:
        """The keys of the entries of every act."""
        return {str(key) for key in Act.objects.values_list("entry_id", flat=True)}
