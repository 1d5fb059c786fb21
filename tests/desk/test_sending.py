"""A letter of the rules in several cases: each with its own values in the words that were adopted, those that
cannot go named with why before anything is sent, and each sent once, by an act of its own case."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from dueprocess.cases.batches import actions, doing, fitting
from dueprocess.cases.batches.models import Batch
from dueprocess.cases.letters.extracts import letter_page
from dueprocess.core.errors import Malformed
from dueprocess.core.rulebook import load
from dueprocess.docket import verify
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Act, Docket, Read
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.kit.models import OutgoingMail
from dueprocess.rules import actions as rules
from tests import lettering, world
from tests.desk.conftest import SHIPPED, signed_in
from tests.desk.test_batches import NEWS, done, opened, shut, states, why, written
from tests.desk.working import text, token

WORDS = """
[letters.update]
title = "How it stands"
text = \"\"\"
It is at this stage: {stage}.

{written}
\"\"\"

[letters.delay]
title = "Why it takes so long"
text = \"\"\"
{reasons}
\"\"\"

[letters.aside]
title = "Something aside"
text = "It was settled."

[letters.remind]
title = "What is said"
text = \"\"\"
{allegations}
\"\"\"
"""
DELAY = """
[steps.explain]
title = "Explain the delay"
clause = "2"
stage = "received"
by = ["secretary"]
again = true
needs = ["facts", "next steps"]
tells = [{ to = ["complainant"], letter = "delay" }]
[steps.remind]
title = "Remind them what is said"
clause = "2"
stage = "any"
by = ["secretary"]
again = true
tells = [{ to = ["complainant"], letter = "remind" }]
"""
ASIDE = """
[steps.settle]
title = "Settle something aside"
clause = "2"
stage = "received"
by = ["secretary"]
again = true
tells = [{ to = ["complainant", "respondent"], letter = "aside", optional = true }]
"""
UPDATE = doing.Told(how="letter:update", text="{owner} deals with it.")


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(lettering.RULES + NEWS + DELAY + ASIDE)
        rules.describe(by=None, name="Rambling Clubs", size=40)
        lettering.adopt(lettering.TEXT + WORDS)
    with clock.frozen(world.MONDAY):
        world.log_in(built["complainant"])
        yield built


def ready(built: world.World, dockets: list[Docket], told: doing.Told = UPDATE) -> Batch:
    batch = actions.begin(kind=Batch.Kind.LETTER, dockets=dockets, by=built["owner"])
    actions.say(batch=batch, told=told, by=built["owner"])
    drain()
    return Batch.objects.get(pk=batch.pk)


def test_it_is_chosen_looked_at_and_sent_through_the_pages(federation: world.World) -> None:
    dockets = opened(federation, 3)
    take_step(docket=dockets[2], step="acknowledge", by=federation.actor("owner"), at=clock.now())
    take_step(docket=dockets[2], step="send", by=federation.actor("owner"), at=clock.now())
    client = signed_in(federation["owner"])
    page = client.get("/desk/cases/")
    assert "Send a letter of the rules" in text(page)
    ticked = {"case": [each.number for each in dockets], "kind": "letter", "which": "ticked"}
    address = client.post("/desk/several/new/", ticked | token(page)).url
    choice = text(client.get(address))
    assert "Explain the delay" in choice
    assert "Complaint" not in choice.partition("Sent by the step")[2].partition("Or one that waits")[0]
    assert "What does it say besides?" not in text(client.get(f"{address}?letter=decision"))
    page = client.get(f"{address}?letter=delay")
    assert "Next steps" in text(page)
    empty = client.post(address, {"what": "say", "letter": "delay", "paper0": "x"} | token(page))
    assert set(empty.context["form"].errors) == {"paper1"}
    wrong = {"what": "say", "letter": "delay", "paper0": "{name}", "paper1": "x"} | token(page)
    assert "stands only in a message to each" in text(client.post(address, wrong))
    typed = {"what": "say", "letter": "delay", "paper0": "Ill since {received}.", "paper1": "A talk."}
    assert client.post(address, typed | token(client.get(f"{address}?letter=delay"))).status_code == 302
    drain()
    assert not Act.objects.filter(name="explain").exists()
    page = client.get(address)
    said = text(page)
    assert "Why it takes so long" in said
    assert "Ill since 23 March 2026." in said
    assert "In 1 case it cannot be done" in said
    looked = Read.objects.filter(docket=dockets[0], what="batch").count()
    part = re.findall(rf'href="({re.escape(address)}\d+/)"', page.content.decode())
    assert len(part) == 2
    assert "Ill since 23 March 2026." in text(client.get(part[0]))
    assert Read.objects.filter(docket=dockets[0], what="batch").count() == looked + 1
    assert signed_in(federation["overseer"]).get(part[0]).status_code == 404
    assert part[0] not in signed_in(federation["overseer"]).get(address).content.decode()
    keep = re.findall(r'name="keep" value="(\d+)"', page.content.decode())
    assert client.post(address, {"what": "start", "keep": keep} | token(page)).status_code == 302
    drain()
    assert "Done in 2 of 2" in text(client.get(address))
    assert client.get(part[0]).status_code == 404  # from now on it stands in the case
    assert Act.objects.filter(name="explain").count() == 2
    for docket in dockets[:2]:
        assert Act.objects.get(docket=docket, name="sent").facts["to"] == ["C1"]
        assert list(verify.one(world.fresh(docket))) == []
    again = client.post(address, {"what": "start", "keep": keep, "once": "x" * 24})
    assert again.status_code == 409
    assert Act.objects.filter(name="explain").count() == 2


def test_each_goes_as_a_letter_with_its_values_and_is_served_as_any(federation: world.World) -> None:
    with clock.frozen(world.later(days=-10)):
        old = world.open_case(federation, at=clock.now()).docket
    new = opened(federation, 1)[0]
    mails = OutgoingMail.objects.count()
    batch = ready(federation, [old, new])
    assert why(batch, old) == ""
    assert states(batch) == ["able", "able"]
    first = actions.letters_of(batch.parts.select_related("docket").get(docket=old))
    assert [each.to for each in first] == ["Wren Abara"]
    assert OutgoingMail.objects.count() == mails
    done(federation, batch)
    for docket, going in ((old, first), (new, None)):
        act, sent = (Act.objects.get(docket=docket, name=name) for name in ("update", "sent"))
        assert (sent.facts["of"], sent.facts["to"], sent.facts["by"]) == (act.n, ["C1"], "email")
        viewer = federation.actor("owner")
        shown = letter_page(world.fresh(docket), viewer=viewer, act=act.n, to="C1")[1]
        assert "Tamsin Okafor-Lindqvist deals with it." in repr(shown.shown)
        if going:
            assert shown.shown == tuple(each.shown for each in going)
        assert len(shown.files) == 1
        assert list(verify.one(world.fresh(docket))) == []
    assert OutgoingMail.objects.count() == mails + 2


def test_what_cannot_go_is_named_with_why_before_anything_is_sent(federation: world.World) -> None:
    dockets = opened(federation, 3)
    shut(federation, dockets[1])
    batch = ready(federation, dockets, doing.Told(how="letter:decision"))
    assert states(batch) == ["unable"] * 2
    assert "no such letter that an officer sends alone" in why(batch, dockets[0])
    batch = ready(federation, dockets, doing.Told(how="letter:remind"))
    assert "It lacks a value. What is said: " in why(batch, dockets[0])
    with pytest.raises(Malformed, match="This is empty"):
        ready(federation, dockets, doing.Told(how="letter:delay", papers={"facts": " "}))
    batch = ready(federation, dockets, doing.Told(how="letter:delay", papers={"facts": "x"}))
    assert "is not written: Next steps" in why(batch, dockets[2])
    with pytest.raises(Malformed, match="No case is chosen"):
        actions.start(batch=batch, by=federation["owner"], only=[])
    assert not Act.objects.filter(name__in=("explain", "remind", "sent")).exists()


def test_what_waits_already_goes_or_is_noted_as_posted_in_many(federation: world.World) -> None:
    docket, other = opened(federation, 2)
    for step in ("settle", "remind"):
        take_step(docket=world.fresh(docket), step=step, by=federation.actor("owner"), at=clock.now())
    drain()
    assert not Act.objects.filter(name="sent").exists(), "one may be left out, one lacks something"
    page = signed_in(federation["owner"])
    batch = actions.begin(kind=Batch.Kind.LETTER, dockets=[docket, other], by=federation["owner"])
    address = f"/desk/several/{batch.code}/"
    assert "Or one that waits already" in text(page.get(address))
    form = page.get(f"{address}?letter=waits:aside")
    assert "It went by post" in text(form)
    typed = {"what": "say", "letter": "waits:aside", "channel": "portal", "text": ""}
    assert page.post(address, typed | token(form)).status_code == 302
    drain()
    batch.refresh_from_db()
    assert (states(batch), why(batch, other)) == (["able", "unable"], "No such letter waits in it.")
    assert "One who is to get it can open nothing here" in why(batch, docket)
    assert "that waits there already" in text(page.get(address))
    done(federation, batch)
    sent = Act.objects.get(docket=docket, name="sent")
    assert (sent.facts["to"], sent.facts["by"]) == (["C1"], "email")
    again = ready(federation, [docket], doing.Told(how="waits:aside", channel="portal"))
    assert states(again) == ["unable"]
    done(federation, ready(federation, [docket], doing.Told(how="waits:aside", channel="post")))
    posted = Act.objects.filter(docket=docket, name="sent").latest("n")
    assert (posted.facts["to"], posted.facts["by"]) == (["R1"], "post")


def test_what_waits_and_lacks_something_says_what_was_written(federation: world.World) -> None:
    docket = opened(federation, 1)[0]
    take_step(docket=docket, step="remind", by=federation.actor("owner"), at=clock.now())
    with pytest.raises(Malformed, match="not said how it goes"):
        ready(federation, [docket], doing.Told(how="waits:remind"))
    lacking = ready(federation, [docket], doing.Told(how="waits:remind", channel="portal"))
    assert "It lacks a value." in why(lacking, docket)
    by_post = ready(federation, [docket], doing.Told(how="waits:remind", channel="post", text="x"))
    assert "nothing is to be posted" in why(by_post, docket)
    told = doing.Told(how="waits:remind", channel="portal", text="It is about {case}.")
    batch, said = ready(federation, [docket], told), f"It is about {docket.number}."
    part = batch.parts.select_related("docket").get()
    assert [each.text for each in actions.letters_of(part)] == [said]
    done(federation, batch)
    assert written(Act.objects.get(docket=docket, name="sent")) == said
    assert list(verify.one(world.fresh(docket))) == []


def test_without_adopted_words_it_says_what_was_written(db: None) -> None:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(lettering.RULES + NEWS)
    with clock.frozen(world.MONDAY):
        docket = opened(built, 1)[0]
        batch = ready(built, [docket], doing.Told(how="letter:update"))
        assert "No words were adopted" in why(batch, docket)
        batch = ready(built, [docket], UPDATE)
        assert states(batch) == ["able"]
        page = signed_in(built["owner"]).get(f"/desk/several/{batch.code}/")
        assert "Tamsin Okafor-Lindqvist deals with it." in text(page)
        done(built, batch)
        assert Act.objects.filter(docket=docket, name="update").count() == 1
        assert Act.objects.get(docket=docket, name="sent").facts["by"] == "portal"


def test_the_standard_rulebook_lets_updates_and_delays_go_out_in_many() -> None:
    from_rules = fitting.by_letter(load((SHIPPED / "standard.toml").read_text()))
    assert {"update", "delay"} <= set(from_rules)
    assert {"outcome", "reasons", "suspension"}.isdisjoint(from_rules)
