"""The publication policy: how fine the public dates are, and what is published. Knows no case.

A public date finer than the flow of complaints would let one who knows the day of an event find the
whole file. So the size of the organisation decides: days above 1,000 complaints a year, weeks above
100, months below that; and where even that tells too much, `hashes` (tiles and checkpoints only).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from dueprocess.core.errors import Broken
from dueprocess.kit import prepared
from dueprocess.tlog import entry as entries
from dueprocess.tlog import period as periods
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.period import Granularity

from .models import Head, RecordAct, Seq


class Publish(StrEnum):
    """What outsiders are given: every entry, or hashes and checkpoints only (auditors get the entries)."""

    ENTRIES = "entries"
    HASHES = "hashes"


@dataclass(frozen=True)
class Policy:
    """How the record is published: grain of dates, what is given out, and the zone in which days begin."""

    granularity: Granularity
    publish: Publish
    zone: str

    def day(self, moment: datetime) -> date:
        """The local date of a moment."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def label(self, moment: datetime | date) -> str:
        """The public name of the period in which `moment` lies: `2026-11-21`, `2026-W47` or `2026-11`.

        A moment is first moved to the organisation's zone.
        """
        on = self.day(moment) if isinstance(moment, datetime) else moment
        return periods.of(on, self.granularity)

    def starts(self, moment: datetime) -> datetime:
        """When the period in which `moment` lies begins, in the organisation's zone."""
        first, _ = periods.bounds(self.label(moment))
        return self.midnight(first)

    def midnight(self, on: date) -> datetime:
        """When a local day begins."""
        return datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(self.zone))


def proposed(complaints_a_year: int, zone: str) -> Policy:
    """What `init` proposes for an organisation of this size."""
    if complaints_a_year > 1000:
        grain = Granularity.DAY
    elif complaints_a_year > 100:
        grain = Granularity.WEEK
    else:
        grain = Granularity.MONTH
    publish = Publish.ENTRIES if complaints_a_year >= 12 else Publish.HASHES
    return Policy(grain, publish, zone)


def of(head: Head) -> Policy:
    """The policy that a head row holds."""
    return Policy(Granularity(head.granularity), Publish(head.publish), head.zone)


def current() -> Policy:
    """The policy in force. Raises Broken before the genesis."""
    head = prepared.run("SELECT granularity, publish, zone FROM ledger_head WHERE id = 1").fetchone()
    if head is None:
        raise Broken("The log has no beginning yet. Run `dueprocess init`.")
    granularity, publish, zone = head
    return Policy(Granularity(granularity), Publish(publish), zone)


def history() -> list[tuple[int, Policy]]:
    """Every policy that the log states, with the index of the entry from which on it holds, in order."""
    found = []
    stated = RecordAct.objects.filter(kind__in=("log.genesis", "policy.changed"), entry__seq__isnull=False)
    for index, raw in stated.order_by("entry__seq__idx").values_list("entry__seq__idx", "entry__bytes"):
        try:
            told = entries.parse(bytes(raw))
            rules = Policy(Granularity(told["granularity"]), Publish(told["publish"]), told["zone"])
        except (BadBytes, KeyError, TypeError):
            continue  # `state` names an entry that cannot be read
        found.append((index, rules))
    for payload in RecordAct.objects.filter(kind="payload.lost").values_list("payload", flat=True):
        for index, granularity, publish, zone in payload.get("policies", ()):
            found.append((index, Policy(Granularity(granularity), Publish(publish), zone)))
    return sorted(found, key=lambda each: each[0])


def signing_keys() -> list[str]:
    """Every key with which the log says that it signs or signed, the present one last. Raises Broken before
    the genesis."""
    acts = RecordAct.objects.filter(kind__in=("log.genesis", "key.rotated", "payload.lost")).order_by("id")
    found: list[str] = []
    for kind, payload in acts.values_list("kind", "payload"):
        keys = payload.get("keys", ()) if kind == "payload.lost" else [payload["key"]]
        found += [key for key in keys if key not in found]
    if not found:
        raise Broken("The log has no beginning yet. Run `dueprocess init`.")
    return found


def lists() -> list[str]:
    """The SHA-256 of every list of keys and witnesses that the log states, the one in force last: also of
    those that came back without their payloads (`recovery`). Raises BadBytes for an entry that cannot be
    read."""
    stated = RecordAct.objects.filter(kind__in=("log.genesis", "policy.changed"), entry__seq__isnull=False)
    places = set(stated.values_list("entry__seq__idx", flat=True))
    for payload in RecordAct.objects.filter(kind="payload.lost").values_list("payload", flat=True):
        places |= {index for index, *_ in payload.get("policies", ())}
    rows = Seq.objects.filter(idx__in=places).order_by("idx").values_list("entry__bytes", flat=True)
    return [str(entries.parse(bytes(raw)).get("policy")) for raw in rows]


def at(index: int, stated: list[tuple[int, Policy]]) -> Policy | None:
    """The policy of `history` that held when the entry of that index was made; None before the first."""
    return next((rules for first, rules in reversed(stated) if first <= index), None)


def period(moment: datetime | date) -> str:
    """The public label of the period in which `moment` lies, under the policy in force."""
    return current().label(moment)
