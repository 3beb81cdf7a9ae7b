"""Builders of extracts: people, files, and the hands they pass through."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from flows.register.applying import Applied, apply
from flows.register.assembling import Known
from flows.register.giving import as_csv, as_jsonl
from flows.register.people import AddressGiven, ConvictionGiven, Nominal, OrderGiven
from flows.register.reading import Extract, read_extract
from flows.register.uploading import Uploaded, upload
from flows.sample_area import SampleArea, load_people, write

TODAY = date(2026, 11, 24)

Person = Callable[..., Nominal]
Read = Callable[..., Extract]
Upload = Callable[..., Uploaded]
Confirm = Callable[..., Applied]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleArea:
    """The sample area, written once."""
    return write(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def known() -> Known:
    """What an extract may point to in tests that need no record."""
    return Known(
        agencies=frozenset({"police", "probation"}),
        units=frozenset({"western", "northern", "eastern"}),
        officers=frozenset({"ppo.northern.1"}),
    )


@pytest.fixture(scope="session")
def person() -> Person:
    """One sound person with an address, an order and a conviction; `changes` are fields of Nominal."""

    def make(number: int = 1, **changes: Any) -> Nominal:
        plain = Nominal(
            register_reference=f"S-{9000 + number}",
            surname="Testerby",
            forenames="Alan",
            sex="male",
            category=1,
            level=2,
            rosh="High",
            managed=True,
            lead_agency="police",
            unit="northern",
            date_of_birth=date(1970, 1, 31),
            managed_since=date(2020, 3, 2),
            level_since=date(2026, 2, 3),
            offender_manager="ppo.northern.1",
            addresses=(AddressGiven(("1 Example Row", "Northexample"), "ZZ2 1AB", date(2022, 5, 1)),),
            orders=(OrderGiven("SHPO", "Not to enter the grounds of any school", date(2030, 3, 1)),),
            convictions=(
                ConvictionGiven(
                    item="1",
                    offence="Sexual activity with a child (Sexual Offences Act 2003 s.9)",
                    disposal="conviction",
                    convicted_on=date(2020, 2, 28),
                    source="PNC",
                    owner_agency="police",
                    foreign=False,
                    schedule_34a=True,
                ),
            ),
        )
        return replace(plain, **changes)

    return make


@pytest.fixture(scope="session")
def read(known: Known) -> Read:
    """Read bytes or text as an extract on the day every scratch record opens."""

    def reading(content: bytes | str, format_: str = "csv", among: Known = known) -> Extract:
        return read_extract(content.encode() if isinstance(content, str) else content, format_, among, TODAY)

    return reading


@pytest.fixture
def originals(tmp_path: Path) -> Path:
    return tmp_path / "originals"


@pytest.fixture
def staffed(session: Session, sample: SampleArea) -> Session:
    """A session on a record that knows the sample area's agencies and officers, and nobody else."""
    load_people(session, sample.folder)
    return session


@pytest.fixture
def send(staffed: Session, tmp_path: Path, originals: Path) -> Upload:
    """Upload people, or a file's own bytes, by registration.northern.1 unless told otherwise."""

    def sending(
        given: Iterable[Nominal] | bytes,
        by: str = "registration.northern.1",
        format_: str = "csv",
        **options: Any,
    ) -> Uploaded:
        path = tmp_path / f"extract.{format_}"
        written = (
            given if isinstance(given, bytes) else (as_csv if format_ == "csv" else as_jsonl)(given).encode()
        )
        path.write_bytes(written)
        return upload(staffed, path, by, originals=originals, **options)

    return sending


@pytest.fixture
def confirm(staffed: Session, originals: Path) -> Confirm:
    """Apply an upload by ds.western.1 unless told otherwise."""

    def confirming(uploaded: Uploaded, by: str = "ds.western.1", **options: Any) -> Applied:
        return apply(staffed, uploaded.import_id, by, originals=originals, **options)

    return confirming


@pytest.fixture
def ten(person: Person) -> list[Nominal]:
    return [person(number) for number in range(1, 11)]


@pytest.fixture
def registered(ten: list[Nominal], send: Upload, confirm: Confirm) -> Applied:
    """A register of ten people."""
    return confirm(send(ten))
