"""What makes the rules' tests quick, whichever way they are started."""

import gc

gc.set_threshold(20_000, 20, 20)  # values by the hundred thousand, hardly any of them in a ring


def pytest_collection_finish() -> None:
    """Never look for rubbish among what was imported."""
    gc.freeze()
