"""What does `disclosure up` keep running? Database, desk, Prefect's server and a guide, until interrupted."""

import signal
import threading
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from desk.children import Child, desk_child, guide_child, prefect_child, running
from desk.record import Record, live_record
from flows.force import SAMPLE, path
from models import embedded
from models.errors import DisclosureError

LOOK_EVERY_S = 0.5


def run(out: Console, *, port: int, desk_port: int, without_prefect: bool) -> None:
    """Start everything, say where it is, wait, and stop everything cleanly."""
    stop = wait_for_interrupt()
    with ExitStack() as stack:
        record = stack.enter_context(live_record())
        data = record.settings.data
        out.print(f"Record: {data if record.settings.url is None else 'your own PostgreSQL'}")
        if path() == SAMPLE:
            out.print("[yellow]No force.yaml: the sample area's settings are used.[/]")
        children = _children(data, record.url, port=port, without_prefect=without_prefect, out=out)
        children.insert(0, desk_child(record.url, data / "logs" / "desk.log", port=desk_port, data=data))
        for child in children:
            stack.enter_context(running(child))
        out.print(f"Desk: http://127.0.0.1:{desk_port}")
        out.print(f"Guide: carrying; its log is {children[-1].log}. Letters go to {data / 'print'}.")
        out.print("Interrupt (Ctrl-C) to stop.")
        while not stop.wait(LOOK_EVERY_S):
            _keep(record, children, out)
        out.print("Stopping …")
    out.print("Stopped. Nothing was lost.")


def wait_for_interrupt() -> threading.Event:
    """An event that is set when this process is asked to end."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _children(data: Path, url: str, *, port: int, without_prefect: bool, out: Console) -> list[Child]:
    """The guide last, so that it stops first. It never waits for Prefect: it carries without until then."""
    log = data / "logs" / "guide.log"
    if without_prefect:
        return [guide_child(url, data / "print", log, None)]
    prefect, server = prefect_child(data / "prefect", port=port)
    out.print(f"Prefect: {server.url.removesuffix('/api')} (credential in {data / 'prefect' / 'auth'})")
    return [prefect, guide_child(url, data / "print", log, server)]


def _keep(record: Record, children: list[Child], out: Console) -> None:
    """Start again whatever ended by itself: the embedded database, the guide, Prefect's server."""
    try:
        if record.settings.url is None and not embedded.running(record.settings.data):
            embedded.start(record.settings.data)
            out.print("The database had ended; started again.")
    except DisclosureError as error:
        out.print(f"[red]{escape(str(error))}[/]")
    for child in children:
        if child.revive():
            out.print(f"{child.name} had ended (its log: {child.log}); started again.")
