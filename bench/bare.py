"""What does Prefect cost by itself? An empty flow with one empty task, run on request by a child process.

Reads lines "COUNT AT_ONCE", answers each with a line of JSON: seconds to the task's body, seconds until the
flow had returned, and seconds for all of them. Those the server refused are left out.
"""

import asyncio
import json
import sys
import time

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.context import AsyncClientContext

reached: list[float] = []


@task(cache_policy=NO_CACHE, persist_result=False, log_prints=False)
async def nothing() -> None:
    """Note the moment."""
    reached.append(time.perf_counter())


@flow(persist_result=False, log_prints=False, validate_parameters=False)
async def bare() -> None:
    """One task and nothing else."""
    await nothing()


async def _measured(slots: asyncio.Semaphore) -> tuple[float, float] | None:
    """Seconds to the task's body and to the end; None where Prefect's server refused it."""
    async with slots:
        began = time.perf_counter()
        try:
            await bare()
        except Exception:
            return None
        return reached.pop() - began, time.perf_counter() - began


async def _serve() -> None:
    async with AsyncClientContext.get_or_create():
        while line := await asyncio.to_thread(sys.stdin.readline):
            count, at_once = (int(word) for word in line.split())
            slots, began = asyncio.Semaphore(at_once), time.perf_counter()
            tried = await asyncio.gather(*(_measured(slots) for _ in range(count)))
            found = [each for each in tried if each]
            told = {
                "effect_s": [effect for effect, _ in found],
                "whole_s": [whole for _, whole in found],
                "all_s": time.perf_counter() - began,
            }
            print(json.dumps(told), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve())
