"""Sanctions guidance as adopted: which one holds for a rulebook, and what an act says by it. Must not know
dockets."""

from __future__ import annotations

from dueprocess.core.errors import Broken
from dueprocess.core.guidance import Guidance, Named, load, named_by
from dueprocess.people import holders
from dueprocess.rules import codes, rulebooks
from dueprocess.rules.models import GuidanceVersion

_kept: dict[int, dict[str, Guidance | None]] = {}
_loaded: dict[str, Guidance] = {}


def current(rulebook: str) -> Guidance | None:
    """Return the guidance that was adopted last for a rulebook (by its id); None where there is none. Kept
    under the register's stamp, which an adoption changes too. Raises Broken for a stored text that no longer
    has its hash."""
    now = holders.stamp()
    if not now or now not in _kept:
        _kept.clear()
        _kept[now] = {}
    kept = _kept[now]
    if rulebook not in kept:
        rows = GuidanceVersion.objects.filter(rulebook_id=rulebook).order_by("-recorded_at", "-version")
        found = rows.values_list("pk", flat=True).first()
        kept[rulebook] = get(found) if found else None
    return kept[rulebook]


def get(hash_: str) -> Guidance:
    """Return an adopted version; its text never changes, so it is kept. Raises DoesNotExist for none, Broken
    as `current`."""
    if hash_ not in _loaded:
        found = load(GuidanceVersion.objects.get(pk=hash_).text)
        if found.hash != hash_:
            raise Broken(f"The stored text of sanctions guidance {hash_} was changed.")
        _loaded[hash_] = found
    return _loaded[hash_]


def named(rulebook: str) -> Named:
    """Return the sanctions of the adopted versions of a rulebook (by its id), and the clauses of the adopted
    codes of conduct. Raises Malformed where no such rulebook was adopted."""
    return named_by(rulebooks.called(rulebook, "about.rulebook"), codes.every())


def read(text: str) -> Guidance:
    """Return guidance that is to be adopted. Raises Malformed as `core.guidance.load`, with what its rulebook
    and the adopted codes of conduct name."""
    return load(text, named(load(text).rulebook))
