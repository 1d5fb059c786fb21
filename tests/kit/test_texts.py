"""A text is looked up once in each language, and said in the one that is active."""

from __future__ import annotations

from gettext import GNUTranslations
from typing import Any

import pytest
from django.utils.translation import gettext, override

UNHEARD = "A sentence of which no catalogue knows."


def test_a_text_is_looked_up_once_in_each_language(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []
    plainly = GNUTranslations.gettext

    def counted(self: Any, text: str) -> str:
        looked_up.append(text)
        return plainly(self, text)

    monkeypatch.setattr(GNUTranslations, "gettext", counted)
    for language in ("en-gb", "de", "en-gb", "de", "en-gb"):
        with override(language):
            assert gettext(UNHEARD) == UNHEARD
    asked = looked_up.count(UNHEARD)
    with override("fr"):
        gettext(UNHEARD)
    assert looked_up.count(UNHEARD) > asked > 0
    asked = looked_up.count(UNHEARD)
    for language in ("en-gb", "de", "fr"):
        with override(language):
            gettext(UNHEARD)
    assert looked_up.count(UNHEARD) == asked


def test_each_language_says_it_in_its_own_words() -> None:
    said = []
    for language in ("de", "fr", "de", "en-gb"):
        with override(language):
            said.append(gettext("January"))
    assert said == ["Januar", "janvier", "Januar", "January"]
