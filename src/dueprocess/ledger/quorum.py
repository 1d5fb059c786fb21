"""Writing the list of log and witness keys: a quorum over organisations, each of which counts once.

Knows the policy file (c2sp.org/tlog-policy); nothing of the database.
"""

from collections.abc import Sequence

from dueprocess.core.errors import Refused
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.note import VerifierKey
from dueprocess.tlog.policy import Group, Policy, Witness

_QUORUM = "enough"


def over(
    standing: Policy, organisations: Sequence[tuple[str, str, str]], wanted: int | None = None
) -> Policy:
    """The logs of a standing policy with these witnesses, each as (organisation, key, address); one that is
    named twice has two keys, of which either counts. `wanted` organisations have to cosign, more than half
    where nothing is said.

    Raises BadBytes for a name, key or number that cannot be, and Refused as `distinct` does.
    """
    grouped: dict[str, list[tuple[str, str]]] = {}
    for name, key, url in organisations:
        grouped.setdefault(name, []).append((key, url))
    if not grouped:
        raise BadBytes("a quorum needs at least one organisation")
    wanted = len(grouped) // 2 + 1 if wanted is None else wanted
    if not 1 <= wanted <= len(grouped):
        raise BadBytes(f"{wanted} of {len(grouped)} organisations cannot cosign")
    witnesses, groups = {}, {}
    for name, keys in grouped.items():
        names = [name] if len(keys) == 1 else [f"{name}-{number}" for number in range(1, len(keys) + 1)]
        for each, (key, url) in zip(names, keys, strict=True):
            witnesses[each] = Witness(each, VerifierKey.parse(key), url)
        if len(keys) > 1:
            groups[name] = Group(name, 1, tuple(names))
    groups[_QUORUM] = Group(_QUORUM, wanted, tuple(grouped))
    made = Policy.parse(Policy(standing.logs, witnesses, groups, _QUORUM).to_bytes())
    distinct(made)
    return made


def distinct(policy: Policy) -> None:
    """Raise Refused("record.quorum") where one organisation could count twice, or the log's own counts."""
    twice = policy.counted_twice()
    if twice:
        raise Refused(
            "record.quorum",
            f"The keys of {', '.join(sorted(twice))} could count more than once, or are the log's own. Put "
            "all keys of one organisation into one group of which any counts, and ask only others.",
            None,
        )
