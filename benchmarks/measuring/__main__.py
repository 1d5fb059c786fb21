"""Print the rows that several benchmarks collected as one table: python -m benchmarks.measuring FILE."""

import json
import sys
from pathlib import Path

from benchmarks.measuring import Row, show

show([Row(**json.loads(line)) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()])
