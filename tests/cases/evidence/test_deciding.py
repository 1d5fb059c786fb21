"""Sorting items, ruling on them, and the list that respondents get."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from dueprocess.cases import actions as cases
from dueprocess.cases.evidence import actions, extracts
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import evidence, verify
from dueprocess.docket.actions import take_step
from dueprocess.docket.deciding import deciders
from dueprocess.docket.evidence import WORDS, Class, Kind, Obtained, Ruling
from dueprocess.docket.models import Act
from dueprocess.docket.needs import Actor, Upload
from dueprocess.kit import clock
from dueprocess.rules import rulebooks
from tests import world
from tests.cases.evidence.conftest import Scene

pytestmark = pytest.mark.django_db


def sort(scene: Scene, as_class: Class, who: str = "owner", item: str = "e1", **more: object) -> Act:
    by = scene.world.actor(who)
    return actions.sort(docket=scene.docket, item=item, as_class=as_class, by=by, **more)  # type: ignore[arg-type]


def rule(scene: Scene, ruling: Ruling, who: str = "second", item: str = "e1", **more: object) -> Act:
    said = {"reason": "It shows what nothing else shows."} | more
    by = scene.world.actor(who)
    return actions.rule(docket=scene.docket, item=item, ruling=ruling, by=by, **said)  # type: ignore[arg-type]


def refused(code: str, what: Callable[[], object]) -> None:
    with pytest.raises(Refused) as caught:
        what()
    assert caught.value.code == code


def covert(scene: Scene) -> None:
    scene.described(obtained=Obtained.COVERT, offered_by="")


@pytest.mark.both
def test_what_was_taken_covertly_is_relied_on_only_once_a_ruling_admits_it(scene: Scene) -> None:
    covert(scene)
    refused("needs_ruling", lambda: sort(scene, Class.RELIED))
    note = rule(scene, Ruling.ADMITTED)
    assert note.role == "committee_member"
    assert note.facts["as"] == "committee_member"
    sort(scene, Class.RELIED)
    assert scene.items()["e1"].counts_as == Class.RELIED
    # refused later, it is relied on no more, whatever it was sorted as
    rule(scene, Ruling.REFUSED)
    assert scene.items()["e1"].counts_as == Class.UNUSED
    refused("ruled_out", lambda: sort(scene, Class.RELIED, reason="It matters."))
    assert list(verify.one(world.fresh(scene.docket))) == []


def test_those_rule_who_decide_and_never_on_their_own_item(scene: Scene) -> None:
    rules = rulebooks.get(scene.docket.rulebook_id)
    assert deciders(rules) == {"committee_member"}
    covert(scene)
    refused("own", lambda: rule(scene, Ruling.ADMITTED, who="owner"))
    # whoever rules on nothing does not even read what waits for a ruling
    refused("no_item", lambda: rule(scene, Ruling.ADMITTED, who="elder_1"))
    scene.described(file=WORDS, act=scene.film, obtained=Obtained.OPEN, offered_by="", title="Words")
    refused("not_theirs", lambda: rule(scene, Ruling.ADMITTED, who="elder_1", item="e2"))
    with pytest.raises(Refused):
        rule(scene, Ruling.ADMITTED, who="stranger")
    sort(scene, Class.UNUSED, who="third")
    refused("own", lambda: rule(scene, Ruling.ADMITTED, who="third"))
    refused("no_item", lambda: rule(scene, Ruling.ADMITTED, item="e9"))
    with pytest.raises(Malformed) as caught:
        rule(scene, Ruling.ADMITTED, reason=" ", protects=True)
    assert [each.path for each in caught.value.problems] == ["reason", "withheld"]


def test_privilege_has_a_reason_and_does_not_come_back(scene: Scene) -> None:
    scene.described()
    with pytest.raises(Malformed):
        sort(scene, Class.PRIVILEGED)
    sort(scene, Class.PRIVILEGED, reason="Advice of our lawyer.", helpful=True)
    item = scene.items()["e1"]
    assert (item.counts_as, item.helpful) == (Class.PRIVILEGED, False)
    # whoever may not read it does not take the privilege away, nor rules on it
    refused("no_item", lambda: sort(scene, Class.UNUSED, who="second", reason="I want to see it."))
    refused("no_item", lambda: rule(scene, Ruling.ADMITTED))
    refused("no_item", lambda: scene.described(who="second", item="e1"))
    with pytest.raises(Malformed):
        sort(scene, Class.UNUSED)
    sort(scene, Class.UNUSED, reason="The client waived it.")
    assert scene.items()["e1"].counts_as == Class.UNUSED


def test_what_a_party_was_told_or_an_act_says_is_not_privileged(scene: Scene) -> None:
    owner = scene.world.actor("owner")
    # the words of the complaint, which opened the case
    scene.described(act=1, file=evidence.WORDS, kind=Kind.STATEMENT)
    refused("public_act", lambda: sort(scene, Class.PRIVILEGED, reason="No."))
    # the words of a step whose letter went out
    docket = scene.docket
    sent = take_step(docket=docket, step="send", by=owner, at=clock.now())
    cases.confirm_sent(docket=docket, of=sent.n, to=["R1"], channel="post", by=owner)
    message = cases.send_message(
        docket=docket, by=owner, text="As we wrote.", to=["R1"], files=[Upload("a.txt", [b"a"])]
    )
    scene.described(act=message.n, file=1, title="What we sent")
    refused("told", lambda: sort(scene, Class.PRIVILEGED, item="e2", reason="No."))


@pytest.mark.both
def test_a_respondent_gets_the_list_and_opens_what_may_help(scene: Scene) -> None:
    owner, docket = scene.world.actor("owner"), scene.docket
    refused("untold", lambda: actions.disclose(docket=docket, to=["R1"], by=owner))
    sent = take_step(docket=docket, step="send", by=owner, at=clock.now())
    cases.confirm_sent(docket=docket, of=sent.n, to=["R1"], channel="post", by=owner)
    # given four items: one that may help, one unused, one whose source is protected, one privileged
    more = cases.add_information(
        docket=docket, by=Actor(key="C1"), text="More.",
        files=[Upload(f"{name}.txt", [name.encode()]) for name in ("helps", "plain", "source", "advice")],
    )  # fmt: skip
    for number, title in enumerate(("Helpful film", "Plain film", "Hidden film", "Lawyer's advice"), 1):
        scene.described(act=more.n, file=number, title=title)
    sort(scene, Class.UNUSED, item="e1", helpful=True)
    sort(scene, Class.UNUSED, item="e2")
    sort(scene, Class.UNUSED, item="e3", helpful=True)
    rule(scene, Ruling.REFUSED, item="e3", protects=True, withheld="Somebody would be in danger.")
    sort(scene, Class.PRIVILEGED, item="e4", reason="Advice.")
    assert extracts.unused(docket, key="R1") is None
    # when the list is given
    actions.disclose(docket=docket, to=["R1"], by=owner)
    # then they read two items, open the one that may help, and learn that a third is withheld, by whom, why
    shown = extracts.unused(docket, key="R1")
    assert shown is not None
    assert [(each.title, each.helpful, bool(each.file)) for each in shown.lines] == [
        ("Helpful film", True, True), ("Plain film", False, False),
    ]  # fmt: skip
    assert shown.withheld == (("Committee member", "Somebody would be in danger."),)
    assert [extracts.may_open(docket, key="R1", act=more.n, number=n) for n in range(1, 5)] == [
        True, False, False, False,
    ]  # fmt: skip
    assert extracts.unused(docket, key="C1") is None
    # and the desk sees that it was given, and when it says something else
    given = extracts.evidence_page(world.fresh(docket), viewer=owner)[1].given
    assert [(each.key, bool(each.act), each.stale) for each in given] == [("R1", True, False)]
    sort(scene, Class.PRIVILEGED, item="e1", reason="It was advice too.")
    assert extracts.evidence_page(world.fresh(docket), viewer=owner)[1].given[0].stale
    shown = extracts.unused(docket, key="R1")
    assert shown is not None
    assert len(shown.withheld) == 2
    assert not extracts.may_open(docket, key="R1", act=more.n, number=1)
    with pytest.raises(Malformed):
        actions.disclose(docket=docket, to=["C1"], by=owner)


def test_what_a_respondent_has_the_gist_of_alone_is_not_opened_from_the_list(scene: Scene) -> None:
    owner, docket = scene.world.actor("owner"), scene.docket
    sent = take_step(docket=docket, step="send", by=owner, at=clock.now())
    cases.confirm_sent(docket=docket, of=sent.n, to=["R1"], channel="post", by=owner)
    for file in (1, WORDS):
        scene.described(act=scene.film, file=file, title=f"Film {file}")
    for item in ("e1", "e2"):
        sort(scene, Class.UNUSED, item=item, helpful=True)
    actions.disclose(docket=docket, to=["R1"], by=owner)
    assert extracts.may_open(docket, key="R1", act=scene.film, number=1)
    for item in ("e1", "e2"):
        actions.give_gist(
            docket=docket, item=item, to=["R1"], gist="It was dark.", why="A child is in it.", by=owner
        )
    assert not extracts.may_open(docket, key="R1", act=scene.film, number=1)
    shown = extracts.unused(docket, key="R1")
    assert shown is not None
    assert shown.lines == ()
    assert shown.withheld == (("", "A child is in it."),) * 2
    # until they get all of it
    actions.give_in_full(docket=docket, item="e1", to=["R1"], by=owner)
    assert extracts.may_open(docket, key="R1", act=scene.film, number=1)


def test_what_they_have_the_gist_of_alone_the_list_does_not_give(scene: Scene) -> None:
    owner, docket = scene.world.actor("owner"), scene.docket
    sent = take_step(docket=docket, step="send", by=owner, at=clock.now())
    cases.confirm_sent(docket=docket, of=sent.n, to=["R1"], channel="post", by=owner)
    scene.described()
    sort(scene, Class.UNUSED, item="e1", helpful=True)
    actions.give_gist(docket=docket, item="e1", to=["R1"], gist="A door.", why="It shows a child.", by=owner)
    actions.disclose(docket=docket, to=["R1"], by=owner)
    shown = extracts.unused(docket, key="R1")
    assert shown is not None
    assert (shown.lines, shown.withheld) == ((), (("", "It shows a child."),))
    assert not extracts.may_open(docket, key="R1", act=scene.film, number=1)
    actions.give_in_full(docket=docket, item="e1", to=["R1"], by=owner)
    assert extracts.may_open(docket, key="R1", act=scene.film, number=1)


def test_where_the_log_takes_no_entry_nothing_is_kept(scene: Scene, entries_fail: Callable[[], None]) -> None:
    owner = scene.world.actor("owner")
    covert(scene)
    sent = take_step(docket=scene.docket, step="send", by=owner, at=clock.now())
    cases.confirm_sent(docket=scene.docket, of=sent.n, to=["R1"], channel="post", by=owner)
    before, words = Act.objects.count(), set(scene.docket.words.values_list("tag", flat=True))
    entries_fail()
    for does in (
        lambda: sort(scene, Class.PRIVILEGED, reason="Advice."),
        lambda: rule(scene, Ruling.ADMITTED, protects=True, withheld="Danger."),
        lambda: actions.disclose(docket=scene.docket, to=["R1"], by=owner),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            does()
        assert Act.objects.count() == before
        assert set(scene.docket.words.values_list("tag", flat=True)) == words
