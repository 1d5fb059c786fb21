"""The sanctions that the parties to one docket have from others, as the engine is told them: those
that are or were in force, and those that were suspended, with their probation.

Reads the stored copies of sanctions by the tags of people. Must not decide whether one counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dueprocess.core.rulebook.model import Rulebook, SanctionLive
from dueprocess.docket import direct
from dueprocess.docket.models import Docket, PersonKey, Sanction

GONE = ("set aside", "replaced", "gone to another case")
"""States of a sanction that is as if it had never been imposed there."""
WAITS = ("suspended", "fallen away")
"""States of a suspended sanction. One that fell away may still be brought into force by a case whose
complaint was received before that."""
_DOCKET = Docket._meta.db_table
_NUMBER = f'(SELECT number FROM "{_DOCKET}" WHERE id = docket_id)'  # noqa: S608


def asked(rulebook: Rulebook) -> bool:
    """Tell whether a rule turns on sanctions of other cases: how many are live, or that one was suspended."""
    if any(isinstance(fact.derived, SanctionLive) for fact in rulebook.facts.values()):
        return True
    steps = rulebook.steps.values()
    return any(step.effects_with(outcome).activates for step in steps for outcome in (None, *step.outcomes))


def history(
    docket: Docket, rulebook: Rulebook, parties: Mapping[str, Any]
) -> dict[str, list[dict[str, Any]]]:
    """Return the parties' earlier sanctions from other dockets, under the keys of the people; one query,
    two if there are any, and none where no rule turns on them."""
    if not asked(rulebook):
        return {}
    tags = f"SELECT tag FROM {PersonKey._meta.db_table} WHERE docket_id = %s AND tag <> ''"  # noqa: S608
    earlier = direct.values(
        Sanction,
        ("name", "from_at", "until_at", "tag", "state", "suspended_until", "lasts", "of_case"),
        f"tag IN ({tags}) AND docket_id <> %s AND from_at IS NOT NULL"
        f" AND state NOT IN ({', '.join('%s' for _ in GONE)}) ORDER BY from_at, id",
        (docket.pk, docket.pk, *GONE),
        also=_NUMBER,
    )
    if not earlier:
        return {}
    keys = direct.values(PersonKey, ("tag", "key"), "docket_id = %s AND tag <> ''", (docket.pk,))
    linked = {party.get("person") for party in parties.values()}
    by_tag = {tag: key for tag, key in keys if key in linked}
    by_tag |= {tag: parties[key].get("person") for tag, key in keys if key in parties}
    found: dict[str, list[dict[str, Any]]] = {}
    used = {(tag, name, of_case) for name, _from, _until, tag, *_, of_case, _number in earlier if of_case}
    for name, from_at, until_at, tag, state, suspended_until, lasts, _of_case, number in earlier:
        person = by_tag.get(tag)
        if person is None:
            continue
        item: dict[str, Any] = {"sanction": name, "from": from_at.date().isoformat()}
        if state in WAITS:
            if suspended_until is None or (tag, name, number) in used:
                continue  # stayed, so that its end is not known; or another case has brought it into force
            item |= {"case": number, "suspended_until": suspended_until.isoformat()}
            if lasts:
                item["lasts"] = lasts
        elif until_at:
            item["to"] = until_at.date().isoformat()
        found.setdefault(str(person), []).append(item)
    return found
