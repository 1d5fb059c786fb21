"""The suite's own ground: copies of the template, both engines, nothing left behind."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction

ADDRESS = "robin@example.invalid"


def logins() -> int:
    return get_user_model().objects.count()


@pytest.mark.both
@pytest.mark.parametrize("turn", [1, 2])
def test_work_of_a_plain_test_is_rolled_back(db: None, engine: str, turn: int) -> None:
    assert connection.vendor == engine
    assert logins() == 0
    get_user_model().objects.create_user(ADDRESS)
    assert logins() == 1


@pytest.mark.both
@pytest.mark.parametrize("turn", [1, 2])
def test_a_fresh_database_commits_and_other_threads_see_it(db_fresh: None, engine: str, turn: int) -> None:
    assert connection.vendor == engine
    assert logins() == 0
    with transaction.atomic():
        get_user_model().objects.create_user(ADDRESS)
    seen = []

    def look() -> None:
        seen.append(logins())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [1]


@pytest.mark.django_db
def test_the_mark_works_too() -> None:
    assert logins() == 0
