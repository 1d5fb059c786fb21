"""The public pages: before and after `init`, the rules in words, the codes."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from dueprocess.rules import actions as rules
from tests import world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/how/", "/record/", "/record/verify.py"])
def test_before_init_every_page_answers(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address", ["/how/steps/", "/how/rulebook.toml", "/code/conduct/", "/record/log/checkpoint"]
)
def test_before_init_what_is_not_there_is_absent(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_rules_stand_in_words_part_by_part(client: Client) -> None:
    cast = world.federation()
    page = client.get("/how/").content.decode()
    assert cast.rulebook.pk in page
    parts = re.findall(r'href="(/how/[a-z]+/)"', page)
    assert {"/how/stages/", "/how/steps/", "/how/deadlines/", "/how/sanctions/"} <= set(parts)
    for part in parts:
        shown = client.get(part)
        assert shown.status_code == 200, part
        assert shown.content.decode().count("<h1") == 1
    assert "10 working days" in client.get("/how/deadlines/").content.decode()
    assert client.get("/how/nothing/").status_code == 404


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
