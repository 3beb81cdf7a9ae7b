"""What does Prefect show of the work? Real runs, named after their considerations, and nothing personal."""

import time
from collections.abc import Callable
from typing import Any

import httpx
from sqlmodel import select

from desk.children import Server
from models import ledger
from models.consideration import Consideration, SealedFailure, Wait
from models.database import transaction
from models.entries import Answered

Runs = Callable[[httpx.Client, str], list[dict[str, Any]]]
SECRET = "a father in Northexample"


def test_a_run_is_named_after_its_consideration_and_its_tasks_are_its_steps(
    place: Any, prefect: Server, api: httpx.Client, runs_of: Runs
) -> None:
    place.quiet()
    with place.guide(prefect):
        place.until(lambda: place.prefect_is() == "here")
        reference = place.open("S-0001")
        place.settle()
        run = place.until(
            lambda: [run for run in runs_of(api, reference) if run["state_type"] == "COMPLETED"]
        )[-1]
        assert (run["name"], run["parameters"]) == (reference, {"reference": reference})
        assert reference in run["tags"]
        tasks = place.until(lambda: tasks_of(api, run, reference))
    assert tasks["ask_agency"]["state_type"] == "COMPLETED"
    assert all(not task["task_inputs"] or "Gordon" not in str(task) for task in tasks.values())


def tasks_of(api: httpx.Client, run: dict[str, Any], reference: str) -> dict[str, Any] | None:
    """The tasks of a run, once Prefect's recorder has caught up."""
    wanted = {"task_runs": {"flow_run_id": {"any_": [run["id"]]}}}
    found = {task["name"]: task for task in api.post("/task_runs/filter", json=wanted).json()}
    ended = found and all(task["state_type"] == "COMPLETED" for task in found.values())
    return found if ended else None


def test_a_failure_shows_its_type_and_where_to_look_and_no_more(
    place: Any, prefect: Server, api: httpx.Client, runs_of: Runs
) -> None:
    place.quiet()
    reference = place.open("S-0002")
    with transaction(place.engine) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
        content = {"answers": {"serious_harm_risk": SECRET}, "reasons": "Not an answer to that."}
        ledger.append(session, Answered(questions=("x",)), content, by="machine", consideration=row.id)
        session.add(
            Wait(consideration_id=row.id, owner_kind="machine", owner="machine", what="x", why="Test.")
        )
    with place.guide(prefect):
        run = place.until(lambda: [run for run in runs_of(api, reference) if run["state_type"] == "FAILED"])[
            0
        ]
        place.until(lambda: "could not be carried" in (place.folder / "guide.log").read_text())
    with transaction(place.engine) as session:
        kept = {failure.reference: failure for failure in session.exec(select(SealedFailure))}
    message = run["state"]["message"]
    sealed = next(name for name in kept if name in message)
    assert message == f"Flow run encountered an exception: Sealed: {kept[sealed].type} {sealed}"
    assert SECRET in kept[sealed].detail
    assert SECRET not in (place.folder / "guide.log").read_text()


def test_scheduled_flows_are_named_after_their_day_and_run_once(
    place: Any, prefect: Server, api: httpx.Client, runs_of: Runs
) -> None:
    with place.guide(prefect), place.guide(prefect):
        names = ("considering 2026-11-24", "chase 2026-11-24")
        place.until(lambda: place.kinds().count("SweepRun") and place.kinds().count("ChaseRun"))
        place.settle()
        found = [run for name in names for run in place.until(lambda name=name: runs_of(api, name))]
        time.sleep(5)  # two more looks by each guide
    assert set(names) <= {run["name"] for run in found}
    assert (place.kinds().count("SweepRun"), place.kinds().count("ChaseRun")) == (1, 1)
    assert place.kinds().count("Opened") == 20
