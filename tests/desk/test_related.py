"""Cases that may be about the same: found by each kind of evidence, within the wall, shown to those who
receive and assess, with what speaks for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client

from dueprocess.cases import actions, extracts
from dueprocess.cases.extracts import RelatedLine
from dueprocess.cases.extracts import related as finding
from dueprocess.cases.models import Via
from dueprocess.core.related import Kind
from dueprocess.docket.actions import rebuild, take_step
from dueprocess.docket.models import Read, Word
from dueprocess.docket.needs import Actor, Needs, PartyIdentity, Upload
from dueprocess.kit import clock, words
from tests import world
from tests.desk.conftest import signed_in
from tests.desk.test_alike import LEAVES, LETTER, text


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text() + LEAVES)
    with clock.frozen(world.MONDAY):
        yield built


def complain(
    built: world.World,
    *,
    days: float = 0,
    unit: Any = None,
    who: Any = None,
    on: date | None = None,
    where: str = "",
    reporter: Any = None,
    summary: str = "Something was said.",
    file: bytes = b"",
) -> actions.Receipt:
    """Take in a complaint that came so many days after the first Monday."""
    alleged = [actions.Alleged(conduct_from=on)] if on else []
    named = PartyIdentity(kind="respondent", person=who.pk, name=who.full_name) if who else None
    respondents = [named] if named else [PartyIdentity(kind="respondent", name="Somebody Else")] if on else []
    said_by = PartyIdentity(kind="complainant", person=reporter.pk) if reporter else None
    with clock.frozen(world.later(days=days)):
        return actions.receive_complaint(
            report=actions.Report(
                summary=summary, reporter=said_by, respondents=respondents, allegations=alleged,
                details={"where": where},
                files=[Upload("one.txt", [file])] if file else [],
            ),
            via=Via.PORTAL, by=Actor(), at=clock.now(), unit=unit or built.club, rulebook=built.rulebook,
        )  # fmt: skip


def related(built: world.World, mine: actions.Receipt, viewer: str = "owner") -> dict[str, RelatedLine]:
    return {each.number: each for each in extracts.related_to(mine.docket, built[viewer])}


def kinds(line: RelatedLine) -> set[Kind]:
    return {kind for kind, _level in line.reasons}


@pytest.mark.parametrize(
    ("kind", "same", "other"),
    [
        (Kind.DAY, {"on": date(2025, 11, 3)}, {"on": date(2025, 9, 3)}),
        (Kind.PLACE, {"where": "Old Boathouse, upper deck"}, {"where": "Market Square"}),
        (Kind.FILE, {"file": b"the same minutes"}, {"file": b"other minutes"}),
        (Kind.TEXT, {"summary": LETTER}, {"summary": LETTER[:20]}),
    ],
)
def test_each_kind_of_evidence_finds_a_case_and_says_so(
    federation: world.World, kind: Kind, same: dict[str, Any], other: dict[str, Any]
) -> None:
    long_ago = complain(federation, days=-300, **same)
    different = complain(federation, days=-301, **other)
    found = related(federation, complain(federation, **same))
    assert kind in kinds(found[long_ago.case])
    assert different.case not in found


@pytest.mark.both
def test_a_person_named_in_both_finds_it_however_long_ago(federation: world.World) -> None:
    who = {"who": federation["respondent"], "reporter": federation["complainant"]}
    before = complain(federation, days=-400, **who)
    line = related(federation, complain(federation, **who))[before.case]
    assert Kind.PEOPLE in kinds(line)
    assert line.people == 2


@pytest.mark.both
def test_the_case_with_more_in_common_stands_first_and_ten_are_enough(federation: world.World) -> None:
    for n in range(9):
        complain(federation, days=-20 - n)
    both = complain(federation, days=-30, where="Old Boathouse, upper deck", on=date(2026, 2, 1))
    place = complain(federation, days=-30, where="Old Boathouse, upper deck", on=date(2025, 2, 1))
    mine = complain(federation, where="on the upper deck of the Old Boathouse", on=date(2026, 2, 1))
    found = list(related(federation, mine))
    assert found[:2] == [both.case, place.case]
    assert len(found) == 10


def test_what_the_reader_may_not_see_is_not_there(federation: world.World) -> None:
    shut = complain(federation, unit=federation.other_club, where="Old Boathouse, upper deck")
    seen = complain(federation, where="Old Boathouse, upper deck")
    mine = complain(federation, where="Old Boathouse, upper deck")
    assert set(related(federation, mine)) == {seen.case}
    assert shut.case not in related(federation, mine)


def test_what_is_said_of_a_case_does_not_turn_on_those_that_the_reader_may_not_see(
    federation: world.World,
) -> None:
    """A place, or a person, of which many hidden cases tell would weigh less, and stand behind the day."""
    day, where = date(2026, 2, 1), "Old Boathouse, upper deck"
    accused = federation["respondent"]
    seen = complain(federation, where=where, who=accused, on=day)
    mine = complain(federation, where=where, who=accused, on=day)
    before = related(federation, mine)[seen.case].reasons
    assert before[0][0] is Kind.PLACE
    for n in range(6):
        complain(federation, unit=federation.other_club, where=where, who=accused, days=-n)
    assert related(federation, mine)[seen.case].reasons == before


@pytest.mark.both
@pytest.mark.parametrize(
    "same",
    [
        {"where": "Old Boathouse, upper deck"},
        {"on": date(2026, 2, 1)},
        {"file": b"the same minutes"},
        {"summary": LETTER},
        {"who": "respondent"},
    ],
)
def test_what_the_reader_may_not_see_takes_no_place_of_what_they_may(
    federation: world.World, same: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of very many the newest are compared: the newest of those that the wall lets through."""
    monkeypatch.setattr(finding, "NEWEST", 2)
    monkeypatch.setattr(finding, "TEXTS", 2)
    if "who" in same:
        same = {"who": federation[same["who"]]}
    seen = complain(federation, days=-90, **same)
    for n in range(3):
        complain(federation, days=-n, unit=federation.other_club, **same)
    assert set(related(federation, complain(federation, **same))) == {seen.case}


def test_the_proposal_of_a_case_is_not_displaced_by_what_the_reader_may_not_see(
    federation: world.World,
) -> None:
    seen = complain(federation, days=-90, summary=LETTER)
    for n in range(3):
        complain(federation, days=-n, unit=federation.other_club, summary=LETTER)
    mine = complain(federation, summary=LETTER)
    lines = extracts.alike_to(mine.docket, federation["owner"], most=1)
    assert [line.number for line in lines] == [seen.case]


def test_a_closed_case_is_proposed_as_closed(federation: world.World) -> None:
    done = complain(federation, file=b"the same minutes")
    take_step(
        docket=done.docket, step="leave", by=federation.actor("owner"), at=clock.now(),
        needs=Needs(act={"as": "secretary"}),
    )  # fmt: skip
    line = related(federation, complain(federation, file=b"the same minutes"))[done.case]
    assert not line.is_open


def test_the_page_is_for_those_who_receive_and_assess(federation: world.World) -> None:
    before = complain(federation, where="Old Boathouse, upper deck", file=b"the same minutes")
    mine = complain(federation, where="Old Boathouse, upper deck", file=b"the same minutes")
    address = f"/desk/cases/{mine.case}/related/"
    page = text(signed_in(federation["owner"]), address)
    assert before.docket.case.code_name in page
    assert "byte for byte" in page
    assert "Old Boathouse" not in page
    assert "may be about the same" in page
    assert Read.objects.filter(docket=before.docket).count() == 1  # that it was shown
    assert address in text(signed_in(federation["owner"]), f"/desk/cases/{mine.case}/")
    for name in ("overseer", "conflicted", "wrong_unit"):
        client: Client = signed_in(federation[name])
        assert client.get(address).status_code == 404, name
    assert address not in text(signed_in(federation["overseer"]), f"/desk/cases/{mine.case}/")


def test_the_hash_of_a_file_is_indexed_and_is_so_after_a_rebuild(federation: world.World) -> None:
    mine = complain(federation, file=b"the same minutes")
    (tag,) = words.tags(sha256(b"the same minutes").hexdigest())
    assert Word.objects.filter(docket=mine.docket, tag=tag).exists()
    assert rebuild.docket(mine.docket.pk) == 0
    Word.objects.filter(
        docket=mine.docket, tag=tag
    ).delete()  # as in a case that came before files were indexed
    rebuild.docket(mine.docket.pk)
    assert Word.objects.filter(docket=mine.docket, tag=tag).exists()
