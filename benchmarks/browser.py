"""Measure the verifier in the browser: a whole log, from the press of the button to the verdict.

    python benchmarks/browser.py [--entries 100000] [--quick]

Makes a log in a temporary folder, opens verifier/verify.html from the disk in Chromium, chooses that folder,
and prints the median of three checks by the clock. The number of entries is read back from the page's answer.
"""

import re
import statistics
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "src")]

from benchmarks.measuring import Table, asked, conditions, folder, quiet, verdict
from tests.browser import chromium
from tests.tlog.published import publish, two_of_three

PAGE = Path(__file__).parents[1] / "verifier" / "verify.html"
LIMIT = 10.0
CHECKPOINTS = 12
TIMES = 3


def main() -> None:
    given = asked(__doc__, databases=False, entries=100_000)
    count = 3_000 if given.quick else given.entries
    conditions()
    table, taken, said = Table(), [], ""
    with folder() as place, chromium(place) as browser:
        made = publish(place / "log", count, step=-(-count // CHECKPOINTS))
        size = sum(path.stat().st_size for path in made.folder.rglob("*") if path.is_file())
        page = browser.new_page()
        page.set_default_timeout(600_000)
        page.goto(PAGE.as_uri())
        page.locator("#trust").fill(two_of_three().to_bytes().decode())
        page.locator("#folder").set_input_files(str(made.folder))
        page.locator("#chosen li").wait_for()
        for _ in range(TIMES):
            start = time.perf_counter()
            page.locator("#go").click()
            page.locator("#verdict").wait_for()
            taken.append(time.perf_counter() - start)
            said = page.locator(".verdict").inner_text()
    found = re.search(r"none of its ([\d,]+) entries was changed", said)
    if not said.startswith("Proved") or found is None:
        raise SystemExit(f"the page did not prove the log: {said}")
    middle = statistics.median(taken)
    print(f"The log: {found[1]} entries, {CHECKPOINTS} checkpoints, {size / 1e6:.0f} MB of files")
    print("  from the button to the verdict: " + ", ".join(f"{each:.2f} s" for each in taken))
    ours = f"{middle:.2f} s by the clock"
    judged = verdict(middle, quiet(middle), LIMIT)
    table.add(f"verify {found[1]} entries (verify.html, in Chromium)", ours, f"< {LIMIT:.0f} s", ok=judged)
    table.close()


if __name__ == "__main__":
    main()
