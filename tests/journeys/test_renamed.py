"""Each shipped rulebook from a complaint to a sanction and an appeal, in a browser, with every key renamed at
random; the shortest of them also as it is shipped, and in `make soak` all. One script, which knows titles
alone, and one set of dates for both. tests/desk/test_forms.py takes each step of all three as shipped."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dueprocess.docket import extracts
from dueprocess.docket.actions import record_lapses, take_note
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.kit import clock
from dueprocess.people.models import Person
from tests import world
from tests.browser import Live, whole
from tests.declaring import declared
from tests.desk.conftest import SHIPPED
from tests.effort import SOAK
from tests.ground import begun_folder
from tests.journeys.test_desk import done, enter, enter_step, organisation, press, renamed, sign_in, sit_down

FILL = """answers => {
    const said = e => e ? e.textContent.trim() : '';
    const main = document.querySelector('main');
    for (const box of main.querySelectorAll('textarea')) {
        const label = said(main.querySelector(`label[for="${box.id}"]`));
        const shut = box.closest('details:not([open])');
        if (!shut && !label.includes('(optional)')) box.value = 'Said in words.';
    }
    for (const set of main.querySelectorAll('fieldset')) {
        const radios = [...set.querySelectorAll('input[type=radio]')];
        const shut = set.closest('details:not([open])');
        if (!radios.length || shut || radios.some(each => each.checked)) continue;
        const wanted = answers[said(set.querySelector('legend'))];
        const chosen = radios.find(each => said(set.querySelector(`label[for="${each.id}"]`)) === wanted);
        (chosen || radios[0]).checked = true;
    }
}"""
"""Fills a form as somebody would who has only the page: what it asks for, the first choice unless told."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One step: in which role, its title, its outcome's, for which party; `days` later, or on the day that
    `on` names among what is recorded. `fixes` a date so many days ahead; the first who
    holds the role `signs` signs too; `then` stands on the case page."""

    role: str
    title: str
    outcome: str = ""
    party: str = ""
    days: float = 0.1
    on: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    sanction: str = ""
    fixes: tuple[str, int] = ("", 0)
    signs: str = ""
    then: tuple[str, ...] = ()


CLERK = {
    "standard": "Intake officer", "small-club": "Secretary", "conduct-team": "Coordinator of the team",
}  # fmt: skip
ACK = "Acknowledge"
ONE, OTHER = "Nils Ødegård", "Ilse Marchetti"

TURNS = {
    "small-club": (
        Turn("Secretary", "Answer the complainant"),
        Turn("Member of the committee", "Take it up, settle it, or refuse", "Take it up", days=1),
        Turn("Secretary", "Give your side", party=OTHER, days=2),
        Turn("Fact-finder", "Report what was found out", days=1),
        Turn("Secretary", "Call the meeting and invite both sides", fixes=("Day of the meeting", 10)),
        Turn(
            "Member of the committee", "Decide", "There was a breach", on="Day of the meeting",
            sanction="Suspension", then=("Suspension, Ilse Marchetti, 3 months",),
        ),
        Turn("Secretary", "Appeal", party=OTHER, days=1),
    ),
    "conduct-team": (
        Turn("Coordinator of the team", "Answer whoever reported"),
        Turn("Coordinator of the team", "Ask who is too close, and name the lead by the rota", days=1),
        Turn("Lead of the case", "Decide what the report is", "Look into it", days=1),
        Turn("Lead of the case", "Ask the respondent for their side", signs="Member of the conduct team"),
        Turn("Coordinator of the team", "Give your side", party=OTHER, days=2),
        Turn("Lead of the case", "Write down what happened and propose an outcome", days=1),
        Turn("Coordinator of the team", "Say what you think of the proposed outcome", party=ONE, days=1),
        Turn(
            "Member of the conduct team", "Agree on the outcome", "Against the code; nobody is banned",
            days=1, sanction="Terms for taking part",
            then=("Terms for taking part, Ilse Marchetti, 3 months",),
        ),
        Turn("Coordinator of the team", "Ask that others look at it again", party=OTHER, days=1),
    ),
    "standard": (
        Turn("Duty officer", "Screen for safety"),
        Turn("Intake officer", ACK),
        Turn("Keeper of the rota", "Take conflict declarations and appoint by rota", days=1),
        Turn(
            "Assessor", "Assess and choose the route", "Investigate", days=1,
            answers={"Severity band": "Standard", "Concerns a protected characteristic": "No"},
        ),
        Turn("Case manager", "Give notice of investigation"),
        Turn("Intake officer", "Reply", party=OTHER, days=2),
        Turn("Keeper of the rota", "Appoint the investigator and begin"),
        Turn("Investigator", "Write the plan of investigation", days=1),
        Turn("Investigator", "Send the draft report to the parties", days=1),
        Turn("Intake officer", "Comment on the facts in the draft", party=ONE, days=1),
        Turn("Intake officer", "Comment on the facts in the draft", party=OTHER),
        Turn("Investigator", "Finish the report, with the comments attached"),
        Turn("Keeper of the rota", "Appoint the case examiners"),
        Turn("Lay case examiner", "Decide whether there is a case to answer", "Charge: to a hearing"),
        Turn(
            "Clerk of the panel, without a vote", "Fix the hearing and appoint the panel",
            fixes=("Day of the hearing", 35),
        ),
        Turn("Clerk of the panel, without a vote", "Serve the bundle on both sides"),
        Turn("Legal panellist", "Hold the hearing", on="Day of the hearing"),
        Turn(
            "Legal panellist", "Make findings and choose the sanction", "Breach found",
            sanction="Suspension", then=("Suspension, Ilse Marchetti, 3 months",),
        ),
        Turn("Legal panellist", "Give written reasons", days=1),
        Turn("Intake officer", "Appeal", party=OTHER, days=1),
    ),
}  # fmt: skip


DATES = {
    "conduct-team": {
        "23 Mar 2026",
        "6 Apr 2026",
        "29 Apr 2026",
        "30 Apr 2026",
        "30 Jun 2026",
        "23 Jul 2026",
        "25 Jul 2026",
    },
    "small-club": {
        "23 Mar 2026",
        "20 Apr 2026",
        "21 Apr 2026",
        "23 Apr 2026",
        "19 May 2026",
        "23 Jul 2026",
        "24 Jul 2026",
    },
    "standard": {
        "23 Mar 2026",
        "20 Apr 2026",
        "6 May 2026",
        "7 May 2026",
        "14 May 2026",
        "20 May 2026",
        "23 Sep 2026",
        "23 Mar 2027",
        "12 Jun 2027",
        "23 Sep 2027",
    },
}
"""The days that the page of deadlines shows at the end, under any names."""


class Walk:
    """One case in the browser, with a clock that the script sets."""

    def __init__(self, page: Page, live: Live, people: dict[str, Person], clerk: str) -> None:
        self.page, self.live, self.people, self.clerk = page, live, people, clerk

    def turn(self, turn: Turn) -> None:
        at = self.live.at
        assert at is not None
        at = self._on(turn.on) if turn.on else at + timedelta(days=turn.days)
        self.live.at = at
        with clock.frozen(at):
            record_lapses(self._docket())
            self._declare(turn.title)
        page = self.page
        sit_down(page, self.people[turn.role])
        page.goto(f"/desk/cases/{self._docket().number}/")
        page.locator("#now").get_by_role("link", name=turn.title, exact=True).first.click()
        if turn.party:
            page.get_by_label(turn.party).check()
            press(page, "Go on")
        if turn.outcome:
            page.get_by_label(turn.outcome, exact=True).check()
            press(page, "Go on")
        if turn.sanction:
            page.locator("summary", has_text=turn.sanction).first.click()
            row = page.locator("details[open]", has_text=turn.sanction)
            row.get_by_label(OTHER).check()
            row.get_by_label("Number").fill("3")
        if turn.fixes[0]:
            day = at.date() + timedelta(days=turn.fixes[1])
            boxes = page.get_by_role("group", name=turn.fixes[0])
            for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
                boxes.get_by_label(part, exact=True).fill(str(value))
        expect(page.locator("main form[method=post]").first).to_be_visible()
        whole(page)
        page.evaluate(FILL, turn.answers)
        for grounds in page.get_by_role("group", name="Grounds").all():
            grounds.get_by_role("checkbox").first.check()
        if turn.signs:
            page.get_by_label(turn.signs).select_option(label=f"{turn.signs} 1")
            press(page, "Propose it")
            expect(page.get_by_role("status")).to_be_visible()
            sign_in(page, self.people[turn.signs])
            page.get_by_role("main").get_by_role("link", name="Read and sign").first.click()
            press(page, "Sign")
        else:
            enter_step(page, turn.title)
            done(page)
        self._arrive()
        for words in turn.then:
            page.goto(f"/desk/cases/{self._docket().number}/")
            expect(page.get_by_role("main")).to_contain_text(words)

    def _declare(self, title: str) -> None:
        """Whoever's turn it is to be appointed declares first; by which outcome is not known here."""
        step = next(
            each for each in extracts.opened(self._docket()).rulebook.steps.values() if each.title == title
        )
        for outcome in ("", *step.outcomes):
            declared(self._docket(), step.id, outcome)

    def dates(self) -> set[str]:
        """Every day on the page of deadlines: of those that were kept, that run, and that have gone by; not
        since when the case stands where it stands."""
        self.page.goto(f"/desk/cases/{self._docket().number}/deadlines/")
        lines = self.page.get_by_role("main").inner_text().splitlines()
        text = "\n".join(line for line in lines if not line.startswith("since "))
        return set(re.findall(r"\b\d+ [A-Z][a-z]{2} 20\d\d\b", text))

    def _docket(self) -> Docket:
        return Docket.objects.get()

    def _on(self, title: str) -> datetime:
        """The day that is recorded under this title, in the forenoon."""
        assert self.live.at is not None
        with clock.frozen(self.live.at):
            view = extracts.opened(self._docket())
        day = next(
            view.state.facts[name] for name, fact in view.rulebook.facts.items() if fact.title == title
        )
        return self.live.at.replace(year=day.year, month=day.month, day=day.day, hour=11)

    def _arrive(self) -> None:
        """Every letter arrives at once with the party it is for."""
        assert self.live.at is not None
        with clock.frozen(self.live.at):
            view = extracts.opened(self._docket())
            owed: dict[int, set[str]] = {}
            for each in view.state.notices:
                if each.n and each.received_at is None and each.to in view.state.parties:
                    owed.setdefault(each.n, set()).add(each.to)
            by = Actor(person=self.people[self.clerk])
            for n, to in owed.items():
                needs = Needs(act={"of": n, "to": sorted(to)})
                take_note(docket=self._docket(), note="received", by=by, at=self.live.at, needs=needs)


SHORTEST = min(TURNS, key=lambda name: len(TURNS[name]))
WALKS = [(name, other) for name in TURNS for other in (False, True) if SOAK or other or name == SHORTEST]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "other"), WALKS)
def test_the_same_journey_and_the_same_dates_under_any_names(
    live: Live, page: Page, tmp_path: Path, settings: Any, name: str, other: bool
) -> None:
    text = (SHIPPED / f"{name}.toml").read_text()
    with begun_folder(tmp_path / "var", settings):
        with clock.frozen(world.later(days=-1)):
            people = organisation(renamed(text) if other else text)
        live.at = world.MONDAY
        sign_in(page, people[CLERK[name]])
        enter(page)
        walk = Walk(page, live, people, CLERK[name])
        for turn in TURNS[name]:
            walk.turn(turn)
        assert walk.dates() == DATES[name]
