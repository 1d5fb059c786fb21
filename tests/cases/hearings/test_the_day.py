"""Special measures, attendance, the running record, and the publicity plan that letters to the public
respect."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dueprocess.cases.actions import confirm_sent, declare_conflict
from dueprocess.cases.hearings import actions, drafts, extracts, mine
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket.actions import rebuild
from dueprocess.docket.hearings import Moment, Open, Special, There
from dueprocess.docket.models import Act, Docket, Word
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock, words
from tests import world
from tests.cases.hearings.conftest import LINK, R1, at, complainant, fix, key
from tests.cases.test_splitting import sound

pytestmark = pytest.mark.django_db
AMEND = timedelta(minutes=5)


def line(here: world.World, docket: Docket) -> extracts.HearingLine:
    return extracts.hearings_page(world.fresh(docket), viewer=here.actor("owner"))[1].lines[0]


def write(here: world.World, docket: Docket, moment: Moment, words: str = "", by: str = "owner") -> Act:
    return actions.record(
        docket=world.fresh(docket), hearing="h1", moment=moment, words=words, by=here.actor(by)
    )


def test_a_special_measure_is_read_by_whom_it_is_for(here: world.World, listed: Docket) -> None:
    def order(who: str = "R1", what: Special = Special.SCREEN, reason: str = "Fear.", words: str = "") -> Act:
        return actions.special(
            docket=world.fresh(listed), hearing="h1", key=who, what=what, reason=reason, words=words,
            by=here.actor("owner"),
        )  # fmt: skip

    for wrong in ({"reason": " "}, {"what": Special.OTHER}):
        with pytest.raises(Malformed):
            order(**wrong)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        order("W9")
    n = order().n
    with pytest.raises(Refused, match="already"):
        order()
    order(what=Special.OTHER, words="A cup of tea.")
    [own] = mine.of_party(world.fresh(listed), "R1")[0]
    assert own.specials == (
        "A screen, so that they do not see each other", "Something else – A cup of tea.",
    )  # fmt: skip
    assert mine.of_party(world.fresh(listed), complainant(listed))[0][0].specials == ()
    actions.end_special(docket=listed, hearing="h1", n=n, reason="Not needed.", by=here.actor("owner"))
    assert [bool(each.ended) for each in line(here, listed).specials] == [True, False]
    with pytest.raises(Refused):
        actions.end_special(docket=listed, hearing="h1", n=n, reason="Again.", by=here.actor("owner"))
    with pytest.raises(Refused):
        actions.special(
            docket=listed, hearing="h1", key="R1", what=Special.BREAKS, reason="I want it.", by=R1
        )


@pytest.mark.both
def test_the_day_is_written_down_line_by_line(here: world.World, listed: Docket) -> None:
    with pytest.raises(Refused, match="not come"):
        write(here, listed, Moment.OPENED)
    with clock.frozen(at(hour=10)):
        with pytest.raises(Refused, match="cannot be written now"):
            write(here, listed, Moment.WORDS, "Hello.")
        write(here, listed, Moment.OPENED)
        with pytest.raises(Malformed):
            write(here, listed, Moment.RULING)
    with clock.frozen(at(hour=11)):
        write(here, listed, Moment.WORDS, "The respondent says it was a bell.", by="second")
        write(here, listed, Moment.BREAK)
        with pytest.raises(Refused):
            write(here, listed, Moment.RULING, "No.")
        write(here, listed, Moment.RESUMED)
        late = at(hour=11) - AMEND
        actions.record(
            docket=world.fresh(listed), hearing="h1", moment=Moment.RULING, words="Admitted.", when=late,
            by=here.actor("owner"),
        )  # fmt: skip
        found = line(here, listed)
    assert found.state == "today"
    assert [each.moment for each in found.record] == ["opened", "words", "break", "resumed", "ruling"]
    assert (found.record[1].words, found.record[1].by) == (
        "The respondent says it was a bell.", here["second"].full_name,
    )  # fmt: skip
    with clock.frozen(at(hour=12)):
        write(here, listed, Moment.CLOSED)
        with pytest.raises(Refused, match="closed"):
            write(here, listed, Moment.WORDS, "One more thing.")
        assert line(here, listed).state == "over"
    sound(listed)


def test_who_was_there(here: world.World, listed: Docket) -> None:
    second, third = key(here, listed, "second"), key(here, listed, "third")

    def attend(*there: There, others: str = "", by: Actor | None = None) -> Act:
        return actions.attend(
            docket=world.fresh(listed), hearing="h1", there=there, others=others, by=by or here.actor("owner")
        )

    with pytest.raises(Refused, match="not come"):
        attend(There("R1", at(), None))
    with clock.frozen(at(hour=12)):
        for wrong in (There("R1", at(hour=11), at(hour=10)), There("R1", at(hour=15), None)):
            with pytest.raises(Malformed, match="hours"):
                attend(wrong)
        with pytest.raises(Malformed):
            attend()
        with pytest.raises(Refused):
            attend(There("W9", at(), None))
        attend(There("R1", at(), at(hour=11)), There(second, at(), None), others="An interpreter.")
        attend(There("R1", at(), None), There(second, at(), None), There(third, at(hour=11), None))
        found = line(here, listed)
    assert [(each.name, each.left) for each in found.there] == [
        ("A Visitor", None), (here["second"].full_name, None), (here["third"].full_name, None),
    ]  # fmt: skip
    assert (found.others, found.noted) == ("", Act.objects.filter(name="hearing_there").last().n)  # type: ignore[union-attr]
    sound(listed)


def test_nobody_with_a_conflict_writes_the_record(here: world.World, listed: Docket) -> None:
    declare_conflict(
        docket=listed, who=key(here, listed, "second"), ground="knows them", by=here.actor("second")
    )
    with clock.frozen(at()):
        for by, why in (("second", "conflict"), ("overseer", "no_part")):
            with pytest.raises(Refused) as refused:
                write(here, listed, Moment.OPENED, by=by)
            assert refused.value.code == why


def test_letters_to_the_public_wait_for_the_embargo(here: world.World, docket: Docket) -> None:
    n = fix(here, docket).n

    def plan(**more: object) -> Act:
        said = {"opens": Open.CLOSED, "speakers": "The press officer"} | more
        return actions.plan_publicity(docket=world.fresh(docket), by=here.actor("owner"), **said)  # type: ignore[arg-type]

    def tell(to: str = "public") -> Act:
        return confirm_sent(
            docket=world.fresh(docket),
            of=n,
            to=[to],
            channel="post",
            by=here.actor("owner"),
            text="On the 20th.",
        )

    for wrong in ({"speakers": " "}, {"embargo": world.later(days=-1)}):
        with pytest.raises(Malformed):
            plan(**wrong)
    plan(embargo=at(hour=18))
    with pytest.raises(Refused) as refused:
        tell()
    assert refused.value.code == "embargo"
    assert "18:00" in refused.value.reason or "17:00" in refused.value.reason
    tell("R1")
    for earlier in (None, at(hour=12)):
        with pytest.raises(Malformed, match="earlier"):
            plan(embargo=earlier)
    shown = extracts.hearings_page(world.fresh(docket), viewer=here.actor("owner"))[1].publicity
    assert shown is not None
    assert (shown.holds, shown.speakers, shown.open) == (True, "The press officer", "closed")
    with clock.frozen(at(hour=19)):
        tell()
    with pytest.raises(Refused):
        actions.plan_publicity(docket=docket, opens=Open.OPEN, speakers="Me", by=R1)


def test_an_embargo_is_lifted_with_a_reason(here: world.World, docket: Docket) -> None:
    n = fix(here, docket).n
    by = here.actor("owner")
    actions.plan_publicity(docket=docket, opens=Open.PART, speakers="Nobody", embargo=at(), by=by)
    actions.plan_publicity(docket=docket, opens=Open.PART, speakers="Nobody", reason="It leaked.", by=by)
    confirm_sent(docket=docket, of=n, to=["public"], channel="post", by=by, text="On the 20th.")
    sound(docket)


def test_the_address_of_the_meeting_finds_no_case(here: world.World, listed: Docket) -> None:
    rebuild.docket(listed.pk)

    def there(text: str) -> bool:
        return Word.objects.filter(docket=listed, tag__in=words.tags(text)).exists()

    assert there("Example")
    assert not any(there(part) for part in ("meet", "abc")), LINK


def test_what_is_being_typed_lies_sealed(here: world.World, listed: Docket) -> None:
    kept = drafts.sealed(listed, "The respondent says")
    assert "respondent" not in kept
    assert drafts.opened(listed, kept) == "The respondent says"
    assert drafts.opened(listed, "x") == drafts.opened(listed, kept[:-8]) == ""
    other = world.open_case(here).docket
    assert drafts.opened(other, kept) == ""
