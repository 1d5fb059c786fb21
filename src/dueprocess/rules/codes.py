"""Codes of conduct as adopted: which version judges which day. Must not know dockets."""

from __future__ import annotations

from datetime import date

from dueprocess.core.codes import Code, Version, load
from dueprocess.core.errors import Malformed, Problem
from dueprocess.rules.models import CodeVersion

_loaded: dict[str, Code] = {}


def get(hash_: str) -> Code:
    """Return the parsed code of that hash; its text never changes, so it is kept."""
    if hash_ not in _loaded:
        _loaded[hash_] = load(CodeVersion.objects.get(pk=hash_).text)
    return _loaded[hash_]


def current(code_id: str) -> Code | None:
    """Return a code as last adopted, with all its versions; None where there is none of that id."""
    row = CodeVersion.objects.filter(code_id=code_id).order_by("-recorded_at", "-version")
    found = row.values_list("hash", flat=True).first()
    return get(found) if found else None


def clause_on(code_id: str, clause: str, on: date, path: str) -> str:
    """Return the reference (`id@version`) of the version that judges conduct on that day.

    Raises Malformed, naming `path`, where no version was in force or it has no such clause.
    """
    code = current(code_id)
    version = code.version_on(on) if code else None
    if code is None or version is None:
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
    if clause and clause not in version.clauses:
        raise Malformed(
            [
                Problem(
                    path,
                    None,
                    f"{code_id} {version.id} has no clause {clause}.",
                    "Choose one of its clauses.",
                )
            ]
        )
    return f"{code.id}@{version.id}"


def by_reference(reference: str) -> tuple[Code, Version] | None:
    """Return the code and the version that a stored reference (`id@version`) names, or None."""
    code_id, _, name = reference.partition("@")
    for hash_ in (
        CodeVersion.objects.filter(code_id=code_id).order_by("-recorded_at").values_list("hash", flat=True)
    ):
        code = get(hash_)
        for version in code.versions:
            if version.id == name:
                return code, version
    return None


def every() -> list[Code]:
    """Return every code as last adopted, by title."""
    ids = CodeVersion.objects.order_by("title").values_list("code_id", flat=True)
    found = [current(code_id) for code_id in dict.fromkeys(ids)]
    return [code for code in found if code is not None]
