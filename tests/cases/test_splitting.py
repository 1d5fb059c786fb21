"""A case is split: what concerns the part goes along, sealed anew; nobody sees more, and nothing is lost."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction

from dueprocess.cases import actions, extracts, figures
from dueprocess.cases.models import Case, Complaint, Via
from dueprocess.core.errors import Malformed, Refused
from dueprocess.core.statistics import periods
from dueprocess.docket import verify, wall, way_in
from dueprocess.docket.actions import deliver, parting, propose, rebuild, sign, take_step
from dueprocess.docket.extracts import file_bytes
from dueprocess.docket.extracts.opened import opened
from dueprocess.docket.models import Act, Docket, Notice, PersonKey
from dueprocess.docket.needs import Actor, Needs, PartyIdentity, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, keys
from dueprocess.kit.http import Hidden
from dueprocess.ledger import proofs
from dueprocess.ledger.models import Head
from dueprocess.tlog import entry as entries
from tests import world

STEPS = """
[steps.part]
title = "Split the case"
clause = "8"
stage = "any"
by = ["secretary"]
again = true
needs = ["reasons"]
splits = true
logged_as = "split"
[steps.hand_over]
title = "Hand over"
clause = "9"
stage = "any"
by = ["secretary"]
needs = ["reasons"]
countersigned_by = ["elder"]
splits = true
leads_to = "moved"
tells = [{ to = ["parties"], letter = "handed over" }]
[steps.take_in]
title = "Take in"
stage = "any"
by = ["secretary"]
again = true
joins = true
logged_as = "joined"
[steps.leave]
title = "Leave"
stage = "any"
by = ["secretary"]
needs = ["reasons"]
leads_to = "closed"
"""
SPLITTING = (
    world.EXAMPLE.read_text().replace(
        "[stages]\n", '[stages]\nmoved = { title = "Handed over", end = true }\n'
    )
    + STEPS
)
FIRST, SECOND = "Ilse Marchetti", "Suryani"


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(SPLITTING)
    with clock.frozen(world.MONDAY):
        yield built


def two(here: world.World, *, of: str = "third") -> actions.Receipt:
    """A complaint about two people, one of whom holds an office that opens cases."""
    return actions.receive_complaint(
        report=actions.Report(
            summary="Both shouted me down.",
            reporter=PartyIdentity(kind="complainant", person=here["complainant"].pk, name="Wren Abara"),
            respondents=[
                PartyIdentity(kind="respondent", person=here["respondent"].pk, name=FIRST),
                PartyIdentity(kind="respondent", person=here[of].pk, name=SECOND),
            ],
            files=[Upload("minutes.txt", [b"The minutes of the meeting."])],
        ),
        via=Via.PORTAL,
        by=Actor(),
        at=world.MONDAY,
        unit=here.club,
        rulebook=here.rulebook,
    )


def split(here: world.World, docket: Docket, *, how: dict[str, Any] | None = None, **out: Any) -> Docket:
    """Send something out of a case by its secretary; returns the case that it went into."""
    number = keys.number()
    needs = Needs(
        act={"as": "secretary", "case": number, "out": out}, content={"reasons": "They are two matters."},
        introduces=how if how is not None else parting.options(),
    )  # fmt: skip
    take_step(docket=docket, step="part", by=here.actor("owner"), at=clock.now(), needs=needs)
    return Docket.objects.get(number=number)


def sound(*dockets: Docket) -> None:
    """Each docket is what the record says, and rebuilding it changes nothing."""
    for docket in dockets:
        assert [str(each) for each in verify.one(world.fresh(docket))] == []
        assert rebuild.docket(docket.pk) == 0


@pytest.mark.both
def test_a_respondent_goes_into_a_case_of_their_own(federation: world.World) -> None:
    receipt = two(federation)
    here = world.fresh(receipt.docket)
    owner = federation.actor("owner")
    with clock.frozen(world.later(hours=1)):
        take_step(docket=here, step="acknowledge", by=owner, at=clock.now())
        sent = take_step(docket=here, step="send", by=owner, at=clock.now())
        actions.confirm_receipt(docket=here, of=sent.n, to="R1", by=owner)
        actions.confirm_receipt(docket=here, of=sent.n, to="R2", by=owner)
    with clock.frozen(world.later(1)):
        there = split(federation, here, parties=["R2"])
        sound(here, there)
        mine, theirs = (opened(world.fresh(each)) for each in (here, there))
    assert set(mine.state.parties) == {"C1", "R1"}
    assert set(theirs.state.parties) == {"C1", "R2"}
    assert theirs.state.stage == mine.state.stage == "reply"
    assert theirs.contents[1]["summary"] == "Both shouted me down."
    assert theirs.files[1][0]["name"] == "minutes.txt"
    days = [
        {each.person: each.last_day for each in view.state.deadlines if each.step == "answer"}
        for view in (mine, theirs)
    ]
    assert days[0]["R1"] == days[1]["R2"]
    assert there.received_at == here.received_at
    assert there.owner == here.owner
    assert Case.objects.get(docket=there).split_from == here
    assert Case.objects.get(docket=here).respondents == Case.objects.get(docket=there).respondents == 1
    assert Complaint.objects.get(number=receipt.number).docket == here
    first = Act.objects.get(docket=there, n=1)
    assert first.entry_type == "split"
    assert first.introduces["carried"]["entry"] == bytes(Act.objects.get(docket=here, n=1).entry.leaf).hex()
    assert "Marchetti" not in str(theirs.contents) + str(theirs.identities["R2"])


def join(here: world.World, into: Docket) -> actions.Receipt:
    """Join a second complaint, of somebody anonymous, into a case."""
    second = actions.receive_complaint(
        report=actions.Report(
            summary="I was there too.", reporter=PartyIdentity(kind="complainant"),
            respondents=[PartyIdentity(kind="respondent", person=here["respondent"].pk, name=FIRST)],
        ),
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=here.club, rulebook=here.rulebook,
    )  # fmt: skip
    actions.join_case(
        into=into, other=second.docket, step="take_in", leave=("leave", {}), by=here.actor("owner"),
        role="secretary", reason="The same evening",
    )  # fmt: skip
    return second


def test_a_complaint_keeps_its_number_code_and_proof_where_it_goes(federation: world.World) -> None:
    first = two(federation)
    second = join(federation, first.docket)
    here = world.fresh(first.docket)
    there = split(federation, here, complaints=["k2"])
    sound(here, there)
    assert actions.find_by_code(second.code).docket == there
    assert actions.find_by_code(first.code).docket == here
    assert (Case.objects.get(docket=here).complaints, Case.objects.get(docket=there).complaints) == (1, 1)
    entry = extracts.party_page(there, key="C2").entry
    joined = Act.objects.get(docket=here, name="take_in")
    assert entry == joined.entry_id == proofs.find(second.number)
    third = join(federation, here)  # the key of the complaint that went is not given a second time
    assert Complaint.objects.get(number=third.number).key == "k3"


def test_the_code_of_a_complaint_about_both_opens_both(federation: world.World) -> None:
    receipt = two(federation)
    here = world.fresh(receipt.docket)
    there = split(federation, here, parties=["R2"])
    assert [each.number for each in extracts.parts(here, key="C1")] == [there.number]
    assert [each.number for each in extracts.parts(there, key="C1")] == [here.number]
    assert extracts.parts(there, key="R2") == ()
    assert way_in.of(there)["C1"].code
    assert not way_in.of(there)["R2"].code
    assert extracts.party_page(there, key="C1").entry == Act.objects.get(docket=here, n=1).entry_id
    # a key that is given to two people after the splitting opens nothing of the other part
    for docket in (here, there):
        actions.add_party(
            docket=docket, identity=PartyIdentity(kind="complainant", name=f"Somebody {docket.pk}"),
            by=federation.actor("owner"),
        )  # fmt: skip
    assert extracts.parts(here, key="C2") == extracts.parts(there, key="C2") == ()


def test_nobody_sees_or_decides_the_other_part(federation: world.World) -> None:
    """Both respondents sit on the committee, and somebody was shut out of the case by a decision."""
    receipt = two(federation)
    here = world.fresh(receipt.docket)
    world.decide_access(federation, here, "denied", "second")
    there = split(federation, here, parties=["R2"])
    for name in ("respondent", "third", "second"):
        for docket in (here, there):
            assert not wall.sees(docket, federation[name]), (name, docket.pk)
            key = Vault.of(docket).local(federation[name].pk)
            board = opened(world.fresh(docket)).state.bodies["committee"]
            assert key not in {each.id for each in board.members if each.votes}, (name, docket.pk)
    assert wall.sees(there, federation["conflicted"])
    assert not wall.sees(there, federation["wrong_unit"])
    sound(here, there)


def test_what_concerns_the_part_alone_is_read_there_and_no_longer_here(federation: world.World) -> None:
    receipt = two(federation)
    here = world.tell(federation, receipt.docket)
    owner = federation.actor("owner")
    said = actions.send_message(
        docket=here, by=owner, text="About you alone.", to=["R2"], files=[Upload("only.txt", [b"Only you."])]
    )
    both = actions.send_message(docket=here, by=owner, text="About both.", to=["R1", "R2"])
    other = actions.send_message(docket=here, by=owner, text="Not about you.", to=["R1"])
    there = split(federation, here, parties=["R2"])
    view = opened(there)
    assert view.contents[said.n]["text"] == "About you alone."
    assert view.contents[both.n]["text"] == "About both."
    assert other.n not in view.contents
    assert Act.objects.get(docket=there, n=other.n).name == "elsewhere"
    world.decide_access(federation, there, "denied", "conflicted")
    reader = federation.actor("conflicted")
    shown = opened(world.fresh(here), viewer=reader)
    assert said.n not in shown.contents
    assert said.n not in shown.files
    assert shown.contents[both.n]["text"] == "About both."
    with pytest.raises(Hidden):
        file_bytes(here, said.n, 1, viewer=federation["conflicted"])
    assert opened(world.fresh(here), viewer=owner).contents[said.n]["text"] == "About you alone."
    assert b"".join(file_bytes(here, said.n, 1, viewer=federation["owner"])[1]) == b"Only you."
    assert b"".join(file_bytes(there, said.n, 1)[1]) == b"Only you."
    sound(here, there)


def test_a_part_is_not_proposed_to_be_joined_with_what_it_came_from(federation: world.World) -> None:
    here = world.fresh(two(federation).docket)
    there = split(federation, here, parties=["R2"])
    owner = federation["owner"]
    assert extracts.alike_groups(owner).groups == ()
    assert extracts.alike_to(here, owner) == extracts.alike_to(there, owner) == ()


def test_words_and_files_may_stay_behind(federation: world.World) -> None:
    receipt = two(federation)
    here = world.fresh(receipt.docket)
    there = split(federation, here, how=parting.options(leaves=[1]), parties=["R2"])
    view = opened(there)
    assert view.contents.get(1, {}) == {}
    assert 1 not in view.files
    assert view.identities["R2"]["name"] == SECOND
    sound(here, there)


def test_figures_count_one_complaint_and_every_case_once(federation: world.World) -> None:
    receipt = two(federation)
    here = world.fresh(receipt.docket)
    with clock.frozen(world.later(2)):
        there = split(federation, here, parties=["R2"])
    owner = federation.actor("owner")
    with clock.frozen(world.later(3)):
        needs = Needs(act={"as": "secretary"}, content={"reasons": "Told twice"})
        take_step(docket=there, step="leave", by=owner, at=clock.now(), needs=needs)
        sound(here, there)
    tally, left_out = figures.tally(ZoneInfo("Europe/London"), ages_at=[world.later(4).date()])
    assert (tally.cases, tally.split, left_out) == (2, 1, 0)
    first, last = tally.span or (world.MONDAY.date(), world.MONDAY.date())
    for flow in tally.flows(periods("month", first, last)):
        came = flow.carried_in + flow.received + flow.split + flow.reopened
        assert came == flow.closed + flow.carried_out == 2
    days = [(f"{day}", day, day) for day in (world.later(n).date() for n in range(4))]
    assert [flow.carried_out for flow in tally.flows(days)] == [1, 1, 2, 1]
    assert tally.times().median == 3  # as old as the complaint
    assert tally.ages(world.later(4).date()).open == 1
    assert tally.care().entered_late == 0
    types = list(Act.objects.exclude(entry_type="act").order_by("pk").values_list("entry_type", flat=True))
    assert types == ["received", "split", "closed"]
    raw = bytes(Act.objects.get(docket=there, n=1).entry.bytes)
    assert entries.parse(raw)["r"] == world.MONDAY.date().isoformat()


def test_no_deadline_is_escaped(federation: world.World) -> None:
    """Acknowledged two days late: that is late in both parts, and what runs goes on from where it began."""
    receipt = two(federation)
    here, owner = world.fresh(receipt.docket), federation.actor("owner")
    with clock.frozen(world.later(6)):
        there = split(federation, here, parties=["R2"])
        for docket in (here, there):
            deadlines = opened(world.fresh(docket)).state.deadlines
            (due,) = [each for each in deadlines if each.step == "acknowledge"]
            assert (due.last_day, str(due.state)) == (world.later(2).date(), "overdue")
            assert world.fresh(docket).due_at == due.due_at
        take_step(docket=there, step="acknowledge", by=owner, at=clock.now())
        sound(here, there)


@pytest.mark.parametrize("number", ["", "1234", "taken"])
def test_only_a_free_number_opens_a_case(federation: world.World, number: str) -> None:
    receipt = two(federation)
    here = world.fresh(receipt.docket)
    case = here.number if number == "taken" else number
    needs = Needs(act={"case": case, "out": {"parties": ["R2"]}}, content={"reasons": "Two matters."})
    with pytest.raises((Malformed, Refused)):
        take_step(docket=here, step="part", by=federation.actor("owner"), at=clock.now(), needs=needs)
    assert Docket.objects.count() == 1
    assert world.fresh(here).length == here.length


def test_a_part_that_vanishes_or_is_rewritten_is_found(federation: world.World) -> None:
    receipt = two(federation)
    here = world.fresh(receipt.docket)
    there = split(federation, here, parties=["R2"])
    number = there.number
    Docket.objects.filter(pk=there.pk).update(number="gone")
    assert "part-missing" in {each.check for each in verify.one(world.fresh(here))}
    Docket.objects.filter(pk=there.pk).update(number=number, received_at=world.later(1))
    assert "part-origin" in {each.check for each in verify.one(world.fresh(there))}


def test_handed_over_to_another_unit_all_of_it_goes_on_there(federation: world.World) -> None:
    receipt = two(federation)
    here, owner = world.fresh(receipt.docket), federation.actor("owner")
    elder = Vault.of(here).local(federation["elder_1"].pk)
    number = keys.number()
    needs = Needs(
        act={
            "as": "secretary", "case": number, "countersigned": [{"by": elder, "as": "elder"}],
            "out": {"parties": ["R1", "R2"], "complaints": ["k1"]},
        },
        content={"reasons": "It is about the south."},
        introduces=parting.options(unit=federation.other_club.pk),
    )  # fmt: skip
    waiting = propose(docket=here, step="hand_over", by=owner, at=clock.now(), needs=needs)
    assert not Docket.objects.filter(number=number).exists()
    sign(proposal=waiting, by=federation.actor("elder_1"))
    there, here = Docket.objects.get(number=number), world.fresh(here)
    assert (here.is_open, there.is_open) == (False, True)
    assert there.unit == federation.other_club
    assert there.owner == ""
    assert wall.sees(there, federation["wrong_unit"])
    assert not wall.sees(there, federation["owner"])
    assert actions.find_by_code(receipt.code).docket == there
    assert extracts.parts(here, key="C1")[0].number == number
    sound(here, there)
    mine = Notice.objects.filter(letter="handed_over")  # owed where they are parties now, and nowhere else
    assert set(mine.values_list("docket", "to_key")) == {(there.pk, key) for key in ("C1", "R1", "R2")}
    assert deliver(here) == 0
    assert deliver(there) == 1  # whoever complained has a code; the others sign in nowhere
    n = mine.get(to_key="C1").act
    actions.confirm_receipt(docket=there, of=n, to="C1", by=Actor(key="C1"))
    read = extracts.letter(world.fresh(there), key="C1", act=n)
    assert read is not None
    assert (read.title, read.about) == ("Handed over", "Hand over")
    assert ("reasons", "It is about the south.") in read.texts
    sound(here, world.fresh(there))


@pytest.mark.both
def test_without_its_entries_nothing_is_split(federation: world.World) -> None:
    receipt = two(federation)
    here = world.fresh(receipt.docket)
    before = (Docket.objects.count(), Act.objects.count(), PersonKey.objects.count(), here.length)
    size = Head.objects.get().size
    with connection.cursor() as cursor:  # the case's own entry is taken, the first of the part is not
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER stop BEFORE INSERT ON ledger_seq WHEN NEW.idx > {size} "
                "BEGIN SELECT RAISE(ABORT, 'stopped'); END"
            )
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE ledger_seq ADD CONSTRAINT stop CHECK (idx <= {size}) NOT VALID")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    with pytest.raises(DatabaseError), transaction.atomic():
        split(federation, here, parties=["R2"])
    here = world.fresh(here)
    assert (Docket.objects.count(), Act.objects.count(), PersonKey.objects.count(), here.length) == before
    assert Head.objects.get().size == size
