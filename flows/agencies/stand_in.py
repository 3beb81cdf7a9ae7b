"""What would an agency's system say? A stand-in for all of them, on loopback, that does as it is told.

    python -m flows.agencies.stand_in --port 8791
    curl -X PUT http://127.0.0.1:8791/control/probation -d '{"answer": "known", "delay_s": 2}'

For rehearsals, training and tests only. It keeps nothing on disk and logs no request.
"""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Callable
from typing import Annotated, Any, Literal

import uvicorn
from fastapi import Body, FastAPI, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from flows.agencies.contract import PATH, CheckName, CheckRequest, ResultName

LONGEST_DELAY_S = 600.0
JSON = "application/json"
Spoil = Callable[[CheckRequest], Response]
Rubbish = Literal[
    "not_json", "wrong_shape", "unknown_result", "other_request", "web_page", "too_large", "empty",
    "redirect", "control_character", "deep",
]  # fmt: skip


class Behaviour(BaseModel):
    """What one check's system does from now on; for everybody, or `for` one register reference only."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    answer: ResultName = "nothing_known"
    summary: str = Field("", max_length=8000)
    answered_by: str = Field("duty officer", min_length=1, max_length=200)
    delay_s: float = Field(0, ge=0, le=LONGEST_DELAY_S)
    refuse: bool = Field(False, description="Answers 403: asking again will not help")
    fail: int = Field(0, ge=0, description="Answers 503 this many times, then as told")
    down: bool = Field(False, description="Answers 503 until told otherwise")
    rubbish: Rubbish | None = None
    only_for: str | None = Field(None, alias="for", description="Register reference")


class Told:
    """What the stand-in was told and has done; in memory only."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.behaviours: dict[tuple[str, str | None], Behaviour] = {}
        self.left_to_fail: dict[tuple[str, str | None], int] = {}
        self.answered: dict[str, dict[str, Any]] = {}
        self.requests: Counter[str] = Counter()

    def tell(self, check: str, behaviour: Behaviour) -> None:
        key = (check, behaviour.only_for)
        self.behaviours[key], self.left_to_fail[key] = behaviour, behaviour.fail

    def behaviour(self, request: CheckRequest) -> tuple[Behaviour, bool]:
        """Give what to do now, and whether this request is one of those to fail."""
        for key in ((request.check, request.subject.register_reference), (request.check, None)):
            if behaviour := self.behaviours.get(key):
                left = self.left_to_fail[key]
                self.left_to_fail[key] = max(0, left - 1)
                return behaviour, behaviour.down or left > 0
        return Behaviour(), False


def make_app() -> FastAPI:
    """Make one stand-in, with a memory of its own."""
    app, told = FastAPI(title="Stand-in for agencies' systems", docs_url=None, redoc_url=None), Told()

    @app.exception_handler(RequestValidationError)
    async def refuse_shape(_request: Request, _error: RequestValidationError) -> Response:
        # The usual answer repeats what was sent, names included.
        return Response('{"detail":"not a question of docs/agency-contract.md"}', 422, media_type=JSON)

    @app.post(PATH)
    async def check(question: CheckRequest) -> Response:
        told.requests[question.check] += 1
        behaviour, failing = told.behaviour(question)
        await asyncio.sleep(behaviour.delay_s)
        if failing:
            return Response(status_code=503)
        if behaviour.refuse:
            return Response(status_code=403)
        if behaviour.rubbish:
            return RUBBISH[behaviour.rubbish](question)
        return _json(told.answered.setdefault(question.request_id, _reply(question, behaviour)))

    @app.put("/control/{check}", status_code=204)
    async def control(check: CheckName, behaviour: Annotated[Behaviour, Body()]) -> None:
        told.tell(check, behaviour)

    @app.delete("/control", status_code=204)
    async def forget() -> None:
        told.forget()

    @app.get("/control")
    async def counts() -> dict[str, int]:
        return dict(told.requests)

    @app.get("/health")
    async def health() -> dict[str, bool]:
        return {"ready": True}

    return app


def _reply(question: CheckRequest, behaviour: Behaviour) -> dict[str, Any]:
    return {
        "request_id": question.request_id,
        "result": behaviour.answer,
        "summary": behaviour.summary,
        "answered_by": behaviour.answered_by,
    }


def _json(reply: dict[str, Any]) -> Response:
    return Response(json.dumps(reply), media_type=JSON)


def _spoilt(**wrong: Any) -> Spoil:
    return lambda question: _json(_reply(question, Behaviour()) | wrong)


def _fixed(body: str, status: int = 200, media_type: str = JSON, **headers: str) -> Spoil:
    return lambda _question: Response(body, status, headers or None, media_type)


RUBBISH: dict[str, Spoil] = {
    "not_json": _fixed("{'result': nothing"),
    "wrong_shape": _fixed('["nothing_known"]'),
    "unknown_result": _spoilt(result="probably fine"),
    "other_request": _spoilt(request_id="another"),
    "web_page": _fixed("<html><h1>Log in</h1></html>", media_type="text/html"),
    "too_large": _spoilt(padding="x" * 400_000),
    "empty": _fixed(""),
    "redirect": _fixed("", 307, location="http://127.0.0.1:9/elsewhere"),
    "control_character": _spoilt(summary="nothing\x00known"),
    "deep": _fixed("[" * 100_000),
}


def main() -> None:
    """Run until stopped."""
    parser = argparse.ArgumentParser(description="A stand-in for agencies' systems, on loopback only.")
    parser.add_argument("--port", type=int, default=8791)
    port = parser.parse_args().port
    uvicorn.run(make_app(), host="127.0.0.1", port=port, access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
