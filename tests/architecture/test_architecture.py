"""Is the house still built as its plan says? What no single module's test would notice."""

import ast
import re
from importlib.metadata import distributions, packages_distributions
from pathlib import Path

import pytest

from flows.steps import every  # noqa: F401 - registers the moves, and the folds
from flows.steps.moving import MADE
from models.entries import KINDS
from models.folds import FOLDS
from policy.stages import MOVES, Stage

ROOT = Path(__file__).parents[2]
PACKAGES = ("policy", "models", "letters", "flows", "desk")
# The only modules that know about Prefect (design.md, contract 3).
PREFECT = {"guide.py", "consider.py", "considering.py", "running.py", "reconciling.py", "watching.py"}
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
EMPTY_NAMES = {"utils", "util", "helpers", "common", "core", "base", "manager", "service", "handler",
               "processor", "data", "misc"}  # fmt: skip


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_begins_with_a_docstring_and_nothing_else(package: str) -> None:
    body = ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8")).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(p) for p in SOURCES if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
    assert [path for path in silent if "migrations/versions/__init__" not in path] == []


def test_only_the_flow_modules_know_about_prefect() -> None:
    knowing = {
        path.name for path in SOURCES if any(name.split(".")[0] == "prefect" for name in imported(path))
    }
    assert knowing <= PREFECT


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in SOURCES if path.stem in EMPTY_NAMES] == []


def test_no_prefect_flow_is_sync_or_suspended() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES if path.name in PREFECT)
    assert re.search(r"@(flow|task)\([^)]*\)\n(@\w+\n)*def ", text) is None
    assert "pause_flow_run" not in text
    assert "suspend_flow_run" not in text


def test_every_stage_is_a_key_of_the_table() -> None:
    assert set(MOVES) == set(Stage)


def test_every_move_of_the_table_can_be_made_and_every_move_made_is_in_the_table() -> None:
    assert {move for moves in MOVES.values() for move in moves} == set(MADE)


def test_every_stage_can_be_left_or_looked_at_again() -> None:
    assert [stage for stage in Stage if not any(to - {stage} for to in MOVES[stage].values())] == []


# Read by the export and its check, by coverage and chase, by the register: not by the dossier's fold.
# What happened at the door is found by the auditor's search.
READ_ELSEWHERE = {
    "AgencyAdded", "AgencyChanged", "ClosureAdded", "ClosureRemoved",
    "OfficerAdded", "OfficerChanged", "OfficerRestored", "OfficerRevoked",
    "AccountInvited", "AuthenticatorConfirmed", "PasswordChanged", "SignInRefused", "SignedIn", "SignedOut",
    "SteppedUp",
    "Attached", "ChaseRun", "Consulted", "Erased", "Exported", "InformationShared",
    "EnquiryRecorded", "EnquiryRegistered", "GlassBroken", "MeetingArranged", "MeetingHeld", "RecordCreated",
    "RegisterApplied", "RegisterRefused", "RegistrationsApplied", "RegistrationsUploaded",
    "RegisterScreened", "RegisterStopLifted", "RegisterUploaded", "SubjectChanged", "SweepRun",
}  # fmt: skip


def test_every_kind_of_entry_has_a_reader() -> None:
    assert set(KINDS) - set(FOLDS) == READ_ELSEWHERE


def test_nobody_else_provides_our_package_names() -> None:
    providers = packages_distributions()
    others = {name: set(providers.get(name, [])) - {"public-disclosure"} for name in PACKAGES}
    assert {name: found for name, found in others.items() if found} == {}
    assert any(found.metadata["Name"] == "public-disclosure" for found in distributions())


def test_no_file_outgrows_the_limit() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in SOURCES
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}


def test_the_desk_moves_a_consideration_only_through_the_steps() -> None:
    offending = [
        path for path in (ROOT / "desk").rglob("*.py") if "ledger.append" in path.read_text(encoding="utf-8")
    ]
    assert offending == []


def test_the_lock_names_no_registry() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "--index-url" not in text
    assert "://" not in text
