"""What becomes of a pack whose laid content is erased while the consideration is open?"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.carrying import carry
from flows.looking import look
from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from flows.steps.pipeline import take
from flows.workplace import Workplace, working_in
from models import ledger
from models.database import Role, engine, transaction
from models.dossier import Phase
from models.erasure import erase

CarryOn = Callable[..., Rehearsal]


def erase_packs(rehearsal: Rehearsal) -> None:
    """Erase what was laid, as the retention role can."""
    retention = engine(rehearsal.engine.url.render_as_string(hide_password=False), Role.RETENTION)
    with transaction(rehearsal.engine) as session:
        row, _ = look(session, rehearsal.names["it"])
        written = ledger.entries(session, row.id)
    laid = [each.content_id for each in written if each.kind == "PackLaid" and each.content_id]
    with transaction(retention) as session:
        erase(session, laid, "retention/on-request", "PO-1")
    retention.dispose()


@pytest.mark.parametrize("before", ["sign_off", "record_undertaking"])
def test_what_was_laid_and_is_erased_lapses_and_is_laid_anew(
    carry_on: CarryOn, tmp_path: Path, before: str
) -> None:
    rehearsal = carry_on("head-teacher-at-level-2", before, [])
    reference = rehearsal.names["it"]
    erase_packs(rehearsal)
    with transaction(rehearsal.engine) as session:
        take(session, reference, "attach", actor(session, "ppo.northern.1"), {"words": "A note."})
    with transaction(rehearsal.engine) as session:
        row, dossier = look(session, reference)
        assert (row.stage, dossier.lines["recipient-1"].phase) == ("signing", Phase.PROPOSED)
    with working_in(Workplace(rehearsal.engine, tmp_path / "print")):
        asyncio.run(carry(reference))
    with transaction(rehearsal.engine) as session:
        line = look(session, reference)[1].lines["recipient-1"]
    assert line.phase is Phase.LAID
    assert line.pack is not None
    assert line.pack.signatures == []
