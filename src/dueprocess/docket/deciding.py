"""Who decides a case: the roles that a rulebook gives that to, and whether an officer holds one of them
in it. They rule on evidence, and until they have they alone read what has to be ruled on. Decides nothing
itself.
"""

from __future__ import annotations

from dueprocess.core.rulebook.model import Rulebook, Step
from dueprocess.docket import roster
from dueprocess.docket.models import Docket, Reach
from dueprocess.docket.models.access import AS
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks


def rules_on_evidence(docket: Docket, vault: Vault, person: Person) -> bool:
    """Tell whether somebody may rule on the use of evidence in a case: they hold a role that decides it, or
    its rulebook names none."""
    judges = deciders(rulebooks.get(docket.rulebook_id))
    return not judges or bool(judges & acts_as(docket, vault, person))


def deciders(rules: Rulebook) -> frozenset[str]:
    """Return the roles whose holders decide a case under a rulebook: they may take a step that makes findings
    or imposes a sanction, themselves or in a body. Empty where no step does."""
    names = {
        who.name for step in rules.steps.values() if _decides(step) for who in step.by if not who.is_party
    }
    found: set[str] = set()
    for name in names:
        if body := rules.bodies.get(name):
            found |= {*body.seats, *body.stand_ins.values()} | ({body.chair} if body.chair else set())
        if name in rules.roles:
            found.add(name)
    return frozenset(found)


def _decides(step: Step) -> bool:
    ways = (None, *step.outcomes)
    return step.standard_of_proof is not None or any(
        step.effects_with(way).imposes or str(step.logged_with(way)) in ("decided", "sanctioned")
        for way in ways
    )


def acts_as(docket: Docket, vault: Vault, person: Person) -> frozenset[str]:
    """Return the roles that somebody holds in a case today: by office, and as appointed in it."""
    rules, now = rulebooks.get(docket.rulebook_id), clock.now()
    today = roster.of(docket, rules, vault, at=now, rows=roster.rows(docket))
    held = today.people.get(vault.local(person.pk), {}).get("roles", ())
    roles = {each if isinstance(each, str) else str(each["role"]) for each in held}
    reached = Reach.objects.filter(docket=docket, tag=person_tag(person.pk), shuts=False, why__startswith=AS)
    return frozenset(roles | {why.removeprefix(AS) for why in reached.values_list("why", flat=True)})
