"""Wiring of the room `kit` into Django."""

from functools import lru_cache
from gettext import GNUTranslations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation.trans_real import DjangoTranslation

from dueprocess.kit.keys.wrapping import wrapped_in


@lru_cache(maxsize=8192)
def _translated(language: DjangoTranslation, text: str) -> str:
    """Return a text in a language: looked up once. Django asks the catalogues of all apps for it, and a page
    asks for hundreds of texts: that was a tenth of the time that a page takes."""
    return GNUTranslations.gettext(language, text)


class KitConfig(AppConfig):
    """The room `kit`."""

    name = "dueprocess.kit"
    label = "kit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every room register its jobs, and name the columns here that hold wrapped keys."""
        DjangoTranslation.gettext = _translated  # type: ignore[method-assign]
        wrapped_in("kit.OutgoingMail", "sealed")
        for part in ("secret", "seed"):
            wrapped_in("mfa.Authenticator", "data", part)
        autodiscover_modules("jobs", "outbox", "housekeeping")
