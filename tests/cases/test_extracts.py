"""What pages get of a case: complete, in few queries, and only plain values."""

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import Enum

import pytest
from django.db import models

from dueprocess.cases import actions, extracts
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.actions import take_step
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.search import Filters, Sort
from dueprocess.kit import clock
from tests import world


def walk(value: object, seen: set[int]) -> None:
    """Every value a page gets is plain: no model, no query, nothing that could ask the database."""
    if id(value) in seen:
        return
    seen.add(id(value))
    assert not isinstance(value, models.Model | models.QuerySet | models.Manager), type(value)
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if not field.name.startswith("_"):
                walk(getattr(value, field.name), seen)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            walk(key, seen)
            walk(item, seen)
    elif isinstance(value, tuple | list | frozenset):
        for item in value:
            walk(item, seen)
    else:
        assert value is None or isinstance(
            value, str | int | float | bool | date | datetime | timedelta | Enum
        ), value


def test_the_case_page_is_whole_and_plain(federation: world.World, django_assert_max_num_queries) -> None:
    receipt = world.open_case(federation)
    docket = world.fresh(receipt.docket)
    viewer = federation.actor("owner")
    extracts.case_page(docket, viewer=viewer)
    with django_assert_max_num_queries(16):
        page = extracts.case_page(docket, viewer=viewer)
    walk(page, set())
    assert page.code_name
    assert [complaint.number for complaint in page.complaints] == [receipt.number]
    assert [line.name for line in page.docket.parties] == ["Wren Abara", "Ilse Marchetti"]
    assert page.docket.timeline[0].texts == (("summary", "Shouted down at the meeting."),)
    mine = [line.step for line in page.docket.steps if line.mine]
    assert mine == ["acknowledge"]
    why_not = {line.step: line.code for line in page.docket.steps if not line.allowed}
    assert why_not["decide"] == "wrong_stage"
    assert page.docket.next is not None
    assert page.docket.next.explanation
    assert page.docket.owner is not None
    assert page.docket.owner.name == "Tamsin Okafor-Lindqvist"
    committee = next(body for body in page.docket.bodies if body.id == "committee")
    assert {seat.name: seat.place for seat in committee.members}["Ilse Marchetti"] == "out"


def test_the_queue_and_my_work(federation: world.World, django_assert_max_num_queries) -> None:
    receipts = [world.open_case(federation, summary=f"Matter {n}") for n in range(5)]
    owner = federation["owner"]
    with django_assert_max_num_queries(12):
        found = extracts.queue(owner, Filters(), size=2)
    walk(found, set())
    assert (len(found.lines), found.count, found.bounded) == (2, 5, False)
    seen = [line.number for line in found.lines]
    while found.more:
        found = extracts.queue(owner, Filters(), size=2, cursor=found.more)
        seen += [line.number for line in found.lines]
    assert sorted(seen) == sorted(receipt.case for receipt in receipts)
    for sort in Sort:
        assert len(extracts.queue(owner, Filters(), sort=sort).lines) == 5
    assert [line.number for line in extracts.queue(owner, Filters(text="matter 3")).lines] == [
        receipts[3].case
    ]
    assert extracts.queue(owner, Filters(), number=receipts[2].number).lines[0].number == receipts[2].case
    assert not extracts.queue(federation["stranger"], Filters()).lines
    assert not extracts.queue(owner, Filters(overdue=True)).lines
    with clock.frozen(world.later(10)):
        assert len(extracts.queue(owner, Filters(overdue=True)).lines) == 5
        with django_assert_max_num_queries(12):
            work = extracts.my_work(owner)
        assert (len(work.late), len(work.week)) == (5, 0)
        assert {line.why for line in work.late} == {"owner"}
    assert len(extracts.my_work(owner).week) == 5
    assert extracts.counts(owner)["open"] == 5


def test_a_form_names_what_a_step_needs(federation: world.World) -> None:
    docket = world.fresh(world.open_case(federation).docket)
    form = dockets.form(docket, step="acknowledge", viewer=federation.actor("owner"))
    assert form.form.refusal is None
    assert form.length == 1
    assert dockets.form(docket, step="decide", viewer=federation.actor("owner")).form.refusal is not None
    with pytest.raises(wall.Hidden):
        dockets.form(docket, step="nothing", viewer=federation.actor("owner"))


def test_a_party_follows_by_code_and_sees_nothing_else(federation: world.World) -> None:
    receipt = world.open_case(federation)
    assert receipt.code is not None
    complaint = actions.find_by_code(receipt.code.lower().replace("-", " "))
    assert complaint.number == receipt.number
    docket = complaint.docket
    page = extracts.party_page(docket, key="C1")
    walk(page, set())
    assert page.stage_title == "Received"
    assert page.next_day is not None
    assert page.holder == "Secretary"
    assert page.own == (("summary", "Shouted down at the meeting."),)
    actions.send_message(docket=docket, by=Actor(key="C1"), text="Is there news?")
    actions.send_message(docket=docket, by=federation.actor("owner"), text="Not yet.", to=["C1"])
    docket = world.tell(federation, docket)
    actions.send_message(docket=docket, by=federation.actor("owner"), text="For the other side.", to=["R1"])
    page = extracts.party_page(docket, key="C1")
    assert [(line.text, line.mine) for line in page.messages] == [
        ("Is there news?", True),
        ("Not yet.", False),
    ]
    assert "Okafor" not in repr(page)
    other = extracts.party_page(docket, key="R1")
    assert [line.text for line in other.messages] == ["", "For the other side."]  # the letter first
    assert "Shouted" not in repr(other)


def test_as_it_stood_on_an_earlier_day(federation: world.World) -> None:
    docket = world.fresh(world.open_case(federation).docket)
    with clock.frozen(world.later(2)):
        take_step(
            docket=docket, step="acknowledge", by=federation.actor("owner"), at=world.later(2), needs=Needs()
        )
        then = extracts.case_page(world.fresh(docket), viewer=federation.actor("owner"), at=world.later(1))
        now = extracts.case_page(world.fresh(docket), viewer=federation.actor("owner"))
    assert (len(then.docket.timeline), len(now.docket.timeline)) == (1, 2)


def test_my_work_says_when_it_lists_less_than_there_is(federation: world.World) -> None:
    for _ in range(3):
        world.open_case(federation)
    owner = federation["owner"]
    whole, part = extracts.my_work(owner), extracts.my_work(owner, size=2)
    assert (len(whole.week), whole.cut) == (3, False)
    assert (len(part.week), part.cut) == (2, True)
