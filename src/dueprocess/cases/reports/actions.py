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
from django.utils.translation import gettext_lazy

from dueprocess.cases.reports import composing, defined, releases
from dueprocess.cases.reports.releases import Release
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
OVERTAKEN = gettext_lazy("Another release was published meanwhile. Look at it, and prepare this anew.")


def prepare(*, quarter: str, reason: str = "", by: Person | None, given_away: bool = False) -> str:
    """Put the report of a quarter together as it would be published, and keep it; return its SHA-256.

    What would tell too much of few people is hidden, in the light of every earlier release. `reason` says why
    a quarter is published once more, `given_away` that whoever prepares it knows which numbers earlier
    releases give away. Raises Refused: "no_power", "no_quarter", "quarter_runs", "hashes_only" (see
    `composing.ready`), "damaged" where an earlier release is not there as it was published, "given_away",
    naming those numbers, "overtaken" where something was published meanwhile, "same" where the last release
    of the quarter tells the same; Malformed where a reason is missing or too long, or is given and nothing is
    corrected. Writes nothing but the kept file.
    """
    require(by, Power.PUBLISH_FIGURES)
    composing.ready(quarter)
    before = releases.every()
    _there(before)
    last = next((each for each in reversed(before) if each.quarter == quarter), None)
    reason = " ".join(reason.split())
    _check_reason(reason, corrects=last is not None)
    made = composing.compose(quarter, replaces=last.sha256 if last else "", reason=reason)
    _nothing_since(before)
    hidden = suppress(made, [each.report for each in before if each.report is not None])
    if hidden.exposed and not given_away:
        raise Refused("given_away", _given_away(made, hidden.exposed))
    made = hidden.report
    if last is not None and last.report is not None and last.report.figures == made.figures:
        raise Refused(
            "same", _("The last release of this quarter tells the same. There is nothing to correct.")
        )
    data = made.to_bytes()
    digest = hashlib.sha256(data).hexdigest()
    places.write(places.prepared() / f"{digest}.json", data, mode=0o600)
    return digest


def _there(before: list[Release]) -> None:
    """Raise Refused where what an earlier release hides is not known: what is hidden now would be judged
    without it."""
    gone = next((each for each in before if each.report is None), None)
    if gone is not None:
        said = _(
            "The report {sha256} of {quarter} is not there as it was published: what it hides would be given "
            "away by another release. Put it back from a mirror or a backup first."
        )
        raise Refused("damaged", said.format(sha256=gone.sha256, quarter=gone.quarter))


def _nothing_since(before: list[Release]) -> None:
    """Raise Refused where a release was published, of whatever quarter, that was not looked at when it was
    decided what is hidden: two that hide enough each by itself may give it away together."""
    if {each.sha256 for each in releases.named()} != {each.sha256 for each in before}:
        raise Refused("overtaken", str(OVERTAKEN))


def _given_away(made: Report, places: tuple[str, ...]) -> str:
    """Say which numbers of few people follow from what was published before."""
    titles, named = defined.definitions().by_id, []
    for place in places:
        quarter, _sep, told = place.partition(" ")
        figure, _sep, key = told.partition("/")
        cell = made.by_id[figure].cell(key) if figure in made.by_id else None
        title = titles[figure].title if figure in titles else figure
        named.append(f"{title}, {cell.label if cell and cell.label else key} ({quarter})")
    said = _(
        "Earlier releases give away numbers of few people, which this one hides: {named}. Whoever compares "
        "them works these out. Say that you know it, or leave this unpublished."
    )
    return said.format(named="; ".join(named))


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
    "no_power", "not_prepared" where it is not kept any more, "overtaken" where another release, of whatever
    quarter, was published since it was prepared. Then nothing is published.
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
    since = any(each.index >= made.size for each in releases.named())
    if since or made.replaces != (releases.last(made.quarter) or ""):
        raise Refused("overtaken", str(OVERTAKEN))
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
