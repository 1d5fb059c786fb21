"""What every page's template needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"practice": settings.DUEPROCESS_ORIGIN.endswith(".invalid")}
