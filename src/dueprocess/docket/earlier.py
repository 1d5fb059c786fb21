"""The sanctions that the parties to one docket have from others, as the engine is told them.

Reads the stored copies of sanctions by the tags of people. Must not decide whether one counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dueprocess.core.rulebook.model import Rulebook, SanctionLive
from dueprocess.docket import direct
from dueprocess.docket.models import Docket, PersonKey, Sanction


def history(
    docket: Docket, rulebook: Rulebook, parties: Mapping[str, Any]
) -> dict[str, list[dict[str, Any]]]:
    """Return the parties' earlier sanctions from other dockets, under the keys of the people; one query,
    two if there are any, and none where no rule turns on them."""
    if not any(isinstance(fact.derived, SanctionLive) for fact in rulebook.facts.values()):
        return {}
    tags = f"SELECT tag FROM {PersonKey._meta.db_table} WHERE docket_id = %s AND tag <> ''"  # noqa: S608
    earlier = direct.values(
        Sanction,
        ("name", "from_at", "until_at", "tag"),
        f"tag IN ({tags}) AND docket_id <> %s AND from_at IS NOT NULL"
        " AND state NOT IN ('set aside', 'replaced', 'fallen away', 'gone to another case')"
        " ORDER BY from_at, id",
        (docket.pk, docket.pk),
    )
    if not earlier:
        return {}
    keys = direct.values(PersonKey, ("tag", "key"), "docket_id = %s AND tag <> ''", (docket.pk,))
    linked = {party.get("person") for party in parties.values()}
    by_tag = {tag: key for tag, key in keys if key in linked}
    by_tag |= {tag: parties[key].get("person") for tag, key in keys if key in parties}
    found: dict[str, list[dict[str, Any]]] = {}
    for name, from_at, until_at, tag in earlier:
        if person := by_tag.get(tag):
            item: dict[str, Any] = {"sanction": name, "from": from_at.date().isoformat()}
            if until_at:
                item["to"] = until_at.date().isoformat()
            found.setdefault(str(person), []).append(item)
    return found
