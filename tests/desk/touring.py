"""Takes a case along a course. A step seen for the first time goes through the desk's own pages, from a link
on the case page, sent empty and then full; every other one is taken by the action behind them."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Via
from dueprocess.core.engine import Form, NotPermitted, Permission, decide, permitted
from dueprocess.docket import extracts as dockets
from dueprocess.docket import forms, payload, roster
from dueprocess.docket.actions import propose, record_lapses, sign, take_note, take_step
from dueprocess.docket.models import Act, Docket, File, Proposal
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, files
from dueprocess.people.models import Person
from dueprocess.rules import guidance, rulebooks
from dueprocess.tlog import entry as entries
from tests import declaring, world
from tests.desk.conftest import signed_in
from tests.desk.courses import Move
from tests.desk.filling import answers, present
from tests.desk.working import send, text, token

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "reference" / "docket.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
FITTING: set[tuple[str, str]] = set()
"""People that were held against the schema in this process."""
CLERKS = ("intake_officer", "secretary", "coordinator")
"""Who writes for the others, under one rulebook or another."""
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n% a marker that nobody else writes \ntrailer<<>>\n%%EOF\n"


class Tour:
    """One case on its way. A step that was not `seen` goes through the pages."""

    def __init__(
        self, built: world.World, holders: dict[str, list[Person]], *, seen: set[tuple[str, str]]
    ) -> None:
        self.built, self.holders, self.seen = built, holders, seen
        self.respondents, self.checks = 1, True
        self.at = world.MONDAY
        self.docket: Docket | None = None
        self._read: tuple[int, int, datetime, dockets.Opened] | None = None
        self.clerk = holders[next(name for name in CLERKS if name in holders)][0]

    # --- the way

    def go(self, move: Move) -> None:
        """Take one step of the course."""
        self._read = None
        self.at = self._moment(move)
        with clock.frozen(self.at):
            look = move.step not in {step for step, _outcome in self.seen}
            if self.docket is None and not self._takes_over(move):
                self.docket = self._opened(move, look)
            else:
                record_lapses(self.fresh())
                self._before(move)
                self._declare(move)
                (self._by_pages if look else self._by_action)(move)
            self.seen.add((move.step, move.outcome))
            self._arrive()

    def fresh(self) -> Docket:
        assert self.docket is not None
        return Docket.objects.select_related("unit").get(pk=self.docket.pk)

    def opened(self) -> dockets.Opened:
        """The case as it stands; read once between two acts."""
        docket = self.fresh()
        if self._read is None or self._read[:3] != (docket.pk, docket.length, self.at):
            self._read = (docket.pk, docket.length, self.at, dockets.opened(docket, fresh=True))
        return self._read[3]

    def _moment(self, move: Move) -> datetime:
        if not isinstance(move.wait, str):
            return self.at + timedelta(days=move.wait)
        with clock.frozen(self.at):
            day = self.opened().state.facts[move.wait]
        return self.at.replace(year=day.year, month=day.month, day=day.day, hour=11)

    def _before(self, move: Move) -> None:
        for key in move.agree:
            needs = Needs(act={"who": key, "to": move.step}, content={"text": "By telephone."})
            take_note(docket=self.fresh(), note="consent", by=self._me(), at=self.at, needs=needs)
        if move.doubt:
            view = self.opened()
            taken = {row.get("who") for row in view.whole.json["acts"]}
            persons = {pk: key for key, pk in view.whole.roster.persons.items()}
            who = next(
                persons[each.pk] for each in self.holders[move.doubt][1:] if persons[each.pk] not in taken
            )
            ground = next(ground for row in view.rulebook.conflicts.values() for ground in row.grounds)
            cases.declare_conflict(
                docket=self.fresh(), who=who, ground=ground, by=Actor(key="C1"), text="I saw them together."
            )

    def _declare(self, move: Move) -> None:
        """Whoever's turn it is to be appointed declares first."""
        book = self.opened().rulebook
        appoints = book.steps[move.step].effects_with(move.outcome).appoints
        if not any(book.role_or_body(name).declares for name in appoints):
            return
        strand = self._permission(move).strand
        if declaring.declared(self.fresh(), move.step, move.outcome, strand=strand):
            self._read = None

    def _me(self) -> Actor:
        return Actor(person=self.clerk)

    def _arrive(self) -> None:
        """Let every letter arrive with whoever it is for, so that their time runs."""
        view = self.opened()
        owed: dict[int, list[str]] = {}
        for each in view.state.notices:
            if each.n and each.received_at is None and each.to in view.state.parties:
                owed.setdefault(each.n, []).append(each.to)
        for n, to in owed.items():
            needs = Needs(act={"of": n, "to": sorted(set(to))})
            take_note(docket=self.fresh(), note="received", by=self._me(), at=self.at, needs=needs)

    # --- opening

    def _takes_over(self, move: Move) -> bool:
        """Whether this begins a case of an earlier register, which is then imported first."""
        if not rulebooks.get(self.built.rulebook.pk).steps[move.step].takes_over:
            return False
        names = ["Noor Whitlock", "Ilse Marchetti"][: self.respondents]
        self.docket = world.import_case("1989/7", received="2025-01-07", respondents=names)
        return True

    def _opened(self, move: Move, look: bool) -> Docket:
        if not rulebooks.get(self.built.rulebook.pk).steps[move.step].needs_no_office:
            return self._opens_itself(move.step)
        if look:
            return self._entered()
        return self.complaint()

    def complaint(self, more: str = "") -> Docket:
        """A complaint with an allegation against each respondent, under a clause of none."""
        names = ["Noor Whitlock", "Ilse Marchetti"][: self.respondents]
        people = [self.built["stranger"].pk, self.built["respondent"].pk]
        report = cases.Report(
            summary=f"Shouted down at the meeting. {more}",
            reporter=PartyIdentity(
                kind="complainant", person=self.built["complainant"].pk, name="Wren Abara"
            ),
            respondents=[
                PartyIdentity(kind="respondent", person=pk, name=name)
                for pk, name in zip(people, names, strict=False)
            ],
            allegations=[
                cases.Alleged(respondent=n, conduct_from=self.at.date(), text="Shouted.")
                for n in range(len(names))
            ],
        )
        return cases.receive_complaint(
            report=report, via=Via.PORTAL, by=Actor(), at=self.at, unit=self.built.club,
            rulebook=self.built.rulebook,
        ).docket  # fmt: skip

    def _entered(self) -> Docket:
        """A complaint that an officer enters, from the link at the top of their work."""
        client = signed_in(self.clerk)
        address = next(_links(client.get("/desk/"), "/desk/cases/new/"))
        page = client.get(address)
        faults = client.post(address, token(page))
        assert {"via", "summary"} <= _named(faults), text(faults)[:600]
        assert not Docket.objects.exists()
        typed = {
            "via": "phone", "summary": "Shouted down at the meeting.", "reporter": "Wren Abara",
            "about": "Noor Whitlock", "attached": SimpleUploadedFile("note.pdf", PDF),
        }  # fmt: skip
        done = client.post(address, typed | token(page))
        assert done.status_code == 302, done.context["form"].errors
        made = Docket.objects.get(number=done.url.split("/")[4])
        self.docket = made
        self.matches(made, 1, files=1)
        return made

    def _opens_itself(self, step: str) -> Docket:
        """A case without a complaint: its step chosen, sent empty, sent full, and signed where it must be."""
        role = rulebooks.get(self.built.rulebook.pk).steps[step].by[0].name
        role = {"committee": "committee_member"}.get(role, role)
        client = signed_in(self.holders[role][0])
        address = client.post("/desk/cases/open/", {"step": step, "unit": ""}).url
        page = client.get(address)
        assert page.status_code == 200, text(page)[:400]
        form = page.context["form"]
        faults = client.post(address, token(page))
        assert "summary" in faults.context["told"].errors
        faults = client.post(address, {"summary": "Money is gone.", **token(page)})
        self._each_named(faults, form)
        number = address.split("/")[4]
        docket = Docket.objects.get(number=number)
        assert docket.length == 0
        typed = answers(form) | {"summary": "Money is gone.", "about": "Noor Whitlock", **token(page)}
        typed["files"] = SimpleUploadedFile("order.pdf", PDF)
        done = client.post(address, typed)
        assert done.status_code == 302, (done.context["form"].errors, done.context["told"].errors)
        self.docket = docket
        if proposal := Proposal.objects.filter(docket=docket, ended_at=None).first():
            self._sign_on_pages(proposal)
        self.matches(docket, 1, files=1)
        return docket

    # --- by the action

    def _form(self, permission: Permission, outcome: str, who: str) -> forms.StepForm:
        docket = self.fresh()
        asked = dockets.form(
            docket, step=permission.step, viewer=Actor(key=who), strand=permission.strand,
            outcome=outcome or None,
        )  # fmt: skip
        alleged = [
            forms.Alleged(each["id"], each["respondent"], "Shouting")
            for act in self.opened().whole.json["acts"]
            for each in act.get("allegations", ())
        ]
        asking = forms.Asking(
            who=who, names=asked.names, zone=timezone.get_current_timezone(), now=clock.now(),
            allegations=alleged, own=who in self.opened().state.parties,
            guidance=guidance.current(self.opened().rulebook.id),
        )  # fmt: skip
        assert asked.form.refusal is None, asked.form.refusal
        return forms.make(asked.form, asking)

    def _permission(self, move: Move) -> Permission:
        found = [each for each in permitted(self.opened().state) if each.step == move.step]
        able = next((each for each in found if each.allowed), None)
        assert able, (move, [each.refusal for each in found], self.at)
        return able

    def _by_action(self, move: Move) -> None:
        permission = self._permission(move)
        key = permission.who[0]
        blank = self._form(permission, move.outcome, key)
        there = present(self.opened().state, blank)
        if new := (move.step, move.outcome) not in self.seen:
            self._blamed(blank, move)
        typed = answers(blank, there=there, **_of(move))
        sent = MultiValueDict({"files": [SimpleUploadedFile("note.pdf", PDF)]} if new else {})
        form = forms.make(blank.asked, blank.asking, _sent(typed), sent)
        assert form.is_valid(), (move, form.errors)
        pk = self.opened().whole.roster.persons.get(key)
        party = key in self.opened().state.parties
        by = Actor(key=key) if party or pk is None else Actor(person=Person.objects.get(pk=pk))
        needs = form.needs()
        if not needs.act.get("countersigned"):
            act = take_step(docket=self.fresh(), step=move.step, by=by, at=self.at, needs=needs)
            return self.matches(self.fresh(), act.n, files=int(new))
        proposal = propose(docket=self.fresh(), step=move.step, by=by, at=self.at, needs=needs)
        persons = self.opened().whole.roster.persons
        for each in needs.act["countersigned"]:
            sign(proposal=proposal, by=Actor(person=Person.objects.get(pk=persons[each["by"]])))
        return self.matches(self.fresh(), self.fresh().length, files=int(new))

    def _blamed(self, blank: forms.StepForm, move: Move) -> None:
        """Sent empty, the form names each need."""
        form, view = forms.make(blank.asked, blank.asking, _sent({})), self.opened()
        assert form.is_valid(), form.errors
        act = {"at": self.at.isoformat(), "step": move.step, **form.needs().act, "by": blank.asking.who}
        try:
            decide(rulebooks.LIBRARY, view.whole.engine(), act)
        except NotPermitted as error:
            form.blame(error.needs)
        _mended(form, set(form.errors))

    # --- through the pages

    def _by_pages(self, move: Move) -> None:
        permission = self._permission(move)
        key, docket = permission.who[0], self.fresh()
        mine = Vault.of(docket).local(self.clerk.pk)
        if mine in permission.who and rulebooks.get(docket.rulebook_id).steps[move.step].effects.joins:
            key = mine  # who joins has to be let into both cases
        case = f"/desk/cases/{docket.number}/"
        pk = self.opened().whole.roster.persons.get(key)
        party = key if key in self.opened().state.parties or pk is None else ""
        client = signed_in(self.clerk if party else Person.objects.get(pk=pk))
        start = f"{case}steps/{move.step}/{permission.strand or 0}/"
        address = next(_links(client.get(case), start))  # the link that stands on the case page
        page = client.get(address)
        if page.status_code == 302:
            return self._join(client, page.url)
        query = {}
        if party:
            assert f'name="for" value="{party}"' in page.content.decode(), (move, text(page)[:400])
            query["for"] = party
            page = client.get(address, query)
        if move.outcome:
            assert f'name="outcome" value="{move.outcome}"' in page.content.decode(), (move, text(page)[:600])
            page = client.get(address, query | {"outcome": move.outcome})
            query["outcome"] = move.outcome
        assert page.status_code == 200, (move, text(page)[:600])
        address += "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else ""
        self._sent_empty(client, address, page)
        return self._sent_full(client, address, page, move)

    def _sent_empty(self, client: Client, address: str, page: HttpResponse) -> None:
        form, before = page.context["form"], self._stored()
        if not list(wanted(form.asked, form.asking.who)):
            return  # it needs nothing: sent empty it is already whole
        answer = client.post(address, token(page))
        assert answer.status_code == 200, (address, answer.status_code)
        self._each_named(answer, form)
        assert self._stored() == before, address

    def _each_named(self, answer: HttpResponse, form: forms.StepForm) -> None:
        """Each thing that the engine's form needs stands in the summary and beside a field that mends it."""
        _mended(form, _named(answer))

    def _sent_full(self, client: Client, address: str, page: HttpResponse, move: Move) -> None:
        form, before = page.context["form"], self.fresh().length
        there = present(self.opened().state, form)
        typed = answers(form, there=there, **_of(move)) | token(page)
        if "letter" in form.fields:
            typed["letter"] = "What they are told."
        typed["files"] = SimpleUploadedFile("Bericht übér.pdf", PDF)
        done = send(client, address, typed)
        assert done.status_code == 302, (move, text(done)[:900])
        if "/acts/" not in done.url:
            self._sign_on_pages(Proposal.objects.get(docket=self.docket, ended_at=None), client)
        self.matches(self.fresh(), before + 1, files=1)

    def _sign_on_pages(self, proposal: Proposal, proposer: Client | None = None) -> None:
        number = self.fresh().number
        address = f"/desk/cases/{number}/signatures/{proposal.pk}/"
        if proposer is not None:
            assert list(_links(proposer.get(f"/desk/cases/{number}/"), address))
        persons = dockets.opened(proposal.docket).whole.roster.persons
        for each in proposal.signatures.order_by("pk"):
            client = signed_in(Person.objects.get(pk=persons[each.key]))
            answer = client.post(address, {"sign": "1", **token(client.get(address))})
            assert answer.status_code == 302, text(answer)[:600]

    def _join(self, client: Client, address: str) -> None:
        other = self.complaint("The same evening.")
        page, before = client.get(address), self._stored()
        faults = client.post(address, token(page))
        assert {"other", "reason"} <= _named(faults)
        assert self._stored() == before
        done = client.post(address, {"other": other.number, "reason": "The same evening.", **token(page)})
        assert done.status_code == 302, text(done)[:600]
        self.matches(self.fresh(), self.fresh().length, files=0)
        self.matches(Docket.objects.get(pk=other.pk), Docket.objects.get(pk=other.pk).length, files=0)

    # --- what was kept

    def _stored(self) -> tuple[int, ...]:
        return (self.fresh().length, Act.objects.count(), File.objects.count(), Proposal.objects.count())

    def matches(self, docket: Docket, n: int, *, files: int) -> None:
        """The act stands, its docket fits the schema, and its files are hashed, sealed and committed to.
        Without `checks`: another test does that."""
        if not self.checks:
            return
        docket = Docket.objects.get(pk=docket.pk)
        vault = Vault.of(docket)
        whole = roster.assemble(docket, vault, at=self.at)
        acts = [act for act in whole.json["acts"] if act["n"] == n]
        assert acts, (docket.number, n)
        VALIDATOR.validate(_new_people({**whole.json, "acts": [_new_people(act) for act in acts]}))
        rows = list(File.objects.filter(act__docket=docket, act__n=n).select_related("act"))
        assert len(rows) == files, (docket.number, n, rows)
        for row in rows:
            said = vault.file(row, n)
            assert said["sha256"] == hashlib.sha256(PDF).hexdigest()
            salt = bytes(row.salt)
            committed = entries.commit_file(hashlib.sha256(PDF).digest(), len(PDF), salt).hex()
            told = payload.of(row.act, pseudonym=docket.pseudonym, previous=b"")
            assert told["f"][f"file.{row.n}"] == committed, "the payload names the file"
            assert b"".join(files_of(vault, row)) == PDF
            assert b"marker" not in files_path(row).read_bytes(), "it lies sealed"


def _new_people(row: dict[str, Any]) -> dict[str, Any]:
    """A docket or act with those rows of people only that were not held against the schema before: the same
    hundred stand in the docket and again in each of its acts, and took ten times as long as all else."""
    if "people" not in row:
        return row
    people = {key: each for key, each in row["people"].items() if (key, json.dumps(each)) not in FITTING}
    FITTING.update((key, json.dumps(each)) for key, each in people.items())
    return {**row, "people": people}


def files_of(vault: Vault, row: File) -> Iterator[bytes]:
    """The bytes of a stored file, opened."""
    return files.read(vault.key, row.stored, vault.files)


def files_path(row: File) -> Path:
    """Where a stored file lies."""
    return files.path_of(row.stored)


def _mended(form: forms.StepForm, named: set[str]) -> None:
    """Each thing that the engine's form needs stands beside a field that mends it."""
    for field, item in wanted(form.asked, form.asking.who):
        mending = {
            name for place, name in form.places.items()
            if place[0] == field and (not item or place[1] in (item, ""))
        }  # fmt: skip
        assert mending & named, (form.asked.step, field, item, mending, named)


def wanted(asked: Form, who: str) -> Iterator[tuple[str, str]]:
    """What an act of this form cannot do without, as field and item of its JSON."""
    way = next((way.name for way in asked.ways if who in way.people), "")
    if asked.persons_required and sum(each.owed for each in asked.persons) > 1:
        yield "for", ""
    yield from (("with", paper.words) for paper in asked.papers if paper.required)
    yield from (("facts", fact.name) for fact in asked.facts if fact.required)
    yield from (("appoints", role.name) for role in asked.appointments if role.required)
    if asked.appointments and not any(role.required for role in asked.appointments):
        yield "appoints", ""
    if any(vote.needed and vote.body == way for vote in asked.votes):
        yield "votes", ""
    yield from (("countersigned", sign.role) for sign in asked.signatures if sign.why is None)
    if asked.grounds:
        yield "grounds", ""
    if len(asked.against) > 1:
        yield "against", ""
    if len(asked.conflicts) > 1:
        yield "conflict", ""
    if asked.measures_choice:
        yield "starts", ""
    if asked.out is not None:
        yield "case", ""
        yield "out", ""
    yield from (("until", "") for until in asked.until if until.required)


def _named(answer: HttpResponse) -> set[str]:
    """The fields with a fault beside them that the summary at the top leads to."""
    assert answer.status_code == 200, answer.status_code
    page = answer.content.decode()
    summary = page[page.index("govuk-error-summary__list") :]
    led = set(re.findall(r'<a href="#id_(\w+)"', summary[: summary.index("</ul>")]))
    beside = set(re.findall(r'id="id_(\w+)_error"', page))
    return {
        name for name in beside if any(re.fullmatch(rf"{re.escape(name)}(_0|_day)?", each) for each in led)
    }


def _links(page: HttpResponse, start: str) -> Iterator[str]:
    assert page.status_code == 200, (page.status_code, start)
    found = re.findall(r'href="([^"]+)"', page.content.decode())
    yield from (html.unescape(each) for each in found if each == start)


def _of(move: Move) -> dict[str, Any]:
    """What a move says of its form."""
    return {"facts": move.facts, "chosen": move.chosen, "names": move.names, "finds": move.finds}


def _sent(typed: dict[str, Any]) -> QueryDict:
    """What a browser would send."""
    sent = QueryDict(mutable=True)
    for name, value in typed.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return sent
