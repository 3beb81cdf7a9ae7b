"""What does an officer see who looks for somebody at the command line?"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from desk.cli import app
from flows.carrying import carry
from flows.people import actor
from flows.sample_area import fill
from flows.steps.pipeline import take
from flows.steps.registering import register_interest
from flows.workplace import Workplace, working_in
from models import ledger
from models.database import engine, transaction
from models.schemes import SAMPLE_FORCE

Run = Callable[..., Result]
WHY = ("--as", "ppo.western.1", "--purpose", "A neighbour rang about him.")
ASKED = "surname: Figmentham\nforenames: Martin\ndate_of_birth: 1974-03-08\npostcode: ZZ1 1AA\n"


@pytest.fixture
def run(live_record: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `disclosure ARGUMENTS` on a live record with the sample area in it; `typed` on standard input."""
    monkeypatch.setenv("DISCLOSURE_DATABASE_URL", live_record)
    monkeypatch.setenv("DISCLOSURE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DISCLOSURE_FORCE_FILE", str(SAMPLE_FORCE))
    monkeypatch.setenv("COLUMNS", "200")
    opened = engine(live_record)
    fill(opened, originals=tmp_path / "originals")
    opened.dispose()
    return lambda *arguments, typed="": CliRunner().invoke(app, [str(a) for a in arguments], input=typed)


@pytest.fixture
def registered(run: Run, live_record: str, tmp_path: Path) -> str:
    """An interest in S-0008, compared, and settled by an officer."""
    opened = engine(live_record)
    given = {
        "unit": "western",
        "immediate_risk": False,
        "relationship": "parent",
        "applicant": {"name": "Rosalind Pretendham"},
        "individual": {"name": "Martin Figmentham", "date_of_birth": "1974-03-08"},
    }
    with working_in(Workplace(opened, tmp_path / "print")):
        with transaction(opened) as session:
            who = actor(session, "registration.western.1")
            reference = register_interest(session, who, given).reference
        asyncio.run(carry(reference))
        with transaction(opened) as session:
            settled = {"subjects": ["S-0008"], "verdict": "same", "reasons": "The photograph is of him."}
            take(session, reference, "settle_candidate", actor(session, "ppo.western.1"), settled)
    opened.dispose()
    return reference


def kinds(url: str) -> list[str]:
    opened = engine(url)
    with transaction(opened) as session:
        found = [entry.kind for entry in ledger.entries(session)]
    opened.dispose()
    return found


def test_somebody_typed_on_standard_input_is_found(run: Run, live_record: str) -> None:
    found = run("find", *WHY, typed=ASKED)
    assert found.exit_code == 0, found.output
    assert "S-0008" in found.output
    assert "8 Story Lane" in found.output
    assert kinds(live_record)[-1] == "Consulted"


def test_another_unit_reads_only_whom_to_ask(run: Run) -> None:
    found = run("find", "--as", "ppo.eastern.1", "--purpose", "A neighbour rang.", typed=ASKED)
    assert "A record exists, ask western." in found.output
    assert "Story Lane" not in found.output


@pytest.mark.parametrize(
    ("arguments", "typed", "says"),
    [
        (("find", *WHY), "", "Say whom to look for"),
        (("find", *WHY), "- Martin\n- Figmentham\n", "Say whom to look for"),
        (("find", *WHY), "surname: [Figmentham\n", "Say whom to look for"),
        (("find", *WHY), "surname: Figmentham\nborn_on: soon\n", "born_on"),
        (("find", *WHY, "--name", "Martin Figmentham", "--born", "last May"), "", "date_of_birth"),
        (("candidates", "C-2026-99999", *WHY), "", "No consideration has that reference"),
    ],
)
def test_what_can_not_be_looked_for_is_refused_without_a_name(
    run: Run, arguments: tuple[str, ...], typed: str, says: str
) -> None:
    refused = run(*arguments, typed=typed)
    assert refused.exit_code == 1, refused.output
    assert says in refused.output
    assert "Figmentham" not in refused.output


def test_candidates_are_shown_with_reasons_and_verdicts_apart(
    run: Run, registered: str, tmp_path: Path
) -> None:
    shown = run("candidates", registered, *WHY, "--picture", tmp_path / "pictures")
    assert shown.exit_code == 0, shown.output
    assert "Identity: probable" in shown.output
    assert "settled: same, by ppo.western.1" in shown.output
    assert "The photograph is of him." in shown.output
    assert "8 Story Lane" in shown.output
    picture = (tmp_path / "pictures" / "S-0008.svg").read_text(encoding="utf-8")
    assert "<title>" in picture
    assert "Figmentham" not in picture


def test_whoever_says_that_it_is_about_theirs_is_shown_nothing(run: Run, registered: str) -> None:
    words = ("--reasons", "He is married to my sister.")
    assert run("declare-named-in", registered, "--as", "ppo.western.1", *words).exit_code == 0
    refused = run("candidates", registered, *WHY)
    assert (refused.exit_code, "No consideration has that reference" in refused.output) == (1, True)


def test_rescreen_says_that_nothing_has_changed(run: Run, registered: str) -> None:
    assert registered
    assert "has not changed since" in run("rescreen").output


def test_rescreen_compares_again_when_the_register_has_changed(
    run: Run, registered: str, live_record: str
) -> None:
    from flows.rehearsal.changing import change_register

    opened = engine(live_record)
    change_register(opened, {"S-9008": {"like": "S-0008", "forenames": "Martyn"}})
    opened.dispose()
    compared = run("rescreen")
    assert "1 live registrations compared; somebody came or went in 1." in compared.output
    assert "C-" in registered
    assert "S-9008" in run("candidates", registered, *WHY).output
