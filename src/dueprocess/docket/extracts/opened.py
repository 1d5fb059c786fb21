"""A docket opened for one request: the engine's state, the sealed content, and the names behind the keys.

For extracts only: it holds models and keys, so it never leaves a door's extract.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.core.codes import Code, Version
from dueprocess.core.engine import State
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.docket import direct, house, kept_back, roster, wall
from dueprocess.docket.models import Act, Content, Docket, File, PersonKey, Reminder
from dueprocess.docket.needs import Actor
from dueprocess.docket.roster import Assembled
from dueprocess.docket.sealing import Vault, as_text
from dueprocess.docket.withholding import Withheld
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import codes, rulebooks


@dataclass(slots=True)
class Opened:
    """What was read of a docket; `contents` and `files` are by act, `annulled` are the notes that say of an
    act that it never was, by its number. `names` are those of people, `entered`
    those of what the room above entered in its register (complaints), both by local key. `moved` are acts of
    which what was written went into a case that the `viewer` may not read. What evidence keeps back from them
    (`kept_back`) is in neither."""

    docket: Docket
    whole: Assembled
    state: State
    at: datetime
    me: str
    acts: list[Act]
    contents: dict[int, dict[str, Any]]
    files: dict[int, list[dict[str, Any]]]
    identities: dict[str, dict[str, Any]]
    names: dict[str, str]
    entered: dict[str, str]
    codes: dict[str, tuple[Code, Version] | None] = field(default_factory=dict)
    kept_reminders: list[Reminder] | None = None
    annulled: dict[int, Act] = field(default_factory=dict)
    viewer: Person | None = None
    moved: frozenset[int] = frozenset()

    def reminded(self) -> list[Reminder]:
        """Return the reminders that were done. Asked once, and only for a page that shows any."""
        if self.kept_reminders is None:
            self.kept_reminders = list(Reminder.objects.filter(docket=self.docket).order_by("on", "pk"))
        return self.kept_reminders

    @property
    def rulebook(self) -> Rulebook:
        """Return the docket's rulebook; of one that came from version to version, all that they name."""
        return self.whole.rulebook

    def governing(self, strand: int | None) -> Rulebook:
        """Return the version that governs a strand now."""
        hashes = (each.rulebook for each in self.state.strands if each.name == strand)
        return rulebooks.get(next(hashes, "") or self.docket.rulebook_id)

    def code(self, reference: str) -> tuple[Code, Version] | None:
        """Return the code of conduct and version of a reference (`id@version`), looked up once for a page."""
        if reference and reference not in self.codes:
            self.codes[reference] = codes.by_reference(reference)
        return self.codes.get(reference)

    def name(self, key: str) -> str:
        """Return the name behind a local key, or the title behind a role, body or word of the rulebook."""
        for names in (self.names, self.entered):
            if key in names:
                return names[key]
        rules = self.rulebook
        for table in (rules.bodies, rules.roles, rules.parties):
            if key in table:
                return table[key].title
        return key.replace("_", " ")


_OF_ACTS = f'act_id IN (SELECT id FROM "{Act._meta.db_table}" WHERE docket_id = %s)'  # noqa: S608


def opened(
    docket: Docket,
    *,
    viewer: Actor | None = None,
    at: datetime | None = None,
    fresh: bool = False,
    step: str | None = None,
) -> Opened:
    """Open a docket as of `at` (default: now) for whoever looks; eight queries at most.

    `fresh`: the docket was read for this very page (`wall.open`) and need not be read again. `step`: that of
    which the form is asked (`roster.of`).
    """
    at = at or clock.now()
    docket = docket if fresh else Docket.objects.select_related("unit").get(pk=docket.pk)
    vault = Vault.of(docket)
    every = direct.rows(Act, "docket_id = %s AND n <= %s ORDER BY n", (docket.pk, docket.length))
    people = direct.rows(PersonKey, "docket_id = %s", (docket.pk,))
    tagged = any(row.tag for row in people)
    read = [roster.row(act) for act in every]
    whole = roster.assemble(docket, vault, at=at, read=read, tagged=tagged, step=step)
    state = engine.state(rulebooks.LIBRARY, whole.engine(), at)
    acts = [act for act in every if act.written_at <= at]
    person = viewer.person if viewer is not None else None
    shut = wall.moved_out(docket, person, every) if person is not None else frozenset()
    back = Withheld()
    if person is not None:
        back = kept_back.from_officer(docket, vault, person, every, whole.rows)
    numbers = {act.pk: act.n for act in acts if act.n not in shut}
    contents: dict[int, dict[str, Any]] = {}
    for row in direct.rows(Content, f"{_OF_ACTS} ORDER BY id", (docket.pk,)):
        if row.act_id in numbers:
            n, name = numbers[row.act_id], as_text(row.field)
            if not back.hides(n, name):
                contents.setdefault(n, {})[name] = vault.content(row, n)
    files: dict[int, list[dict[str, Any]]] = {}
    for file in direct.rows(File, f"{_OF_ACTS} ORDER BY act_id, n", (docket.pk,)):
        if file.act_id in numbers:
            n = numbers[file.act_id]
            if (n, file.n) in back.files:
                continue
            files.setdefault(n, []).append(vault.file(file, n) | {"number": file.n})
    identities = {row.key: vault.identity(row) for row in people}
    for key, who in roster.links(whole.rows).items():
        identities[key]["person"] = identities.get(who, {}).get("person")
    names = _names(whole, identities)
    entered = {
        key: _("complaint %(number)s") % {"number": each.get("number", "")}
        for key, each in roster.introduced(whole.rows, "register").items()
    }
    me = ""
    if viewer is not None:
        me = viewer.key or (vault.local(viewer.person.pk) if viewer.person else "")
    annulled = {each.facts["act"]: each for each in acts if each.is_note and each.name == house.ANNULLED}
    return Opened(
        docket, whole, state, at, me, acts, contents, files, identities, names, entered, annulled=annulled,
        viewer=person, moved=shut,
    )  # fmt: skip


def _names(whole: Assembled, identities: Mapping[str, dict[str, Any]]) -> dict[str, str]:
    """Return the names behind all local keys: of parties as they were given, of officers from the
    register."""
    persons = {key: person for key, person in whole.roster.persons.items() if key not in identities}
    wanted = set(persons.values()) | {
        each["person"] for each in identities.values() if each.get("person") and not each.get("name")
    }
    people = roster.names(wanted)
    found = {key: people[person].shown_name for key, person in persons.items() if person in people}
    for key, identity in identities.items():
        person = identity.get("person")
        found[key] = identity.get("name") or (people[person].shown_name if person in people else "")
        if not found[key]:
            found[key] = _nameless(whole.rulebook, key, identity)
    return found


def _nameless(rulebook: Rulebook, key: str, identity: Mapping[str, Any]) -> str:
    if identity.get("organisation"):
        return _("The organisation")
    if identity.get("body"):
        return str(identity["body"])
    kind = rulebook.parties.get(str(identity.get("kind", "")))
    return _("%(kind)s %(key)s, name not given") % {"kind": kind.title if kind else "", "key": key}
