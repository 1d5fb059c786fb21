"""The public pages: before and after `init`, the rules in words, the codes."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.test import Client

from dueprocess.kit import clock
from dueprocess.rules import actions as rules
from dueprocess.rules import rulebooks
from tests import world

pytestmark = pytest.mark.django_db
SHIPPED = Path(rulebooks.__file__).parent / "shipped"


@pytest.mark.parametrize("address", ["/", "/how/", "/record/", "/record/verify.py"])
def test_before_init_every_page_answers(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/how/steps/",
        "/how/steps/x/",
        "/record/log.zip",
        "/how/rulebook.toml",
        "/code/conduct/",
        "/record/log/checkpoint",
    ],
)
def test_before_init_what_is_not_there_is_absent(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_rules_stand_in_words_part_by_part(client: Client) -> None:
    cast = world.federation()
    page = client.get("/how/").content.decode()
    assert cast.rulebook.pk in page
    boxes = re.findall(r'<a href="([^"]+)">\s*<rect', page)
    assert boxes  # the picture can be walked
    assert {client.get(box).status_code for box in boxes} == {200}
    parts = re.findall(r'href="(/how/[a-z]+/)"', page)
    assert {"/how/stages/", "/how/steps/", "/how/deadlines/", "/how/sanctions/"} <= set(parts)
    for part in parts:
        shown = client.get(part)
        assert shown.status_code == 200, part
        assert shown.content.decode().count("<h1") == 1
    assert "10 working days" in client.get("/how/deadlines/").content.decode()
    assert client.get("/how/nothing/").status_code == 404


def test_the_steps_stand_stage_by_stage_with_a_list_of_contents(client: Client) -> None:
    world.federation((SHIPPED / "standard.toml").read_text())
    contents = client.get("/how/steps/").content.decode()
    pages = dict.fromkeys(re.findall(r'href="(/how/steps/[a-z_-]+/)"', contents))
    assert {"/how/steps/to-open-a-case/", "/how/steps/assessment/", "/how/steps/at-any-stage/"} <= set(pages)
    shown = {path: client.get(path).content.decode() for path in pages}
    for path, anchor in re.findall(r'href="(/how/steps/[a-z_-]+/)#([a-z_]+)"', contents):
        assert f'<li id="{anchor}">' in shown[path], (path, anchor)
    # every step of the rulebook stands on some page, and every stage can be reached from the one before
    rules = rulebooks.get(rulebooks.in_force(date(2026, 6, 1), "case").pk)
    everything = "".join(shown.values())
    assert all(f'<li id="{step}">' in everything for step in rules.steps)
    assert "Within 10 working days of" in shown["/how/steps/assessment/"]
    walked, path = ["/how/steps/to-open-a-case/"], "/how/steps/to-open-a-case/"
    while after := re.search(r'dp-around__after" href="([^"]+)"', shown[path]):
        path = after[1]
        walked.append(path)
    assert walked == list(pages)
    assert client.get("/how/steps/nothing/").status_code == 404


def test_a_long_part_begins_with_its_contents(client: Client) -> None:
    world.federation((SHIPPED / "standard.toml").read_text())
    page = client.get("/how/deadlines/").content.decode()
    targets = re.findall(r'href="#(r\d+)"', page)
    assert len(targets) > 40
    titles = re.findall(r'href="#r\d+">([^<]+)<', page)
    assert all(one != other for one, other in pairwise(titles)), "a title stands twice"
    assert all(f'id="{each}"' in page for each in targets)
    assert "On this page" not in client.get("/how/bodies/").content.decode()


def test_both_drawings_of_the_way_have_names_of_their_own(client: Client) -> None:
    world.federation()
    ids = re.findall(r'\bid="([^"]+)"', client.get("/how/").content.decode())
    assert len(ids) == len(set(ids))
    assert {"way-title", "beside-title", "way-arrow", "beside-arrow"} <= set(ids)


def test_the_rulebook_is_handed_out_byte_for_byte(client: Client) -> None:
    cast = world.federation()
    answer = client.get("/how/rulebook.toml")
    assert answer.content == cast.rulebook.text.encode()
    assert answer["Content-Type"].startswith("text/plain")


def test_the_version_to_come_is_announced_and_can_be_read(client: Client) -> None:
    cast = world.federation()
    assert "holds" not in client.get("/how/").content.decode()
    text = cast.rulebook.text.replace('version = "1"', 'version = "2"')
    with clock.frozen(world.MONDAY):
        coming = rules.adopt(
            text=text, adopted_by="Assembly", adopted_on=world.ADOPTED, by=None,
            in_force_from=world.MONDAY.date() + timedelta(days=9),
        )  # fmt: skip
        page = client.get("/how/").content.decode()
        assert "From Wed 1 Apr 2026 version 2 holds" in page
        link = re.search(r'href="(/how/rulebook.toml\?version=[^"]+)"', page)
        assert link
        assert client.get(link[1]).content == text.encode() == coming.text.encode()
        assert client.get("/how/rulebook.toml").content == cast.rulebook.text.encode()
        assert client.get("/how/rulebook.toml?version=x").status_code == 404
    with clock.frozen(world.MONDAY + timedelta(days=9)):
        assert "version 2 holds" not in client.get("/how/").content.decode()


def test_a_code_shows_every_version_the_newest_first(client: Client) -> None:
    world.ground()
    text = """
[code]
id = "conduct"
title = "Code of conduct"
language = "en"
[versions.1]
in_force = "2020-01-01"
[versions.1.clauses]
respect = { title = "Respect", text = "Treat <everybody> with respect." }
[versions.2]
in_force = "2026-01-01"
[versions.2.clauses]
respect = { title = "Respect", text = "Treat everybody with respect, also online." }
"""
    rules.adopt_code(text=text, adopted_by="Assembly", adopted_on=world.ADOPTED, by=None)
    page = client.get("/code/conduct/").content.decode()
    assert page.index("Version 2") < page.index("Version 1")
    assert "Treat &lt;everybody&gt; with respect." in page
    assert page.count("In force today") == 1
