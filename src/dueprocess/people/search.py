"""Finding people by name in a register of any size. Knows the key table; must not know who may look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from dueprocess.kit.bulk import insert
from dueprocess.names.keys import LONGEST, SOUND, WHOLE, keys, sound, whole
from dueprocess.names.normalise import words
from dueprocess.names.similarity import best
from dueprocess.names.slips import SHORTEST, slips
from dueprocess.people import holders
from dueprocess.people.models import (
    Alias,
    Appointment,
    Delegation,
    Grant,
    Login,
    NameKey,
    NameWord,
    Person,
    Term,
    Unit,
)

ENOUGH = 200  # candidates ranked for one search
COUNTED = 5_000  # from here on a word is as common as any other
FEW = 3  # holders of an office of whom its title alone may speak
LIKELY = 20  # people of whom one name as written may speak
NEARLY = 0.88  # similarity of names that may be one name, written differently


def index(people: Iterable[Person]) -> None:
    """Write the name keys of these people anew, in a few statements."""
    people = list(people)
    pks = [person.pk for person in people]
    had = NameKey.objects.filter(person_id__in=pks)
    before = {key for key in had.values_list("key", flat=True).distinct() if key[0] not in (SOUND, WHOLE)}
    had.delete()
    aliases: dict[int, list[str]] = {}
    for owner, name in Alias.objects.filter(person_id__in=pks).values_list("person_id", "name"):
        aliases.setdefault(owner, []).append(name)
    add_keys(
        (person.pk, [person.full_name, person.known_as, *aliases.get(person.pk, [])]) for person in people
    )
    held = NameKey.objects.filter(key=OuterRef("word"))
    NameWord.objects.filter(word__in=before).exclude(Exists(held)).delete()  # a name that nobody has any more


def add_keys(names: Iterable[tuple[int, Iterable[str]]]) -> None:
    """Write the keys of the names of people who have none yet. Call inside a transaction."""
    rows = [(person, key) for person, own in names for key in sorted(keys(own))]
    insert(NameKey, ("person", "key"), rows)
    written = {key for _, key in rows if key[0] not in (SOUND, WHOLE)}
    new = written - set(NameWord.objects.filter(word__in=written).values_list("word", flat=True))
    NameWord.objects.bulk_create(
        [NameWord(word=word) for word in sorted(new)], ignore_conflicts=True, batch_size=1000
    )


def near(word: str) -> list[str]:
    """Return words of names in the register that may be this one with a slip of the pen; the first letter is
    taken to be right. One query over the words, of which there are few beside the people."""
    if len(word) < SHORTEST:
        return []
    alike = NameWord.objects.filter(word__gte=word[0], word__lt=word[0] + "~")
    return slips(word, list(alike.values_list("word", flat=True)))


def find(text: str, *, limit: int = 20) -> list[Person]:
    """Return the people whose names or membership number come nearest to `text`, best first.

    Every word must match the start of one of their names or sound like one; the last word may be
    unfinished. Where nobody is found so, each word may have a slip of the pen. At most 200 candidates are
    compared, so the cost does not grow with the register.
    """
    number = Person.objects.filter(member_number=text.strip()).first()
    sought = [word[:LONGEST] for word in words(text)][:6]
    if not sought:
        return [number] if number else []
    found: dict[int, None] = {}
    for lookups in (_starting, _sounding, _slipped):
        if lookups is _slipped and (found or number):
            break
        found |= dict.fromkeys(_candidates(lookups(sought)))
        if len(found) >= limit:
            break
    ranked = _ranked(text, list(found))
    if number:
        ranked = [number.pk, *(pk for pk in ranked if pk != number.pk)]
    people = Person.objects.in_bulk(ranked[:limit])
    return [people[pk] for pk in ranked[:limit]]


def _ranked(text: str, pks: list[int]) -> list[int]:
    """Return the keys of these people, whose names come nearest to `text` first."""
    places = [(-best(text, each.names), each.sort_name, pk) for pk, each in _named(pks).items()]
    return [pk for _, _, pk in sorted(places)]


Lookup = QuerySet[NameKey]


def _starting(sought: list[str]) -> list[Lookup]:
    last = sought[-1]
    return [
        NameKey.objects.filter(key__gte=word, key__lt=word + "~") if word == last
        else NameKey.objects.filter(key=word)
        for word in _longest_first(sought)
    ]  # fmt: skip


def _sounding(sought: list[str]) -> list[Lookup]:
    return [NameKey.objects.filter(key__in=_heard(word)) for word in _longest_first(sought)]


def _slipped(sought: list[str]) -> list[Lookup]:
    return [NameKey.objects.filter(key__in=[*_heard(word), *near(word)]) for word in _longest_first(sought)]


def _heard(word: str) -> list[str]:
    return [key for key in (word, sound(word)) if key]


def _longest_first(sought: list[str]) -> list[str]:
    """Return each word once, the longest first: it is likeliest to be rare."""
    return sorted(set(sought), key=len, reverse=True)


def _candidates(lookups: Sequence[Lookup]) -> list[int]:
    """Return the keys of people whom every lookup finds, at most `ENOUGH`: the rarest word is read along its
    index, the others are asked of whoever has it."""
    ordered = sorted(lookups, key=_rarity)
    found = ordered[0]
    for other in ordered[1:]:
        found = found.filter(Exists(other.filter(person=OuterRef("person"))))
    pks = dict.fromkeys(found.values_list("person_id", flat=True)[: 2 * ENOUGH])
    return list(pks)[:ENOUGH]


def _rarity(lookup: Lookup) -> int:
    return lookup.order_by()[:COUNTED].count()


def alike(text: str) -> list[int]:
    """Return the keys of the people of whom a name as written may speak: all who have, had or are given work,
    and at most `LIKELY` others.

    Every word of one of their names stands in the text, as written or as it sounds, or the whole is spelled
    nearly alike; of a name of one word, the text must be that word.
    """
    written = words(text)
    if not written:
        return []
    sounds = {sound(word) for word in written} - {""}
    meant = set(NameKey.objects.filter(key=whole(written)).values_list("person_id", flat=True))
    if len(written) > 1:
        meant |= _of_two_words([word[:LONGEST] for word in dict.fromkeys(written)])
    working = meant & _with_work()
    found: list[int] = []
    for pks, most in ((sorted(working), None), (sorted(meant - working)[:ENOUGH], LIKELY)):
        found += [
            pk
            for pk, each in _named(pks).items()
            if any(_speaks_of(written, sounds, name) for name in each.names)
        ][:most]
    return sorted(found)


def names_of(person: Person) -> list[str]:
    """Return all names somebody goes by or went by; their aliases should have been fetched."""
    own = [person.full_name, person.known_as, *(alias.name for alias in person.aliases.all())]
    return [name for name in own if name]


class _Named(NamedTuple):
    """Somebody by what they are sorted by, and all names that they go by or went by."""

    sort_name: str
    names: list[str]


def _named(pks: Sequence[int]) -> dict[int, _Named]:
    """Return these people in the order of their keys, as plain rows: two queries."""
    own = Person.objects.filter(pk__in=pks).values_list("pk", "sort_name", "full_name", "known_as")
    found = {pk: _Named(by, [name for name in names if name]) for pk, by, *names in own.order_by("pk")}
    for pk, name in Alias.objects.filter(person__in=pks).values_list("person_id", "name"):
        found[pk].names.append(name)
    return found


def _of_two_words(written: list[str]) -> set[int]:
    """Return who has two of these words in their names, each as written, as it sounds or with a slip.

    Of each two words the rarer one is looked up, and the other asked of those who have it: the cost is that
    of the rarer name, not of the many who share the other.
    """
    groups = [[*_heard(word), *near(word)] for word in written]
    counted = [(_rarity(NameKey.objects.filter(key__in=group)), group) for group in groups]
    ordered = [group for count, group in sorted(counted) if count]
    found: set[int] = set()
    for at, group in enumerate(ordered[:-1]):
        others = {key for other in ordered[at + 1 :] for key in other} - set(group)
        also = NameKey.objects.filter(person=OuterRef("person"), key__in=others)
        found.update(NameKey.objects.filter(Exists(also), key__in=group).values_list("person_id", flat=True))
    return found


_work: dict[int, frozenset[int]] = {}


def _with_work() -> frozenset[int]:
    """Return all who have, had or will have an appointment, a power or a lent role, or who sign in; kept
    under the register's stamp."""
    now = holders.stamp()
    if now not in _work:
        rows = (
            (Appointment.objects, "person"), (Grant.objects, "person"), (Delegation.objects, "to"),
            (Login.objects, "person"),
        )  # fmt: skip
        found: set[int | None] = set()
        for manager, whose in rows:
            found.update(manager.values_list(whose, flat=True).distinct())
        _work.clear()
        _work[now] = frozenset(pk for pk in found if pk is not None)
    return _work[now]


def _speaks_of(written: list[str], sounds: set[str], name: str) -> bool:
    own = words(name)
    if not own:
        return False
    if len(own) == 1 or len(written) == 1:
        return "".join(own) == "".join(written)
    heard = all(word in written or (sound(word) or word) in sounds for word in own)
    return heard or spelled_nearly(" ".join(written), name)


def spelled_nearly(text: str, name: str) -> bool:
    """Tell whether a text as a whole may be this name, written differently."""
    return best(text, [name]) >= NEARLY


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


def sorting(full_name: str) -> str:
    """Return a name to sort by where its owner has given none: the name as written, without capitals.

    Which of somebody's names is a family name cannot be known from the name, so it is not guessed.
    """
    return " ".join(words(full_name)) or full_name.casefold()
