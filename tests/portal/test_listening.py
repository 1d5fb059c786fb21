"""A party hears what they may open, and reads what was said in it once that was signed off."""

from __future__ import annotations

import pytest

from dueprocess.cases.evidence import actions
from dueprocess.cases.evidence.sound import actions as sound
from dueprocess.docket.evidence import Kind, Ruling
from dueprocess.docket.models import Read
from dueprocess.docket.needs import Upload
from dueprocess.kit import clock
from tests import world
from tests.cases.evidence.sound.recordings import CUES, tone
from tests.portal.test_evidence import gathered
from tests.portal.test_party import OFFICERS, sent, signed_in

pytestmark = pytest.mark.django_db


def test_a_respondent_hears_what_may_help_and_reads_what_was_signed_off(federation: world.World) -> None:
    receipt = world.open_case(federation, at=clock.now())
    docket = receipt.docket
    sent(federation, docket)
    owner, second = federation.actor("owner"), federation.actor("second")
    call = tone(3)
    files = [Upload("helps.wav", [call]), Upload("plain.wav", [call]), Upload("notes.txt", [b"Notes"])]
    more = gathered(docket, owner, files, ["Call 1", "Call 2", "Call 3"], kind=Kind.SOUND, helpful={1, 3})
    client = signed_in(federation, "respondent")
    client.get(f"/portal/mine/{docket.number}/")
    helps, plain, notes = (f"/portal/matter/listen/{more.n}/{number}/" for number in (1, 2, 3))
    # before the list is given there is nothing to hear
    for each in (helps, f"{helps}sound/", f"{helps}words.vtt"):
        assert client.get(each).status_code == 404
    actions.disclose(docket=docket, to=["R1"], by=owner)
    assert helps in client.get("/portal/matter/evidence/").content.decode()
    for each in (plain, f"{plain}sound/", notes, f"{notes}sound/", f"{helps}words.vtt"):
        assert client.get(each).status_code == 404, each
    page = client.get(helps)
    assert "media-src 'self'" in page["Content-Security-Policy"]
    assert "has been written down and signed off" in page.content.decode()
    for start in (0, 1000):
        piece = client.get(f"{helps}sound/", headers={"Range": f"bytes={start}-{start + 9}"})
        assert piece.status_code == 206
        assert b"".join(piece.streaming_content) == call[start : start + 10]  # type: ignore[attr-defined]
    what = list(Read.objects.filter(docket=docket).order_by("pk").values_list("what", flat=True))
    assert what[-3:] == ["unused evidence", f"play {more.n}/1", f"sound {more.n}/1"]
    # what was written down shows once somebody else signed it off, and without a name of anybody in office
    sound.transcribe(docket=docket, item="e1", cues=CUES, by=owner, over=0)
    assert "theremin" not in client.get(helps).content.decode()
    sound.sign_off(docket=docket, item="e1", version=1, by=second)
    shown = client.get(helps).content.decode()
    assert "theremin" in shown
    assert "SECRET-OF-C1" not in shown
    assert not [name for name in OFFICERS if name in shown]
    assert "<v Ilse Marchetti>" in client.get(f"{helps}words.vtt").content.decode()
    # a correction that nobody signed off yet leaves the signed one standing
    sound.transcribe(docket=docket, item="e1", cues=CUES[1:], by=owner, over=1)
    assert "theremin" in client.get(helps).content.decode()
    # the one who sent it hears it too; a stranger does not, nor the respondent once its source is protected
    theirs = signed_in(federation, "complainant")
    theirs.get(f"/portal/mine/{receipt.number}/")
    assert theirs.get(plain).status_code == 200
    assert signed_in(federation, "stranger").get(helps).status_code == 302
    actions.rule(
        docket=docket, item="e1", ruling=Ruling.REFUSED, by=second, reason="A risk.", protects=True,
        withheld="Somebody is in danger.",
    )  # fmt: skip
    for each in (helps, f"{helps}sound/", f"{helps}words.vtt"):
        assert client.get(each).status_code == 404, each
    assert "theremin" not in theirs.get(helps).content.decode()
