"""The record and the published figures."""

from tests.doors.at_the_desk import desk, powerful

ROWS = {
    "desk:record": desk(),
    "desk:figures": desk(),
    "desk:consistency": powerful(fill=lambda scene: {"quarter": "2026-Q1"}),
    "desk:figures_prepare": powerful(fill=lambda scene: {"quarter": "2026-Q1"}),
    "desk:figures_prepared": powerful(fill=lambda scene: {"sha256": "0" * 64}),
}
