"""Whoever confirms a file of registrations is killed, over and over: is a form lost, or taken twice?"""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from flows.registering.applying import apply
from flows.registering.uploading import upload
from models import ledger
from models.database import transaction
from models.registration import RegisteredIndividual, Registration, RegistrationUpload, UploadState

pytestmark = pytest.mark.kill
FORMS = 8
FIRST, SECOND = "registration.northern.1", "registration.northern.2"
# Where one dies, and how many are registered then: before the first, inside a transaction, between two,
# and around the entry for the whole. One is registered from the start.
POINTS = (
    ("take_turn", "before", 1, 1),
    ("register_interest", "after", 1, 1),
    ("take_turn", "before", 3, 3),
    ("register_interest", "before", 5, 5),
    ("register_interest", "after", 6, 5),
    ("_finish", "before", 1, FORMS),
    ("_finish", "after", 1, FORMS),
)
CONFIRMS = """
import importlib.util, json, sys
from pathlib import Path
from flows.registering import applying
from models.database import engine
spec = importlib.util.spec_from_file_location("zygote", sys.argv[1])
zygote = importlib.util.module_from_spec(spec)
spec.loader.exec_module(zygote)
zygote.die_at(json.loads(sys.argv[2]))
applying.apply(engine(sys.argv[3]), int(sys.argv[4]), sys.argv[5], originals=Path(sys.argv[6]))
"""


@pytest.fixture
def brought(quiet_area: Engine, tmp_path: Path, interest: Callable[[int], dict[str, Any]]) -> int:
    """The number of an upload: ordinary forms, one of them about two persons, and one that can't wait."""
    forms = [interest(n) | {"form_id": f"K-{n}", "received_at": "2026-11-23T10:00:00Z"} for n in range(FORMS)]
    del forms[2]["individual"]
    forms[2]["individuals"] = [{"name": "One Of-Two"}, {"name": "Two Of-Two"}]
    forms[4]["immediate_risk"] = True
    path = tmp_path / "forms.jsonl"
    path.write_text("".join(f"{json.dumps(form)}\n" for form in forms), encoding="utf-8")
    found = upload(quiet_area, path, FIRST, originals=tmp_path / "originals")
    assert (found.state, list(found.at_once)) == (UploadState.QUARANTINED, ["5"])
    return found.number


@pytest.fixture
def confirmed_by_one_who_dies(quiet_area: Engine, tmp_path: Path, brought: int) -> Callable[..., int]:
    """Confirm in a process that SIGKILLs itself at a point; give how it ended."""
    url = quiet_area.url.render_as_string(hide_password=False)

    def confirm(function: str, when: str, call: int) -> int:
        point = {"module": apply.__module__, "function": function, "when": when, "call": call}
        zygote = Path(__file__).with_name("zygote.py")
        arguments = [zygote, json.dumps(point), url, brought, SECOND, tmp_path / "originals"]
        ran = [sys.executable, "-c", CONFIRMS, *map(str, arguments)]
        return subprocess.run(ran, env=os.environ, check=False, timeout=120).returncode

    return confirm


def forms_taken(engine: Engine) -> Counter[str]:
    """How often each form was registered, by its number."""
    with transaction(engine) as session:
        keys = [str(entry.body["key"]) for entry in ledger.entries(session, kinds=("Opened",))]
        assert len(session.exec(select(Registration)).all()) == sum(key.startswith("form:") for key in keys)
    return Counter(key for key in keys if key.startswith("form:"))


def test_whoever_confirms_a_file_is_killed_and_each_form_is_registered_once(
    quiet_area: Engine, tmp_path: Path, brought: int, confirmed_by_one_who_dies: Callable[..., int]
) -> None:
    for function, when, call, registered in POINTS:
        ended = confirmed_by_one_who_dies(function, when, call)
        assert ended == -signal.SIGKILL, f"nobody died {when} {function} {call}"
        assert forms_taken(quiet_area).total() == registered, f"{when} {function} {call}"
        with transaction(quiet_area) as session:
            assert session.exec(select(RegistrationUpload)).one().state is UploadState.QUARANTINED
    done = apply(quiet_area, brought, SECOND, originals=tmp_path / "originals")
    assert (len(set(done.registrations)), done.before) == (FORMS, FORMS)
    assert forms_taken(quiet_area) == {f"form:K-{number}": 1 for number in range(FORMS)}
    with transaction(quiet_area) as session:
        persons = session.exec(select(RegisteredIndividual)).all()
        applied = ledger.entries(session, kinds=("RegistrationsApplied",))
        raised = ledger.entries(session, kinds=("ImmediateRiskRaised",))
        assert session.exec(select(RegistrationUpload)).one().state is UploadState.APPLIED
    assert (len(persons), len(applied), len(raised)) == (FORMS + 1, 1, 1)
