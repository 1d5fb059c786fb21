"""Every address is asked as everybody; what has no row may not exist."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction

from dueprocess.cases.actions import declare_conflict
from dueprocess.docket.needs import PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from tests import world
from tests.cases.approaches import entered
from tests.cases.mailbox.taking import take
from tests.doors.matrix import Scene, Who, addresses, ask, matrix, nothing, said, signed_in

CONFLICT = """
[conflicts.hard]
title = "Hard conflict"
grounds = ["same household"]
bars = ["see", "speak", "vote"]
"""


def test_every_address_has_a_row() -> None:
    missing = sorted(set(addresses()) - set(matrix()))
    assert not missing, f"say in tests/doors/rows what these answer to each person: {missing}"


def test_every_row_has_an_address_and_names_everybody() -> None:
    stale = sorted(set(matrix()) - set(addresses()))
    assert not stale, f"rows without an address: {stale}"
    for name, row in matrix().items():
        assert set(row.answers) == set(Who), (
            f"{name} does not say what it answers {set(Who) - set(row.answers)}"
        )


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    with clock.frozen(world.MONDAY):
        cast = world.federation(world.EXAMPLE.read_text() + CONFLICT)
        world.appoint(cast["third"], "secretary", cast.club)
        club = PartyIdentity(kind="respondent", unit=cast.club.pk, name=cast.club.name)
        receipt = world.open_case(cast, also=[club])
        conflicted = Vault.of(receipt.docket).local(cast["conflicted"].pk)
        declare_conflict(
            docket=receipt.docket, who=conflicted, ground="same household", by=cast.actor("conflicted")
        )
        logins = {
            who: get_user_model().objects.create_user(
                f"{who}@example.invalid", "a-long-phrase", person=cast[who]
            )
            for who in Who
            if who is not Who.ANONYMOUS
        }
        world.appoint(cast["owner"], "secretary")
        world.plans(cast)
        world.begin_plan(cast)
        entered(cast, by="owner")  # by the leader, of whom it may speak
        message = take().number
        yield Scene(cast, receipt.number, receipt, message, logins, signed_in(logins))


def test_every_door_answers_each_person_as_its_row_says(scene: Scene) -> None:
    absent = {who: nothing(scene, who) for who in Who}
    wrong = []
    for name, row in matrix().items():
        for who, expected in row.answers.items():
            with transaction.atomic():  # what one answer changed, the next person does not meet
                answered = said(ask(scene, name, row, who), absent[who])
                transaction.set_rollback(True)
            if answered != expected:
                wrong.append(f"{name} as {who}: expected “{expected}”, was “{answered}”")
    assert not wrong, "\n".join(wrong)
