"""The two ways in which the log says no.

Knows only words and places. `BadBytes` is for bytes that do not have the form they must have;
`NotVerified` is for bytes of the right form that do not prove what they claim.
"""


class BadBytes(ValueError):
    """Bytes that are not in the form their specification demands.

    `what` says what is wrong in one plain sentence; `where` names the place (a line, a byte, a key) or is
    empty.
    """

    def __init__(self, what: str, where: str = "") -> None:
        self.what = what
        self.where = where
        super().__init__(f"{where}: {what}" if where else what)


class NotVerified(Exception):
    """A named check failed.

    `check` is one of the stable names in `dueprocess.tlog.verify.CHECKS` (documented in
    docs/reference/record.md), `what` says what was found, and `where` names the file, byte range, line or
    entry.
    """

    def __init__(self, check: str, what: str, where: str = "") -> None:
        self.check = check
        self.what = what
        self.where = where
        super().__init__(f"{check}: {where}: {what}" if where else f"{check}: {what}")
