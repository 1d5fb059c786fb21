"""A word that stands only in a privileged item, and one that only names a protected source, leave the case by
no way: not by page, file, search, list, sealed copy, sample, nor into another case that others read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dueprocess.cases import actions as cases
from dueprocess.cases.audits import actions as audits
from dueprocess.cases.evidence import actions, extracts
from dueprocess.cases.evidence.actions import Description, reading
from dueprocess.docket import evidence, kept_back, verify, wall
from dueprocess.docket import extracts as dockets
from dueprocess.docket.actions import propose, rebuild, sign
from dueprocess.docket.evidence import WORDS, Class, Kind, Obtained, Ruling
from dueprocess.docket.models import Act, Docket, Word
from dueprocess.docket.needs import Actor, Needs, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.docket.search import Filters, narrow
from dueprocess.kit import clock, jobs
from dueprocess.kit.http import Hidden
from tests import world
from tests.cases.audits.auditing import accredit, announce, check, number, published, unpacked
from tests.cases.test_splitting import SPLITTING, sound, split, two
from tests.ground import begin, own_folder

SECRET, SOURCE = "Zeppelinwiese", "Quartermaine"


def item(title: str, **more: object) -> Description:
    said = {"title": title, "kind": Kind.DOCUMENT, "obtained": Obtained.OPEN}
    return Description(**(said | more))  # type: ignore[arg-type]


def planted(here: world.World, docket: Docket) -> int:
    """Three items: advice (a file, and the words that came with it), privileged; a leak, whose source is
    protected. Returns the entry with the advice."""
    owner = here.actor("owner")
    advice = cases.add_information(
        docket=docket, by=Actor(person=here["owner"], key="C1"), text=f"Advice about {SECRET}.",
        files=[Upload(f"{SECRET}.txt", [f"Our lawyer on {SECRET}".encode()])],
    )  # fmt: skip
    for file in (1, WORDS):
        what = item(f"On {SECRET}", shows=f"All about {SECRET}", kind=Kind.STATEMENT)
        made = actions.describe(docket=docket, what=what, by=owner, act=advice.n, file=file)
        actions.sort(
            docket=docket, item=made.facts["item"], as_class=Class.PRIVILEGED, by=owner, reason="Advice."
        )
    leak = Upload("leak.txt", [b"What was leaked"])
    what = item("A leak", source=f"{SOURCE} gave it", captured_by=SOURCE, obtained=Obtained.LEAKED)
    actions.describe(docket=docket, what=what, by=owner, upload=leak)
    actions.rule(
        docket=docket, item="e3", ruling=Ruling.ADMITTED, by=here.actor("second"), reason="It matters.",
        protects=True, withheld="Somebody would be in danger.",
    )  # fmt: skip
    return advice.n


def found(here: world.World, text: str, who: str = "owner") -> int:
    passing = narrow(wall.visible_to(here[who]), Filters(text=text), at=clock.now())
    return passing.dockets.count()


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(SPLITTING)
    with clock.frozen(world.MONDAY):
        yield built


@pytest.mark.both
def test_it_is_on_no_page_in_no_file_and_under_no_word(federation: world.World) -> None:
    docket = two(federation).docket
    before = set(Word.objects.filter(docket=docket).values_list("tag", flat=True))
    n = planted(federation, docket)
    docket = world.fresh(docket)
    for who, sees in (("owner", True), ("conflicted", False), ("overseer", False)):
        by = federation.actor(who)
        view = dockets.opened(docket, viewer=by)
        assert (SECRET in str(view.contents) + str(view.files)) is sees
        assert (SOURCE in str(view.contents)) is sees
        page, shown = extracts.evidence_page(docket, viewer=by)
        assert (SECRET in str(page) + str(shown)) is sees
        assert [each.shut for each in shown.items] == [not sees, not sees, False]
        if sees:
            dockets.file_bytes(docket, n, 1, viewer=by.person)
            continue
        with pytest.raises(Hidden):
            dockets.file_bytes(docket, n, 1, viewer=by.person)
        with pytest.raises(Hidden):
            extracts.item_page(docket, viewer=by, item="e1")
        assert SOURCE not in str(extracts.item_page(docket, viewer=by, item="e3"))
    # a page of an earlier day shows it no more either
    early = dockets.opened(
        docket, viewer=federation.actor("second"), at=Act.objects.get(docket=docket, n=n).at
    )
    assert SECRET not in str(early.contents)
    # whoever ruled knows the source, and nothing of the advice
    second = dockets.opened(docket, viewer=federation.actor("second"))
    assert SOURCE in str(second.contents)
    assert SECRET not in str(second.contents)
    # nobody finds the case by these words, the owner neither; by others it is found as before
    assert (found(federation, SECRET), found(federation, SOURCE)) == (0, 0)
    assert found(federation, "leak") == 1
    assert before < set(Word.objects.filter(docket=docket).values_list("tag", flat=True))
    assert rebuild.docket(docket.pk) == 0
    assert list(verify.one(docket)) == []
    # once it is privileged no more it is found again
    for key in ("e1", "e2"):
        actions.sort(
            docket=docket, item=key, as_class=Class.UNUSED, by=federation.actor("owner"), reason="Waived."
        )
    assert found(federation, SECRET) == 1
    dockets.file_bytes(docket, n, 1, viewer=federation["conflicted"])


def copy_of_advice(here: world.World, docket: Docket) -> None:
    """A copy of the advice that nobody sorts, and which goes into a case where the advice does not."""
    own = cases.add_information(
        docket=docket, by=Actor(key="R2"), text="Mine.", files=[Upload("mine.txt", [f"{SECRET}".encode()])]
    )
    actions.describe(
        docket=docket, what=item("Their copy", copy_of="e1"), by=here.actor("owner"), act=own.n, file=1
    )


def test_a_copy_without_its_original_stays_shut_and_the_rest_is_read_anew(
    federation: world.World, settings: Any
) -> None:
    settings.DUEPROCESS_TESSERACT = "no-such-tesseract"
    docket = two(federation).docket
    advice = cases.add_information(
        docket=docket, by=Actor(key="R1"), text="Advice.", files=[Upload("advice.txt", [b"Advice"])]
    )
    owner = federation.actor("owner")
    actions.describe(docket=docket, what=item("Advice"), by=owner, act=advice.n, file=1)
    actions.sort(docket=docket, item="e1", as_class=Class.PRIVILEGED, by=owner, reason="Advice.")
    copy_of_advice(federation, docket)
    plain = cases.add_information(
        docket=docket,
        by=Actor(key="R2"),
        text="More.",
        files=[Upload("plain.txt", [b"On the Quartermaster"])],
    )
    actions.describe(docket=docket, what=item("Plain"), by=owner, act=plain.n, file=1)
    there = split(federation, world.fresh(docket), parties=["R2"])
    sound(world.fresh(docket), there)
    shown = extracts.evidence_page(there, viewer=owner)[1]
    assert [(each.key, each.counts_as) for each in shown.items] == [("e2", Class.PRIVILEGED), ("e3", "")]
    with pytest.raises(Hidden):
        extracts.item_page(there, viewer=federation.actor("conflicted"), item="e2")
    # nothing derived goes along: it is read there anew, and nobody finds the case by what is shut
    assert reading.catch_up() == 2
    jobs.drain()
    assert reading.catch_up() == 0
    read = extracts.item_page(world.fresh(there), viewer=owner, item="e3")[2].read
    assert read is not None
    assert read.beginning == "On the Quartermaster"
    assert found(federation, SECRET) == 0
    assert list(verify.one(world.fresh(there))) == []


@pytest.mark.both
def test_items_go_with_what_is_split_off(federation: world.World) -> None:
    docket = two(federation).docket
    n = planted(federation, docket)
    own = cases.add_information(
        docket=docket, by=Actor(key="R1"), text="Mine.", files=[Upload("mine.txt", [b"mine"])]
    )
    stays = actions.describe(
        docket=docket, what=item("Mine", offered_by="R1", copy_of="e1"), by=federation.actor("owner"),
        act=own.n, file=1,
    )  # fmt: skip
    there = split(federation, world.fresh(docket), parties=["R2"])
    sound(world.fresh(docket), there)
    shown = extracts.evidence_page(there, viewer=federation.actor("owner"))[1]
    assert [(each.key, each.act, each.counts_as) for each in shown.items[:2]] == [
        ("e1", n, Class.PRIVILEGED), ("e2", n, Class.PRIVILEGED),
    ]  # fmt: skip
    assert {each.key: each.protected for each in shown.items}["e3"]
    assert stays.facts["item"] not in {each.key for each in shown.items}
    hidden = extracts.evidence_page(there, viewer=federation.actor("conflicted"))[1]
    assert SECRET not in str(hidden)
    assert SOURCE not in str(hidden)
    assert (n, 1) in kept_back.from_outside(there).files
    assert found(federation, SECRET) == 0


def test_it_is_in_no_sealed_copy_and_no_sample(db_fresh: None, tmp_path: Path, settings: Any) -> None:
    with own_folder(tmp_path / "var", settings), clock.frozen(world.MONDAY):
        begin(settings, origin="tests.invalid")
        here = world.federation(SPLITTING)
        docket = two(here).docket
        n = planted(here, docket)
        draw = announce(here, accredit(here))
        elder = Vault.of(docket).local(here["elder_1"].pk)
        needs = Needs(
            act={
                "as": "secretary",
                "out": {"outside": True},
                "countersigned": [{"by": elder, "as": "elder"}],
            },
            content={"reasons": "It is the ombudsman's.", "handed over to": "The ombudsman"},
        )
        docket = world.fresh(docket)
        waits = propose(docket=docket, step="hand_over", by=here.actor("owner"), at=clock.now(), needs=needs)
        sign(proposal=waits, by=here.actor("elder_1"))
        published()
        copy = {
            path: b"".join(content)
            for path, content in dockets.members(world.fresh(docket), viewer=here.actor("owner"))
        }
        drawn = audits.draw_lot(draw=draw, number=number().hex(), by=here["auditor"])
        folder = unpacked(audits.hand_over(draw=drawn, by=here["auditor"], bound=True), tmp_path / "sample")
        done, said = check(folder, tmp_path / "var" / "record")
    # the sealed copy, which the owner takes out, has neither; and says that they are there
    for path, content in copy.items():
        assert SECRET.encode() not in content, path
        assert SOURCE.encode() not in content, path
        assert SECRET not in path
    entries = {each["n"]: each for each in json.loads(copy["case.json"])["entries"]}
    assert entries[n]["kept back"] == ["words", "file 1"]
    assert entries[n]["files"] == []
    assert any("evidence source" in each["kept back"] for each in entries.values())
    assert b"What was leaked" in copy.values()
    # the sample is whole to its verifier, and has neither
    assert (done, said[:8]) == (0, "VERIFIED"), said
    for file in folder.rglob("*"):
        assert SECRET not in file.name
        if file.is_file():
            content = file.read_bytes()
            assert SECRET.encode() not in content, file
            assert SOURCE.encode() not in content, file


def test_what_somebody_has_the_gist_of_alone_stays_so_in_a_part(federation: world.World) -> None:
    docket = two(federation).docket
    world.tell(federation, docket)
    owner = federation.actor("owner")
    sent = [
        cases.add_information(docket=docket, by=Actor(key=who), text="It.", files=[Upload("it.txt", [b"it"])])
        for who in ("R1", "C1")
    ]
    for each in sent:
        made = actions.describe(docket=docket, what=item("It"), by=owner, act=each.n, file=1)
    actions.give_gist(
        docket=docket, item="e2", to=["R1", "R2"], gist="You were there.", why="A child.", by=owner
    )
    there = split(federation, world.fresh(docket), parties=["R2"])
    sound(world.fresh(docket), there)
    items = evidence.items(Act.objects.filter(docket=there).order_by("n"))
    assert items[made.facts["item"]].gists == {"R2"}
    assert items["e2"].sealed_for("R2", known={"R2", "C1"})
    shown = extracts.shown(there, key="R2")
    assert shown is not None
    assert [line.gist for line in shown.withheld] == ["You were there."]
    # and what a party who stayed sent in comes from nobody known here
    assert "e1" not in items or items["e1"].sealed_for("R2", known={"R2", "C1"})
