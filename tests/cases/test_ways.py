"""One-time links and passkeys: given once, opened once, closed at once; and the record tells of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, connection, transaction

from dueprocess.cases import actions as cases
from dueprocess.cases.extracts import to_send
from dueprocess.cases.models import Case, PartyWay, Via
from dueprocess.cases.ways import actions, extracts, jobs
from dueprocess.cases.ways.actions import DAYS, Channel
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import way_in
from dueprocess.docket.actions import deliver, rebuild, take_step
from dueprocess.docket.extracts import package, page
from dueprocess.docket.models import Act, Docket, Notice
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, keys
from dueprocess.kit.models import OutgoingMail
from dueprocess.people.models import Login
from tests import world
from tests.cases.test_splitting import SPLITTING, sound, split
from tests.docket.test_erasing import LATER, closed, erase

pytestmark = pytest.mark.django_db
CONFLICT = """
[conflicts.soft]
title = "Soft"
grounds = ["knows them"]
bars = ["speak", "vote"]
"""
VISITOR = PartyIdentity(kind="respondent", name="A Visitor", contact={"email": "visitor@example.invalid"})


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(SPLITTING + CONFLICT)
    with clock.frozen(world.MONDAY):
        yield built


def told(here: world.World, *respondents: PartyIdentity) -> Docket:
    """A case about these people, whose letters are owed."""
    docket = cases.receive_complaint(
        report=cases.Report(summary="Shouted.", respondents=list(respondents or (VISITOR,))),
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=here.club, rulebook=here.rulebook,
    ).docket  # fmt: skip
    for step in ("acknowledge", "send"):
        take_step(docket=docket, step=step, by=here.actor("owner"), at=clock.now())
    return world.fresh(docket)


def give(here: world.World, docket: Docket, key: str = "R1", channel: Channel = Channel.POST) -> str:
    return actions.give_link(docket=docket, key=key, channel=channel, by=here.actor("owner")).code


def opens(code: str) -> bool:
    refused = ""
    try:
        with transaction.atomic():
            actions.use_link(code)
            transaction.set_rollback(True)
    except Refused as error:
        refused = error.code
    assert refused in ("", "unknown_link")
    return not refused


def keep(docket: Docket, key: str = "R1") -> Login:
    login = actions.begin_passkey()
    Authenticator.objects.create(user=login, type=Authenticator.Type.WEBAUTHN, data={})
    actions.keep_passkey(docket=docket, by=Actor(key=key), login=login)
    return login


@pytest.mark.both
def test_a_link_opens_once_in_its_time_and_the_record_tells_of_it(federation: world.World) -> None:
    docket = told(federation)
    code = give(federation, docket)
    assert way_in.of(docket)["R1"].how == "link"
    assert to_send(federation["owner"]).count == 0
    assert deliver(world.fresh(docket)) == 1, "the letter is put where the link leads"
    used = actions.use_link(code.lower().replace("-", " "))
    assert (used.docket, used.key) == (docket, "R1")
    assert not opens(code)
    assert extracts.by_link(docket.number, "R1", of=docket.number, act=used.act) is not None
    given, noted = Act.objects.filter(docket=docket, name__in=["link_given", "link_used"]).order_by("n")
    assert (given.facts["to"], given.facts["by"], noted.facts["of"], noted.by_key) == (
        ["R1"], "post", given.n, "R1",
    )  # fmt: skip
    assert not way_in.of(docket)["R1"].opens, "a link that is used brings nobody back"
    sound(docket)


def test_a_link_runs_out(federation: world.World) -> None:
    docket = told(federation)
    code = give(federation, docket)
    for days, open_ in ((DAYS - 0.01, True), (DAYS + 0.01, False)):
        with clock.frozen(world.later(days)):
            assert (opens(code), way_in.of(docket)["R1"].opens) == (open_, open_)
    with clock.frozen(world.later(DAYS + 1)):
        assert [each.state for each in extracts.ways_of(docket, "R1")] == ["over"]


def test_a_new_link_ends_the_one_before_and_what_it_had_opened(federation: world.World) -> None:
    docket = told(federation, VISITOR, PartyIdentity(kind="respondent", name="Another"))
    first, other = give(federation, docket), give(federation, docket, "R2")
    opened = actions.use_link(first)
    second = give(federation, docket)
    assert extracts.by_link(docket.number, "R1", of=docket.number, act=opened.act) is None
    assert (opens(first), opens(second), opens(other)) == (False, True, True)
    third = give(federation, docket)
    assert (opens(second), opens(third)) == (False, True)
    assert [each.state for each in extracts.ways_of(docket, "R1")] == ["waits", "closed", "closed"]


def test_a_link_is_of_one_party_and_no_other(federation: world.World) -> None:
    docket, elsewhere = told(federation, VISITOR, VISITOR), told(federation)
    used = actions.use_link(give(federation, docket))
    for number, key, of in (
        (docket.number, "R2", docket.number),
        (elsewhere.number, "R1", docket.number),
        (elsewhere.number, "R1", elsewhere.number),
        (docket.number, "R1", elsewhere.number),
    ):
        assert extracts.by_link(number, key, of=of, act=used.act) is None
    assert extracts.by_link(docket.number, "R1", of=docket.number, act=used.act + 1) is None


@pytest.mark.both
def test_what_closes_the_ways_of_a_party_closes_them_at_once(federation: world.World) -> None:
    docket = told(federation)
    used = actions.use_link(give(federation, docket))
    login = keep(docket)
    assert extracts.by_passkey(login, docket.number, "R1") is not None
    assert way_in.of(docket)["R1"].opens
    with pytest.raises(Malformed):
        actions.close_ways(docket=docket, key="R1", by=federation.actor("owner"))
    actions.close_ways(docket=docket, key="R1", by=federation.actor("owner"), reason="The phone was stolen.")
    assert extracts.by_passkey(login, docket.number, "R1") is None
    assert extracts.by_link(docket.number, "R1", of=docket.number, act=used.act) is None
    assert extracts.matters(login) == ()
    assert not way_in.of(docket)["R1"].opens
    with pytest.raises(Refused, match="no link"):
        actions.close_ways(docket=docket, key="R1", by=Actor(key="R1"))
    sound(docket)


def test_who_was_thought_to_be_somebody_else_is_shut_out(federation: world.World) -> None:
    docket = told(federation)
    code, login = give(federation, docket), keep(docket)
    waiting = cases.propose_link(
        docket=docket, party="R1", person=federation["stranger"], by=federation.actor("owner"),
        signer=federation["second"], reason="It was she.",
    )  # fmt: skip
    assert opens(code)
    world.sign(proposal=waiting, by=federation.actor("second"))
    assert not opens(code)
    assert extracts.by_passkey(login, docket.number, "R1") is None
    sound(docket)


def test_a_party_who_leaves_a_case_by_a_split_comes_in_there_no_more(federation: world.World) -> None:
    docket = told(federation, VISITOR, PartyIdentity(kind="respondent", name="Another"))
    used = actions.use_link(give(federation, docket, "R2"))
    code, login, stays = give(federation, docket, "R1"), keep(docket, "R2"), keep(docket, "R1")
    gone = split(federation, world.fresh(docket), parties=["R2"])
    for number in (docket.number, gone.number):
        assert extracts.by_link(number, "R2", of=docket.number, act=used.act) is None
        assert extracts.by_passkey(login, number, "R2") is None
    assert not way_in.of(gone)["R2"].opens
    assert not PartyWay.objects.filter(docket=gone).exists(), "no way goes along"
    assert opens(code)
    assert extracts.by_passkey(stays, docket.number, "R1") is not None
    sound(docket, gone)


def test_a_case_that_went_into_another_lets_nobody_in(federation: world.World) -> None:
    docket, other = told(federation), told(federation)
    code, login = give(federation, docket), keep(docket)
    Case.objects.filter(docket=docket).update(joined_into=other)
    assert not opens(code)
    assert extracts.by_passkey(login, docket.number, "R1") is None
    assert extracts.matters(login) == ()
    assert not way_in.of(docket)["R1"].opens
    with pytest.raises(Refused) as error:
        give(federation, docket)
    assert error.value.code == "joined"


@pytest.mark.both
def test_of_an_erased_case_nothing_is_left_that_opens(federation: world.World) -> None:
    docket = closed(federation)
    with clock.frozen(LATER):
        code, login = give(federation, docket, "C1"), keep(docket, "C1")
        elsewhere = told(federation)
        both = keep(elsewhere)
        actions.keep_passkey(docket=docket, by=Actor(key="C1"), login=both)
    erase(federation, docket)
    assert not PartyWay.objects.filter(docket=docket).exists()
    assert not opens(code)
    assert not Login.objects.filter(pk=login.pk).exists()
    assert Login.objects.filter(pk=both.pk).exists(), "it opens another case"
    assert [each.docket for each in extracts.matters(both)] == [elsewhere.number]
    assert rebuild.docket(docket.pk) == 0


def test_who_gets_a_link_and_who_gives_it(federation: world.World) -> None:
    docket = told(federation, VISITOR, PartyIdentity(kind="respondent", unit=federation.other_club.pk))
    owner = federation.actor("owner")

    def refused(key: str = "R1", by: Actor = owner, of: Docket = docket) -> str:
        with pytest.raises(Refused) as error:
            actions.give_link(docket=of, key=key, channel=Channel.POST, by=by)
        return error.value.code

    assert refused("R9") == "no_party"
    assert refused("C1") == "anonymous"
    assert refused("R2") == "no_person"
    assert refused(by=federation.actor("stranger")) == "no_part"
    assert refused(by=Actor()) == "conflict"
    untold = world.open_case(federation).docket
    assert refused("R1", of=untold) == "untold"
    world.log_in(federation["respondent"])
    assert refused("R1", of=untold) == "has_login"
    with pytest.raises(Malformed, match="No e-mail"):
        actions.give_link(docket=untold, key="C1", channel=Channel.EMAIL, by=owner)
    cases.declare_conflict(
        docket=docket, who=Vault.of(docket).local(federation["owner"].pk), ground="knows them",
        by=owner,
    )  # fmt: skip
    assert refused() == "conflict"


def test_a_mailed_link_is_known_to_nobody_here(federation: world.World) -> None:
    docket = told(federation)
    assert give(federation, docket, channel=Channel.EMAIL) == ""
    assert OutgoingMail.objects.count() == 1
    assert Notice.objects.get(docket=docket).state == "owed"
    deliver(world.fresh(docket))
    assert Notice.objects.get(docket=docket).state == "sent"


def test_no_page_and_no_package_shows_by_what_a_way_is_found(federation: world.World) -> None:
    docket = told(federation)
    code = give(federation, docket)
    login = keep(docket)
    docket = world.fresh(docket)
    shown = repr(page(docket, viewer=federation.actor("owner")))
    assert actions.tag_of(code) not in shown
    assert "One-time link given" in shown
    assert "by post" in shown
    assert not [row for row in shown.split("TimelineRow") if "way_key" in row]
    laid = package.laid_open.openings(docket, list(docket.acts.order_by("n")))
    assert not [each for each in laid if "way_key" in each.opening.fields]
    assert login.email.endswith("@party.invalid")
    assert not login.has_usable_password()


def test_a_passkey_is_of_nobody_in_the_register_and_is_kept_once(federation: world.World) -> None:
    docket = told(federation)
    theirs = world.log_in(federation["stranger"])
    with pytest.raises(Refused, match="login of their own"):
        actions.keep_passkey(docket=docket, by=Actor(key="R1"), login=theirs)
    login = keep(docket)
    with pytest.raises(Refused, match="already"):
        actions.keep_passkey(docket=docket, by=Actor(key="R1"), login=login)
    unused = actions.begin_passkey()
    Authenticator.objects.filter(user=login).delete()
    assert not way_in.of(docket)["R1"].opens, "who removed their passkey comes back by none"
    Login.objects.filter(pk__in=[login.pk, unused.pk]).update(joined_at=world.MONDAY)
    with clock.frozen(world.MONDAY + timedelta(days=2)):
        jobs.sweep_passkeys()
    assert list(Login.objects.filter(person=None)) == [login]


def test_where_the_record_takes_no_entry_nothing_was_given(federation: world.World) -> None:
    docket = told(federation)
    code = give(federation, docket)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER no_entry BEFORE INSERT ON ledger_seq BEGIN SELECT RAISE(ABORT, 'no entry'); END"
        )
    before = PartyWay.objects.values()[0]
    for act in (
        lambda: give(federation, docket),
        lambda: actions.use_link(code),
        lambda: keep(docket),
        lambda: actions.close_ways(docket=docket, key="R1", by=Actor(key="R1")),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
        assert list(PartyWay.objects.values()) == [before]
    assert world.fresh(docket).length == docket.length + 1


def test_a_wrong_code_opens_nothing(federation: world.World) -> None:
    docket = told(federation)
    code = give(federation, docket)
    assert not opens("")
    assert not opens(keys.receipt_code())
    assert not opens(code[:-1] + ("2" if code[-1] != "2" else "3"))
    assert opens(code)


def test_who_waits_for_the_post_with_their_link_gets_their_letter_by_post(federation: world.World) -> None:
    """Time for an answer does not run before anybody could have known."""

    def by(channel: Channel, *, passkey: bool = False) -> str:
        docket = told(federation, PartyIdentity(kind="respondent", name="A Visitor"))
        if passkey:
            keep(docket)
        give(federation, docket, channel=channel)
        assert deliver(world.fresh(docket)) == 1
        note = Act.objects.get(docket=docket, name="sent")
        sound(docket)
        return str(note.facts["by"])

    assert by(Channel.POST) == "post"
    assert by(Channel.HAND) == by(Channel.PHONE) == "portal"
    assert by(Channel.POST, passkey=True) == "portal"


def test_whom_a_conflict_bars_closes_no_way_of_a_party(federation: world.World) -> None:
    docket, owner = told(federation), federation.actor("owner")
    code = give(federation, docket)
    key = Vault.of(docket).local(federation["owner"].pk)
    cases.declare_conflict(docket=docket, who=key, ground="knows them", by=owner)
    with pytest.raises(Refused) as error:
        actions.close_ways(docket=docket, key="R1", by=owner, reason="I say so.")
    assert error.value.code == "conflict"
    assert opens(code)
