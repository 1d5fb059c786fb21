"""Lists, issues, matches, contests: who may, what is refused, what is undone; nothing is half-written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket.models import Notice
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.ledger import journal, state
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from dueprocess.standing import actions, extracts
from dueprocess.standing.actions.erasing import forget_people
from dueprocess.standing.extracts import own
from dueprocess.standing.models import (
    Contest,
    ContestFile,
    Issue,
    Listed,
    Look,
    Match,
    MatchStep,
    OutsideList,
    Renewal,
    Told,
)
from tests import world
from tests.standing.conftest import CSV, confirmed, kept_away, listed, match_of, taken, there

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 23)


def faults() -> list[str]:
    asked = {name for name in state.names() if name.startswith("standing")} | {"rules.adopted", "journal"}
    return [str(each) for each in state.faults(skip=frozenset(set(state.names()) - asked))]


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code


def test_a_list_needs_a_basis_a_purpose_classes_and_a_day_within_a_year(federation: world.World) -> None:
    told: dict[str, Any] = {
        "title": "Barred", "body": "League", "basis": "Statute", "purpose": "Safety", "bars": ["speaking"],
        "scope": [], "expires_on": date(2026, 9, 1), "by": federation["third"],
    }  # fmt: skip
    wrong: list[tuple[str, Any, str]] = [
        ("basis", " ", "basis"), ("purpose", "", "purpose"), ("bars", [], "bars"), ("bars", ["all"], "bars"),
        ("expires_on", date(2026, 3, 22), "expires_on"), ("expires_on", date(2027, 3, 25), "expires_on"),
    ]  # fmt: skip
    for name, value, place in wrong:
        with pytest.raises(Malformed) as caught:
            actions.make_list(**(told | {name: value}))
        assert [each.path for each in caught.value.problems] == [place]
    refused("no_power", lambda: actions.make_list(**(told | {"by": federation["owner"]})))
    assert not OutsideList.objects.exists()


def test_nobody_is_confirmed_by_the_machine_nor_by_a_name_alone(federation: world.World) -> None:
    world.person("Noor Whitlock", federation.other_club, born_on=date(1991, 5, 5))
    listed(federation)
    match = match_of(federation, "stranger")
    assert (match.step, match.listed.matches.count()) == (MatchStep.PROPOSED, 2), "all who may be meant"
    by = federation["third"]
    refused("second_factor", lambda: actions.confirm(pk=match.pk, why="The name", second="", by=by))
    with pytest.raises(Malformed):
        actions.confirm(pk=match.pk, why=" ", second="born that day", by=by)
    refused("no_power", lambda: actions.confirm(pk=match.pk, why="x", second="y", by=federation["overseer"]))
    register.grant(
        person=federation["stranger"], power=Power.STANDING, by=None, reason="x", from_on=world.ADOPTED
    )
    me = federation["stranger"]
    refused("oneself", lambda: actions.dismiss(pk=match.pk, why="That is not me", by=me))
    confirmed(federation, "stranger")
    refused("done_already", lambda: actions.dismiss(pk=match.pk, why="x", by=by))
    assert extracts.of(federation["stranger"].pk, MONDAY)
    assert faults() == []


def test_a_new_issue_changes_only_what_changed(federation: world.World) -> None:
    row = listed(federation)
    confirmed(federation, "stranger")
    dismissed = match_of(federation, "respondent")
    actions.dismiss(pk=dismissed.pk, why="Another Ilse", by=federation["third"])
    before = set(Listed.objects.values_list("pk", "sealed"))
    taken(federation, row, CSV)
    assert set(Listed.objects.values_list("pk", "sealed")) == before, "the same issue changes nothing"
    assert Match.objects.count() == 2
    issue = Issue.objects.latest("pk")
    assert (issue.same, issue.added, issue.changed, issue.gone, issue.sealed) == (3, 0, 0, 0, None)
    taken(federation, row, CSV.replace("N. Whitlock|", "").replace("9,Nobody Known", "10,Suryani"))
    assert match_of(federation, "stranger").step == MatchStep.CONFIRMED, "another alias is no other person"
    assert match_of(federation, "third").step == MatchStep.PROPOSED
    assert there(row) == 3
    with clock.frozen(world.later(1)):
        taken(federation, row, CSV.replace("1980-02-03", "1981-02-03"))
        assert extracts.of(federation["stranger"].pk, clock.now().date()) == (), "another day of birth: anew"
        assert match_of(federation, "stranger").step == MatchStep.PROPOSED
        assert match_of(federation, "respondent").step == MatchStep.DISMISSED, "it is remembered"
        assert extracts.of(federation["stranger"].pk, MONDAY), "what was stays"
    assert faults() == []


def test_who_is_withdrawn_is_free_at_once_and_looked_at_anew_when_they_come_back(
    federation: world.World,
) -> None:
    row = listed(federation)
    confirmed(federation, "stranger")
    without = "\n".join(line for line in CSV.splitlines() if not line.startswith("7,"))
    with clock.frozen(world.later(1)):
        taken(federation, row, without)
        assert extracts.of(federation["stranger"].pk, clock.now().date()) == ()
    with clock.frozen(world.later(2)):
        taken(federation, row, CSV)
        assert match_of(federation, "stranger").step == MatchStep.PROPOSED
        assert extracts.of(federation["stranger"].pk, clock.now().date()) == ()
    assert faults() == []


def test_an_issue_waits_until_it_is_looked_at_and_a_second_one_waits_for_it(federation: world.World) -> None:
    row = listed(federation)
    by = federation["third"]
    issue = actions.send_issue(pk=row.pk, data=b"key,name\n7,Noor Whitlock\n", by=by)
    assert (issue.gone, issue.changed, there(row)) == (2, 1, 3)
    refused("waits_already", lambda: actions.send_issue(pk=row.pk, data=CSV.encode(), by=by))
    actions.drop_issue(pk=issue.pk, by=by)
    refused("done_already", lambda: actions.take_issue(pk=issue.pk, by=by))
    assert (there(row), Issue.objects.get(pk=issue.pk).sealed) == (3, None)
    actions.end_list(pk=row.pk, by=by)
    refused("done_already", lambda: actions.send_issue(pk=row.pk, data=CSV.encode(), by=by))


def test_a_renewal_takes_two_and_brings_back_nothing(federation: world.World) -> None:
    row = listed(federation)
    third, second = federation["third"], federation["second"]
    later = date(2027, 3, 1)
    proposal = actions.propose_renewal(pk=row.pk, until_on=later, reason="Still needed", by=third)
    refused(
        "waits_already", lambda: actions.propose_renewal(pk=row.pk, until_on=later, reason="x", by=second)
    )
    refused("oneself", lambda: actions.settle_renewal(pk=proposal.pk, agree=True, by=third))
    assert OutsideList.objects.get(pk=row.pk).expires_on == date(2026, 12, 1)
    actions.settle_renewal(pk=proposal.pk, agree=True, by=second)
    assert OutsideList.objects.get(pk=row.pk).expires_on == later
    again = None
    with clock.frozen(world.later(300)):
        again = actions.propose_renewal(pk=row.pk, until_on=date(2027, 9, 1), reason="Still", by=second)
    with clock.frozen(world.later(400)):
        refused("done_already", lambda: actions.settle_renewal(pk=again.pk, agree=True, by=third))
    assert faults() == []


@pytest.mark.both
def test_a_contest_is_decided_by_another_and_undoes_at_once(federation: world.World) -> None:
    listed(federation)
    confirmed(federation, "stranger")
    me = federation["stranger"]
    [mine] = extracts.of(me.pk, MONDAY)
    with pytest.raises(Malformed):
        actions.contest(person=me, ref=mine.ref, reason=" ")
    refused("not_yours", lambda: actions.contest(person=federation["owner"], ref=mine.ref, reason="x"))
    made = actions.contest(
        person=me, ref=mine.ref, reason="I am another", sent=[("pass.txt", [b"born 1991"])]
    )
    assert made.due_on == date(2026, 4, 6)
    refused("waits_already", lambda: actions.contest(person=me, ref=mine.ref, reason="again"))
    for who, code in (("third", "not_yours"), ("owner", "no_power")):
        by = federation[who]
        refused(code, lambda by=by: actions.decide_contest(pk=made.pk, upheld=True, why="x", by=by))
    with clock.frozen(world.later(1)):
        actions.decide_contest(pk=made.pk, upheld=True, why="The birthday differs", by=federation["second"])
        assert extracts.of(me.pk, clock.now().date()) == ()
        assert extracts.of(me.pk, MONDAY), "what was stays"
        assert match_of(federation, "stranger").step == MatchStep.ENDED
    assert faults() == []


def test_a_standing_of_a_case_is_contested_before_oversight_that_had_no_part(federation: world.World) -> None:
    kept_away(federation)
    me = federation["respondent"]
    ref = extracts.of(me.pk, MONDAY)[0].ref
    made = actions.contest(person=me, ref=ref, reason="It was lifted long ago")
    register.grant(
        person=federation["owner"], power=Power.OVERSEE, by=None, reason="x", from_on=world.ADOPTED
    )
    for who in ("second", "owner"):  # who keeps the register; who ordered it
        by = federation[who]
        refused("not_yours", lambda by=by: actions.decide_contest(pk=made.pk, upheld=True, why="x", by=by))
    with clock.frozen(world.later(15)):
        drain()
        mail.outbox.clear()
        assert (actions.escalate(), actions.escalate()) == (1, 0)
        assert Contest.objects.get(pk=made.pk).late_at == clock.now()
    with clock.frozen(world.later(16)):
        actions.decide_contest(pk=made.pk, upheld=True, why="It was", by=federation["overseer"])
        assert extracts.of(me.pk, clock.now().date()) == ()
        assert extracts.of(me.pk, MONDAY)
    assert faults() == []


def test_people_are_told_once_when_it_begins_and_when_it_is_over(federation: world.World) -> None:
    listed(federation)
    confirmed(federation, "stranger")
    assert (actions.tell(), actions.tell()) == (1, 0)
    [told] = Told.objects.all()
    assert (told.tag, told.on, told.mailed) == (person_tag(federation["stranger"].pk), True, False)
    with clock.frozen(world.later(300)):
        assert (actions.tell(), actions.tell()) == (1, 0)
    assert [each.on for each in Told.objects.order_by("pk")] == [True, False]
    assert faults() == []


def test_who_looked_is_written_down_once_a_day_and_sealed_with_the_read_journal(
    federation: world.World,
) -> None:
    me, by = federation["stranger"], federation["third"]
    people = [me.pk, by.pk]
    assert actions.look(people=people, by=by, what="page", purpose="") == 1, "nobody's own look"
    assert actions.look(people=people, by=by, what="page", purpose="") == 0
    with clock.frozen(world.later(3)):
        assert actions.look(people=people, by=by, what="page", purpose="a question") == 1
        assert faults() == []
        journal.seal_closed()
        first = Look.objects.order_by("pk").first()
        assert first is not None
        first.line = bytes(32)
        first.save()
        assert any("not the one that was sealed" in each for each in faults())


def test_names_go_some_time_after_a_list_is_over_and_with_whoever_is_erased(federation: world.World) -> None:
    row = listed(federation)
    confirmed(federation, "stranger")
    me = federation["stranger"]
    ref = extracts.of(me.pk, MONDAY)[0].ref
    actions.contest(person=me, ref=ref, reason="Not me", sent=[("a.txt", [b"words"])])
    actions.tell()
    actions.look(people=[me.pk], by=federation["third"], what="page", purpose="")
    forget_people([me.pk])
    assert not Contest.objects.exists()
    assert not ContestFile.objects.exists()
    assert not Told.objects.exists()
    assert not Match.objects.filter(tag=person_tag(me.pk)).exists()
    [look] = Look.objects.all()
    assert (look.tag, bytes(look.sealed), bytes(look.line) != b"") == ("", b"", True)
    with clock.frozen(world.later(300)):
        assert actions.erase_expired() == 0
    with clock.frozen(world.later(254 + 91)):
        assert actions.erase_expired() == 1
        assert not Listed.objects.exists()
        assert not Match.objects.exists()
        assert OutsideList.objects.get(pk=row.pk).key_wrapped is None
        assert actions.erase_expired() == 0
        assert faults() == []


def test_damage_is_named(federation: world.World) -> None:
    row = listed(federation)
    confirmed(federation, "stranger")
    actions.tell()
    assert faults() == []
    for query, change in (
        (OutsideList.objects, {"expires_on": date(2030, 1, 1)}),
        (Match.objects, {"step": MatchStep.ENDED}),
        (Listed.objects, {"until_on": date(2030, 1, 1)}),
        (Told.objects, {"mailed": True}),
        (Issue.objects, {"sha256": "0" * 64}),
    ):
        kept = list(query.all())
        query.update(**change)
        assert any("is not as the record says" in each for each in faults()), query.model
        for each in kept:
            each.save()
        assert faults() == []
    Told.objects.all().delete()
    assert any("is gone" in each for each in faults())
    assert row.pk


def _done(federation: world.World) -> dict[str, Callable[[], object]]:
    """Every action on rows that are there, to be tried."""
    row = listed(federation)
    third, second = federation["third"], federation["second"]
    confirmed(federation, "stranger")
    actions.propose_renewal(pk=row.pk, until_on=date(2027, 1, 1), reason="x", by=third)
    issue = actions.send_issue(pk=row.pk, data=b"key,name\n7,Noor Whitlock\n", by=third)
    me = federation["stranger"]
    ref = extracts.of(me.pk, MONDAY)[0].ref
    kept_away(federation)
    other = federation["respondent"]
    actions.contest(person=other, ref=extracts.of(other.pk, MONDAY)[0].ref, reason="x")
    open_one = Contest.objects.get()
    told: dict[str, Any] = {
        "title": "B", "body": "L", "basis": "S", "purpose": "P", "bars": ["speaking"], "scope": [],
        "expires_on": date(2026, 9, 1), "by": third,
    }  # fmt: skip
    match = match_of(federation, "respondent")
    return {
        "make_list": lambda: actions.make_list(**told),
        "end_list": lambda: actions.end_list(pk=row.pk, by=third),
        "settle_renewal": lambda: actions.settle_renewal(pk=Renewal.objects.get().pk, agree=True, by=second),
        "take_issue": lambda: actions.take_issue(pk=issue.pk, by=third),
        "drop_issue": lambda: actions.drop_issue(pk=issue.pk, by=third),
        "confirm": lambda: actions.confirm(pk=match.pk, why="x", second="y", by=third),
        "dismiss": lambda: actions.dismiss(pk=match.pk, why="x", by=third),
        "contest": lambda: actions.contest(person=me, ref=ref, reason="x"),
        "decide_contest": lambda: actions.decide_contest(
            pk=open_one.pk, upheld=False, why="x", by=federation["overseer"]
        ),
        "tell": actions.tell,
        "forget_people": lambda: forget_people([me.pk]),
    }


def _rows() -> list[Any]:
    tables = (OutsideList, Renewal, Issue, Listed, Match, Contest, ContestFile, Told, Look)
    return [list(table.objects.order_by("pk").values()) for table in tables]


@pytest.mark.both
def test_nothing_is_half_written(federation: world.World, entries_fail: Callable[[], None]) -> None:
    tried = _done(federation)
    before = _rows()
    entries_fail()
    for name, act in tried.items():
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
        assert _rows() == before, name
    with clock.frozen(world.later(20)), pytest.raises(DatabaseError), transaction.atomic():
        actions.escalate()
    with clock.frozen(world.later(400)), pytest.raises(DatabaseError), transaction.atomic():
        actions.erase_expired()
    assert _rows() == before


def test_nobody_learns_from_the_register_before_the_case_tells_them(federation: world.World) -> None:
    """The letter about the measure is owed until the end of its day; then the register tells."""
    kept_away(federation, told=False)
    me = federation["respondent"]
    [held, _other] = extracts.of(me.pk, MONDAY)
    actions.look(people=[me.pk], by=federation["third"], what="page", purpose="")
    assert Notice.objects.get(letter="away").state == "owed"
    assert (own.page(me).lines, own.page(me).looks, own.one(me, held.ref)) == ((), (), None)
    refused("not_yours", lambda: actions.contest(person=me, ref=held.ref, reason="x"))
    assert actions.tell() == 0
    due = Notice.objects.get(letter="away").due_at
    assert due is not None
    with clock.frozen(due):
        assert own.page(me).lines
        assert len(own.page(me).looks) == 1
        assert actions.tell() == 1


def test_mail_says_that_something_waits_and_nothing_else(federation: world.World) -> None:
    listed(federation)
    for who in ("stranger", "overseer"):
        world.log_in(federation[who])
    confirmed(federation, "stranger")
    drain()
    mail.outbox.clear()
    assert actions.tell() == 1
    assert Told.objects.get().mailed
    ref = extracts.of(federation["stranger"].pk, MONDAY)[0].ref
    actions.contest(person=federation["stranger"], ref=ref, reason="Not me")
    with clock.frozen(world.later(15)):
        assert actions.escalate() == 1
        drain()
    logins = {who: federation[who].login.email for who in ("stranger", "overseer")}
    assert sorted(each.to[0] for each in mail.outbox) == sorted(logins.values())
    for each in mail.outbox:
        for word in ("Noor", "Whitlock", "Barred", "speaking", ref):
            assert word not in str(each.body) + each.subject, word
    assert "/portal/standing/" in next(
        str(each.body) for each in mail.outbox if each.to == [logins["stranger"]]
    )
