"""Publishing a quarter's report of figures: it is prepared, looked at, and then published byte for byte.

A release never changes and is never taken away. Whoever puts something right publishes another one that says
which it replaces, and why. No figure is typed by anybody, so that one person publishes; whoever oversees is
told, and the log says so to everybody.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.reports import composing, defined, releases
from dueprocess.core import reports
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.reports import Report
from dueprocess.core.suppression import suppress
from dueprocess.kit import clock, mail
from dueprocess.ledger import actions as record
from dueprocess.ledger import places
from dueprocess.people import holdings
from dueprocess.people.actions import require
from dueprocess.people.models import Person, Power
from dueprocess.rules.actions import organisation

KEPT = timedelta(days=7)
"""So long a prepared report waits to be published."""
LONGEST = 1000
"""Letters of a reason."""


def prepare(*, quarter: str, reason: str = "", by: Person | None) -> str:
    """Put the report of a quarter together as it would be published, and keep it; return its SHA-256.

    What would tell too much of few people is hidden, in the light of every earlier release. `reason` says why
    a quarter is published once more. Raises Refused: "no_power", "no_quarter", "quarter_runs", "hashes_only"
    (see `composing.ready`), "same" where the last release of the quarter tells the same; Malformed where a
    reason is missing or too long, or is given and nothing is corrected. Writes nothing but the kept file.
    """
    require(by, Power.PUBLISH_FIGURES)
    composing.ready(quarter)
    before = releases.every()
    last = next((each for each in reversed(before) if each.quarter == quarter), None)
    reason = " ".join(reason.split())
    _check_reason(reason, corrects=last is not None)
    made = composing.compose(quarter, replaces=last.sha256 if last else "", reason=reason)
    earlier = [each.report for each in before if each.report is not None]
    made = suppress(made, earlier).report
    if last is not None and last.report is not None and last.report.figures == made.figures:
        raise Refused(
            "same", _("The last release of this quarter tells the same. There is nothing to correct.")
        )
    data = made.to_bytes()
    digest = hashlib.sha256(data).hexdigest()
    places.write(places.prepared() / f"{digest}.json", data, mode=0o600)
    return digest


def _check_reason(reason: str, *, corrects: bool) -> None:
    if corrects and not reason:
        what = _("This quarter was published before. Everybody will read why it is published again.")
        raise Malformed([Problem("reason", None, what, _("Say what is put right."))])
    if reason and not corrects:
        what = _("Nothing was published of this quarter, so that nothing is put right.")
        raise Malformed([Problem("reason", None, what, _("Leave this empty."))])
    if len(reason) > LONGEST:
        what = _("This is too long.")
        raise Malformed([Problem("reason", None, what, _("Use at most {n} letters.").format(n=LONGEST))])


def prepared(sha256: str) -> Report | None:
    """Return a report that was prepared; None where there is none, or not any more."""
    try:
        data = _kept(sha256).read_bytes()
        return reports.read(data)
    except (FileNotFoundError, Malformed):
        return None


def _kept(sha256: str) -> Path:
    return places.prepared() / f"{sha256}.json"


def publish(*, sha256: str, by: Person | None, path: str = "/desk/figures/") -> Report:
    """Publish a report that was prepared, as it is. Whoever oversees is told that something new waits at
    `path`.

    The file and its definitions are durable beside the log before the entry names them. Raises Refused:
    "no_power", "not_prepared" where it is not kept any more, "overtaken" where another release of the quarter
    was published since it was prepared. Then nothing is published.
    """
    require(by, Power.PUBLISH_FIGURES)
    made = prepared(sha256)
    if made is None or made.sha256 != sha256:
        raise Refused("not_prepared", _("This report is not kept any more. Prepare it again."))
    folder = places.record()
    places.write(folder / "definitions" / f"{made.definitions}.json", defined.text_of(made.definitions))
    written = folder / "reports" / f"{sha256}.json"
    there = written.exists()
    places.write(written, made.to_bytes())
    try:
        _publish(made, by, path)
    except BaseException:
        if not there:
            written.unlink(missing_ok=True)
        raise
    _kept(sha256).unlink(missing_ok=True)
    return made


@transaction.atomic
def _publish(made: Report, by: Person | None, path: str) -> None:
    releases.hold()
    before = releases.last(made.quarter)
    if made.replaces != (before or ""):
        raise Refused(
            "overtaken",
            _("Another release of this quarter was published meanwhile. Look at it, and prepare this anew."),
        )
    house = organisation()
    for address in holdings.addresses(Power.OVERSEE, on=clock.now().date()):
        mail.notice(address, path=path, house=house.name if house else "")
    record.publish_stats(
        stated={
            "definitions": made.definitions,
            "first": made.first,
            "last": made.last,
            "report": made.sha256,
            "size": made.size,
        },
        payload={"quarter": made.quarter, "replaces": made.replaces, "by": by.pk if by else None},
    )


def forget() -> None:
    """Drop prepared reports that nobody published in time."""
    now = clock.now().timestamp()
    for each in places.prepared().glob("*.json"):
        if now - each.stat().st_mtime > KEPT.total_seconds():
            each.unlink(missing_ok=True)


@transaction.atomic
def remind(*, quarter: str, path: str = "/desk/figures/") -> None:
    """Tell those who publish figures, once for each quarter, that it waits to be published."""
    house = organisation()
    for address in holdings.addresses(Power.PUBLISH_FIGURES, on=clock.now().date()):
        mail.notice(
            address, path=path, house=house.name if house else "", once=f"figures/{quarter}/{address}"
        )
