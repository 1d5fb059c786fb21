"""What an act says by the sanctions guidance, filled in before it is judged: the engine is told where a
decision stands, and never what the guidance says. Must not decide anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.guidance import Guidance, Stands, judge
from dueprocess.rules import guidance

GUIDED = "guided"
"""The key of an act: for each who is decided on, the type of breach, the factors, and where it stands."""


def reasons_of(who: str) -> str:
    """Return the field of an act's content that says why a decision on somebody departs from the guidance."""
    return f"departure.{who}"


def filled(rulebook: str, act: Mapping[str, Any], content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return `guided` of an act under a rulebook (its id), judged by the guidance that holds for it now; what
    the act says of that itself does not count.

    Raises Refused("no_guidance") where none was adopted, Malformed for a type of breach or a factor that it
    does not have.
    """
    found = guidance.current(rulebook)
    if found is None:
        raise Refused("no_guidance", _("No sanctions guidance was adopted for this rulebook."), None)
    return [_entry(found, each, act, content) for each in act[GUIDED]]


def _entry(
    found: Guidance, each: Mapping[str, Any], act: Mapping[str, Any], content: Mapping[str, Any]
) -> dict[str, Any]:
    who, breach, factors = str(each.get("on")), str(each.get("breach")), tuple(each.get("factors") or ())
    if breach not in found.breaches:
        raise _unknown(found, "breach", breach)
    for factor in factors:
        if factor not in found.factors:
            raise _unknown(found, "factors", str(factor))
    imposed = [one for one in act.get("imposes") or () if one.get("on") in (who, None)]
    judged = judge(found, breach, imposed)
    entry: dict[str, Any] = {
        "on": who, "breach": breach, "factors": [name for name in found.factors if name in factors],
        "rung": judged.rung, "stands": str(judged.stands), "guidance": found.hash,
    }  # fmt: skip
    if str(content.get(reasons_of(who)) or "").strip():
        entry["explained"] = True
    return entry


def _unknown(found: Guidance, kind: str, name: str) -> Malformed:
    what = f"The guidance {found.id} {found.version} has no {name!r}."
    return Malformed([Problem(f"guided.{kind}", None, what, "Choose one that it has.")])


def told(entry: Mapping[str, Any]) -> str:
    """Return in words what an act says of one respondent by the guidance: type of breach, factors, and where
    it stands."""
    found = guidance.get(str(entry["guidance"]))
    parts = [found.breaches[str(entry["breach"])].title]
    parts += [found.factors[name].title for name in entry.get("factors") or ()]
    return _("{what}. {stands}").format(what="; ".join(parts), stands=stands(str(entry["stands"])))


def stands(code: str) -> str:
    """Return in words where a decision stands by the guidance."""
    words = {
        Stands.WITHIN: _("Within the guidance."),
        Stands.BELOW: _("Lighter than the guidance."),
        Stands.ABOVE: _("Heavier than the guidance."),
    }
    return words[Stands(code)]
