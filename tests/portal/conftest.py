"""The federation, and complaints through the portal as a browser sends them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests import world

SAID = "Shouted down at the meeting."


@pytest.fixture
def federation(db: None) -> world.World:
    return world.federation()


def once(page: bytes) -> str:
    """The token against double posts that a page carries."""
    found = re.search(rb'name="once" value="([^"]+)"', page)
    assert found
    return found[1].decode()


@pytest.fixture
def complained(federation: world.World, client: Client) -> Callable[..., str]:
    """A complaint sent with `client`, its code kept, its matter open; returns the code."""

    def send(**you: str) -> str:
        client.post("/portal/complain/")
        client.post("/portal/complain/what/", {"summary": SAID, "unit": str(federation.club.pk)})
        client.post("/portal/complain/who/", {"kind": "person", "name": "Ilse Marchetti"})
        client.post("/portal/complain/you/", you or {"named": "no"})
        token = once(client.get("/portal/complain/review/").content)
        client.post("/portal/complain/review/", {"once": token})
        shown = client.get("/portal/complain/sent/").content.decode()
        code = re.search(r'data-copy="([^"]+)"', shown)
        assert code
        client.post("/portal/complain/sent/", {"kept": "1"})
        return code[1]

    return send
