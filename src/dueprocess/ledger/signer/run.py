"""The signer's life: seal every two seconds, beat when due, stop when told. Knows no check of its own."""

import logging
import os
import threading
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, close_old_connections

from dueprocess.core.errors import Broken
from dueprocess.kit.models import Heartbeat

from .beating import Waiting, beat
from .sealing import seal
from .state import Frozen, load

log = logging.getLogger(__name__)

SEAL_SECONDS = 2.0
_RETRY = timedelta(minutes=5)
_NAME = "signer"


class Signer:
    """One signer process; `stop` lets it finish the seal at hand (usable as a signal handler), and it ends
    with `parent` where one is named."""

    def __init__(self, seconds: float = SEAL_SECONDS, parent: int | None = None) -> None:
        self.seconds, self.parent = seconds, parent
        self.doing = "starting"
        self._stop = threading.Event()
        self._next_beat = datetime.min.replace(tzinfo=UTC)
        self._alarmed = ""

    def stop(self, *_: object) -> None:
        """End after the seal at hand."""
        self._stop.set()

    def step(self) -> None:
        """One seal, and the beat if it is due. A frozen signer stays alive, to say so."""
        now = datetime.now(UTC)
        try:
            sealed = seal(now)
            if now >= self._next_beat and isinstance(beat(now), Waiting):
                self._next_beat = now + _RETRY
            away = ", ".join(sorted(name for name, heard in load().heard.items() if heard["why"]))
            self.doing = f"sealed {sealed.size}" + (f", without the witnesses {away}" if away else "")
            self._alarmed = ""
        except Frozen as error:
            self._alarm(str(error), f"frozen: {error.check}")
        except (Broken, OSError, DatabaseError) as error:
            self._alarm(f"{type(error).__name__}: {error}", "refusing")

    def _alarm(self, what: str, doing: str) -> None:
        self.doing = doing
        if what != self._alarmed:
            log.critical("%s", what)
        self._alarmed = what

    def _say(self) -> None:
        """A sign of life; a signer whose database role may only read goes without."""
        try:
            now = datetime.now(UTC)
            Heartbeat.objects.update_or_create(
                name=_NAME,
                defaults={"role": "signer", "beat_at": now, "doing": self.doing[:200]},
                create_defaults={
                    "role": "signer",
                    "started_at": now,
                    "beat_at": now,
                    "doing": self.doing[:200],
                },
            )
        except DatabaseError:
            log.debug("no heartbeat could be written")

    def run(self) -> None:
        """Work until stopped."""
        last = 0.0
        while not self._stop.is_set() and self.parent in (None, os.getppid()):
            close_old_connections()
            self.step()
            moment = datetime.now(UTC).timestamp()
            if moment - last >= 10:
                self._say()
                last = moment
            self._stop.wait(self.seconds)
