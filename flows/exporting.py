"""What leaves with an export? A folder a stranger can check: exact bytes, rationale, letters, verdict."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import col, select

from flows.rationale import document
from flows.showing import read
from flows.steps.actor import Actor
from letters.render import render_rationale
from models import checkpoints, clock, ledger
from models.chain import Verdict
from models.consideration import Consideration, IssuedLetter
from models.database import Settings, transaction
from models.entries import Exported
from models.errors import CannotDo
from models.export import export_lines, fingerprint
from models.verification import verify_export


@dataclass(frozen=True)
class ExportMade:
    """Where it stands, and whether it verifies."""

    folder: Path
    files: tuple[str, ...]
    verdict: str
    good: bool


def export(
    engine: Engine, settings: Settings, actor: Actor, reference: str, folder: Path, purpose: str
) -> ExportMade:
    """Export one consideration to a new folder. The Exported entry is written before anything leaves.

    Raise CannotDo where the folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise CannotDo(f"{folder} is not empty; name a new folder.")
    row, dossier, entries = read(engine, actor, reference, purpose)
    taken_away(engine, actor, row, purpose)
    with transaction(engine) as session:
        checkpoint = checkpoints.checkpoint(session, settings)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    sizes = [point.size for point in checkpoints.read(checkpoint)]
    with transaction(engine) as session:
        lines = export_lines(session, row.id, checkpoint_sizes=sizes)
        (folder / "record.jsonl").write_bytes(b"".join(lines))
        letters = session.exec(
            select(IssuedLetter)
            .where(IssuedLetter.consideration_id == row.id)
            .order_by(col(IssuedLetter.reference))
        ).all()
        today, footer = clock.today(session), checkpoints.footer(session)
    made = render_rationale(document(row, dossier, entries), on=today, footer=footer)
    (folder / "rationale.pdf").write_bytes(made.pdf)
    _write_letters(folder / "letters", letters)
    verdict = _write_proof(folder, checkpoint, checkpoints.public_key(settings))
    _only_ours(folder)
    files = tuple(sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()))
    return ExportMade(folder, files, "\n".join(verdict.lines), verdict.good)


def taken_away(engine: Engine, actor: Actor, row: Consideration, purpose: str) -> None:
    """Write that somebody takes away what is recorded of a consideration. Who may was settled before."""
    with transaction(engine) as session:
        count, digest = fingerprint(session, row.id)
        body = Exported(references=(row.reference,), entries=count, digest=digest)
        ledger.append(session, body, {"purpose": purpose}, by=actor.handle, consideration=row.id)


def _write_letters(folder: Path, letters: Sequence[IssuedLetter]) -> None:
    """The issued bytes, except of letters that have been erased."""
    for letter in letters:
        if letter.pdf:
            folder.mkdir(exist_ok=True)
            (folder / f"{letter.reference}-{letter.kind}.pdf").write_bytes(letter.pdf)


def _write_proof(folder: Path, checkpoint: str, public_key: str) -> Verdict:
    """What a stranger checks the record with, and what we found when we did."""
    (folder / "checkpoint.txt").write_text(checkpoint, encoding="utf-8")
    (folder / "public-key.txt").write_text(public_key + "\n", encoding="utf-8")
    verdict = verify_export(folder, checkpoint=checkpoint, public_key=public_key)
    (folder / "verification.txt").write_text("\n".join(verdict.lines) + "\n", encoding="utf-8")
    return verdict


def _only_ours(folder: Path) -> None:
    for path in folder.rglob("*"):
        os.chmod(path, 0o700 if path.is_dir() else 0o600)
