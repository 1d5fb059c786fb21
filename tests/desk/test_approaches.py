"""Approaches at the desk: entered on one page, corrected, replied to, weighed; what each reader is shown."""

from __future__ import annotations

import pytest

from dueprocess.cases.approaches.models import Approach
from dueprocess.docket.models import Docket, Read
from dueprocess.kit import clock
from dueprocess.kit.keys import number
from tests import world
from tests.cases.approaches import entered
from tests.desk.conftest import SignIn
from tests.desk.working import text, token

pytestmark = pytest.mark.django_db
NEW = "/desk/approaches/new/"
SAID = {
    "who": "A reporter of the Hollin Courier", "kind": "press", "channel": "private", "done": "declined",
    "words": "We print it on Friday.", "asked": "Who it is.", "about_what": "case", "told": "now",
}  # fmt: skip


def day() -> dict[str, str]:
    now = clock.now()
    return {"on_day": str(now.day), "on_month": str(now.month), "on_year": str(now.year)}


def test_it_is_entered_on_one_page_and_stands_there(federation: world.World, sign_in: SignIn) -> None:
    case = world.open_case(federation).docket
    writer = sign_in(federation["second"])
    assert "No approach is entered that you may see" in text(writer.get("/desk/approaches/"))
    page = writer.get(f"{NEW}?case={case.number}")
    assert f'value="{case.number}"' in page.content.decode()
    empty = writer.post(NEW, token(page))
    assert empty.status_code == 200
    assert set(empty.context["form"].errors) >= {"who", "kind", "channel", "words", "asked", "done"}
    more = writer.post(NEW, SAID | day() | token(page) | {"done": "more"})
    assert "More was said, done or promised" in text(more)
    done = writer.post(NEW, SAID | day() | token(page) | {"about": case.number})
    assert done.status_code == 302, text(done)
    shown = text(writer.get(done["Location"]))
    assert "We print it on Friday." in shown
    assert "Hollin Courier" in text(writer.get("/desk/approaches/"))
    assert case.number in shown  # as it was written
    row = Approach.objects.get()
    assert row.about == case.pseudonym
    assert Read.objects.filter(docket=row.docket, what="approach").exists()


def test_each_adds_what_is_theirs_and_oversight_says_what_follows(
    federation: world.World, sign_in: SignIn
) -> None:
    case = world.open_case(federation).docket
    docket = entered(federation, by="second", about=case.number)
    here = f"/desk/approaches/{docket.number}/"
    writer, owner, overseer = (sign_in(federation[name]) for name in ("second", "owner", "overseer"))
    assert "Say what follows" not in text(writer.get(here))
    assert writer.get(f"{here}weigh/").status_code == 403
    assert owner.get(here).status_code == 200
    assert owner.get(f"{here}correct/").status_code == 403
    assert owner.get(f"{here}reply/").status_code == 403
    assert f"?case={case.number}" in owner.get(f"/desk/cases/{case.number}/").content.decode()
    assert "1 entered" in text(owner.get(f"/desk/cases/{case.number}/"))
    assert "Aurelio Brandt" in text(owner.get(f"/desk/approaches/?case={case.number}"))
    assert "Aurelio Brandt" not in text(overseer.get(f"/desk/approaches/?case={number()}"))
    assert "Look at 1 approach" in text(overseer.get("/desk/"))
    form = writer.get(f"{here}correct/")
    assert "This has to be over before the assembly." in text(form)
    typed = SAID | day() | token(form) | {"words": "It should be over.", "wrong": "He was milder."}
    typed["about"] = case.number
    del typed["who"]
    assert writer.post(f"{here}correct/", typed).status_code == 302
    form = overseer.get(f"{here}reply/")
    answer = {"text": "I only asked when."} | day() | token(form)
    assert overseer.post(f"{here}reply/", answer).status_code == 302
    form = overseer.get(f"{here}weigh/")
    crossing = {"follows": "Nothing.", "told": "now"} | token(form) | {"length": "1"}
    assert "changed meanwhile" in text(overseer.post(f"{here}weigh/", crossing))
    form = overseer.get(f"{here}weigh/")
    typed = {"follows": "Nothing.", "told": "now"} | token(form)
    assert overseer.post(f"{here}weigh/", typed).status_code == 302
    shown = text(owner.get(here))
    for words in ("It should be over.", "This has to be over before the assembly.", "I only asked when.",
                  "He was milder.", "has looked at it"):  # fmt: skip
        assert words in shown
    assert "Look at 1 approach" not in text(overseer.get("/desk/"))
    leader = sign_in(federation["leader"])
    assert leader.get(here).status_code == 404
    assert "Aurelio" not in text(leader.get("/desk/approaches/")).replace("Aurelio Brandt Sign out", "")
    assert not Docket.objects.filter(kind="approach", is_open=True).exists()
