"""A recording at the desk: played in pieces that one line of the journal tells of, written down, signed."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.evidence import actions
from dueprocess.cases.evidence.actions import Description
from dueprocess.cases.evidence.models import WorkingCopy
from dueprocess.cases.evidence.sound import actions as sound
from dueprocess.cases.evidence.sound import drawing
from dueprocess.docket.actions import take_step
from dueprocess.docket.evidence import Class, Kind, Obtained
from dueprocess.docket.models import Act, Content, Docket, Read
from dueprocess.docket.needs import Actor, Upload
from dueprocess.kit import clock, files
from dueprocess.kit.http import POLICY
from dueprocess.kit.jobs import drain
from tests import world
from tests.cases.evidence.sound.recordings import CUES, tone
from tests.desk.conftest import SignIn
from tests.desk.working import text, token
from tests.docket.test_erasing import LATER, closed, erase

pytestmark = pytest.mark.django_db
CALL = tone(200, silent=range(20, 60))  # several sealed frames
SAID = "0:12 Ilse: I saw the theremin.\n0:30 : (a door shuts)"


@pytest.fixture
def docket(federation: world.World, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Docket:
    monkeypatch.setenv("PATH", str(tmp_path))
    made = world.open_case(federation).docket
    by = federation.actor("owner")
    take_step(docket=made, step="acknowledge", by=by, at=clock.now())
    old = b"#!AMR\n" + bytes(99)
    call = [Upload("call.wav", [CALL]), Upload("notes.txt", [b"Notes"]), Upload("old.amr", [old])]
    cases.add_information(docket=made, by=Actor(key="C1"), text="The call.", files=call)
    for file in (1, 2, 3):
        what = Description(title=f"Item {file}", kind=Kind.SOUND, obtained=Obtained.OFFERED, offered_by="C1")
        actions.describe(docket=made, what=what, by=by, act=3, file=file)
    return world.fresh(made)


@pytest.fixture
def owner(federation: world.World, sign_in: SignIn) -> Client:
    return sign_in(federation["owner"])


def at(docket: Docket, rest: str = "play/", item: str = "e1") -> str:
    return f"/desk/cases/{docket.number}/evidence/{item}/{rest}"


def body(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def write(client: Client, docket: Docket, said: str = SAID, **more: Any) -> HttpResponse:
    page = client.get(at(docket, "words/"))
    over = re.findall(r'name="over" value="(\d+)"', page.content.decode())[0]
    return client.post(at(docket, "words/"), {"transcript": said, "over": over} | more | token(page))


def reads(docket: Docket) -> list[str]:
    return list(Read.objects.filter(docket=docket).order_by("pk").values_list("what", flat=True))


def test_a_piece_is_sent_without_opening_the_whole_and_a_listening_is_one_look(
    owner: Client, docket: Docket, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = owner.get(at(docket, "sound/"))
    assert (whole.status_code, whole["Content-Type"], body(whole)) == (200, "audio/wav", CALL)
    stored = files.path_of(Act.objects.get(docket=docket, n=3).files.get(n=1).stored)
    sealed = bytearray(stored.read_bytes())
    sealed[-20] ^= 1  # the last frame opens no more: who reads the first does not come to it
    stored.write_bytes(sealed)
    for start, end in ((0, 99), (65_000, 66_000), (131_072, 131_073)):
        piece = owner.get(at(docket, "sound/"), headers={"Range": f"bytes={start}-{end}"})
        assert (piece.status_code, body(piece)) == (206, CALL[start : end + 1])
        assert piece["Content-Range"] == f"bytes {start}-{end}/{len(CALL)}"
    several = owner.get(at(docket, "sound/"), headers={"Range": "bytes=0-1,5-6"})
    assert (several.status_code, several["Content-Range"]) == (416, f"bytes */{len(CALL)}")
    tag = whole["ETag"]
    for condition, status in ((tag, 206), ('"another"', 200)):
        asked = owner.get(at(docket, "sound/"), headers={"Range": "bytes=0-9", "If-Range": condition})
        assert asked.status_code == status
    assert owner.head(at(docket, "sound/")).content == b""
    assert reads(docket) == ["sound e1"]
    # an hour later it is another listening; so is another's
    with clock.frozen(world.later(hours=2)):
        owner.get(at(docket, "sound/"), headers={"Range": "bytes=0-9"})
    assert reads(docket) == ["sound e1"] * 2
    assert "Listened to" in text(owner.get(at(docket, "")))


def test_only_the_players_page_plays_and_only_what_is_from_here(owner: Client, docket: Docket) -> None:
    page = owner.get(at(docket))
    assert page["Content-Security-Policy"] == f"{POLICY}; media-src 'self'"
    assert "media-src" not in owner.get(at(docket, ""))["Content-Security-Policy"]
    # whoever types hears it too; its answer, which scripts show in its place, plays under the same policy
    assert owner.get(at(docket, "words/"))["Content-Security-Policy"] == page["Content-Security-Policy"]
    sent = owner.get(at(docket, "sound/"))
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert "media-src" not in sent["Content-Security-Policy"]
    told = page.content.decode()
    assert 'preload="none"' in told  # opening the page is no listening
    assert reads(docket)[0] == "play e1"
    # what no browser plays is said, and never sent to be shown; what is no recording has no player
    assert "No browser plays this kind of file" in text(owner.get(at(docket, item="e3")))
    assert "No program here reads this kind of file" in text(owner.get(at(docket, item="e3")))
    assert owner.get(at(docket, "sound/", "e3")).status_code == 404
    assert "Listen and read" in text(owner.get(at(docket, "", "e3")))
    for rest in ("play/", "sound/", "words/"):
        assert owner.get(at(docket, rest, "e2")).status_code == 404
    assert "Listen and read" not in text(owner.get(at(docket, "", "e2")))


def test_a_film_shows_what_is_said_over_it(owner: Client, docket: Docket, federation: world.World) -> None:
    by = federation.actor("owner")
    what = Description(title="The corridor", kind=Kind.FILM, obtained=Obtained.OPEN)
    webm = bytes.fromhex("1a45dfa3") + b"\x9f\x42\x82\x84webm" + bytes(40)
    actions.describe(docket=docket, what=what, by=by, upload=Upload("corridor.webm", [webm]))
    assert "<track" not in owner.get(at(docket, item="e4")).content.decode()
    tokens = token(owner.get(at(docket, "words/", "e4")))
    said = {"transcript": SAID, "over": "0"}
    assert owner.post(at(docket, "words/", "e4"), said | tokens).status_code == 302
    page = owner.get(at(docket, item="e4")).content.decode()
    assert re.search(r'<video controls[^>]* src="[^"]+/e4/sound/"', page)
    assert f'<track kind="captions" src="{at(docket, "words/1.vtt", "e4")}"' in page
    assert owner.get(at(docket, "sound/", "e4"))["Content-Type"] == "video/webm"


def test_the_outline_is_a_picture_with_its_table(owner: Client, docket: Docket) -> None:
    assert "It is being drawn." in text(owner.get(at(docket)))
    drain()
    page = owner.get(at(docket))
    told = text(page)
    assert "Where something is heard: 3:20 in all, in 3 parts" in told
    assert "Next to nothing" in told
    assert re.search(r'href="\?t=(19|20)\.\d00#player"', page.content.decode())
    assert "<svg" in page.content.decode()
    begun = owner.get(f"{at(docket)}?t=20.000").content.decode()
    assert f'src="{at(docket, "sound/")}#t=20.000"' in begun
    assert "#t=" not in owner.get(at(docket), {"t": '"><script>'}).content.decode()
    # where nothing was drawn, it is asked for again at a button
    WorkingCopy.objects.filter(docket=docket).delete()
    page = owner.get(at(docket))
    assert owner.post(at(docket, "outline/"), token(page)).status_code == 302
    drain()
    assert "Where something is heard" in text(owner.get(at(docket)))


def test_what_is_said_is_written_corrected_and_signed_by_another(
    owner: Client, docket: Docket, federation: world.World, sign_in: SignIn
) -> None:
    # what cannot be read comes back with its line
    answer = write(owner, docket, "0:75 Ilse: late")
    assert "The time in line 1 cannot be read." in text(answer)
    assert "0:75 Ilse: late" in answer.content.decode()
    assert write(owner, docket, reason="By ear.").status_code == 302
    page = owner.get(at(docket))
    for words in ("I saw the theremin.", "By ear.", "Not signed off", "somebody else listens and signs"):
        assert words in text(page), words
    assert 'href="?t=12.000&amp;version=1#player"' in page.content.decode()
    # a file of captions stands in place of what is typed; what changed is shown
    second = sign_in(federation["second"])
    captions = io.BytesIO(b"WEBVTT\n\n00:12.000 --> 00:30.000\n<v Ilse>I heard the theremin.\n")
    captions.name = "call.vtt"
    assert write(second, docket, attached=captions).status_code == 302
    told = text(second.get(at(docket)))
    assert "What version 2 changed" in told
    assert "There is a later version" in text(second.get(f"{at(docket)}?version=1"))
    # the owner, who did not write that version, signs it off
    page = owner.get(at(docket))
    sign = at(docket, "words/2/sign/")
    assert owner.post(sign, token(page)).status_code == 302
    assert owner.get(sign).status_code == 405
    assert "Signed off" in text(owner.get(at(docket)))
    tokens = token(second.get(at(docket, "words/")))
    assert second.post(at(docket, "words/1/sign/"), tokens).status_code == 409  # a page that is out of date
    vtt = owner.get(at(docket, "words/2.vtt"))
    assert vtt["Content-Type"] == "text/vtt; charset=utf-8"
    assert vtt.content.decode().startswith("WEBVTT\n\n00:00:12.000 --> 00:00:30.000\n<v Ilse>I heard")
    taken = owner.get(at(docket, "words/2/"))
    assert taken["Content-Disposition"].startswith("attachment")
    assert federation["owner"].shown_name in taken.content.decode()
    assert "Its transcript taken out" in text(owner.get(at(docket, "")))
    timeline = text(owner.get(f"/desk/cases/{docket.number}/?show=evidence"))
    assert "Transcript signed off" in timeline
    assert "theremin" not in timeline  # it has a page of its own
    # two who correct the same version: the later one is told, and loses nothing
    answer = write(owner, docket, "0:12 Ilse: Other.", over="1")
    assert "Somebody wrote another version meanwhile." in text(answer)
    assert "0:12 Ilse: Other." in answer.content.decode()
    for version in (0, 3):
        assert owner.get(at(docket, f"words/{version}.vtt")).status_code == 404


def test_for_whom_it_is_shut_there_is_no_recording(
    owner: Client, docket: Docket, federation: world.World, sign_in: SignIn
) -> None:
    write(owner, docket)
    rest = ("play/", "sound/", "words/", "words/1.vtt", "words/1/")
    for nobody in ("wrong_unit", "respondent", "stranger", "leader"):
        client = sign_in(federation[nobody])
        for each in rest:
            assert client.get(at(docket, each)).status_code == 404, (nobody, each)
        for each in ("words/1/sign/", "outline/"):
            assert client.post(at(docket, each), {"once": "a" * 32}).status_code == 404
    # and where it became privileged, for everybody but the owner
    by = federation.actor("owner")
    actions.sort(docket=docket, item="e1", as_class=Class.PRIVILEGED, by=by, reason="Advice.")
    second = sign_in(federation["second"])
    for each in rest:
        assert second.get(at(docket, each)).status_code == 404, each
        assert owner.get(at(docket, each)).status_code == 200, each


def test_it_goes_with_the_case_that_is_erased(federation: world.World, sign_in: SignIn) -> None:
    docket = world.open_case(federation).docket
    call = [Upload("call.wav", [tone(2)])]
    sent = cases.add_information(docket=docket, by=Actor(key="C1"), text="The call.", files=call)
    what = Description(title="The call", kind=Kind.SOUND, obtained=Obtained.OPEN)
    by = federation.actor("owner")
    actions.describe(docket=docket, what=what, by=by, act=sent.n, file=1)
    sound.transcribe(docket=docket, item="e1", cues=CUES, by=by, over=0)
    drain()
    drawing.draw(world.fresh(docket), "e1")
    kept = [files.path_of(name) for name in WorkingCopy.objects.values_list("stored", flat=True)]
    assert [each.exists() for each in kept] == [True]
    closed(federation, world.fresh(docket))
    erase(federation, docket)
    assert not WorkingCopy.objects.exists()
    assert not [row.field for row in Content.objects.filter(act__docket=docket)]
    drawing.draw(world.fresh(docket), "e1")  # a job that comes late makes nothing
    assert not WorkingCopy.objects.exists()
    owner = sign_in(federation["owner"])
    with clock.frozen(LATER):
        world.appoint(federation["owner"], "secretary")
        for rest in ("play/", "sound/", "words/", "words/1.vtt", "words/1/"):
            answer = owner.get(at(docket, rest))
            assert answer.status_code == (404 if rest == "sound/" else 403), rest
            assert ("What was written in this was erased." in text(answer)) is (rest != "sound/"), rest


def test_the_player_costs_no_more_with_a_long_transcript(
    owner: Client, docket: Docket, django_assert_max_num_queries: Any
) -> None:
    long = "\n".join(f"{n // 60}:{n % 60:02} Ilse: passage {n}" for n in range(0, 5400, 4))
    assert write(owner, docket, long).status_code == 302
    drain()
    with django_assert_max_num_queries(30):
        page = owner.get(at(docket))
    assert text(page).count("passage") == 1350
    with django_assert_max_num_queries(20):
        owner.get(at(docket, "sound/"), headers={"Range": "bytes=0-99"})
