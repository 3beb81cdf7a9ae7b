"""Where does an area with nobody real in it come from? Extract, staff, agencies: the same bytes each time.

The numbers are those of the 2006-07 report's table; nothing else is the report's. Postcodes are in ZZ,
which was never allocated.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, SQLModel

from flows import force as force_settings
from flows.register.applying import apply
from flows.register.giving import as_csv, as_jsonl
from flows.register.uploading import upload
from flows.sample.nominals import AS_OF, nominals
from flows.sample.staff import AGENCIES, officers
from flows.walls import look_again
from models.agency import Agency
from models.database import transaction
from models.errors import CannotDo
from models.officer import Officer
from models.register_import import ImportState
from models.schemes import SAMPLE_FORCE

SEED = 2007
REGISTRAR, CONFIRMER = "registration.northern.1", "ds.western.1"


@dataclass(frozen=True)
class SampleArea:
    """Where each file of a sample area stands."""

    folder: Path

    @property
    def register(self) -> Path:
        """The extract as CSV; `register_jsonl` holds the same people."""
        return self.folder / "register.csv"

    @property
    def register_jsonl(self) -> Path:
        return self.folder / "register.jsonl"

    @property
    def agencies(self) -> Path:
        return self.folder / "agencies.json"

    @property
    def officers(self) -> Path:
        return self.folder / "officers.json"

    @property
    def force(self) -> Path:
        """How the force is reached (DISCLOSURE_FORCE)."""
        return self.folder / "force.yaml"

    @property
    def schemes(self) -> Path:
        """Which editions are live, the pilot among them (DISCLOSURE_FORCE_FILE)."""
        return self.folder / "schemes.yaml"


def write(folder: Path) -> SampleArea:
    """Write the sample area. Files already there by these names are replaced. Raise CannotDo."""
    area = SampleArea(folder)
    chance = Random(SEED)
    people = nominals(chance)
    staff = officers(chance, {f"{person.forenames} {person.surname}" for person in people})
    try:
        folder.mkdir(parents=True, exist_ok=True)
        area.register.write_bytes(as_csv(people).encode())
        area.register_jsonl.write_bytes(as_jsonl(people).encode())
        area.agencies.write_bytes(_json(list(AGENCIES)))
        area.officers.write_bytes(_json(staff))
        shutil.copyfile(force_settings.SAMPLE, area.force)
        shutil.copyfile(SAMPLE_FORCE, area.schemes)
    except OSError:
        raise CannotDo(
            f"The sample area can't be written to {folder}; check room and rights there."
        ) from None
    return area


def load_people(session: Session, folder: Path, *, system_url: str | None = None) -> None:
    """Put agencies and officers of a sample area into the record; one that is there is brought up to date.

    `system_url` replaces the address of every agency that has a system: a stand-in on another port.
    """
    area = SampleArea(folder)
    agencies = _read(area.agencies)
    for given in agencies:
        if system_url and given["system_url"]:
            given["system_url"] = system_url
    _put(session, Agency, "code", agencies)
    _put(session, Officer, "handle", _read(area.officers))
    look_again(session)


def _put(session: Session, table: type[SQLModel], key: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows in one batch; one whose key is there is overwritten."""
    adding = insert(table)
    values = {name: adding.excluded[name] for name in table.model_fields if name != key}
    putting = adding.on_conflict_do_update(index_elements=[key], set_=values)
    session.execute(putting, [table.model_validate(row).model_dump() for row in rows])
    session.expire_all()


def fill(engine: Engine, system_url: str | None = None, originals: Path | None = None) -> None:
    """Put the whole sample area into an empty record: people, then the register, by two persons' hands.

    Filling it again does nothing.

    Raise CannotDo where the record's clock stands before the day the sample extract was made.
    """
    with TemporaryDirectory() as folder:
        area = write(Path(folder))
        with transaction(engine) as session:
            load_people(session, area.folder, system_url=system_url)
        with transaction(engine) as session:
            uploaded = upload(session, area.register_jsonl, REGISTRAR, originals=originals)
        if uploaded.state == ImportState.APPLIED:
            return
        if uploaded.state != ImportState.QUARANTINED:
            raise CannotDo(f"The sample extract was made on {AS_OF:%-d %B %Y}: set the clock after that day.")
        with transaction(engine) as session:
            apply(session, uploaded.import_id, CONFIRMER, originals=originals)


def _json(rows: list[dict[str, Any]]) -> bytes:
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise CannotDo(f"{path.name} can't be read; write the sample area anew.") from None
    return rows
