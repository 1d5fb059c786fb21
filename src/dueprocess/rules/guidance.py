"""Sanctions guidance as adopted: which one holds for a rulebook, and what an act says by it. Must not know
dockets."""

from __future__ import annotations

from dueprocess.core.guidance import Guidance, Named, load, named_by
from dueprocess.rules import codes, rulebooks
from dueprocess.rules.held import Held
from dueprocess.rules.models import GuidanceVersion

_held = Held(GuidanceVersion, load, "sanctions guidance")
current, get = _held.current, _held.get


def named(rulebook: str) -> Named:
    """Return the sanctions of the adopted versions of a rulebook (by its id), and the clauses of the adopted
    codes of conduct. Raises Malformed where no such rulebook was adopted."""
    return named_by(rulebooks.called(rulebook, "about.rulebook"), codes.every())


def read(text: str) -> Guidance:
    """Return guidance that is to be adopted. Raises Malformed as `core.guidance.load`, with what its rulebook
    and the adopted codes of conduct name."""
    return load(text, named(load(text).rulebook))
