"""What the notes about bundles say, on the timeline of their case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.docket import house
from dueprocess.docket.extracts import Opened, telling


def tell_notes() -> None:
    """Let timelines say what these notes mean."""
    telling.note_with(house.BUNDLE_SERVED, _served, title=gettext_lazy("Bundle served"))
    telling.note_with(house.BUNDLE_RECEIVED, _received, title=gettext_lazy("Bundle opened"))


def _served(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not facts.get("to"):
        yield _("To"), _("Those who decide the case")
    yield _("Bundle"), _("No. {n}, version {version}").format(n=facts["bundle"], version=facts["version"])
    yield _("Pages"), str(facts["pages"])
    if facts.get("approved"):
        names = dict.fromkeys(view.name(str(each)) for each in facts["approved"].values())
        yield _("Found to protect the source"), ", ".join(names)


def _received(_view: Opened, _facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    return iter(())
