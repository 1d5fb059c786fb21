"""On which evidence findings rest, filled in before an act is judged: the engine is told which of it a
respondent cannot answer in full, and never what it is. Must not decide anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem
from dueprocess.core.rulebook.model import FOUND_AGAINST, Proof
from dueprocess.docket import evidence, roster
from dueprocess.docket.models import PersonKey
from dueprocess.docket.roster import Assembled

FINDINGS = "findings"
"""The key of an act: what was found on each allegation, and on which items."""


@dataclass(frozen=True, slots=True)
class Basis:
    """An item that is relied on. `sealed_for`: the respondents (local keys) who cannot answer it in full."""

    key: str
    number: int
    title: str
    sealed_for: frozenset[str] = frozenset()


def filled(whole: Assembled, act: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the findings of an act, each with the items it rests on and those of them that are sealed; what
    the act says of the latter itself does not count. Where one against somebody names no items, all that are
    relied on count.

    Raises Malformed for an item that nothing may rest on.
    """
    findings: list[Mapping[str, Any]] = list(act[FINDINGS])
    items = evidence.items(whole.rows)
    there = _known(whole) if any(each.relied for each in items.values()) else frozenset[str]()
    return [_finding(each, items, there) for each in findings]


def _finding(each: Mapping[str, Any], items: evidence.Items, there: frozenset[str]) -> dict[str, Any]:
    relied = [key for key, item in items.items() if item.relied]
    on = list(dict.fromkeys(str(key) for key in each.get("on") or ()))
    for key in on:
        if key not in relied:
            what = _("Nothing is relied on here as item {n}.").format(n=evidence.number(key) or key)
            raise Malformed([Problem("findings.on", None, what, _("Name items that are relied on."))])
    found = {name: value for name, value in each.items() if name not in ("on", "sealed", "without_sealed")}
    against = each.get("finding") in FOUND_AGAINST
    counts = on or (relied if against else [])
    who = str(each.get("respondent"))
    sealed = [key for key in counts if items[key].sealed_for(who, there)]
    found |= {"on": on} if on else {}
    found |= {"sealed": sealed} if sealed else {}
    return found | ({"without_sealed": True} if sealed and each.get("without_sealed") is True else {})


def _known(whole: Assembled) -> frozenset[str]:
    rows = PersonKey.objects.filter(docket=whole.docket)
    return known({row.key: whole.vault.identity(row) for row in rows}, roster.links(whole.rows))


def known(identities: Mapping[str, Mapping[str, Any]], links: Mapping[str, str]) -> frozenset[str]:
    """Return the local keys of those of whom it is known who they are: they gave a name, or somebody said
    later who in the register they are."""
    told = ("name", "person", "unit", "body", "organisation")
    return frozenset(
        key
        for key, identity in identities.items()
        if links.get(key) or any(identity.get(each) for each in told)
    )


def bases(
    items: evidence.Items, titles: Mapping[str, str], respondents: Iterable[str], there: frozenset[str]
) -> tuple[Basis, ...]:
    """Return the items on which findings may rest, of those that have a title; `titles` are what they are
    called, `there` those of whom it is known who they are."""
    everybody = list(respondents)
    return tuple(
        Basis(
            key, evidence.number(key), titles[key],
            frozenset(who for who in everybody if items[key].sealed_for(who, there)),
        )
        for key, item in items.items()
        if item.relied and key in titles
    )  # fmt: skip


def standard(code: str) -> str:
    """Return in words by which standard of proof something was found; "" where none was stated."""
    words = {
        Proof.BALANCE: _("on the balance of probabilities"),
        Proof.COMFORTABLE: _("to comfortable satisfaction"),
        Proof.CLEAR: _("on clear and convincing evidence"),
        Proof.DOUBT: _("beyond reasonable doubt"),
    }
    return words[Proof(code)] if code else ""


def told(finding: Mapping[str, Any]) -> str:
    """Return in words what was found, and by which standard."""
    found = str(finding["finding"]).replace("_", " ")
    by = standard(str(finding.get("standard") or ""))
    return _("{finding}, {standard}").format(finding=found, standard=by) if by else found
