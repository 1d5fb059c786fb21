"""What the record does in its own name: begin, change policy or key, seal the read journal; and what other
rooms have it bind that is an act of no docket (`bind`).

The only module here that writes acts. Knows payloads and commitments; nothing of cases.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from dueprocess.core.errors import Broken, Refused
from dueprocess.kit import clock, keys
from dueprocess.tlog import entry as entries
from dueprocess.tlog import policy as trust
from dueprocess.tlog import tree
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.note import VerifierKey

from . import append, erasures, places, policy, quorum, signer
from .erasures import ERASED
from .models import Entry, Head, RecordAct
from .policy import Policy


def begin(*, rules: Policy) -> RecordAct:
    """Give a new installation its log: the signer's key, the list of keys, the first entry.

    The origin is that of the settings. Raises Refused("record.begun" or "record.key_there"), and then
    changes nothing.
    """
    if Head.objects.exists():
        raise Refused("record.begun", "The log of this installation has begun already.", None)
    origin = str(settings.DUEPROCESS_ORIGIN)
    key = signer.make_key(origin)
    keys_and_quorum = trust.Policy.of_key(VerifierKey.parse(key)).to_bytes()
    places.write(places.policy(), keys_and_quorum)
    return genesis(origin=origin, key=key, witnesses=keys_and_quorum, rules=rules)


@transaction.atomic
def genesis(*, origin: str, key: str, witnesses: bytes, rules: Policy) -> RecordAct:
    """Begin the log: its first entry names origin, public key (`note` text form), the published list of
    keys and witnesses (by its SHA-256; empty when there is none yet) and the publication policy.

    Raises Refused("record.begun") where the log has a beginning already.
    """
    if Head.objects.exists():
        raise Refused("record.begun", "The log of this installation has begun already.", None)
    Head.objects.create(
        size=0,
        frontier=tree.CompactRange().to_bytes(),
        granularity=rules.granularity,
        publish=rules.publish,
        zone=rules.zone,
    )
    public = {"origin": origin, "key": key} | _public(rules, witnesses)
    return _record("log.genesis", public, payload=public, at=clock.now())


def change_policy(*, rules: Policy, witnesses: bytes, reason: str, by: str) -> RecordAct:
    """Publish under another policy, or with other witnesses, from now on: `witnesses` is the whole
    c2sp.org/tlog-policy file, the log's own key included.

    `by` and `reason` are codes (an office, a minute's number), never names: they stay in the private
    payload. Raises BadBytes for a file that is no policy, Refused where one organisation could count twice.
    """
    quorum.distinct(trust.Policy.parse(witnesses))
    act = _change_policy(rules, witnesses, reason, by)
    places.write(places.policy(), witnesses)  # until it is there, the signer publishes nothing
    return act


@transaction.atomic
def _change_policy(rules: Policy, witnesses: bytes, reason: str, by: str) -> RecordAct:
    public = _public(rules, witnesses)
    payload = public | {"by": by, "reason": reason}
    act = _record("policy.changed", public, payload=payload, at=clock.now())
    Head.objects.filter(id=1).update(granularity=rules.granularity, publish=rules.publish, zone=rules.zone)
    return act


@transaction.atomic
def seal_access(*, period: str, root: bytes, count: int) -> RecordAct | None:
    """Commit to the read journal of one closed period by the root of its Merkle tree.

    Answers None where that period is sealed already: the job may run twice.
    """
    Head.objects.select_for_update().get(id=1)
    if RecordAct.objects.filter(kind="access.sealed", period=period).exists():
        return None
    payload = {"period": period, "root": root.hex(), "count": count}
    return _record("access.sealed", {}, payload=payload, at=clock.now(), period=period)


def rotate_key(*, key: str, by: str, reason: str) -> None:
    """State in the log that it signs with another key from now on (`note` text form, made by the signer:
    `signer.prepare_key`), and publish a list of keys that names both. Called again with the same key, it
    finishes what was interrupted.

    The signer follows at its next seal. `by` and `reason` are codes. Raises BadBytes for what is no key of
    this log, Refused("record.key_known") for one that signed before, Broken where the list of keys is not the
    one that the log states.
    """
    new = VerifierKey.parse(key)
    if new.name != str(settings.DUEPROCESS_ORIGIN):
        raise BadBytes(f"a key of {settings.DUEPROCESS_ORIGIN} has its name, not {new.name}")
    stated = policy.signing_keys()
    listed = trust.Policy.parse(places.policy().read_bytes())
    named = [log for log in listed.logs if log.key != new]
    both = replace(listed, logs=(trust.Log(new, named[0].url if named else ""), *named)).to_bytes()
    if key in stated[:-1]:
        raise Refused(
            "record.key_known", "A key that signed before does not come back: make a new one.", None
        )
    if key != stated[-1]:
        _as_stated(places.policy().read_bytes())
        _rotate_key(stated[-1], key, both, by, reason)
    _as_stated(both)
    if places.policy().read_bytes() != both:
        places.write(places.policy(), both)


def _as_stated(listed: bytes) -> None:
    """Raise Broken unless this is the list of keys that the log states: an edited one is not carried on."""
    if policy.lists()[-1] != hashlib.sha256(listed).hexdigest():
        raise Broken(
            f"{places.policy()} is not the list of keys that the log states. Put that one back, or state "
            "the change first: dueprocess record policy."
        )


@transaction.atomic
def _rotate_key(old: str, new: str, witnesses: bytes, by: str, reason: str) -> None:
    """Two entries, one after the other: the key, and the list of keys in which it stands."""
    Head.objects.select_for_update().get(id=1)
    if policy.signing_keys()[-1] != old:
        raise Broken("The key was changed by somebody else meanwhile. Nothing was written.")
    said, at = {"by": by, "reason": reason}, clock.now()
    changed = {"old": old, "key": new}
    public = _public(policy.current(), witnesses)
    _record("policy.changed", public, payload=public | said, at=at)
    _record("key.rotated", changed, payload=changed | said, at=at)


def lost(
    *, first: int, count: int, policies: list[list[Any]], keys: list[str], by: str, reason: str
) -> RecordAct:
    """Log that the payloads of the `count` entries from index `first` on are gone: the last line of
    `recovery.put_back`, in its transaction. `policies` says which of them stated a policy, and which one;
    `keys` which signing keys they stated."""
    payload = {
        "first": first,
        "count": count,
        "policies": policies,
        "keys": keys,
        "by": by,
        "reason": reason,
    }
    return _record("payload.lost", {"n": count}, payload=payload, at=clock.now())


def erased(told: Mapping[str, Any], kept: Mapping[str, Any], *, key: int, at: datetime) -> RecordAct:
    """Log that payloads were erased: call it last, in the transaction that erases them.

    `told` is the payload: `n` (how many), and `dockets` with the pseudonym `c` of each. `kept` is what a
    restore needs beside it to erase them again, by pseudonym. Both are written to the list apart
    (`erasures`) and synced before anything commits; `key` is the entry's, which the rows name already.
    """
    salt, whole = keys.salt(), _whole(ERASED, told, at)
    erasures.draft(erasures.Listed(entries.commit(whole, salt).hex(), whole, salt, dict(kept)))
    made = _record(ERASED, {"n": told["n"]}, payload=told, at=at, salt=salt, key=key)
    transaction.on_commit(lambda: erasures.settle(entries.commit(whole, salt).hex()))
    return made


@transaction.atomic
def erased_again(listed: erasures.Listed, *, key: int) -> RecordAct:
    """Give an entry `payload.erased` that `recovery` has put back its payload, out of the list apart."""
    return RecordAct.objects.create(
        kind=ERASED,
        recorded_at=datetime.fromisoformat(listed.payload["recorded_at"]),
        period=entries.parse(bytes(Entry.objects.get(key=key).bytes))["d"],
        payload=listed.payload,
        salt=listed.salt,
        entry_id=key,
    )


@transaction.atomic
def erasures_lost(*, by: str, reason: str) -> int:
    """Go on though the list of some erasures is lost (`erasures.unknown`), and log that: what they erased may
    be here again, and has to be erased anew. `by` and `reason` are codes. Returns how many they are."""
    missing = erasures.unknown()
    if missing:
        bind(erasures.LOST, {"erasures": missing, "by": by, "reason": reason})
    return len(missing)


def publish_stats(*, stated: Mapping[str, Any], payload: Mapping[str, Any]) -> RecordAct:
    """Say in public that a report of figures was published: `stated` are the keys `definitions`, `first`,
    `last`, `report` and `size` of its entry, `payload` is what else is committed to. Call it last, in the
    transaction that publishes, when the file is in place. Raises BadBytes for keys that the entry does not
    have."""
    whole = entries.normal({**stated, **payload})
    return _record("stats.published", stated, payload=whole, at=clock.now())


def bind(kind: str, payload: Mapping[str, Any], *, at: datetime | None = None) -> RecordAct:
    """Bind what is an act of no docket to the log: an adoption, an appointment, a signature. Call it last, in
    the transaction that does it.

    Outsiders see an `act` with its period and a commitment. `payload` is JSON and holds no personal data:
    text that people wrote goes in as a salted commitment (`tlog.entry.commit_field`). Raises Broken outside a
    transaction or before the log's genesis.
    """
    return _record(kind, {}, payload=entries.normal(payload), at=at or clock.now())


def _public(rules: Policy, witnesses: bytes) -> dict[str, Any]:
    return {
        "granularity": str(rules.granularity),
        "publish": str(rules.publish),
        "zone": rules.zone,
        "policy": hashlib.sha256(witnesses).hexdigest(),
    }


def _record(
    kind: str,
    public: Mapping[str, Any],
    *,
    payload: Mapping[str, Any],
    at: datetime,
    period: str | date | None = None,
    salt: bytes = b"",
    key: int | None = None,
) -> RecordAct:
    """Write one act of the record with its entry; the entry last."""
    salt = salt or keys.salt()
    key = append.new_key() if key is None else key
    whole = _whole(kind, payload, at)
    act = RecordAct.objects.create(
        kind=kind,
        recorded_at=at,
        period=str(period or policy.period(at)),
        payload=whole,
        salt=salt,
        entry_id=key,
    )
    append.entry(key, entries.record_type(kind), dict(public) | {"cm": entries.commit(whole, salt)}, at)
    return act


def _whole(kind: str, payload: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    return {"kind": kind, "recorded_at": at.isoformat(), **payload}
