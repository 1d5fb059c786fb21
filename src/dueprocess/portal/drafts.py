"""Keeping what is not yet sent, page by page, so that a lost connection loses no word: an unfinished
complaint, or a party's own step before it is confirmed.

Knows the cookies, their keys and the sealed rows. Must not know what is asked.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem
from dueprocess.kit import clock, files, keys
from dueprocess.portal.models import Draft, DraftFile

COOKIE = "draft"
"""Of a complaint that is being written."""
REPLIES = "reply"
"""Of what parties write before they confirm it: one draft for each step of each matter."""
KEPT = timedelta(days=7)
MOST_FILES = 40


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that is to go with the complaint."""

    pk: int
    stored: str
    name: str
    size: int
    media_type: str
    sha256: str


@dataclass(slots=True)
class Writing:
    """A draft, opened with the token of the writer's cookie. `parts` holds what was typed, page by page;
    `about` tells drafts under one cookie apart."""

    token: str
    parts: dict[str, Any] = field(default_factory=dict)
    row: Draft | None = None
    cookie: str = COOKIE
    about: str = ""

    @property
    def secret(self) -> str:
        """What key and tag are made of."""
        return f"{self.token}/{self.about}" if self.about else self.token

    @property
    def key(self) -> bytes:
        """The key that seals this draft; it exists only while the cookie does."""
        return hmac.digest(self.secret.encode(), b"dueprocess/draft", hashlib.sha256)

    @property
    def tag(self) -> str:
        """The keyed tag under which the row is found."""
        return keys.tag("draft", self.secret)

    @property
    def seal(self) -> str:
        """What stands for all that is written and attached now; it tells nothing to others."""
        files_now = [[each.pk, each.name, each.sha256] for each in self.attached()]
        return keys.tag("checked", json.dumps([self.parts, files_now], sort_keys=True))

    def save(self) -> None:
        """Write what was typed, sealed."""
        value = json.dumps(self.parts, ensure_ascii=False).encode()
        sealed = keys.seal(self.key, value, f"draft/{self.tag}")
        self.row, _new = Draft.objects.update_or_create(
            tag=self.tag, defaults={"sealed": sealed, "changed_at": clock.now()}
        )

    def attach(self, name: str, chunks: Iterable[bytes]) -> None:
        """Keep a file, sealed; the same file under the same name is kept once, however often it is sent.

        Raises Malformed where it is not of a kind or size we take, or there are too many.
        """
        if self.row is None:
            self.save()
        assert self.row is not None
        there = self.attached()
        if len(there) >= MOST_FILES:
            what = _("There are {n} files already.").format(n=MOST_FILES)
            mend = _("Send the rest later, as information.")
            raise Malformed([Problem("files", None, what, mend)])
        stored = files.store(self.key, chunks, f"draft/{self.tag}/file", name)
        if any((each.name, each.sha256) == (stored.given, stored.sha256) for each in there):
            files.remove(stored.name)
            return
        value = {"name": stored.given, "size": stored.size, "media_type": stored.media_type}
        value["sha256"] = stored.sha256
        sealed = keys.seal(self.key, json.dumps(value).encode(), f"draft/{self.tag}/{stored.name}")
        DraftFile.objects.create(draft=self.row, stored=stored.name, sealed=sealed)

    def attached(self) -> list[Attached]:
        """The files in the order they came."""
        if self.row is None:
            return []
        found = []
        for row in self.row.files.order_by("pk"):
            value = json.loads(keys.unseal(self.key, row.sealed, f"draft/{self.tag}/{row.stored}"))
            found.append(Attached(pk=row.pk, stored=row.stored, **value))
        return found

    def chunks(self, attached: Attached) -> Iterator[bytes]:
        """The bytes of a file, opened."""
        return files.read(self.key, attached.stored, f"draft/{self.tag}/file")

    def detach(self, pk: int) -> None:
        """Throw a file away."""
        row = self.row.files.filter(pk=pk).first() if self.row else None
        if row is not None:
            row.delete()
            files.remove(row.stored)

    def drop(self) -> None:
        """Throw everything away."""
        if self.row is not None:
            _drop(self.row)
            self.row = None


def of(request: HttpRequest, cookie: str = COOKIE, about: str = "") -> Writing | None:
    """The draft of this browser, or None: there is none, or its time is over."""
    token = request.COOKIES.get(cookie, "")
    if not token:
        return None
    writing = Writing(token, cookie=cookie, about=about)
    row = Draft.objects.filter(tag=writing.tag, changed_at__gt=clock.now() - KEPT).first()
    if row is None:
        return None
    writing.row = row
    writing.parts = json.loads(keys.unseal(writing.key, row.sealed, f"draft/{writing.tag}"))
    return writing


def begin(request: HttpRequest | None = None, cookie: str = COOKIE, about: str = "") -> Writing:
    """A new, empty draft: under a new token, or with `request` under the one that its browser holds."""
    held = request.COOKIES.get(cookie, "") if request is not None else ""
    writing = Writing(held or secrets.token_urlsafe(32), cookie=cookie, about=about)
    writing.save()
    return writing


def give(response: HttpResponse, writing: Writing) -> None:
    """Put the token into the browser; it goes when the browser is closed."""
    response.set_cookie(
        writing.cookie, writing.token, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
        path="/portal/",
    )  # fmt: skip


def forget(response: HttpResponse, cookie: str = COOKIE) -> None:
    """Take the token out of the browser."""
    response.delete_cookie(cookie, path="/portal/", samesite="Lax")


def clear(most: int = 500) -> int:
    """Throw away drafts that nobody touched for a week; returns how many."""
    old = list(Draft.objects.filter(changed_at__lte=clock.now() - KEPT)[:most])
    for row in old:
        _drop(row)
    return len(old)


@transaction.atomic
def _drop(row: Draft) -> None:
    names = list(row.files.values_list("stored", flat=True))
    row.delete()
    for name in names:
        transaction.on_commit(partial(files.remove, name))
