"""Are agencies asked at the same time? Each stand-in here answers only once all have been asked."""

import asyncio
import json

import httpx

from flows.agencies.asking import Question, ask_all
from flows.agencies.client import Patience
from flows.agencies.contract import Person

CHECKS = ("prison", "probation", "health")


async def test_all_agencies_are_asked_before_any_has_answered() -> None:
    everybody = asyncio.Barrier(len(CHECKS))

    async def answer(request: httpx.Request) -> httpx.Response:
        await everybody.wait()
        reply = {"request_id": json.loads(request.content)["request_id"], "result": "nothing_known"}
        return httpx.Response(200, json=reply | {"summary": "", "answered_by": "duty officer"})

    questions = [
        Question(check, check, "http://127.0.0.1:9", f"request-{check}", Person(name="Ann Pretender"))
        for check in CHECKS
    ]
    answers = await ask_all(
        questions, transport=httpx.MockTransport(answer), patience=Patience(tries=1, each_s=30)
    )
    assert [each.move for each in answers] == ["take_answer"] * len(CHECKS)
