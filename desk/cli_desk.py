"""The desk's own commands: the training desk, codes for it, and who may sign in."""

from pathlib import Path
from typing import Annotated

import typer

from desk.cli import command, out

FOLDER = Path("var/desk")


@command("desk")
def desk(
    port: Annotated[int, typer.Option(help="Port of the desk on loopback")] = 8327,
    folder: Annotated[Path, typer.Option(help="Where the training record is kept")] = FOLDER,
    anew: Annotated[bool, typer.Option(help="Throw the training record away and begin again")] = False,
) -> None:
    """Serve a training desk: the sample area, considerations under way, sign-ins for synthetic people."""
    from desk.training import run

    run(out, folder, port=port, anew=anew)


@command("training-code")
def training_code(
    handle: Annotated[str, typer.Argument(help="e.g. ppo.northern.1")],
    folder: Annotated[Path, typer.Option(help="Where the training record is kept")] = FOLDER,
) -> None:
    """Print a synthetic person's sign-in code of the moment."""
    from desk.training import training_code as show

    show(out, folder, handle)


@command("invite")
def invite(
    handle: Annotated[str, typer.Argument(help="e.g. ppo.northern.1")],
    by: Annotated[str, typer.Option("--as", help="Handle of an administrator; none for the very first")] = "",
) -> None:
    """Give somebody a password for their first sign-in, or for a new phone; what they had ends."""
    from desk.record import live_record
    from flows.credentials import invite, invite_first
    from flows.people import actor
    from models.database import transaction

    with live_record() as record, transaction(record.engine) as session:
        given = invite(session, actor(session, by), handle) if by else invite_first(session, handle)
    out.print(f"{given.handle} signs in with {given.password} once, within seven days, without a code.")
