"""What is the desk made of? Its routes, each with its policy, behind one guard; and its own static files."""

from contextlib import suppress

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk.answering import answer
from desk.assets import assets
from desk.guarding import MOST_FIELDS, MOST_FILES, TOO_LARGE, guarded
from desk.pages import every  # noqa: F401 - registers the routes
from desk.routes import ROUTES, Route
from desk.sessions import recognise
from desk.visiting import DeskSettings, Visit
from models.errors import DisclosureError


def create_app(engine: Engine, settings: DeskSettings) -> FastAPI:
    """Make the desk over one record. It holds no state of its own but the connections."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.engine = engine
    # “{” sorts behind every letter: an address spelled out goes before one that takes any name there.
    for route in sorted(ROUTES, key=lambda each: each.path):
        app.router.add_route(route.path, _endpoint(route, settings), methods=[route.method])
    app.mount("/static", assets(settings.colour))
    app.add_exception_handler(HTTPException, _elsewhere(settings))
    guarded(app, settings)
    return app


def _endpoint(route: Route, settings: DeskSettings):  # type: ignore[no-untyped-def]
    async def endpoint(request: Request) -> Response:
        request.scope["route"] = route  # for the guard's line in the log
        form = FormData()
        if route.method == "POST" and (
            not route.uploads or await run_in_threadpool(_may, route, request, settings)
        ):
            form = await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES)
        try:
            return await run_in_threadpool(answer, route, request, form, settings)
        finally:
            await form.close()

    return endpoint


def _may(route: Route, request: Request, settings: DeskSettings) -> bool:
    """Tell whether whoever sends a file may: of anybody else nothing is read; answer() says why."""
    visit = Visit(request, request.app.state.engine, settings)
    with suppress(DisclosureError):
        recognise(visit)
    return visit.web is not None and route.policy.admits(visit.actor.roles)


def _elsewhere(settings: DeskSettings):  # type: ignore[no-untyped-def]
    """An address that no route has, or a form beyond its limits, in the desk's own words."""

    async def handler(request: Request, error: Exception) -> Response:
        from desk.rendering import render

        status = error.status_code if isinstance(error, HTTPException) else 500
        visit = Visit(request, request.app.state.engine, settings)
        page = "errors/not_there.html" if status in (404, 405) else "errors/too_large.html"
        return await run_in_threadpool(render, visit, page, status=status, words=TOO_LARGE)

    return handler
