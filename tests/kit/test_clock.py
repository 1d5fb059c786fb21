"""The clock, and who may set it."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from dueprocess.core.errors import Refused
from dueprocess.kit import clock

NOON = datetime(2024, 2, 29, 12, tzinfo=timezone(timedelta(hours=5, minutes=45)))


def test_now_has_its_zone():
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.now().utcoffset() == timedelta(0)


def test_a_demonstration_may_set_it_for_a_while_and_for_itself(settings):
    settings.DUEPROCESS_ORIGIN = "demo.invalid"
    seen = []
    with clock.frozen(NOON):
        assert clock.now() == NOON
        with clock.frozen(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
        other = threading.Thread(target=lambda: seen.append(clock.now()))
        other.start()
        other.join()
    assert clock.now() > NOON + timedelta(days=300)
    assert seen[0] > NOON + timedelta(days=300)


@pytest.mark.parametrize("origin", ["log.example", "invalid.example", "x.invalid/log", "x.invalid.example"])
def test_a_real_log_may_not(settings, origin):
    settings.DUEPROCESS_ORIGIN = origin
    with pytest.raises(Refused, match="real log"), clock.frozen(NOON):
        raise AssertionError


def test_a_moment_without_zone_is_no_moment(settings):
    settings.DUEPROCESS_ORIGIN = "demo.invalid"
    with pytest.raises(ValueError, match="time zone"), clock.frozen(NOON.replace(tzinfo=None)):
        raise AssertionError
