"""The `disclosure` command: plain words out, exit codes as docs/errors.md has them (0, 1, 2, 75)."""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec

import typer
from rich.console import Console
from rich.markup import escape

from models.errors import DisclosureError

P = ParamSpec("P")
app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False,
    help="Decision support for disclosing, or not, that a person is a danger to children. People decide.",
)  # fmt: skip
out = Console()
err = Console(stderr=True)
Who = Annotated[str, typer.Option("--as", help="Handle of the person acting, e.g. ppo.northern.1")]


def plainly(function: Callable[P, None]) -> Callable[P, None]:
    """Turn every deliberate error into its words and exit status; anything else is our bug."""

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except DisclosureError as error:
            for line in str(error).splitlines() or [type(error).__name__]:
                err.print(f"[bold red]✗[/] {escape(line)}", highlight=False)
            raise typer.Exit(error.exit_status) from None
        except KeyboardInterrupt:
            err.print("Stopped.")
            raise typer.Exit(130) from None

    return guarded


def command(name: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Register a command under a name, with plain errors."""

    def keep(function: Callable[P, None]) -> Callable[P, None]:
        guarded = plainly(function)
        app.command(name)(guarded)
        return guarded

    return keep


@command("demo")
def demo(
    folder: Annotated[Path, typer.Option(help="Where everything it makes is left")] = Path("var/demo"),
    without_prefect: Annotated[bool, typer.Option(help="Carry without Prefect")] = False,
) -> None:
    """Import the sample area, open every-case considerations, rehearse four stories, show the result."""
    from desk.demo import run

    run(folder, out, without_prefect=without_prefect)


@command("up")
def up(
    port: Annotated[int, typer.Option(help="Port of Prefect's server on loopback")] = 4277,
    desk_port: Annotated[int, typer.Option(help="Port of the desk on loopback")] = 8327,
    without_prefect: Annotated[bool, typer.Option(help="Carry without Prefect")] = False,
) -> None:
    """Run the database, the desk, Prefect's server and a guide until interrupted."""
    from desk.up import run

    run(out, port=port, desk_port=desk_port, without_prefect=without_prefect)


@command("import-register")
def import_register(
    file: Annotated[
        Path | None, typer.Argument(help="CSV or JSON-lines extract; docs/register-format.md")
    ] = None,
    who: Who = "",
    confirm: Annotated[str, typer.Option(help="Number of an upload that a second person confirms")] = "",
    lift_stop: Annotated[str, typer.Option(help="Number of a stopped upload a senior manager lets on")] = "",
    reasons: Annotated[str, typer.Option(help="Why the stop is lifted")] = "",
) -> None:
    """Upload a register extract to quarantine, or confirm one somebody else uploaded."""
    from desk.importing import run

    run(out, file, who, confirm, lift_stop, reasons)


@command("register")
def register(
    form: Annotated[Path, typer.Argument(help="The form as YAML or JSON, - for standard input")],
    who: Who,
) -> None:
    """Register what an applicant said: a consideration for each person named."""
    from desk.registering import register as run

    run(out, form, who)


@command("import-registrations")
def import_registrations(
    who: Who,
    file: Annotated[Path | None, typer.Argument(help="JSON lines; docs/registrations.md")] = None,
    confirm: Annotated[int | None, typer.Option(help="Number of an upload a second person confirms")] = None,
) -> None:
    """Upload a file of registrations to quarantine, or confirm one somebody else uploaded."""
    from desk.registering import import_registrations as run

    run(out, file, who, confirm)


@command("enquiry")
def enquiry(
    who: Who,
    unit: Annotated[str, typer.Option(help="Basic command unit, e.g. northern")],
    reason: Annotated[str, typer.Option(help="Why it goes no further; docs/registrations.md")] = "",
    on: Annotated[str, typer.Option(help="Day, YYYY-MM-DD; default: today")] = "",
    earlier: Annotated[str, typer.Option(help="An enquiry recorded before, to give its reason")] = "",
) -> None:
    """Record an enquiry that goes no further, without a word about who it was."""
    from desk.registering import enquiry as run

    run(out, who, unit, reason, on, earlier)


@command("enquiries")
def enquiries() -> None:
    """Count enquiries by month, unit and reason, and the share that never became a registration."""
    from desk.registering import enquiries as show

    show(out)


@command("links")
def links(
    reference: Annotated[str, typer.Argument(help="One consideration, e.g. C-2026-00001")],
    who: Who,
    purpose: Annotated[str, typer.Option(help="Why: it is written to the record first")],
) -> None:
    """Show which registrations may belong together with one. For staff; never for an applicant."""
    from desk.registering import links as show

    show(out, reference, who, purpose)


@command("sample-area")
def sample_area(
    folder: Annotated[Path, typer.Argument(help="New folder for the sample area")],
    load: Annotated[bool, typer.Option(help="Also load its people and agencies into the record")] = False,
) -> None:
    """Write a synthetic area: register extract, agencies, officers; the same bytes each time."""
    from desk.importing import write_sample_area

    write_sample_area(out, folder, load=load)


@command("rehearse")
def rehearse(
    stories: Annotated[list[Path], typer.Argument(help="Stories to play; see docs/stories.md")],
    without_prefect: Annotated[bool, typer.Option(help="Carry without Prefect")] = False,
) -> None:
    """Play written stories against the real system on scratch records, and check what they expect."""
    from desk.rehearsing import run

    if not run(out, stories, without_prefect=without_prefect):
        raise typer.Exit(1)


@command("coverage")
def coverage() -> None:
    """Show who is managed, considered in time, due and overdue."""
    from desk.showing import coverage as show

    show(out)


@command("status")
def status(
    reference: Annotated[str, typer.Argument(help="One consideration, e.g. C-2026-00001")] = "",
) -> None:
    """Show what waits on whom, the guides, and whether Prefect is here."""
    from desk.showing import status as show

    show(out, reference)


@command("find")
def find(
    who: Who,
    purpose: Annotated[str, typer.Option(help="Why: it is written to the record first")],
    name: Annotated[
        str, typer.Option(help="In one line; without any option it is read as YAML from stdin")
    ] = "",
    born: Annotated[str, typer.Option(help="Date of birth, YYYY-MM-DD")] = "",
    age: Annotated[int | None, typer.Option(help="About how old")] = None,
    postcode: Annotated[str, typer.Option(help="Of an address, now or before")] = "",
    sex: Annotated[str, typer.Option(help="female, male or other")] = "",
) -> None:
    """Look for somebody on the register, as far as you may see it."""
    from desk.finding import find as show

    asked = {"name": name, "date_of_birth": born, "approximate_age": age, "postcode": postcode, "sex": sex}
    show(out, who, purpose, asked)


@command("candidates")
def candidates(
    reference: Annotated[str, typer.Argument(help="e.g. C-2026-00001")],
    who: Who,
    purpose: Annotated[str, typer.Option(help="Why: it is written to the record first")],
    picture: Annotated[Path | None, typer.Option(help="Also write each one's weights there, as SVG")] = None,
) -> None:
    """Show who on the register the person named may be, why, and how each was settled."""
    from desk.finding import candidates as show

    show(out, reference, who, purpose, picture)


@command("rescreen")
def rescreen() -> None:
    """Compare every live registration with the register again, where it has changed."""
    from desk.finding import rescreen as run

    run(out)


@command("declare-named-in")
def declare_named_in(
    reference: Annotated[str, typer.Argument(help="e.g. C-2026-00001")],
    who: Who,
    reasons: Annotated[str, typer.Option(help="In what way it is about you or yours")],
) -> None:
    """Say that a consideration is about you or somebody of yours; you can't open it from then on."""
    from desk.finding import declare_named_in as declare

    declare(out, reference, who, reasons)


@command("export")
def export(
    reference: Annotated[str, typer.Argument(help="e.g. C-2026-00001")],
    folder: Annotated[Path, typer.Argument(help="New folder")],
    who: Who,
    purpose: Annotated[str, typer.Option(help="Why: it is written to the record first")],
) -> None:
    """Export one consideration: exact bytes, rationale, letters, and the verdict on them."""
    from desk.showing import export as make

    make(out, reference, folder, who, purpose)


@command("verify")
def verify(
    folder: Annotated[Path | None, typer.Argument(help="An export; without one, the whole record")] = None,
    checkpoint: Annotated[Path | None, typer.Option(help="A checkpoint held outside")] = None,
    key: Annotated[Path | None, typer.Option(help="The public key it is signed with")] = None,
) -> None:
    """Check that nothing was altered; names the first bad entry."""
    from desk.showing import verify as check

    if not check(out, folder, checkpoint, key):
        raise typer.Exit(1)


def main() -> Any:
    """Run the command line."""
    from desk import cli_desk  # noqa: F401 - registers its commands

    return app(prog_name="disclosure")


if __name__ == "__main__":
    sys.exit(main())
