"""Findings as the house keeps them: by which standard, on which evidence, and never on what the respondent
could not answer alone; what they are told of that; and a notice for every allegation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from dueprocess.cases import actions as cases
from dueprocess.cases import extracts
from dueprocess.cases.evidence import actions
from dueprocess.cases.evidence import extracts as evidence
from dueprocess.cases.evidence.actions import Description
from dueprocess.cases.evidence.extracts.written import text_for_party
from dueprocess.cases.models import Finding
from dueprocess.cases.statements import actions as statements
from dueprocess.core.engine import NotPermitted
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import extracts as dockets
from dueprocess.docket import verify
from dueprocess.docket.actions import propose_circle, rebuild, record_lapses, sign
from dueprocess.docket.evidence import Class, Kind, Obtained, Ruling
from dueprocess.docket.extracts.pages.steps import form as step_form
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import PartyIdentity, Upload
from dueprocess.docket.statements import Taken
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import finding, world
from tests.docket import conftest as failing
from tests.finding import PROVED, alleges, find, item, opened, told

pytestmark = pytest.mark.django_db
entries_fail = failing.entries_fail


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(finding.RULES)
        finding.adopt_code()
    with clock.frozen(world.MONDAY):
        yield built


@pytest.fixture
def case(federation: world.World) -> Docket:
    return told(federation, opened(federation))


def lacks(built: world.World, docket: Docket, *findings: dict[str, object]) -> list[tuple[str, str | None]]:
    with pytest.raises(NotPermitted) as error, transaction.atomic():
        find(built, docket, *findings)
    return [(str(each.code), each.item) for each in error.value.needs]


@pytest.mark.both
def test_a_finding_is_kept_with_its_standard_and_evidence(federation: world.World, case: Docket) -> None:
    key = item(federation, case, "Letter of the hall's keeper")
    act = find(federation, case, {**PROVED, "on": [key], "standard": "a hunch", "sealed": [key]})
    assert act.facts["findings"] == [PROVED | {"on": [key], "standard": "balance of probabilities"}]
    assert Finding.objects.get().standard == "balance of probabilities"
    assert rebuild.docket(case.pk) == 0
    assert list(verify.one(world.fresh(case))) == []
    page = extracts.case_page(world.fresh(case), viewer=federation.actor("owner"))
    (found,) = page.allegations[0].findings
    assert (found.standard, found.on) == ("on the balance of probabilities", (("e1", 1),))
    told_ = dict(next(row for row in page.docket.timeline if row.n == act.n).details)
    assert told_["Finding on allegation 1"].endswith("proved, on the balance of probabilities")
    assert told_["Finding on allegation 1 rests on"] == "item 1"


def test_nothing_rests_on_what_is_not_relied_on(federation: world.World, case: Docket) -> None:
    key = item(federation, case, "Rumour", relied=False)
    for each in (key, "e9"):
        with pytest.raises(Malformed, match="Nothing is relied on here as item"):
            find(federation, case, {**PROVED, "on": [each]})


@pytest.mark.both
def test_an_account_of_a_protected_source_bears_no_finding_alone(
    federation: world.World, case: Docket
) -> None:
    sealed, plain = item(federation, case, "Sealed"), item(federation, case, "Plain")
    actions.rule(
        docket=case, item=sealed, ruling=Ruling.ADMITTED, by=federation.actor("third"), reason="Fear.",
        protects=True, withheld="Somebody would be in danger.",
    )  # fmt: skip
    assert lacks(federation, case, {**PROVED, "on": [sealed]}) == [("sole_basis", "a1")]
    assert lacks(federation, case, PROVED) == [("sole_basis", "a1")], "who names nothing hides nothing"
    both = {**PROVED, "on": [plain, sealed]}
    assert lacks(federation, case, both) == [("sole_basis", "a1")]
    act = find(federation, case, {**both, "without_sealed": True})
    assert act.facts["findings"][0]["sealed"] == [sealed]
    # and the letter says what is withheld and why, but not what it is
    cases.confirm_sent(docket=case, of=act.n, to=["R1"], channel="post", by=federation.actor("owner"))
    cases.confirm_receipt(docket=case, of=act.n, to="R1", by=federation.actor("owner"))
    letter = extracts.letter(world.fresh(case), key="R1", act=act.n)
    assert letter is not None
    texts = dict(letter.texts)
    assert texts["What is withheld from you, and why"] == "Item 1: Somebody would be in danger."
    assert ("Finding: Respect", "proved, on the balance of probabilities") in letter.details
    theirs = extracts.letter(world.fresh(case), key="C1", act=act.n)
    assert theirs is None or "What is withheld from you, and why" not in dict(theirs.texts)


def test_a_copy_of_a_sealed_account_bears_no_finding_alone(federation: world.World, case: Docket) -> None:
    owner = federation.actor("owner")

    def copied(of: str, title: str) -> str:
        """A copy that an officer took, named as one, and relied on."""
        key = item(federation, case, title)
        what = Description(title=title, kind=Kind.DOCUMENT, obtained=Obtained.OPEN, copy_of=of)
        actions.describe(docket=case, what=what, by=owner, item=key)
        return key

    sealed, told_of = item(federation, case, "Sealed"), item(federation, case, "Told in gist")
    again = copied(copied(sealed, "A copy"), "A copy of the copy")
    cut = copied(told_of, "A copy, cut")
    find(federation, case, {**PROVED, "on": [again]})
    actions.rule(
        docket=case, item=sealed, ruling=Ruling.ADMITTED, by=federation.actor("third"), reason="Fear.",
        protects=True, withheld="Somebody would be in danger.",
    )  # fmt: skip
    actions.give_gist(docket=case, item=told_of, to=["R1"], gist="You.", why="A child.", by=owner)
    for each in (again, cut):
        assert lacks(federation, case, {**PROVED, "on": [each]}) == [("sole_basis", "a1")], each
    # they can answer a copy of which they got all; of the other one the source stays protected
    actions.give_in_full(docket=case, item=cut, to=["R1"], by=owner)
    with pytest.raises(Refused, match="source is protected"):
        actions.give_in_full(docket=case, item=again, to=["R1"], by=owner)
    assert lacks(federation, case, {**PROVED, "on": [again]}) == [("sole_basis", "a1")]
    find(federation, case, {**PROVED, "on": [cut]})
    # who says that each is a copy of the other stops nothing
    copied_back = Description(title="It", kind=Kind.DOCUMENT, obtained=Obtained.OPEN, copy_of=cut)
    actions.describe(docket=case, what=copied_back, by=owner, item=told_of)
    find(federation, case, {**PROVED, "on": [cut]})


def test_all_of_an_item_is_all_of_its_words(federation: world.World, case: Docket) -> None:
    """Also where they stand in no field that is called text: else nothing was given, and it bore findings."""
    owner = federation.actor("owner")
    sent = Act.objects.get(docket=case, n=1)
    what = Description(title="The complaint", kind=Kind.STATEMENT, obtained=Obtained.OPEN)
    entered = find(federation, case, PROVED)
    words = actions.describe(docket=case, what=what, by=owner, act=entered.n)
    first = actions.describe(docket=case, what=what, by=owner, act=sent.n)
    for each in (words, first):
        actions.give_in_full(docket=case, item=each.facts["item"], to=["R1"], by=owner)
    shown = evidence.shown(world.fresh(case), key="R1")
    assert shown is not None
    assert [line.text.strip() != "" for line in shown.lines] == [True, True]
    assert "Two people saw it." in next(line.text for line in shown.lines if line.number == 1)
    mail = replace(dockets.opened(world.fresh(case)), contents={1: {"from": "Ilse", "text": "It was dark."}})
    assert text_for_party(mail, 1) == "It was dark."


def test_an_account_of_nobody_known_bears_none_alone(federation: world.World, case: Docket) -> None:
    owner = federation.actor("owner")
    witness = PartyIdentity(kind="witness")
    cases.add_party(docket=case, identity=witness, by=owner, reason="Wants to stay unknown.")
    key = item(federation, world.fresh(case), "What W1 wrote", by="W1")
    assert lacks(federation, case, {**PROVED, "on": [key]}) == [("sole_basis", "a1")]


def test_what_an_officer_wrote_down_for_nobody_known_bears_none_alone(
    federation: world.World, case: Docket
) -> None:
    """A statement is of whoever stated it, not of the officer who wrote it down."""
    owner = federation.actor("owner")
    cases.add_party(docket=case, identity=PartyIdentity(kind="witness"), by=owner, reason="Stays unknown.")
    said = statements.Said(text="They shouted.", taken=Taken.INTERVIEW, taken_at=clock.now())
    made = statements.take(docket=world.fresh(case), of="W1", said=said, by=owner)
    what = actions.Description(title="An account", kind=Kind.STATEMENT, obtained=Obtained.OPEN)
    key = str(actions.describe(docket=case, what=what, by=owner, act=made.n).facts["item"])
    actions.sort(docket=case, item=key, as_class=Class.RELIED, by=owner)
    assert lacks(federation, case, {**PROVED, "on": [key]}) == [("sole_basis", "a1")]


def test_a_copy_is_sealed_as_what_it_is_a_copy_of(federation: world.World, case: Docket) -> None:
    """Else a copy of a protected account, with names taken out, would bear a finding alone."""
    owner = federation.actor("owner")
    sealed = item(federation, case, "Sealed")
    actions.rule(
        docket=case, item=sealed, ruling=Ruling.ADMITTED, by=federation.actor("third"), reason="Fear.",
        protects=True, withheld="Somebody would be in danger.",
    )  # fmt: skip
    of, keys = sealed, []
    for n in range(2):  # and a copy of the copy
        what = actions.Description(
            title=f"Without names {n}", kind=Kind.STATEMENT, obtained=Obtained.OPEN, copy_of=of
        )
        paper = Upload("copy.txt", [f"Copy {n}".encode()])
        of = str(actions.describe(docket=case, what=what, by=owner, upload=paper).facts["item"])
        actions.sort(docket=case, item=of, as_class=Class.RELIED, by=owner)
        keys.append(of)
    assert lacks(federation, case, {**PROVED, "on": keys}) == [("sole_basis", "a1")]
    form = step_form(world.fresh(case), step="find", viewer=federation.actor("second"))
    assert [each.key for each in form.bases if each.sealed_for == {"R1"}] == [sealed, *keys]
    # two that are said to be copies of one another
    again = actions.Description(title="Round", kind=Kind.STATEMENT, obtained=Obtained.OPEN, copy_of=keys[1])
    actions.describe(docket=case, what=again, by=owner, item=keys[0])
    find(federation, case, {**PROVED, "on": [keys[0]]})


@pytest.mark.both
def test_the_gist_of_an_item_is_read_by_whom_it_was_given(federation: world.World, case: Docket) -> None:
    owner = federation.actor("owner")
    key = item(federation, case, "Witness statement")
    assert evidence.shown(case, key="R1") is None
    note = actions.give_gist(
        docket=case, item=key, to=["R1"], gist="You shouted at the door.", why="It names a child.", by=owner
    )
    shown = evidence.shown(world.fresh(case), key="R1")
    assert shown is not None
    (line,) = shown.withheld
    assert (line.number, line.gist, line.why, line.by) == (
        1, "You shouted at the door.", "It names a child.", "",
    )  # fmt: skip
    assert shown.lines == ()
    assert evidence.shown(world.fresh(case), key="C1") is None
    sent = Act.objects.get(docket=case, n=note.n - 2)
    assert not evidence.may_open_shown(case, key="R1", act=sent.n, number=1)
    # so that it is sealed for them
    assert lacks(federation, case, {**PROVED, "on": [key]}) == [("sole_basis", "a1")]
    # until they get all of it
    actions.give_in_full(docket=case, item=key, to=["R1"], by=owner)
    shown = evidence.shown(world.fresh(case), key="R1")
    assert shown is not None
    assert shown.withheld == ()
    (full,) = shown.lines
    assert full.title == "Witness statement"
    assert full.file is not None
    assert evidence.may_open_shown(case, key="R1", act=full.file.n, number=1)
    find(federation, case, {**PROVED, "on": [key]})
    assert list(verify.one(world.fresh(case))) == []


def test_what_cannot_be_given(federation: world.World, case: Docket) -> None:
    owner = federation.actor("owner")
    key = item(federation, case, "Advice", relied=False)
    with pytest.raises(Malformed) as wrong:
        actions.give_gist(docket=case, item=key, to=["R1"], gist=" ", why="", by=owner)
    assert [each.path for each in wrong.value.problems] == ["gist", "why"]
    with pytest.raises(Malformed):
        actions.give_in_full(docket=case, item=key, to=["R7"], by=owner)
    with pytest.raises(Refused) as no:
        actions.give_in_full(docket=case, item="e9", to=["R1"], by=owner)
    assert no.value.code == "no_item"
    actions.sort(docket=case, item=key, as_class=Class.PRIVILEGED, by=owner, reason="Advice.")
    with pytest.raises(Refused) as no:
        actions.give_gist(docket=case, item=key, to=["R1"], gist="It.", why="So.", by=owner)
    assert no.value.code == "privileged"
    given = item(federation, case, "Note")
    actions.give_in_full(docket=case, item=given, to=["R1"], by=owner)
    with pytest.raises(Refused) as no:
        actions.sort(docket=case, item=given, as_class=Class.PRIVILEGED, by=owner, reason="Advice.")
    assert no.value.code == "told"
    actions.rule(
        docket=case, item=given, ruling=Ruling.ADMITTED, by=federation.actor("third"), reason="Fear.",
        protects=True, withheld="Danger.",
    )  # fmt: skip
    with pytest.raises(Refused) as no:
        actions.give_in_full(docket=case, item=given, to=["R1"], by=owner)
    assert no.value.code == "protected"


def test_where_the_log_takes_no_entry_nothing_is_kept(
    federation: world.World, case: Docket, entries_fail: Callable[[], None]
) -> None:
    key, owner = item(federation, case, "Statement"), federation.actor("owner")
    before = Act.objects.count()
    entries_fail()
    for does in (
        lambda: actions.give_gist(docket=case, item=key, to=["R1"], gist="It.", why="So.", by=owner),
        lambda: actions.give_in_full(docket=case, item=key, to=["R1"], by=owner),
        lambda: find(federation, case, {**PROVED, "on": [key]}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            does()
        assert Act.objects.count() == before
        assert not Finding.objects.exists()


@pytest.mark.both
def test_a_new_allegation_waits_for_its_notice(federation: world.World, case: Docket) -> None:
    new = {**PROVED, "allegation": "a2"}
    act = alleges(federation, case)
    assert lacks(federation, case, PROVED, new) == [("not_notified", "a2")]
    owed = [row for row in world.fresh(case).notices.all() if row.act == act.n]
    assert [(row.to_key, row.letter, row.state) for row in owed] == [("R1", "complaint", "owed")]
    owner = federation.actor("owner")
    cases.confirm_sent(docket=world.fresh(case), of=act.n, to=["R1"], channel="post", by=owner)
    cases.confirm_receipt(docket=world.fresh(case), of=act.n, to="R1", by=owner)
    assert lacks(federation, case, PROVED, new) == [("too_early", "a2")]
    with clock.frozen(world.later(30)):
        find(federation, case, PROVED, new)
        assert list(verify.one(world.fresh(case))) == []


def test_those_who_were_outvoted_are_read_by_the_parties(federation: world.World, case: Docket) -> None:
    act = find(
        federation, case, PROVED, against=("third",),
        content={"minority report": "I would have believed them."},
    )  # fmt: skip
    owner = federation.actor("owner")
    for who in ("R1", "C1"):
        cases.confirm_sent(docket=world.fresh(case), of=act.n, to=[who], channel="post", by=owner)
        cases.confirm_receipt(docket=world.fresh(case), of=act.n, to=who, by=owner)
        letter = extracts.letter(world.fresh(case), key=who, act=act.n)
        assert letter is not None
        assert ("Reasons of those who were outvoted", "I would have believed them.") in letter.texts


def ended(built: world.World, *findings: dict[str, object], **more: object) -> Docket:
    """An earlier case of the respondent, with these findings, that is over."""
    with clock.frozen(world.MONDAY):
        docket = told(built, opened(built))
        if findings:
            find(built, docket, *findings)
    with clock.frozen(world.later(30)):
        act = find(built, docket, step="decide", **more)
        for who in ("R1", "C1"):
            cases.confirm_receipt(docket=world.fresh(docket), of=act.n, to=who, by=built.actor("owner"))
    with clock.frozen(world.later(60)):
        record_lapses(world.fresh(docket))
    docket = world.fresh(docket)
    assert not docket.is_open
    return docket


@pytest.mark.both
def test_earlier_findings_are_seen_when_this_rounds_are_made_and_not_before(federation: world.World) -> None:
    suspended = {"sanction": "suspension", "on": "R1", "lasts": "2 months"}
    ended(federation, PROVED, imposes=[suspended])
    ended(federation, {**PROVED, "finding": "not proved"})
    with clock.frozen(world.later(61)):
        here = told(federation, opened(federation, at=clock.now()))

        def seen(who: str = "second") -> extracts.EarlierPage:
            return extracts.earlier_page(world.fresh(here), person=federation[who])[1]

        assert seen() == extracts.EarlierPage(extracts.Shut.NOT_YET)
        find(federation, here, PROVED)
        assert seen("elder_1").shut == extracts.Shut.NOT_THEIRS
        page = seen()
        assert [(each.who, each.clause, each.found, each.standard) for each in page.proved] == [
            ("Ilse Marchetti", "Respect, Conduct", "proved", "on the balance of probabilities")
        ]
        assert [(each.title, each.lasts) for each in page.sanctions] == [("Suspension", "2 months")]
        assert (page.unproved, page.ruling) == ((), None), "what was not proved, a ruling lets in"
        assert seen("owner") == page
        act = find(federation, here, step="admit", content={"reasons": "The same words, the same hall."})
        page = seen()
        assert (len(page.unproved), page.ruling) == (1, act.n)


def test_an_earlier_case_that_is_shut_for_somebody_is_not_told_them(federation: world.World) -> None:
    earlier = ended(federation, PROVED)
    ended(federation, PROVED)
    with clock.frozen(world.later(61)):
        here = told(federation, opened(federation, at=clock.now()))
        find(federation, here, PROVED)
        world.decide_access(federation, earlier, "denied", "second")
        assert len(extracts.earlier_page(world.fresh(here), person=federation["second"])[1].proved) == 1
        assert len(extracts.earlier_page(world.fresh(here), person=federation["third"])[1].proved) == 2
        # one who is not in the register has no earlier case that anybody could find
        other = told(federation, opened(federation, respondent="Ansel Quist", at=clock.now()))
        find(federation, other, PROVED)
        page = extracts.earlier_page(world.fresh(other), person=federation["second"])[1]
        assert (page.proved, page.unknown) == ((), ("Ansel Quist",))


def test_an_earlier_closed_circle_is_told_to_nobody_outside(federation: world.World) -> None:
    earlier = ended(federation, PROVED)
    for name in ("overseer", "elder_1"):
        register.grant(
            person=federation[name], power=Power.SET_ACCESS, by=None, reason="x", from_on=world.ADOPTED
        )
    with clock.frozen(world.later(61)):
        here = told(federation, opened(federation, at=clock.now()))
        find(federation, here, PROVED)
        for name in ("owner", "third"):
            world.decide_access(federation, earlier, "allowed", name, signer="elder_1")
        waiting = propose_circle(
            docket=world.fresh(earlier), close=True, by=federation.actor("overseer"), reason="x",
            signer=federation["elder_1"],
        )  # fmt: skip
        sign(proposal=waiting, by=federation.actor("elder_1"))
        pages = [
            extracts.earlier_page(world.fresh(here), person=federation[name])[1]
            for name in ("second", "third")
        ]
        assert [len(each.proved) for each in pages] == [0, 1]


def test_a_case_that_goes_on_is_no_earlier_one(federation: world.World) -> None:
    with clock.frozen(world.later(61)):
        here = told(federation, opened(federation, at=clock.now()))
        find(federation, here, PROVED)
        other = told(federation, opened(federation, at=clock.now()))
        find(federation, other, PROVED)
        page = extracts.earlier_page(world.fresh(here), person=federation["second"])[1]
        assert (page.shut, page.proved) == (None, ()), "a case that goes on has found nothing for good"
