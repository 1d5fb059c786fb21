"""The conditions of the wall as SQL, each written so that both databases find it by an index or, where that
would cost more, without one. Knows rows alone; which of them holds for whom, the wall says.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from dueprocess.docket import kinds
from dueprocess.docket.models.dockets import Asked, Plain
from dueprocess.docket.sealing import circle_tag
from dueprocess.kit.tags import stored


def reached(tag: str) -> Asked:
    """Return the condition that something opens a docket to whoever has this tag."""
    reached = "SELECT 1 FROM docket_reach reached WHERE reached.docket_id = {} AND reached.tag = %s"
    return Asked(f"EXISTS({reached} AND reached.shuts = False)", "pk", values=[stored(tag)])


def shut(tags: Collection[str]) -> Asked:
    """Return the condition that something shuts a docket for whoever has these tags, looked up once."""
    places = ", ".join(["%s"] * len(tags))
    walled = f"SELECT walled.docket_id FROM docket_reach walled WHERE walled.tag IN ({places})"  # noqa: S608 (no value)
    return Asked(f"{{}} IN ({walled} AND walled.shuts = True)", "pk", values=map(stored, sorted(tags)))


def circled(tag: str) -> Asked:
    """Return the condition that a docket is a closed circle in which nothing opens it to whoever has this
    tag, looked up once: there are few such dockets."""
    let_in = (
        "SELECT 1 FROM docket_reach let_in WHERE let_in.docket_id = circled.docket_id AND let_in.tag = %s"
    )
    circled = "SELECT circled.docket_id FROM docket_reach circled WHERE circled.tag = %s"
    text = f"{{}} IN ({circled} AND circled.shuts = True AND NOT EXISTS({let_in} AND let_in.shuts = False))"
    return Asked(text, "pk", values=[stored(circle_tag()), stored(tag)])


def apart() -> Asked:
    """Return the condition that a docket is of a kind that no role opens, without an index."""
    places = ", ".join(["%s"] * len(kinds.APART))
    return Asked(f"{{}} IN ({places})", Plain("kind"), values=kinds.APART)


def within(column: str, values: Collection[Any]) -> Asked:
    """Return the condition that a column holds one of the values, as a test without an index."""
    return Asked(f"{{}} IN ({', '.join(['%s'] * len(values))})", Plain(column), values=values)


def below(paths: Collection[str | None]) -> Asked:
    """Return the condition that a docket's unit lies at or below one of these paths, without an index."""
    places = " OR ".join(["(below.path >= %s AND below.path < %s)"] * len(paths))
    text = f"{{}} IN (SELECT below.id FROM people_unit below WHERE {places})"  # noqa: S608 (no value is in it)
    ends = [end for path in paths for end in (path, f"{path}z")]
    return Asked(text, Plain("unit_id"), values=ends)
