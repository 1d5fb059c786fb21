"""Somebody inside who looks for what is kept back by a way that was built beside it: a sentence that a note
repeats, a part that is split off, a letter, a file that is the same elsewhere, what was said about a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from dueprocess.cases import actions as cases
from dueprocess.cases import extracts
from dueprocess.cases.approaches import extracts as approaches
from dueprocess.cases.evidence import actions as evidence
from dueprocess.cases.evidence.actions import Description
from dueprocess.cases.letters import writing
from dueprocess.cases.mailbox import actions as mailbox
from dueprocess.cases.mailbox import extracts as extracts_of_mail
from dueprocess.core.errors import Refused
from dueprocess.core.related import Kind as Likeness
from dueprocess.docket import kept_back, wall
from dueprocess.docket.actions import mentions, parting, take_note, take_step
from dueprocess.docket.evidence import WORDS, Class, Kind, Obtained, Ruling
from dueprocess.docket.extracts.opened import opened
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.docket.search import Filters, narrow
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden
from dueprocess.kit.jobs import drain
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from dueprocess.rules import actions as rules
from tests import guided, lettering, mentioning, world
from tests.cases.approaches import entered
from tests.cases.mailbox import mails
from tests.cases.mailbox.taking import docket as docket_of
from tests.cases.mailbox.taking import take
from tests.cases.test_splitting import STEPS, sound, split, two
from tests.desk.conftest import signed_in
from tests.desk.test_related import LEAVES, complain

PART = STEPS.partition("[steps.hand_over]")[0]
SECRET = "Zeppelinwiese"
SENTENCE = f"Mattias Ó Dálaigh stood beside me at the {SECRET}."


@contextmanager
def under(text: str) -> Iterator[world.World]:
    """The federation under these rules, on the first Monday."""
    with clock.frozen(world.later(days=-1)):
        built = world.federation(text)
    with clock.frozen(world.MONDAY):
        yield built


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with under(mentioning.RULES + PART) as built:
        yield built


def refused(code: str, what: Callable[[], object]) -> None:
    with pytest.raises(Refused) as caught:
        what()
    assert caught.value.code == code


def found(here: world.World, text: str, who: str = "owner") -> int:
    return narrow(wall.visible_to(here[who]), Filters(text=text), at=clock.now()).dockets.count()


def noted(docket: Docket) -> Act:
    return Act.objects.filter(docket=docket, is_note=True, name="conflict").latest("n")


# --- a sentence that a note repeats


@pytest.mark.both
def test_a_part_says_nothing_of_what_a_witness_wrote_who_stays(federation: world.World) -> None:
    """The case that went out opens, the officer is still to be ruled on there, and the sentence stays."""
    here, owner = two(federation).docket, federation.actor("owner")
    witness = PartyIdentity(kind="witness", name="Somebody Else")
    cases.add_party(docket=here, identity=witness, by=owner)
    said = Needs(act={"by": "W1"}, content={"text": SENTENCE})
    officer = Actor(person=federation["owner"], key="W1")
    take_note(docket=here, note="information", by=officer, at=clock.now(), needs=said)
    drain()
    n = noted(here).n
    there = split(federation, world.fresh(here), parties=["R2"])
    drain()
    sound(world.fresh(here), world.fresh(there))
    view = opened(there)
    assert SECRET not in str(view.contents)
    assert found(federation, SECRET) == 1  # where it was written
    assert noted(there).n == n
    (due,) = [each for each in view.state.deadlines if each.step == "settle"]
    assert due.person == str(n), "it waits for a ruling, and is no declaration of the officer's own"
    client = signed_in(federation["owner"])
    for tail in ("", "sitting/", f"acts/{n}/"):
        answer = client.get(f"/desk/cases/{there.number}/{tail}")
        assert answer.status_code == 200, tail
        assert SECRET not in answer.content.decode(), tail


def test_words_that_stay_behind_are_repeated_by_no_note(federation: world.World) -> None:
    here = two(federation).docket
    told = cases.add_information(docket=here, by=Actor(key="C1"), text=SENTENCE)
    drain()
    assert SECRET in str(opened(world.fresh(here)).contents[noted(here).n])
    there = split(federation, world.fresh(here), how=parting.options(leaves=[told.n]), parties=["R2"])
    assert SECRET not in str(opened(there).contents)
    sound(world.fresh(here), there)


@pytest.mark.both
def test_a_sentence_of_what_is_privileged_is_kept_back_with_it(federation: world.World) -> None:
    here, owner = two(federation).docket, federation.actor("owner")
    told = cases.add_information(docket=here, by=Actor(key="C1"), text=SENTENCE)
    drain()
    note = noted(here)
    privileged(here, told, owner)
    here = world.fresh(here)
    for who, sees in (("owner", True), ("elder_1", False), ("overseer", False)):
        assert (SECRET in str(opened(here, viewer=federation.actor(who)).contents)) is sees, who
    assert note.n in kept_back.from_outside(here).words
    assert found(federation, SECRET) == 0
    there = split(federation, here, parties=["R2"])
    assert note.n in kept_back.from_outside(there).words
    assert SECRET not in str(opened(there, viewer=federation.actor("elder_1")).contents)
    sound(world.fresh(here), there)


def test_what_was_privileged_before_the_machine_looked_is_not_repeated(federation: world.World) -> None:
    here = two(federation).docket
    told = cases.add_information(docket=here, by=Actor(key="C1"), text=SENTENCE)
    privileged(here, told, federation.actor("owner"))
    assert mentions.look(here, told.n)
    assert noted(here).n not in opened(world.fresh(here)).contents
    assert found(federation, SECRET) == 0


def privileged(docket: Docket, told: Act, by: Actor, file: int = WORDS) -> None:
    what = Description(title="Advice", kind=Kind.STATEMENT, obtained=Obtained.OPEN)
    made = evidence.describe(docket=docket, what=what, by=by, act=told.n, file=file)
    item = made.facts["item"]
    evidence.sort(docket=docket, item=item, as_class=Class.PRIVILEGED, by=by, reason="Advice.")


# --- who is mentioned, and who says so


def test_nobody_writes_by_hand_that_a_colleague_is_mentioned(federation: world.World) -> None:
    """It would bar them at once; and who was cleared of it once is not looked for again."""
    docket = world.open_case(federation, summary="Shouted at.").docket
    rival = Vault.of(docket).local(federation["elder_2"].pk)
    by = federation.actor("owner")
    refused(
        "not_by_hand", lambda: cases.declare_conflict(docket=docket, who=rival, ground="mentioned", by=by)
    )
    page = signed_in(federation["owner"]).get(f"/desk/cases/{docket.number}/notes/conflict/")
    assert 'value="close to a party"' in page.content.decode()
    assert 'value="mentioned"' not in page.content.decode()


def test_a_message_of_an_outsider_that_an_officer_put_into_the_case_is_looked_through(
    federation: world.World,
) -> None:
    docket = world.open_case(federation, summary="Shouted at.").docket
    owner = Vault.of(docket).local(federation["owner"].pk)
    said = Needs(
        act={"by": owner}, introduces={"message": "AAAA-AAAA-A"},
        content={"from": "Esi Fontaine", "text": "Tamsin Okafor was there, and laughed."},
    )  # fmt: skip
    take_note(docket=docket, note="information", by=federation.actor("owner"), at=clock.now(), needs=said)
    drain()
    assert noted(docket).facts["who"] == owner
    assert Act.objects.filter(docket=docket, name="conflict").count() == 1
    page = signed_in(federation["owner"]).get(f"/desk/cases/{docket.number}/sitting/")
    assert page.status_code == 200
    sound(world.fresh(docket))


# --- what a part takes along


def test_why_another_was_treated_otherwise_stays_with_them(db: None) -> None:
    with under(guided.RULES + PART) as here:
        guided.adopt(adopted_on=world.ADOPTED)
        docket = guided.case(here, "One", "Two")
        guided.decide(here, docket, "insult", guided.LONG, why=f"They have nothing but the {SECRET}.")
        with clock.frozen(world.later(31)):
            there = split(here, world.fresh(docket), parties=["R2"])
            assert SECRET in str(opened(world.fresh(docket)).contents)
            assert SECRET not in str(opened(there).contents)
            assert found(here, SECRET) == 1
            sound(world.fresh(docket), there)


# --- letters


BEGINS = "Case {case} begins.\n"
TEXT = lettering.TEXT.replace(BEGINS, BEGINS + "\nAgainst {respondents}.\n\nBy {complainants}.\n")
NEWS = """
[steps.publish]
title = "Publish"
stage = "any"
by = ["secretary"]
[steps.news]
title = "Say where it stands"
stage = "any"
by = ["secretary"]
tells = [{ to = ["respondent"], letter = "news" }]
"""


@pytest.mark.parametrize(("without", "named"), [("", True), (', withholds = ["who complained"]', False)])
def test_a_letter_that_leaves_something_out_names_no_party_whatever_its_words_are(
    db: None, without: str, named: bool
) -> None:
    text = lettering.RULES.replace('letter = "report" }', f'letter = "report"{without} }}')
    with under(text) as here:
        rules.describe(by=None, name="Clubs", size=40)
        lettering.adopt(TEXT)
        docket = world.open_case(here).docket
        act = take_step(docket=docket, step="acknowledge", by=here.actor("owner"), at=clock.now())
        (letter,) = writing.of(opened(world.fresh(docket)), act.n, "committee", "post")
        said = "\n".join(text for block in letter.shown.blocks for text in block.texts)
        assert ("By " in said) is named
        assert f"Case {docket.number} begins." in said
        assert not letter.missing


def test_what_another_letter_waits_to_tell_no_letter_tells_before(db: None) -> None:
    after = '{ to = ["parties"], letter = "decision" }'
    text = lettering.RULES.replace(after, after.replace(" }", ', first = ["publish"] }')) + NEWS
    with under(text) as here:
        rules.describe(by=None, name="Clubs", size=40)
        lettering.adopt(lettering.TEXT + '[letters.news]\ntitle = "News"\ntext = "It is: {findings}"\n')
        docket, owner = world.open_case(here).docket, here.actor("owner")
        take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
        alleged = cases.Alleged(respondent="R1", text="That you sang.")
        coded, texts = cases.code_allegations(docket, [("R1", alleged)], at=clock.now())
        needs = Needs(act={"allegations": coded}, content=texts)
        sent = take_step(docket=docket, step="send", by=owner, at=clock.now(), needs=needs)
        cases.confirm_receipt(docket=docket, of=sent.n, to="R1", by=Actor(key="R1"))
        local = Vault.of(docket).local
        votes = {"for": [local(here[name].pk) for name in ("conflicted", "second", "third")]}
        one = {"allegation": coded[0]["id"], "respondent": "R1", "finding": "established"}
        with clock.frozen(world.later(30)):
            act = {"as": "committee", "votes": votes, "findings": [one]}
            take_step(
                docket=docket, step="decide", by=here.actor("third"), at=clock.now(), needs=Needs(act=act)
            )
            news = take_step(docket=docket, step="news", by=owner, at=clock.now())
            (before,) = writing.of(opened(world.fresh(docket)), news.n, "R1", "post")
            assert "established" not in str(before.shown)
            assert before.missing
            take_step(docket=docket, step="publish", by=owner, at=clock.now())
            (after_it,) = writing.of(opened(world.fresh(docket)), news.n, "R1", "post")
            assert "That you sang.: established" in str(after_it.shown)


# --- evidence, and what is the same elsewhere


def test_a_privileged_file_is_not_found_by_its_being_the_same_elsewhere(db: None) -> None:
    with under(world.EXAMPLE.read_text() + LEAVES) as here:
        before = complain(here, file=b"the same advice")
        mine = complain(here)
        upload = Upload("a.txt", [b"the same advice"])
        told = cases.add_information(docket=mine.docket, by=Actor(key="C1"), text="See.", files=[upload])

        def same() -> bool:
            lines = {each.number: each for each in extracts.related_to(mine.docket, here["owner"])}
            line = lines.get(before.case)
            return line is not None and Likeness.FILE in {kind for kind, _level in line.reasons}

        assert same()
        privileged(mine.docket, told, here.actor("owner"), 1)
        assert not same()


def test_a_paper_that_a_letter_is_to_give_along_is_not_made_privileged(federation: world.World) -> None:
    """Neither to keep it from whom it is owed, nor so that it goes out although it is."""
    docket, owner = world.open_case(federation, summary="Shouted at.").docket, federation.actor("owner")
    take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
    files = [Upload("why.txt", [b"why"], paper="reasons"), Upload("other.txt", [b"other"])]
    sent = take_step(docket=docket, step="send", by=owner, at=clock.now(), needs=Needs(files=files))
    refused("told", lambda: privileged(docket, sent, owner, 1))
    privileged(docket, sent, owner, 2)


@pytest.mark.both
def test_a_message_says_nothing_more_of_what_the_case_keeps_back(
    federation: world.World, settings: Any
) -> None:
    """Not in the mailbox either, where every office that reads it looks, and not in the mail as it came."""
    settings.DUEPROCESS_MAILBOX = settings.DEFAULT_FROM_EMAIL = mails.HOME
    for name in ("owner", "second"):
        world.appoint(federation[name], "secretary")
    case, owner = world.open_case(federation, summary="Shouted at.").docket, federation.actor("owner")
    sent = docket_of(take(text=f"About the {SECRET}.", files=[("a.txt", b"seen")]))
    mailbox.place(docket=sent, case=case, party="", by=owner)
    note = mailbox.confirm(docket=sent, by=federation.actor("second"))
    second, address = signed_in(federation["second"]), f"/desk/mailbox/{sent.number}/"
    assert SECRET in second.get(address).content.decode()
    assert second.get(f"{address}files/1/1/").status_code == 200
    what = Description(title="A tip", kind=Kind.MAIL, obtained=Obtained.LEAKED)
    evidence.describe(docket=case, what=what, by=owner, act=note.n, file=WORDS)
    judge = federation.actor("third")
    evidence.rule(
        docket=case, item="e1", ruling=Ruling.ADMITTED, by=judge, reason="It matters.", protects=True,
        withheld="They would be in danger.",
    )  # fmt: skip
    case = world.fresh(case)
    view = opened(case, viewer=federation.actor("second"))
    assert SECRET in str(view.contents)
    assert "wren@example.org" not in str(view.contents)
    assert [each["name"] for each in view.files[note.n]] == ["a.txt"]
    assert {(note.n, 1)} == kept_back.from_outside(case).files
    page = second.get(address).content.decode()
    assert SECRET not in page
    assert "wren@example.org" not in page
    assert second.get(f"{address}files/1/1/").status_code == 404
    assert "wren@example.org" in str(opened(case, viewer=owner).contents)
    for line in extracts_of_mail.box(federation["second"], state="part").lines:
        assert "wren@example.org" not in str(line)


# --- what was said about a case


def test_what_was_said_about_a_case_that_is_shut_for_them_oversight_does_not_read(
    federation: world.World,
) -> None:
    register.grant(
        person=federation["respondent"], power=Power.OVERSEE, by=None, reason="x", from_on=world.ADOPTED
    )
    register.grant(
        person=federation["elder_2"], power=Power.OVERSEE, by=None, reason="x", from_on=world.ADOPTED
    )
    register.appoint(
        person=federation["elder_2"], role="treasurer", unit=federation.club, from_on=world.ADOPTED,
        by=None, reason="Elected",
    )  # fmt: skip
    club = PartyIdentity(kind="respondent", unit=federation.club.pk, name=federation.club.name)
    case = world.open_case(federation, also=[club]).docket
    docket = entered(federation, by="second", about=case.number)
    other = entered(federation, by="second")
    for who in ("respondent", "elder_2"):
        person = federation[who]
        assert not wall.sees(case, person)
        assert not wall.sees(docket, person), who
        assert {each.number for each in approaches.register(person).lines} == {other.number}
        assert approaches.tally(person).every == 1
        with pytest.raises(Hidden):
            wall.open(docket.number, person, "to look", what="approach")
        assert wall.open(other.number, person, "to look", what="approach") == other
    mine = entered(federation, by="respondent", about=case.number)
    assert wall.sees(mine, federation["respondent"])  # what they wrote themselves
    assert wall.sees(docket, federation["overseer"])


def test_an_accused_unit_is_not_said_to_be_somebody_so_that_its_officers_see_it_again(
    federation: world.World,
) -> None:
    register.appoint(
        person=federation["stranger"], role="secretary", unit=federation.club, from_on=world.ADOPTED,
        by=None, reason="Elected",
    )  # fmt: skip
    club = PartyIdentity(kind="respondent", unit=federation.club.pk, name=federation.club.name)
    docket = world.open_case(federation, also=[club]).docket
    key = docket.parties.get(unit_key=federation.club.pk, tag="").key
    assert not wall.sees(docket, federation["stranger"])
    link: dict[str, Any] = {"docket": docket, "party": key, "reason": "It is them."}
    by, signer = federation.actor("elder_1"), federation["elder_2"]
    refused("unit", lambda: cases.propose_link(person=federation["leader"], by=by, signer=signer, **link))
    assert not wall.sees(docket, federation["stranger"])
