"""Codes of conduct as adopted: which version judges which day. Must not know dockets."""

from __future__ import annotations

from datetime import date

from dueprocess.core.codes import Code, load
from dueprocess.core.errors import Malformed, Problem
from dueprocess.rules.models import CodeVersion

_loaded: dict[str, Code] = {}


def get(hash_: str) -> Code:
    """Return the parsed code of that hash; its text never changes, so it is kept."""
    if hash_ not in _loaded:
        _loaded[hash_] = load(CodeVersion.objects.get(pk=hash_).text)
    return _loaded[hash_]


def in_force(code_id: str, on: date) -> Code | None:
    """Return the version of a code that was in force on that day, or None."""
    row = CodeVersion.objects.filter(code_id=code_id, in_force_from__lte=on)
    found = row.order_by("-in_force_from", "-recorded_at").values_list("hash", flat=True).first()
    return get(found) if found else None


def clause_on(code_id: str, clause: str, on: date, path: str) -> str:
    """Return the reference (`id@version`) of the code that judges conduct on that day.

    Raises Malformed, naming `path`, where no version was in force or it has no such clause.
    """
    code = in_force(code_id, on)
    if code is None:
        raise Malformed(
            [
                Problem(
                    path,
                    None,
                    f"No version of {code_id} was in force on {on}.",
                    "Choose another code or day.",
                )
            ]
        )
    if clause and clause not in code.clauses:
        raise Malformed(
            [
                Problem(
                    path,
                    None,
                    f"{code_id} {code.version} has no clause {clause}.",
                    "Choose one of its clauses.",
                )
            ]
        )
    return f"{code.id}@{code.version}"


def by_reference(reference: str) -> Code | None:
    """Return the code that a stored reference (`id@version`) names, or None."""
    code_id, _, version = reference.partition("@")
    found = (
        CodeVersion.objects.filter(code_id=code_id, version=version).values_list("hash", flat=True).first()
    )
    return get(found) if found else None


def all_in_force(on: date) -> list[Code]:
    """Return every code in force on that day, by title."""
    ids = CodeVersion.objects.order_by("title").values_list("code_id", flat=True)
    found = [in_force(code_id, on) for code_id in dict.fromkeys(ids)]
    return [code for code in found if code is not None]
