"""Does nothing reach the desk that should not, and does no answer leave without what protects it?"""

import logging
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from desk.guarding import FORM_BYTES, UPLOAD_BYTES, Guard, guarded
from desk.routes import ROUTES
from desk.sessions import COOKIE
from desk.visiting import DeskSettings

ORIGIN = "https://desk.example.org"


@pytest.fixture
def http(desk: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk, timeout=30) as client:
        yield client


@pytest.fixture
def small() -> httpx.AsyncClient:
    """An application of one page behind the guard, asked without a network."""
    app = FastAPI()

    async def echo(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    async def fails(request: Request) -> Response:
        raise RuntimeError("Alan Testerby, 12 High Street")

    app.router.add_route("/echo", echo, methods=["GET", "POST"])
    app.router.add_route("/upload/{reference}", echo, methods=["POST"])
    app.router.add_route("/fails", fails, methods=["GET"])
    guard = Guard(app, origin=ORIGIN, uploads=[re.compile("^/upload/[^/]+$")])
    return httpx.AsyncClient(transport=httpx.ASGITransport(guard), base_url=ORIGIN)


SEEN = {"Origin": ORIGIN}
SIGNED_IN = {"Cookie": f"{COOKIE}=some-token"}


@pytest.mark.parametrize("path", ["/sign-in", "/health", "/nowhere", "/static/desk.css", "/work"])
def test_every_answer_has_its_headers(http: httpx.Client, path: str) -> None:
    answer = http.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "server" not in answer.headers or answer.headers["server"] == "uvicorn"
    if not path.startswith("/static"):
        assert answer.headers["cache-control"] == "no-store"


def test_scripts_run_only_with_this_answers_nonce(http: httpx.Client) -> None:
    nonces = set()
    for _ in range(2):
        answer = http.get("/sign-in")
        nonce = answer.headers["content-security-policy"].partition("'nonce-")[2].partition("'")[0]
        assert all(f'nonce="{nonce}"' in tag for tag in re.findall(r"<script[^>]*>", answer.text))
        assert "<style" not in answer.text
        assert " style=" not in answer.text
        nonces.add(nonce)
    assert len(nonces) == 2


def test_pages_are_sent_compressed(http: httpx.Client) -> None:
    assert http.get("/sign-in").headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": ORIGIN}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site", "Origin": ORIGIN}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({"Origin": "https://desk.example.org.evil.example"}, 403),
        ({"Origin": "http://desk.example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
    ids=str,
)
async def test_what_another_site_sends_is_not_taken(
    small: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    assert (await small.post("/echo", headers=headers, content=b"x")).status_code == status
    assert (await small.get("/echo", headers=headers)).status_code == 200


async def test_another_name_for_this_machine_is_not_answered(small: httpx.AsyncClient) -> None:
    answer = await small.get("/echo", headers={"Host": "rebound.evil.example"})
    assert (answer.status_code, answer.text) == (421, f"The desk is at {ORIGIN}")


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/echo", FORM_BYTES, 200),
        ("/echo", FORM_BYTES + 1, 413),
        ("/upload/I-1", FORM_BYTES + 1, 200),
        ("/upload/I-1", UPLOAD_BYTES + 1, 413),
    ],
)
async def test_a_body_beyond_what_its_page_takes_is_refused(
    small: httpx.AsyncClient, path: str, size: int, status: int
) -> None:
    async def pieces() -> object:
        for at in range(0, size, 65536):
            yield b"x" * min(65536, size - at)

    told = await small.post(path, content=b"x" * size, headers=SEEN | SIGNED_IN)
    untold = await small.post(path, content=pieces(), headers=SEEN | SIGNED_IN)  # type: ignore[arg-type]
    assert (told.status_code, untold.status_code) == (status, status)


async def test_a_file_is_taken_from_a_browser_with_a_session_only(small: httpx.AsyncClient) -> None:
    answer = await small.post("/upload/I-1", content=b"x" * (FORM_BYTES + 1), headers=SEEN)
    assert answer.status_code == 413
    assert "256 KB and 400 fields" in answer.text


def test_nothing_of_a_file_is_read_whose_sender_is_nobody(
    http: httpx.Client, desk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    async def reading(request: Request, **_: Any) -> FormData:
        read.append(request.url.path)
        return FormData()

    monkeypatch.setattr(Request, "form", reading)
    headers = {"Origin": desk, "Cookie": f"{COOKIE}=planted"}
    answer = http.post("/register", files={"extract": ("a.csv", b"x" * FORM_BYTES)}, headers=headers)
    assert answer.headers["location"].startswith("/sign-in")
    assert read == []


def test_nothing_of_a_file_is_read_whose_sender_may_not_send_one(
    visitor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    nurse = visitor("nurse.1")
    nurse.get("/account")
    read: list[str] = []
    form = Request.form

    def reading(request: Request, **given: Any) -> Any:
        read.append(request.url.path)
        return form(request, **given)

    monkeypatch.setattr(Request, "form", reading)
    assert nurse.post("/register", files={"extract": ("a.csv", b"x")}).status_code == 404
    nurse.get("/account")
    assert nurse.post("/session/stay").status_code == 200
    assert read == ["/session/stay"]


@pytest.mark.parametrize("length", ["-1", "x", "9" * 5000])
async def test_a_length_that_is_none_is_refused(small: httpx.AsyncClient, length: str) -> None:
    answer = await small.post("/echo", content=b"x", headers=SEEN | {"Content-Length": length})
    assert answer.status_code == 413


def test_whoever_sent_too_much_sees_a_page_of_the_desk_s(http: httpx.Client, desk: str) -> None:
    answer = http.post(f"{desk}/sign-in", content=b"x" * (FORM_BYTES + 1), headers={"Origin": desk})
    assert answer.status_code == 413
    assert "<h1" in answer.text
    assert "What you sent was beyond that" in answer.text


@pytest.mark.parametrize(("fields", "status"), [(300, 422), (401, 400)])
def test_a_form_may_have_300_fields_and_no_more_than_400(
    http: httpx.Client, desk: str, fields: int, status: int
) -> None:
    form = {f"field-{number}": "x" for number in range(fields)}
    assert http.post("/sign-in", data=form, headers={"Origin": desk}).status_code == status
    parts = {name: (None, value) for name, value in form.items()}
    answer = http.post("/sign-in", files=parts, headers={"Origin": desk})
    assert answer.status_code == status
    assert ("256 KB and 400 fields at once" in answer.text) == (status == 400)


async def test_what_fails_says_nothing_of_what_was_in_it(
    small: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        answer = await small.get("/fails")
    assert answer.status_code == 500
    assert "Testerby" not in answer.text
    assert "Testerby" not in caplog.text
    assert "RuntimeError" in caplog.text
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


def test_the_log_names_the_route_and_never_the_address(
    http: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="desk"):
        http.get("/considerations/C-2026-09999?name=Testerby")
        http.get("/Testerby")
    lines = [record.getMessage() for record in caplog.records if record.name == "desk"]
    assert any(re.fullmatch(r"GET /considerations/\{reference\} 303 \d+ ms", line) for line in lines), lines
    assert any(re.fullmatch(r"GET \(no route\) 404 \d+ ms", line) for line in lines), lines
    assert "Testerby" not in caplog.text


def test_pages_that_take_files_are_the_only_ones_with_a_larger_body(area: Engine, tmp_path: object) -> None:
    app = FastAPI()
    guarded(app, DeskSettings(data=tmp_path, origin=ORIGIN))  # type: ignore[arg-type]
    guard: Any = app.user_middleware[0]
    larger = [route.path for route in ROUTES if route.uploads]
    assert guard.cls is Guard
    assert len(guard.kwargs["uploads"]) == len(larger)
    assert all(route.method == "POST" for route in ROUTES if route.uploads)
