"""Notes of a deliberation: who reads them, that nobody else learns of them, and that they go, whether there
are any or not, when the decision is final."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dueprocess.cases import actions as cases
from dueprocess.cases.declarations.actions import step_down
from dueprocess.cases.deliberations import actions, extracts, papers
from dueprocess.cases.deliberations.models import Deliberation, DeliberationNote
from dueprocess.cases.extracts import case_page as cases_page
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import verify
from dueprocess.docket.actions import put_hold, rebuild, record_lapses, take_step
from dueprocess.docket.actions.erasing import ALL, erase
from dueprocess.docket.extracts import retention
from dueprocess.docket.models import Act, Docket, Read, Word
from dueprocess.docket.needs import Actor
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden
from dueprocess.kit.jobs import registry
from dueprocess.kit.keys import Damaged
from dueprocess.ledger.models import Entry
from dueprocess.people import actions as register
from dueprocess.people.models import Person, Power
from tests import retaining, world
from tests.docket.conftest import entries_fail

__all__ = ["entries_fail"]
pytestmark = pytest.mark.django_db
RULES = retaining.RULES.replace(
    'clause = "9"\nstage = "received"', 'clause = "9"\nstage = ["received", "reply"]'
)
SECRET = "Zwergpinscherquarz says the witness is right."


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
    with clock.frozen(world.MONDAY):
        yield built


@pytest.fixture
def docket(federation: world.World) -> Docket:
    made = ripe(federation)
    actions.prepare()
    return made


def ripe(built: world.World) -> Docket:
    """A case at the stage at which the committee decides."""
    made = world.open_case(built, at=clock.now()).docket
    for step in ("acknowledge", "send"):
        take_step(docket=made, step=step, by=built.actor("owner"), at=clock.now())
    return world.fresh(made)


def read(docket: Docket, who: Person) -> tuple[extracts.NoteLine, ...]:
    return extracts.notes(Docket.objects.select_related("unit").get(pk=docket.pk), who)[1].notes


def texts(docket: Docket, who: Person) -> list[str]:
    return [each.text for each in read(docket, who)]


def write(built: world.World, docket: Docket, who: str, text: str = SECRET, body: str = "") -> str:
    return actions.write(docket=docket, by=built[who], text=text, body=body)


@pytest.mark.both
def test_one_reads_ones_own_and_what_was_shared_while_one_sat(
    federation: world.World, docket: Docket
) -> None:
    alone = write(federation, docket, "second", "Mine alone.")
    shared = write(federation, docket, "second", "For us.", "committee")
    assert sorted(texts(docket, federation["second"])) == ["For us.", "Mine alone."]
    assert texts(docket, federation["third"]) == ["For us."]
    line = read(docket, federation["third"])[0]
    assert (line.mine, line.by) == (False, federation["second"].shown_name)
    assert federation["third"].shown_name not in line.given
    for stranger in ("owner", "overseer", "elder_1", "complainant"):
        with pytest.raises(Hidden):
            read(docket, federation[stranger])
    # whoever joins later reads what is shared from then on
    late = world.person("Late Comer", federation.club)
    world.appoint(late, "committee_member", federation.north)
    assert texts(docket, late) == []
    actions.correct(
        docket=docket, code=shared, by=federation["second"], text="For all of us.", body="committee",
        version=1,
    )  # fmt: skip
    assert texts(docket, late) == ["For all of us."]
    # only the writer corrects and deletes
    for change in (
        lambda: actions.drop(docket=docket, code=shared, by=federation["third"]),
        lambda: actions.correct(
            docket=docket, code=alone, by=federation["third"], text="x", body="", version=1
        ),
    ):
        with pytest.raises(Refused) as refused:
            change()
        assert refused.value.code == "no_note"
    with pytest.raises(Refused) as stale:
        actions.correct(docket=docket, code=shared, by=federation["second"], text="x", body="", version=1)
    assert stale.value.code == "changed_meanwhile"
    actions.correct(docket=docket, code=shared, by=federation["second"], text="Mine.", body="", version=2)
    assert texts(docket, federation["third"]) == texts(docket, late) == []
    actions.drop(docket=docket, code=alone, by=federation["second"])
    assert texts(docket, federation["second"]) == ["Mine."]


def test_what_is_no_note_is_refused(federation: world.World, docket: Docket) -> None:
    for text in (" ", "x" * (actions.MOST + 1)):
        with pytest.raises(Malformed):
            write(federation, docket, "second", text)
    for who, body in (("owner", ""), ("overseer", ""), ("second", "elders"), ("second", "nothing")):
        with pytest.raises(Refused) as refused:
            write(federation, docket, who, "x", body)
        assert refused.value.code == "not_sitting"
    assert not DeliberationNote.objects.exists()


def test_whoever_steps_down_loses_them_at_once_and_what_nobody_reads_any_more_goes(
    federation: world.World, docket: Docket
) -> None:
    write(federation, docket, "second", "Mine alone.")
    write(federation, docket, "second", "For us.", "committee")
    write(federation, docket, "third", "To the others.", "committee")
    step_down(docket=docket, by=federation["second"], hand_over="Nothing.", text="An old friend.")
    with pytest.raises(Hidden):
        read(docket, federation["second"])
    with pytest.raises(Refused):
        write(federation, docket, "second", "Once more.")
    assert sorted(texts(docket, federation["third"])) == ["For us.", "To the others."]
    assert DeliberationNote.objects.count() == 3
    assert actions.clear(docket) is None
    assert DeliberationNote.objects.count() == 2
    names = {name for each in read(docket, federation["conflicted"]) for name in each.given}
    assert federation["second"].shown_name not in names


def trace(docket: Docket) -> dict[str, Any]:
    """What others could tell it by: the docket's length, acts, log, words, journal and rows."""
    row = world.fresh(docket)
    return {
        "docket": {field.name: getattr(row, field.attname) for field in Docket._meta.concrete_fields},
        "acts": Act.objects.count(), "log": Entry.objects.count(), "words": Word.objects.count(),
        "journal": Read.objects.count(), "rows": Deliberation.objects.count(),
    }  # fmt: skip


@pytest.mark.both
def test_nothing_else_tells_that_there_are_any(
    federation: world.World, docket: Docket, caplog: pytest.LogCaptureFixture
) -> None:
    before, viewer = trace(docket), federation.actor("owner")
    page = page_of(docket, viewer)
    with caplog.at_level(logging.DEBUG):
        code = write(federation, docket, "second", SECRET, "committee")
        actions.correct(
            docket=docket, code=code, by=federation["second"], text=SECRET, body="committee", version=1
        )
        actions.clear(docket)
    assert trace(docket) == before
    assert page_of(docket, viewer) == page
    assert not [each for each in caplog.records if each.name.startswith("dueprocess")]
    row = DeliberationNote.objects.get()
    assert SECRET.encode() not in bytes(row.sealed)
    room = Deliberation.objects.get()
    assert papers.read(papers.vault(room, docket), row).text == SECRET
    with pytest.raises(Damaged):
        papers.read(Vault.of(docket), row)  # the key of the case opens none of it
    assert list(verify.one(world.fresh(docket))) == []
    assert rebuild.docket(docket.pk) == 0
    assert texts(docket, federation["third"]) == [SECRET]


def page_of(docket: Docket, viewer: Actor) -> str:
    """The page of the case, whole, as somebody else gets it."""
    return repr(cases_page(world.fresh(docket), viewer=viewer))


def shut(built: world.World, docket: Docket) -> Docket:
    take_step(docket=world.fresh(docket), step="shut", by=built.actor("owner"), at=clock.now())
    return world.fresh(docket)


@pytest.mark.both
def test_they_go_when_the_decision_is_final_and_the_act_is_the_same_where_there_were_none(
    federation: world.World, docket: Docket
) -> None:
    other = ripe(federation)
    actions.prepare()
    assert Deliberation.objects.count() == 2
    write(federation, docket, "second", SECRET, "committee")
    assert actions.clear(docket) is None
    told = []
    for each in (docket, other):
        shut(federation, each)
        act = actions.clear(each)
        assert act is not None
        told.append((act.name, act.facts, act.commitments, act.introduces, act.n - each.length))
        assert actions.clear(each) is None
    assert told[0] == told[1]
    assert told[0][:3] == ("deliberation_ended", {"note": "deliberation_ended"}, {})
    assert not Deliberation.objects.exists()
    assert not DeliberationNote.objects.exists()
    with pytest.raises(Hidden):
        read(docket, federation["second"])
    assert actions.prepare() == 0
    # opened again, it is deliberated anew
    for step in ("reopen", "acknowledge", "send"):
        take_step(docket=world.fresh(docket), step=step, by=federation.actor("owner"), at=clock.now())
    assert actions.prepare() == 1
    write(federation, docket, "second", "Anew.")
    assert texts(docket, federation["second"]) == ["Anew."]


def test_a_decision_that_may_be_appealed_is_not_final(federation: world.World) -> None:
    docket = world.decided(federation)
    with clock.frozen(world.later(30)):
        write(federation, docket, "second", SECRET, "committee")
        with pytest.raises(Refused):  # nobody has appealed: the elders do not sit
            write(federation, docket, "elder_1")
    decision = Act.objects.get(docket=docket, name="decide")
    with clock.frozen(world.later(31)):
        assert actions.clear(docket) is None
        for key in docket.parties.filter(kind__in=("complainant", "respondent")).values_list(
            "key", flat=True
        ):
            cases.confirm_receipt(docket=docket, of=decision.n, to=key, by=federation.actor("owner"))
        record_lapses(docket)
        assert actions.clear(docket) is None
        assert DeliberationNote.objects.exists()
    with clock.frozen(world.later(60)):
        record_lapses(docket)
        assert not world.fresh(docket).is_open
        assert [each.pk for each in actions.to_look_at()] == [docket.pk]
        assert actions.clear(docket) is not None
        assert extracts.notes(world.fresh(docket), federation["second"])[1].ended
        with pytest.raises(Refused) as over:
            write(federation, docket, "second")
    assert over.value.code == "ended"
    assert not DeliberationNote.objects.exists()


def test_where_the_entry_fails_nothing_is_destroyed(
    federation: world.World, docket: Docket, entries_fail: Callable[[], None]
) -> None:
    write(federation, docket, "second")
    shut(federation, docket)
    entries_fail()
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.clear(docket)
    assert DeliberationNote.objects.count() == 1


def test_the_retention_schedule_may_keep_them_longer_and_a_legal_hold_keeps_them(
    federation: world.World, docket: Docket
) -> None:
    kept = retaining.SCHEDULE.replace(
        'rulebook = "example"', 'rulebook = "example"\ndeliberations = "30 days"'
    )
    retaining.adopt(kept)
    page = retention.schedule(federation["overseer"])
    assert page is not None
    assert page.notes == "Notes of deliberations are destroyed 30 days after the decision is final."
    code = write(federation, docket, "second")
    shut(federation, docket)
    by = federation["overseer"]
    register.grant(person=by, power=Power.HOLD, by=None, reason="Assembly", from_on=world.ADOPTED)
    with clock.frozen(world.later(30)):
        assert actions.clear(docket) is None
        put_hold(docket=world.fresh(docket), by=federation.actor("overseer"), reason="A court asked.")
        with pytest.raises(Refused, match="legal hold"):
            actions.drop(docket=docket, code=code, by=federation["second"])
        assert texts(docket, federation["second"]) == [SECRET]  # though nothing is to be decided any more
    with clock.frozen(world.later(31)):
        assert actions.clear(docket) is None
    assert DeliberationNote.objects.count() == 1
    other = ripe(federation)
    actions.prepare()
    shut(federation, other)
    with clock.frozen(world.MONDAY + timedelta(days=31)):
        assert actions.clear(other) is not None


def test_an_erased_case_has_none_and_the_job_does_all_of_it(federation: world.World, docket: Docket) -> None:
    other = ripe(federation)
    write(federation, docket, "second")
    shut(federation, docket)
    run = registry.find("cases.deliberations").run
    run()
    assert not Deliberation.objects.filter(docket=docket).exists()
    assert Deliberation.objects.filter(docket=other).exists()
    write(federation, other, "second")
    shut(federation, other)
    approve = [federation.actor("owner"), federation.actor("overseer")]
    erase(dockets=[other.pk], by=approve, at=clock.now(), basis={ALL: "They asked."})
    assert not DeliberationNote.objects.exists()
    run()
