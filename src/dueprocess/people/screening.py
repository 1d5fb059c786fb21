"""Why a name may be somebody's, in words; and our own register as what names are screened against. Knows
people; must not know why anybody is looked for, nor decide that two names are one person."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from dueprocess.names.values import Code, Entry, Hit, Reason
from dueprocess.people.models import Alias, Person

CHUNK = 2_000


def said(reason: Reason) -> str:
    """Return one reason in words, for it or against it."""
    return _sentence(reason.code) % {"asked": reason.asked, "stored": reason.stored}


def _sentence(code: Code) -> str:
    return {
        Code.SAME: _("the same words: %(asked)s"),
        Code.ORDER: _("the same words in another order: %(asked)s"),
        Code.JOINED: _("written apart or as one word: %(asked)s, %(stored)s"),
        Code.FORM: _("forms of one name: %(asked)s, %(stored)s"),
        Code.SHORT: _("may be short for the same name: %(asked)s, %(stored)s"),
        Code.SOUND: _("sound alike: %(asked)s, %(stored)s"),
        Code.SLIP: _("one slip of the pen apart: %(asked)s, %(stored)s"),
        Code.SPELLING: _("spelled alike, but not the same: %(asked)s, %(stored)s"),
        Code.INITIAL: _("an initial only: %(asked)s, %(stored)s"),
        Code.SCRIPT: _("alike in two scripts: %(asked)s, %(stored)s"),
        Code.CHANGED: _("against it: %(asked)s here, %(stored)s there"),
        Code.MORE_ASKED: _("against it: %(asked)s is not in the name that is stored"),
        Code.MORE_STORED: _("against it: %(stored)s was not asked for"),
        Code.OTHER_NAME: _("another name of %(stored)s"),
        Code.BORN: _("born on the same day: %(stored)s"),
        Code.BORN_PARTLY: _("day of birth agrees as far as it is known: %(asked)s, %(stored)s"),
        Code.BORN_NEARLY: _(
            "days of birth differ by one digit, or in day and month changed about: %(asked)s, %(stored)s"
        ),
        Code.BORN_OTHERWISE: _("against it: born %(asked)s here, %(stored)s there"),
        Code.NUMBER: _("the same membership number: %(stored)s"),
        Code.NUMBER_NEARLY: _("membership numbers differ by one sign: %(asked)s, %(stored)s"),
        Code.NUMBER_OTHERWISE: _("against it: membership number %(asked)s here, %(stored)s there"),
        Code.UNIT: _("the same unit: %(stored)s"),
        Code.UNIT_OTHERWISE: _("against it: unit %(asked)s here, %(stored)s there"),
    }[code]  # fmt: skip


def reasons(hit: Hit) -> list[str]:
    """Return all reasons for a score in words: what speaks for it first."""
    return [said(reason) for reason in sorted(hit.reasons, key=lambda reason: -reason.effect)]


def everybody() -> Iterator[Entry]:
    """Yield everybody in the register with all their names, a few thousand at a time. Who was erased is in it
    no more."""
    after = 0
    while people := list(
        Person.objects.filter(pk__gt=after)
        .exclude(full_name="")
        .select_related("unit")
        .order_by("pk")[:CHUNK]
    ):
        after = people[-1].pk
        names: dict[int, list[str]] = {each.pk: [each.full_name, each.known_as] for each in people}
        for owner, name in Alias.objects.filter(person_id__in=names).values_list("person_id", "name"):
            names[owner].append(name)
        for each in people:
            yield Entry(
                key=each.member_number or f"#{each.pk}",
                names=tuple(dict.fromkeys(name for name in names[each.pk] if name)),
                born_on=each.born_on,
                number=each.member_number or "",
                unit=each.unit.name if each.unit else "",
            )
