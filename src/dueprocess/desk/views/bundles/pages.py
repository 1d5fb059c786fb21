"""The bundles of a case: begun, arranged, put together, taken out, served. Every view asks the wall."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases.bundles import actions, extracts
from dueprocess.cases.bundles.extracts import BundlePage
from dueprocess.cases.bundles.models import Bundle
from dueprocess.cases.bundles.values import Paper, Section
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import blame
from dueprocess.desk.bundle_forms import Begin
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit.components import faults, refused
from dueprocess.kit.downloads import download
from dueprocess.kit.fields import whole
from dueprocess.kit.http import once

METHODS = ("GET", "HEAD", "POST")


@require_http_methods(METHODS)
@staff
@once
def every(request: HttpRequest, number: str) -> HttpResponse:
    """The bundles of a case, and beginning one."""
    docket = wall.open(number, me(request), _("at the desk"), what="bundles")
    by = Actor(person=me(request))
    page, found, readers = extracts.bundles(docket, viewer=by)
    form = Begin(readers, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.begin(docket=docket, by=by, **form.cleaned_data)
        except Malformed as error:
            blame(form, error)
        except Refused as error:
            form.add_error(None, refused(error))
        else:
            return redirect("desk:bundle_add", docket.number, made.n)
    context = {"case": page, "docket": page.docket, "bundles": found, "form": form}
    return render(request, "desk/bundles/every.html", context)


@require_http_methods(METHODS)
@staff
@once
def one(request: HttpRequest, number: str, n: int) -> HttpResponse:
    """One bundle: how it is arranged, how far it is, its copies; and each of its buttons."""
    docket = wall.open(number, me(request), _("at the desk"), what=f"bundle {n}")
    by = Actor(person=me(request))
    if request.method == "POST":
        bundle = extracts.bundle_of(docket, n)
        shown = extracts.bundle_page(docket, n=n, viewer=by)[1]
        away = _done(request, docket, lambda: _do(request, bundle, shown, by))
        return redirect("desk:bundles", docket.number) if away else redirect("desk:bundle", docket.number, n)
    page, found = extracts.bundle_page(docket, n=n, viewer=by)
    context = {"case": page, "docket": page.docket, "bundle": found}
    return render(request, "desk/bundles/one.html", context)


def _done(request: HttpRequest, docket: Docket, act: Callable[[], str]) -> bool:
    """Act, and say what came of it; tell whether the bundle is gone."""
    try:
        said = act()
    except Malformed as error:
        messages.error(request, faults(error))
    except Refused as error:
        messages.error(request, refused(error))
    else:
        messages.success(request, said)
        return request.POST.get("what") == "drop"
    return False


def _do(request: HttpRequest, bundle: Bundle, shown: BundlePage, by: Actor) -> str:
    """Do what a button says; return what to say of it."""
    what, edits = request.POST.get("what", "arrange"), whole(request.POST.get("edits", ""))
    if what == "stop":
        actions.stop(bundle=bundle, by=by)
        return _("It was stopped. Nothing of it is kept.")
    if what == "drop":
        actions.drop(bundle=bundle, by=by)
        return _("The bundle was thrown away.")
    if what == "serve":
        made = actions.serve(bundle=bundle, to=request.POST.getlist("to"), by=by)
        said = ngettext("{n} copy was served.", "{n} copies were served.", len(made))
        return said.format(n=len(made))
    if what == "build":
        actions.build(bundle=bundle, by=by, edits=edits)
        return _("It is being put together. You may leave this page: it goes on by itself.")
    asked = _Asked(request.POST, shown)
    actions.arrange(
        bundle=bundle, title=request.POST.get("title", ""), readers=request.POST.getlist("reader"),
        sections=asked.sections(), only=asked.only(), untitled=asked.untitled(), by=by, edits=edits,
        part=request.POST.get("part", ""),
    )  # fmt: skip
    return _("Saved.")


class _Asked:
    """What the form says of the papers of a bundle."""

    def __init__(self, post: QueryDict, shown: BundlePage) -> None:
        self.post = post
        self.readers = post.getlist("reader")
        self.served = [each for part in shown.parts if part.version for each in part.sections]
        self.draft = [each for part in shown.parts if not part.version for each in part.sections]

    def sections(self) -> list[Section]:
        """Return the sections that are still arranged, their papers by the places that were typed."""
        headings = {str(each.n): self.post.get(f"heading-{each.n}", each.title) for each in self.draft}
        headings["new"] = self.post.get("heading-new", "")
        papers: dict[str, list[tuple[int, int, Paper]]] = {key: [] for key in headings}
        for section in self.draft:
            for each in section.papers:
                if self.post.get(f"out-{each.id}"):
                    continue
                key = self.post.get(f"section-{each.id}", str(section.n))
                place = whole(self.post.get(f"place-{each.id}", "")) or each.place
                # one that was given the place of another comes before it
                moved = 0 if place < each.place else 2 if place > each.place else 1
                paper = Paper(
                    id=each.id, act=each.act, file=each.file, on=self.post.get(f"on-{each.id}", each.on),
                    title=self.post.get(f"title-{each.id}", each.title),
                )  # fmt: skip
                papers.get(key, papers[str(section.n)]).append((place * 3 + moved, each.id, paper))
        return [
            Section(headings[key], tuple(paper for _place, _id, paper in sorted(found, key=lambda x: x[:2])))
            for key, found in papers.items()
        ]

    def only(self) -> dict[int, tuple[str, ...] | None]:
        """Return who gets which paper: None where everybody does."""
        return dict(self._goes())

    def untitled(self) -> dict[int, tuple[str, ...]]:
        """Return in whose copies the title of which paper is held back."""
        papers = [each for section in (*self.served, *self.draft) for each in section.papers]
        return {each.id: tuple(self.post.getlist(f"untitled-{each.id}")) for each in papers}

    def _goes(self) -> Iterator[tuple[int, tuple[str, ...] | None]]:
        for section in (*self.served, *self.draft):
            for each in section.papers:
                ticked = tuple(self.post.getlist(f"goes-{each.id}"))
                yield each.id, None if set(ticked) >= set(self.readers) else ticked


@require_http_methods(METHODS)
@staff
@once
def add(request: HttpRequest, number: str, n: int) -> HttpResponse:
    """Choose papers of the case and put them in under a heading."""
    docket = wall.open(number, me(request), _("to make a bundle"), what=f"bundle {n}")
    by = Actor(person=me(request))
    page, found = extracts.bundle_page(docket, n=n, viewer=by)
    if request.method == "POST":
        ticked = set(request.POST.getlist("paper"))
        papers = [
            Paper(id=0, act=each.act, file=each.file, title=each.title, on=date_format(each.on))
            for each in found.offered
            if f"{each.act}/{each.file}" in ticked
        ]
        section = request.POST.get("section", "") or request.POST.get("there", "")
        try:
            actions.add(
                bundle=extracts.bundle_of(docket, n), papers=papers, section=section, by=by,
                edits=whole(request.POST.get("edits", "")),
            )  # fmt: skip
        except Malformed as error:
            messages.error(request, faults(error))
        except Refused as error:
            messages.error(request, refused(error))
        else:
            return redirect("desk:bundle", docket.number, n)
        return redirect("desk:bundle_add", docket.number, n)
    groups = [
        (title, [each for each in found.offered if each.kind == kind])
        for kind, title in (
            ("item", _("Items of evidence")), ("act", _("What was decided or written")),
            ("letter", _("Letters as they went out")), ("file", _("Other files")),
        )
    ]  # fmt: skip
    context = {"case": page, "docket": page.docket, "bundle": found, "groups": groups}
    return render(request, "desk/bundles/add.html", context)


@require_safe
@staff
def copy(request: HttpRequest, number: str, n: int, pk: int) -> StreamingHttpResponse:
    """One copy, as a download. The read journal has a line for it, and for each item in it."""
    docket = wall.open(number, me(request), _("at the desk"), what=f"bundle {n} copy {pk}")
    by = Actor(person=me(request))
    name, size, content = extracts.copy_bytes(docket, n=n, pk=pk, viewer=by)
    said, items = extracts.held_in(docket, n=n, pk=pk, viewer=by)
    for item in items:
        wall.looked(docket, me(request), f"bundled {item}", said)
    return download(content, name, size)
