"""A filter of the list of cases that is kept under a name: for oneself, or for a role that one holds."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dueprocess.cases import actions, extracts
from dueprocess.cases.models import SavedView
from dueprocess.core.errors import Malformed, Refused
from dueprocess.people import actions as register
from dueprocess.people.models import Appointment
from tests import world
from tests.desk.conftest import SignIn
from tests.desk.working import text, token

pytestmark = pytest.mark.django_db
OLD = {"stage": "received", "age": "182-", "sort": "oldest"}


def keep(client: Client, address: str, **typed: Any) -> Any:
    return client.post(address, typed | token(client.get(address)))


def test_a_filter_is_kept_and_stands_as_a_sentence_above_the_list(
    federation: world.World, sign_in: SignIn
) -> None:
    client = sign_in(federation["owner"])
    unit = federation.north.pk
    narrowed = f"stage=received&age=182-&unit={unit}&sort=oldest"
    page = client.get(f"/desk/cases/?{narrowed}")
    link = f"/desk/cases/views/new/?stage=received&age=182-&unit={unit}&sort=oldest"
    assert link.replace("&", "&amp;") in page.content.decode()
    typed = {"name": "Old ones", "role": "-", "state": "open", "unit": unit} | OLD
    made = keep(client, link, **typed)
    assert made.status_code == 302
    shown = client.get(made.url)
    sentence = "Open, at the stage Received, of the unit Northern region, older than 6 months"
    assert f"Old ones {sentence}" in text(shown)
    assert "Keep this view" not in text(shown)
    assert 'aria-current="page"><bdi>Old ones</bdi>' in shown.content.decode()
    assert "Old ones" not in str(SavedView.objects.values())
    view = SavedView.objects.get()
    address = f"/desk/cases/views/{view.code}/"
    changed = keep(client, address, name="Older", role="-", state="open", age="365-", sort="due")
    assert changed.url == "/desk/cases/?state=open&age=365-&sort=due"
    assert "Older Open, older than 12 months" in text(client.get(changed.url))
    keep(client, address, drop="1")
    assert not SavedView.objects.exists()


def test_it_is_shared_with_a_role_and_shows_each_what_the_wall_lets_through(
    federation: world.World, sign_in: SignIn
) -> None:
    number = world.open_case(federation).case
    actions.save_view(by=federation["owner"], name="All open", query={"mine": ""}, role="secretary")
    for who, sees_case, sees_view in (
        ("owner", True, True), ("wrong_unit", False, True), ("second", True, False),
    ):  # fmt: skip
        page = sign_in(federation[who]).get("/desk/cases/").content.decode()
        assert ("All open" in page, number in page) == (sees_view, sees_case), who
    others = sign_in(federation["wrong_unit"])
    view = SavedView.objects.get()
    assert others.get(f"/desk/cases/views/{view.code}/").status_code == 404
    assert others.post(f"/desk/cases/views/{view.code}/", {"drop": "1", "once": "x" * 24}).status_code == 404
    with pytest.raises(Refused, match="Whoever made"):
        actions.drop_view(view=view, by=federation["wrong_unit"])
    assert extracts.saved_views(federation["wrong_unit"])[0].by == "Tamsin Okafor-Lindqvist"


def test_what_its_maker_left_behind_whoever_holds_the_role_takes_away(
    federation: world.World, sign_in: SignIn
) -> None:
    view = actions.save_view(by=federation["owner"], name="All", query={}, role="secretary")
    held = Appointment.objects.get(person=federation["owner"])
    register.end_appointment(appointment=held, on=world.ADOPTED, by=None, reason="Left")
    client = sign_in(federation["wrong_unit"])
    assert f"/desk/cases/views/{view.code}/" in client.get("/desk/cases/").content.decode()
    keep(client, f"/desk/cases/views/{view.code}/", name="Ours", role="secretary", state="open")
    assert SavedView.objects.get().person == federation["wrong_unit"]
    keep(client, f"/desk/cases/views/{view.code}/", drop="1")
    assert not SavedView.objects.exists()


def test_it_is_shared_only_with_a_role_one_holds_and_keeps_only_choices(
    federation: world.World, sign_in: SignIn
) -> None:
    with pytest.raises(Refused, match="a role that one holds"):
        actions.save_view(by=federation["owner"], name="x", query={}, role="elder")
    with pytest.raises(Malformed, match="too long"):
        actions.save_view(by=federation["owner"], name=" " * 5, query={})
    client = sign_in(federation["owner"])
    address = "/desk/cases/views/new/"
    typed = {"name": "x", "role": "elder", "state": "open"}
    assert keep(client, address, **typed).status_code == 200
    made = keep(client, address, name="x", role="-", state="open", stage="no_such", number="Ilse", unit="x")
    assert made.status_code == 302
    assert SavedView.objects.get().query == {"state": "open", "sort": "due"}
    for n in range(29):
        actions.save_view(by=federation["owner"], name=f"{n}", query={})
    with pytest.raises(Malformed, match="Take one away"):
        actions.save_view(by=federation["owner"], name="One more", query={})


def test_a_stage_that_is_no_more_is_said(federation: world.World, sign_in: SignIn) -> None:
    actions.save_view(by=federation["owner"], name="Gone", query={"stage": "left_behind"})
    page = text(sign_in(federation["owner"]).get("/desk/cases/"))
    assert "at the stage (there is no such one any more)" in page


def test_many_views_cost_the_list_one_query(federation: world.World, sign_in: SignIn) -> None:
    client = sign_in(federation["owner"])
    counts = []
    for n in range(3):
        actions.save_view(by=federation["owner"], name=f"{n}", query=OLD, role="secretary")
        client.get("/desk/cases/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/desk/cases/")
        counts.append(len(seen))
    assert len(set(counts)) == 1
    assert counts[0] <= 12
