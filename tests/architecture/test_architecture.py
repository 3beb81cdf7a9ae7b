"""Is the house still built as its plan says? What no single module's test would notice."""

import ast
import re
from importlib.metadata import distributions, packages_distributions
from pathlib import Path

import pytest

from desk.pages import every as every_page  # noqa: F401 - registers the routes
from desk.routes import ROUTES
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
    "AccessMadeAnew", "AccountInvited", "AuthenticatorConfirmed", "PasswordChanged", "SignInRefused",
    "SignedIn", "SignedOut", "SteppedUp",
    "Attached", "ChaseRun", "Consulted", "Erased", "Exported", "InformationShared",
    "EnquiryRecorded", "EnquiryRegistered", "GlassBroken", "MeetingArranged", "MeetingHeld",
    "PutOnMeetingList", "RecordCreated", "TakenOffMeetingList",
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


TEMPLATES = sorted((ROOT / "desk" / "templates").rglob("*.html"))
WRITES = {"take", "take_once", "put_agency", "settle"}
# What a title may say: a heading of a form, a code, a reference; nothing that anybody is called.
TITLE = re.compile(r"{%-? *block title *%}(.*?){%-? *endblock", re.DOTALL)
PERSONAL = re.compile(r"[._]name\b|surname|snapshot|individual|applicant\.|date_of_birth|address")


def test_every_route_is_answered_by_a_policy_and_nothing_is_public_but_the_door() -> None:
    assert all(route.policy.name for route in ROUTES)
    public = {route.path for route in ROUTES if not route.policy.signed_in}
    assert public == {"/health", "/sign-in"}
    unopened = {route.path for route in ROUTES if "{reference}" in route.path and not route.is_about_one}
    # They say why somebody wants to read, before anything opens.
    assert unopened == {"/considerations/{reference}/reason", "/considerations/{reference}/break-glass"}


def test_no_page_that_shows_takes_a_move() -> None:
    offending = []
    for path in sorted((ROOT / "desk" / "pages").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and any(_answers_get(each) for each in node.decorator_list):
                called = {
                    each.func.id
                    for each in ast.walk(node)
                    if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
                }
                offending += [f"{path.name}: {node.name}"] if called & WRITES else []
    assert offending == []


def _answers_get(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Name) and called.id == "get"


def test_no_template_has_a_style_or_script_of_its_own() -> None:
    inline = re.compile(r"<style|\sstyle=|\son(?!ce)[a-z]+=\"|javascript:|<script(?![^>]*\ssrc=)", re.I)
    assert [path.name for path in TEMPLATES if inline.search(path.read_text(encoding="utf-8"))] == []


def test_no_title_holds_a_name() -> None:
    titles = {path.name: TITLE.findall(path.read_text(encoding="utf-8")) for path in TEMPLATES}
    said = {
        name: found
        for name, each in titles.items()
        for found in each
        if PERSONAL.search(found.replace("visit.settings.name", ""))
    }
    assert said == {}
