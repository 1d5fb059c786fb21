"""What changes when a case comes to another unit, in words: whose roles open it then, and whose no longer."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dueprocess.docket import roster
from dueprocess.docket.actions.placing import able
from dueprocess.docket.models import Docket
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock
from dueprocess.people.models import Person, Unit


def moved_sight(docket: Docket, unit: Unit, me: Person) -> tuple[str, ...]:
    """Return what follows for whoever holds a role in this case when it belongs to `unit`."""
    return tuple(_told(docket, unit, me))


def _told(docket: Docket, unit: Unit, me: Person) -> Iterator[str]:
    here = _able(docket)
    docket = Docket.objects.get(pk=docket.pk)
    docket.unit = unit
    there = _able(docket)
    if new := len(there - here):
        yield ngettext(
            "%(n)d person more holds a role that opens it, and may act in it.",
            "%(n)d people more hold roles that open it, and may act in it.", new,
        ) % {"n": new}  # fmt: skip
    if gone := len(here - there):
        yield ngettext(
            "The role of %(n)d person opens it no longer.",
            "The roles of %(n)d people open it no longer.", gone,
        ) % {"n": gone}  # fmt: skip
    else:
        yield _("Nobody who may act in it now is kept from it.")
    if me.pk in here - there:
        yield _("You are one of them.")
    if docket.owner and docket.owner in {person_tag(pk) for pk in here - there}:
        yield _("Its owner is one of them: the next on the rota there becomes its owner.")
    yield _("Parties keep their page and their letters. Its deadlines and its age stay as they are.")


def _able(docket: Docket) -> set[int]:
    """The people of the register who hold a role in a case as it is, and for whom it is not shut."""
    whole = roster.assemble(docket, Vault.of(docket), at=clock.now())
    return {whole.roster.persons[key] for key in able(whole)}
