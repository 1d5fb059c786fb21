"""Finding people by name in a register of any size. Knows the key table; must not know who may look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Count, Q, QuerySet

from dueprocess.kit.bulk import insert
from dueprocess.names.keys import LONGEST, keys, sound
from dueprocess.names.normalise import words
from dueprocess.names.similarity import best
from dueprocess.people import holders
from dueprocess.people.models import Alias, NameKey, Person, Term, Unit

ENOUGH = 200  # candidates ranked for one search
FEW = 3  # holders of an office of whom its title alone may speak
LIKELY = 20  # people of whom one name as written may speak
NEARLY = 0.88  # similarity of names that may be one name, written differently


def index(people: Iterable[Person]) -> None:
    """Write the name keys of these people anew, in one statement."""
    people = list(people)
    pks = [person.pk for person in people]
    NameKey.objects.filter(person_id__in=pks).delete()
    aliases: dict[int, list[str]] = {}
    for owner, name in Alias.objects.filter(person_id__in=pks).values_list("person_id", "name"):
        aliases.setdefault(owner, []).append(name)
    add_keys(
        (person.pk, [person.full_name, person.known_as, *aliases.get(person.pk, [])]) for person in people
    )


def add_keys(names: Iterable[tuple[int, Iterable[str]]]) -> None:
    """Write the keys of the names of people who have none yet. Call inside a transaction."""
    rows = [(person, key) for person, own in names for key in sorted(keys(own))]
    insert(NameKey, ("person", "key"), rows)


def find(text: str, *, limit: int = 20) -> list[Person]:
    """Return the people whose names or membership number come nearest to `text`, best first.

    Every word must match the start of one of their names or sound like one; the last word may be
    unfinished. At most 200 candidates are compared, so the cost does not grow with the register.
    """
    number = Person.objects.filter(member_number=text.strip()).first()
    sought = [word[:LONGEST] for word in words(text)][:6]
    if not sought:
        return [number] if number else []
    found: dict[int, Person] = {}
    for exact in (True, False):
        for person in _candidates(sought, exact=exact).prefetch_related("aliases")[:ENOUGH]:
            found.setdefault(person.pk, person)
        if len(found) >= limit:
            break
    ranked = sorted(
        found.values(),
        key=lambda person: (
            -best(text, [person.full_name, person.known_as, *(alias.name for alias in person.aliases.all())]),
            person.sort_name,
            person.pk,
        ),
    )
    if number:
        ranked = [number, *(person for person in ranked if person.pk != number.pk)]
    return ranked[:limit]


def alike(text: str) -> list[int]:
    """Return the keys of the people of whom a name as written may speak, at most `LIKELY` of them.

    Every word of one of their names stands in the text, as written or as it sounds, or the whole is spelled
    nearly alike; of a name of one word, the text must be that word. Two queries.
    """
    written = words(text)
    sounds = {sound(word) for word in written} - {""}
    if not written:
        return []
    wanted = {word[:LONGEST] for word in written} | sounds
    if len(written) == 1:  # a name in a script without spaces may be kept in its parts
        whole = written[0][:LONGEST]
        wanted |= {part for at in range(1, len(whole)) for part in (whole[:at], whole[at:])}
    keyed = NameKey.objects.filter(key__in=wanted)
    fewest = 2 if len(written) > 1 else 1
    near = keyed.values("person_id").annotate(hits=Count("key", distinct=True)).filter(hits__gte=fewest)
    people = Person.objects.filter(pk__in=near.order_by("-hits").values("person_id")[:ENOUGH])
    found = [
        person.pk
        for person in people.prefetch_related("aliases").order_by("pk")
        if any(
            _speaks_of(written, sounds, name)
            for name in (person.full_name, person.known_as, *(alias.name for alias in person.aliases.all()))
        )
    ]
    return found[:LIKELY]


def _speaks_of(written: list[str], sounds: set[str], name: str) -> bool:
    own = words(name)
    if not own:
        return False
    if len(own) == 1 or len(written) == 1:
        return "".join(own) == "".join(written)
    heard = all(word in written or (sound(word) or word) in sounds for word in own)
    return heard or best(" ".join(written), [name]) >= NEARLY


def in_office(text: str, *, unit: int | None, roles: Mapping[str, str], on: date) -> list[int]:
    """Return the keys of the people of whom a text speaks by their office or role ("our treasurer"), for a
    matter of that unit. `roles` are the titles of roles by their names.

    Every word of the title stands in the text. A title that more than `FEW` hold there names nobody.
    """
    written = set(words(text))
    line = Unit.objects.get(pk=unit).line if unit else []
    terms = Term.objects.running(on).filter(Q(office__unit=None) | Q(office__unit_id__in=line))
    by_title: dict[str, set[int]] = {}
    for title, person in terms.filter(office__abolished_on=None).values_list("office__title", "person_id"):
        by_title.setdefault(title, set()).add(person)
    named = [role for role, title in roles.items() if _all_in(title, written)]
    if named:
        for holder in holders.of(roles=named, unit=unit, on=on):
            for role in holder.roles:
                by_title.setdefault(roles[role], set()).add(holder.person)
    found = [people for title, people in by_title.items() if _all_in(title, written) and len(people) <= FEW]
    return sorted({person for people in found for person in people})


def _all_in(title: str, written: set[str]) -> bool:
    own = set(words(title))
    return bool(own) and own <= written


def _candidates(sought: list[str], *, exact: bool) -> QuerySet[Person]:
    """Chain one indexed lookup per word, longest word first: it is likeliest to be rare."""
    people = Person.objects.all()
    last = sought[-1]
    for word in sorted(set(sought), key=len, reverse=True):
        lookup = NameKey.objects.filter(key=word)
        if exact and word == last:
            lookup = NameKey.objects.filter(key__gte=word, key__lt=word + "~")
        elif not exact:
            lookup = NameKey.objects.filter(key__in=[key for key in (word, sound(word)) if key])
        people = people.filter(pk__in=lookup.values("person_id"))
    return people


def sorting(full_name: str) -> str:
    """Return a name to sort by where its owner has given none: the name as written, without capitals.

    Which of somebody's names is a family name cannot be known from the name, so it is not guessed.
    """
    return " ".join(words(full_name)) or full_name.casefold()
