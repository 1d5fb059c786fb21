"""Reads an act from a valid form: the engine's JSON, what was written, and the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dueprocess.core.engine import Form
from dueprocess.docket.forms import findings, guided, lasting, parting
from dueprocess.docket.needs import Needs, Upload

if TYPE_CHECKING:
    from dueprocess.core.engine.fields import VoteField
    from dueprocess.docket.forms.build import StepForm


SIDES = ("for", "against", "abstain")


def needs(form: StepForm) -> Needs:
    """Return what the act carries. A field left empty is not carried, so that the engine can name it."""
    typed, asked = form.cleaned_data, form.asked
    act: dict[str, Any] = {"as": _way(form)} if _way(form) else {}
    if asked.strand is not None:
        act["strand"] = asked.strand
    if asked.outcome:
        act["outcome"] = asked.outcome
    for name, key in (("persons", "for"), ("removes", "removes")):
        if typed.get(name):
            act[key] = list(typed[name])
    if only_one(asked) and not persons_by_deadline(asked):
        act["for"] = [asked.persons[0].key]
    for name in ("against", "conflict"):
        if typed.get(name):
            act[name] = int(typed[name])
    if typed.get("grounds"):
        act["grounds"] = [asked.grounds[int(n)] for n in typed["grounds"]]
    if typed.get("letters"):
        act["tells"] = sorted(int(place) for place in typed["letters"])
    if typed.get("until"):
        act["until"] = typed["until"].isoformat()
    act |= _deadline(form) | _facts(form) | _findings(form) | lasting.read(form)
    act |= _appoints(form) | _votes(form)
    signed = [
        {"by": typed[f"sign_{n}"], "as": sign.role}
        for n, sign in enumerate(asked.signatures)
        if typed.get(f"sign_{n}")
    ]
    if signed:
        act["countersigned"] = signed
    by_guidance, departures = guided.read(form)
    out, told, how = parting.read(form)
    return Needs(
        act=act | by_guidance | out, content=_content(form) | departures | told, files=files(form),
        introduces=how, late_reason=typed.get("late_reason", ""),
    )  # fmt: skip


def _way(form: StepForm) -> str:
    if typed := form.cleaned_data.get("way"):
        return str(typed)
    return next((way.name for way in form.asked.ways if form.asking.who in way.people), "")


def persons_by_deadline(asked: Form) -> bool:
    """Tell whether the deadline that is changed says already for whom the step is done."""
    return any(choice.deadline.person for until in asked.until for choice in until.deadlines)


def only_one(asked: Form) -> bool:
    """Tell whether there is just one for whom the step can be done, so that nobody need be asked."""
    return asked.persons_required and len(asked.persons) == 1 and asked.persons[0].owed


def _deadline(form: StepForm) -> dict[str, Any]:
    for until in form.asked.until:
        if not until.deadlines:
            continue
        chosen = form.cleaned_data.get("deadline")
        if len(until.deadlines) > 1 and not chosen:
            return {}
        state = until.deadlines[int(chosen or 0)].deadline
        found: dict[str, Any] = {
            "deadline": {"step": state.step, "index": state.index, "strand": state.strand}
        }
        if state.person:
            found["for"] = [state.person]
        return found
    return {}


def _facts(form: StepForm) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for n, fact in enumerate(form.asked.facts):
        for party in fact.parties or ("",):
            value = form.cleaned_data.get(f"fact_{n}_{party}" if party else f"fact_{n}")
            if value in (None, ""):
                continue
            if fact.kind == "yes or no":
                value = value == "yes"
            elif fact.kind == "date":
                value = value.isoformat()
            if party:
                found.setdefault(fact.name, {})[party] = value
            else:
                found[fact.name] = value
    return {"facts": found} if found else {}


def _findings(form: StepForm) -> dict[str, Any]:
    found = []
    for alleged, name in findings.made(form):
        each: dict[str, Any] = {
            "allegation": alleged.key, "respondent": alleged.respondent, "finding": form.cleaned_data[name],
        }  # fmt: skip
        if protected := form.cleaned_data.get(f"{name}_protected"):
            each["protected"] = protected == "yes"
        if on := form.cleaned_data.get(f"{name}_on"):
            each["on"] = list(on)
        if form.cleaned_data.get(f"{name}_without") == "yes":
            each["without_sealed"] = True
        found.append(each)
    return {"findings": found} if found else {}


def _appoints(form: StepForm) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for n, role in enumerate(form.asked.appointments):
        chosen = form.cleaned_data.get(f"appoint_{n}")
        if chosen:
            named = [chosen] if isinstance(chosen, str) else list(chosen)
            found[role.name] = sorted(named, key=_order(role.turn))
    return {"appoints": found} if found else {}


def _order(turn: tuple[str, ...]) -> Any:
    """Keep to the order of the rota, so that following it is seen as following it."""
    return lambda key: turn.index(key) if key in turn else len(turn)


def _votes(form: StepForm) -> dict[str, Any]:
    sides: dict[str, list[str]] = {}
    way = _way(form)
    for index, vote in enumerate(form.asked.votes):
        if way and vote.body != way:
            continue
        if form.cleaned_data.get(f"way_of_{index}"):
            return {"in_writing": {}}  # each votes under their own login, and that it was proposed when
        sides |= _sides(form, f"{index}", vote)
    votes = {side: sides[side] for side in SIDES if side in sides}
    there = [who for side in (*SIDES, "there") for who in sides.get(side, ())]
    found: dict[str, Any] = ({"votes": votes} if votes else {}) | ({"present": there} if there else {})
    jointly = {}
    for index, vote in enumerate(form.asked.jointly):
        said = _sides(form, f"joint_{index}", vote)
        if any(side in said for side in SIDES):
            jointly[vote.body] = {side: said[side] for side in SIDES if side in said}
    return found | ({"jointly": jointly} if jointly else {})


def _sides(form: StepForm, index: str, vote: VoteField) -> dict[str, list[str]]:
    """Return who voted how in one body, and who was there without voting."""
    sides: dict[str, list[str]] = {}
    for n, member in enumerate(vote.members):
        if said := form.cleaned_data.get(f"vote_{index}_{n}"):
            sides.setdefault(said, []).append(member.id)
    return sides


def _content(form: StepForm) -> dict[str, Any]:
    typed, asked = form.cleaned_data, form.asked
    found: dict[str, Any] = {}
    for n, paper in enumerate(asked.papers):
        if typed.get(f"paper_{n}"):
            found[paper.words] = typed[f"paper_{n}"]
    if typed.get("choice"):
        found["reasons for the choice"] = typed["choice"]
    for name in ("letter", "note"):
        if typed.get(name):
            found[name] = typed[name]
    places = [*map(str, range(len(asked.votes))), *(f"joint_{n}" for n in range(len(asked.jointly)))]
    if reports := [typed[f"dissent_{index}"] for index in places if typed.get(f"dissent_{index}")]:
        found["minority report"] = "\n\n".join(reports)
    for alleged, name in findings.made(form):
        if typed.get(f"{name}_reasons"):
            found[f"finding.{alleged.key}"] = typed[f"{name}_reasons"]
    return found


def files(form: StepForm) -> list[Upload]:
    """Return the files that came, each under the paper it serves as."""
    chosen = form.cleaned_data.get("files_are") or ""
    paper = form.asked.papers[int(chosen)].words if chosen else ""
    return [Upload(upload.name, upload.chunks(), paper) for upload in form.cleaned_data.get("files") or ()]
