"""A form sent twice acts once, at every door: each view that takes a form is guarded, or named here."""

import inspect
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# What these take may be sent as often as one likes: a search, a page of a draft that is kept over itself,
# a code that opens the matter, a letter that was read, a sealed copy that is made anew, a link that works
# once by itself.
REPEATABLE = {
    "desk:audit_package", "desk:open_choose", "desk:package", "desk:people", "desk:search", "portal:files",
    "portal:acting_step", "portal:follow",
    "portal:leave", "portal:letter", "portal:sent", "portal:start", "portal:step", "portal:stop",
    "portal:what", "portal:who", "portal:whom", "portal:you", "sign_in_by_link",
}  # fmt: skip


def views() -> Iterator[tuple[str, Any]]:
    def walk(patterns: list[Any], spaces: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(
                    pattern.url_patterns, (*spaces, pattern.namespace) if pattern.namespace else spaces
                )
            elif isinstance(pattern, URLPattern):
                yield ":".join((*spaces, str(pattern.name))), pattern.callback

    yield from walk(get_resolver("dueprocess.conf.urls").url_patterns, ())


def test_every_view_that_writes_acts_once() -> None:
    taking = {
        name: view
        for name, view in views()
        if inspect.unwrap(view).__module__.startswith("dueprocess.")
        and "POST" in inspect.getsource(inspect.unwrap(view))
    }
    assert len(taking) > 25  # the doors were found
    guarded = {name for name, view in taking.items() if getattr(view, "acts_once", False)}
    assert set(taking) - guarded == REPEATABLE
