"""One entry of a case, and how far its proof in the record has come."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dueprocess.desk.access import staff
from dueprocess.desk.views.case.frame import opened, show
from dueprocess.docket.actions import annulling
from dueprocess.docket.extracts import DocketPage, NoticeLine, TimelineRow
from dueprocess.kit.http import Hidden
from dueprocess.ledger import proofs


@require_safe
@staff
def act(request: HttpRequest, number: str, n: int) -> HttpResponse:
    """One act with its entry in the record and how far its proof has come."""
    _docket, page = opened(request, number, "act", judged=True)
    row = next((each for each in page.docket.timeline if each.n == n), None)
    if row is None:
        raise Hidden("no such act")
    every = page.docket.timeline
    return show(
        request, "act", page,
        row=row,
        annul=row.annulled is None and not (row.kind in ("note", "time") and row.step in annulling.KEPT),
        astray=_astray(page.docket, row),
        standing=proofs.standing(row.entry),
        later=next((each for each in every if each.n == n + 1), None),
        earlier=next((each for each in every if each.n == n - 1), None),
    )  # fmt: skip


def _astray(docket: DocketPage, row: TimelineRow) -> list[NoticeLine]:
    """The letters that went out about an annulled entry; on the entry that annuls, also about what time did
    because of it."""
    annuls = [each.n for each in docket.timeline if each.annulled and each.annulled.n == row.n]
    undone = [each.n for each in docket.timeline if each.undone] if annuls or row.undone else []
    return [each for each in docket.astray if each.n in (row.n, *annuls) or (annuls and each.n in undone)]


@require_safe
@staff
def proof(request: HttpRequest, number: str, n: int) -> HttpResponse:
    """The proof file of one act."""
    _docket, page = opened(request, number, "proof")
    row = next((each for each in page.docket.timeline if each.n == n), None)
    content = proofs.proof_of(row.entry) if row else None
    if content is None:
        raise Hidden("no proof yet")
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{page.docket.number}-{n}.tlog-proof"'
    return response
