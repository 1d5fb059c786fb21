"""The invented federation: loaded through the actions, told to the end, in a log that verifies."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases import extracts
from dueprocess.cases.approaches import extracts as approaches
from dueprocess.cases.approaches import named
from dueprocess.cases.audits import extracts as audits
from dueprocess.cases.audits.models import Draw
from dueprocess.cases.batches.models import Batch
from dueprocess.cases.bundles.models import Bundle, Redaction
from dueprocess.cases.declarations.models import Declaration
from dueprocess.cases.deliberations.models import DeliberationNote
from dueprocess.cases.models import Arrival, Case, Complaint, Finding, Promise
from dueprocess.cases.plan import extracts as plans
from dueprocess.core import engine
from dueprocess.core.engine import State
from dueprocess.core.errors import Refused
from dueprocess.demo import auditing, keepsake, links, loading, resetting
from dueprocess.demo.cast import CAST
from dueprocess.demo.federation import MEMBERS
from dueprocess.demo.management.commands.demo import Command
from dueprocess.demo.names import HE, SHE
from dueprocess.demo.stories import STORIES
from dueprocess.demo.story import Do, Story
from dueprocess.desk import awaited
from dueprocess.docket import evidence, house, roster, wall
from dueprocess.docket.models import Act, Docket, ErasureList, LegalHold
from dueprocess.docket.models.access import UNIT
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, keys
from dueprocess.ledger import state as stored
from dueprocess.ledger.models import Entry, RecordAct
from dueprocess.people import extracts as people
from dueprocess.people.models import Login, Person, Power, Unit
from dueprocess.rules import extracts as rules
from dueprocess.rules import rulebooks
from dueprocess.rules.models import CodeVersion
from dueprocess.tlog import entry as entries
from tests import outer
from tests.cases.audits.auditing import check, unpacked
from tests.conftest import DATABASES
from tests.databases import point_at
from tests.demo.conftest import TODAY, keep, load
from tests.effort import SOAK
from tests.world import ground

CASES = Docket.objects.filter(kind="case")
NEVER_NEEDED = {
    "open_case", "refer_oneself", "propose_exit", "give_exit_notice", "answer_exit", "decide_exit", "readmit",
    "admit", "replace_appeal_panel", "review_conditions", "give_new_notice", "reply_anew", "send_outside",
    "enter_outside", "admit_unproved", "fix_appeal_hearing",
}  # fmt: skip
"""Steps of the standard rulebook that no story needs: a case without a complaint (of the organisation itself,
of whoever reports themselves, an exit under the rules), an admission, a panel that breaks up, conditions that
have been in force for half a year, an expulsion that is lifted, a new allegation, a second veto,
a ruling on earlier matters in which nothing was proved, an appeal that is heard."""


def states(now: datetime) -> list[State]:
    """Return what every case has become."""
    found = []
    for docket in CASES.filter(key_wrapped__isnull=False).order_by("received_at", "pk"):
        whole = roster.assemble(docket, Vault.of(docket), at=now)
        found.append(engine.state(rulebooks.LIBRARY, whole.engine(), now))
    return found


def shape() -> list[list[tuple[object, ...]]]:
    """Return what happened in every case, with people by the order in which they first act."""
    found = []
    for docket in Docket.objects.order_by("received_at", "pk"):
        seen: dict[str, int] = {}
        rows = []
        for act in docket.acts.order_by("n"):
            who = seen.setdefault(act.by_key, len(seen))
            rows.append((act.n, act.name, act.at, act.role, act.facts.get("outcome"), who))
        found.append(rows)
    return sorted(found)


def test_the_federation_is_whole(folder: Path, kept: Path) -> None:
    made = load()
    keep(kept, folder)
    assert made is not None
    assert (made.complaints, made.cases, made.untold) == (98, 99, ())
    assert f"backlog of {made.complaints} complaints" in Command.help
    assert Unit.objects.count() == 60
    assert Person.objects.filter(status="member").count() == MEMBERS == 4000
    with clock.frozen(TODAY):
        all_states = states(TODAY)
        _nothing_is_irregular_and_the_figures_reconcile(all_states)
        _every_stage_and_every_age(all_states)
        _what_was_promised(all_states)
        _the_wall_holds()
        _an_accused_club_is_out_of_its_case()
        _one_letter_came_twelve_times()
        _the_plan_is_in_its_second_week()
        _every_letter_has_words()
        _files_are_kept_no_longer_than_needed()
        _approaches_are_in_the_register()
        _whoever_handles_a_case_has_declared()
        _evidence_is_sorted_ruled_on_and_listed()
        _a_hearing_is_prepared()
        _a_letter_went_out_in_several_cases()
        _an_auditor_has_drawn(folder)
    _names_render()
    _the_codes_lead_back()
    _a_second_load_keeps_everything()
    _links_sign_in(Client())
    _the_log_verifies(folder)


def _nothing_is_irregular_and_the_figures_reconcile(all_states: list[State]) -> None:
    assert [state.irregular for state in all_states if state.irregular] == []
    types = Counter(entries.parse(bytes(raw))["t"] for raw in Entry.objects.values_list("bytes", flat=True))
    taken_up = CASES.exclude(stage="")  # of the earlier register six came over; two stand at a stage
    open_ = taken_up.filter(is_open=True).count() - 2
    assert dict(Arrival.objects.values_list("state").annotate(n=Count("pk"))) == {
        "waiting": 6,
        "automatic": 1,
    }
    assert types["received"] == Complaint.objects.count() - 6 == CASES.count() - 6 - types["split"] == 92
    assert types["split"] == 1
    assert types["imported"] == 6
    assert types["received"] + types["split"] - types["closed"] + types["reopened"] == open_
    assert open_ + 2 == sum(not state.ended for state in all_states if state.strands)
    assert Act.objects.count() + RecordAct.objects.count() == sum(types.values())
    assert types["reopened"] == 1


def _one_letter_came_twelve_times() -> None:
    overseer = Person.objects.filter(grants__power=Power.OVERSEE).first()
    assert overseer is not None
    assert [group.complaints for group in extracts.alike_groups(overseer).groups] == [12]


def _approaches_are_in_the_register() -> None:
    overseer = Login.objects.get(email=links.address("oversight_member")).person
    leader = Login.objects.get(email=links.address("leader")).person
    assert overseer is not None
    entered = approaches.register(overseer).lines
    assert [line.weigh_by is not None for line in entered] == [True, True, False]
    assert [line.case != "" for line in entered] == [True, True, True]
    [own] = named.lines(leader)
    assert own.replied
    assert CodeVersion.objects.filter(code_id="protocol").exists()


def _whoever_handles_a_case_has_declared() -> None:
    answers = Counter(Declaration.objects.values_list("answer", flat=True))
    assert answers[Declaration.Answer.FREE] > 100
    assert answers[Declaration.Answer.BOUND]


def _evidence_is_sorted_ruled_on_and_listed() -> None:
    classed = Act.objects.filter(name="evidence_class").order_by("n")
    docket = classed[0].docket
    found = evidence.items(docket.acts.order_by("n"))
    assert [(each.key, each.given, each.ruling) for each in found.values()] == [
        ("e1", "relied", ""), ("e2", "relied", "admitted"), ("e3", "unused", ""), ("e4", "privileged", ""),
    ]  # fmt: skip
    [listed] = docket.acts.filter(name="evidence_list")
    assert listed.facts["items"] == [{"item": "e3", "helpful": True}]


def _the_plan_is_in_its_second_week() -> None:
    officer = Login.objects.get(email=links.address("intake_officer")).person
    plan = plans.running()
    assert plan is not None
    assert officer is not None
    page = plans.plan_page(plan, officer)
    assert (page.week, plan.stage, len(page.weeks)) == (2, "sorting", 1)
    lacking = page.ticks.lacking
    assert all(0 < lacking[name] < page.ticks.open for name in ("state", "papers", "date", "letter", "stage"))
    assert lacking["conflict"] == 1
    assert 1 <= lacking["suspended"] <= 3
    assert [week.promised for week in page.weeks] == [Promise.objects.count()]
    [public] = plans.public_plans()
    assert public.weeks[0].carried_in == page.weeks[0].carried_in


def _every_letter_has_words() -> None:
    found = rules.letters(TODAY)
    assert found is not None
    assert found.lines
    assert found.lacking == ()


def _files_are_kept_no_longer_than_needed() -> None:
    gone, waits = ErasureList.objects.order_by("pk")
    assert (gone.agreed, gone.erased, gone.left_out, gone.proposed_by == gone.settled_by) == (
        True,
        3,
        {},
        False,
    )
    assert (waits.settled_at, len(waits.dockets)) == (None, 2)
    assert CASES.filter(key_wrapped=None).count() == 3
    assert LegalHold.objects.filter(lifted=None).count() == 1

    def waiting(key: str) -> list[str]:
        person = _cast(key)
        return [line.what for line in awaited.lines(person, people.powers(person, on=TODAY.date()))]

    officer = waiting("data_officer")
    assert any("whose time is over" in what for what in officer)
    assert any("legal hold runs" in what for what in officer)
    assert waiting("registrar")[0] == "Agree to erase 2 files"
    assert waiting("leader") == waiting("case_manager") == []


def _a_hearing_is_prepared() -> None:
    docket = Act.objects.get(name=house.HEARING_SET).docket
    notes = Act.objects.filter(docket=docket, is_note=True)
    assert notes.filter(name=house.HEARING_REPLY).count() == 2
    bundle = Bundle.objects.get(docket=docket)
    copies = bundle.copies.order_by("pk")
    assert [bool(each.served) for each in copies] == [True] * 3
    assert notes.filter(name=house.BUNDLE_RECEIVED).count() == 1
    assert Redaction.objects.filter(docket=docket).count() == 1
    name = Case.objects.get(docket=docket).code_name
    assert any(name in link.tries for link in links.links())
    assert DeliberationNote.objects.filter(deliberation__docket=docket).count() == 3


def _a_letter_went_out_in_several_cases() -> None:
    batch = Batch.objects.get()
    assert batch.state == Batch.State.DONE
    went = [each.docket_id for each in batch.parts.filter(state="done")]
    assert len(went) >= 2
    assert Act.objects.filter(docket__in=went, name="update", at=batch.made_at).count() == len(went)


def _an_auditor_has_drawn(folder: Path) -> None:
    [line] = audits.draws(_cast("auditor"))
    package = unpacked(Draw.objects.get(), folder / "audit")
    code, said = check(package, folder / "record")
    assert (code, said.splitlines()[0]) == (0, "VERIFIED: what was handed over of a draw by lot."), said
    assert (line.state, len(line.answers), line.runs) == ("handed", auditing.SAMPLE, True)
    assert [line.what for line in awaited.audit(_cast("auditor"))]


def _cast(key: str) -> Person:
    person = Login.objects.get(email=links.address(key)).person
    assert person is not None
    return person


def _every_stage_and_every_age(all_states: list[State]) -> None:
    rulebook = all_states[0].rulebook
    taken = set(Act.objects.filter(is_note=False).values_list("name", flat=True))
    assert set(rulebook.steps) - taken <= NEVER_NEEDED
    open_ = [state for state in all_states if not state.ended]
    ages = Counter(_band((TODAY - docket.received_at).days) for docket in CASES.filter(is_open=True))
    assert all(ages[band] for band in range(6)), ages
    stages = {state.stage for state in all_states} | {
        each.stage for state in all_states for each in state.strands
    }
    assert len(stages) > 18
    late = sum(any(str(each.state) == "overdue" for each in state.deadlines) for state in open_)
    assert len(open_) / 4 < late < len(open_) * 3 / 4
    assert any(pause.running for state in open_ for pause in state.pauses)


def _band(days: int) -> int:
    return sum(days > limit for limit in (91, 182, 365, 547, 730))


def _what_was_promised(all_states: list[State]) -> None:
    sanctions = {each.id for state in all_states for each in state.sanctions}
    assert sanctions >= {
        "reminder",
        "warning",
        "training",
        "apology",
        "conditions",
        "suspension",
        "expulsion",
    } - {"reminder"}
    joined = max(CASES.all(), key=lambda docket: docket.complaints_in.count())
    assert joined.complaints_in.count() == 12
    [one] = [
        state for state in all_states
        if any(each.id == "interim_suspension" and each.state == "lapsed" for each in state.measures)
        and any(each.id == "no_contact" and each.applies for each in state.measures)
    ]  # fmt: skip
    first = min(each.imposed_at for each in one.measures if each.id == "interim_suspension")
    assert TODAY - first > timedelta(days=21 * 30)
    assert any(each.step == "review_measure" and str(each.state) == "overdue" for each in one.deadlines)
    conflicts = Counter(act.docket_id for act in Act.objects.filter(name="conflict"))
    assert max(conflicts.values()) == 3
    assert Finding.objects.filter(protected=True).count() == 1
    assert Complaint.objects.filter(anonymous=True).count() == 2
    [undone] = [each for state in all_states for each in state.measures if each.state == "undone"]
    assert undone.id == "restriction"
    told = [each for state in all_states for each in state.notices if each.letter == undone.id + "_undone"]
    assert len({each.to for each in told}) >= 3
    assert all(each.sent_at is not None and each.sent_at.date() == undone.ended_at.date() for each in told)
    both_ways = {act.facts["by"][0] for act in Act.objects.filter(name="message")}
    assert {"C", "R", "O"} <= both_ways
    respondents = [docket.person_keys.filter(key__startswith="R").count() for docket in CASES.all()]
    assert 2 in respondents


def _the_wall_holds() -> None:
    def seen(key: str) -> int:
        person = Login.objects.get(email=links.address(key)).person
        return wall.visible_to(person).count()

    assert seen("leader") == seen("respondent") == seen("branch_secretary") == 0
    assert all(seen(key) for key in ("intake_officer", "case_manager", "investigator", "oversight_member"))


def _an_accused_club_is_out_of_its_case() -> None:
    [docket] = CASES.filter(reaches__why=UNIT)
    officers = Person.objects.filter(terms__office__unit__name="Holmsay Rowing Club")
    assert [wall.shuts(docket, person) for person in officers] == [True] * 3
    overseer = Login.objects.get(email=links.address("oversight_member")).person
    assert wall.sees(docket, overseer)


def _names_render() -> None:
    scripts = set()
    for person in Person.objects.all():
        assert person.full_name == unicodedata.normalize("NFC", person.full_name).strip()
        assert person.sort_name
        assert not any(unicodedata.category(letter) in ("Cn", "Co", "Cc") for letter in person.full_name)
        scripts |= {unicodedata.name(letter).split()[0] for letter in person.full_name if letter.isalpha()}
    assert scripts >= {
        "LATIN",
        "ARABIC",
        "CJK",
        "CYRILLIC",
        "TAMIL",
        "GREEK",
        "HEBREW",
        "DEVANAGARI",
        "HANGUL",
        "ETHIOPIC",
    }
    assert any(" " not in person.full_name for person in Person.objects.all())


def _the_codes_lead_back() -> None:
    kept = links.receipts()
    assert len(kept) == len(loading.SHOWN)
    for receipt in kept:
        assert cases.find_by_code(receipt.code).number == keys.normal(receipt.number)


def _a_second_load_keeps_everything() -> None:
    before = Act.objects.count()
    assert load(TODAY + timedelta(days=3)) is None
    assert Act.objects.count() == before


def _links_sign_in(client: Client) -> None:
    made = links.links()
    assert len({link.address for link in made}) == len(CAST) == 20
    address = made[1].address.removeprefix(configured.DUEPROCESS_URL)
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    assert client.get(address).status_code == 410, "a link works once"


def _the_log_verifies(folder: Path) -> None:
    call_command("record", "sign", "--once", "--beat", verbosity=0)
    call_command("verify", "log", str(folder / "record"), verbosity=0)
    said = StringIO()
    call_command("verify", "stats", str(folder / "record"), stdout=said)
    assert "VERIFIED 3 reports of demo.invalid" in said.getvalue()
    assert "2026-Q3" in said.getvalue()
    assert list(stored.faults()) == []


DAYS = ["2027-01-04T09:30+00:00", "2027-03-29T19:00+00:00", "2028-02-29T00:10+00:00"]
"""After the winter closure, on the day clocks have gone forward, on a leap day past midnight."""


def told_on(now: str) -> list[Story]:
    """The stories of that day: each is told on one of the days, and in `make soak` on all of them. Those that
    are joined are told together; the first day, on which all is told twice, has one in seven."""
    if SOAK:
        return list(STORIES)
    into = {
        beat.joins: story.code
        for story in STORIES
        for beat in story.beats
        if isinstance(beat, Do) and beat.joins
    }
    alone = [story.code for story in STORIES if story.code not in into]
    turns = (DAYS[0], *DAYS[1:] * 3)
    days = {code: turns[n % len(turns)] for n, code in enumerate(alone)}
    return [story for story in STORIES if days[into.get(story.code, story.code)] == now]


def test_each_story_is_told_on_some_day() -> None:
    told = [story for now in DAYS for story in told_on(now)]
    assert {story.code for story in told} == {story.code for story in STORIES}
    assert all(len(told_on(now)) >= len(STORIES) // 4 for now in DAYS[1:])
    assert len(told_on(DAYS[0])) >= len(STORIES) // 10


@pytest.mark.slow
@pytest.mark.parametrize("now", DAYS[1:])
def test_it_is_told_to_the_end_on_any_day(folder: Path, now: str) -> None:
    _tell(now)


@pytest.mark.slow
def test_the_same_day_tells_the_same_story(folder: Path, settings: Any) -> None:
    _tell(DAYS[0])
    first = shape()
    keys.forget_ring()
    settings.DUEPROCESS_VAR = folder / "again"
    settings.DUEPROCESS_KEYS = str(folder / "again" / "keys")
    was = dict(connection.settings_dict)
    values = DATABASES.engine.copy()
    point_at(values)
    outer.without()
    try:
        _tell(DAYS[0])
        assert shape() == first
    finally:
        point_at(was)
        DATABASES.engine.drop(values)


def _tell(now: str) -> None:
    """Tell the stories of that day to the end."""
    at, stories = datetime.fromisoformat(now), told_on(now)
    with clock.frozen(at):
        made = loading.load(say=lambda words: None, stories=stories)
    assert made is not None
    assert made.complaints == len(stories) + 6
    assert made.untold == ()
    assert [state.irregular for state in states(at) if state.irregular] == []


def test_nothing_of_it_works_in_a_real_log(folder: Path, settings: Any) -> None:
    settings.DUEPROCESS_ORIGIN = "record.example.org"
    for what in (load, links.links, resetting.what_goes):
        with pytest.raises(Refused) as refused:
            what()
        assert refused.value.code in ("demo.real", "clock.real")
    assert not any(folder.iterdir())


def test_links_before_the_load_say_what_to_do(folder: Path) -> None:
    with pytest.raises(Refused, match="demo load"):
        links.links()


def test_a_load_into_another_installation_is_refused(folder: Path, settings: Any) -> None:
    ground()
    with pytest.raises(Refused) as refused:
        load()
    assert refused.value.code == "demo.other"
    assert keepsake.read() is None


def test_reset_takes_only_what_the_demonstration_made(folder: Path) -> None:
    assert resetting.what_goes() == []
    keepsake.begin()
    for name in ("files", "record", "sealed", "signer", "keys"):
        (folder / name).mkdir()
        (folder / name / "something").touch()
    (folder / "own-notes.txt").touch()
    resetting.reset()
    assert [path.name for path in folder.iterdir()] == ["own-notes.txt"]


def test_an_interrupted_load_starts_over(folder: Path) -> None:
    keepsake.begin()
    (folder / "signer").mkdir()
    (folder / "signer" / "key").write_text("left behind")
    with clock.frozen(TODAY):
        made = loading.load(say=lambda words: None, stories=STORIES[:2])
    assert made is not None
    assert made.complaints == 2 + 6
    assert (keepsake.read() or {})["loaded_on"] == "2026-11-19"


def test_every_story_speaks_plainly() -> None:
    codes = [story.code for story in STORIES]
    assert len(codes) == len(set(codes)) == 92
    for story in STORIES:
        assert story.alleged
        assert story.title
        for beat in story.beats:
            assert not isinstance(beat, Do) or beat.step
    assert len({name.full for name in HE + SHE}) == len(HE + SHE)
