"""What a page says of a vote: who voted how, or only how many where the body votes in secret."""

import pytest

from dueprocess.cases.extracts import case_page
from dueprocess.docket.actions import take_step
from dueprocess.docket.needs import Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.rules import rulebooks
from tests import world

pytestmark = pytest.mark.django_db
EXAMPLE = world.EXAMPLE.read_text(encoding="utf-8")
SECRET = EXAMPLE.replace('decides_by = "majority" }', 'decides_by = "majority", secret = true }', 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (EXAMPLE, "2 for (Piotr Żółkiewski-Mbeki, 李 明霞), 1 against (Suryani)"),
        (SECRET, "2 for, 1 against"),
    ],
    ids=["open", "secret"],
)
def test_votes_are_shown_as_the_body_votes(text: str, said: str) -> None:
    with clock.frozen(world.MONDAY):
        federation = world.federation(text)
        docket = world.open_case(federation).docket
    assert rulebooks.get(federation.rulebook.pk).bodies["committee"].secret is (text is SECRET)
    vault = Vault.of(docket)
    one, two, three = (vault.local(federation[name].pk) for name in ("conflicted", "second", "third"))
    votes = {"for": [one, two], "against": [three]}
    at = world.later(1)
    with clock.frozen(at):
        take_step(
            docket=docket,
            step="wait",
            by=federation.actor("conflicted"),
            at=at,
            needs=Needs(act={"votes": votes, "until": "2026-04-10"}),
        )
        page = case_page(world.fresh(docket), viewer=federation.actor("owner"))
    assert dict(page.docket.timeline[0].details)["Vote"] == said
