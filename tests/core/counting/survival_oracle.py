"""Time to close by `lifelines` 0.30.3 (MIT), the check on `core.survival`; too heavy to be locked (ADR 0105).

`python tests.core.counting/survival_oracle.py` where it is installed writes `survival.json` anew.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("survival.json")
SHAPES = ((1, 5), (2, 3), (3, 40), (5, 2), (8, 400), (20, 30), (40, 6), (60, 700))
"""Of each made set of cases: how many, and the longest time in days."""


def ask(durations: Sequence[int], closed: Sequence[bool]) -> dict[str, Any]:
    """Let `lifelines` estimate: median, ends of its interval, and the curve at every day that it has."""
    from lifelines import KaplanMeierFitter
    from lifelines.utils import median_survival_times

    fitted = KaplanMeierFitter(alpha=0.05).fit(durations, closed)
    band = fitted.confidence_interval_survival_function_
    ends = median_survival_times(band).iloc[0]
    whole = [fitted.median_survival_time_, ends.iloc[0], ends.iloc[1]]
    curve = [
        [int(day), float(fitted.survival_function_.loc[day].iloc[0]), *map(float, band.loc[day])]
        for day in band.index
    ]
    median, low, high = (None if math.isinf(each) else int(each) for each in whole)
    return {"median": median, "low": low, "high": high, "curve": curve}


def sets() -> list[tuple[list[int], list[bool]]]:
    """Return sets of cases: ties, nothing closed, all closed, one case, day 0, and mixtures."""
    draw = random.Random(20260331)
    found: list[tuple[list[int], list[bool]]] = [
        ([0], [True]), ([0], [False]), ([7], [True]), ([7], [False]), ([3] * 9, [True] * 9),
        ([3] * 9, [False] * 9), ([4, 4, 4, 9, 9, 12], [True, True, False, True, False, False]),
    ]  # fmt: skip
    for cases, longest in SHAPES:
        for share in (1.0, 0.8, 0.5, 0.1):
            days = [draw.randint(0, longest) for _ in range(cases)]
            found.append((days, [draw.random() < share for _ in range(cases)]))
    return found


if __name__ == "__main__":
    rows = [{"durations": days, "closed": over} | ask(days, over) for days, over in sets()]
    TABLE.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
