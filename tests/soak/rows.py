"""What long runs found, a line of JSON each in the file that DUEPROCESS_SOAK_TABLE names, if it does."""

import json
import os
from typing import Any

from tests.fuzz.running import Told

TABLE = "DUEPROCESS_SOAK_TABLE"


def add(part: str, **told: Any) -> None:
    """Add a line of one part: kills, fuzz or writers."""
    if path := os.environ.get(TABLE):
        line = json.dumps({"part": part, **told}, sort_keys=True) + "\n"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, line.encode())  # at once: several processes add lines
        finally:
            os.close(handle)


def fuzzed(told: Told) -> None:
    """Add what a parser did with its inputs; shown too, with the seed, should a later one fail."""
    print(f"{told.name}: seed {told.seed}, {told.inputs} inputs, the longest took {told.longest:.2f} s")
    add(
        "fuzz",
        name=told.name,
        seed=told.seed,
        seconds=round(told.seconds, 1),
        inputs=told.inputs,
        taken=told.taken,
        refused=told.refused,
        longest=round(told.longest, 3),
    )
