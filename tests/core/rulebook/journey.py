"""A case told act by act: each is judged by the engine and, if it may be done, kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from dueprocess.core.engine import Docket, decide, permitted, state
from dueprocess.core.engine.view import State
from dueprocess.core.rulebook import Rulebook
from tests.core.reading import loaded

SHIPPED = Path(__file__).parents[3] / "src" / "dueprocess" / "rules" / "shipped"
TRAINING = ("intake", "case handling", "assessment", "investigation", "interim measures", "hearing panels")
HOLIDAYS = ["2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31"]


@cache
def shipped(name: str) -> Rulebook:
    """A shipped rulebook."""
    return loaded((SHIPPED / f"{name}.toml").read_text(encoding="utf-8"))


class Journey:
    """A docket that grows by acts the rules permit. People are `role-1`, `role-2`, …"""

    def __init__(self, rules: Rulebook, *, holders: int = 4) -> None:
        self.rules = rules
        training = dict.fromkeys(TRAINING, "2030-12-31")
        self.docket: dict[str, Any] = {
            "docket": 1,
            "case": "j1",
            "rulebook": rules.hash,
            "holidays": HOLIDAYS,
            "parties": {"c1": {"is": "complainant"}, "r1": {"is": "respondent", "person": "m1"}},
            "people": {"m1": {"roles": []}}
            | {
                f"{role}-{number}": {"roles": [role], "training": training}
                for role in rules.roles
                for number in range(1, holders + 1)
            },
            "acts": [],
        }
        self.parsed = Docket.parse(self.docket)

    def changed(self) -> None:
        """Somebody wrote in the docket by hand."""
        self.parsed = Docket.parse(self.docket)

    def _keep(self, act: dict[str, Any]) -> int:
        number = len(self.docket["acts"]) + 1
        decided = decide({self.rules.hash: self.rules}, self.parsed, {"n": number, **act})
        self.docket["acts"].append(dict(decided.act))
        self.parsed = decided.state.docket
        return number

    def take(self, at: str, step: str, by: str, **more: Any) -> int:
        """Take a step; `at` is local time in London in 2026 as `MM-DD HH:MM`. The act's number. Where
        findings are a step of their own, those of the decision are made just before."""
        role = more.pop("role", by.rpartition("-")[0] or {"c1": "complainant", "r1": "respondent"}.get(by))
        named = {"with_": "with"}
        carried = {named.get(key, key): value for key, value in more.items()}
        if self.rules.steps[step].by_guidance:
            carried.setdefault("guided", guided(carried))
        self._declare(at, carried.get("appoints", {}))
        if step == "decide" and "find" in self.rules.steps and "find" in self.may(at):
            found = {"findings": carried.pop("findings"), "votes": carried["votes"], "with": ["findings"]}
            self._keep({"at": moment(at), "step": "find", "by": by, "as": role, **found})
            carried["with"] = ["reasons in short"]
        return self._keep({"at": moment(at), "step": step, "by": by, "as": role, **carried})

    def _declare(self, at: str, appoints: Mapping[str, list[str]]) -> None:
        """Whoever is appointed has declared before that nothing binds them to a party that there is."""
        named = {
            who for role, who_ in appoints.items() if self.rules.role_or_body(role).declares for who in who_
        }
        for who in sorted(named):
            self.note(at, "declared", who=who)

    def note(self, at: str, kind: str, **more: Any) -> int:
        """Record a note."""
        return self._keep({"at": moment(at), "note": kind, **more})

    def state(self, at: str) -> State:
        """What the docket has become by then."""
        return state({self.rules.hash: self.rules}, self.parsed, datetime.fromisoformat(moment(at)))

    def stages(self, at: str) -> list[str]:
        """The stage of each strand."""
        return [str(strand.stage) for strand in self.state(at).strands]

    def may(self, at: str) -> set[str]:
        """Steps that somebody may take."""
        return {one.step for one in permitted(self.state(at)) if one.allowed}


def moment(at: str) -> str:
    """A moment of 2026 in London, summer time from 29 March to 25 October."""
    summer = "03-29" <= at[:5] < "10-25"
    return f"2026-{at[:5]}T{at[6:]}:00+0{int(summer)}:00"


def guided(act: dict[str, Any]) -> list[dict[str, str]]:
    """What an act says of those it decides on by guidance from which it does not depart."""
    found = [each["respondent"] for each in act.get("findings", ()) if "not" not in each["finding"]]
    found += [each["on"] for each in act.get("imposes", ())]
    return [{"on": who, "breach": "disrespect", "stands": "within"} for who in dict.fromkeys(found)]


def votes(*members: str) -> dict[str, list[str]]:
    """Everybody for it."""
    return {"for": list(members)}
