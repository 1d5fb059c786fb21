"""Who finished what: by whom it is recorded, until when it counts, what ends it, and that the engine's door,
the qualification, always says the same."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket.actions.erasing import people as erasing
from dueprocess.kit import clock, files, keys
from dueprocess.ledger import state
from dueprocess.ledger.erasures import Why
from dueprocess.people import holders
from dueprocess.people.actions.ground import hold
from dueprocess.people.models import Qualification
from dueprocess.rules import verify as rules_verify
from dueprocess.training import actions, extracts, verify
from dueprocess.training.extracts import Done, register
from dueprocess.training.models import Completion, Exemption, How, Paper, Words
from tests import world
from tests.attacks.test_every_column import disarm, other
from tests.ground import failing_trigger
from tests.training.conftest import DAY, Room, taught


def finish(room: Room, who: str = "learner", on: date = DAY, **how: Any) -> Completion:
    asked = {"version": room.version, "how": How.EVIDENCE, "evidence": "Their certificate", **how}
    asked.setdefault("by", room["officer"])
    return actions.complete(person=room[who], on=on, **asked)


def erase(why: dict[int, Why]) -> None:
    with transaction.atomic():
        hold()
        erasing.forget(list(why), why, at=clock.now(), entry=None)


def trained(room: Room, on: date, who: str = "learner") -> bool:
    """Whether somebody has the training as the engine asks for it."""
    rows = Qualification.objects.running(on).filter(person=room[who], name="case handling")
    return rows.exists()


def faults() -> list[str]:
    checks = (verify.words, verify.completions, verify.exemptions, rules_verify.adopted)
    return [fault for check in checks for fault in check()]


@pytest.mark.both
def test_a_completion_gives_the_training_of_the_rulebook_until_it_runs_out(room: Room) -> None:
    row = finish(room)
    assert extracts.done(room["learner"].pk) == (
        Done("case-handling", 1, DAY, date(2028, 3, 23), "", row.pk),
    )
    assert trained(room, DAY)
    assert trained(room, date(2028, 3, 23))
    assert not trained(room, date(2028, 3, 24))
    assert faults() == []


def test_the_engine_finds_it_where_it_asks_who_is_trained(room: Room) -> None:
    asked = {"roles": ["secretary"], "unit": room.world.north.pk, "on": DAY}
    before = {each.person: dict(each.training) for each in holders.of(**asked)}
    assert "case handling" not in before[room["owner"].pk]
    finish(room, "owner")
    after = {each.person: dict(each.training) for each in holders.of(**asked)}
    assert after[room["owner"].pk]["case handling"] == date(2028, 3, 23)


def test_what_cannot_be_recorded_is_refused_with_the_reason(room: Room) -> None:
    for code, how in (
        ("no_power", {"by": room["owner"]}),
        ("oneself", {"who": "officer"}),
        ("not_yet", {"on": world.ADOPTED - timedelta(days=1)}),
    ):
        with pytest.raises(Refused) as refused:
            finish(room, **how)
        assert refused.value.code == code
    for how in ({"on": DAY + timedelta(days=1)}, {"evidence": " "}):
        with pytest.raises(Malformed):
            finish(room, **how)
    finish(room)
    with pytest.raises(Refused) as refused:
        finish(room)
    assert refused.value.code == "done_already"
    actions.withdraw_programme(programme=room.programme, on=DAY, reason="Outdated", by=room["officer"])
    with pytest.raises(Refused) as refused:
        finish(room, "learner_2", version=extracts_version(room))
    assert refused.value.code == "withdrawn"
    assert Completion.objects.count() == 1
    assert Qualification.objects.filter(name="case handling").count() == 1


def extracts_version(room: Room) -> Any:
    return type(room.version).objects.select_related("programme").get(pk=room.version.pk)


@pytest.mark.both
def test_what_is_taken_back_is_gone_the_same_day_and_what_was_before_stays(room: Room) -> None:
    row = finish(room)
    with clock.frozen(world.later(30)):
        gone = DAY + timedelta(days=30)
        with pytest.raises(Malformed):
            actions.revoke(completion=row, reason=" ", by=room["officer"])
        actions.revoke(completion=row, reason="The certificate was not theirs", by=room["officer_2"])
        assert not trained(room, gone)
        assert trained(room, gone - timedelta(days=1))
        assert extracts.done(room["learner"].pk)[0].until_on == gone - timedelta(days=1)
        with pytest.raises(Refused) as refused:
            actions.revoke(completion=row, reason="Again", by=room["officer"])
        assert refused.value.code == "done_already"
        line = register.completions(gone, person=room["learner"].pk)[0]
        assert (line.state, line.why) == ("taken back", "The certificate was not theirs")
        finish(room, on=gone)  # and they may finish it again
        assert trained(room, gone)
        assert faults() == []


def test_a_version_that_voids_ends_earlier_ones_from_its_day_and_no_sooner(room: Room) -> None:
    finish(room)
    void = DAY + timedelta(days=60)
    with pytest.raises(Malformed):
        actions.add_version(
            programme=room.programme, by=room["officer"],
            taught=taught(from_on=DAY, voids_on=DAY - timedelta(days=1)),
        )  # fmt: skip
    newer = actions.add_version(
        programme=room.programme, taught=taught(from_on=DAY, voids_on=void), by=room["officer"]
    )
    assert trained(room, void - timedelta(days=1))
    assert not trained(room, void)
    assert extracts.done(room["learner"].pk)[0].until_on == void - timedelta(days=1)
    finish(room, "learner_2")  # the old version, until that day
    assert not trained(room, void, "learner_2")
    finish(room, "learner_3", version=newer)
    assert trained(room, void, "learner_3")
    with clock.frozen(world.later(60)), pytest.raises(Refused) as refused:
        finish(room, "leader", on=void)
    assert refused.value.code == "voided"
    assert faults() == []


def test_an_equivalent_counts_as_what_it_is_equivalent_to(room: Room) -> None:
    other_one = actions.add_programme(
        code="mediation", taught=taught(title="Mediation", qualifies=[], months=None), by=room["officer"]
    )
    actions.add_version(
        programme=room.programme, taught=taught(equivalents=["mediation/1"]), by=room["officer"]
    )
    row = finish(room, version=other_one)
    own, counts = extracts.done(room["learner"].pk)
    assert own == Done("mediation", 1, DAY, None, "", row.pk)
    assert counts == Done("case-handling", 2, DAY, None, "mediation/1", row.pk)
    with pytest.raises(Malformed):
        actions.add_version(
            programme=room.programme, taught=taught(equivalents=["nothing/1"]), by=room["officer"]
        )


def test_many_people_are_asked_for_in_as_few_statements_as_one(
    room: Room, django_assert_num_queries: Any
) -> None:
    names = ("learner", "learner_2", "learner_3", "owner")
    for name in names:
        finish(room, name)
    people = [room[name].pk for name in names]
    with django_assert_num_queries(2):
        found = extracts.done_of(people)
    assert set(found) == set(people)
    assert found[people[0]] == extracts.done(people[0])
    with django_assert_num_queries(1):
        assert extracts.exemptions_of(people) == {}


@pytest.mark.both
def test_an_exemption_takes_two_and_a_refusal_says_why(room: Room) -> None:
    def propose(**how: Any) -> Exemption:
        asked = {"person": room["learner"], "requirement": "officers", "from_on": DAY, "by": room["officer"]}
        asked |= {"until_on": DAY + timedelta(days=90), "reason": "On parental leave", **how}
        return actions.propose_exemption(**asked)

    with pytest.raises(Refused) as refused:
        propose(person=room["officer"])
    assert refused.value.code == "oneself"
    with pytest.raises(Malformed):
        propose(until_on=DAY + timedelta(days=1000))
    row = propose()
    assert extracts.exemptions(room["learner"].pk) == ()
    with pytest.raises(Refused) as refused:
        actions.settle_exemption(exemption=row, agree=True, by=room["officer"])
    assert refused.value.code == "oneself"
    with pytest.raises(Refused) as refused:
        propose()
    assert refused.value.code == "waits_already"
    with pytest.raises(Malformed):
        actions.settle_exemption(exemption=row, agree=False, by=room["officer_2"])
    actions.settle_exemption(exemption=row, agree=False, by=room["officer_2"], reason="There is an evening")
    line = register.exemptions_listed(DAY, person=room["learner"].pk)[0]
    assert (line.state, line.refusal) == ("refused", "There is an evening")
    again = propose()
    actions.settle_exemption(exemption=again, agree=True, by=room["overseer"])
    assert extracts.exemptions(room["learner"].pk)[0].until_on == DAY + timedelta(days=90)
    actions.end_exemption(exemption=again, on=DAY + timedelta(days=5), by=room["officer"])
    assert extracts.exemptions(room["learner"].pk)[0].until_on == DAY + timedelta(days=4)
    assert faults() == []


def test_nothing_is_saved_where_the_log_does_not_take_it(room: Room) -> None:
    row = finish(room)
    exempt = actions.propose_exemption(
        person=room["learner"], requirement="officers", from_on=DAY, until_on=DAY, reason="Ill",
        by=room["officer"],
    )  # fmt: skip
    models = (Completion, Exemption, Qualification, Words, Paper)
    before = {model: list(model._default_manager.order_by("pk").values()) for model in models}
    failing_trigger("ledger_entry")
    for act in (
        lambda: finish(room, "learner_2"),
        lambda: actions.revoke(completion=row, reason="Wrong", by=room["officer_2"]),
        lambda: actions.settle_exemption(exemption=exempt, agree=True, by=room["officer_2"]),
        lambda: actions.withdraw_programme(
            programme=room.programme, on=DAY, reason="Old", by=room["officer"]
        ),
        lambda: actions.add_version(
            programme=room.programme, taught=taught(voids_on=DAY, from_on=DAY), by=room["officer"]
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert {model: list(model._default_manager.order_by("pk").values()) for model in models} == before


def test_evidence_lies_sealed_and_goes_with_whoever_is_erased(room: Room) -> None:
    row = finish(room, given=actions.Given("certificate.txt", [b"xylophone certificate"]))
    paper = row.paper
    assert paper is not None
    path = files.path_of(paper.stored)
    assert b"xylophone" not in path.read_bytes()
    assert "is not erased" not in "".join(faults())
    whose = room["learner"].pk
    erase({whose: Why("Schedule 4", keys.salt())})
    row.refresh_from_db()
    assert row.evidence is not None
    assert (row.evidence.text, bytes(row.evidence.salt)) == ("", b"")
    paper.refresh_from_db()
    assert (paper.name, paper.sha256, bytes(paper.key)) == ("", "", b"")
    assert faults() == []
    assert extracts.done(whose)[0].on == DAY  # on what footing they acted remains answerable
    with pytest.raises(Refused) as refused:
        finish(room, on=DAY - timedelta(days=1))
    assert refused.value.code == "erased"
    Words.objects.filter(person=None).update(text="")  # of nobody who was erased
    assert len(list(verify.words())) == Words.objects.filter(person=None).count()


def test_no_column_of_what_is_bound_changes_unseen(room: Room) -> None:
    row = finish(room, given=actions.Given("certificate.txt", [b"certificate"]))
    exempt = actions.propose_exemption(
        person=room["learner"], requirement="officers", from_on=DAY, until_on=DAY, reason="Ill",
        by=room["officer"],
    )  # fmt: skip
    actions.consulted(
        provider=room.provider, community="Young members", asked_on=DAY, answer="They agree",
        by=room["officer"],
    )  # fmt: skip
    disarm()
    assert faults() == []
    unseen = []
    free = {("Paper", "name"), ("Paper", "key")}  # what the sender called it; with another key nothing opens
    bound = [
        row, exempt, row.evidence, row.paper, room.version, room.programme, room.provider,
        room.provider.accreditations.get(), room.provider.consultations.get(),
    ]  # fmt: skip
    for found in bound:
        for field in type(found)._meta.concrete_fields:
            value = field.value_from_object(found)
            if field.primary_key or value is None or (type(found).__name__, field.name) in free:
                continue
            with transaction.atomic():
                stored = str(value) if "Date" in type(field).__name__ else value
                changed = {"programme": 2} if field.name == "qualifications" else other(field, stored)
                if field.get_internal_type() == "JSONField":
                    changed = [*value, 1]
                if field.is_relation:
                    changed = None if field.null else value + 1
                try:
                    with transaction.atomic():
                        type(found)._default_manager.filter(pk=found.pk).update(**{field.attname: changed})
                        if not faults():
                            unseen.append((type(found).__name__, field.name))
                except DatabaseError:
                    pass
                transaction.set_rollback(True)
    assert unseen == []
    assert "training.words" in state.names()
