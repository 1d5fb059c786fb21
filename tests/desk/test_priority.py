"""Priority at the desk: giving it on a page of the case, and the list of oversight."""

from __future__ import annotations

import pytest

from dueprocess.cases.models import Priority
from tests import world
from tests.cases.approaches import entered
from tests.cases.priority.test_priority import adopt
from tests.desk.conftest import SignIn
from tests.desk.working import text, token

pytestmark = pytest.mark.django_db


def test_it_is_given_once_on_its_page_and_oversight_reads_it(
    federation: world.World, sign_in: SignIn
) -> None:
    case = world.open_case(federation).docket
    owner, at = sign_in(federation["owner"]), f"/desk/cases/{case.number}/priority/"
    assert at in owner.get(f"/desk/cases/{case.number}/").content.decode()
    assert "No criteria are published" in text(owner.get(at))
    adopt()
    entered(federation, about=case.number)
    page = owner.get(at)
    assert "First: danger" in text(page)
    assert "None any more" not in text(page)
    empty = owner.post(at, token(page))
    assert set(empty.context["form"].errors) == {"criterion", "reason"}
    typed = token(page) | {
        "criterion": "P1", "reason": "He is near.", "length": str(page.context["docket"].length),
    }  # fmt: skip
    assert [owner.post(at, typed).status_code for _ in range(2)] == [302, 302]
    assert Priority.objects.get().criterion == "P1"
    assert "Goes first" in text(owner.get(f"/desk/cases/{case.number}/"))
    page = owner.get(at)
    stale = token(page) | {"criterion": "P2", "reason": "A child.", "length": "1"}
    assert "changed meanwhile" in text(owner.post(at, stale))
    overseer = sign_in(federation["overseer"])
    every = text(overseer.get("/desk/oversight/priority/"))
    assert federation["owner"].shown_name in every
    assert "First: danger" in every
    assert "approaches about it" in every
    assert owner.get("/desk/oversight/priority/").status_code == 403
    page = owner.get(at)
    over = {"criterion": "end", "reason": "Gone.", "length": str(page.context["docket"].length)}
    assert owner.post(at, token(page) | over).status_code == 302
    assert "Goes first" not in text(owner.get(f"/desk/cases/{case.number}/"))


def test_whoever_only_looks_on_is_told_why_not(federation: world.World, sign_in: SignIn) -> None:
    adopt()
    case = world.open_case(federation).docket
    overseer, at = sign_in(federation["overseer"]), f"/desk/cases/{case.number}/priority/"
    typed = {"criterion": "P1", "reason": "They asked.", "length": str(case.length)}
    assert "you have no part in this case" in text(overseer.post(at, token(overseer.get(at)) | typed)).lower()
    assert sign_in(federation["stranger"]).get(at).status_code == 404
    assert not Priority.objects.exists()
