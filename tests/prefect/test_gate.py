"""Can anybody at Prefect's API make a letter go, or let somebody be told? Every move there is tried.

A consideration waits for signatures: its letters are laid, nobody has signed. The record decides, not
Prefect, so after all of it there is no letter, no decision, and nobody may be told.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select

import flows.rehearsal
from desk.children import Server
from desk.rehearsing import telling
from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from flows.rehearsal.story import read
from flows.steps.pipeline import take
from models.consideration import Consideration, IssuedLetter
from models.database import transaction
from models.errors import CannotDo

STORY = Path(flows.rehearsal.__file__).parent / "stories" / "head-teacher-at-level-2.yaml"
REPOSITORY = Path(flows.rehearsal.__file__).parents[2]
Runs = Callable[[httpx.Client, str], list[dict[str, Any]]]
NEVER = {"SignedOff", "DecisionStood", "LetterReleased", "LetterClaimed", "LetterSent", "Disclosed"}
STATES = [
    {"type": "SCHEDULED", "name": "Scheduled"},
    {"type": "SCHEDULED", "name": "AwaitingRetry"},
    {"type": "PENDING", "name": "Pending"},
    {"type": "RUNNING", "name": "Running"},
    {"type": "COMPLETED", "name": "Completed"},
    {"type": "FAILED", "name": "Failed"},
    {"type": "PAUSED", "name": "Suspended"},
    {"type": "CANCELLED", "name": "Cancelled"},
]


def as_far_as_signing(place: Any, agencies: str) -> str:
    """Play the story up to the first signature."""
    story = read(STORY)
    moves = story.moves[: next(n for n, step in enumerate(story.moves) if step.does == "sign_off")]
    unsigned = story.model_copy(update={"moves": moves, "expect": type(story.expect)()})
    rehearsal = Rehearsal(place.engine, unsigned, place.settle, telling(agencies))
    assert [failure for played in rehearsal.play() for failure in played.failures] == []
    return rehearsal.names["it"]


def try_everything(api: httpx.Client, runs: list[dict[str, Any]]) -> int:
    """Resume, set every state by force and without, cancel, and delete; give how many the server accepted."""
    accepted = 0
    for run in runs:
        calls: list[tuple[str, dict[str, Any]]] = [("resume", {"run_input": {}})]
        calls += [
            ("set_state", {"state": state, "force": force}) for state in STATES for force in (True, False)
        ]
        calls += [("resume", {})]
        for path, body in calls:
            accepted += api.post(f"/flow_runs/{run['id']}/{path}", json=body).is_success
    return accepted


def executed(run: str, server: Server, place: Any) -> str:
    """Execute a run in a process of its own, as a worker or anybody with the command line would."""
    environment = os.environ | server.environment | {
        "DISCLOSURE_DATABASE_URL": place.url, "DISCLOSURE_DATA": str(place.folder),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "flow-run", "execute", run],
        env=environment, cwd=REPOSITORY, capture_output=True, timeout=180, check=False,
    )  # fmt: skip
    return (done.stdout + done.stderr).decode()


def test_no_move_at_prefect_s_api_makes_a_letter_go_or_lets_anybody_be_told(
    place: Any, prefect: Server, api: httpx.Client, runs_of: Runs, agencies: str, deployed: dict[str, str]
) -> None:
    place.quiet()
    with place.guide(prefect):
        reference = as_far_as_signing(place, agencies)
        runs = place.until(lambda: runs_of(api, reference))
        assert try_everything(api, runs) > len(STATES)
        new = api.post(
            f"/deployments/{deployed['consider']}/create_flow_run",
            json={"parameters": {"reference": reference}},
        ).json()
        said = executed(new["id"], prefect, place)
        again = api.get(f"/flow_runs/{new['id']}").json()
        assert (again["name"], again["state_type"]) == (reference, "COMPLETED"), said
        api.post(f"/flow_runs/{new['id']}/set_state", json={"state": STATES[0], "force": True})
        executed(new["id"], prefect, place)
        place.settle()
    with place.guide(prefect):  # and a guide that starts anew finds nothing to let go either
        place.settle()
    assert NEVER & set(place.kinds()) == set()
    assert place.letters == []
    with transaction(place.engine) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
        assert row.stage == "signing"
        assert set(session.exec(select(IssuedLetter.state))) == {"laid"}
        who = actor(session, "ppo.northern.1")
    told = {
        "recipient": "recipient-1",
        "place": "Office",
        "identity_checked": True,
        "safety_advice": "Watch.",
    }
    with pytest.raises(CannotDo, match="telling"), transaction(place.engine) as session:
        take(session, reference, "tell", who, told)
