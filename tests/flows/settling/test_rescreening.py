"""What becomes of registrations when the register changes, months after anybody asked?"""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from flows import finding, rescreening
from flows.steps.pipeline import take
from models import ledger
from models.clock import set_clock
from models.database import transaction
from models.errors import CannotDo

NEW_NAME = {"forenames": "Zebedee", "surname": "Quixworth", "date_of_birth": "2001-07-30"}


def months_later(hands: Any) -> None:
    with transaction(hands.engine) as session:
        set_clock(session, datetime(2027, 3, 8, 9, tzinfo=UTC))


def test_somebody_new_becomes_a_task_and_the_others_are_left_alone(
    hands: Any, figmentham: Any, nobody_of_ours: Any
) -> None:
    meant, other = hands.register(nobody_of_ours), hands.register(figmentham)
    hands.rule_out_the_rest(meant)
    hands.rule_out_the_rest(other)
    months_later(hands)
    hands.change_register(S_0040=NEW_NAME)
    (changed,) = hands.entries("CandidatesChanged")
    assert (changed.body["added"], changed.content["added"]) == (1, ["S-0040"])
    assert "S-0040" not in json.dumps(changed.body)
    assert "Quixworth" not in json.dumps(changed.body)
    assert hands.dossier(meant).candidates["S-0040"].band == "strong"
    assert hands.waits(meant)["settle_candidate"].due_at.date() == date(2027, 3, 11)
    assert "settle_candidate" not in hands.waits(other)
    (run,) = hands.entries("RegisterScreened")
    assert (run.body["count"], run.body["changed"], run.consideration) == (2, 1, None)


def test_who_leaves_the_register_is_shown_as_gone_and_the_one_meant_is_looked_at(
    hands: Any, figmentham: Any
) -> None:
    reference = hands.register(figmentham)
    hands.settle(reference, "same", "S-0008")
    hands.rule_out_the_rest(reference)
    hands.change_register(S_0008=None)
    state = hands.dossier(reference).candidates["S-0008"]
    assert (state.vanished, state.settled.verdict) == (True, "same")
    assert "1 of them no longer among the nearest" in hands.waits(reference)["settle_candidate"].why
    hands.settle(reference, "same", "S-0008")
    hands.rule_out_the_rest(reference)
    assert "settle_candidate" not in hands.waits(reference)


def test_one_ruled_out_who_comes_nearer_is_a_task_again(hands: Any, nobody_of_ours: Any) -> None:
    """Ruled out as a far likeness; then the register gives him the very name."""
    hands.change_register(S_0040={"forenames": "Zebedee", "surname": "Quickworthy"})
    reference = hands.register(nobody_of_ours)
    hands.rule_out_the_rest(reference)
    assert hands.dossier(reference).candidates["S-0040"].band != "strong"
    hands.change_register(S_0040=NEW_NAME)
    state = hands.dossier(reference).candidates["S-0040"]
    assert (state.band, state.settled.verdict) == ("strong", "not_same")
    assert "settle_candidate" in hands.waits(reference)


def test_a_new_candidate_lapses_what_was_unique_until_they_are_settled(hands: Any, figmentham: Any) -> None:
    reference = hands.register(figmentham)
    hands.settle(reference, "same", "S-0008")
    hands.rule_out_the_rest(reference)
    hands.do("ds.western.1", "confirm_identity", reference)
    hands.change_register(S_9008={"like": "S-0008", "forenames": "Melvin"})
    with transaction(hands.engine) as session:
        assert hands.row(session, reference).identity == "unique"
    from models.facts_on_record import as_facts
    from policy.holds import identity

    (finding_now,) = identity(as_facts(hands.dossier(reference), date(2026, 11, 24)), None)  # type: ignore[arg-type]
    assert finding_now.answer == "not known"
    assert "S-9008" in finding_now.reason
    hands.settle(reference, "not_same", "S-9008")
    assert hands.dossier(reference).identity == "unique"


def test_a_register_that_changed_nothing_for_anybody_leaves_one_entry_and_no_more(
    hands: Any, figmentham: Any
) -> None:
    reference = hands.register(figmentham)
    before = len(ledger_of(hands))
    hands.change_register(S_0060={"rosh": "Low"})
    kinds = [entry.kind for entry in ledger_of(hands)[before:] if not entry.kind.startswith("Register")]
    assert kinds == []
    assert len(hands.entries("RegisterScreened")) == 1
    assert rescreening.rescreen(engine=hands.engine) is None
    assert hands.dossier(reference).comparison.heading


def test_a_withdrawn_one_is_compared_until_it_is_closed_and_again_when_it_is_reopened(
    hands: Any, nobody_of_ours: Any
) -> None:
    withdrawn, not_progressed = hands.register(nobody_of_ours), hands.register(nobody_of_ours)
    hands.do("registration.western.1", "withdraw", withdrawn)
    risk = {"reason": "malicious", "risk_assessment": "None was found."}
    hands.do("ppo.western.1", "not_progress", not_progressed, **risk)
    told = {"channel": "in_person", "notes": "It goes no further."}
    hands.do("ppo.western.1", "give_outcome", not_progressed, **told)
    hands.change_register(S_0040=NEW_NAME)
    (run,) = hands.entries("RegisterScreened")
    assert (run.body["count"], len(hands.entries("CandidatesChanged", not_progressed))) == (1, 0)
    assert hands.dossier(withdrawn).candidates["S-0040"].band == "strong"
    with pytest.raises(CannotDo, match="S-0040"):
        hands.do("ppo.western.1", "nobody_matches", withdrawn)
    hands.do("ppo.western.1", "reopen", not_progressed, because="new_information")
    assert hands.dossier(not_progressed).candidates["S-0040"].band == "strong"


def test_stopped_in_the_middle_it_is_done_again_with_nothing_twice(
    hands: Any, nobody_of_ours: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    references = [hands.register(nobody_of_ours) for _ in range(3)]
    takes, real = [], take

    def dies_at_the_second(*args: Any, **options: Any) -> Any:
        takes.append(args)
        if len(takes) == 2:
            raise KeyboardInterrupt
        return real(*args, **options)

    monkeypatch.setattr(rescreening, "take", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        hands.change_register(S_0040=NEW_NAME)
    monkeypatch.undo()
    assert hands.entries("RegisterScreened") == []
    heard: list[tuple[int, int]] = []
    done = rescreening.rescreen(lambda count, of: heard.append((count, of)), hands.engine)
    assert (done.count, done.changed) == (3, 3) if done else None
    assert heard[-1] == (2, 2)  # the first was compared before
    assert [len(hands.entries("CandidatesChanged", each)) for each in references] == [1, 1, 1]
    assert len(hands.entries("RegisterScreened")) == 1


def test_no_transaction_is_open_while_the_register_is_compared(
    hands: Any, figmentham: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.register(figmentham)
    held = finding.register(hands.engine).register
    open_then: list[int] = []
    real = type(held).nearest_of_each

    def watched(self: Any, *args: Any, **options: Any) -> Any:
        with transaction(hands.engine) as session:
            counted = session.connection().exec_driver_sql(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND position('idle in transaction' in state) = 1"
            )
            open_then.append(counted.scalar_one())
        return real(self, *args, **options)

    monkeypatch.setattr(type(held), "nearest_of_each", watched)
    hands.register(figmentham)
    hands.change_register(S_0040=NEW_NAME)
    assert open_then
    assert set(open_then) == {0}


def test_the_register_is_read_once_and_again_when_it_has_changed(hands: Any) -> None:
    first = finding.register(hands.engine)
    assert finding.register(hands.engine) is first
    hands.change_register(S_0040=NEW_NAME)
    second = finding.register(hands.engine)
    assert second.version != first.version
    assert second.register.digest != first.register.digest


def test_who_left_the_register_is_not_looked_among(hands: Any, figmentham: Any) -> None:
    hands.change_register(S_0008=None)
    reference = hands.register(figmentham)
    assert "S-0008" not in hands.dossier(reference).candidates


def ledger_of(hands: Any) -> list[Any]:
    with transaction(hands.engine) as session:
        return list(ledger.entries(session))
