"""Wrong codes: what is said, how many, and that nothing tells what exists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from dueprocess.kit import clock, keys
from dueprocess.portal import jobs, tries
from dueprocess.portal.models import WrongCode
from tests import world

pytestmark = pytest.mark.django_db


def entered(code: str, **more: str) -> tuple[int, str]:
    answer = Client(**more).post("/portal/follow/", {"code": code})  # type: ignore[arg-type]
    return answer.status_code, answer.content.decode() if answer.status_code != 302 else ""


def test_after_ten_wrong_codes_no_code_is_looked_up_for_a_while(complained: Callable[..., str]) -> None:
    with clock.frozen(world.MONDAY + timedelta(days=30)):
        code = complained()
        for _ in range(tries.MOST):
            assert "opens nothing" in entered(keys.receipt_code())[1]
        right, wrong = entered(code), entered(keys.receipt_code())
        assert right[0] == wrong[0] == 429
        assert "Try again after" in right[1]
        assert entered(code, REMOTE_ADDR="192.0.2.7")[0] == 302, "somebody else comes in"
    with clock.frozen(world.MONDAY + timedelta(days=30) + tries.WITHIN + timedelta(seconds=1)):
        assert entered(code)[0] == 302
        jobs.clear_drafts()
        assert not WrongCode.objects.exists()


def test_typing_mistakes_are_explained_and_not_counted(complained: Callable[..., str]) -> None:
    code = complained()
    for _ in range(tries.MOST + 2):
        assert "has 20 letters and digits; you entered 19" in entered(code[:-1])[1]
        other = "2" if code[-1] != "2" else "3"
        assert "Look whether every character" in entered(code[:-1] + other)[1]
        assert "number of a complaint" in entered(keys.number())[1]
    assert not WrongCode.objects.exists()
    assert entered(code)[0] == 302


def test_no_address_and_no_code_is_kept_of_a_try(complained: Callable[..., str]) -> None:
    wrong = keys.receipt_code()
    entered(wrong, REMOTE_ADDR="192.0.2.7")
    row = WrongCode.objects.get()
    assert "192.0.2" not in row.caller
    assert wrong.replace("-", "") not in row.caller
