"""Who was at a session: by the code that is shown in the room, or by the trainer's list; what came of an
assessment; and what people thought of it.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.training.actions.ground import require
from dueprocess.training.models import (
    Assessed,
    Completion,
    Feedback,
    Mode,
    Place,
    Session,
    Stands,
    Trainer,
)

BEFORE, AFTER = timedelta(minutes=30), timedelta(hours=1)
"""So long before a session begins, and after it ended, its code says that somebody is there."""
TRIES, WITHIN = 5, timedelta(minutes=15)
"""So many wrong codes may be tried; after that somebody waits so long."""
SAYS = timedelta(days=14)
"""So long after a session people say what they thought of it; then it is shown, where enough did."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Whether somebody was there (None: nobody has said), and what came of an assessment."""

    attended: bool | None
    assessed: Assessed = Assessed.NOT


@transaction.atomic
def arrive(*, session: Session, person: Person, code: str) -> None:
    """Say that one is there, by the code shown in the room.

    Raises Refused: "no_place", "cancelled", "not_now", "wait" after too many wrong codes, "wrong_code".
    Whoever asks this counts a wrong one (`wrong_code`), also where all else of the request is undone.
    """
    place = _place(session, person)
    row, now = place.session, clock.now()
    if row.cancelled_at is not None:
        raise Refused("cancelled", _("This session was cancelled."), None)
    if row.mode == Mode.SELF_PACED or not row.from_at - BEFORE <= now <= row.to_at + AFTER:
        raise Refused("not_now", _("The code is taken only while the session takes place."), None)
    if _tried(place) >= TRIES:
        what = _("These were too many wrong codes. Wait a quarter of an hour, or tell the trainer.")
        raise Refused("wait", what, None)
    if not hmac.compare_digest("".join(code.upper().split()).encode(), row.code.encode()):
        raise Refused("wrong_code", _("This is not the code of this session."), None)
    place.attended, place.by_code, place.wrong = True, True, 0
    place.save(update_fields=["attended", "by_code", "wrong"])


@transaction.atomic
def wrong_code(*, session: Session, person: Person) -> None:
    """Count a wrong code of somebody who has a place. Raises Refused("no_place")."""
    place = _place(session, person)
    place.wrong, place.wrong_at = _tried(place) + 1, clock.now()
    place.save(update_fields=["wrong", "wrong_at"])


def _place(session: Session, person: Person) -> Place:
    place = (
        Place.objects.select_for_update(of=("self",))
        .select_related("session")
        .filter(session=session.pk, person=person, stands=Stands.HAS)
        .first()
    )
    if place is None:
        raise Refused("no_place", _("You have no place in this session."), None)
    return place


def _tried(place: Place) -> int:
    """Return how many wrong codes count: after a while without one none does."""
    return place.wrong if place.wrong_at is not None and clock.now() - place.wrong_at < WITHIN else 0


@transaction.atomic
def attend(*, session: Session, marks: Mapping[int, Mark], by: Person) -> int:
    """Enter who was there and what came of an assessment, by the keys of people; return how many of these
    places changed. The session's trainers may, and whoever keeps the training register; nobody for
    themselves.

    Raises Malformed for somebody without a place; Refused: "no_power", "oneself", "cancelled", "not_yet",
    "completed" for somebody whose completion stands.
    """
    if not Trainer.objects.filter(session=session.pk, person=by).exists():
        require(by)
    session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if session.cancelled_at is not None:
        raise Refused("cancelled", _("This session was cancelled."), None)
    if session.from_at - BEFORE > clock.now():
        raise Refused("not_yet", _("Who is there is entered from half an hour before it begins."), None)
    places = {each.person_id: each for each in Place.objects.filter(session=session, stands=Stands.HAS)}
    if marks.keys() - places.keys():
        what, mend = _("Somebody here has no place in this session."), _("Load the page again.")
        raise Malformed([Problem("places", None, what, mend)])
    finished = set(
        Completion.objects.filter(session=session, revoked_on=None).values_list("person_id", flat=True)
    )
    changed = []
    for pk, mark in marks.items():
        place = places[pk]
        if (place.attended, place.assessed) == (mark.attended, mark.assessed):
            continue
        if pk == by.pk:
            raise Refused("oneself", _("Nobody enters this of themselves. Another does it."), None)
        if pk in finished:
            what = _("That they finished is recorded: that is taken back first, by an officer.")
            raise Refused("completed", what, None)
        place.by_code = place.by_code and mark.attended is True
        place.attended, place.assessed = mark.attended, mark.assessed
        changed.append(place)
    Place.objects.bulk_update(changed, ["attended", "assessed", "by_code"], batch_size=200)
    return len(changed)


@transaction.atomic
def give_feedback(*, session: Session, person: Person, score: int, text: str = "") -> None:
    """Say what one thought of a session, once, within a fortnight. Kept is that they did, and apart from it
    what was said.

    Raises Malformed for a score that is not 1 to 5; Refused: "no_place" for whoever was not there, "not_now",
    "done_already".
    """
    place = (
        Place.objects.select_for_update(of=("self",))
        .select_related("session")
        .filter(session=session.pk, person=person, attended=True)
        .first()
    )
    if place is None:
        raise Refused("no_place", _("Only those who were there say what they thought of it."), None)
    if not place.session.to_at <= clock.now() <= place.session.to_at + SAYS:
        raise Refused("not_now", _("This is asked for a fortnight after the session."), None)
    if place.gave_feedback:
        raise Refused("done_already", _("You said already what you thought of it."), None)
    if not 1 <= score <= 5:
        what, mend = _("This is no mark."), _("Give 1 (poor) to 5 (very good).")
        raise Malformed([Problem("score", None, what, mend)])
    place.gave_feedback = True
    place.save(update_fields=["gave_feedback"])
    Feedback.objects.create(session=place.session, score=score, text=text.strip()[:2000])
