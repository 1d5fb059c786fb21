"""Every parser with what it is called with, by the room that it stands in."""

from tests.fuzz.running import Target
from tests.fuzz.targets import (
    bundles,
    equipment,
    evidence,
    log,
    mail,
    naming,
    papers,
    rules,
    single_file,
    sound,
    standing,
    tables,
)

TARGETS: list[Target] = [
    *log.TARGETS,
    *single_file.TARGETS,
    *rules.TARGETS,
    *tables.TARGETS,
    *mail.TARGETS,
    *equipment.TARGETS,
    *papers.TARGETS,
    *bundles.TARGETS,
    *sound.TARGETS,
    *standing.TARGETS,
    *evidence.TARGETS,
    *naming.TARGETS,
]
