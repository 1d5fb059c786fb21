"""Checking draws by lot against the record: what was announced, drawn and handed over is what the record
holds, and the lot falls so again. Knows rows and payloads, no case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dueprocess.cases.audits import actions
from dueprocess.cases.audits.models import Draw
from dueprocess.ledger import state
from dueprocess.ledger.models import RecordAct

BOUND: dict[str, tuple[str, Callable[[Draw], dict[str, Any]]]] = {
    "announced": (actions.ANNOUNCED, actions.announced),
    "drawn": (actions.DRAWN, actions.drawn),
    "handed": (actions.HANDED, actions.handed),
}


@state.check("audits.draws")
def draws() -> Iterator[str]:
    """Every draw was announced, drawn and handed over as the record says, and none is gone."""
    found = {
        draw.code: draw
        for draw in Draw.objects.select_related("accreditation", "announced", "drawn", "handed")
    }
    for draw in found.values():
        for name, (kind, said) in BOUND.items():
            act = getattr(draw, name)
            if act is None:
                continue
            held = {key: value for key, value in act.payload.items() if key not in ("kind", "recorded_at")}
            if act.kind != kind or held != said(draw):
                yield f"the draw {draw.pk} is not {name} as the record says"
        if draw.drawn_id and list(actions.indices(draw)) != draw.indices:
            yield f"the draw {draw.pk} did not fall as the lot falls"
    for kind, _said in BOUND.values():
        for act in RecordAct.objects.filter(kind=kind).order_by("pk"):
            row = found.get(act.payload.get("draw", ""))
            if row is None:
                yield f"a draw is gone: {kind} {act.pk} of the record has none"
            elif kind == actions.DRAWN and row.drawn_id != act.pk:
                yield f"the draw {row.pk} was drawn more than once: {kind} {act.pk} of the record"
