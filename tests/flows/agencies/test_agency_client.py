"""What is made of everything an agency's system may answer, and does a name stay inside?"""

import asyncio
import json
import logging
import traceback
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from flows.agencies.asking import Asked, Question, ask_all
from flows.agencies.client import AgencyClient, Patience, open_http
from flows.agencies.contract import CheckRequest
from models.errors import AgencyRefused, AgencyUnavailable, DisclosureError

Ask = Callable[..., Question]
CANARY = "Zanaryworth"
HASTY = Patience(tries=3, each_s=0.3, connect_s=0.3, longest_pause_s=0.01)
JSON = {"content-type": "application/json"}


def reply(request: httpx.Request, **changes: Any) -> httpx.Response:
    """The answer a sound system gives."""
    asked = json.loads(request.content)
    sound = {"request_id": asked["request_id"], "result": "known", "summary": "Seen.", "answered_by": "duty"}
    return httpx.Response(200, json=sound | changes)


async def asked(question: Question, handler: Callable[[httpx.Request], Any]) -> Asked:
    """Put one question to a system that does what `handler` does."""
    return (await ask_all([question], transport=httpx.MockTransport(handler), patience=HASTY))[0]


async def test_an_answer_is_taken_as_given(question: Ask) -> None:
    sent: list[httpx.Request] = []

    def system(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return reply(request)

    found = await asked(question(), system)
    assert found.move == "take_answer"
    assert found.given == {
        "check": "probation",
        "agency": "probation",
        "result": "known",
        "summary": "Seen.",
        "answered_by": "duty",
    }
    assert (sent[0].method, sent[0].url.path, sent[0].url.query) == ("POST", "/checks", b"")
    assert json.loads(sent[0].content)["subject"]["name"] == f"Quill {CANARY}"
    assert CANARY not in str(sent[0].url) + str(sent[0].headers)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408, 425, 429])
async def test_what_may_work_later_is_tried_again_and_then_left_for_later(status: int, question: Ask) -> None:
    tries: list[int] = []

    def system(request: httpx.Request) -> httpx.Response:
        tries.append(1)
        return httpx.Response(status)

    found = await asked(question(), system)
    assert (found.move, found.given["refused"], len(tries)) == ("note_failure", False, 3)


async def test_it_answers_at_the_third_try(question: Ask) -> None:
    tries: list[str] = []

    def system(request: httpx.Request) -> httpx.Response:
        tries.append(json.loads(request.content)["request_id"])
        return httpx.Response(503) if len(tries) < 3 else reply(request)

    found = await asked(question(), system)
    assert found.move == "take_answer"
    assert len(set(tries)) == 1  # the same question each time


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
async def test_a_refusal_is_not_asked_again(status: int, question: Ask) -> None:
    tries: list[int] = []

    def system(request: httpx.Request) -> httpx.Response:
        tries.append(1)
        return httpx.Response(status, text="not for you")

    found = await asked(question(), system)
    assert (found.move, found.given["refused"], len(tries)) == ("note_failure", True, 1)
    assert f"status {status}" in found.given["why"]
    assert "not for you" not in found.given["why"]


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield b" " * 65536


RUBBISH: dict[str, Callable[[httpx.Request], httpx.Response]] = {
    "not JSON": lambda _: httpx.Response(200, text="{", headers=JSON),
    "not UTF-8": lambda _: httpx.Response(200, content=b'"\xff"', headers=JSON),
    "empty": lambda _: httpx.Response(200, headers=JSON),
    "too deep": lambda _: httpx.Response(200, text="[" * 100_000, headers=JSON),
    "a list": lambda _: httpx.Response(200, json=[1]),
    "an unknown result": lambda request: reply(request, result="fine"),
    "no role": lambda request: reply(request, answered_by=""),
    "a summary that is a number": lambda request: reply(request, summary=3),
    "a summary of 8,001 characters": lambda request: reply(request, summary="x" * 8001),
    "a NUL in the summary": lambda request: reply(request, summary="a\x00b"),
    "an escape sequence in the summary": lambda request: reply(request, summary="\x1b[2J"),
    "half a character": lambda request: httpx.Response(
        200, text=reply(request).text.replace("Seen.", "\\ud800"), headers=JSON
    ),
    "another question's answer": lambda request: reply(request, request_id="other"),
    "a web page": lambda _: httpx.Response(200, html="<h1>Log in</h1>"),
    "JSON called text": lambda request: httpx.Response(200, text=reply(request).text),
    "without end": lambda _: httpx.Response(200, content=endless(), headers=JSON),
    "packed wrongly": lambda _: httpx.Response(
        200, content=endless(), headers=JSON | {"content-encoding": "gzip"}
    ),
    "a redirect": lambda _: httpx.Response(307, headers={"location": "http://127.0.0.1/elsewhere"}),
    "created": lambda request: httpx.Response(201, json=json.loads(reply(request).content)),
}


@pytest.mark.parametrize("system", RUBBISH.values(), ids=RUBBISH.keys())
async def test_rubbish_is_refused_in_plain_words_and_nothing_of_it_kept(
    system: Callable[[httpx.Request], httpx.Response], question: Ask
) -> None:
    found = await asked(question(), system)
    assert found.move == "note_failure"
    assert found.given["refused"] is True
    assert "answered something this system can't read" in found.given["why"]


async def test_line_breaks_in_a_summary_stay(question: Ask) -> None:
    found = await asked(question(), lambda request: reply(request, summary="One.\nTwo.", extra="ignored"))
    assert found.given["summary"] == "One.\nTwo."


ERRORS = (
    httpx.ConnectError,
    httpx.ReadTimeout,
    httpx.RemoteProtocolError,
    httpx.WriteError,
    httpx.PoolTimeout,
)


@pytest.mark.parametrize("error", ERRORS)
async def test_no_answer_at_all_is_for_later(error: type[httpx.TransportError], question: Ask) -> None:
    def system(request: httpx.Request) -> httpx.Response:
        raise error(f"about {CANARY}", request=request)

    found = await asked(question(), system)
    assert (found.move, found.given["refused"]) == ("note_failure", False)
    assert "did not answer" in found.given["why"]


async def test_dripping_bytes_do_not_outlast_the_time_out(question: Ask) -> None:
    async def drip() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0.05)
            yield b" "

    started = asyncio.get_running_loop().time()
    found = await asked(question(), lambda _: httpx.Response(200, content=drip(), headers=JSON))
    assert found.given["refused"] is False
    assert asyncio.get_running_loop().time() - started < 2


async def test_one_agency_never_harms_another(question: Ask) -> None:
    async def systems(request: httpx.Request) -> httpx.Response:
        match request.url.port:
            case 1:
                raise httpx.ConnectError("down", request=request)
            case 2:
                await asyncio.sleep(30)
            case 3:
                raise ZeroDivisionError
            case 4:
                return httpx.Response(200, text="rubbish")
        return reply(request)

    questions = [question(url=f"http://127.0.0.1:{port}", agency=f"agency-{port}") for port in range(1, 6)]
    found = await ask_all(questions, transport=httpx.MockTransport(systems), patience=HASTY)
    assert [each.question for each in found] == questions
    assert [(each.move, each.given.get("refused")) for each in found] == [
        ("note_failure", False),
        ("note_failure", False),
        ("note_failure", True),
        ("note_failure", True),
        ("take_answer", None),
    ]


async def test_agencies_are_asked_at_the_same_time(question: Ask) -> None:
    at_once = asyncio.Barrier(5)

    async def system(request: httpx.Request) -> httpx.Response:
        await at_once.wait()  # opens only when all five have come
        return reply(request)

    found = await ask_all(
        [question() for _ in range(5)], transport=httpx.MockTransport(system), patience=HASTY
    )
    assert {each.move for each in found} == {"take_answer"}


async def test_an_agency_without_a_system_is_sent_nothing(question: Ask) -> None:
    def system(request: httpx.Request) -> httpx.Response:
        raise AssertionError("nothing should be sent")

    found = await asked(question(url=None), system)
    assert (found.move, found.question.asking()["by_hand"]) == ("note_failure", True)


async def test_a_name_goes_over_plain_http_to_this_machine_only(question: Ask) -> None:
    found = await asked(question(url="http://agency.example.org"), reply)
    assert "must be reached over https" in found.given["why"]
    for url in ("https://agency.example.org", "http://localhost:8", "http://[::1]:8"):
        assert (await asked(question(url=url), reply)).move == "take_answer"


@pytest.mark.parametrize("status", [0, 200, 403, 503])
async def test_no_error_and_no_log_holds_the_name(
    status: int, question: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    def system(request: httpx.Request) -> httpx.Response:
        if status == 0:
            raise httpx.ConnectError(f"no way to {CANARY}", request=request)
        return httpx.Response(status, text=f"we know {CANARY}", headers=JSON)

    one = question()
    with caplog.at_level(logging.INFO):
        async with open_http(httpx.MockTransport(system)) as http:
            client = AgencyClient(http, "probation", one.system_url or "", HASTY)
            asking = {"request_id": one.request_id, "check": one.check, "subject": one.person}
            with pytest.raises((AgencyRefused, AgencyUnavailable)) as raised:
                await client.ask(CheckRequest.model_validate(asking))
    told = "".join(traceback.format_exception(raised.value)) + caplog.text + repr(one)
    assert CANARY not in told
    assert held_by(raised.value) == [type(raised.value)]
    assert not [record for record in caplog.records if record.name.startswith("http")]


def held_by(error: BaseException | None) -> list[type[BaseException]]:
    """Every error a logger could follow from this one; httpx's would carry the request."""
    found: list[type[BaseException]] = []
    while error is not None:
        if isinstance(error, DisclosureError | httpx.HTTPError):
            found.append(type(error))
        error = error.__cause__ or error.__context__
    return found
