"""A case that was erased, asked for at every door as everybody: nothing breaks, and no name comes back."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client

from dueprocess.cases import extracts
from dueprocess.docket.models import Docket
from dueprocess.docket.search import Filters
from dueprocess.kit import clock
from tests import world
from tests.cases.mailbox.taking import take
from tests.docket.test_erasing import LATER, closed, erase
from tests.doors.matrix import Scene, Who, ask, matrix
from tests.doors.matrix import signed_in as cookies

NAMES = ("Marchetti", "Abara", "Shouted")


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    with clock.frozen(world.later(days=-1)):
        cast = world.federation()
    with clock.frozen(world.MONDAY):
        receipt = world.open_case(cast)
    docket = closed(cast, receipt.docket)
    logins = {
        who: get_user_model().objects.create_user(f"{who}@example.invalid", "a-long-phrase", person=cast[who])
        for who in Who
        if who is not Who.ANONYMOUS
    }
    with clock.frozen(LATER):
        world.appoint(cast["owner"], "secretary")
        world.plans(cast)
        world.begin_plan(cast)
        erase(cast, docket)
        yield Scene(cast, docket.number, receipt, take().number, logins, cookies(logins))


def test_every_door_answers_for_an_erased_case(scene: Scene) -> None:
    wrong, asked = [], 0
    for name, row in matrix().items():
        for who in Who:
            with transaction.atomic():
                try:
                    row.fill(scene), row.data(scene)
                except Exception:  # noqa: BLE001 (what this page is about cannot even be made any more)
                    transaction.set_rollback(True)
                    continue
                answer = ask(scene, name, row, who)
                transaction.set_rollback(True)
            asked += 1
            content = b"" if answer.streaming else answer.content
            if answer.status_code >= 500:
                wrong.append(f"{name} as {who}: {answer.status_code}")
            own = "" if who is Who.ANONYMOUS else scene.world[who].full_name  # in the head of each page
            names = [each.encode() for each in NAMES if each not in own]
            if scene.number.encode() in content and any(each in content for each in names):
                wrong.append(f"{name} as {who} names somebody")
    assert wrong == []
    assert asked > 500


def signed_in(scene: Scene, who: Who) -> Client:
    client = Client()
    client.force_login(scene.logins[who], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_page_says_when_and_why_and_nothing_of_its_course(scene: Scene) -> None:
    page = signed_in(scene, Who.OWNER).get(f"/desk/cases/{scene.number}/")
    text = page.content.decode()
    assert page.status_code == 200
    for said in ("was erased on", "Schedule 3: no finding, three years", "Every proof that anybody holds"):
        assert said in text
    assert "Suspension" not in text
    assert "Decide" not in text
    tab = signed_in(scene, Who.OWNER).get(f"/desk/cases/{scene.number}/parties/")
    assert tab.status_code == 403
    assert "was erased" in tab.content.decode()
    assert signed_in(scene, Who.STRANGER).get(f"/desk/cases/{scene.number}/").status_code == 404


def test_lists_say_that_it_was_erased(scene: Scene) -> None:
    cast = scene.world
    [line] = extracts.queue(cast["owner"], Filters(is_open=None), number=scene.number).lines
    assert (line.erased, line.owner, line.is_open) == (True, "", False)
    assert "Erased" in signed_in(scene, Who.OWNER).get("/desk/cases/?state=all").content.decode()
    found = extracts.queue(cast["owner"], Filters(text="shouted", is_open=None))
    assert found.lines == ()
    assert extracts.my_work(cast["owner"]) is not None


def test_whoever_kept_the_code_is_told_and_gets_the_proof(scene: Scene) -> None:
    client = Client()
    code = scene.receipt.code
    answer = client.post("/portal/follow/", {"code": code}, follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "was erased on" in text
    assert "A proof file that you kept still verifies" in text
    assert "Schedule 3" in text
    for page in ("letter/3/", "step/answer/0/", "file/1/1/"):
        assert "was erased on" in client.get(f"/portal/matter/{page}").content.decode()
    typed = client.post("/portal/matter/message/", {"text": "Is it still there?", "once": "x" * 24})
    assert typed.status_code == 403
    assert "Is it still there?" in typed.content.decode()


def test_a_login_knows_of_no_such_matter_any_more(scene: Scene) -> None:
    assert extracts.matters(scene.world["complainant"]) == ()
    assert Docket.objects.get(number=scene.number).reaches.count() == 0
