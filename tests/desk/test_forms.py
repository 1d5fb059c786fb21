"""Every step of the shipped rulebooks is taken through the desk's own pages: from a link on the case page,
sent empty (each need is named, nothing is kept), then full (an act that fits its schema). Its further
outcomes are sent empty and full to the form and the action behind the page."""

from __future__ import annotations

import pytest
from django.db import transaction

from dueprocess.kit import clock
from tests import world
from tests.core.engine.walk import rulebook
from tests.desk.conftest import SHIPPED, staffed
from tests.desk.courses import COURSES, TWO, Move, steps_of
from tests.desk.touring import Tour

PARTS = [(name, part) for name, parts in COURSES.items() for part in range(len(parts))]


@pytest.mark.parametrize("name", COURSES)
def test_every_step_and_outcome_stands_in_a_course(name: str) -> None:
    rules = rulebook(name)
    there = {(step.id, outcome) for step in rules.steps.values() for outcome in (list(step.outcomes) or [""])}
    assert {pair for part in COURSES[name] for course in part.values() for pair in steps_of(course)} == there


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_each_step_names_its_needs_and_makes_an_act_that_fits_its_schema(
    db: None, name: str, part: int
) -> None:
    with clock.frozen(world.later(days=-1)):
        built, holders = staffed((SHIPPED / f"{name}.toml").read_text(), each=4)
    earlier = {pair for each in COURSES[name][:part] for course in each.values() for pair in steps_of(course)}
    tour = Tour(built, holders, seen=earlier)
    for respondents in (1, 2):
        tour.respondents = respondents
        walk(
            tour,
            [course for said, course in COURSES[name][part].items() if (said in TWO) == (respondents == 2)],
        )
    every = {pair for course in COURSES[name][part].values() for pair in steps_of(course)}
    assert tour.seen >= every


def walk(tour: Tour, courses: list[tuple[Move, ...]]) -> None:
    """Take all courses; what several begin with is done once, and each goes on from there."""
    while courses := [course for course in courses if course]:
        first = courses[0][0]
        together = [course[1:] for course in courses if course[0] == first]
        courses = [course for course in courses if course[0] != first]
        before = tour.docket, tour.at
        with transaction.atomic():
            tour.go(first)
            walk(tour, together)
            transaction.set_rollback(True)
        tour.docket, tour.at = before
