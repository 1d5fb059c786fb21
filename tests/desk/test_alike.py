"""Complaints that read alike: found by their words within the wall, shown with what differs, joined by one
decision that stops where it cannot go on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from dueprocess.cases import actions, extracts, likeness
from dueprocess.cases.models import Case, Complaint, Joining, JoiningPart, Via
from dueprocess.core.errors import Broken, Malformed, Refused
from dueprocess.docket import verify
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Act, Docket, Read, Word
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.kit import clock
from dueprocess.kit import words as kit
from dueprocess.kit.jobs import drain
from tests import world
from tests.cases.test_actions import MORE
from tests.desk.conftest import signed_in

LETTER = (
    "At the meeting in March the chair shouted at several members, refused to let anybody answer, closed the "
    "discussion without a vote and had two people shown out of the hall by the stewards."
)
LONG = " ".join(
    f"{one}{two}"
    for one in ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath", "islet")
    for two in (
        "bank",
        "barn",
        "gate",
        "hall",
        "hill",
        "lane",
        "mill",
        "moor",
        "ridge",
        "well",
        "wood",
        "yard",
    )
)
"""So many different words that a quarter of them is more than the rarer words that are looked for."""
LEAVES = MORE.replace(
    'leads_to = "closed"\n[steps.refuse]', 'leads_to = "closed"\nlogged_as = "joined"\n[steps.refuse]'
)


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text() + LEAVES)
    with clock.frozen(world.MONDAY):
        yield built


def complain(built: world.World, summary: str, *, unit: Any = None, name: str = "") -> actions.Receipt:
    return actions.receive_complaint(
        report=actions.Report(
            summary=summary, reporter=PartyIdentity(kind="complainant", name=name) if name else None
        ),
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=unit or built.club, rulebook=built.rulebook,
    )  # fmt: skip


def copies(built: world.World, n: int) -> list[actions.Receipt]:
    return [complain(built, f"{LETTER} Signed number{each}.", name=f"Writer {each}") for each in range(n)]


def once(page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    return found[1]


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_what_reads_alike_is_grouped_and_nothing_else(federation: world.World) -> None:
    wave = copies(federation, 4)
    complain(federation, "The cash box of the summer party was never counted, and receipts for eighty litres "
             "of lemonade are missing although the treasurer was asked for them three times.")  # fmt: skip
    complain(federation, "Too short to say.")
    complain(federation, "Too short to say.")
    hidden = complain(federation, LETTER, unit=federation.other_club)
    found = extracts.alike_groups(federation["owner"])
    assert found.looked_at == 7
    (group,) = found.groups
    numbers = {group.first.number, *(each.number for each in group.others)}
    assert numbers == {each.case for each in wave}
    assert hidden.case not in numbers
    assert group.least >= 90
    lines = extracts.alike_to(wave[0].docket, federation["owner"])
    assert {each.only_here for each in lines} == {(f"number{n}",) for n in (1, 2, 3)}
    assert {each.only_there for each in lines} == {("number0",)}
    assert extracts.alike_to(hidden.docket, federation["wrong_unit"]) == ()


def test_a_long_case_that_holds_the_same_words_takes_none_away(federation: world.World) -> None:
    """An old file with all these words and many more is near to each copy and like none: they still meet."""
    more = " ".join(f"further{n}" for n in range(300))
    with clock.frozen(world.later(hours=-2)):
        complain(federation, f"{LETTER} {more}")
    wave = copies(federation, 3)
    (group,) = extracts.alike_groups(federation["owner"]).groups
    assert {group.first.number, *(each.number for each in group.others)} == {each.case for each in wave}


def test_letters_of_the_office_make_nothing_alike(federation: world.World) -> None:
    """The words of a case grow by what we write into it, the same in all: only the complaint's own count."""
    reasons = (
        "One sentence after the other of the same long reason that stands in every file of this office. "
    )
    receipts = [
        complain(
            federation, "A stone was thrown through our window at night by somebody wearing club colours."
        ),
        complain(
            federation, "Nobody paid back what we advanced for coach tickets to last autumn's tournament."
        ),
    ]
    for receipt in receipts:
        take_step(
            docket=receipt.docket, step="refuse", by=federation.actor("owner"), at=clock.now(),
            needs=Needs(content={"reasons": reasons * 3}),
        )  # fmt: skip
        Docket.objects.filter(pk=receipt.docket.pk).update(is_open=True)
    assert extracts.alike_groups(federation["owner"]).groups == ()


@pytest.mark.both
def test_one_decision_joins_them_and_every_sender_keeps_what_is_theirs(federation: world.World) -> None:
    wave = copies(federation, 4)
    client = signed_in(federation["owner"])
    assert wave[0].case in text(client, "/desk/cases/alike/")
    address = f"/desk/cases/{wave[0].case}/alike/"
    page = text(client, address)
    assert "Only here: number3." in page
    assert Read.objects.filter(docket=wave[3].docket, what="alike").exists()
    sent = {"once": once(page), "others": [each.case for each in wave[1:]], "reason": "One form letter"}
    check = client.post(address, sent)
    assert "There is no taking back" in check.content.decode()
    assert not Joining.objects.exists()
    answer = client.post(address, sent | {"checked": "1"})
    assert answer.status_code == 302
    progress = answer.url
    assert "0 of 3 joined" in text(client, progress)
    assert "Cases are being joined" in text(client, f"/desk/cases/{wave[0].case}/")
    with pytest.raises(Refused, match="not finished"):
        actions.join_together(
            into=wave[0].docket,
            others=[wave[1].docket],
            step="take_in",
            by=federation["owner"],
            reason="Again",
        )
    drain()
    assert "3 of 3 joined" in text(client, progress)
    into = world.fresh(wave[0].docket)
    assert {each.number for each in Complaint.objects.filter(docket=into)} == {each.number for each in wave}
    assert Case.objects.get(docket=into).complaints == 4
    for receipt in wave:
        assert actions.find_by_code(receipt.code).docket == into
        assert list(verify.one(world.fresh(receipt.docket))) == []
    for receipt in wave[1:]:
        assert not world.fresh(receipt.docket).is_open
    out = StringIO()
    call_command("stats", stdout=out)
    assert "4 complaints, 1 incident: 3 joined into other cases" in out.getvalue()


def test_a_further_copy_is_proposed_and_joined_with_one_click(federation: world.World) -> None:
    wave = copies(federation, 3)
    actions.join_together(
        into=wave[0].docket, others=[each.docket for each in wave[1:]], step="take_in",
        by=federation["owner"], reason="One form letter",
    )  # fmt: skip
    drain()
    late = complain(federation, f"{LETTER} My own signature.")
    client = signed_in(federation["owner"])
    page = text(client, f"/desk/cases/{late.case}/")
    action = f"/desk/cases/{late.case}/alike/{wave[0].case}/"
    assert f'action="{action}"' in page
    form = page[page.index(f'action="{action}"') :]
    reason = re.search(r'name="reason" value="([^"]+)"', form)
    assert reason
    answer = client.post(action, {"once": once(form), "reason": reason[1]})
    assert answer.url == f"/desk/cases/{wave[0].case}/"
    assert Case.objects.get(docket=late.docket).joined_into == wave[0].docket
    other = complain(
        federation, "Nobody paid back what we advanced for coach tickets to the last tournament."
    )
    assert client.get(f"/desk/cases/{other.case}/alike/{wave[0].case}/").status_code == 404


@pytest.mark.both
def test_it_stops_where_one_cannot_be_joined_and_goes_on_without_it(federation: world.World) -> None:
    wave = copies(federation, 4)
    owner = federation.actor("owner")
    take_step(docket=wave[2].docket, step="acknowledge", by=owner, at=clock.now())
    take_step(docket=wave[2].docket, step="send", by=owner, at=clock.now())  # past the stage of going over
    joining = actions.join_together(
        into=wave[0].docket, others=[each.docket for each in wave[1:]], step="take_in",
        by=federation["owner"], reason="One form letter",
    )  # fmt: skip
    drain()
    states = list(joining.parts.order_by("pk").values_list("state", flat=True))
    assert states == ["joined", "stopped", "waits"]
    length = world.fresh(wave[0].docket).length
    client = signed_in(federation["owner"])
    address = f"/desk/cases/{wave[0].case}/joinings/{joining.pk}/"
    page = text(client, address)
    assert "It stands still" in page
    assert "has to come to its end first" in page
    client.post(address, {"once": once(page)})
    drain()
    assert JoiningPart.objects.filter(state="stopped").count() == 1  # tried again, refused again
    assert world.fresh(wave[0].docket).length == length
    part = JoiningPart.objects.get(state="stopped")
    client.post(address, {"once": once(text(client, address)), f"without_{part.pk}": "1"})
    drain()
    joining.refresh_from_db()
    assert joining.ended_at is not None
    assert list(joining.parts.order_by("pk").values_list("state", flat=True)) == [
        "joined", "left out", "joined",
    ]  # fmt: skip
    assert Case.objects.get(docket=wave[0].docket).complaints == 3
    assert world.fresh(wave[2].docket).is_open


def test_a_decision_needs_a_reason_and_something_to_join(federation: world.World) -> None:
    wave = copies(federation, 2)
    for others, reason in (([], "Why"), ([wave[0].docket], "Why"), ([wave[1].docket], " ")):
        with pytest.raises(Malformed):
            actions.join_together(
                into=wave[0].docket, others=others, step="take_in", by=federation["owner"], reason=reason
            )
    assert not Joining.objects.exists()


def test_a_list_that_was_tampered_with_joins_nothing(federation: world.World) -> None:
    wave = copies(federation, 3)
    joining = actions.join_together(
        into=wave[0].docket,
        others=[wave[1].docket],
        step="take_in",
        by=federation["owner"],
        reason="One letter",
    )
    joining.parts.update(docket=wave[2].docket)
    with pytest.raises(Broken):
        actions.carry_on(joining, leaves=extracts.way_to_join, role=extracts.role_for)
    assert world.fresh(wave[2].docket).is_open


def test_whoever_may_no_longer_read_a_case_joins_it_no_more(federation: world.World) -> None:
    wave = copies(federation, 2)
    joining = actions.join_together(
        into=wave[0].docket,
        others=[wave[1].docket],
        step="take_in",
        by=federation["owner"],
        reason="One letter",
    )
    world.decide_access(federation, wave[1].docket, "denied", "owner", signer="second")
    drain()
    part = joining.parts.get()
    assert part.state == "stopped"
    assert world.fresh(wave[1].docket).is_open
    assert not Act.objects.filter(docket=wave[0].docket, name="take_in").exists()


def test_a_shut_case_makes_no_word_common_and_takes_no_place(
    federation: world.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Candidates are found by the rarer words of a text. A case behind the wall that holds just those which a
    like one lacks took its place among them, and the list was shorter by it; so did a flood of the same."""
    drawn = sorted((tag, word) for word in kit.words(LONG) for tag in kit.tags(word) if tag < likeness.PART)
    first = [word for _tag, word in drawn[: likeness._RARE]]
    assert len(drawn) >= 2 * likeness._RARE
    theirs = complain(federation, " ".join(word for word in kit.words(LONG) if word not in first))
    mine = complain(federation, LONG)
    assert _alike(federation, mine) == [theirs.case]
    complain(federation, " ".join(first), unit=federation.other_club)
    assert _alike(federation, mine) == [theirs.case]
    monkeypatch.setattr(likeness, "_NEWEST", 2)
    monkeypatch.setattr(likeness.newest, "__kwdefaults__", {"most": 2})
    for _again in range(3):
        complain(federation, LONG, unit=federation.other_club)
    assert _alike(federation, mine) == [theirs.case]


def _alike(built: world.World, mine: actions.Receipt) -> list[str]:
    return [each.number for each in extracts.alike_to(mine.docket, built["owner"])]


@pytest.mark.both
def test_words_lead_to_candidates_on_both_databases(federation: world.World) -> None:
    wave = copies(federation, 3)
    assert len(extracts.alike_to(wave[1].docket, federation["owner"])) == 2
    (group,) = extracts.alike_groups(federation["owner"]).groups
    assert group.complaints == 3
    assert Word.objects.filter(docket=wave[0].docket).exists()
