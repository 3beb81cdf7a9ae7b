"""How does the register change in a story? By an extract and two persons’ hands, and what follows from it."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine

from flows.refreshing import take_in
from flows.register.announcing import announce_pending
from flows.register.applying import apply
from flows.register.giving import as_jsonl
from flows.register.on_register import on_register
from flows.register.uploading import upload
from models.database import transaction
from models.errors import CannotDo
from models.register_import import ImportState

UPLOADS, CONFIRMS = "registration.western.1", "ds.western.1"
Changes = Mapping[str, dict[str, Any] | None]


def change_register(engine: Engine, changes: Changes) -> None:
    """Apply an extract that differs from the register by `changes`; open considerations take it in.

    By reference: the columns that change, everything of somebody new (`like`: but for what is given, as
    somebody else), or None for somebody gone. Raise CannotDo where the extract would be refused.
    """
    with TemporaryDirectory() as folder:
        extract, originals = Path(folder) / "extract.jsonl", Path(folder) / "originals"
        with transaction(engine) as session:
            held = on_register(session)
            people = {ref: _plain(each.nominal) for ref, each in held.items() if not each.left}
            extract.write_text(_changed(people, changes), encoding="utf-8")
            uploaded = upload(session, extract, UPLOADS, originals=originals, stop_percent=100)
        if uploaded.state != ImportState.QUARANTINED:
            faults = [f"{each.column}: {each.found}; allowed: {each.allowed}" for each in uploaded.faults]
            raise CannotDo(*faults)
        with transaction(engine) as session:
            apply(session, uploaded.import_id, CONFIRMS, originals=originals, on_change=take_in)
    left = 1
    while left:
        with transaction(engine) as session:
            left = announce_pending(session, take_in)


def _plain(nominal: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_jsonl([nominal]))
    return found


def _changed(people: dict[str, dict[str, Any]], changes: Changes) -> str:
    for reference, columns in changes.items():
        if columns is None:
            people.pop(reference, None)
        else:
            like = people.get(str(columns.get("like", reference)), {})
            given = {name: value for name, value in columns.items() if name != "like"}
            people[reference] = like | {"register_reference": reference} | given
    lines = (json.dumps(person, ensure_ascii=False, default=_day) for person in people.values())
    return "".join(f"{line}\n" for line in lines)


def _day(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise CannotDo("A column of the register is a word, a number, a day, or a list of these.")
