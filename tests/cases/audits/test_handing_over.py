"""A draw by lot from the first word to the last: announced, witnessed, drawn, handed over, and checked with
the verifier alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from dueprocess.cases.actions import add_party, confirm_receipt
from dueprocess.cases.audits import actions
from dueprocess.cases.audits.models import Draw
from dueprocess.core.errors import Refused
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Docket, Read
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.ledger import actions as record
from dueprocess.ledger import state
from dueprocess.ledger.models import RecordAct
from dueprocess.people import actions as register
from dueprocess.people.models import Appointment
from dueprocess.tlog import entry, lot
from tests import world
from tests.cases.audits.auditing import accredit, announce, check, number, published, unpacked
from tests.cases.mailbox.taking import take
from tests.cases.test_splitting import FIRST, SPLITTING, join, split, two
from tests.docket import test_annulling as annulling
from tests.ground import begin, own_folder


@pytest.fixture
def here(db_fresh: None, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    """The federation with a log that is sealed and published, and two cases in it."""
    with own_folder(tmp_path / "var", settings), clock.frozen(world.MONDAY):
        begin(settings, origin="tests.invalid")
        built = world.federation(SPLITTING)
        two(built)
        world.open_case(built)
        yield built


def handed(draw: Draw, here: world.World, **how: Any) -> Draw:
    """Publish, draw and hand over."""
    published()
    made = actions.draw_lot(draw=draw, number=number(how.pop("of", 0)).hex(), by=here["auditor"])
    return actions.hand_over(draw=made, by=here["auditor"], bound=True)


def test_the_auditor_is_told_by_which_number_it_was_drawn(here: world.World, tmp_path: Path) -> None:
    """Else whoever oversees seals a number of their own, and tries out what it draws."""
    made = handed(announce(here, accredit(here)), here)
    done, said = check(unpacked(made, tmp_path / "package"), tmp_path / "var" / "record")
    assert done == 0
    assert f"by which it was drawn is the auditor's: {number().hex()}" in said


@pytest.mark.both
def test_everything_that_was_drawn_is_checked_offline(here: world.World, tmp_path: Path) -> None:
    draw = announce(here, accredit(here))
    with pytest.raises(Refused) as refused:
        actions.draw_lot(draw=draw, number=number().hex(), by=here["auditor"])
    assert refused.value.code == "not_witnessed"
    made = handed(draw, here)
    folder = unpacked(made, tmp_path / "package")
    done, said = check(folder, tmp_path / "var" / "record")
    assert (done, said[:8]) == (0, "VERIFIED"), said
    assert "1 attached files" in said
    assert "Left closed: receipt" in said
    manifest = json.loads((folder / "manifest.json").read_text())
    assert len(manifest["drawn"]) == len(made.indices)
    assert {each["answer"] for each in manifest["drawn"]} == {"docket", "record"}
    assert len(manifest["dockets"]) == Docket.objects.count() == 2
    words = b"".join(path.read_bytes() for path in folder.glob("entries/*.opening"))
    assert FIRST.encode() in words
    for docket in Docket.objects.all():
        assert Read.objects.filter(docket=docket, what="audit").count() == 1
    kinds = RecordAct.objects.filter(kind__startswith="audit.").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [actions.ANNOUNCED, actions.DRAWN, actions.HANDED]
    assert not [fault for fault in state.faults() if fault.check != "triggers"]
    (folder / "files" / next(path.name for path in folder.glob("files/*"))).write_bytes(b"Other minutes.")
    assert check(folder, tmp_path / "var" / "record")[1].startswith("NOT VERIFIED: files")


def test_single_acts_are_opened_without_their_dockets(here: world.World, tmp_path: Path) -> None:
    made = handed(announce(here, accredit(here), whole=False, sample=3), here)
    folder = unpacked(made, tmp_path / "package")
    done, said = check(folder, tmp_path / "var" / "record")
    assert (done, said[:8]) == (0, "VERIFIED"), said
    assert not (folder / "tables").exists()
    assert len(list(folder.glob("entries/*.opening"))) == 4  # with the announcement


def test_what_concerns_the_auditor_is_not_shown_to_them_nor_why(here: world.World, tmp_path: Path) -> None:
    accredited = accredit(here)
    first, second = Docket.objects.order_by("pk")
    identity = PartyIdentity(kind="respondent", person=here["auditor"].pk, name="Ravindra Eskildsen")
    add_party(docket=first, identity=identity, by=here.actor("owner"))
    made = handed(announce(here, accredited), here)
    folder = unpacked(made, tmp_path / "package")
    done, said = check(folder, tmp_path / "var" / "record")
    assert (done, said[:8]) == (0, "VERIFIED"), said
    assert "another auditor must look" in said
    manifest = json.loads((folder / "manifest.json").read_text())
    hidden = [each for each in manifest["drawn"] if each["answer"] == "another"]
    assert len(hidden) == first.length + 1
    assert all(each.keys() == {"index", "answer"} for each in hidden)
    assert len(manifest["dockets"]) == 1
    assert not Read.objects.filter(docket=first, what="audit").exists()
    assert Read.objects.filter(docket=second, what="audit").exists()


def test_what_the_auditor_had_a_part_in_another_must_look_at(here: world.World, tmp_path: Path) -> None:
    first, _second = Docket.objects.order_by("pk")
    take_step(docket=first, step="acknowledge", by=here.actor("owner"), at=clock.now())
    for held in Appointment.objects.filter(person=here["owner"]):
        on = clock.now().date() - timedelta(days=1)
        register.end_appointment(appointment=held, on=on, by=None, reason="Left the office")
    here.people["auditor"] = here["owner"]
    made = handed(announce(here, accredit(here, "auditor")), here)
    folder = unpacked(made, tmp_path / "package")
    done, said = check(folder, tmp_path / "var" / "record")
    assert (done, said[:8]) == (0, "VERIFIED"), said
    kinds = [each["kind"] for each in made.answers if each["docket"] == first.pk]
    assert set(kinds) == {"another"}, "whatever order the lot gives"
    assert len(kinds) == first.acts.count()


def test_an_erased_docket_is_shown_as_far_as_it_is_left(here: world.World, tmp_path: Path) -> None:
    accredited = accredit(here)
    docket = Docket.objects.order_by("pk")[1]
    erase(docket)
    made = handed(announce(here, accredited), here)
    folder = unpacked(made, tmp_path / "package")
    done, said = check(folder, tmp_path / "var" / "record")
    assert (done, said[:8]) == (0, "VERIFIED"), said
    assert "its docket was erased" in said
    assert "Left closed: summary" in said
    # and where nothing in the record says so, it is buried evidence
    other = Docket.objects.order_by("pk")[0]
    Docket.objects.filter(pk=other.pk).update(key_wrapped=None)
    again = handed(announce(here, accredited, seal=lot.seal(number(1)).hex()), here, of=1)
    buried = unpacked(again, tmp_path / "buried")
    assert check(buried, tmp_path / "var" / "record")[1].startswith("NOT VERIFIED: answers")


def erase(docket: Docket) -> None:
    """What an erasure leaves: no key, and an act of the record that names the docket."""
    with transaction.atomic():
        record._record("payload.erased", {"n": 1}, payload={"dockets": [docket.pseudonym]}, at=clock.now())
    Docket.objects.filter(pk=docket.pk).update(key_wrapped=None)


def test_cases_of_every_kind_hold_together(here: world.World, tmp_path: Path) -> None:
    """Split, joined, imported; a message and a plan: chains and tables fit the acts."""
    accredited = accredit(here)
    world.import_case("A-17", respondents=["Ilse Marchetti"])
    into = two(here).docket
    there = split(here, into, parties=["R2"])
    join(here, world.fresh(into))
    world.plans(here)
    world.begin_plan(here)
    take()
    made = handed(announce(here, accredited), here)
    folder = unpacked(made, tmp_path / "package")
    done, said = check(folder, tmp_path / "var" / "record")
    assert (done, said[:8]) == (0, "VERIFIED"), said
    manifest = json.loads((folder / "manifest.json").read_text())
    assert len(manifest["dockets"]) == Docket.objects.exclude(length=0).count()
    assert there.length > 0


LET_OUT = """
[steps.let_out]
title = "Let one respondent out of the case"
clause = "9"
stage = "received"
by = ["secretary"]
for_each = "respondent"
releases = true
"""


def test_who_was_let_out_of_a_case_is_no_party_any_more(
    db_fresh: None, tmp_path: Path, settings: Any
) -> None:
    with own_folder(tmp_path / "var", settings), clock.frozen(world.MONDAY):
        begin(settings, origin="tests.invalid")
        here = world.federation(SPLITTING + LET_OUT)
        docket = two(here).docket
        take_step(
            docket=docket, step="let_out", by=here.actor("owner"), at=clock.now(),
            needs=Needs(act={"for": ["R2"]}),
        )  # fmt: skip
        folder = unpacked(handed(announce(here, accredit(here)), here), tmp_path / "package")
        done, said = check(folder, tmp_path / "var" / "record")
        assert (done, said[:8]) == (0, "VERIFIED"), said
        [table] = (folder / "tables").iterdir()
        rows = json.loads(table.read_text())
        assert [each["key"] for each in rows["parties"]] == ["C1", "R1"]
        rows["parties"] = rows["parties"][:1]  # of whom no step says anything
        table.write_bytes(entry.canonical(rows))
        assert check(folder, tmp_path / "var" / "record")[1].startswith("NOT VERIFIED: table")


def test_findings_and_sanctions_are_those_of_the_acts(db_fresh: None, tmp_path: Path, settings: Any) -> None:
    with own_folder(tmp_path / "var", settings), clock.frozen(world.later(days=-1)):
        begin(settings, origin="tests.invalid")
        here = world.federation(annulling.BOOK)
        with clock.frozen(world.MONDAY):
            docket = world.open_case(here).docket
            decide(here, docket)
        with clock.frozen(world.later(31)):
            annulling.annul(here, docket, world.fresh(docket).length)
            decide(here, docket, days=31)
            made = handed(announce(here, accredit(here)), here)
            folder = unpacked(made, tmp_path / "package")
    done, said = check(folder, tmp_path / "var" / "record")
    assert (done, said[:8]) == (0, "VERIFIED"), said
    table = json.loads((folder / "tables" / "1.json").read_text())
    assert [each["finding"] for each in table["findings"]] == ["established"]
    assert [each["name"] for each in table["sanctions"]] == ["suspension"]
    # what the table says of the annulled act alone is found out
    table["findings"][0]["act"] = table["findings"][0]["act"] - 2
    (folder / "tables" / "1.json").write_bytes(entry.canonical(table))
    assert check(folder, tmp_path / "var" / "record")[1].startswith("NOT VERIFIED: table")


def decide(here: world.World, docket: Docket, days: int = 30) -> None:
    """Find something and impose a sanction."""
    local = Vault.of(docket).local
    votes = {"for": [local(here[name].pk) for name in ("conflicted", "second", "third")]}
    found = [{"allegation": "a1", "respondent": "R1", "finding": "established"}]
    imposes = [{"sanction": "suspension", "on": "R1", "lasts": "3 months"}]
    act = {"as": "committee", "votes": votes, "findings": found, "imposes": imposes}
    if world.fresh(docket).length == 1:
        annulling.take(here, docket, "acknowledge")
        annulling.take(here, docket, "send")
        confirm_receipt(docket=world.fresh(docket), of=3, to="R1", by=Actor(key="R1"))
    with clock.frozen(world.later(days)):
        take_step(
            docket=world.fresh(docket), step="decide", by=here.actor("third"), at=clock.now(),
            needs=Needs(act=act),
        )  # fmt: skip
