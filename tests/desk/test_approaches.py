"""Approaches at the desk: entered on one page, corrected, replied to, weighed; what each reader is shown."""

from __future__ import annotations

import pytest
from django.test import Client

from dueprocess.cases.approaches.models import Approach, Done
from dueprocess.docket.models import Docket, Read
from dueprocess.kit import clock
from dueprocess.kit.keys import number
from dueprocess.rules import actions as rules
from tests import world
from tests.cases.approaches import entered
from tests.desk.conftest import SHIPPED, SignIn
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


DUTIES = """
[duties]
contacts_list = { title = "List", by = ["secretary"], every = "1 month", tells = [{ to = ["elders"], letter = "contacts" }] }
yearly_review = { title = "Certificate", by = ["secretary"], every = "1 year" }
"""  # noqa: E501


def test_the_monthly_list_and_the_yearly_certificate_are_made_from_it(db: None, sign_in: SignIn) -> None:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text() + DUTIES)
    with clock.frozen(world.MONDAY):
        numbers = [entered(built, by="second").number, entered(built, by="third", done=Done.MORE,
                   reply="I said May.", on=world.later(days=-6).date()).number]  # fmt: skip
    with clock.frozen(world.later(days=12)):
        owner = sign_in(built["owner"])  # who sees neither of them
        page = owner.get("/desk/rules/duties/contacts_list/")
        said = page.context["form"]["said"].value()
        assert "approaches entered: 2. Pressure: 2. Entered late: 1." in said
        assert "More answered than the protocol allows: 1." in said
        assert "Not looked at by oversight within its time: 2." in said
        assert all(number in said for number in numbers)
        assert "Brandt" not in said
        typed = {"done_on_day": "4", "done_on_month": "4", "done_on_year": "2026", "said": said}
        assert owner.post("/desk/rules/duties/contacts_list/", typed | token(page)).status_code == 302
        after = owner.get("/desk/rules/duties/contacts_list/").context["form"]["said"].value()
        assert "approaches entered: 0." in after
        entered(built, by="second", on=world.later(days=12).date())  # later on the day of the list
        year = owner.get("/desk/rules/duties/yearly_review/").context["form"]["said"].value()
        assert "approaches entered: fewer than 5. Pressure: fewer than 5." in year
        assert "no decision in any case was taken" in year
        assert not any(number in year for number in numbers)
        # what only they can say, nobody enters as it was prepared
        page = owner.get("/desk/rules/duties/yearly_review/")
        unsaid = owner.post("/desk/rules/duties/yearly_review/", typed | token(page) | {"said": year})
        assert "Write in your own words what stands in brackets" in text(unsaid)
        gap = year[year.index("[") : year.index("]") + 1]
        said = {"said": year.replace(gap, "none")}
        with clock.frozen(world.later(days=40)):
            later = owner.get("/desk/rules/duties/contacts_list/").context["form"]["said"].value()
            assert "approaches entered: 1." in later, "nothing falls between two lists"
        assert (
            owner.post("/desk/rules/duties/yearly_review/", typed | token(unsaid) | said).status_code == 302
        )


def test_the_shipped_protocol_is_adopted_as_a_code_and_everybody_reads_it(
    federation: world.World, sign_in: SignIn
) -> None:
    writer = sign_in(federation["second"])
    assert "The protocol, as everybody" not in text(writer.get(NEW))
    rules.adopt_code(
        text=(SHIPPED / "protocol.toml").read_text(), adopted_by="General assembly",
        adopted_on=world.ADOPTED, by=None,
    )  # fmt: skip
    assert "The protocol, as everybody" in text(writer.get(NEW))
    public = text(Client().get("/code/protocol/"))
    for said in ("No prejudgement", "The lane of witnesses", "The lane of line managers", "Else in turn"):
        assert said in public


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
