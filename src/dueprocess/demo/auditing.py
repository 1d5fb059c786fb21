"""An auditor from outside: accredited by two, a draw that was announced, and, now that the record is
published, drawn and handed over. Must not choose what is looked at: the lot does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from datetime import datetime, timedelta

from dueprocess.cases.audits import actions
from dueprocess.cases.audits.models import Draw
from dueprocess.demo import links, moments
from dueprocess.demo.building import Federation
from dueprocess.kit import clock
from dueprocess.ledger import signer
from dueprocess.people import actions as register
from dueprocess.tlog import lot

ACCREDITED, ANNOUNCED = 75, 12
"""So many days ago the accreditation was proposed, and the draw announced."""
BODY = "Varrendale Institute of Auditors"
DUTY = "What I read I keep to myself. My report names nobody, and what was handed to me I destroy after it."
SAMPLE = 6
NUMBER = hashlib.sha256(b"the number of the auditor in the demonstration").digest()
"""The auditor's number. A real one is drawn by chance, and nobody else knows it."""


def run(built: Federation, now: datetime) -> Generator[datetime]:
    """Live through it up to the announcement: yields the moment of what comes next."""
    auditor, today = built.cast["auditor"], moments.local(now).date()
    begins = today - timedelta(days=ACCREDITED)
    yield moments.on_clock(begins, 11 * 60)
    asked = register.propose_auditor(
        person=auditor, body=BODY, duty=DUTY, from_on=begins + timedelta(days=3),
        until_on=begins + timedelta(days=3 * 364), by=built.cast["secretary"],
    )  # fmt: skip
    yield moments.on_clock(begins + timedelta(days=2), 14 * 60)
    accredited = register.sign_auditor(proposal=asked, by=built.cast["oversight_member"])
    register.give_login(person=auditor, email=links.address("auditor"), by=None)
    yield moments.on_clock(today - timedelta(days=ANNOUNCED), 15 * 60)
    actions.announce(
        accreditation=accredited, first_on=today - timedelta(days=400),
        last_on=today - timedelta(days=ANNOUNCED + 1), sample=SAMPLE, whole=True,
        seal=lot.seal(NUMBER).hex(), by=built.holders["oversight_lead"][0],
    )  # fmt: skip


def hand_over() -> None:
    """Publish the record, draw, and hand over what was drawn: the package can be taken for a day."""
    _publish()
    for draw in Draw.objects.filter(drawn=None).select_related("accreditation__person"):
        auditor = draw.accreditation.person
        actions.draw_lot(draw=draw, number=NUMBER.hex(), by=auditor)
        _publish()
        actions.hand_over(draw=draw, by=auditor, bound=True)


def _publish() -> None:
    now = clock.now()  # the present of the demonstration, which tests set
    signer.seal(now)
    signer.beat(now, force=True)
