"""The desk's own commands: the training desk, and codes for it."""

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
