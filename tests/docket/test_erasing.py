"""Erasing dockets: what goes, what stays, and who may not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from dueprocess.cases import actions as cases
from dueprocess.cases.figures import tally
from dueprocess.cases.mailbox import actions as mailbox
from dueprocess.cases.models import Case, Complaint, Finding
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import erased
from dueprocess.docket.actions import assign, decline, erasing, rebuild, record_lapses, sign, take_step
from dueprocess.docket.actions.erasing import hooks
from dueprocess.docket.models import Act, Content, Docket, Erasure, File, PersonKey, Proposal, Reach, Word
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.kit import clock, keys
from dueprocess.ledger import erasures, places, state
from dueprocess.ledger.models import Head, RecordAct
from dueprocess.tlog import entry as entries
from tests import world
from tests.cases.mailbox.mails import simple
from tests.cases.mailbox.taking import take
from tests.retaining import DIRECT

LATER = world.later(365)
WHY = "Schedule 3: no finding, three years"


def closed(cast: world.World, docket: Docket | None = None) -> Docket:
    """A case that was decided, of which both sides were told, and that has become final."""
    docket = world.decided(cast, docket)
    decision = docket.acts.get(name="decide")
    with clock.frozen(world.later(31)):
        for key in ("C1", "R1"):
            cases.confirm_receipt(docket=docket, of=decision.n, to=key, by=cast.actor("owner"))
    with clock.frozen(LATER):
        record_lapses(docket)
    docket.refresh_from_db()
    assert not docket.is_open
    return docket


def erase(cast: world.World, *dockets: Docket) -> int:
    """Erase these cases a year later."""
    by = [cast.actor("overseer"), cast.actor("leader")]
    with clock.frozen(LATER):
        return erasing.erase(dockets=[each.pk for each in dockets], by=by, at=LATER, basis={erasing.ALL: WHY})


def faults() -> list[str]:
    with clock.frozen(LATER):
        return [f"{each.check}: {each.what}" for each in state.faults(skip=DIRECT)]


def test_the_content_goes_and_the_skeleton_stays(federation: world.World) -> None:
    docket = closed(federation)
    n = erase(federation, docket)
    docket.refresh_from_db()
    assert n == docket.acts.exclude(commitments={}).count() > 0
    assert docket.key_wrapped is None
    assert docket.acts.count() == docket.length > 2
    for model in (PersonKey, Word, Reach):
        assert not model.objects.filter(docket=docket).exists()
    for model in (Content, File):
        assert not model.objects.filter(act__docket=docket).exists()
    act = RecordAct.objects.get(kind="payload.erased")
    public = entries.parse(bytes(act.entry.bytes))
    assert public["n"] == n == act.payload["n"]
    assert WHY not in str(act.payload)
    assert erased.told(docket) == erased.Told(LATER, WHY)
    assert faults() == []
    assert rebuild.docket(docket.pk) == 0


@pytest.mark.both
def test_copies_are_made_anew_without_anybody(federation: world.World) -> None:
    docket = closed(federation)
    was = rebuild.snapshot(docket)
    erase(federation, docket)
    now = rebuild.snapshot(world.fresh(docket))
    assert set(now) == set(was)
    for table in ("Finding", "Allegation", "Case", "Complaint", "Notice", "Deadline"):
        assert now[table] == was[table], table
    assert [row.tag for row in docket.parties.all()] == ["", ""]
    assert [row.key for row in docket.parties.order_by("key")] == ["C1", "R1"]
    docket.refresh_from_db()
    assert (docket.owner, docket.due_at, docket.wake_at, docket.remind_at) == ("", None, None, None)
    docket.stage, docket.is_open = "received", True  # as somebody might who edits tables
    docket.save()
    assert [each.split(":")[0] for each in faults()] == ["docket.copies", "docket.copies"]
    assert rebuild.docket(docket.pk) == 1
    assert faults() == []


@pytest.mark.both
def test_figures_stay_as_they_are(federation: world.World) -> None:
    docket = closed(federation)
    world.open_case(federation)
    zone = ZoneInfo("Europe/London")

    def counted() -> list[object]:
        told, left_out = tally(zone, ages_at=[LATER.date()])
        return [
            vars(told), told.care(), left_out,
            Finding.objects.count(), Complaint.objects.count(), Case.objects.count(),
            sorted(Act.objects.values_list("logged_as", "name")),
        ]  # fmt: skip

    before = repr(counted())
    erase(federation, docket)
    assert repr(counted()) == before


def test_several_go_in_one_entry_and_the_public_sees_only_how_many(federation: world.World) -> None:
    first, second = closed(federation), closed(federation)
    size = Head.objects.get().size
    n = erase(federation, first, second)
    assert Head.objects.get().size == size + 1
    act = RecordAct.objects.get(kind="payload.erased")
    said = entries.parse(bytes(act.entry.bytes))
    assert set(said) == {"cm", "d", "n", "t", "v"}
    assert [each["c"] for each in act.payload["dockets"]] == sorted([first.pseudonym, second.pseudonym])
    assert sum(len(each["entries"]) for each in act.payload["dockets"]) == n
    for word in (first.number, second.number, "Marchetti", WHY):
        assert word not in str(act.payload)


def refused(cast: world.World, docket: Docket, code: str, **more: Any) -> None:
    was = docket.acts.count(), Content.objects.count(), Head.objects.get().size
    with pytest.raises(Refused) as error, clock.frozen(LATER):
        erasing.erase(
            **{
                "dockets": [docket.pk], "by": [cast.actor("overseer"), cast.actor("leader")],
                "at": LATER, "basis": {erasing.ALL: WHY},
            }
            | more
        )  # fmt: skip
    assert error.value.code == code
    assert (docket.acts.count(), Content.objects.count(), Head.objects.get().size) == was
    assert world.fresh(docket).key_wrapped is not None


def test_what_may_not_be_erased(federation: world.World) -> None:
    cast = federation
    by = [cast.actor("overseer"), cast.actor("leader")]
    opened = world.open_case(cast).docket
    refused(cast, opened, "open")
    docket = closed(cast)
    refused(cast, docket, "open", dockets=[docket.pk, opened.pk])  # all or nothing
    refused(cast, docket, "second_person", by=by[:1])
    refused(cast, docket, "second_person", by=[by[0], by[0]])
    refused(cast, docket, "second_person", by=[by[0], Actor()])
    refused(cast, docket, "conflict", by=[by[0], cast.actor("respondent")])
    with pytest.raises(Malformed, match="No legal basis"):
        erasing.erase(dockets=[docket.pk], by=by, at=LATER, basis={erasing.ALL: " "})
    with pytest.raises(Malformed, match="Nothing is chosen"):
        erasing.erase(dockets=[], by=by, at=LATER, basis={erasing.ALL: WHY})
    who = PartyIdentity(kind="witness", name="Somebody")
    waiting = cases.propose_party(
        docket=docket, identity=who, by=cast.actor("owner"), signer=cast["second"], reason="Was there."
    )
    refused(cast, docket, "waiting")
    decline(proposal=waiting, by=cast.actor("second"), reason="No.")
    for name in ("owner", "second"):
        world.appoint(cast[name], "secretary")
    with clock.frozen(LATER):
        message = Docket.objects.get(number=take().number)
        mailbox.place(docket=message, case=docket, party="C1", by=cast.actor("owner"))
    refused(cast, docket, "arrived")
    with clock.frozen(LATER):
        mailbox.confirm(docket=message, by=cast.actor("second"))
    kept = []
    hooks.unless(kept_back := lambda each: kept.append(each.pk) or hold(each))
    try:
        refused(cast, docket, "held")
    finally:
        hooks._unless.remove(kept_back)
    assert kept == [docket.pk]
    assert erase(cast, docket) > 0
    with pytest.raises(Refused) as error:
        erase(cast, docket)
    assert error.value.code == "erased"


def hold(docket: Docket) -> None:
    raise Refused("held", f"{docket.number} is before a court.")


@pytest.mark.both
def test_where_the_entry_fails_nothing_is_erased(
    federation: world.World, entries_fail: Callable[[], None]
) -> None:
    docket = closed(federation)
    was = Content.objects.count(), Word.objects.count(), PersonKey.objects.count(), Reach.objects.count()
    listed = len(erasures.listed())
    entries_fail()
    with pytest.raises(IntegrityError), transaction.atomic():
        erase(federation, docket)
    now = Content.objects.count(), Word.objects.count(), PersonKey.objects.count(), Reach.objects.count()
    assert now == was
    assert world.fresh(docket).key_wrapped is not None
    assert not Erasure.objects.exists()
    assert len(erasures.listed()) == listed  # what was never done is not in the list
    assert faults() == []


def test_nothing_is_added_to_what_was_erased(federation: world.World) -> None:
    docket, cast = closed(federation), federation
    world.appoint(cast["owner"], "secretary")
    erase(cast, docket)
    docket = world.fresh(docket)
    tries = (
        lambda: take_step(docket=docket, step="acknowledge", by=cast.actor("owner"), at=clock.now()),
        lambda: cases.send_message(docket=docket, by=Actor(key="C1"), text="Still there?"),
        lambda: assign(docket=docket, to=cast["second"].pk, by=cast.actor("owner"), reason="x"),
        lambda: mailbox.place(
            docket=Docket.objects.get(number=take().number), case=docket, party="C1", by=cast.actor("owner")
        ),
    )
    for attempt in tries:
        with pytest.raises(Refused) as error:
            attempt()
        assert error.value.code in ("erased", "no_party", "not_able"), error.value.code
    assert faults() == []


def test_a_message_and_a_row_that_come_again_are_known(federation: world.World) -> None:
    cast = federation
    data = simple("Once more.", message_id="<again@example.invalid>")
    message = Docket.objects.get(number=take(data).number)
    world.appoint(cast["owner"], "secretary")
    mailbox.propose_not_complaint(
        docket=message, by=cast.actor("owner"), signer=cast["overseer"], reason="An advertisement."
    )
    sign(proposal=Proposal.objects.get(docket=message), by=cast.actor("overseer"))
    imported = world.import_case("17", closed="2025-03-01", respondents=["Ilse Marchetti"])
    erase(cast, message, imported)
    count = Docket.objects.count()
    again = take(data)
    assert Docket.objects.count() == count
    assert again.number in ("", message.number)
    with pytest.raises(Docket.DoesNotExist):  # the same row: no new case
        world.import_case("17", closed="2025-03-01", respondents=["Ilse Marchetti"])
    with pytest.raises(Docket.DoesNotExist):  # and another one is not written into it
        world.import_case("17", closed="2025-04-01", respondents=["Ilse Marchetti"])
    assert faults() == []


def put_back(docket: Docket) -> None:
    Docket.objects.filter(pk=docket.pk).update(key_wrapped=keys.wrap(keys.new_key()))


def bury(docket: Docket) -> None:
    """Another case loses its key, and a row says that it was erased."""
    other = Docket.objects.exclude(pk=docket.pk).get()
    row = Erasure.objects.get()
    Docket.objects.filter(pk=other.pk).update(key_wrapped=None)
    Erasure.objects.create(docket=other, at=row.at, entry=row.entry, salt=row.salt, sealed=row.sealed)


def rename(docket: Docket) -> None:
    row = Erasure.objects.get()
    row.sealed = erased.sealed(docket, "Schedule 9: nothing is kept", {})
    row.save()


def forget_listed(_docket: Docket) -> None:
    for path in places.erasures().iterdir():
        path.unlink()


ATTACKS = {
    "evidence of an open case is buried by its key alone": (
        lambda docket: Docket.objects.exclude(pk=docket.pk).update(key_wrapped=None),
        "docket.row: * key-missing",
    ),
    "and a row that says it was erased": (bury, "docket.erasures: is said to be erased, and no entry"),
    "a key is put back": (put_back, "docket.erased: * erased-not"),
    "words are left": (
        lambda docket: Word.objects.create(docket=docket, tag="a" * 32), "docket.erased: * erased-rest"
    ),
    "somebody is left": (
        lambda docket: PersonKey.objects.create(docket=docket, key="R1", n=1, salt=b"x", sealed=b"x"),
        "docket.erased: * erased-rest",
    ),
    "the legal basis is another": (rename, "docket.erasures: the legal basis"),
    "the row is taken away": (
        lambda docket: Erasure.objects.all().delete(), "docket.erasures: not said to be erased by it"
    ),
    "the list apart is taken away": (forget_listed, "docket.erasures: not in the list apart"),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_each_attack_is_named(federation: world.World, name: str) -> None:
    docket = closed(federation)
    world.open_case(federation)
    erase(federation, docket)
    assert faults() == []
    attack, said = ATTACKS[name]
    attack(world.fresh(docket))
    check, what = said.split(": ", 1)
    found = [each for each in faults() if each.startswith(f"{check}:")]
    assert any(what.removeprefix("* ") in each for each in found), faults()


def test_a_payload_that_is_altered_is_named(federation: world.World) -> None:
    docket = closed(federation)
    erase(federation, docket)
    act = RecordAct.objects.get(kind="payload.erased")
    payload = {**act.payload, "dockets": [], "n": 0}
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER append_only_ledger_recordact_update")
        cursor.execute(
            "UPDATE ledger_recordact SET payload = %s WHERE id = %s", [json.dumps(payload), act.pk]
        )
    found = {each.split(":")[0] for each in faults()}
    assert {"payload", "docket.erasures", "triggers"} <= found
