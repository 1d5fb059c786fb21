"""What is looked into right after an act, by jobs that start with it: whom a party's words mention, and who
sits and has to declare of somebody who came in. Must not judge any of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dueprocess.core.rulebook.model import Rulebook
from dueprocess.docket import declaring, mentions
from dueprocess.docket.models import Act, Docket
from dueprocess.kit import jobs


def enqueue(docket: Docket, made: Act, rulebook: Rulebook, content: Mapping[str, Any]) -> None:
    """Have these looked into, where the rulebook asks for it."""
    if docket.kind != "case":
        return
    key = f"{docket.pk}:{made.n}"
    asks = mentions.asked(rulebook)
    if content and asks and mentions.author(made.by_key, made.facts, made.introduces):
        jobs.enqueue(mentions.JOB, key=key, docket=docket.pk, n=made.n)
    if declaring.asked(rulebook, made.facts):
        jobs.enqueue(declaring.JOB, key=key, docket=docket.pk)
