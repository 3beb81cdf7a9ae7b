"""What do `find`, `candidates` and `rescreen` show? Whom the record lets this person see, after its entry."""

import sys
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from desk.record import live_record
from flows.candidates import Shown
from flows.candidates import candidates as shown_to
from flows.locks import Locks, lock_of
from flows.people import actor
from flows.rescreening import due
from flows.rescreening import rescreen as compare_again
from flows.searching import find as look_for
from flows.steps.pipeline import take
from models.database import transaction
from models.dossier import Dossier
from models.errors import CannotDo


def find(out: Console, who: str, purpose: str, asked: dict[str, Any]) -> None:
    """Look for somebody on the register; what was not given by option is read from standard input."""
    given = {name: value for name, value in asked.items() if value not in (None, "")} or _typed()
    with live_record() as record:
        with transaction(record.engine) as session:
            acting = actor(session, who)
        found = look_for(record.engine, acting, given, purpose)
    out.print(f"[bold]{escape(found.heading)}[/]")
    for hit in found.hits:
        out.print(f"\n{hit.candidate.key}, {hit.candidate.band}", highlight=False)
        _say(out, hit.register_says)
        _explain(out, hit.candidate)
    for unit in found.ask:
        out.print(f"\nA record exists, ask {escape(unit)}.")
    _would_help(out, found.would_help)


def candidates(out: Console, reference: str, who: str, purpose: str, pictures: Path | None) -> None:
    """Show who the person named in a consideration may be, why, and how each was settled."""
    with live_record() as record:
        with transaction(record.engine) as session:
            acting = actor(session, who)
        dossier, found = shown_to(record.engine, acting, reference, purpose)
    _head(out, dossier)
    for each in found:
        _candidate(out, each)
    if dossier.comparison:
        _would_help(out, dossier.comparison.would_help)
    if pictures is not None:
        _draw(out, found, pictures)


def rescreen(out: Console) -> None:
    """Compare every live registration with the register again, where it has changed since."""
    with live_record() as record:
        locks = Locks(record.engine)
        try:
            with transaction(record.engine) as session:
                wanted = due(session)
            if wanted is None:
                out.print("The register has not changed since live registrations were compared with it.")
                return
            with locks.holding(lock_of("rescreen", str(wanted.number))) as had, Progress(console=out) as bar:
                if not had:
                    raise CannotDo("A guide is comparing them just now; “disclosure status” shows it.")
                task = bar.add_task("Registrations compared", total=None)
                done = compare_again(
                    lambda count, of: bar.update(task, completed=count, total=of), record.engine
                )
        finally:
            locks.close()
    if done is None:
        raise CannotDo("The register changed again meanwhile; begin once more.")
    out.print(f"{done.count} live registrations compared; somebody came or went in {done.changed}.")


def declare_named_in(out: Console, reference: str, who: str, reasons: str) -> None:
    """Keep somebody's own word that a consideration is about them or theirs."""
    with live_record() as record, transaction(record.engine) as session:
        take(session, reference, "declare_named_in", actor(session, who), {"reasons": reasons})
    out.print("It is recorded. You can't open it or act in it from now on.")


def _typed() -> dict[str, Any]:
    """The question as YAML on standard input: so that no name stands in a shell's history."""
    if sys.stdin.isatty():
        sys.stderr.write("Whom to look for, as “surname: …”, one a line; end with Ctrl-D.\n")
    try:
        read = yaml.safe_load(sys.stdin.read())
    except (yaml.YAMLError, UnicodeDecodeError):
        read = None
    if not isinstance(read, dict) or not all(isinstance(name, str) for name in read):
        raise CannotDo("Say whom to look for: by options, or as YAML on standard input (name: …).")
    return read


def _head(out: Console, dossier: Dossier) -> None:
    compared = dossier.comparison
    if compared is None:
        out.print("Not compared with the register yet; the machine does so in a moment.")
    else:
        out.print(f"[bold]{escape(compared.heading)}[/], compared on {compared.at:%-d %B %Y}")
    confirmed = f", confirmed by {dossier.confirmed_by}" if dossier.confirmed_by else ""
    out.print(f"Identity: {dossier.identity or 'not settled'}{confirmed}", highlight=False)
    for joined in dossier.joined.values():
        out.print(f"Joined: {joined.other} is about the same person.", highlight=False)


def _candidate(out: Console, each: Shown) -> None:
    state, scored = each.state, each.scored
    where = "no longer among the nearest" if state.vanished else f"{state.rank}. {state.band}"
    out.print(f"\n[bold]{state.reference}[/]  {where}", highlight=False)
    _say(out, each.register_says)
    if scored:
        from flows.matching.picture import printed

        _explain(out, scored)
        for line in printed(scored):
            out.print(f"    {escape(line)}", highlight=False)
    if settled := state.settled:
        words = settled.verdict.replace("_", " ")
        out.print(f"  settled: {words}, by {settled.by} on {settled.at:%-d %B %Y}", highlight=False)
        out.print(f"    {escape(settled.reasons)}", highlight=False)
    if state.to_look_at:
        out.print("  to be settled", style="bold")


def _say(out: Console, lines: tuple[str, ...]) -> None:
    for line in lines:
        out.print(f"  {escape(line)}", highlight=False)


def _explain(out: Console, scored: Any) -> None:
    for title, words in (("for", scored.reasons), ("against", scored.against), ("missing", scored.missing)):
        if words:
            out.print(f"  {title}: {escape('; '.join(words))}", highlight=False)


def _would_help(out: Console, words: tuple[str, ...]) -> None:
    if words:
        out.print(f"\nWould help: {escape('; '.join(words))}", highlight=False)


def _draw(out: Console, found: tuple[Shown, ...], folder: Path) -> None:
    """Write each candidate's weights as a picture; there is no name in it."""
    from flows.matching.picture import drawn

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for each in found:
        if scored := each.scored:
            (folder / f"{scored.key}.svg").write_text(drawn(scored), encoding="utf-8")
    out.print(f"Pictures: {folder}", highlight=False)
