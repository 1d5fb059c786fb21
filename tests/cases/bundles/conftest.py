"""A case with papers for a bundle: a PDF that the complainant sent, words of theirs, a picture."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from dueprocess.cases import actions as cases
from dueprocess.cases.bundles import actions
from dueprocess.cases.bundles.models import Bundle, BundleCopy
from dueprocess.cases.bundles.values import DESK, Cover, Paper
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Act, Docket, File
from dueprocess.docket.needs import Actor, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, files
from tests import world
from tests.docket import conftest as failing
from tests.papers.bundle.sheets import pdf

ALL = (DESK, "C1", "R1")
PAGES = ("Zeppelinwiese was said here", "on this leaf stands nothing", "the third leaf")


@dataclass
class Scene:
    """The federation, its case and the number of the entry that brought the papers."""

    world: world.World
    docket: Docket
    sent: int
    by: Actor = field(init=False)

    def __post_init__(self) -> None:
        self.by = self.world.actor("owner")

    def paper(self, file: int = 1, title: str = "Minutes", **more: object) -> Paper:
        """A paper of the entry, to be put in."""
        return Paper(**({"id": 0, "act": self.sent, "file": file, "title": title} | more))  # type: ignore[arg-type]

    def bundle(self, *papers: Paper, readers: tuple[str, ...] = ALL) -> Bundle:
        """A bundle with these papers, or with the minutes."""
        made = actions.begin(docket=self.docket, title="Hearing of 3 May", readers=readers, by=self.by)
        return actions.add(bundle=made, papers=papers or (self.paper(),), section="Statements", by=self.by)

    def cover(self, *covers: Cover, file: int = 1, edits: int = 0) -> None:
        """Say what is covered in a paper."""
        actions.redact(docket=self.docket, act=self.sent, file=file, covers=covers, by=self.by, edits=edits)

    def made(self, bundle: Bundle) -> Bundle:
        """Have it put together, round by round."""
        actions.build(bundle=bundle, by=self.by)
        for _ in range(50):
            row = Bundle.objects.select_related("docket").get(pk=bundle.pk)
            if row.state not in (Bundle.State.CHECKING, Bundle.State.BUILDING):
                return row
            actions.carry_on(row)
        raise AssertionError("it goes round and round")

    def bytes_of(self, copy: BundleCopy) -> bytes:
        """A copy in clear."""
        vault = Vault.of(self.docket)
        return b"".join(files.read(vault.key, copy.stored, vault.files))

    def copy(self, bundle: Bundle, reader: str) -> bytes:
        """The copy of a reader, of the version that is made now."""
        return self.bytes_of(bundle.copies.get(version=bundle.version, reader=reader))

    def served(self, act: Act) -> bytes:
        """The copy that a note served."""
        vault = Vault.of(self.docket)
        return b"".join(files.read(vault.key, File.objects.get(act=act, n=1).stored, vault.files))


def told(federation: world.World, docket: Docket) -> None:
    """Tell the respondent of the case, as the rules want it."""
    owner = federation.actor("owner")
    sent = take_step(docket=docket, step="send", by=owner, at=clock.now())
    cases.confirm_sent(docket=docket, of=sent.n, to=["R1"], channel="post", by=owner)


@pytest.fixture
def scene(federation: world.World) -> Scene:
    docket = world.open_case(federation).docket
    take_step(docket=docket, step="acknowledge", by=federation.actor("owner"), at=clock.now())
    told(federation, docket)
    sent = cases.add_information(
        docket=docket, by=Actor(key="C1"), text="Here are the minutes.",
        files=[Upload("minutes.pdf", [pdf(*PAGES)]), Upload("late.pdf", [pdf("a late leaf")])],
    )  # fmt: skip
    return Scene(federation, docket, sent.n)


entries_fail = failing.entries_fail
