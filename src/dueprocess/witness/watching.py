"""Looking at every log again and again, and telling of what is new. Knows threads, a clock and a command to
run; nothing of what an alarm means.
"""

import logging
import shlex
import subprocess
import threading
import time

from dueprocess.core.errors import Broken, Refused
from dueprocess.tlog import reader

from .cosigning import Cosigner
from .folder import Folder
from .looking import Alarm, CatchUp, Rules, look

log = logging.getLogger(__name__)

_HOOK_SECONDS = 60
_READ_SECONDS = 20.0
_FULL = "disk"


def look_at_all(
    folder: Folder, rules: Rules, now: float, catch_up: CatchUp | None = None, only: str = ""
) -> list[Alarm]:
    """One look at every log of the folder, or at one. Raises Broken where the folder cannot be read."""
    found: list[Alarm] = []
    for origin, watched in folder.logs().items():
        if only in ("", origin):
            found += look(folder, watched, rules, now, _reader(watched.url), catch_up)
    return found


def check(folder: Folder, rules: Rules, now: float) -> list[Alarm]:
    """As `look_at_all`, by a process that does not cosign (for cron); it keeps no copy, and also says
    whether a witness runs at all."""
    if not folder.path.is_dir():
        raise Broken(f"There is no folder {folder.path}.")
    found = look_at_all(folder, rules, now)
    try:
        with folder.locked():
            asleep = True
    except Refused:
        asleep = False
    if asleep and "asleep" not in rules.without:
        found.append(Alarm("asleep", str(folder.path), "start it: dueprocess witness serve"))
    return found


def _reader(url: str) -> reader.Reader | None:
    if url.startswith(("http://", "https://")):
        return reader.Web(url, _READ_SECONDS)
    return reader.Folder(url) if url else None


class Watch:
    """A thread that looks every so often, and at once when a log has grown."""

    def __init__(self, cosigner: Cosigner, rules: Rules, every: float, hook: str) -> None:
        """`hook` is a command that gets each new alarm as a line on its standard input ("" for none)."""
        self.cosigner, self.rules, self.every, self.hook = cosigner, rules, every, hook
        self.alarms: list[Alarm] = []
        self._wake = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, daemon=True, name="watch")

    def start(self) -> None:
        """Look once, before anything is cosigned, and go on in the background."""
        self.look()
        self._thread.start()

    def wake(self, _origin: str = "") -> None:
        """Look soon: a log has grown, or one was refused."""
        self._wake.set()

    def stop(self) -> None:
        """End after the look at hand."""
        self._stopped = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=_READ_SECONDS)

    def look(self) -> None:
        """One look at every log; what was not there at the last look is told."""
        try:
            found = look_at_all(self.cosigner.folder, self.rules, time.time(), self.cosigner.catch_up)
        except (Broken, OSError) as error:
            log.critical("the logs could not be looked at: %s", error)
            self._hook(f"{_FULL}: the logs could not be looked at: {type(error).__name__}")
            return
        known = {(alarm.name, alarm.origin) for alarm in self.alarms}
        for alarm in found:
            if (alarm.name, alarm.origin) not in known:
                log.critical("%s", alarm)
                self._hook(str(alarm))
        still = {(alarm.name, alarm.origin) for alarm in found}
        for name, origin in known - still:
            log.warning("no longer: %s: %s", name, origin)
        self.alarms = found

    def _run(self) -> None:
        while not self._stopped:
            self._wake.wait(self.every)
            self._wake.clear()
            if not self._stopped:
                self.look()

    def _hook(self, line: str) -> None:
        if not self.hook:
            return
        try:
            subprocess.run(
                shlex.split(self.hook), input=f"{line}\n".encode(), timeout=_HOOK_SECONDS, check=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            log.critical("the command for alarms failed: %s", type(error).__name__)
