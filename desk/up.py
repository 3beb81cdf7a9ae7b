"""What does `disclosure up` keep running? The database, Prefect's server and a guide, until interrupted."""

import signal
import threading
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from desk.children import guide, prefect_server
from desk.record import live_record
from flows.force import SAMPLE, path


def run(out: Console, *, port: int, without_prefect: bool) -> None:
    """Start everything, say where it is, wait, and stop everything cleanly."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with ExitStack() as stack:
        record = stack.enter_context(live_record())
        data = record.settings.data
        out.print(f"Record: {data if record.settings.url is None else 'your own PostgreSQL'}")
        if path() == SAMPLE:
            out.print("[yellow]No force.yaml: the sample area's settings are used.[/]")
        logs: Path = data / "logs"
        server = None
        if not without_prefect:
            out.print("Prefect's server is starting …")
            server = stack.enter_context(prefect_server(data / "prefect", port=port))
            out.print(
                f"Prefect: {server.url.removesuffix('/api')} (credential in {data / 'prefect' / 'auth'})"
            )
        stack.enter_context(guide(record.url, data / "print", logs / "guide.log", server))
        out.print(f"Guide: carrying; its log is {logs / 'guide.log'}. Letters go to {data / 'print'}.")
        out.print("Interrupt (Ctrl-C) to stop.")
        stop.wait()
        out.print("Stopping …")
    out.print("Stopped. Nothing was lost.")
