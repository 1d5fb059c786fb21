"""Of which officers a party's text may speak: who wrote an act, what they wrote in it, whom that leaves out.

Reads only. What is noted of it is for `actions.mentions`; what it bars, the rulebook says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from dueprocess.core.engine.apart import SOMEBODY
from dueprocess.core.rulebook.model import MENTIONED, Rulebook
from dueprocess.docket import house, own_words
from dueprocess.docket.models import Act, Content
from dueprocess.docket.roster import Assembled, Row
from dueprocess.docket.sealing import OFFICER, Vault

JOB = "docket.mentions"
"""The job that looks whom an act mentions."""
HOW = frozenset({"sent", house.LINK_GIVEN})
"""Notes whose `by` says by which channel something went, and not whose words they are."""


@dataclass(frozen=True, slots=True)
class Mention:
    """That a party's text may speak of an officer: the note, whom it means and whose text it was (local
    keys), the sentence, and what was ruled: None while nobody has."""

    n: int
    who: str
    said_by: str
    passage: str
    is_conflict: bool | None


def asked(rulebook: Rulebook) -> bool:
    """Tell whether a rulebook bars whoever is mentioned until somebody has ruled on it."""
    return any(MENTIONED in each.grounds for each in rulebook.conflicts.values())


def is_mention(facts: Mapping[str, Any]) -> bool:
    """Tell whether the facts of an act are those of a note that somebody is mentioned."""
    return facts.get("note") == "conflict" and facts.get("ground") == MENTIONED


def author(by_key: str, facts: Mapping[str, Any], introduces: Mapping[str, Any]) -> str:
    """Return the local key of the party or third person whose text an act holds; "" where an officer or the
    machine wrote it. A complaint is the complainant's, whoever wrote it down; what an officer writes in
    joining one into a case is not. A message of somebody who is no party is theirs, whoever put it there."""
    registered = {} if facts.get("complaints") else introduces.get("register") or {}
    brought = next((str(each.get("complainant") or "") for each in registered.values()), "")
    by = "" if facts.get("note") in HOW else str(facts.get("by") or "")
    key = brought or by_key or by
    if key.startswith(OFFICER):
        return SOMEBODY if introduces.get(house.BY_MAIL) else ""
    return key


def text_of(act: Act, vault: Vault) -> str:
    """Return what a party wrote in an act, field after field. Files are not read."""
    rows = Content.objects.filter(act=act).order_by("pk")
    not_said = set(own_words.OURS)
    if house.BY_MAIL in act.introduces:
        not_said.add("from")  # an officer may have passed it on
    own = (row for row in rows if row.field not in not_said)
    return "\n\n".join(part for row in own for part in _texts(vault.content(row, act.n)))


def left_out(whole: Assembled, before: int) -> set[str]:
    """Return the local keys of those who are not noted as mentioned: parties; whoever was noted once,
    whatever was ruled on it; and those whom the office's own steps had named before that act."""
    named = {str(each["person"]) for each in whole.json["parties"].values() if each.get("person")}
    for row in whole.rows:
        if is_mention(row.facts):
            named.add(str(row.facts["who"]))
        elif not row.is_note and row.n < before:
            named |= {row.by_key, *_appointed(row)}
    return named


def _appointed(row: Row) -> Collection[str]:
    return [str(who) for people in (row.facts.get("appoints") or {}).values() for who in people]


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [part for item in value.values() for part in _texts(item)]
    if isinstance(value, list | tuple):
        return [part for item in value for part in _texts(item)]
    return []
