"""Does `prefect deploy --all` work against a plain server, and is a worker's run single with the guide's?"""

from collections.abc import Callable
from typing import Any

import httpx

from desk.children import Server

Runs = Callable[[httpx.Client, str], list[dict[str, Any]]]


def test_every_deployment_is_declared_with_its_schedule_in_london(
    api: httpx.Client, deployed: dict[str, str]
) -> None:
    found = {name: api.get(f"/deployments/{key}").json() for name, key in deployed.items()}
    assert set(found) == {"every-case", "chase", "rescreen", "consider"}
    assert {each["work_pool_name"] for each in found.values()} == {"disclosure"}
    schedules = {name: [s["schedule"] for s in each["schedules"]] for name, each in found.items()}
    assert [(s["cron"], s["timezone"]) for s in schedules["every-case"]] == [("0 2 * * *", "Europe/London")]
    assert [(s["cron"], s["timezone"]) for s in schedules["chase"]] == [("0 6 * * *", "Europe/London")]
    assert schedules["consider"] == []


def test_a_worker_and_a_guide_run_considering_once_on_one_day(
    place: Any, prefect: Server, api: httpx.Client, deployed: dict[str, str], worker: Callable[[Any], Any]
) -> None:
    with worker(place), place.guide(prefect):
        run = api.post(f"/deployments/{deployed['every-case']}/create_flow_run", json={}).json()
        place.until(lambda: place.kinds().count("SweepRun"))
        ended = place.until(lambda: final(api, run["id"]))
        place.settle()
    assert (ended["name"], ended["state_type"]) == ("considering 2026-11-24", "COMPLETED")
    assert place.kinds().count("SweepRun") == 1
    assert place.kinds().count("Opened") == 20


def final(api: httpx.Client, run: str) -> dict[str, Any] | None:
    found: dict[str, Any] = api.get(f"/flow_runs/{run}").json()
    return found if found["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None
