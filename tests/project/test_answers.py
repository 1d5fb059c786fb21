"""Errors as pages: each says who must act, and hidden cannot be told from absent."""

import logging
import re
import sys
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import path

from dueprocess.conf.urls import urlpatterns as product
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.kit.http import Hidden, once
from dueprocess.kit.logs import PlainFormatter
from dueprocess.kit.models import Once

SECRET = "Wilhelmina Quartermain"


def refuse(request: Any) -> None:
    raise Refused("too_early", "The answer is not due yet.", "4.2")


def cross(request: Any) -> None:
    raise Refused("changed_meanwhile", "An act was added at 14:12.")


def wrong(request: Any) -> None:
    raise Malformed([Problem("steps.answer", 12, "No such period.", "Write 14 days.")])


def hide(request: Any) -> None:
    raise Hidden


def fail(request: Any) -> None:
    raise RuntimeError(SECRET)


DONE: list[str] = []


@once
def act(request: Any) -> Any:
    from django.http import HttpResponse, HttpResponseRedirect

    if request.POST.get("what") == "refuse":
        raise Refused("no", "No.")
    if request.POST.get("what") == "fault":
        return HttpResponse("mend it")
    DONE.append(request.POST.get("what", ""))
    return HttpResponseRedirect(f"/done/{len(DONE)}/")


urlpatterns = [
    path("refuse/", refuse),
    path("cross/", cross),
    path("wrong/", wrong),
    path("hide/", hide),
    path("fail/", fail),
    path("act/", act),
    *product,
]
handler400 = "dueprocess.kit.http.bad_request"
handler403 = "dueprocess.kit.http.permission_denied"
handler404 = "dueprocess.kit.http.not_found"
handler500 = "dueprocess.kit.http.server_error"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def addresses(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.project.test_answers"


def test_a_refusal_gives_reason_and_clause(client: Client) -> None:
    answer = client.get("/refuse/")
    assert answer.status_code == 403
    assert "The answer is not due yet." in answer.content.decode()
    assert "rule\N{NO-BREAK SPACE}4.2" in answer.content.decode()


def test_a_crossing_keeps_what_was_typed(client: Client) -> None:
    answer = client.post("/cross/", {"reasons": f"{SECRET} <b>wrote</b> this", "password": "not-to-be-shown"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"{SECRET} &lt;b&gt;wrote&lt;/b&gt; this" in page
    assert "not-to-be-shown" not in page


def test_wrong_input_is_named_by_place(client: Client) -> None:
    answer = client.get("/wrong/")
    page = answer.content.decode()
    assert answer.status_code == 400
    for words in ("steps.answer", "line 12", "No such period.", "Write 14 days."):
        assert words in page


def test_hidden_and_absent_are_the_same_answer(client: Client) -> None:
    hidden, absent = client.get("/hide/"), client.get("/nothing/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert dict(hidden.headers) == dict(absent.headers)
    assert client.post("/hide/").content == client.post("/nothing/").content


def test_a_failure_is_told_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    client = Client(raise_request_exception=False)
    answer = client.get("/fail/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert SECRET not in page
    assert '<link rel="stylesheet"' in page
    reference = re.search(r"<strong>(\w{8})</strong>", page)
    assert reference
    assert any(reference[1] in record.getMessage() for record in caplog.records)


def test_the_log_holds_no_text_of_an_exception() -> None:
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise KeyError(SECRET) from error
    except KeyError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    line = PlainFormatter().format(record)
    assert SECRET not in line
    assert "builtins.KeyError" in line
    assert "because of builtins.ValueError" in line
    assert "test_answers.py:" in line


def test_the_log_holds_no_code_of_a_link() -> None:
    for address in (f"/portal/in/{SECRET}/", f"/account/in/{SECRET}/", f"/portal/in/{SECRET}"):
        record = logging.LogRecord("x", logging.WARNING, __file__, 1, "Gone: %s", (address,), None)
        line = PlainFormatter().format(record)
        assert SECRET not in line
        assert "/in/…" in line


@pytest.mark.parametrize("address", ["/account/sign-in/", "/nothing/", "/refuse/"])
def test_every_page_is_under_a_strict_policy(client: Client, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["Cache-Control"] == "no-store" or "no-store" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_form_without_its_csrf_token_is_told_so() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/account/sign-in/", {"login": "robin@example.invalid", "password": "x" * 20})
    assert answer.status_code == 403
    assert "keeps no cookies" in answer.content.decode()


# --- once -------------------------------------------------------------------------------------------

TOKEN = "t" * 32


@pytest.mark.both
def test_a_form_sent_twice_acts_once(client: Client) -> None:
    DONE.clear()
    first = client.post("/act/", {"once": TOKEN, "what": "a"})
    second = client.post("/act/", {"once": TOKEN, "what": "a"})
    assert DONE == ["a"]
    assert first.url == second.url == "/done/1/"  # type: ignore[attr-defined]
    assert client.post("/act/", {"once": "u" * 32, "what": "b"}).status_code == 302
    assert DONE == ["a", "b"]


@pytest.mark.both
@pytest.mark.parametrize("what", ["refuse", "fault"])
def test_a_form_that_did_nothing_may_be_sent_again(client: Client, what: str) -> None:
    DONE.clear()
    client.post("/act/", {"once": TOKEN, "what": what})
    assert not Once.objects.filter(token=TOKEN).exists()
    assert client.post("/act/", {"once": TOKEN, "what": "a"}).status_code == 302
    assert DONE == ["a"]


def test_a_form_without_a_token_is_refused(client: Client) -> None:
    assert client.post("/act/", {"what": "a"}).status_code == 400


def test_the_organisation_costs_one_query(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        client.get("/nothing/")
    assert connection.vendor in {"sqlite", "postgresql"}


def test_pages_show_times_in_the_organisations_zone(rf: RequestFactory) -> None:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from django.utils import timezone

    from dueprocess.kit import components

    moment = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo("Pacific/Auckland")):
        assert components.absolute(moment, time=True) == "Sun 29 Mar 2026 at 12:30"
        assert components.relative(moment, datetime(2026, 3, 28, 10, 0, tzinfo=UTC)) == "tomorrow"
    with timezone.override(ZoneInfo("America/New_York")):
        assert components.relative(moment, datetime(2026, 3, 28, 10, 0, tzinfo=UTC)) == "today"
