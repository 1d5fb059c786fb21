"""Keeping a filter of the list of cases under a name: made, changed, taken away. It opens nothing: whoever
looks through it sees what the wall shows them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.models import SavedView
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import wall
from dueprocess.kit import clock, keys
from dueprocess.people.models import Person

KEPT = ("state", "mine", "late", "unowned", "refused", "stage", "unit", "age", "sort")
"""What of a filter is kept: choices, never what somebody typed."""
LONGEST, MOST = 60, 30
"""Characters of a name; views that one person keeps."""


@transaction.atomic
def save_view(
    *, by: Person, name: str, query: Mapping[str, str], role: str = "", view: SavedView | None = None
) -> SavedView:
    """Keep a filter under a name, or change the `view`, which is theirs then; with a `role`, for whoever
    holds it.

    Raises Malformed without a name, for a name longer than `LONGEST` or more than `MOST` views;
    Refused("not_yours") for a role that its maker does not hold, and for somebody else's view.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST:
        mend = _("Give it a name of at most {most} characters.").format(most=LONGEST)
        raise Malformed([Problem("name", None, _("The name is empty or too long."), mend)])
    if role and role not in wall.roles_of(by, clock.now().date()):
        raise Refused("not_yours", _("A view is shared with a role that one holds."), None)
    if view is None:
        if SavedView.objects.filter(person=by).count() >= MOST:
            what = _("You keep {most} views already.").format(most=MOST)
            raise Malformed([Problem("name", None, what, _("Take one away first."))])
        view = SavedView(code=secrets.token_hex(8), person=by, made_at=clock.now())
    elif not may_change(view, by):
        raise Refused("not_yours", _("Whoever made a view changes it."), None)
    view.person, view.role = by, role
    view.query = {each: str(query[each]) for each in KEPT if query.get(each)}
    view.sealed = keys.seal_here(json.dumps(name).encode(), _place(view))
    view.save()
    return view


@transaction.atomic
def drop_view(*, view: SavedView, by: Person) -> None:
    """Take a view away. Raises Refused("not_yours") as `save_view`."""
    if not may_change(view, by):
        raise Refused("not_yours", _("Whoever made a view takes it away."), None)
    view.delete()


def may_change(view: SavedView, person: Person) -> bool:
    """Tell whether somebody may change a view: whoever made it; and where they no longer hold the role that
    they shared it with, whoever does, so that nobody's list keeps what nobody can take away."""
    if view.person_id == person.pk:
        return True
    on = clock.now().date()
    return view.role in wall.roles_of(person, on) and view.role not in wall.roles_of(view.person, on)


def name_of(view: SavedView) -> str:
    """Return the name that was given to a view."""
    return str(json.loads(keys.unseal_here(view.sealed, _place(view))))


def _place(view: SavedView) -> str:
    return f"cases.view/{view.code}"
