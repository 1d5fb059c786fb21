"""Who comes with a party, acts for them or interprets, and what they need, in words: for the desk, for a
hearing, and for the party. And for whom somebody may read letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.present import actions
from dueprocess.cases.present.actions import CONTACT, NAME, WORDS, Asked
from dueprocess.docket import house
from dueprocess.docket.extracts import Opened, opened, telling
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor

SAID = {
    Asked.COMPANION: gettext_lazy("Somebody who comes along"),
    Asked.REPRESENTATIVE: gettext_lazy("Somebody who acts for them"),
    Asked.INTERPRETER: gettext_lazy("An interpreter"),
    Asked.ADJUSTMENT: gettext_lazy("An adjustment"),
}
ANSWERS = {"granted": gettext_lazy("granted"), "refused": gettext_lazy("refused")}


@dataclass(frozen=True, slots=True)
class AskLine:
    """What was asked for by entry `n`, for the party `key` (`who`, for the desk). `what` is a code, `said` it
    in words; `state`: `waits`, `granted`, `refused`, `ended`; `reason`: why it was answered so. `party`: the
    local key of whom it brought in, "" where they have no pages. `letters`: they read the party's letters;
    `steps`: they take the party's steps."""

    n: int
    key: str
    who: str
    what: str
    said: str
    name: str
    contact: str
    words: str
    letters: bool
    state: str
    reason: str
    at: datetime
    party: str
    steps: bool = False


def asked(docket: Docket, *, key: str = "", viewer: Actor | None = None) -> tuple[AskLine, ...]:
    """Return what was asked for, by one party or (for a `viewer` at the desk, or a hearing) by all, those
    that wait first, then the newest; one query where there is nothing."""
    rows = actions.standing(docket, key)
    if not rows:
        return ()
    view = opened(docket, viewer=viewer or Actor(key=key))
    lines = []
    for row in rows:
        content = view.contents.get(row["n"], {})
        reason = view.contents.get(row["answer"] or 0, {}).get("reason", "")
        lines.append(
            AskLine(
                row["n"], row["key"], view.name(row["key"]) if viewer is not None else "", str(row["what"]),
                str(SAID[row["what"]]), str(content.get(NAME, "")), str(content.get(CONTACT, "")),
                str(content.get(WORDS, "")), row["letters"], row["state"], str(reason), row["at"],
                row["party"], row["steps"],
            )
        )  # fmt: skip
    return tuple(sorted(lines, key=lambda each: (each.state != "waits", -each.n)))


def acts_for(docket: Docket, key: str, *, steps: bool = False) -> tuple[str, ...]:
    """Return for which parties (local keys) somebody may read and receive letters now, or (`steps`) take
    steps: a mandate was granted and not ended, and both are still parties."""
    rows = [row for row in actions.standing(docket) if row["steps" if steps else "letters"]]
    mine = [row["key"] for row in rows if row["state"] == "granted" and row["party"] == key]
    if not mine:
        return ()
    there = set(docket.parties.filter(key__in=[*mine, key]).values_list("key", flat=True))
    return tuple(dict.fromkeys(each for each in mine if each in there)) if key in there else ()


def acting_for(docket: Docket, key: str) -> tuple[str, ...]:
    """Return who (local keys) may read and receive the letters of a party now."""
    rows = actions.standing(docket, key)
    mine = {row["party"] for row in rows if row["letters"] and row["state"] == "granted" and row["party"]}
    return tuple(docket.parties.filter(key__in=mine).order_by("pk").values_list("key", flat=True))


def reads_for(docket: Docket, key: str) -> tuple[tuple[str, str, bool], ...]:
    """Return whose evidence and bundles somebody may read now, by local key and name: of those for whom they
    act and whose letters they read (True), and of those with whom they come, where that was granted. One
    query for nobody."""
    rows = [row for row in actions.standing(docket) if row["letters"] or row["reads"]]
    mine = [row for row in rows if row["state"] == "granted" and row["party"] == key]
    if not mine:
        return ()
    acts = {str(row["key"]): False for row in mine} | {
        str(row["key"]): True for row in mine if row["letters"]
    }
    there = set(docket.parties.filter(key__in=[*acts, key]).values_list("key", flat=True))
    if key not in there or there == {key}:
        return ()
    view = opened(docket, viewer=Actor(key=key))
    return tuple((each, view.name(each), acts[each]) for each in acts if each in there)


def tell_notes() -> None:
    """Let timelines say what these notes mean."""
    telling.note_with(house.ASKED_FOR, _asked, title=gettext_lazy("Asked for by a party"))
    telling.note_with(house.ASK_ANSWERED, _answered, title=gettext_lazy("What a party asked for is answered"))
    telling.note_with(house.ASK_ENDED, lambda view, facts: iter(()), title=gettext_lazy("Asked for no more"))


def _asked(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("What"), str(SAID[Asked(facts["asked"])])
    if facts["letters"]:
        yield _("Letters"), _("they read and receive the party’s letters")
    if facts.get("steps"):
        yield _("Steps"), _("they take the party’s steps in their name")


def _answered(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Answer"), str(ANSWERS[facts["answer"]])
    if facts.get("party"):
        yield _("Party"), view.name(str(facts["party"]))
    if facts.get("reads"):
        yield _("Reads"), _("the evidence and the bundles that the party is given")
