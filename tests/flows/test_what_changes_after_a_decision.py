"""What becomes of a decision when rights, a force's own values or its deadlines change afterwards?"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from flows.chasing import chase
from flows.looking import look
from flows.packs import digest_now, facts_digest
from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from flows.steps.pipeline import take
from flows.workplace import Workplace, working_in
from models import clock
from models.consideration import Wait
from models.database import transaction
from models.errors import CannotDo
from models.officer import Officer
from models.schemes import schemes

HEAD = "head-teacher-at-level-2"


def test_when_a_signer_loses_their_rights_it_waits_on_a_new_proposal(
    carry_on: Callable[..., Rehearsal], tmp_path: Path
) -> None:
    rehearsal = carry_on(HEAD, "record_undertaking", [])
    assert waits(rehearsal) == {"record_undertaking"}
    with transaction(rehearsal.engine) as session:
        officer = session.exec(select(Officer).where(Officer.handle == "di.northern.1")).one()
        officer.revoked_at = clock.now(session)
        session.add(officer)
    with working_in(Workplace(rehearsal.engine, tmp_path / "print")):
        chase(date(2026, 12, 9))
    assert waits(rehearsal) == {"propose"}


def test_a_value_the_force_sets_otherwise_lapses_what_was_signed(carry_on: Callable[..., Rehearsal]) -> None:
    rehearsal = carry_on(HEAD, "record_undertaking", [])
    with transaction(rehearsal.engine) as session:
        row, dossier = look(session, rehearsal.names["it"])
    scheme = schemes().get(row.scheme, row.edition)
    changed = scheme.model_copy(update={"own_values": {"clocks": {"tell": {"amount": 5}}}})
    line = next(line for line in dossier.lines.values() if line.pack)
    assert line.pack is not None
    assert digest_now(dossier, line, scheme) == line.pack.digest
    assert digest_now(dossier, line, changed) != line.pack.digest
    on = date(2026, 12, 9)
    assert facts_digest(dossier, line, changed, on) != facts_digest(dossier, line, scheme, on)


@pytest.mark.parametrize("earlier_by", [0, 1, 20])
def test_an_extension_never_gives_less_time(carry_on: Callable[..., Rehearsal], earlier_by: int) -> None:
    rehearsal = carry_on("pilot-mother-signs", "propose", [])
    longer = date(2027, 1, 20)
    extend(rehearsal, longer)
    with pytest.raises(CannotDo, match="must be later than the one it has, 20 January 2027"):
        extend(rehearsal, longer - timedelta(days=earlier_by))


def test_reopened_the_applicant_is_to_be_told_how_it_ends_this_time(
    carry_on: Callable[..., Rehearsal],
) -> None:
    rehearsal = carry_on("no-information-by-letter", None, [])
    with transaction(rehearsal.engine) as session:
        assert look(session, rehearsal.names["it"])[1].outcome_given
        take(
            session,
            rehearsal.names["it"],
            "reopen",
            actor(session, "ds.northern.1"),
            {"because": "new_information", "reasons": "Something new and invented has come to light."},
        )
        assert not look(session, rehearsal.names["it"])[1].outcome_given


def waits(rehearsal: Rehearsal) -> set[str]:
    with transaction(rehearsal.engine) as session:
        row, _ = look(session, rehearsal.names["it"])
        found = session.exec(
            select(Wait.what).where(Wait.consideration_id == row.id, Wait.owner_kind == "person")
        )
        return set(found) - {"hand_letter"}


def extend(rehearsal: Rehearsal, to: date) -> None:
    with transaction(rehearsal.engine) as session:
        given = {
            "clock": "decision",
            "due_on": to.isoformat(),
            "reasons": "A partner agency asked for more time.",
        }
        take(session, rehearsal.names["it"], "extend_deadline", actor(session, "ds.western.1"), given)


def test_a_registration_needs_no_meeting_where_its_scheme_asks_for_none(
    carry_on: Callable[..., Rehearsal],
) -> None:
    carry_on(
        "pilot-mother-signs",
        "propose",
        [{"does": "propose", "note": "as in the story", "with": {"meeting": None}}],
    )
    carry_on(
        HEAD,
        "propose",
        [
            {
                "does": "propose",
                "note": "as in the story",
                "with": {"meeting": None},
                "refused": "names its meeting",
            }
        ],
    )
