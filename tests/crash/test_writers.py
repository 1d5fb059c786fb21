"""Eight writers at once and the signer beside them: one log, nothing lost, and of two who answered the same
page one is told so."""

import random

import pytest
from django.db import connection
from django.db.models import Count

from dueprocess.docket.models import Act
from dueprocess.ledger import places, signer, state
from dueprocess.ledger.models import Head, Seq
from dueprocess.tlog import reader, verify
from dueprocess.tlog.policy import Policy as Trust
from tests import effort
from tests.crash.scenarios import Complaints
from tests.crash.test_kill import own
from tests.crash.writing import WRITERS, write
from tests.ground import begin, own_folder
from tests.soak import rows


@pytest.mark.both
def test_eight_writers_and_a_signer_make_one_log(db_fresh, tmp_path, settings):
    with own_folder(tmp_path / "var", settings):
        begin(settings, origin="tests.invalid")
        scene = Complaints()
        signer.seal()
        (tmp_path / "said").mkdir()
        seconds = effort.seconds() if effort.SOAK else 4.0
        seed = random.SystemRandom().randrange(2**32)
        found = write(scene, seconds=seconds, folder=tmp_path / "said", seed=seed)
        kept = scene.kept()
        lost = len(set(found.acknowledged) - kept)
        size = Head.objects.get().size
        signer.seal()
        signer.beat(force=True)
        trust = Trust.parse(places.policy().read_bytes())
        report = verify.log(reader.Folder(places.record()), trust)
        told = f"seed {seed}, {connection.vendor}: {dict(found.counts)}, {found.seals} seals, {size} entries"
        print(told)
        assert lost == 0, told
        assert len(found.acknowledged) == len(set(found.acknowledged)) >= 20, told
        assert found.seals >= 2, told
        assert len(kept | own()) == Seq.objects.count() == size == report.size, told
        twice = (
            Act.objects.filter(name="acknowledge").values("docket").annotate(n=Count("pk")).filter(n__gt=1)
        )
        assert not twice.exists(), told
        assert list(state.faults()) == [], told
        if effort.SOAK:
            assert found.counts["conflicts"], told
        rows.add(
            "writers",
            engine=connection.vendor,
            writers=WRITERS,
            seconds=seconds,
            acts=len(found.acknowledged),
            complaints=found.counts["complaints"],
            conflicts=found.counts["conflicts"],
            lost=lost,
            seals=found.seals,
            size=size,
        )
