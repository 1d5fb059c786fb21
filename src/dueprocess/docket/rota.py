"""What the rota goes by: in how many other open cases somebody is appointed to the same. Reads only.

It is counted for a step that appoints by rota alone, when its form is made and when it is judged, and is kept
with the act. Whose turn it is, `core.engine` says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Count

from dueprocess.core.rulebook.model import Chosen, Rulebook
from dueprocess.core.rulebook.ways import all_effects
from dueprocess.docket.models import Docket, Reach
from dueprocess.docket.models.access import AS
from dueprocess.docket.models.dockets import NO, YES
from dueprocess.docket.sealing import person_tag


def asked(rulebook: Rulebook, step: str | None) -> list[str]:
    """Return the roles and bodies to which a step appoints by rota; none for no step."""
    found = rulebook.steps.get(step or "")
    every = all_effects(found) if found is not None else ()
    names = dict.fromkeys(name for what in every for name in what.appoints)
    return [name for name in names if rulebook.role_or_body(name).chosen is Chosen.ROTA]


def sits_in(docket: Docket, persons: Mapping[str, int], names: Collection[str]) -> dict[str, dict[str, int]]:
    """Return by local key in how many other open cases somebody is appointed to each of these roles and
    bodies; one query, none for no names."""
    if not names:
        return {}
    keys = {person_tag(person): key for key, person in persons.items()}
    rows = Reach.objects.filter(tag__in=list(keys), why__in=[f"{AS}{name}" for name in names], shuts__in=NO)
    rows = rows.filter(docket__is_open__in=YES).exclude(docket=docket).order_by()
    found: dict[str, dict[str, int]] = {}
    for tag, why, number in rows.values_list("tag", "why").annotate(n=Count("docket", distinct=True)):
        found.setdefault(keys[tag], {})[why.removeprefix(AS)] = number
    return found
