"""Letters in adopted words: written with what a case says, kept as they went, read by their reader alone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from pikepdf import Pdf

from dueprocess.cases import actions, extracts
from dueprocess.cases.letters import actions as letters
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import held, lettering, searched
from dueprocess.docket.actions import deliver, send_now, take_step
from dueprocess.docket.extracts import file_bytes, opened
from dueprocess.docket.models import Act, Content, Docket, File, Notice, Read
from dueprocess.docket.needs import Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.ledger.models import Entry
from dueprocess.rules import actions as rules
from tests import lettering as adopted
from tests import world
from tests.cases.test_splitting import STEPS, sound, split, two
from tests.desk.conftest import signed_in
from tests.papers.test_report import standard, text_of

CALENDAR = "[calendar]\n"
SAME_DAY = 'received = { portal = "same day", email = "same day", post = "2 days" }\n'
RULES = adopted.RULES.replace(CALENDAR, CALENDAR + SAME_DAY, 1)


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
        rules.describe(by=None, name="Clubs <b>", size=40)
        adopted.adopt()
    with clock.frozen(world.MONDAY):
        yield built


def told(people: world.World, *, alleged: bool = True, login: bool = True) -> tuple[Docket, Act]:
    """A case whose complaint goes to the respondent; with an allegation, or without."""
    docket = world.open_case(people, at=clock.now()).docket
    if login:
        world.log_in(people["respondent"])
    owner = people.actor("owner")
    take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
    needs = Needs()
    if alleged:
        text = "That you shouted at a steward."
        coded, texts = actions.code_allegations(
            docket, [("R1", actions.Alleged(respondent="R1", text=text))], at=clock.now()
        )
        needs = Needs(act={"allegations": coded}, content=texts)
    act = take_step(docket=docket, step="send", by=owner, at=clock.now(), needs=needs)
    return world.fresh(docket), act


def sent_note(docket: Docket) -> Act:
    return Act.objects.get(docket=docket, name="sent")


@pytest.mark.both
def test_a_letter_goes_out_in_the_adopted_words_with_the_values_of_the_case(
    federation: world.World,
) -> None:
    docket, act = told(federation)
    assert deliver(docket) == 1
    note = sent_note(docket)
    # the note says by which set it was written, and keeps it as it is read and as PDF
    assert note.introduces[lettering.TEMPLATE] == adopted.adopt().hash  # the same text is the same version
    (shown,) = lettering.served(opened(docket).contents[note.n])
    said = "\n".join(text for block in shown.blocks for text in block.texts)
    assert said.startswith("Dear Ilse Marchetti,\nThis is what is said:\nThat you shouted at a steward.")
    assert "Answer until" in said
    assert "on the page of your case" in said
    assert shown.beside == ("23 March 2026", f"Our number: {docket.number}")
    assert shown.trusted[:2] == ("a lawyer", "a doctor")
    assert not shown.missing
    line, chunks = file_bytes(docket, note.n, 1)
    content = b"".join(chunks)
    assert line.name == f"letter-{act.n}.pdf"
    assert standard(content) == "1"
    printed = " ".join(text_of(content).split())
    for part in ("Dear Ilse Marchetti,", "shouted at a steward", "You may always talk to:", "a lawyer"):
        assert part in printed
    with Pdf.open(io.BytesIO(content)) as document:
        assert str(document.docinfo["/Title"]) == "A complaint about you"
        assert "Marchetti" not in str(dict(document.docinfo))


def test_the_day_to_answer_is_that_of_the_rules_once_it_counts_as_received(federation: world.World) -> None:
    docket, _act = told(federation)
    deliver(docket)
    (mine,) = [each for each in opened(docket).state.deadlines if each.person == "R1" and not each.met]
    assert mine.last_day is not None
    (shown,) = lettering.served(opened(docket).contents[sent_note(docket).n])
    said = " ".join(text for block in shown.blocks for text in block.texts)
    assert f"Answer until {mine.last_day.day} {mine.last_day:%B %Y}" in said
    assert f"You have {(mine.last_day - clock.now().date()).days} days." in said


def test_its_reader_opens_it_at_the_portal_and_takes_the_pdf(federation: world.World) -> None:
    docket, act = told(federation)
    deliver(docket)
    note = sent_note(docket)
    client = signed_in(federation["respondent"])
    client.get(f"/portal/mine/{docket.number}/")
    page = client.get(f"/portal/matter/letter/{act.n}/").content.decode()
    for part in ("This is what is said:", "That you shouted at a steward.", "You may always talk to:"):
        assert part in page
    assert "Clubs &lt;b&gt;" in page
    address = reverse("portal:file", args=[note.n, 1])
    assert address in page
    taken = b"".join(client.get(address).streaming_content)  # type: ignore[attr-defined]
    assert standard(taken) == "1"
    assert {each.what for each in Read.objects.filter(docket=docket)} == {
        f"letter {act.n}", f"file {note.n}/1",
    }  # fmt: skip


def test_no_other_party_gets_a_letter_of_somebody_else(federation: world.World) -> None:
    docket, act = told(federation)
    deliver(docket)
    note = sent_note(docket)
    other = signed_in(federation["complainant"])
    other.get(f"/portal/mine/{docket.complaints_in.get().number}/")
    assert other.get("/portal/matter/").status_code == 200
    assert other.get(reverse("portal:file", args=[note.n, 1])).status_code == 404
    assert other.get(f"/portal/matter/letter/{act.n}/").status_code == 404
    page = extracts.party_page(docket, key="C1")
    assert not [each for message in page.messages for each in message.files]


def test_before_it_is_opened_nothing_of_it_is_there(db: None) -> None:
    with clock.frozen(world.later(days=-1)):
        people = world.federation(adopted.RULES)  # nothing counts as received by itself
        rules.describe(by=None, name="Clubs", size=40)
        adopted.adopt()
    with clock.frozen(world.MONDAY):
        docket, act = told(people)
        deliver(docket)
        found = extracts.letter(docket, key="R1", act=act.n)
        assert found is not None
        assert found.unread
        assert (found.shown, found.papers) == ((), ())
        note = sent_note(docket)
        assert not extracts.party_may_read_file(docket, key="R1", act=note.n, number=1)
        actions.confirm_receipt(docket=docket, of=act.n, to="R1", by=people.actor("owner"))
        assert extracts.party_may_read_file(docket, key="R1", act=note.n, number=1)


def test_one_that_lacks_a_value_stays_owed_until_somebody_writes_it(federation: world.World) -> None:
    docket, act = told(federation, alleged=False)
    assert deliver(docket) == 0
    owed = Notice.objects.filter(docket=docket, act=act.n, to_key="R1")
    assert owed.get().state == "owed"
    browser = signed_in(federation["owner"])
    page = browser.get(reverse("desk:letter", args=[docket.number, act.n, "R1"])).content.decode()
    assert "This letter lacks something" in page
    assert "each allegation, with its clause of the code of conduct" in page
    assert "[each allegation" in page
    tab = browser.get(reverse("desk:letters", args=[docket.number])).content.decode()
    assert "Lacks something" in tab
    assert "goes to their own pages by itself" not in tab
    by = federation.actor("owner")
    with pytest.raises(Malformed) as found:
        send_now(docket=docket, act=act.n, to="R1", by=by)
    assert "each allegation" in str(found.value.problems[0].what)
    with pytest.raises(Malformed):
        actions.confirm_sent(docket=docket, of=act.n, to=["R1"], channel="post", by=by)
    send_now(docket=docket, act=act.n, to="R1", by=by, text="You are said to have shouted.")
    assert owed.get().state == "received"  # the rules presume it on the same day
    assert not File.objects.filter(act__docket=docket).exists()
    read = extracts.letter(docket, key="R1", act=act.n)
    assert read is not None
    assert read.texts == (("letter", "You are said to have shouted."),)
    with pytest.raises(Refused) as refusal:
        send_now(docket=docket, act=act.n, to="R1", by=by, text="Again.")
    assert refusal.value.code == "no_letter"


def test_at_the_desk_it_is_read_before_it_goes_printed_and_kept_when_it_was_posted(
    federation: world.World,
) -> None:
    docket, act = told(federation, login=False)
    browser = signed_in(federation["owner"])
    address = reverse("desk:letter", args=[docket.number, act.n, "R1"])
    assert address in browser.get(reverse("desk:letters", args=[docket.number])).content.decode()
    page = browser.get(address).content.decode()
    assert "A letter as it would go out now" in page
    assert "the page of your case" not in page, "they can open nothing here"
    assert "That you shouted at a steward." in page
    paper = reverse("desk:letter_paper", args=[docket.number, act.n, "R1", 1])
    assert paper in page
    printed = browser.get(paper)
    assert printed["Content-Type"] == "application/pdf"
    # somebody posts it, and says so
    actions.confirm_sent(
        docket=docket, of=act.n, to=["R1"], channel="post", by=federation.actor("owner")
    )  # fmt: skip
    note = sent_note(docket)
    content = b"".join(file_bytes(docket, note.n, 1)[1])
    assert content == printed.content, "what was printed is what is kept"
    page = browser.get(address).content.decode()
    assert "A letter as it went out" in page
    assert reverse("desk:file", args=[docket.number, note.n, 1]) in page
    assert browser.get(paper).status_code == 404 or browser.get(paper)["Content-Type"] == "application/pdf"


def test_to_whom_the_file_is_shut_no_letter_of_it_is_there(federation: world.World) -> None:
    docket, act = told(federation)
    for name in ("respondent", "stranger"):
        browser = signed_in(federation[name])
        for address in (
            reverse("desk:letter", args=[docket.number, act.n, "R1"]),
            reverse("desk:letter_paper", args=[docket.number, act.n, "R1", 1]),
        ):
            assert browser.get(address).status_code in (403, 404)


@pytest.mark.parametrize("where", [(1, "R1"), (3, "C1"), (99, "R1"), (3, "nobody")])
def test_what_is_no_letter_is_not_there(federation: world.World, where: tuple[int, str]) -> None:
    docket, _act = told(federation)
    browser = signed_in(federation["owner"])
    assert browser.get(reverse("desk:letter", args=[docket.number, *where])).status_code == 404
    assert browser.get(reverse("desk:letter_paper", args=[docket.number, *where, 1])).status_code == 404


@pytest.mark.both
def test_a_preview_shows_what_would_go_out_and_leaves_nothing(federation: world.World) -> None:
    docket = world.open_case(federation, at=clock.now()).docket
    owner = federation.actor("owner")
    take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
    coded, texts = actions.code_allegations(
        docket, [("R1", actions.Alleged(respondent="R1", text="That you sang."))], at=clock.now()
    )
    before = counted(docket)
    found = letters.preview(
        docket=docket, step="send", by=owner, at=clock.now(),
        needs=Needs(act={"allegations": coded}, content=texts),
    )  # fmt: skip
    assert [(each.to, each.missing) for each in found] == [("Ilse Marchetti", ())]
    assert "That you sang." in {text for block in found[0].shown.blocks for text in block.texts}
    without = letters.preview(docket=docket, step="send", by=owner, at=clock.now(), needs=Needs())
    assert without[0].missing == ("each allegation, with its clause of the code of conduct",)
    assert counted(docket) == before
    assert world.fresh(docket).length == docket.length + 1  # the acknowledgement alone
    take_step(docket=docket, step="send", by=owner, at=clock.now())


def counted(docket: Docket) -> tuple[int, ...]:
    models = (Act, Content, File, Notice)
    return (
        Entry.objects.count(),
        *(model._default_manager.filter(**_of(model, docket)).count() for model in models),
    )


def _of(model: Any, docket: Docket) -> dict[str, Docket]:
    return {"act__docket": docket} if model in (Content, File) else {"docket": docket}


def words_of(docket: Docket) -> set[str]:
    return searched.of(held.alone(world.fresh(docket)), Vault.of(docket))


def test_words_of_a_letter_find_no_case(federation: world.World) -> None:
    docket, _act = told(federation)
    before = words_of(docket)
    deliver(docket)
    after = words_of(docket)
    assert not after & (searched.in_texts(["lawyer until always"]) - before)


def test_a_later_set_holds_for_what_is_written_from_then_on(federation: world.World) -> None:
    docket, act = told(federation)
    deliver(docket)
    text = adopted.TEXT.replace("This is what is said:", "You face:")
    text = text.replace('version = "1"', 'version = "2"')
    adopted.adopt(text)
    found = extracts.letter(docket, key="R1", act=act.n)
    assert found is not None
    assert "This is what is said:" in {text for block in found.shown[0].blocks for text in block.texts}
    other, _act = told(federation)
    deliver(other)
    (shown,) = lettering.served(opened(other).contents[sent_note(other).n])
    assert "You face:" in {text for block in shown.blocks for text in block.texts}


def test_where_no_words_were_adopted_it_goes_as_before(db: None) -> None:
    with clock.frozen(world.later(days=-1)):
        people = world.federation(RULES)
    with clock.frozen(world.MONDAY):
        docket, act = told(people)
        assert deliver(docket) == 1
        note = sent_note(docket)
        assert lettering.TEMPLATE not in note.introduces
        assert not File.objects.filter(act=note).exists()
        page = signed_in(people["owner"]).get(reverse("desk:letter", args=[docket.number, act.n, "R1"]))
        assert "No words were adopted for this letter" in page.content.decode()
        client = signed_in(people["respondent"])
        client.get(f"/portal/mine/{docket.number}/")
        theirs = client.get(f"/portal/matter/letter/{act.n}/").content.decode()
        assert "Whom you may always tell" in theirs.partition("<main")[2]


def test_two_readers_of_one_entry_get_their_own(federation: world.World) -> None:
    docket = world.decided(federation)
    for name in ("complainant", "respondent"):
        world.log_in(federation[name])
    with clock.frozen(world.later(30)):
        deliver(docket)
        notes = list(Act.objects.filter(docket=docket, name="sent"))
    # what lacks its reasons stays owed; what does not goes
    assert [note.facts["to"] for note in notes] in ([], [["R1"]], [["C1"], ["R1"]])


def test_a_letter_does_not_go_along_into_a_case_that_is_split_off(db: None) -> None:
    with clock.frozen(world.later(days=-1)):
        people = world.federation(RULES + STEPS.partition("[steps.hand_over]")[0])
        rules.describe(by=None, name="Clubs", size=40)
        adopted.adopt()
    with clock.frozen(world.MONDAY):
        docket, owner = two(people).docket, people.actor("owner")
        for name in ("respondent", "third"):
            world.log_in(people[name])
        said = [("R1", "That you shouted."), ("R2", "That you sang.")]
        alleged = [(key, actions.Alleged(respondent=key, text=text)) for key, text in said]
        coded, texts = actions.code_allegations(docket, alleged, at=clock.now())
        take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
        needs = Needs(act={"allegations": coded}, content=texts)
        take_step(docket=docket, step="send", by=owner, at=clock.now(), needs=needs)
        assert deliver(docket) == 2
        there = split(people, world.fresh(docket), parties=["R2"])
        assert not File.objects.filter(act__docket=there, act__name="sent").exists()
        contents = opened(there).contents
        assert not [each for each in contents.values() if lettering.SERVED in each]
        assert File.objects.filter(act__docket=docket, act__name="sent").count() == 2
        sound(docket, there)
