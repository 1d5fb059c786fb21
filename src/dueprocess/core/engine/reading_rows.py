"""Reading the rows of a docket from JSON.

Knows the JSON keys of docs/reference/docket.schema.json and the values of `rows`. Must not know rulebooks:
whether a step or a fact exists is for the engine to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dueprocess.core.engine.reading import Reader
from dueprocess.core.engine.reading import at as _at
from dueprocess.core.engine.reading_people import complaints_of, history_of, parties_of, people_of
from dueprocess.core.engine.rows import (
    Activated,
    Allegation,
    Begun,
    Found,
    Guided,
    ImposedBy,
    Named,
    Out,
    Row,
    Signature,
    Votes,
    Writing,
)

_RESTS = ("standard", "on", "sealed", "without_sealed")  # how a finding was reached
ROW = frozenset({"n", "at", "entered", "late_reason", "people"})
ACT = ROW | {
    "history",
    "step",
    "by",
    "as",
    "strand",
    "for",
    "outcome",
    "facts",
    "with",
    "votes",
    "present",
    "in_writing",
    "jointly",
    "countersigned",
    "appoints",
    "removes",
    "starts",
    "imposes",
    "activates",
    "until",
    "deadline",
    "against",
    "grounds",
    "tells",
    "conflict",
    "complaints",
    "parties",
    "case",
    "out",
    "allegations",
    "findings",
    "guided",
}
NOTES: Mapping[str, frozenset[str]] = {
    "sent": frozenset({"of", "to", "by"}),
    "received": frozenset({"of", "to"}),
    "conflict": frozenset({"who", "ground", "said_by"}),
    "declared": frozenset({"who"}),
    "stepped_down": frozenset({"who", "ground"}),
    "drawn": frozenset({"role", "order", "among", "announced", "leaf", "root", "size"}),
    "absent": frozenset({"who", "from", "to"}),
    "consent": frozenset({"who", "to"}),
    "waived": frozenset({"who", "of"}),
    "left": frozenset({"who"}),
    "party": frozenset({"adds"}),
    "annulled": frozenset({"act"}),
    "lapsed": frozenset({"what"}),
    "version": frozenset({"rulebook"}),
    "imported": frozenset({"values", "origin"}),
    "corrected": frozenset({"values", "origin"}),
    "message": frozenset({"by", "to"}),
    "information": frozenset({"by"}),
}
"""The notes and what each carries beside `n`, `at`, `entered`."""
_OF_SOMEBODY = frozenset(
    {"conflict", "declared", "stepped_down", "absent", "consent", "waived", "left"}
)  # fmt: skip


def row_of(read: Reader, obj: Mapping[str, Any], path: str) -> Row | None:
    """One element of `acts`; None (and a problem) when it cannot be one."""
    faults = len(read.problems)
    n = read.number(obj, path, "n", required=True)
    at = read.moment(obj, path, "at", required=True)
    entered = read.moment(obj, path, "entered") or at
    note = obj.get("note")
    if (note is None) == (obj.get("step") is None):
        read.wrong(path, "A row is either a step or a note.", 'Give "step" or "note".')
    elif note is not None and not (isinstance(note, str) and note in NOTES):
        read.wrong(_at(path, "note"), f"The note {note!r} is not known.", f"Known: {', '.join(NOTES)}.")
    if len(read.problems) > faults or n is None or at is None or entered is None:
        return None
    if entered < at:
        read.wrong(_at(path, "entered"), "It was entered before it happened.", "Correct one of the two.")
    common: dict[str, Any] = {"n": n, "at": at, "entered": entered}
    if obj.get("people") is not None:
        common["people"] = people_of(read, obj["people"], f"{path}.people")
    if obj.get("late_reason"):
        common["late_reason"] = True
    if note is not None:
        return _note(read, obj, path, note, common)
    return _act(read, obj, path, common)


def _note(read: Reader, obj: Mapping[str, Any], path: str, note: str, common: dict[str, Any]) -> Row | None:
    read.known(obj, path, ROW | NOTES[note] | {"note"})
    common["note"] = note
    if note in ("sent", "received"):
        common["of"] = read.number(obj, path, "of", required=True)
        common["to"] = tuple(who.replace(" ", "_") for who in read.texts(obj, path, "to"))
        common["channel"] = read.text(obj, path, "by")
        if not common["to"]:
            read.wrong(_at(path, "to"), "Nobody is named.", "Name who was written to.")
    elif note in _OF_SOMEBODY:
        common["who"] = read.text(obj, path, "who", required=True)
        if note == "conflict":
            common["ground"] = read.text(obj, path, "ground", required=True)
            common["said_by"] = read.text(obj, path, "said_by")
        elif note == "stepped_down":
            common["ground"] = read.text(obj, path, "ground")
        elif note == "absent":
            common["first"] = read.day(obj, path, "from", required=True)
            common["last"] = read.day(obj, path, "to")
        elif note == "consent":
            common["of_step"] = read.name(obj, path, "to", required=True)
        elif note == "waived":
            common["of_step"] = read.name(obj, path, "of", required=True)
    elif note == "drawn":
        common["role"] = read.name(obj, path, "role", required=True)
        common["to"] = read.texts(obj, path, "order")
        if not common["to"] or len(set(common["to"])) != len(common["to"]):
            read.wrong(_at(path, "order"), "Nobody is named, or somebody twice.", "Name each person once.")
        for key in ("announced", "size"):
            read.number(obj, path, key)
        for key in ("leaf", "root"):
            read.text(obj, path, key)
        if sorted(read.texts(obj, path, "among")) not in ([], sorted(common["to"])):
            read.wrong(_at(path, "among"), "Others were drawn among.", "Name those who are in the order.")
    elif note == "party":
        common["parties"] = tuple(parties_of(read, obj.get("adds", {}), "adds").values())
    elif note == "version":
        common["rulebook"] = read.text(obj, path, "rulebook", required=True)
    elif note == "lapsed":
        common["what"] = read.text(obj, path, "what", required=True)
    elif note == "annulled":
        common["of"] = read.number(obj, path, "act", required=True)
    elif note in ("message", "information"):
        common["by"] = read.text(obj, path, "by", required=True)
        to = obj.get("to")
        common["to"] = (to,) if isinstance(to, str) else read.texts(obj, path, "to")
    return Row(**common)


def _act(read: Reader, obj: Mapping[str, Any], path: str, common: dict[str, Any]) -> Row:
    read.known(obj, path, ACT)
    common["step"] = read.name(obj, path, "step", required=True)
    common["by"] = read.text(obj, path, "by", required=True)
    get = obj.get
    if get("as") is not None:
        common["role"] = read.name(obj, path, "as")
    if get("outcome") is not None:
        common["outcome"] = read.name(obj, path, "outcome")
    for key, field in (("strand", "strand"), ("against", "against"), ("conflict", "conflict")):
        if get(key) is not None:
            common[field] = read.number(obj, path, key)
    for key, field in (
        ("for", "persons"),
        ("with", "papers"),
        ("present", "present"),
        ("grounds", "grounds"),
        ("tells", "tells"),
        ("removes", "removes"),
    ):
        if get(key) is not None:
            common[field] = read.texts(obj, path, key)
    if get("facts") is not None:
        common["facts"] = {
            name.replace(" ", "_"): obj["facts"][name] for name, _ in read.keys(obj, path, "facts")
        }
    if get("until") is not None:
        common["until"], common["until_day"] = read.either(obj, path, "until")
    if get("votes") is not None:
        common["votes"] = _votes(read, obj["votes"], _at(path, "votes"))
    if get("jointly") is not None:
        common["jointly"] = {
            body.replace(" ", "_"): _votes(read, obj["jointly"][body], where)
            for body, where in read.keys(obj, path, "jointly")
        }
    if get("in_writing") is not None:
        common["in_writing"] = _writing(read, obj, path)
    if get("appoints") is not None:
        common["appoints"] = {
            name.replace(" ", "_"): read.texts(obj["appoints"], f"{path}.appoints", name)
            for name, _ in read.keys(obj, path, "appoints")
        }
    if get("deadline") is not None:
        common["deadline"] = _named(read, obj, path)
    if get("complaints") is not None:
        found = complaints_of(read, obj["complaints"], "complaints")
        common["complaints"] = tuple(found.values())
    if get("parties") is not None:
        common["parties"] = tuple(parties_of(read, obj["parties"], "parties").values())
    if get("case") is not None:
        common["case"] = read.text(obj, path, "case")
    if get("out") is not None:
        common["out"] = _out(read, obj, path)
    if get("history") is not None:
        common["history"] = history_of(read, obj, path)
    _parts(read, obj, path, common)
    return Row(**common)


def _votes(read: Reader, votes: Any, where: str) -> Votes:
    if not isinstance(votes, Mapping):
        read.wrong(where, "It is no object.", 'Write {"for": […], "against": […]}.')
        return Votes()
    read.known(votes, where, frozenset({"for", "against", "abstain"}))
    return Votes(*(read.texts(votes, where, side) for side in ("for", "against", "abstain")))


def _writing(read: Reader, obj: Mapping[str, Any], path: str) -> Writing | None:
    value, where = obj["in_writing"], _at(path, "in_writing")
    if not isinstance(value, Mapping):
        read.wrong(where, "It is no object.", 'Write {"proposed_at": …, "objections": […]}.')
        return None
    read.known(value, where, frozenset({"proposed_at", "objections"}))
    proposed = read.moment(value, where, "proposed_at", required=True) or read.never
    return Writing(proposed, read.texts(value, where, "objections"))


def _out(read: Reader, obj: Mapping[str, Any], path: str) -> Out | None:
    value, where = obj["out"], _at(path, "out")
    if not isinstance(value, Mapping):
        read.wrong(where, "It is no object.", 'Write {"parties": […], "complaints": […]}.')
        return None
    kinds = ("parties", "complaints", "allegations")
    read.known(value, where, frozenset({*kinds, "outside", "along"}))
    outside = value.get("outside", False)
    if outside is not False and (outside is not True or len(value) > 1):
        read.wrong(where, "What goes outside goes whole.", 'Write {"outside": true} alone.')
    parties, complaints, allegations = (read.texts(value, where, kind) for kind in kinds)
    return Out(parties, complaints, allegations, outside is True, read.texts(value, where, "along"))


def _named(read: Reader, obj: Mapping[str, Any], path: str) -> Named | None:
    value = obj["deadline"]
    if isinstance(value, str):
        return Named(value.replace(" ", "_"))
    where = _at(path, "deadline")
    if not isinstance(value, Mapping):
        read.wrong(where, "It names no deadline.", 'Write a step or {"step", "index", "strand"}.')
        return None
    read.known(value, where, frozenset({"step", "index", "strand"}))
    step = read.name(value, where, "step", required=True)
    return Named(step or "", read.number(value, where, "index"), read.number(value, where, "strand"))


def _parts(read: Reader, obj: Mapping[str, Any], path: str, common: dict[str, Any]) -> None:
    """The lists of objects that an act may carry."""
    if obj.get("countersigned") is not None:
        common["countersigned"] = tuple(
            Signature(read.text(item, where, "by", required=True) or "", read.name(item, where, "as"))
            for item, where in read.objects(obj, path, "countersigned", frozenset({"by", "as"}))
        )
    if obj.get("starts") is not None:
        keys = frozenset({"measure", "on", "until", "scope"})
        common["starts_nothing"] = not obj["starts"]
        common["starts"] = tuple(
            Begun(
                read.name(item, where, "measure", required=True) or "",
                read.text(item, where, "on"),
                *read.either(item, where, "until"),
                read.texts(item, where, "scope"),
            )
            for item, where in read.objects(obj, path, "starts", keys)
        )
    if obj.get("imposes") is not None:
        keys = frozenset({"sanction", "on", "lasts", "scope", "suspended_for"})
        common["imposes"] = tuple(
            ImposedBy(
                read.name(item, where, "sanction", required=True) or "",
                read.text(item, where, "on"),
                read.text(item, where, "lasts"),
                read.texts(item, where, "scope"),
                read.text(item, where, "suspended_for"),
            )
            for item, where in read.objects(obj, path, "imposes", keys)
        )
    if obj.get("activates") is not None:
        keys = frozenset({"sanction", "on", "act", "case"})
        common["activates"] = tuple(
            Activated(
                read.name(item, where, "sanction", required=True) or "",
                read.text(item, where, "on", required=True) or "",
                read.number(item, where, "act"),
                read.text(item, where, "case"),
            )
            for item, where in read.objects(obj, path, "activates", keys)
        )
    if obj.get("allegations") is not None:
        keys = frozenset({"id", "respondent", "code", "clause", "conduct_from", "conduct_to"})
        common["allegations"] = tuple(
            Allegation(
                read.text(item, where, "id", required=True) or "",
                read.text(item, where, "respondent", required=True) or "",
                read.text(item, where, "code"),
                read.text(item, where, "clause"),
                read.day(item, where, "conduct_from"),
                read.day(item, where, "conduct_to"),
            )
            for item, where in read.objects(obj, path, "allegations", keys)
        )
    if obj.get("findings") is not None:
        keys = frozenset({"allegation", "respondent", "finding", "protected", *_RESTS})
        common["findings"] = tuple(
            Found(
                read.text(item, where, "allegation", required=True) or "",
                read.text(item, where, "respondent", required=True) or "",
                read.text(item, where, "finding", required=True) or "",
                read.text(item, where, "standard"),
                read.texts(item, where, "on"),
                read.texts(item, where, "sealed"),
                read.flag(item, where, "without_sealed"),
            )
            for item, where in read.objects(obj, path, "findings", keys)
        )
    if obj.get("guided") is not None:
        keys = frozenset({"on", "breach", "factors", "stands", "explained", "guidance", "rung"})
        common["guided"] = tuple(
            Guided(
                read.text(item, where, "on", required=True) or "",
                read.name(item, where, "breach", required=True) or "",
                read.text(item, where, "stands", required=True) or "",
                read.flag(item, where, "explained"),
            )
            for item, where in read.objects(obj, path, "guided", keys)
        )
