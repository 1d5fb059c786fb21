"""Checking draws by lot against the record: what was announced, drawn and handed over is what the record
holds, and the lot falls so again. Knows rows and payloads, no case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dueprocess.cases.audits import actions
from dueprocess.cases.audits.models import Draw
from dueprocess.docket.models import Act
from dueprocess.ledger import lots, state
from dueprocess.ledger.models import RecordAct

BOUND: dict[str, tuple[str, Callable[[Draw], dict[str, Any]]]] = {
    "announced": (actions.ANNOUNCED, actions.announced),
    "drawn": (actions.DRAWN, actions.drawn),
    "handed": (actions.HANDED, actions.handed),
}


FILLED = {
    "announced": ("announced_at",),
    "drawn": ("drawn_at", "number", "size", "root", "indices"),
    "handed": ("handed_at", "answers"),
}
"""Which columns come with each, the moment of it first."""


@state.check("audits.draws")
def draws() -> Iterator[str]:
    """Every draw was announced, drawn and handed over as the record says, and none is gone."""
    found = {
        draw.code: draw
        for draw in Draw.objects.select_related("accreditation", "announced", "drawn", "handed")
    }
    for draw in found.values():
        for name, (kind, said) in BOUND.items():
            act, (moment, *_rest) = getattr(draw, name), FILLED[name]
            if act is None:
                if any(getattr(draw, column) for column in FILLED[name]):
                    yield f"the draw {draw.pk} holds what was never {name}"
                continue
            if getattr(draw, moment) != act.recorded_at:
                yield f"the draw {draw.pk} was not {name} when the record says"
            held = {key: value for key, value in act.payload.items() if key not in ("kind", "recorded_at")}
            if act.kind != kind or held != said(draw):
                yield f"the draw {draw.pk} is not {name} as the record says"
        if draw.drawn_id and list(actions.indices(draw)) != draw.indices:
            yield f"the draw {draw.pk} did not fall as the lot falls"
        yield from _answered(draw)
    for kind, _said in BOUND.values():
        for act in RecordAct.objects.filter(kind=kind).order_by("pk"):
            row = found.get(act.payload.get("draw", ""))
            if row is None:
                yield f"a draw is gone: {kind} {act.pk} of the record has none"
            elif kind == actions.DRAWN and row.drawn_id != act.pk:
                yield f"the draw {row.pk} was drawn more than once: {kind} {act.pk} of the record"


def _answered(draw: Draw) -> Iterator[str]:
    """Each answer is of the docket whose act was drawn, and names acts of the record that can say why not."""
    keys = lots.keys_at([each["index"] for each in draw.answers])
    dockets = dict(Act.objects.filter(entry_id__in=keys.values()).values_list("entry_id", "docket"))
    for each in draw.answers:
        whose = dockets.get(keys[each["index"]])
        kinds = set(RecordAct.objects.filter(pk__in=each["by"]).values_list("kind", flat=True))
        if each["docket"] != whose or not kinds <= {"payload.erased", "payload.lost"}:
            yield f"the draw {draw.pk} answers entry {each['index']} with something else"
