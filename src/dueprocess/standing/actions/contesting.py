"""Contesting a standing: with a reason and evidence, decided by somebody else than who confirmed it, with
reasons, by a day; after that day oversight is told. What is upheld is undone at that instant.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.standing import holding
from dueprocess.docket.models import Act
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, files, keys, mail
from dueprocess.people import holdings
from dueprocess.people.models import Login, Person, Power
from dueprocess.rules.actions import organisation
from dueprocess.standing import computing
from dueprocess.standing.actions.ground import bind, held, may
from dueprocess.standing.actions.telling import PAGE, tell
from dueprocess.standing.computing import Found, today
from dueprocess.standing.models import Contest, ContestFile, Match, MatchStep
from dueprocess.standing.sealing import contest_place

DAYS = 14
"""Within so many days a contest is decided."""
MOST_FILES = 10
DESK = "desk:contests"
DECIDERS = (Power.STANDING, Power.OVERSEE)


@transaction.atomic
def contest(
    *, person: Person, ref: str, reason: str, sent: Iterable[tuple[str, Iterable[bytes]]] = ()
) -> Contest:
    """Say that a standing of one's own (`ref`) is not theirs, is over, or is not as it says.

    Raises Malformed without a reason, or for a file that is not taken; Refused: "not_yours" where no such
    standing of theirs holds, "waits_already" while a contest of it waits.
    """
    tag, now = person_tag(person.pk), clock.now()
    if not reason.strip():
        raise Malformed([Problem("reason", None, _("This is empty."), _("Say what is wrong with it."))])
    rows = computing.rows([tag])
    theirs = {each.ref for each in rows if holding(each.spans, now)} - computing.untold(rows)
    if ref not in theirs:
        raise Refused("not_yours", _("No such standing of yours holds now."), None)
    if Contest.objects.filter(tag=tag, ref=ref, decided_at=None).exists():
        raise Refused("waits_already", _("You contested this already; it waits to be decided."), None)
    key = keys.new_key()
    made = Contest(
        tag=tag, ref=ref, key_wrapped=keys.wrap(key), made_at=now, due_on=today() + timedelta(days=DAYS),
        salt=keys.salt(),
    )  # fmt: skip
    said = json.dumps({"person": person.pk, "reason": reason.strip()}).encode()
    made.sealed = keys.seal(key, said, contest_place(made, "reason"))
    made.save(force_insert=True)
    for n, (name, chunks) in enumerate(sent):
        if n == MOST_FILES:
            what = _("These are too many files.")
            raise Malformed([Problem("files", None, what, _("Send {n} at most.").format(n=MOST_FILES))])
        kept = files.store(key, chunks, contest_place(made, "file"), name)
        about = json.dumps({"name": kept.given, "type": kept.media_type, "sha256": kept.sha256}).encode()
        ContestFile.objects.create(
            contest=made, stored=kept.name, sealed=keys.seal(key, about, contest_place(made, kept.name))
        )
    for address in holdings.addresses(Power.STANDING, on=now.date()):
        mail.notice(address, path=reverse(DESK), house=organisation().name)
    bind("contested", person, [made])
    return made


@transaction.atomic
def decide_contest(*, pk: int, upheld: bool, why: str, by: Person) -> Contest:
    """Decide a contest, with reasons that the person reads. `upheld`: the standing ends at this instant, and
    so does whatever was computed from it.

    Raises Malformed without reasons; Refused: "done_already", and what `may_decide` raises.
    """
    row = Contest.objects.select_for_update(of=("self",)).get(pk=pk)
    found = standing_of(row)
    may_decide(row, found, by)
    if not why.strip():
        raise Malformed([Problem("why", None, _("This is empty."), _("Give the reasons: they are read."))])
    now = clock.now()
    row.decided_by, row.decided_at, row.upheld = by, now, upheld
    row.answer = keys.seal(keys.unwrap(row.key_wrapped), why.strip().encode(), contest_place(row, "answer"))
    row.save(update_fields=["decided_by", "decided_at", "upheld", "answer"])
    touched: list[Contest | Match] = [row]
    if upheld and found is not None and found.match is not None:
        match = Match.objects.select_for_update(of=("self",)).get(pk=found.match)
        match.step, match.ended_at = MatchStep.ENDED, now
        match.save(update_fields=["step", "ended_at"])
        touched.append(match)
    person = json.loads(opened(row, "reason", row.sealed))["person"]
    address = Login.objects.filter(person=person, is_active=True).values_list("email", flat=True).first()
    if address and not address.endswith(mail.NO_ADDRESS):
        mail.notice(address, path=reverse(PAGE), house=organisation().name)
    bind("contest decided", by, touched)
    if upheld:
        tell()
    return row


def may_decide(row: Contest, found: Found | None, by: Person) -> None:
    """Raise Refused unless somebody may decide a contest: "no_power"; "oneself" for whose it is; "not_yours"
    for whoever confirmed the match, for a decision or measure of a case whoever does not oversee, and whoever
    acted in that case; "done_already"."""
    may(by, DECIDERS)
    if row.decided_at is not None:
        raise Refused("done_already", _("This contest was decided already."), None)
    if row.tag == person_tag(by.pk):
        raise Refused("oneself", _("Nobody decides a contest of their own."), None)
    if found is None:
        return
    if found.match is not None and Match.objects.filter(pk=found.match, decided_by=by).exists():
        said = _("You confirmed this match: somebody else decides whether that was right.")
        raise Refused("not_yours", said, None)
    if found.docket is None:
        return
    if Power.OVERSEE not in held(by):
        said = _("It comes from a decision or measure here: only somebody who oversees decides this.")
        raise Refused("not_yours", said, None)
    local = Vault.of(found.docket).local(by.pk)
    if Act.objects.filter(docket=found.docket, by_key=local).exists():
        said = _("You had a part in what was decided: somebody else who oversees decides this.")
        raise Refused("not_yours", said, None)


def standing_of(row: Contest) -> Found | None:
    """Return what a contest is about, as it stands now; None where nothing of it is left."""
    return next((each for each in computing.rows([row.tag]) if each.ref == row.ref), None)


def opened(row: Contest, what: str, sealed: bytes | memoryview) -> str:
    """Return what was written in a contest."""
    return keys.unseal(keys.unwrap(row.key_wrapped), bytes(sealed), contest_place(row, what)).decode()


@transaction.atomic
def escalate() -> int:
    """Tell whoever oversees of contests that nobody has decided by their day; returns how many."""
    late = Contest.objects.select_for_update(of=("self",)).filter(
        decided_at=None, late_at=None, due_on__lt=today()
    )
    rows = list(late.order_by("pk"))
    if not rows:
        return 0
    for row in rows:
        row.late_at = clock.now()
        row.save(update_fields=["late_at"])
    for address in holdings.addresses(Power.OVERSEE, on=clock.now().date()):
        mail.notice(address, path=reverse(DESK), house=organisation().name)
    bind("contests late", None, rows)
    return len(rows)
