"""Whose installation this is: the one wire between the organisation's row and every page's frame."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from dueprocess.docket import direct
from dueprocess.kit.http import Answer
from dueprocess.rules.models import Organisation


@dataclass(frozen=True)
class House:
    """What the frame of a page says about the organisation. `live`: real complaints may be taken in."""

    name: str
    zone: ZoneInfo
    live: bool


def house() -> House:
    """Read the organisation's row; before `dueprocess init` there is none, and nothing is live."""
    found = direct.rows(Organisation, "id = %s", (1,))
    if not found:
        return House(name="Dueprocess", zone=ZoneInfo("UTC"), live=False)
    row = found[0]
    return House(name=row.name, zone=ZoneInfo(row.timezone), live=row.live)


class InHouse:
    """Put the organisation beside each request and show times in its zone."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        own = house()
        request.house = own  # type: ignore[attr-defined]
        with timezone.override(own.zone):
            return self.get_response(request)
