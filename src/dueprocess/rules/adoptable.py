"""What can be adopted: one table, read by actions, extracts, the desk and the commands. Knows how each
text is read and which rows hold its adopted versions; who adopts it, and how it is written, `actions` say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from dueprocess.core.codes import load as load_code
from dueprocess.core.guidance import load as load_guidance
from dueprocess.core.letters import load as load_letters
from dueprocess.core.requirements import load as load_requirements
from dueprocess.core.retention import load as load_schedule
from dueprocess.core.rulebook import load as load_rulebook
from dueprocess.rules.models import (
    CodeVersion,
    GuidanceVersion,
    LettersVersion,
    RequirementsVersion,
    RulebookVersion,
    ScheduleVersion,
)

RULEBOOK, CODE, PLAN, RETENTION, LETTERS = "rulebook", "code", "plan", "retention", "letters"
GUIDANCE, REQUIREMENTS = "guidance", "requirements"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoptable:
    """One sort of text that a body adopts.

    `name`: its code (`Adoption.what`). `title`: what one is called; `asked`: how the form offers it. `load`
    reads a text, raises Malformed, and gives what has an `id`. `version`: the table of its adopted versions,
    `by` the column of that id there, `latest` their order. `governs`: of a rulebook, which kind of docket;
    only a rulebook is in force from a day that is given with it.
    """

    name: str
    title: Any
    asked: Any
    load: Callable[[str], Any]
    version: type[Model]
    by: str
    latest: tuple[str, ...] = ("-recorded_at",)
    governs: str = ""

    def versions(self, text: str) -> QuerySet[Any]:
        """Return the adopted versions of what this text is one of, the last first. Raises Malformed."""
        return self.version._default_manager.filter(**{self.by: self.load(text).id}).order_by(*self.latest)


def _rulebook(name: str, governs: str, asked: Any) -> Adoptable:
    return Adoptable(
        name=name, title=_("A rulebook"), asked=asked, load=load_rulebook, version=RulebookVersion,
        by="rulebook_id", latest=("-in_force_from", "-recorded_at"), governs=governs,
    )  # fmt: skip


_TABLE = (
    _rulebook(RULEBOOK, "case", _("A rulebook, or a further version of it")),
    Adoptable(
        name=CODE, title=_("A code of conduct"), asked=_("A code of conduct, or a further version of it"),
        load=load_code, version=CodeVersion, by="code_id",
    ),
    _rulebook(PLAN, "plan", _("The rules of a start-up plan for a backlog")),
    Adoptable(
        name=RETENTION, title=_("A retention schedule"),
        asked=_("A retention schedule, or a further version of it"),
        load=load_schedule, version=ScheduleVersion, by="schedule_id",
    ),
    Adoptable(
        name=LETTERS, title=_("What letters say"), asked=_("What letters say, or a further version of it"),
        load=load_letters, version=LettersVersion, by="letters_id",
    ),
    Adoptable(
        name=GUIDANCE, title=_("Sanctions guidance"),
        asked=_("Sanctions guidance, or a further version of it"), load=load_guidance,
        version=GuidanceVersion, by="guidance_id",
    ),
    Adoptable(
        name=REQUIREMENTS, title=_("Training requirements"),
        asked=_("Training requirements, or a further version of them"), load=load_requirements,
        version=RequirementsVersion, by="requirements_id",
    ),
)  # fmt: skip
ADOPTABLE = {each.name: each for each in _TABLE}
GOVERNED = tuple(each.governs for each in _TABLE if each.governs)
"""Kinds of docket for which a rulebook can be adopted."""
