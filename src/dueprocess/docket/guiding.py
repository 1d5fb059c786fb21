"""What an act says by the sanctions guidance, filled in before it is judged: the engine is told where a
decision stands, and never what the guidance says. Must not decide anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.guidance import Guidance, Stands, judge
from dueprocess.core.rulebook.model import FOUND_AGAINST
from dueprocess.docket.roster import Assembled
from dueprocess.rules import guidance

GUIDED = "guided"
"""The key of an act: for each who is decided on, the type of breach, the factors, and where it stands."""


def reasons_of(who: str) -> str:
    """Return the field of an act's content that says why a decision on somebody departs from the guidance."""
    return f"departure.{who}"


def filled(whole: Assembled, act: Mapping[str, Any], content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return `guided` of an act in a docket, judged by the guidance that holds for it now; what the act says
    of that itself does not count.

    Raises Refused("no_guidance") where none was adopted, Malformed for a type of breach or a factor that it
    does not have, and for a type of breach of other clauses than those of what is found against whoever is
    decided on (where nothing is: of what is alleged).
    """
    found = guidance.current(whole.rulebook.id)
    if found is None:
        raise Refused("no_guidance", _("No sanctions guidance was adopted for this rulebook."), None)
    alleged = clauses_of([*whole.json["acts"], act])
    return [_entry(found, each, act, content, alleged) for each in act[GUIDED]]


def clauses_of(acts: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return by respondent the clauses (`CODE/CLAUSE`) of what is found against them, last of all by the act
    itself; where nothing is, of what is alleged against them in the docket now."""
    annulled = {each.get("of") for each in acts if each.get("note") == "annulled"}
    alleged: dict[tuple[str, str], str] = {}
    findings: dict[tuple[str, str], str] = {}
    for each in acts:
        if each.get("n") in annulled:
            continue
        for row in each.get("allegations") or ():
            code, _at, _version = str(row.get("code") or "").partition("@")
            alleged[str(row["id"]), str(row["respondent"])] = f"{code}/{row.get('clause')}"
        for row in each.get("findings") or ():
            findings[str(row["allegation"]), str(row["respondent"])] = str(row["finding"])
        out = each.get("out") or {}
        if out.get("outside", not out):
            continue
        named, parties = out.get("allegations") or (), out.get("parties") or ()
        gone = [what for what in alleged if what[0] in named or (what[1] in parties and not named)]
        for what in gone:
            del alleged[what]
    found: dict[str, list[str]] = {}
    for who in {who for _id, who in alleged}:
        mine = {what: clause for what, clause in alleged.items() if what[1] == who}
        proved = [clause for what, clause in mine.items() if findings.get(what) in FOUND_AGAINST]
        found[who] = proved or list(mine.values())
    return found


def _entry(
    found: Guidance,
    each: Mapping[str, Any],
    act: Mapping[str, Any],
    content: Mapping[str, Any],
    alleged: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    who, breach, factors = str(each.get("on")), str(each.get("breach")), tuple(each.get("factors") or ())
    if breach not in found.breaches:
        raise _unknown(found, "breach", breach)
    open_to = found.open_to(alleged.get(who, ()))
    if breach not in open_to:
        what = _("“{breach}” is no type of breach of what is found or alleged against them.").format(
            breach=found.breaches[breach].title
        )
        titles = ", ".join(found.breaches[name].title for name in open_to)
        mend = _("Choose one of these: {titles}.").format(titles=titles)
        raise Malformed([Problem("guided.breach", None, what, mend)])
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
