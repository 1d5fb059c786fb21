"""How long the engine takes for dockets of 20 and of 100 acts. Run: python benchmarks/engine.py [--quick]"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "src")]

from benchmarks.measuring import Table, asked, conditions, quiet, timed, verdict
from dueprocess.core.engine import Docket, decide, permitted, state
from dueprocess.core.rulebook import Rulebook, load

RULES = Path(__file__).resolve().parent.parent / "tests" / "core" / "engine" / "rulebooks"
START = datetime.fromisoformat("2026-03-23T10:00:00+00:00")
PEOPLE = {
    "s1": {"roles": ["secretary"]},
    **{f"k{n}": {"roles": ["committee_member"]} for n in range(1, 6)},
    **{f"e{n}": {"roles": ["elder"]} for n in range(1, 4)},
}
VOTES = {"for": ["k1", "k2", "k3"]}


def docket(rulebook: Rulebook, length: int) -> dict[str, Any]:
    """A case of `length` rows: taken in, sent, paused and renewed again and again, decided, appealed."""
    acts: list[dict[str, Any]] = []

    def add(days: float, **row: Any) -> None:
        at = START + timedelta(days=days)
        acts.append({"n": len(acts) + 1, "at": at.isoformat(), **row})

    add(0, step="complain", by="c1", **{"as": "complainant"})
    add(2, step="acknowledge", by="s1", **{"as": "secretary"})
    add(3, step="send", by="s1", **{"as": "secretary"})
    add(4, note="received", of=3, to=["r1"])
    day = 5.0
    while len(acts) < length - 4:
        until = (START + timedelta(days=day + 1)).isoformat()
        add(day, step="wait", by="k1", votes=VOTES, until=until, **{"as": "committee"})
        if len(acts) < length - 4:
            add(day + 0.5, note="message", by="r1", to="office")
        day += 2
    day += 60
    imposes = [{"sanction": "suspension", "on": "r1", "lasts": "3 months"}]
    add(day, step="decide", by="k1", votes=VOTES, imposes=imposes, **{"as": "committee"})
    add(day + 1, note="received", of=length - 3, to=["c1"])
    add(day + 5, note="received", of=length - 3, to=["r1"])
    add(day + 10, step="appeal_to_elders", by="r1", against=length - 3, **{"as": "respondent"})
    return {
        "docket": 1,
        "case": f"bench{length}",
        "rulebook": rulebook.hash,
        "holidays": ["2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25"],
        "parties": {"c1": {"is": "complainant"}, "r1": {"is": "respondent"}},
        "people": PEOPLE,
        "acts": acts,
    }


def main() -> None:
    """Print one line for each thing measured."""
    given = asked(__doc__, databases=False, times=300)
    conditions()
    table = Table()
    rulebook = load((RULES / "example.toml").read_text(encoding="utf-8"))
    books = {rulebook.hash: rulebook}
    for length in (20, 100):
        obj = docket(rulebook, length)
        parsed = Docket.parse(obj)
        moment = parsed.acts[-1].at + timedelta(days=1)
        before = Docket.parse({**obj, "acts": obj["acts"][:-1]})
        rest = {
            "parse": lambda obj=obj: Docket.parse(obj),
            "state": lambda parsed=parsed, moment=moment: state(books, parsed, moment),
            "state + deadlines": lambda parsed=parsed, moment=moment: state(books, parsed, moment).deadlines,
            "state + permitted": lambda parsed=parsed, moment=moment: permitted(state(books, parsed, moment)),
            "decide": lambda before=before, obj=obj: decide(books, before, obj["acts"][-1]),
        }
        for name, what in rest.items():
            what()
            found = timed(5 if given.quick else given.times, what)
            print(f"  {len(parsed.acts):4} acts  {name:<18} {found}")
            if length == 100 and name in ("state", "state + deadlines"):
                ours = f"{found.median:.2f} ms, p95 {found.p95:.2f} ms"
                table.add(
                    f"replay of 100 acts: {name}",
                    ours,
                    "< 2 ms",
                    ok=verdict(found.median, quiet(found.worked), 2),
                )
    table.close()


if __name__ == "__main__":
    main()
